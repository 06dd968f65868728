/** Loops, and `switch`, which a `break` leaves like a loop. */
import type { TSESTree } from '@typescript-eslint/utils';
import { variableOf } from '../../syntax/bindings.ts';
import { hasCommands, nodesIn, type Node, type Nodes, type Place } from '../model.ts';
import { constant, isConstant, term, type Term } from '../terms.ts';
import { inlined } from './calls.ts';
import { anyOf } from './choices.ts';
import { MAX_KNOWN_ITEMS, moreOf } from './collections.ts';
import { compact } from './code-text.ts';
import { decide } from './expressions.ts';
import { awaited, placeOf, type Extraction } from './extraction.ts';
import { data, termOf, type Activation, type Known } from './values.ts';

/** What a loop does to whoever looks from outside: nothing, where its body does nothing. */
function isIdle(nodes: Nodes): boolean {
  for (const node of nodesIn(nodes)) if (node.type !== 'leave' && node.type !== 'branch') return false;
  return true;
}

function withLabel<Loop extends Node>(loop: Loop, label: string | null): Loop {
  return label === null ? loop : { ...loop, label };
}

function guardOf(x: Extraction, test: TSESTree.Node | null, activation: Activation): { readonly guard: Term; readonly before: Nodes } {
  if (!test) return { guard: constant(true), before: [] };
  let guard: Term = constant(true);
  const before = x.collect(() => {
    guard = compact(termOf(x.evaluate(test, activation)));
  });
  return { guard, before };
}

/** Writes a loop; where its question waits or emits, or has several parts, it is asked inside. */
function writeLoop(
  x: Extraction,
  test: TSESTree.Node | null,
  round: { readonly body: Nodes; readonly next: Nodes; readonly isLate: boolean },
  node: TSESTree.Node,
  activation: Activation,
  label: string | null,
): void {
  const at = placeOf(activation.module, node);
  const { guard, before } = guardOf(x, test, activation);
  if (isIdle(round.body) && isIdle(round.next) && before.length === 0) return;
  const isSimple = before.length === 0 && !('op' in guard && (guard.op === '&&' || guard.op === '||')) && !isFlag(guard);
  if (isSimple) {
    x.write(withLabel({ type: 'loop', guard, late: round.isLate, body: round.body, next: round.next, at }, label));
    return;
  }
  const leave: Nodes = [{ type: 'leave', how: 'break', at }];
  const asked = test ? x.collect(() => decide(x, test, [], leave, node, activation)) : [];
  const always = constant(true);
  // At the end of a round, `continue` must come to the question, too.
  const loop: Node = round.isLate
    ? { type: 'loop', guard: always, body: round.body, next: [], at }
    : { type: 'loop', guard: always, body: [...asked, ...round.body], next: round.next, at };
  x.write(withLabel(round.isLate ? { ...loop, next: asked } : loop, label));
}

function isFlag(guard: Term): boolean {
  return 'op' in guard && guard.op === 'patched';
}

export function whileStatement(x: Extraction, node: TSESTree.WhileStatement | TSESTree.DoWhileStatement, activation: Activation, label: string | null): void {
  const body = x.collect(() => x.execute(node.body, activation));
  writeLoop(x, node.test, { body, next: [], isLate: node.type === 'DoWhileStatement' }, node, activation, label);
}

export function forStatement(x: Extraction, node: TSESTree.ForStatement, activation: Activation, label: string | null): void {
  if (node.init) {
    if (node.init.type === 'VariableDeclaration') x.execute(node.init, activation);
    else x.evaluate(node.init, activation);
  }
  const count = knownCount(x, node, activation);
  const body = x.collect(() => x.execute(node.body, activation));
  const next = x.collect(() => node.update && x.evaluate(node.update, activation));
  if (count !== null && next.length === 0) {
    if (!isIdle(body)) x.write(withLabel({ type: 'repeat', count, body, at: placeOf(activation.module, node) }, label));
    return;
  }
  writeLoop(x, node.test, { body, next, isLate: false }, node, activation, label);
}

/** How often `for (let i = 0; i < 3; i++)` goes round; null where that is not known, or more often than is worth it. */
function knownCount(x: Extraction, node: TSESTree.ForStatement, activation: Activation): number | null {
  const { init, test, update } = node;
  if (init?.type !== 'VariableDeclaration' || test?.type !== 'BinaryExpression' || !update) return null;
  const [declarator] = init.declarations;
  const variable = declarator?.id.type === 'Identifier' ? variableOf(activation.module.file, declarator.id) : null;
  if (!variable || !declarator?.init || init.declarations.length !== 1) return null;
  const isCounter = (side: TSESTree.Node) => side.type === 'Identifier' && variableOf(activation.module.file, side) === variable;
  if (!isCounter(test.left) || update.type !== 'UpdateExpression' || !isCounter(update.argument)) return null;
  // A counter that the body changes counts something else.
  if (variable.references.filter((reference) => reference.isWrite() && !reference.init).length !== 1) return null;

  const from = numberOf(x, declarator.init, activation);
  const to = numberOf(x, test.right, activation);
  if (from === null || to === null) return null;
  const span = update.operator === '++' ? to - from : from - to;
  const isOpen = test.operator === '<' || test.operator === '>';
  if (!isOpen && test.operator !== '<=' && test.operator !== '>=') return null;
  if ((update.operator === '++') !== test.operator.startsWith('<')) return null;
  const count = Math.max(0, Math.ceil(span) + (isOpen ? 0 : 1));
  return count <= MAX_KNOWN_ITEMS ? count : null;
}

function numberOf(x: Extraction, node: TSESTree.Node, activation: Activation): number | null {
  const term = termOf(x.describe(() => x.evaluate(node, activation)));
  return isConstant(term) && typeof term.value === 'number' ? term.value : null;
}

export function forOf(x: Extraction, node: TSESTree.ForOfStatement | TSESTree.ForInStatement, activation: Activation, label: string | null): void {
  const at = placeOf(activation.module, node);
  const source = x.evaluate(node.right, activation);
  const target = node.left.type === 'VariableDeclaration' ? node.left.declarations[0]?.id : node.left;
  const isAsync = node.type === 'ForOfStatement' && node.await;
  const round = (item: Known): Nodes =>
    x.collect(() => {
      const value = isAsync ? awaited(x, item, at) : item;
      if (target) x.bind(target, value, activation);
      x.execute(node.body, activation);
    });

  if (source.is === 'generator') return forGenerator(x, source, round, at, activation, label);
  if (source.is === 'array' && source.items.length <= MAX_KNOWN_ITEMS) {
    const [first] = source.items;
    if (!first) return;
    if (source.items.every((item) => item.is === 'data')) {
      const body = round(data({ op: 'item', args: [termOf(source)] }));
      if (!isIdle(body)) x.write(withLabel({ type: 'repeat', count: source.items.length, body, at }, label));
      return;
    }
    // Items that emit are told apart, so each has a round of its own; `break` leaves them all.
    const rounds = source.items.map((item): Node => withLabel({ type: 'repeat', count: 1, body: round(item), at }, label));
    const whole: Node = { type: 'repeat', count: 1, body: rounds, at };
    x.write(...(rounds.some((one) => leaves(one)) ? [whole] : rounds));
    return;
  }
  const subject = termOf(source);
  const body = round(source.is === 'choices' ? anyOf(x, source.items, node, activation) : data({ op: 'item', args: [subject] }));
  if (isIdle(body) && !isAsync) return;
  x.write(withLabel({ type: 'loop', guard: moreOf(subject), body, next: [], at }, label));
}

/** A generator in a loop: its code runs, and where it yields, the body of the loop does. */
function forGenerator(
  x: Extraction,
  { of, args }: Extract<Known, { is: 'generator' }>,
  round: (item: Known) => Nodes,
  at: Place,
  activation: Activation,
  label: string | null,
): void {
  if (!x.canInline(of.node)) return;
  // The body is a loop of one round: `continue` ends it, and a `break` has to leave the generator, too.
  const leave = x.slot('generator');
  const onYield = (value: Known): void => {
    const body = round(value.is === 'promise' ? awaited(x, value, at) : value);
    const inner: Node = withLabel({ type: 'repeat', count: 1, body: labelledBreaks(body, leave), at }, label);
    if (!isIdle(body)) x.write(inner);
  };
  const body = x.collect(() => {
    inlined(x, of, args, activation, onYield);
  });
  if (!isIdle(body)) x.write({ type: 'block', label: leave, body });
}

function leaves(node: Node): boolean {
  return [...nodesIn([node])].some((inner) => inner.type === 'leave');
}

/** `switch` as a chain of questions; a case that falls through goes on with the next one's statements. */
export function switchStatement(x: Extraction, node: TSESTree.SwitchStatement, activation: Activation): void {
  const at = placeOf(activation.module, node);
  const subject = x.evaluate(node.discriminant, activation);
  const bodies = node.cases.map(({ consequent }) =>
    x.collect(() => {
      for (const statement of consequent) x.execute(statement, activation);
    }),
  );
  const from = (index: number): Nodes => bodies.slice(index).flatMap((body) => body);
  const fallback = node.cases.findIndex(({ test }) => test === null);
  let chain: Nodes = fallback < 0 ? [] : from(fallback);
  for (let index = node.cases.length - 1; index >= 0; index--) {
    const test = node.cases[index]?.test;
    if (!test) continue;
    const guard = term('===', termOf(subject), termOf(x.describe(() => x.evaluate(test, activation))));
    const then = from(index);
    const otherwise = chain;
    if (isConstant(guard)) chain = guard.value ? then : otherwise;
    else chain = [{ type: 'branch', guard, then, else: otherwise, at }];
  }
  if (!hasEffect(chain)) return;
  const label = x.slot('switch');
  x.write({ type: 'block', label, body: labelledBreaks(chain, label) });
}

function hasEffect(nodes: Nodes): boolean {
  return hasCommands(nodes) || !isIdle(nodes);
}

/** A `break` of a `switch` leaves its block; those of loops inside, and `continue`, do not. */
function labelledBreaks(nodes: Nodes, label: string): Nodes {
  return nodes.map((node): Node => {
    if (node.type === 'leave' && node.how === 'break' && node.label === undefined) return { ...node, label };
    if (node.type === 'branch') return { ...node, then: labelledBreaks(node.then, label), else: labelledBreaks(node.else, label) };
    if (node.type === 'block') return { ...node, body: labelledBreaks(node.body, label) };
    if (node.type !== 'try') return node;
    return {
      ...node,
      body: labelledBreaks(node.body, label),
      catch: node.catch && labelledBreaks(node.catch, label),
      finally: labelledBreaks(node.finally, label),
    };
  });
}
