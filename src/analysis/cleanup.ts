import type { TSESTree } from '@typescript-eslint/utils';
import { type Variable, variableOf } from '../syntax/bindings.ts';
import type { SourceFile } from '../syntax/file.ts';
import { childNodes, isFunction, isWithin, nodesOfType, unwrapped } from '../syntax/nodes.ts';
import { CANCELLED_FAILURE, IS_CANCELLATION } from '../temporal/failures.ts';
import type { Awaited } from '../temporal/workflow-apis.ts';
import { asksForCancellation, cancellableCommands, isCancelledWithWorkflow, type ScopedCommand } from './cancellation.ts';
import { caughtVariable } from './caught-errors.ts';
import { settledAt } from './error-paths.ts';
import { workflowName } from './sdk.ts';
import type { WorkflowCode } from './workflow-code.ts';

/** Code that cleans up after a cancellable wait, in the scope that was cancelled. */
export interface LostCleanup {
  readonly place: 'finally' | 'catch';
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

/** The commands of a file that a cancellation of the code around them keeps from being scheduled though they clean up after it. */
export function lostCleanups(workflow: WorkflowCode): readonly LostCleanup[] {
  const { file } = workflow;
  return nodesOfType(file, 'TryStatement').flatMap((statement): LostCleanup[] => {
    const waits = cancellableCommands(file, statement.block).filter(({ start }) => settledAt(file, start));
    if (waits.length === 0 || !isCancelledWithWorkflow(workflow, statement)) return [];
    return [...inFinally(file, statement), ...(isCertainlyOfScope(file, statement.block, waits) ? inCatch(file, statement) : [])];
  });
}

function scheduled(file: SourceFile, code: TSESTree.Node): readonly ScopedCommand[] {
  return cancellableCommands(file, code).filter(({ kind }) => NOT_SCHEDULED.has(kind));
}

function inFinally(file: SourceFile, { block, handler, finalizer }: TSESTree.TryStatement): LostCleanup[] {
  if (!finalizer || asksForCancellation(file, finalizer)) return [];
  const commands = scheduled(file, finalizer).filter(({ start }) => runsWhateverHappened(file, start, finalizer, [block, handler]));
  return commands.length > 0 ? [{ place: 'finally', commands, block: finalizer }] : [];
}

/** Whether a node of a `finally` runs however far the `try` came: no test on the way to it reads what the `try` writes, or calls something. */
function runsWhateverHappened(file: SourceFile, node: TSESTree.Node, finalizer: TSESTree.Node, tried: readonly (TSESTree.Node | null)[]): boolean {
  for (let inner = node, outer = node.parent; outer && inner !== finalizer; inner = outer, outer = outer.parent) {
    if (outer.type === 'SwitchCase') return false;
    const test = testOf(outer);
    if (test && test !== inner && !isSettledBefore(file, test, tried)) return false;
  }
  return true;
}

function testOf(node: TSESTree.Node): TSESTree.Node | null {
  if (node.type === 'LogicalExpression') return node.left;
  return node.type === 'IfStatement' || node.type === 'ConditionalExpression' ? node.test : null;
}

function isSettledBefore(file: SourceFile, test: TSESTree.Node, tried: readonly (TSESTree.Node | null)[]): boolean {
  if (test.type === 'CallExpression' || test.type === 'AwaitExpression') return false;
  const variable = test.type === 'Identifier' ? variableOf(file, test) : null;
  const writes = variable?.references.filter((reference) => reference.isWrite() && !reference.init) ?? [];
  const isWritten = writes.some(({ identifier }) => tried.some((part) => part && isWithin(identifier as TSESTree.Node, part)));
  return !isWritten && childNodes(test, file).every((child) => isSettledBefore(file, child, tried));
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
