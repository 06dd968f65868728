import type { TSESTree } from '@typescript-eslint/utils';
import { perText } from '../project/modules.ts';
import { referenceOf } from '../syntax/bindings.ts';
import { canComplete, canGoOn, statementsBefore } from '../syntax/control-flow.ts';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { enclosingFunction, type FunctionNode, isFunction, isWithin, nodesOfType, unwrapped, wrapped } from '../syntax/nodes.ts';
import { mayRunBeforeInRounds } from '../syntax/run-order.ts';
import { originOf } from '../syntax/trace.ts';
import { ALL_HANDLERS_FINISHED } from '../temporal/workflow-apis.ts';
import { commandCallOf, commandCalls } from './command-calls.ts';
import { functionOf } from './handlers.ts';
import { importedFrom } from './local-modules.ts';
import { wayAround } from './patches.ts';
import { workflowName } from './sdk.ts';

/** Where a run of a workflow function ends without an error: a `return`, a call that continues as new, or the end of its body. */
export type WorkflowEnd = TSESTree.ReturnStatement | TSESTree.CallExpression | TSESTree.BlockStatement | TSESTree.Expression;

/** The ends of a workflow function, in source order; its body stands for the end of it. */
function workflowEnds(file: SourceFile, node: FunctionNode): readonly WorkflowEnd[] {
  const returns = nodesOfType(file, 'ReturnStatement').filter((statement) => enclosingFunction(statement) === node);
  const renewals = commandCalls(file)
    .filter(({ call, kind }) => kind === 'continueAsNew' && isWithin(call, node) && !returns.some((statement) => isWithin(call, statement)))
    .map(({ call }) => call);
  const { body } = node;
  const isOver = body.type !== 'BlockStatement' || (canComplete(file, body) && !body.body.some((statement) => isRenewal(file, statement)));
  const ends: WorkflowEnd[] = [...returns, ...renewals, ...(isOver && !renewals.includes(body as never) ? [body] : [])];
  return ends.sort((one, other) => one.range[1] - other.range[1]);
}

/**
 * The ends of a workflow function that a run can come to when it has made a call in that function, in source order: none that certainly stands
 * before. What ends it from a function of its own may do so at any time. None where it is not in sight when the call is made.
 */
export function endsAfter(file: SourceFile, node: FunctionNode, call: TSESTree.CallExpression): readonly WorkflowEnd[] {
  const isEnd = (statement: TSESTree.Node) => isRenewal(file, statement);
  const places = placesOf(file, node, call, new Set());
  return workflowEnds(file, node).filter((end) =>
    places.some((place) => {
      if (end === node.body && end.type === 'BlockStatement') return canGoOn(place, end, isEnd);
      return wayAround(file, end) !== node || mayRunBeforeInRounds(place, end, isEnd);
    }),
  );
}

/** Where a function goes on from a call: where it makes it itself, or calls, or hands on, the function that does; and where an error is caught. */
function placesOf(file: SourceFile, node: FunctionNode, call: TSESTree.Node, seen: Set<FunctionNode>): readonly TSESTree.Node[] {
  const around = wayAround(file, call);
  if (around === node) return [call, ...catchesOf(call, node)];
  if (!around || seen.has(around)) return [];
  seen.add(around);
  return nodesOfType(file, 'CallExpression')
    .filter((outer) => isWithin(outer, node) && [outer.callee, ...outer.arguments].some((one) => functionOf(file, one) === around))
    .flatMap((outer) => placesOf(file, node, outer, seen));
}

/** Where an error behind a call is caught in its function. */
function catchesOf(call: TSESTree.Node, node: FunctionNode): readonly TSESTree.Node[] {
  const found: TSESTree.Node[] = [];
  for (let outer = call.parent; outer && outer !== node; outer = outer.parent) {
    if (outer.type === 'TryStatement' && outer.handler && isWithin(call, outer.block)) found.push(outer.handler.body);
  }
  return found;
}

/** Whether the code of a workflow function waits, before one of its ends, until no handler is running. */
export function waitsForHandlers(file: SourceFile, end: WorkflowEnd): boolean {
  const isBody = end.parent !== undefined && isFunction(end.parent) && end.parent.body === end;
  const before = isBody ? (end.type === 'BlockStatement' ? end.body : []) : statementsBefore(end);
  return [...finishingWaits(file)].some((wait) => {
    if (end.type !== 'BlockStatement' && isWithin(wait, end)) return true;
    if (before.some((statement) => isWithin(wait, statement) && canGoOn(wait, statement, (last) => isRenewal(file, last)))) return true;
    for (let outer: TSESTree.Node | undefined = end.parent; outer; outer = outer.parent) {
      if (outer.type === 'TryStatement' && outer.finalizer && isWithin(wait, outer.finalizer)) return true;
    }
    return false;
  });
}

/** The uses of `allHandlersFinished` in a file that may wait, and the calls with functions that hold one, of this and of other modules. */
const finishingWaits = perFile((file): ReadonlySet<TSESTree.Node> => {
  const calls = nodesOfType(file, 'CallExpression');
  const found = new Set<TSESTree.Node>([...usesOfFinishing(file), ...calls.filter((call) => callsOtherModule(file, call))]);
  const given = calls.map((call) => ({ call, functions: [call.callee, ...call.arguments].flatMap((one) => functionOf(file, one) ?? []) }));
  // A function may call one that waits: until no more of them are found.
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const { call, functions } of given) {
      if (functions.some((one) => [...found].some((wait) => isWithin(wait, one)))) found.add(call);
    }
  }
  return found;
});

function usesOfFinishing(file: SourceFile): readonly TSESTree.Node[] {
  if (!file.text.includes(ALL_HANDLERS_FINISHED)) return [];
  return nodesOfType(file, 'Identifier', 'MemberExpression').filter((node) => {
    const isRead = node.type === 'MemberExpression' || referenceOf(file, node)?.isRead() === true;
    return isRead && workflowName(file, node) === ALL_HANDLERS_FINISHED && !waitsForNothing(file, node);
  });
}

/** Whether a use certainly waits for nothing: the answer is dropped, awaited or not, or a predicate gives the function itself, which is truthy. */
function waitsForNothing(file: SourceFile, use: TSESTree.Node): boolean {
  const { parent } = wrapped(use);
  const call = parent?.type === 'CallExpression' && unwrapped(parent.callee) === unwrapped(use) ? parent : null;
  let value = wrapped(call ?? use);
  if (value.parent?.type === 'AwaitExpression') value = wrapped(value.parent);
  if (value.parent?.type === 'ExpressionStatement') return true;
  if (call) return false;
  while (value.parent?.type === 'LogicalExpression' || value.parent?.type === 'ConditionalExpression') value = wrapped(value.parent);
  const around = enclosingFunction(value);
  const isGiven = around?.body === value || value.parent?.type === 'ReturnStatement';
  const predicates = commandCalls(file).flatMap(({ call: { arguments: given }, kind }) => (kind === 'condition' ? given.slice(0, 1) : []));
  return isGiven && predicates.some((predicate) => functionOf(file, predicate) === around);
}

/** Whether a call is of a function of another module that names `allHandlersFinished`, or a condition about one. */
function callsOtherModule(file: SourceFile, call: TSESTree.CallExpression): boolean {
  const [predicate] = commandCallOf(file).get(call)?.kind === 'condition' ? call.arguments : [];
  return [call.callee, ...(predicate ? [predicate] : [])].some((one) => {
    const origin = originOf(file, one);
    const from = origin && importedFrom(file, origin);
    return from !== null && 'file' in from && mentionsFinishing(from.file) === true;
  });
}

/** Whether the text of a module on the disk names `allHandlersFinished`. */
export const mentionsFinishing = perText((text) => text.includes(ALL_HANDLERS_FINISHED));

/** Whether a statement continues as new, and so ends the run. */
export function isRenewal(file: SourceFile, statement: TSESTree.Node): boolean {
  return commandCalls(file).some(({ call, kind }) => {
    const node = wrapped(call);
    const outer = node.parent?.type === 'AwaitExpression' ? wrapped(node.parent) : node;
    return kind === 'continueAsNew' && outer.parent === statement && statement.type === 'ExpressionStatement';
  });
}
