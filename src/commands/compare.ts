/**
 * Comparison: would an execution that started on the old code survive the new code?
 *
 *     const differences = comparePrograms(extractPrograms(oldFile, …), extractPrograms(newFile, …));
 *
 * Each difference is one independent reason why executions of the old code fail on the new code; none: they survive, as far
 * as the models tell. `certain` differences break every execution that has got there, the others those for which a new or
 * changed condition decides otherwise, or for which a message comes at a bad time.
 *
 * Models are plain data, extracted from sources (`extract.ts`) or read from their text (`parse.ts`); those that were read have
 * no places. `Difference` in `difference.ts` says what a report can tell.
 */
import { Continuations } from './continuations.ts';
import { Differences, type Difference } from './difference.ts';
import { play } from './game.ts';
import { factsOf, foldedNodes, isStable, termsOf, thresholdOf, type Facts } from './guards.ts';
import type { Game } from './machine.ts';
import { hasCommands, nodesIn, type Command, type Handler, type MessageKind, type Nodes, type Place, type Programs, type Workflow } from './model.ts';
import { question, textOf } from './terms.ts';

export interface CompareOptions {
  /** Compare the ends of executions, too, for those who replay finished histories. */
  readonly closedExecutions?: boolean;
  /** Compare workflows that Worker Versioning pins to their version, too. */
  readonly checkPinned?: boolean;
  /** How many ways through tasks a workflow or handler may take; behind that what was found stands, and the rest is silence. */
  readonly maxStates?: number;
}

const MAX_STATES = 3000;

/** The differences between two versions of the workflows of a module. Workflows that only the new version has are free. */
export function comparePrograms(old: Programs, now: Programs, options: CompareOptions = {}): readonly Difference[] {
  return old.workflows.flatMap((workflow): readonly Difference[] => {
    const successor = now.workflows.find(({ name }) => name === workflow.name);
    if (workflow.pinned && !options.checkPinned) return [];
    if (successor) return compareWorkflows(workflow, successor, options);
    const mayBeThere = workflow.isCalled || now.unknown?.includes(workflow.name);
    return mayBeThere || !hasCommands(workflow.body) ? [] : [gone(workflow)];
  });
}

function gone({ name, at }: Workflow): Difference {
  return {
    kind: 'workflow gone',
    workflow: name,
    handler: null,
    certain: true,
    recorded: null,
    oldPlace: at,
    emitted: null,
    newPlace: null,
    decidedBy: null,
    path: [],
  };
}

/** The differences between two versions of one workflow and its handlers. */
export function compareWorkflows(old: Workflow, now: Workflow, options: CompareOptions = {}): readonly Difference[] {
  const facts = factsOf(old);
  const found = new Differences(old, now);
  const oldHandlers = foldedHandlers(old.handlers, facts);
  const newHandlers = foldedHandlers(now.handlers, facts);
  const placed = placedHandlers(oldHandlers, newHandlers);
  const maxStates = options.maxStates ?? MAX_STATES;
  const oldBody = foldedNodes(old.body, facts);
  const newBody = foldedNodes(now.body, facts);

  found.in(null, oldBody, newBody, now.at);
  play({
    onMismatch: found.onMismatch,
    old: oldBody,
    new: newBody,
    game: gameOf(oldBody, newBody, placed, maxStates),
    isHandler: false,
    isInterrupted: oldHandlers.some(recordsSomething),
    closes: () => !options.closedExecutions,
    endCommand: (how) => (options.closedExecutions ? { kind: 'end', name: how, id: null } : null),
  });

  for (const handler of oldHandlers) compareHandler(handler, newHandlers, found, options);
  for (const { name } of oldHandlers) {
    const late = askedBeforeHandler(name, newBody);
    if (late && !askedBeforeHandler(name, oldBody)) found.addHandler('handler moved', late);
  }
  for (const handler of newHandlers) {
    if (handler.message === 'any signal' && hasCommands(handler.body) && !oldHandlers.some((other) => other.message === 'any signal')) {
      found.addHandler('handler added', handler);
    }
  }
  return found.all();
}

/** Where the handler of a message is set behind a condition that depends on the message, its place there; null elsewhere. */
function askedBeforeHandler(name: string, nodes: Nodes): { readonly message: MessageKind; readonly name: string; readonly at: Place | null } | null {
  const told = `on(${JSON.stringify(name)},`;
  let isAsked = false;
  for (const node of nodesIn(nodes)) {
    if (node.type === 'handle' && node.name === name) return isAsked ? node : null;
    const asks = node.type === 'branch' || node.type === 'loop' || node.type === 'wait';
    isAsked ||= asks && termsOf(node).some((term) => textOf(term).includes(told));
  }
  return null;
}

function foldedHandlers(handlers: readonly Handler[], facts: Facts): readonly Handler[] {
  return handlers.map((handler) => ({ ...handler, body: foldedNodes(handler.body, facts) }));
}

function compareHandler(old: Handler, handlers: readonly Handler[], found: Differences, options: CompareOptions): void {
  const successor = handlers.find(({ message, name }) => message === old.message && name === old.name);
  if (!successor) {
    if (recordsSomething(old)) found.addHandler('handler removed', old);
    return;
  }
  const body = messageBody(old);
  const newBody = messageBody(successor);
  found.in(old, body, newBody, successor.at);
  play({
    onMismatch: found.onMismatch,
    old: body,
    new: newBody,
    game: gameOf(body, newBody, new Set(), options.maxStates ?? MAX_STATES),
    isHandler: true,
    // The workflow goes on meanwhile, and the message can come again.
    isInterrupted: recordsSomething(old),
    closes: (how) => old.message !== 'update' && how !== 'return' && !options.closedExecutions,
    endCommand: (how) => endOfMessage(old, how),
  });
}

/** An update is accepted by a command of its own. */
function messageBody({ message, body, at }: Handler): Nodes {
  return message === 'update' ? [{ type: 'emit', command: { kind: 'update accepted', name: '', id: null }, at }, ...body] : body;
}

/** An update is completed by a command, however it ends; a signal handler that throws ends the execution. */
function endOfMessage({ message }: Handler, how: 'return' | 'throw' | 'continue as new'): Command | null {
  if (message === 'update') return { kind: 'update completed', name: '', id: null };
  return how === 'return' ? null : { kind: 'end', name: how, id: null };
}

/** Whether a message leaves more in history than its arrival: an update does so with its acceptance and its completion. */
function recordsSomething({ message, body }: Handler): boolean {
  return message === 'update' || hasCommands(body);
}

/** Handlers that emit on both sides, and updates: when they are set decides when a buffered message is handled. */
function placedHandlers(old: readonly Handler[], now: readonly Handler[]): ReadonlySet<string> {
  const names = (handlers: readonly Handler[]) => handlers.filter(recordsSomething).map(({ message, name }) => `${message} ${name}`);
  const inNew = new Set(names(now));
  return new Set(names(old).filter((name) => inNew.has(name)));
}

function gameOf(old: Nodes, now: Nodes, placedHandlers: ReadonlySet<string>, maxStates: number): Game {
  const asked = { old: askedIn(old), new: askedIn(now) };
  const stable = new Set<string>();
  for (const body of [old, now]) {
    for (const node of nodesIn(body)) {
      for (const term of termsOf(node)) {
        const guard = question(term).term;
        const text = textOf(guard);
        const isAskedAgain = (asked.old.get(text) ?? 0) > 1 || (asked.new.get(text) ?? 0) > 1;
        if (isAskedAgain && isStable(guard)) stable.add(text);
      }
    }
  }
  const branchedPatches = new Set<string>();
  for (const node of nodesIn(now)) if (node.type === 'patch' && isBranchedOn(node.to, now)) branchedPatches.add(node.id);
  return { continuations: new Continuations(), work: { left: maxStates }, asked, stable, branchedPatches, placedHandlers };
}

function isBranchedOn(slot: string | undefined, nodes: Nodes): boolean {
  for (const node of nodesIn(nodes)) {
    if ((node.type === 'branch' || node.type === 'loop') && 'flag' in node.guard && node.guard.flag === slot) return true;
  }
  return false;
}

function askedIn(nodes: Nodes): ReadonlyMap<string, number> {
  const asked = new Map<string, number>();
  const count = (text: string) => asked.set(text, (asked.get(text) ?? 0) + 1);
  for (const node of nodesIn(nodes)) {
    if (node.type !== 'branch' && node.type !== 'loop') continue;
    for (const term of termsOf(node)) {
      const guard = question(term).term;
      count(textOf(guard));
      const threshold = thresholdOf(guard);
      if (threshold) count(threshold.subject);
    }
  }
  return asked;
}
