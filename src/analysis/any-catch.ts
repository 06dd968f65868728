import type { TSESTree } from '@typescript-eslint/utils';
import { type Reference, type Variable, variableOf } from '../syntax/bindings.ts';
import { canComplete, holdsExit, isLoop, pauses } from '../syntax/control-flow.ts';
import type { SourceFile } from '../syntax/file.ts';
import { childNodes, enclosingFunction, isFunction, isWithin, unwrapped, wrapped } from '../syntax/nodes.ts';
import { mayRunBeforeInRounds } from '../syntax/run-order.ts';
import { isSettledBefore, testOf } from '../syntax/settled-tests.ts';
import { staticValue } from '../syntax/static-values.ts';
import { originOf } from '../syntax/trace.ts';
import { COMMON_PACKAGE } from '../temporal/workflow-apis.ts';
import { asksForCancellation, cancellableCommands } from './cancellation.ts';
import { caughtVariable, truthIn } from './caught-errors.ts';
import { commandCallOf } from './command-calls.ts';
import { functionOf } from './handlers.ts';
import { workflowName } from './sdk.ts';
import type { WorkflowCode } from './workflow-code.ts';
import { workflowFunctions } from './workflow-functions.ts';

type TryWithCatch = TSESTree.TryStatement & { readonly handler: TSESTree.CatchClause };

/**
 * Whether a call in a `catch` runs for every error, a cancellation included: neither the error nor how far the `try` came decides, except that
 * it may have come to a wait, the last of the `try`, that is cancelled.
 */
export function runsForAnyError(file: SourceFile, call: TSESTree.CallExpression, handler: TSESTree.CatchClause, last: TSESTree.Node): boolean {
  const statement = handler.parent as TryWithCatch;
  const tried = [statement.block, handler];
  const isOpen = (test: TSESTree.Node, isTrue: boolean): boolean => {
    const truth = truthIn('cancellation', file, handler, test);
    if (truth !== null) return truth === isTrue;
    return isSettledBefore(file, test, tried) || (isTrue && isSetBefore(file, test, statement.block, last));
  };
  for (let inner: TSESTree.Node = call, outer = call.parent; inner !== handler.body; inner = outer, outer = outer.parent!) {
    if (outer.type === 'SwitchCase' || outer.type === 'CatchClause') return outer === handler;
    const test = testOf(outer);
    if (test && test !== inner && !isOpen(test, isTrueSide(outer, inner))) return false;
    if (outer.type !== 'BlockStatement') continue;
    for (const before of outer.body.slice(0, outer.body.indexOf(inner as TSESTree.Statement))) {
      const isGuard = before.type === 'IfStatement' && !before.alternate && isOpen(before.test, false);
      if (!isGuard && holdsExit(file, before)) return false;
    }
  }
  return !isThrownBefore(file, caughtVariable(file, handler), call.range[1], new Set());
}

function isTrueSide(branch: TSESTree.Node, side: TSESTree.Node): boolean {
  if (branch.type === 'LogicalExpression') return branch.operator === '&&';
  return (branch.type === 'IfStatement' || branch.type === 'ConditionalExpression') && branch.consequent === side;
}

/** Whether a test asks for a variable that a block sets to something before it comes to a wait. */
function isSetBefore(file: SourceFile, test: TSESTree.Node, block: TSESTree.Node, wait: TSESTree.Node): boolean {
  const variable = variableOf(file, askedFor(file, unwrapped(test)));
  const writes = (variable?.references ?? []).filter((reference) => reference.isWrite() && isWithin(reference.identifier as TSESTree.Node, block));
  return writes.every(setsSomething) && writes.some(({ writeExpr }) => writeExpr && mayRunBeforeInRounds(writeExpr as TSESTree.Node, wait));

  function setsSomething({ writeExpr }: Reference): boolean {
    const known = writeExpr ? staticValue(file, writeExpr as TSESTree.Node) : null;
    return !known || Boolean(known.value);
  }
}

/** What a test asks to be something: `id`, `id !== undefined`. */
function askedFor(file: SourceFile, test: TSESTree.Node): TSESTree.Node {
  if (test.type !== 'BinaryExpression' || !/^!==?$/u.test(test.operator)) return test;
  const other = staticValue(file, test.right);
  return other && (other.value === undefined || other.value === null) ? unwrapped(test.left) : test;
}

/** Whether a function that an error is given to, before a place in the code, may throw it: it is not in sight, throws, or asks for cancellations. */
function isThrownBefore(file: SourceFile, error: Variable | null, end: number, seen: Set<Variable>): boolean {
  if (!error || seen.has(error)) return false;
  seen.add(error);
  return error.references.some(({ identifier }) => {
    const call = identifier.range[0] < end ? takerOf(identifier as TSESTree.Node) : null;
    return call !== null && mayThrow(call.node, call.argument);
  });

  function mayThrow(call: TSESTree.CallExpression, argument: TSESTree.Node): boolean {
    if (commandCallOf(file).has(call) || workflowName(file, call.callee) !== null) return false;
    const taker = functionOf(file, call.callee);
    if (taker) {
      const parameter = taker.params[call.arguments.indexOf(argument as never)];
      const variable = parameter?.type === 'Identifier' ? variableOf(file, parameter) : null;
      return !variable || throws(taker.body) || asksForCancellation(file, taker) || isThrownBefore(file, variable, Infinity, seen);
    }
    const origin = originOf(file, call.callee);
    if (origin?.root.type === 'module') return origin.root.module !== COMMON_PACKAGE;
    return origin?.root.type !== 'global' || origin.root.name === 'Promise';
  }

  function throws(node: TSESTree.Node): boolean {
    return node.type === 'ThrowStatement' || childNodes(node, file).some(throws);
  }
}

/** The call that is given a value as it is, or in an object or array. */
function takerOf(reference: TSESTree.Node): { readonly node: TSESTree.CallExpression; readonly argument: TSESTree.Node } | null {
  for (let node = wrapped(reference); node.parent; node = wrapped(node.parent)) {
    const { parent } = node;
    if (parent.type === 'CallExpression') return parent.callee === node ? null : { node: parent, argument: node };
    if (!/^(?:Property|ObjectExpression|ArrayExpression|SpreadElement|ConditionalExpression|LogicalExpression)$/u.test(parent.type)) return null;
  }
  return null;
}

/** Whether the code behind a `catch` is over with it: it throws on every way, or the workflow returns without another wait. */
export function endsWithCatch(workflow: WorkflowCode, handler: TSESTree.CatchClause): boolean {
  const { file } = workflow;
  const holder = enclosingFunction(handler);
  const isWorkflow = holder !== null && workflowFunctions(workflow).has(holder);
  if (goesElsewhere(file, handler.body, isWorkflow)) return false;
  return !canComplete(file, handler.body) || (isWorkflow && !waitsBehind(file, handler.parent));
}

/** Whether some code may leave what it stands in for other code of the function, or for its caller. */
function goesElsewhere(file: SourceFile, node: TSESTree.Node, isWorkflow: boolean, isInner = false): boolean {
  if (isFunction(node)) return false;
  if (node.type === 'ReturnStatement') return !isWorkflow;
  if (node.type === 'BreakStatement' || node.type === 'ContinueStatement') return !isInner || node.label !== null;
  const holdsBreaks = isInner || isLoop(node) || node.type === 'SwitchStatement';
  return childNodes(node, file).some((child) => goesElsewhere(file, child, isWorkflow, holdsBreaks));
}

/** Whether a function may wait again behind a statement of it. */
function waitsBehind(file: SourceFile, statement: TSESTree.Node): boolean {
  for (let inner = statement, outer = statement.parent; outer && !isFunction(outer); inner = outer, outer = outer.parent) {
    if (isLoop(outer) || outer.type === 'SwitchCase') return true;
    if (outer.type !== 'BlockStatement') continue;
    for (const next of outer.body.slice(outer.body.indexOf(inner as TSESTree.Statement) + 1)) {
      if (cancellableCommands(file, next).length > 0 || pauses(file, next)) return true;
      if (!canComplete(file, next)) return false;
    }
  }
  return false;
}
