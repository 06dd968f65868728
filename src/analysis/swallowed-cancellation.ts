import type { TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from '../syntax/file.ts';
import { childNodes, isFunction, nodesOfType, unwrapped } from '../syntax/nodes.ts';
import { asksForCancellation, cancellableCommands, isCancelledWithWorkflow, isNonCancellable } from './cancellation.ts';
import { fateOf, truthIn } from './caught-errors.ts';
import { commandCallOf, scopeFunction } from './command-calls.ts';
import { settledAt } from './error-paths.ts';
import type { WorkflowCode } from './workflow-code.ts';

/** A `catch` that takes a cancellation for any other error, and what that leads to. */
export interface SwallowedCancellation {
  readonly clause: TSESTree.CatchClause;
  /** The wait that throws the cancellation. */
  readonly wait: TSESTree.CallExpression;
  /** The code goes round a loop without another wait that would throw, or ends the run to continue as new. */
  readonly then: 'loop' | 'continueAsNew';
}

type Loop = TSESTree.WhileStatement | TSESTree.DoWhileStatement | TSESTree.ForStatement | TSESTree.ForInStatement | TSESTree.ForOfStatement;

/**
 * The `catch` clauses of a file that lose a cancellation: where a wait comes behind them that throws it again, nothing is lost, so these are not
 * among them. Nor are those that throw, leave, wait, ask for the cancellation or hand the error on.
 */
export function swallowedCancellations(workflow: WorkflowCode): readonly SwallowedCancellation[] {
  const { file } = workflow;
  return nodesOfType(file, 'TryStatement').flatMap((statement): SwallowedCancellation[] => {
    const { block, handler } = statement;
    if (!handler || !takesAll(file, handler)) return [];
    const wait = cancellableCommands(file, block).find(({ start }) => settledAt(file, start)?.isReturned === false);
    if (!wait || wait.kind === 'continueAsNew' || isCaughtBefore(wait.start, block) || !isCancelledWithWorkflow(workflow, statement)) return [];
    const then = consequence(file, statement);
    return then ? [{ clause: handler, wait: wait.start, then }] : [];
  });
}

/** Whether a `catch` lets the code go on behind it for any error, the cancellation included. */
function takesAll(file: SourceFile, handler: TSESTree.CatchClause): boolean {
  const fate = fateOf('cancellation', file, handler);
  if (!fate?.swallows || fate.rethrows || fate.throwsOther || asksForCancellation(file, handler)) return false;
  return !leavesOrWaits(file, handler.body, false, handler);
}

/** Whether a wait is inside of an inner `try` of a block, which may keep its errors. */
function isCaughtBefore(wait: TSESTree.Node, block: TSESTree.BlockStatement): boolean {
  for (let inner: TSESTree.Node = wait, outer = wait.parent; outer && outer !== block; inner = outer, outer = outer.parent) {
    if (outer.type === 'TryStatement' && inner === outer.block && outer.handler) return true;
  }
  return false;
}

/** Whether some code, in a given `catch` for a cancellation, may leave the loop or function that it stands in, or wait; `continue` goes on with the loop. */
function leavesOrWaits(file: SourceFile, node: TSESTree.Node, isInner: boolean, clause: TSESTree.CatchClause | null = null): boolean {
  switch (node.type) {
    case 'IfStatement':
      // A branch for another error than a cancellation.
      if (clause && truthIn('cancellation', file, clause, node.test) === false) {
        return node.alternate !== null && leavesOrWaits(file, node.alternate, isInner, clause);
      }
      break;
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return false;
    case 'ReturnStatement':
    case 'ThrowStatement':
      return true;
    case 'BreakStatement':
      return !isInner || node.label !== null;
    case 'ContinueStatement':
      return node.label !== null;
    case 'AwaitExpression':
      return waits(file, node);
    case 'ForOfStatement':
      if (node.await) return true;
      break;
  }
  const holdsBreaks = isInner || isLoop(node) || node.type === 'SwitchStatement';
  return childNodes(node, file).some((child) => leavesOrWaits(file, child, holdsBreaks, clause));
}

/** Whether an `await` waits for something that may throw when the scope is cancelled: not for a scope that cannot be. */
function waits(file: SourceFile, { argument }: TSESTree.AwaitExpression): boolean {
  const call = unwrapped(argument);
  return call.type !== 'CallExpression' || !scopeFunction(file, call) || !isNonCancellable(file, call);
}

function isLoop(node: TSESTree.Node): node is Loop {
  return /^(?:For|ForIn|ForOf|While|DoWhile)Statement$/u.test(node.type);
}

/** What the code does behind a `try` whose `catch` has taken a cancellation; null where it waits again, ends, or that is not certain. */
function consequence(file: SourceFile, statement: TSESTree.TryStatement): SwallowedCancellation['then'] | null {
  if (statement.finalizer && leavesOrWaits(file, statement.finalizer, false)) return null;
  let ended: 'continueAsNew' | 'otherwise' | null = null;
  for (let inner: TSESTree.Node = statement, outer: TSESTree.Node | undefined = inner.parent; outer && !isFunction(outer); inner = outer, outer = outer.parent) {
    if (outer.type === 'TryStatement' || outer.type === 'SwitchCase') return null;
    if (isLoop(outer) && !ended) return turnsWithoutWait(file, outer, statement) ? 'loop' : null;
    if (outer.type !== 'BlockStatement' || ended) continue;
    for (const next of outer.body.slice(outer.body.indexOf(inner as TSESTree.Statement) + 1)) ended ??= firstEnd(file, next);
  }
  return ended === 'continueAsNew' ? ended : null;
}

/** What some code waits for first, or returns or throws; null where it does none of these. */
function firstEnd(file: SourceFile, node: TSESTree.Node): 'continueAsNew' | 'otherwise' | null {
  if (isFunction(node)) return null;
  if (node.type === 'ThrowStatement') return 'otherwise';
  if (node.type === 'BreakStatement' || node.type === 'ContinueStatement') return 'otherwise';
  if (node.type === 'AwaitExpression' || node.type === 'ReturnStatement') {
    const inner = node.argument && unwrapped(node.argument);
    const call = inner?.type === 'AwaitExpression' ? unwrapped(inner.argument) : inner;
    if (call && commandCallOf(file).get(call)?.kind === 'continueAsNew') return 'continueAsNew';
    return node.type === 'AwaitExpression' && !waits(file, node) ? null : 'otherwise';
  }
  for (const child of childNodes(node, file)) {
    const end = firstEnd(file, child);
    if (end) return end;
  }
  return null;
}

/** Whether a loop goes round without a wait that throws, when everything that the `try` in it waits for does. */
function turnsWithoutWait(file: SourceFile, loop: Loop, statement: TSESTree.TryStatement): boolean {
  if (loop.type === 'ForOfStatement' && loop.await) return false;
  return !asksForCancellation(file, loop) && !waitsBeside(file, loop, statement.block);
}

function waitsBeside(file: SourceFile, node: TSESTree.Node, block: TSESTree.Node): boolean {
  if (node === block || isFunction(node)) return false;
  if (node.type === 'AwaitExpression' && waits(file, node)) return true;
  return childNodes(node, file).some((child) => waitsBeside(file, child, block));
}
