/**
 * Guards between two versions: what executions that started on the old code are known to answer, and when two guards are one.
 *
 * An execution of the old code has no value for a parameter or a property that the old code does not mention, has never met
 * a string that the old code does not compare with, has no marker of a patch that is not in the old code, and has
 * received no message that the old code does not handle. Guards of both versions are folded with these facts.
 */
import type { Guard, Later, Node, Nodes, Workflow } from './model.ts';
import { nodesIn } from './model.ts';
import { FALSE, isConstant, partsOf, question, rebuilt, term, textOf, UNDEFINED, variable, type Term } from './terms.ts';

/** What the old version of a workflow can have met. */
export interface Facts {
  readonly parameters: number;
  readonly properties: ReadonlySet<string>;
  readonly strings: ReadonlySet<string>;
  readonly patches: ReadonlySet<string>;
  readonly messages: ReadonlySet<string>;
  /** What a function out of a list can do. */
  readonly choices: ReadonlySet<string>;
}

/** The facts that the old version of a workflow gives. */
export function factsOf(workflow: Workflow): Facts {
  const bodies = [workflow.body, ...workflow.handlers.map((handler) => handler.body)];
  const patches = new Set<string>();
  const choices = new Set<string>();
  for (const body of bodies) {
    for (const node of nodesIn(body)) {
      if (node.type === 'patch') patches.add(node.id);
      for (const of of termsOf(node)) {
        for (const part of partsOf(of)) {
          if (isConstant(part)) continue;
          const [first, second] = part.args;
          if (part.op === 'patched' && first && isConstant(first)) patches.add(String(first.value));
          if (part.op === 'is' && second && isConstant(second)) choices.add(String(second.value));
        }
      }
    }
  }
  return {
    parameters: workflow.mentions.parameters ?? Infinity,
    properties: new Set(workflow.mentions.properties),
    strings: new Set(workflow.mentions.strings),
    patches,
    messages: new Set(workflow.handlers.map((handler) => handler.name)),
    choices,
  };
}

/** Whether a string is like the name of something; others are not kept among what a program mentions. */
export function isMentionable(text: string): boolean {
  return /^[\w$.:/-]{1,40}$/u.test(text);
}

/** The terms that a node itself holds, those of its bodies not included. */
export function termsOf(node: Node): readonly Term[] {
  if (node.type === 'branch' || node.type === 'loop') return 'flag' in node.guard ? [] : [node.guard];
  return node.type === 'wait' ? untils(node.on) : node.type === 'assign' || node.type === 'push' ? untils(node.value) : [];
}

function untils(later: Later): readonly Term[] {
  if ('until' in later) return [later.until];
  return 'promises' in later ? later.promises.flatMap(untils) : [];
}

/** What data has without anybody having put it there, such as `length`. */
const BUILT_IN_PROPERTIES: ReadonlySet<string> = new Set(
  [Object, Array, String, Number, Boolean].flatMap(({ prototype }) => Object.getOwnPropertyNames(prototype)),
);

/** A term as it is for an execution that started on the code with these facts. */
export function folded(of: Term, facts: Facts): Term {
  if (isConstant(of)) return of;
  if (of.op === 'variable') return foldedVariable(of, facts);

  const result = rebuilt(of, (part) => folded(part, facts));
  if (isConstant(result)) return result;
  const [first, second] = result.args;
  const parameter = /^\$(?<index>\d+)$/u.exec(result.op)?.groups?.['index'];
  if (parameter !== undefined && Number(parameter) >= facts.parameters) return UNDEFINED;
  if (result.op.startsWith('.') && first && isFromOutside(first) && !facts.properties.has(result.op.slice(1)) && !BUILT_IN_PROPERTIES.has(result.op.slice(1))) return UNDEFINED;
  if (result.op === 'patched' && first && isConstant(first) && !facts.patches.has(String(first.value))) return FALSE;
  if (result.op === 'is' && second && isConstant(second) && !facts.choices.has(String(second.value))) return FALSE;
  if (result.op === '===' || result.op === '==') {
    const isNew = (of: Term) => isConstant(of) && typeof of.value === 'string' && isMentionable(of.value) && !facts.strings.has(of.value);
    const [compared, other] = result.args;
    if (compared && other && isNew(other) && !isMadeWith(compared, isNew)) return FALSE;
  }
  return result;
}

/** Whether a term is one of some terms for some data, or is put together from text. */
function isMadeWith(of: Term, isOne: (part: Term) => boolean): boolean {
  for (const part of partsOf(of)) if (isOne(part) || (!isConstant(part) && (part.op === 'text' || part.op === '+'))) return true;
  return false;
}

/** The workflow's input and results of commands: data that was made by other code, at the time of the old version. */
function isFromOutside(of: Term): boolean {
  if (isConstant(of)) return false;
  return /^\$\d+$/u.test(of.op) || of.op === 'result' || (of.op.startsWith('.') && of.args[0] !== undefined && isFromOutside(of.args[0]));
}

/** Drops the assignments that no execution of the old code can have met. */
function foldedVariable(of: Extract<Term, { op: string }>, facts: Facts): Term {
  return variable(of.args.flatMap((definition) => foldedDefinition(definition, facts) ?? []));
}

function foldedDefinition(definition: Term, facts: Facts): Term | null {
  if (isConstant(definition)) return definition;
  const [first = UNDEFINED, value = UNDEFINED] = definition.args;
  if (definition.op === 'on') {
    if (isConstant(first) && first.value !== '*' && !facts.messages.has(String(first.value))) return null;
    const inner = foldedDefinition(value, facts);
    return inner && { op: 'on', args: [first, inner] };
  }
  if (definition.op === 'when') {
    const condition = question(folded(first, facts));
    const inner = foldedDefinition(value, facts);
    if (!inner) return null;
    if (isConstant(condition.term)) return Boolean(condition.term.value) !== condition.negated ? inner : null;
    return { op: 'when', args: [condition.negated ? term('!', condition.term) : condition.term, inner] };
  }
  return folded(definition, facts);
}

/** A program whose guards are folded, with arms that constants decide and branches without effect gone. */
export function foldedNodes(nodes: Nodes, facts: Facts): Nodes {
  return nodes.flatMap((node): Nodes => {
    switch (node.type) {
      case 'branch':
        return foldedBranch(node, facts);
      case 'loop': {
        const guard = foldedGuard(node.guard, facts);
        if (!('flag' in guard) && isConstant(guard) && !guard.value && !node.late) return [];
        return [{ ...node, guard, body: foldedNodes(node.body, facts), next: foldedNodes(node.next, facts) }];
      }
      case 'wait': {
        const on = foldedLater(node.on, facts);
        return 'is' in on && on.is === 'ready' && !('is' in node.on) ? [] : [{ ...node, on }];
      }
      case 'assign':
      case 'push':
        return [{ ...node, value: foldedLater(node.value, facts) }];
      case 'start':
      case 'call':
      case 'repeat':
      case 'block':
        return [{ ...node, body: foldedNodes(node.body, facts) }];
      case 'try':
        return [
          {
            ...node,
            body: foldedNodes(node.body, facts),
            catch: node.catch && foldedNodes(node.catch, facts),
            finally: foldedNodes(node.finally, facts),
          },
        ];
      default:
        return [node];
    }
  });
}

function foldedBranch(node: Extract<Node, { type: 'branch' }>, facts: Facts): Nodes {
  const then = foldedNodes(node.then, facts);
  const otherwise = foldedNodes(node.else, facts);
  if ('flag' in node.guard) return then.length + otherwise.length > 0 ? [{ ...node, then, else: otherwise }] : [];
  const { term: guard, negated } = question(folded(node.guard, facts));
  const [yes, no] = negated ? [otherwise, then] : [then, otherwise];
  if (isConstant(guard)) return guard.value ? yes : no;
  return yes.length + no.length > 0 ? [{ ...node, guard, then: yes, else: no }] : [];
}

function foldedGuard(guard: Guard, facts: Facts): Guard {
  return 'flag' in guard ? guard : folded(guard, facts);
}

function foldedLater(later: Later, facts: Facts): Later {
  if ('promises' in later) return { ...later, promises: later.promises.map((promise) => foldedLater(promise, facts)) };
  if (!('until' in later)) return later;
  const { term: predicate, negated } = question(folded(later.until, facts));
  if (isConstant(predicate)) return { is: Boolean(predicate.value) !== negated ? 'ready' : 'never' };
  return { until: negated ? term('!', predicate) : predicate };
}

/** Whether a term has the same value through an execution: only parameters, results aside, and constants are in it. */
export function isStable(of: Term): boolean {
  if (isConstant(of)) return true;
  if (of.op === 'variable' || of.op === 'result' || of.op === 'code' || of.op === 'more' || of.op === 'self') return false;
  if (of.args.length === 0) return /^\$\d+$/u.test(of.op);
  return of.args.every(isStable);
}

/** A comparison with a number, `limit < x` or `x < limit`: executions that pass the one limit pass a wider one. */
export interface Threshold {
  /** What is compared, and on which side of the `<` it stands: the same text for any limit. */
  readonly subject: string;
  readonly limit: number;
  /** The comparison holds for more values the larger the limit is. */
  readonly growing: boolean;
}

/** The comparison with a number that a guard is; null where it is none. */
export function thresholdOf(of: Term): Threshold | null {
  if (isConstant(of) || of.op !== '<') return null;
  const [left, right] = of.args;
  if (!left || !right) return null;
  if (isConstant(right) && typeof right.value === 'number') return { subject: `${textOf(left)} <`, limit: right.value, growing: true };
  if (isConstant(left) && typeof left.value === 'number') return { subject: `< ${textOf(right)}`, limit: left.value, growing: false };
  return null;
}
