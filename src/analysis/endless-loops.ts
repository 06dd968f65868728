import type { TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from '../syntax/file.ts';
import { childNodes, enclosingFunction, type FunctionNode, isFunction, nodesOfType, unwrapped } from '../syntax/nodes.ts';
import { staticValue } from '../syntax/static-values.ts';
import { commandCallOf, scopeFunction } from './command-calls.ts';
import { knownMilliseconds } from './durations.ts';
import { callEmits } from './emits.ts';
import { callersOf, settledAt } from './error-paths.ts';
import { functionOf } from './handlers.ts';
import { workflowName } from './sdk.ts';
import type { WorkflowCode } from './workflow-code.ts';
import { workflowFunctions } from './workflow-functions.ts';

export type EndlessLoop = TSESTree.WhileStatement | TSESTree.DoWhileStatement | TSESTree.ForStatement;

/** A turn that waits so long, in milliseconds, does not come near the limit of a history within ten years. */
const HARMLESS_WAIT = 24 * 60 * 60 * 1000;

/**
 * The loops of a file that a workflow stays in for ever while it emits commands: the condition is certainly true, the workflow itself waits
 * for the loop, and nothing in it leaves it, throws, or continues as new. Not those that wait for a day or longer in every turn.
 */
export function endlessLoops(workflow: WorkflowCode): readonly EndlessLoop[] {
  const { file } = workflow;
  const workflows = workflowFunctions(workflow);
  return nodesOfType(file, 'WhileStatement', 'DoWhileStatement', 'ForStatement').filter((loop) => {
    if (loop.test && !staticValue(file, loop.test)?.value) return false;
    return (
      !mayEnd(file, loop.body, [], new Set()) &&
      emits(file, loop.body) &&
      !waitsLong(file, loop.body) &&
      holdsWorkflow(file, loop, (node) => workflows.has(node), new Set())
    );
  });
}

/** Whether code may leave the loop that it is the body of: by a statement, by an error, by what is not in sight. */
function mayEnd(file: SourceFile, node: TSESTree.Node, inner: readonly TSESTree.Node[], seen: Set<FunctionNode>): boolean {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return false;
    case 'ReturnStatement':
    case 'ThrowStatement':
    case 'YieldExpression':
      return true;
    case 'BreakStatement':
      return node.label !== null || inner.length === 0;
    case 'ContinueStatement':
      return node.label !== null;
    case 'CallExpression':
      if (callMayEnd(file, node, seen)) return true;
      break;
  }
  const isBreakable = /^(?:For|ForIn|ForOf|While|DoWhile|Switch)Statement$/u.test(node.type);
  const around = isBreakable ? [...inner, node] : inner;
  return childNodes(node, file).some((child) => mayEnd(file, child, around, seen));
}

function callMayEnd(file: SourceFile, call: TSESTree.CallExpression, seen: Set<FunctionNode>): boolean {
  const command = commandCallOf(file).get(call);
  if (command) return command.kind === 'continueAsNew';
  const called = [functionOf(file, call.callee), ...call.arguments.map((argument) => functionOf(file, argument))].filter((node) => node !== null);
  if (called.some((node) => throwsOrContinues(file, node, seen))) return true;
  if (functionOf(file, call.callee) || scopeFunction(file, call) || workflowName(file, call.callee) !== null) return false;
  // What is waited for and not in sight may continue as new, or throw when there is nothing left to do.
  return isWaitedFor(file, call) && callEmits(file, call) === 'unknown';
}

/** Whether some code waits for what a call gives: not what a function gives back that is not asynchronous, to somebody who may want no promise. */
function isWaitedFor(file: SourceFile, call: TSESTree.CallExpression): boolean {
  const exit = settledAt(file, call);
  return exit !== null && (!exit.isReturned || enclosingFunction(call)?.async === true);
}

function throwsOrContinues(file: SourceFile, node: FunctionNode, seen: Set<FunctionNode>): boolean {
  if (seen.has(node)) return false;
  seen.add(node);
  const search = (inner: TSESTree.Node): boolean => {
    if (isFunction(inner)) return false;
    if (inner.type === 'ThrowStatement') return true;
    if (inner.type === 'CallExpression' && callMayEnd(file, inner, seen)) return true;
    return childNodes(inner, file).some(search);
  };
  return search(node.body);
}

function emits(file: SourceFile, node: TSESTree.Node): boolean {
  if (isFunction(node)) return false;
  if (node.type === 'CallExpression' && callEmits(file, node) === 'yes') return true;
  return childNodes(node, file).some((child) => emits(file, child));
}

/** Whether every turn waits a day or longer: by a `sleep` among the statements of the body itself. */
function waitsLong(file: SourceFile, body: TSESTree.Statement): boolean {
  const statements = body.type === 'BlockStatement' ? body.body : [body];
  return statements.some((statement) => {
    const awaited = statement.type === 'ExpressionStatement' ? unwrapped(statement.expression) : null;
    const call = awaited?.type === 'AwaitExpression' ? unwrapped(awaited.argument) : null;
    if (call?.type !== 'CallExpression' || workflowName(file, call.callee) !== 'sleep') return false;
    return (knownMilliseconds(file, call.arguments[0] ?? null) ?? 0) >= HARMLESS_WAIT;
  });
}

/** Whether a workflow waits for a node to be over: the node is in it, or in a function that it awaits directly and in no scope. */
function holdsWorkflow(file: SourceFile, node: TSESTree.Node, isWorkflow: (node: FunctionNode) => boolean, seen: Set<FunctionNode>): boolean {
  const holder = enclosingFunction(node);
  if (!holder || seen.has(holder)) return false;
  seen.add(holder);
  if (isWorkflow(holder)) return true;
  return (callersOf(file).get(holder) ?? []).some((call) => {
    const isDirect = !scopeFunction(file, call) && functionOf(file, call.callee) === holder;
    const exit = isDirect ? settledAt(file, call) : null;
    const isAwaited = exit && (exit.node.type !== 'AwaitExpression' || unwrapped(exit.node.argument) === call);
    return isAwaited === true && holdsWorkflow(file, call, isWorkflow, seen);
  });
}
