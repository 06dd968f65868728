import type { TSESTree } from '@typescript-eslint/utils';
import { contentTest } from '../syntax/content-tests.ts';
import { canComplete, isLoop } from '../syntax/control-flow.ts';
import type { SourceFile } from '../syntax/file.ts';
import { enclosingFunction, type FunctionNode, isFunction, isWithin, nodesOfType, staticName, unwrapped } from '../syntax/nodes.ts';
import { overlap, readsOf } from '../syntax/reads.ts';
import { mayRunBefore } from '../syntax/run-order.ts';
import { staticObject, staticValue } from '../syntax/static-values.ts';
import { isAt, type Place, placeOf, type Write, writes } from '../syntax/writes.ts';
import { commandCallOf, commandCalls } from './command-calls.ts';
import { functionOf, type Handler, handlers } from './handlers.ts';
import { waits } from './waits.ts';

/** A test that code relies on. */
interface Guard {
  readonly test: TSESTree.Node;
  /** What the test has given where the code runs. */
  readonly holds: boolean;
  /** Where the code behind the test starts. */
  readonly from: number;
}

/**
 * The test that a workflow function clears or fills state after, where a handler of this function certainly may set the state during a wait
 * between the two, so that what it has set is gone; null for every other write.
 */
export function overtakenTest(file: SourceFile, write: Write, target: Place, around: FunctionNode): TSESTree.Node | null {
  const { node, value, form } = write;
  if (form !== 'set' || !value) return null;
  // `queue.length = 0` clears the queue.
  const place = target.path.at(-1) === 'length' ? { ...target, path: target.path.slice(0, -1) } : target;
  const clears = isNothing(file, value);
  if (!clears && (place !== target || !isAwaited(file, value))) return null;

  const [guard] = guards(file, node).flatMap(({ test, holds, from }) => {
    const read = testOf(file, test, holds, clears, place);
    return read ? [{ read, from }] : [];
  });
  if (!guard) return null;
  const { read, from } = guard;
  const between = ownWaits(file, around).filter((one) => one.range[0] >= from && (isWithin(one, value) || mayRunBefore(one, node)));
  const first = between[0];
  const last = between.at(-1);
  // To wait for some time only is to collect messages; in a loop, more of them may be taken round by round.
  if (!first || !last || !between.some((one) => isWork(file, one)) || isInLoop(last, from)) return null;
  if (isTouched(file, write, place, around, from, last) || isSkipped(file, node, from) || !isReadLater(file, node, place)) return null;
  const hasWorkBehind = clears && isFollowedByWork(file, node, around);
  // What the workflow writes itself may keep handlers out.
  const state = writes(file).flatMap((one) => (enclosingFunction(one.node) === around ? (placeOf(file, one.target) ?? []) : []));
  const isSet = handlers(file).some(
    (handler) =>
      enclosingFunction(handler.call) === around && handler.call.range[1] <= first.range[0] && maySet(file, handler, place, [place, ...state], hasWorkBehind),
  );
  return isSet ? read : null;
}

function ownWaits(file: SourceFile, around: FunctionNode): readonly TSESTree.AwaitExpression[] {
  return waits(file).filter((one) => enclosingFunction(one) === around);
}

/** Whether a wait is for work to be done, not only for time to pass or a condition to hold. */
function isWork(file: SourceFile, wait: TSESTree.AwaitExpression): boolean {
  const awaited = unwrapped(wait.argument);
  const called = awaited.type === 'CallExpression' ? functionOf(file, awaited.callee) : null;
  return commandCalls(file).some(
    ({ call, kind }) => kind !== 'timer' && kind !== 'condition' && (isWithin(call, wait) || (called !== null && isWithin(call, called))),
  );
}

/** Whether the next thing that a block waits for, behind a write, is work: a request that has only been noted is answered by that. */
function isFollowedByWork(file: SourceFile, node: TSESTree.Node, around: FunctionNode): boolean {
  const block = node.parent?.parent;
  const next = ownWaits(file, around).find((one) => one.range[0] >= node.range[1]);
  return next !== undefined && block !== undefined && isWithin(next, block) && isWork(file, next);
}

function isInLoop(node: TSESTree.Node, from: number): boolean {
  for (let outer = node.parent; outer && outer.range[0] >= from; outer = outer.parent) if (isLoop(outer)) return true;
  return false;
}

/** The tests that certainly have been made before a node runs, the innermost first, up to the first `if` or loop around it. */
function guards(file: SourceFile, node: TSESTree.Node): readonly Guard[] {
  const found: Guard[] = [];
  for (let inner = node, outer = node.parent; outer && !isFunction(outer); inner = outer, outer = outer.parent) {
    switch (outer.type) {
      case 'BlockStatement':
        for (const statement of outer.body.slice(0, outer.body.indexOf(inner as never)).reverse()) found.push(...guardIn(file, statement));
        break;
      case 'ExpressionStatement':
      case 'TryStatement':
      case 'CatchClause':
        break;
      case 'IfStatement':
        return [...found, { test: outer.test, holds: inner === outer.consequent, from: inner.range[0] }];
      case 'WhileStatement':
        return [...found, { test: outer.test, holds: true, from: inner.range[0] }];
      default:
        return found;
    }
  }
  return found;
}

/** The test that a statement is, for those that come behind it: `if (…) return`, or to wait for a condition. */
function guardIn(file: SourceFile, statement: TSESTree.Node): readonly Guard[] {
  const from = statement.range[1];
  if (statement.type === 'IfStatement' && !statement.alternate && !canComplete(file, statement.consequent)) {
    return [{ test: statement.test, holds: false, from }];
  }
  const awaited = statement.type === 'ExpressionStatement' ? conditionOf(file, statement.expression) : null;
  return awaited?.arguments.length === 1 ? [{ test: (statement as TSESTree.ExpressionStatement).expression, holds: true, from }] : [];
}

function conditionOf(file: SourceFile, expression: TSESTree.Node): TSESTree.CallExpression | null {
  const node = unwrapped(expression);
  const command = node.type === 'AwaitExpression' ? commandCallOf(file).get(unwrapped(node.argument)) : undefined;
  return command?.kind === 'condition' ? command.call : null;
}

/** The part of a test that says that there is something, or nothing, at a place; null where there is none. */
function testOf(file: SourceFile, test: TSESTree.Node, holds: boolean, something: boolean, place: Place): TSESTree.Node | null {
  const negated = unwrapped(test);
  if (negated.type === 'UnaryExpression' && negated.operator === '!') return testOf(file, negated.argument, !holds, something, place);
  const given = conditionOf(file, test)?.arguments[0];
  const predicate = given && functionOf(file, given);
  if (predicate) return predicate.body.type === 'BlockStatement' ? null : testOf(file, predicate.body, holds, something, place);
  if (nodesOfType(file, 'AwaitExpression').some((one) => isWithin(one, test))) return null;
  return (
    contentTest(file, test, holds, something, place) ??
    contentTest(file, test, holds, something, { ...place, path: [...place.path, 'length'] })
  );
}

/** Whether a value is what stands for nothing: a constant such as `null` or `0`, an empty array or object. */
function isNothing(file: SourceFile, value: TSESTree.Node): boolean {
  const node = unwrapped(value);
  if (node.type === 'ArrayExpression') return node.elements.length === 0;
  if (node.type === 'ObjectExpression') return node.properties.length === 0;
  const known = staticValue(file, node);
  return known !== null && !known.value;
}

/** Whether a value is made of what a wait has given, in place or through a constant. */
function isAwaited(file: SourceFile, value: TSESTree.Node): boolean {
  if (waits(file).some((one) => isWithin(one, value) && enclosingFunction(one) === enclosingFunction(value))) return true;
  const node = unwrapped(value);
  return node.type === 'Identifier' && waits(file).some((one) => {
    const declarator = one.parent;
    return declarator?.type === 'VariableDeclarator' && declarator.id.type === 'Identifier' && placeOf(file, node)?.root === placeOf(file, declarator.id)?.root;
  });
}

/**
 * Whether what is at a place may be looked at again, or changed, before a write: anywhere behind the last wait, and before that by a
 * function, which may run at any time.
 */
function isTouched(file: SourceFile, { node, target }: Write, place: Place, around: FunctionNode, from: number, last: TSESTree.Node): boolean {
  const isBetween = ({ range }: TSESTree.Node) => range[0] >= from && range[1] <= node.range[1];
  const changes = writes(file).flatMap((other) => (other.node !== node && isOverlapping(file, other.target, place) ? [other.node] : []));
  if (changes.some(isBetween)) return true;
  const isLate = (one: TSESTree.Node) => one.range[0] >= last.range[1] || enclosingFunction(one) !== around;
  if (mentions(file, place, around).some((one) => !isWithin(target, one) && isBetween(one) && isLate(one))) return true;
  const called = new Set(calledBy(file, isBetween));
  // A set that grows while it is walked.
  for (const code of called) {
    if (mentions(file, place, code).length > 0 || changes.some((one) => isWithin(one, code))) return true;
    for (const other of calledBy(file, (call) => isWithin(call, code))) called.add(other);
  }
  return false;
}

/** The functions of a file that some of its calls call. */
function calledBy(file: SourceFile, isCalling: (call: TSESTree.Node) => boolean): readonly FunctionNode[] {
  return nodesOfType(file, 'CallExpression').flatMap((call) => (isCalling(call) && functionOf(file, call.callee)) || []);
}

function isOverlapping(file: SourceFile, node: TSESTree.Node, place: Place): boolean {
  const found = placeOf(file, node);
  return found !== null && overlap(found, place);
}

/** The reads in some code of what is at a place, of a part of it, and of what it is a part of. */
function mentions(file: SourceFile, place: Place, code: TSESTree.Node): readonly TSESTree.Node[] {
  return readsOf(file, { ...place, path: [] }, code).filter((one) => isOverlapping(file, one, place));
}

/** Whether a `break` or `continue` may leave the code between a test and a write, so that the write is only for some of what is tested. */
function isSkipped(file: SourceFile, node: TSESTree.Node, from: number): boolean {
  return nodesOfType(file, 'BreakStatement', 'ContinueStatement').some((jump) => {
    if (jump.range[0] < from || jump.range[1] > node.range[0]) return false;
    let outer: TSESTree.Node | undefined = jump.parent;
    while (outer && !isLoop(outer) && (jump.type === 'ContinueStatement' || outer.type !== 'SwitchStatement')) outer = outer.parent;
    return jump.label !== null || !outer || isWithin(node, outer);
  });
}

/** Whether anything looks at a place after a write to it: behind it, or in the next round of a loop that the code behind it does not leave. */
function isReadLater(file: SourceFile, node: TSESTree.Node, place: Place): boolean {
  const reads = mentions(file, place, file.ast).filter((one) => one.range[0] >= node.range[1]);
  let isLeavingLoop = false;
  for (let inner = node, outer = node.parent; outer && !isFunction(outer); inner = outer, outer = outer.parent) {
    if (isLoop(outer)) {
      if (!isLeavingLoop) return true;
      isLeavingLoop = false;
    }
    if (outer.type !== 'BlockStatement' || isLeavingLoop) continue;
    const behind = outer.body.slice(outer.body.indexOf(inner as never) + 1);
    if (behind.some((statement) => reads.some((one) => isWithin(one, statement)))) return true;
    if (behind.some(({ type }) => type === 'ContinueStatement')) return true;
    if (behind.some(({ type }) => type === 'ReturnStatement' || type === 'ThrowStatement')) return false;
    isLeavingLoop = behind.some(({ type }) => type === 'BreakStatement');
  }
  // Methods of a class look at its state whenever they are called.
  return !('defs' in place.root) && reads.length > 0;
}

/**
 * Whether a handler certainly puts something at a place, other than a mark that there is something to do where that does not count: not
 * behind an `await`, which may be for its turn, and without a look at the state, be it by the validator or later, by a function that may wait
 * for it.
 */
function maySet(file: SourceFile, { kind, handler, options }: Handler, place: Place, state: readonly Place[], onlyContent: boolean): boolean {
  if ((kind !== 'signal' && kind !== 'update') || !handler) return false;
  if (options) {
    const known = staticObject(file, options);
    if (!known?.isComplete) return false;
    const given = known.properties.get('validator');
    const validator = given ? functionOf(file, given) : null;
    if (given !== undefined && (!validator || state.some((one) => mentions(file, one, validator).length > 0))) return false;
  }
  const changed = writes(file).flatMap(({ node, target }) => (enclosingFunction(node) === handler ? [target] : []));
  const reads = state.flatMap((one) => mentions(file, one, handler)).filter((one) => !changed.some((target) => isWithin(target, one)));
  const awaits = nodesOfType(file, 'AwaitExpression').filter((one) => enclosingFunction(one) === handler);
  return writes(file).some(({ node, target, value, form }) => {
    if (enclosingFunction(node) !== handler || !isAt(file, target, place)) return false;
    if (awaits.some((one) => one.range[0] < node.range[1])) return false;
    // What is put there may be made of other state.
    const isLook = (one: TSESTree.Node) => one.range[0] < (isOverlapping(file, one, place) ? node.range[1] : node.range[0]) || enclosingFunction(one) !== handler;
    if (reads.some(isLook)) return false;
    if (form !== 'set') return isAdding(node) && !(onlyContent && node.type === 'UpdateExpression');
    return value !== null && !isNothing(file, value) && !(onlyContent && staticValue(file, value) !== null);
  });
}

/** Whether a write adds to what is there. */
function isAdding(node: TSESTree.Node): boolean {
  if (node.type === 'UpdateExpression') return node.operator === '++';
  if (node.type === 'AssignmentExpression') return node.operator === '+=';
  const callee = node.type === 'CallExpression' ? unwrapped(node.callee) : null;
  return callee?.type === 'MemberExpression' && ['add', 'push', 'set', 'unshift'].includes(staticName(callee) ?? '');
}
