import type { TSESTree } from '@typescript-eslint/utils';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { nodesOfType, staticName, unwrapped } from '../syntax/nodes.ts';
import { isGlobalCall } from '../syntax/promises.ts';
import { originOf } from '../syntax/trace.ts';
import { type Awaited, WORKFLOW_APIS } from '../temporal/workflow-apis.ts';
import { activityCallOf } from './activities.ts';
import { workflowName } from './sdk.ts';

/** A call of the SDK that gives the promise of what it starts. */
export interface CommandCall {
  readonly call: TSESTree.CallExpression;
  readonly kind: Awaited;
}

/** Every call in a file that starts something a workflow waits for, and gives the promise of it, in source order. */
export const commandCalls = perFile((file): readonly CommandCall[] =>
  nodesOfType(file, 'CallExpression').flatMap((call) => {
    const kind = startedBy(file, call);
    return kind ? [{ call, kind }] : [];
  }),
);

/** What a call of the SDK starts, where this call is one. */
export const commandCallOf = perFile(
  (file): ReadonlyMap<TSESTree.Node, CommandCall> => new Map(commandCalls(file).map((call) => [call.call, call])),
);

function startedBy(file: SourceFile, call: TSESTree.CallExpression): Awaited | null {
  const activity = activityCallOf(file).get(call);
  if (activity) return activity.kind;
  const name = workflowName(file, call.callee);
  if (name !== null) return WORKFLOW_APIS[name]?.awaited ?? null;

  const made = madeBy(file, call.callee);
  if (made?.returns) return made.returns;
  const callee = unwrapped(call.callee);
  if (callee.type !== 'MemberExpression') return null;
  const method = staticName(callee);
  const methods = madeBy(file, callee.object)?.methods;
  return method !== null && methods && Object.hasOwn(methods, method) ? methods[method]! : null;
}

/** Whether a callee is a method of what an export of the SDK has made, such as the `result` of the handle of a child. */
export function isMethodOfSdk(file: SourceFile, callee: TSESTree.Node): boolean {
  const node = unwrapped(callee);
  return node.type === 'MemberExpression' && madeBy(file, node.object) !== null;
}

/** The export of the SDK whose call, awaited or not, gives the value of an expression; null for any other value. */
function madeBy(file: SourceFile, expression: TSESTree.Node) {
  const origin = originOf(file, expression);
  if (origin?.root.type !== 'value' || origin.path.length > 0) return null;
  const node = unwrapped(origin.root.node);
  const made = node.type === 'AwaitExpression' ? unwrapped(node.argument) : node;
  const name = made.type === 'CallExpression' ? workflowName(file, made.callee) : null;
  return name === null ? null : (WORKFLOW_APIS[name] ?? null);
}

/**
 * The nodes of a file whose evaluation emits a command: the calls above that are not `condition` without a timeout, patches, what
 * changes search attributes or the memo, and `setTimeout`, which is a timer of the workflow.
 */
export const emittingCalls = perFile((file): readonly TSESTree.Node[] => [
  ...commandCalls(file)
    .filter(({ call, kind }) => kind !== 'condition' || call.arguments.length > 1)
    .map(({ call }) => call),
  ...nodesOfType(file, 'CallExpression').filter((call) => {
    const name = workflowName(file, call.callee);
    return name === null ? isGlobalCall(file, call, 'setTimeout') : WORKFLOW_APIS[name]?.emits === true;
  }),
]);

/** The function that a call of the SDK runs as a part of itself, giving its promise: that of a cancellation scope. Null for any other call. */
export function scopeFunction(file: SourceFile, call: TSESTree.CallExpression): TSESTree.Node | null {
  const name = workflowName(file, call.callee);
  if (name !== null) return WORKFLOW_APIS[name]?.runs ? (call.arguments.at(-1) ?? null) : null;
  const callee = unwrapped(call.callee);
  if (callee.type !== 'MemberExpression' || staticName(callee) !== 'run') return null;
  const origin = originOf(file, callee.object);
  const scope = origin?.root.type === 'value' && origin.path.length === 0 ? unwrapped(origin.root.node) : null;
  const isScope = scope?.type === 'NewExpression' && workflowName(file, scope.callee) === 'CancellationScope';
  return isScope ? (call.arguments[0] ?? null) : null;
}
