import type { TSESTree } from '@typescript-eslint/utils';
import { type Variable, variableOf } from '../syntax/bindings.ts';
import { codeKey } from '../syntax/code-key.ts';
import type { SourceFile } from '../syntax/file.ts';
import { childNodes, isFunction, isWithin, nodesOfType, unwrapped } from '../syntax/nodes.ts';
import { isSettledBefore, testOf } from '../syntax/settled-tests.ts';
import { CANCELLED_FAILURE, IS_CANCELLATION } from '../temporal/failures.ts';
import type { Awaited } from '../temporal/workflow-apis.ts';
import { endsWithCatch, runsForAnyError } from './any-catch.ts';
import { asksForCancellation, cancellableCommands, isCancelledWithWorkflow, isNonCancellable, type ScopedCommand } from './cancellation.ts';
import { caughtVariable } from './caught-errors.ts';
import { scopeFunction } from './command-calls.ts';
import { catchesAround, settledAt } from './error-paths.ts';
import { functionOf } from './handlers.ts';
import { workflowName } from './sdk.ts';
import { undoCommands } from './undo-lists.ts';
import type { WorkflowCode } from './workflow-code.ts';

/** Code that cleans up after a cancellable wait, in the scope that was cancelled. */
export interface LostCleanup {
  /** In a `finally`, in the part of a `catch` for the cancellation, or in a `catch` for all errors. */
  readonly place: 'finally' | 'catch' | 'anyCatch';
  /** The commands that are never scheduled, at least one. */
  readonly commands: readonly ScopedCommand[];
  /** The block of a `finally`; null for a part of a `catch`. */
  readonly block: TSESTree.BlockStatement | null;
}

/**
 * What a cancelled scope does not schedule: it throws instead.
 * Source: @temporalio/workflow 1.24.0, lib/workflow.js and lib/nexus.js, where they ask `scope.consideredCancelled`.
 */
const NOT_SCHEDULED: ReadonlySet<Awaited> = new Set(['activity', 'childWorkflow', 'localActivity', 'nexusOperation', 'signal', 'timer']);

/** What is only ever cancelled with the scope that it belongs to: a child workflow can be cancelled by others, and that arrives as well. */
const CANCELLED_BY_SCOPE: ReadonlySet<Awaited> = new Set(['activity', 'condition', 'localActivity', 'timer']);

/**
 * The commands of a file that a cancellation of the code around them keeps from being scheduled though they clean up after it. With `anyCatch`
 * those as well that clean up after any error, of which the cancellation is one.
 */
export function lostCleanups(workflow: WorkflowCode, { anyCatch }: { readonly anyCatch: boolean }): readonly LostCleanup[] {
  const { file } = workflow;
  return nodesOfType(file, 'TryStatement').flatMap((statement): LostCleanup[] => {
    // What is returned without `await` settles behind the `try`, and to continue as new is no wait.
    const waits = cancellableCommands(file, statement.block).filter(
      ({ start, kind }) => kind !== 'continueAsNew' && settledAt(file, start)?.isReturned === false,
    );
    if (waits.length === 0 || !isCancelledWithWorkflow(workflow, statement)) return [];
    return [
      ...inFinally(file, statement),
      ...(isCertainlyOfScope(file, statement.block, waits) ? inCatch(file, statement) : []),
      ...(anyCatch ? inAnyCatch(workflow, statement, waits) : []),
    ];
  });
}

function scheduled(file: SourceFile, code: TSESTree.Node): readonly ScopedCommand[] {
  return cancellableCommands(file, code).filter(({ kind }) => NOT_SCHEDULED.has(kind));
}

function inFinally(file: SourceFile, { block, handler, finalizer }: TSESTree.TryStatement): LostCleanup[] {
  // A new run is what ends this one: without what throws before it, nothing would end the workflow after a cancellation.
  const goesOn = finalizer && cancellableCommands(file, finalizer).some(({ kind }) => kind === 'continueAsNew');
  if (!finalizer || goesOn || asksForCancellation(file, finalizer)) return [];
  const commands = scheduled(file, finalizer).filter(
    ({ start }) => runsWhateverHappened(file, start, finalizer, [block, handler]) && !(handler && isSafeIn(file, handler, start)),
  );
  // A pause cleans nothing up.
  return commands.some(({ kind }) => kind !== 'timer') ? [{ place: 'finally', commands, block: finalizer }] : [];
}

/** Whether a node of a `finally` runs however far the `try` came: no test on the way to it reads what the `try` writes, or calls something. */
function runsWhateverHappened(file: SourceFile, node: TSESTree.Node, finalizer: TSESTree.Node, tried: readonly (TSESTree.Node | null)[]): boolean {
  for (let inner = node, outer = node.parent; outer && inner !== finalizer; inner = outer, outer = outer.parent) {
    if (outer.type === 'SwitchCase' || outer.type === 'CatchClause') return false;
    const test = testOf(outer);
    if (test && test !== inner && !isSettledBefore(file, test, tried)) return false;
  }
  return true;
}

/** Whether a `catch` calls the same function as a call in a scope that cannot be cancelled: after a cancellation it has been run already. */
function isSafeIn(file: SourceFile, handler: TSESTree.CatchClause, { callee }: TSESTree.CallExpression): boolean {
  const called = functionOf(file, callee);
  const isSame = (node: TSESTree.Node) => (called ? functionOf(file, node) === called : codeKey(file, node) === codeKey(file, callee));
  const calls = nodesOfType(file, 'CallExpression').filter((call) => isWithin(call, handler));
  return calls.some((scope) => {
    const given = scopeFunction(file, scope);
    if (!given || !isNonCancellable(file, scope)) return false;
    const run = functionOf(file, given);
    return isSame(given) || calls.some((call) => run && isWithin(call, run) && isSame(call.callee));
  });
}

/** Whether a cancellation that comes out of a block is certainly that of the scope around it: no other scope, and nothing else that is awaited. */
function isCertainlyOfScope(file: SourceFile, block: TSESTree.BlockStatement, waits: readonly ScopedCommand[]): boolean {
  if (waits.some(({ scope, kind }) => scope !== 'same' || !CANCELLED_BY_SCOPE.has(kind))) return false;
  const starts = new Set<TSESTree.Node>(waits.map(({ start }) => start));
  const isKnown = (node: TSESTree.Node): boolean =>
    isFunction(node) ||
    ((node.type !== 'AwaitExpression' || starts.has(unwrapped(node.argument))) && childNodes(node, file).every(isKnown));
  return isKnown(block);
}

function inCatch(file: SourceFile, { handler }: TSESTree.TryStatement): LostCleanup[] {
  const error = handler && caughtVariable(file, handler);
  if (!handler || !error) return [];
  const commands = branches(file, handler.body, error).flatMap((branch) => scheduled(file, branch));
  return commands.length > 0 ? [{ place: 'catch', commands, block: null }] : [];
}

/** The commands of a `catch` for all errors, behind which the code throws or the workflow ends: they undo what a failed step has left behind. */
function inAnyCatch(workflow: WorkflowCode, statement: TSESTree.TryStatement, waits: readonly ScopedCommand[]): LostCleanup[] {
  const { file } = workflow;
  const { handler } = statement;
  const isCaughtHere = ({ call, start, scope }: ScopedCommand) =>
    scope === 'same' && catchesAround(start)[0] === statement && (call === start || catchesAround(call).length === 0);
  const last = waits.findLast(isCaughtHere)?.start;
  if (!handler || !last || asksForCancellation(file, handler) || !endsWithCatch(workflow, handler)) return [];
  const commands = [...scheduled(file, handler.body), ...undoCommands(file, handler.body, last)]
    // A pause before the error is thrown again is no cleanup.
    .filter(({ kind, start }) => NOT_SCHEDULED.has(kind) && kind !== 'timer' && runsForAnyError(file, start, handler, last))
    .sort((one, other) => one.start.range[0] - other.start.range[0]);
  return commands.length > 0 ? [{ place: 'anyCatch', commands, block: null }] : [];
}

/** The statements of a `catch` that run for a cancellation alone: behind `if (isCancellation(error))`, or behind a way out for the others. */
function branches(file: SourceFile, { body }: TSESTree.BlockStatement, error: Variable): readonly TSESTree.Node[] {
  return body.flatMap((statement, at): readonly TSESTree.Node[] => {
    if (statement.type !== 'IfStatement') return [];
    const { test, consequent, alternate } = statement;
    if (isCancellationTest(file, test, error)) return [consequent];
    const isNegated = test.type === 'UnaryExpression' && test.operator === '!' && isCancellationTest(file, test.argument, error);
    if (!isNegated) return [];
    return alternate ? [alternate] : leaves(consequent) ? body.slice(at + 1) : [];
  });
}

function isCancellationTest(file: SourceFile, test: TSESTree.Node, error: Variable): boolean {
  const node = unwrapped(test);
  const isError = (one: TSESTree.Node | undefined) => one?.type === 'Identifier' && variableOf(file, one) === error;
  if (node.type === 'CallExpression') return workflowName(file, node.callee) === IS_CANCELLATION && isError(node.arguments[0]);
  return node.type === 'BinaryExpression' && node.operator === 'instanceof' && isError(node.left) && workflowName(file, node.right) === CANCELLED_FAILURE;
}

function leaves(statement: TSESTree.Statement): boolean {
  const last = statement.type === 'BlockStatement' ? statement.body.at(-1) : statement;
  return last?.type === 'ThrowStatement' || last?.type === 'ReturnStatement';
}
