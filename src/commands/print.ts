/**
 * Models as text, one line a node: what the lock file holds and `temporal-workflow graph` shows. Places in the source are left
 * out, so the text changes with what a workflow does and not with how it is written. `parse.ts` reads it back.
 */
import type { Command, Guard, Handler, Later, Node, Nodes, Programs, Workflow } from './model.ts';
import { not, textOf } from './terms.ts';

/** The programs of a module as text. */
export function printPrograms({ workflows }: Programs): string {
  return workflows.map(printWorkflow).join('\n');
}

/** One workflow as text, its handlers and what it mentions included; ends with a line break. */
export function printWorkflow(workflow: Workflow): string {
  const { name, mentions, handlers } = workflow;
  const head = [
    `workflow ${quoted(name)}`,
    ...(workflow.pinned ? ['pinned'] : []),
    ...(workflow.isCalled ? ['called'] : []),
    `parameters ${mentions.parameters ?? 'any'}`,
  ].join(' ');
  const lines = [head, ...indented(printNodes(workflow.body)), ...handlers.flatMap((handler) => indented(handlerLines(handler)))];
  lines.push(...wrapped('  properties', mentions.properties.map(quoted)), ...wrapped('  strings', mentions.strings.map((string) => JSON.stringify(string))));
  return `${lines.join('\n')}\n`;
}

function handlerLines({ message, name, body }: Handler): readonly string[] {
  return [`on ${message} ${quoted(name)}`, ...indented(printNodes(body))];
}

/** A program as lines, blocks indented by two spaces. */
export function printNodes(nodes: Nodes): readonly string[] {
  const lines: string[] = [];
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index];
    const next = nodes[index + 1];
    if (!node) continue;
    const isAwaited = node.type === 'emit' && node.to !== undefined && next?.type === 'wait' && 'slot' in next.on && next.on.slot === node.to;
    if (isAwaited) {
      lines.push(`await ${emitText(node)}`);
      index++;
    } else lines.push(...nodeLines(node));
  }
  return lines;
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

/** A list that goes over lines of a readable width. */
function wrapped(head: string, items: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + item.length < 100) lines[lines.length - 1] = `${last}, ${item}`;
    else lines.push(`${head} ${item}`);
  }
  return lines;
}

function nodeLines(node: Node): readonly string[] {
  switch (node.type) {
    case 'emit':
      return [emitText(node)];
    case 'wait':
      return [`await ${laterText(node.on)}`];
    case 'start': {
      const body = JSON.stringify(node.body);
      const own = [...new Set(node.own)].filter((slot) => body.includes(JSON.stringify(slot)));
      const scope = node.scope === undefined ? '' : ` in ${quoted(node.scope)}`;
      return [`start ${quoted(node.to)}${scope}${own.length > 0 ? ` own ${own.map(quoted).join(', ')}` : ''}`, ...indented(printNodes(node.body))];
    }
    case 'call':
      return [node.to === undefined ? 'call' : `call ${quoted(node.to)}`, ...indented(printNodes(node.body))];
    case 'branch':
      if (node.then.length === 0 && !('flag' in node.guard)) return [`if ${textOf(not(node.guard))}`, ...indented(printNodes(node.else))];
      return [
        `if ${guardText(node.guard)}`,
        ...indented(printNodes(node.then)),
        ...(node.else.length > 0 ? ['else', ...indented(printNodes(node.else))] : []),
      ];
    case 'loop':
      return [
        `${labelText(node.label)}${node.late ? 'do while' : 'while'} ${guardText(node.guard)}`,
        ...indented(printNodes(node.body)),
        ...(node.next.length > 0 ? ['between rounds', ...indented(printNodes(node.next))] : []),
      ];
    case 'repeat':
      return [`${labelText(node.label)}repeat ${node.count}`, ...indented(printNodes(node.body))];
    case 'block':
      return [`block ${quoted(node.label)}`, ...indented(printNodes(node.body))];
    case 'leave':
      return [node.label === undefined ? node.how : `${node.how} ${quoted(node.label)}`];
    case 'try':
      return [
        'try',
        ...indented(printNodes(node.body)),
        ...(node.catch ? ['catch', ...indented(printNodes(node.catch))] : []),
        ...(node.finally.length > 0 ? ['finally', ...indented(printNodes(node.finally))] : []),
      ];
    case 'exit': {
      const how = node.how === 'fault' ? 'fail task' : node.how;
      return [node.value ? `${how} ${laterText(node.value)}` : how];
    }
    case 'patch':
      return [`${node.deprecated ? 'deprecatePatch' : 'patched'} ${quoted(node.id)}${node.to === undefined ? '' : ` as ${quoted(node.to)}`}`];
    case 'assign':
      return [`set ${quoted(node.to)} to ${laterText(node.value)}`];
    case 'push':
      return [`add ${laterText(node.value)} to ${quoted(node.to)}`];
    case 'promise':
      return [`promise ${quoted(node.to)}`];
    case 'resolve':
      return [`${node.fails ? 'reject' : 'resolve'} ${quoted(node.slot)}`];
    case 'draw':
      return [`draw ${node.count}`];
    case 'scope':
      return [`scope ${quoted(node.to)}`];
    case 'cancel':
      return [`cancel ${quoted(node.slot)}${node.late ? ' later' : ''}`];
    case 'handle':
      return [`handle ${node.message} ${quoted(node.name)}`];
  }
}

function labelText(label: string | undefined): string {
  return label === undefined ? '' : `label ${quoted(label)} `;
}

function emitText({ command, to, started }: Extract<Node, { type: 'emit' }>): string {
  const usual = slotFor(command);
  return [
    commandText(command),
    ...(to === usual ? [] : [to === undefined ? 'unnamed' : `as ${quoted(to)}`]),
    ...(started === undefined || started === `${to} started` ? [] : [`started ${quoted(started)}`]),
  ].join(' ');
}

/** The slot that a command's result usually has. */
export function slotFor({ kind, name }: Command): string {
  return name === '' ? kind : name;
}

/** Kinds of commands that are started before they are done, so that they have two promises. */
export const TWO_STEPS: ReadonlySet<string> = new Set(['child workflow', 'nexus operation']);

/** A command as text: its kind, name and id. */
export function commandText({ kind, name, id, random, cancellation }: Command): string {
  return [
    kind,
    ...(name === '' ? [] : [quoted(name)]),
    ...(id === null ? [] : [`id ${JSON.stringify(id)}`]),
    ...(random ? ['random'] : []),
    ...(cancellation === undefined || cancellation === usualCancellation(kind) ? [] : [`cancellation ${cancellation}`]),
  ].join(' ');
}

/** What the cancellation of a command does where its options say nothing; undefined for commands without that option. */
export function usualCancellation(kind: Command['kind']): 'try' | 'wait' | undefined {
  if (kind === 'child workflow') return 'wait';
  return kind === 'activity' || kind === 'local activity' ? 'try' : undefined;
}

function guardText(guard: Guard): string {
  return 'flag' in guard ? `patch ${quoted(guard.flag)}` : textOf(guard);
}

function laterText(later: Later): string {
  if ('slot' in later) return quoted(later.slot);
  if ('until' in later) return `until ${textOf(later.until)}`;
  if ('is' in later) return `already ${later.is}`;
  return `${later.of}(${later.promises.map((promise) => ('until' in promise ? `(${laterText(promise)})` : laterText(promise))).join(', ')})`;
}

const PLAIN = /^[A-Za-z_$][\w$]*$/u;
const WORDS = new Set(['all', 'race', 'any', 'settled', 'until', 'already', 'as', 'in', 'own', 'id', 'to', 'started', 'unnamed', 'random', 'patch', 'label', 'cancellation', 'later', 'pinned', 'called', 'activity', 'local', 'timer', 'child', 'external', 'search', 'memo', 'nexus', 'unknown']);

/** A name as it is where it is a plain word, else in quotes. */
export function quoted(name: string): string {
  return PLAIN.test(name) && !WORDS.has(name) ? name : JSON.stringify(name);
}
