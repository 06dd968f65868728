import type { TSESTree } from '@typescript-eslint/utils';
import { perText } from '../project/modules.ts';
import { canComplete, canGoOn, statementsBefore } from '../syntax/control-flow.ts';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { enclosingFunction, type FunctionNode, isFunction, isWithin, nodesOfType, wrapped } from '../syntax/nodes.ts';
import { originOf } from '../syntax/trace.ts';
import { ALL_HANDLERS_FINISHED } from '../temporal/workflow-apis.ts';
import { commandCalls } from './command-calls.ts';
import { functionOf } from './handlers.ts';
import { importedFrom } from './local-modules.ts';
import { workflowName } from './sdk.ts';

/** Where a run of a workflow function ends without an error: a `return`, a call that continues as new, or the end of its body. */
export type WorkflowEnd = TSESTree.ReturnStatement | TSESTree.CallExpression | TSESTree.BlockStatement | TSESTree.Expression;

/** The ends of a workflow function, in source order; its body stands for the end of it. */
export function workflowEnds(file: SourceFile, node: FunctionNode): readonly WorkflowEnd[] {
  const returns = nodesOfType(file, 'ReturnStatement').filter((statement) => enclosingFunction(statement) === node);
  const renewals = commandCalls(file)
    .filter(({ call, kind }) => kind === 'continueAsNew' && isWithin(call, node) && !returns.some((statement) => isWithin(call, statement)))
    .map(({ call }) => call);
  const { body } = node;
  const isOver = body.type !== 'BlockStatement' || (canComplete(file, body) && !body.body.some((statement) => isRenewal(file, statement)));
  const ends: WorkflowEnd[] = [...returns, ...renewals, ...(isOver && !renewals.includes(body as never) ? [body] : [])];
  return ends.sort((one, other) => one.range[1] - other.range[1]);
}

/** Whether the code of a workflow function waits, before one of its ends, until no handler is running. */
export function waitsForHandlers(file: SourceFile, end: WorkflowEnd): boolean {
  const isBody = end.parent !== undefined && isFunction(end.parent) && end.parent.body === end;
  const before = isBody ? (end.type === 'BlockStatement' ? end.body : []) : statementsBefore(end);
  return finishingWaits(file).some((wait) => {
    if (end.type !== 'BlockStatement' && isWithin(wait, end)) return true;
    if (before.some((statement) => isWithin(wait, statement) && canGoOn(wait, statement, (last) => isRenewal(file, last)))) return true;
    for (let outer: TSESTree.Node | undefined = end.parent; outer; outer = outer.parent) {
      if (outer.type === 'TryStatement' && outer.finalizer && isWithin(wait, outer.finalizer)) return true;
    }
    return false;
  });
}

/** The uses of `allHandlersFinished` in a file, and the calls of functions that use it, of this and of other modules. */
const finishingWaits = perFile((file): readonly TSESTree.Node[] => {
  const uses: readonly TSESTree.Node[] = nodesOfType(file, 'Identifier', 'MemberExpression').filter(
    (node) => nameOf(node) === ALL_HANDLERS_FINISHED && node.parent?.type !== 'ImportSpecifier' && workflowName(file, node) === ALL_HANDLERS_FINISHED,
  );
  const calls = nodesOfType(file, 'CallExpression').filter((call) => {
    const called = functionOf(file, call.callee);
    if (called) return uses.some((use) => isWithin(use, called));
    const origin = originOf(file, call.callee);
    const from = origin && importedFrom(file, origin);
    return from !== null && 'file' in from && mentionsFinishing(from.file);
  });
  return [...uses, ...calls];
});

/** Whether the text of a module on the disk names `allHandlersFinished`. */
export const mentionsFinishing = perText((text) => text.includes(ALL_HANDLERS_FINISHED));

function nameOf(node: TSESTree.Identifier | TSESTree.MemberExpression): string | null {
  if (node.type === 'MemberExpression') return node.property.type === 'Identifier' ? node.property.name : null;
  return node.name;
}

/** Whether a statement continues as new, and so ends the run. */
export function isRenewal(file: SourceFile, statement: TSESTree.Node): boolean {
  return commandCalls(file).some(({ call, kind }) => {
    const node = wrapped(call);
    const outer = node.parent?.type === 'AwaitExpression' ? wrapped(node.parent) : node;
    return kind === 'continueAsNew' && outer.parent === statement && statement.type === 'ExpressionStatement';
  });
}
