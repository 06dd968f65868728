import type { TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from '../syntax/file.ts';
import { childNodes, enclosingFunction, type FunctionNode, isFunction, unwrapped } from '../syntax/nodes.ts';
import { staticObject, staticValue } from '../syntax/static-values.ts';
import { originOf } from '../syntax/trace.ts';
import type { Awaited } from '../temporal/workflow-apis.ts';
import { commandCallOf, scopeFunction } from './command-calls.ts';
import { callersOf } from './error-paths.ts';
import { functionOf, handlers } from './handlers.ts';
import { workflowName } from './sdk.ts';
import type { WorkflowCode } from './workflow-code.ts';
import { workflowFunctions } from './workflow-functions.ts';

/** A command that runs with some code, and what cancels it. */
export interface ScopedCommand {
  readonly call: TSESTree.CallExpression;
  readonly kind: Awaited;
  /** The call in the code itself: the command's own, or that of a function of this file which leads to it. */
  readonly start: TSESTree.CallExpression;
  /** Whether it belongs to the scope that the code runs in, or to a cancellable one inside of that. */
  readonly scope: 'same' | 'inner';
}

/**
 * The commands that run with a piece of code and are cancelled with the scope that it runs in: through functions of this file and scopes,
 * but not through `CancellationScope.nonCancellable`. In source order.
 */
export function cancellableCommands(file: SourceFile, code: TSESTree.Node): readonly ScopedCommand[] {
  const found: ScopedCommand[] = [];
  const seen = new Set<FunctionNode>();

  const visit = (node: TSESTree.Node, start: TSESTree.CallExpression | null, scope: ScopedCommand['scope']): void => {
    if (isFunction(node)) return;
    for (const child of childNodes(node, file)) visit(child, start, scope);
    if (node.type !== 'CallExpression') return;
    const command = commandCallOf(file).get(node);
    if (command) found.push({ ...command, start: start ?? node, scope });
    const scoped = scopeFunction(file, node);
    if (scoped) {
      if (isNonCancellable(file, node)) return;
      enter(functionOf(file, scoped), start ?? node, 'inner');
    } else enter(functionOf(file, node.callee), start ?? node, scope);
    for (const argument of node.arguments) {
      const given = isFunction(unwrapped(argument)) ? functionOf(file, argument) : null;
      if (given && (callersOf(file).get(given) ?? []).includes(node) && argument !== scoped) enter(given, start ?? node, scope);
    }
  };
  const enter = (node: FunctionNode | null, start: TSESTree.CallExpression, scope: ScopedCommand['scope']): void => {
    if (!node || seen.has(node)) return;
    seen.add(node);
    visit(node.body, start, scope);
  };
  visit(code, null, 'same');
  return found;
}

/** Whether a call runs its function in a scope that cannot be cancelled. */
export function isNonCancellable(file: SourceFile, call: TSESTree.CallExpression): boolean {
  const name = workflowName(file, call.callee);
  if (name !== null) return name === 'CancellationScope.nonCancellable';
  const callee = unwrapped(call.callee);
  const origin = callee.type === 'MemberExpression' ? originOf(file, callee.object) : null;
  const made = origin?.root.type === 'value' ? unwrapped(origin.root.node) : null;
  const options = made?.type === 'NewExpression' ? made.arguments[0] : undefined;
  if (!options) return false;
  const cancellable = staticObject(file, options)?.properties.get('cancellable');
  // A scope whose options are not in sight may be either.
  return !cancellable || staticValue(file, cancellable)?.value !== true;
}

/**
 * Whether the code around a node is certainly cancelled with the workflow: it is a workflow or a handler, or this file runs it from one,
 * and not in a scope that cannot be cancelled.
 */
export function isCancelledWithWorkflow(workflow: WorkflowCode, node: TSESTree.Node): boolean {
  const { file } = workflow;
  const workflows = workflowFunctions(workflow);
  const messages = new Set(handlers(file).flatMap(({ kind, handler }) => (kind === 'signal' || kind === 'update' ? [handler] : [])));
  const seen = new Set<FunctionNode>();

  const isCancelled = (inner: TSESTree.Node): boolean => {
    const holder = enclosingFunction(inner);
    if (!holder || seen.has(holder)) return false;
    seen.add(holder);
    if (workflows.has(holder) || messages.has(holder)) return true;
    return (callersOf(file).get(holder) ?? []).some((call) => {
      const scoped = scopeFunction(file, call);
      return scoped ? !isNonCancellable(file, call) && isCancelled(call) : isCancelled(call);
    });
  };
  return isCancelled(node);
}

/** Whether some code asks whether it is cancelled, by whatever means the SDK has for that. */
export function asksForCancellation(file: SourceFile, code: TSESTree.Node): boolean {
  if (code.type === 'Identifier' || code.type === 'MemberExpression') {
    const name = workflowName(file, code);
    if (name !== null && /^(?:isCancellation$|CancelledFailure\b|CancellationScope\.current\b)/u.test(name)) return true;
    if (code.type === 'MemberExpression' && code.property.type === 'Identifier' && code.property.name === 'consideredCancelled') return true;
  }
  return childNodes(code, file).some((child) => asksForCancellation(file, child));
}
