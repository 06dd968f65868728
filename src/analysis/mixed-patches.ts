import type { TSESTree } from '@typescript-eslint/utils';
import { variableOf } from '../syntax/bindings.ts';
import { canGoOn, isLoop, type Loop } from '../syntax/control-flow.ts';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { answerAt, answerInNextRound, answerToGoOn, type IsQuestion } from '../syntax/known-answers.ts';
import { isFunction, isWithin, unwrapped } from '../syntax/nodes.ts';
import { mayRunBefore } from '../syntax/run-order.ts';
import { commandCalls, scopeFunction } from './command-calls.ts';
import { isInReadOnlyFunction } from './handlers.ts';
import { type PatchPlace, patchPlaces, runsInPlace, wayAround } from './patches.ts';
import { waits } from './waits.ts';
import { isRenewal } from './workflow-ends.ts';

/** A patch that one execution may meet with both answers on one way through the code. */
export interface MixedPatch {
  /** All places on the way that meet this patch, in source order. */
  readonly places: readonly PatchPlace[];
  /** A place that is met again, and the one before it that may have had the other answer; null for none. */
  readonly again: { readonly place: PatchPlace; readonly first: PatchPlace } | null;
  /** The places that every round of a loop meets, with each loop around. */
  readonly repeated: readonly { readonly place: PatchPlace; readonly loop: Loop }[];
}

/**
 * The patches of a file that the same code meets more than once with a wait in between. `patched` gives `false` for a patch that is not in
 * the history that is replayed, and does not remember it: behind the wait the execution may not be replayed any more, and gets `true`.
 * Source: @temporalio/workflow 1.24.0, lib/internals.js, `patchInternal`.
 */
export const mixedPatches = perFile((file): readonly MixedPatch[] =>
  groups(file).flatMap((places): MixedPatch[] => {
    const isQuestion = questionOf(file, places);
    const open = places.filter(({ call }) => answerAt(file, call, isQuestion) === null);
    const asked = open.filter(({ asks }) => asks);
    const turns = waits(file).filter((wait) => mayWaitOnOldWay(file, wait, isQuestion));
    const again = open.flatMap((place) => {
      const first = asked.find(({ call }) => {
        if (answerToGoOn(file, call, null) !== null) return false;
        // What is asked at the end of a `try` and in its `catch` may be two ends of a run, of which only the old code leads from one to the other.
        const shared = isCaught(call, place.call) ? turns.filter((wait) => answerAt(file, wait, isQuestion) === null) : turns;
        return shared.some((wait) => isBetween(file, call, wait, place.call));
      });
      return first ? [{ place, first }] : [];
    });
    const repeated = asked.flatMap((place) => loopsOf(file, place.call, turns, isQuestion).map((loop) => ({ place, loop })));
    return again[0] || repeated.length > 0 ? [{ places, again: again[0] ?? null, repeated }] : [];
  }),
);

/** The places that meet one patch on one way, each group in source order. */
function groups(file: SourceFile): readonly (readonly PatchPlace[])[] {
  const byWay = new Map<TSESTree.Node, Map<string, PatchPlace[]>>();
  for (const place of patchPlaces(file)) {
    const way = wayAround(file, place.call);
    if (!way || isInReadOnlyFunction(file, place.call)) continue;
    const known = byWay.get(way) ?? new Map<string, PatchPlace[]>();
    byWay.set(way, known);
    known.set(place.key, [...(known.get(place.key) ?? []), place]);
  }
  return [...byWay.values()].flatMap((byKey) => [...byKey.values()]);
}

/** Tells of the calls that ask for a patch, and of the constants that hold the answer. */
function questionOf(file: SourceFile, places: readonly PatchPlace[]): IsQuestion {
  const calls = new Set<TSESTree.Node>(places.filter(({ asks }) => asks).map(({ call }) => call));
  return (expression) => {
    if (calls.has(expression)) return true;
    const [definition] = (expression.type === 'Identifier' && variableOf(file, expression)?.defs) || [];
    const declarator = definition?.node as TSESTree.Node | undefined;
    if (declarator?.type !== 'VariableDeclarator' || declarator.parent.kind !== 'const') return false;
    return declarator.id.type === 'Identifier' && declarator.init !== null && calls.has(unwrapped(declarator.init));
  };
}

/** Whether an execution that took the old code may wait here. What runs in place waits by the `await` expressions in it. */
function mayWaitOnOldWay(file: SourceFile, wait: TSESTree.AwaitExpression, isQuestion: IsQuestion): boolean {
  const awaited = unwrapped(wait.argument);
  const run = awaited.type === 'CallExpression' ? (scopeFunction(file, awaited) ?? awaited.callee) : null;
  const node = run && unwrapped(run);
  if (node && isFunction(node) && runsInPlace(file, node)) return false;
  const started = commandCalls(file).filter(({ call }) => isWithin(call, wait));
  const causes = started.length > 0 ? started.map(({ call }) => call) : [wait];
  return causes.some((cause) => answerAt(file, cause, isQuestion) !== true);
}

/** Whether a wait may come between two places: on the way from one to the other, or in an earlier round of a loop around the second. */
function isBetween(file: SourceFile, first: TSESTree.Node, wait: TSESTree.Node, second: TSESTree.Node): boolean {
  const isEnd = (statement: TSESTree.Node) => isRenewal(file, statement);
  // An execution that takes the new code from some round on has taken it behind the loop as well.
  if (!loopsAround(first).every((loop) => isWithin(second, loop))) return false;
  if (!mayRunBefore(first, second, isEnd) || !mayRunBefore(first, wait, isEnd) || wayAround(file, wait) !== wayAround(file, second)) return false;
  if (mayRunBefore(wait, second, isEnd)) return true;
  return loopsAround(second).some((loop) => !isWithin(first, loop) && isWithin(wait, loop) && canGoOn(wait, loop.body, isEnd));
}

/** Whether a node is in a `try` whose `catch` holds another. */
function isCaught(node: TSESTree.Node, other: TSESTree.Node): boolean {
  for (let outer = other.parent; outer; outer = outer.parent) {
    if (outer.type === 'CatchClause' && isWithin(node, (outer.parent as TSESTree.TryStatement).block)) return true;
  }
  return false;
}

/** The loops that ask a question in a round, wait, and may ask again, whatever the answer was. */
function loopsOf(file: SourceFile, call: TSESTree.Node, turns: readonly TSESTree.Node[], isQuestion: IsQuestion): readonly Loop[] {
  const isEnd = (statement: TSESTree.Node) => isRenewal(file, statement);
  return loopsAround(call).filter((loop) => {
    if (!canGoOn(call, loop.body, isEnd) || answerToGoOn(file, call, loop) !== null || answerInNextRound(file, loop, isQuestion) !== null) return false;
    return turns.some((wait) => isWithin(wait, loop) && isInRounds(wait, loop) && wayAround(file, wait) === wayAround(file, call) && canGoOn(wait, loop.body, isEnd));
  });
}

/** The loops of its function whose rounds run a node. */
function loopsAround(node: TSESTree.Node): readonly Loop[] {
  const loops: Loop[] = [];
  for (let outer = node.parent; outer && !isFunction(outer); outer = outer.parent) {
    if (isLoop(outer) && isInRounds(node, outer)) loops.push(outer);
  }
  return loops;
}

function isInRounds(node: TSESTree.Node, loop: Loop): boolean {
  const once = loop.type === 'ForStatement' ? loop.init : loop.type === 'ForOfStatement' || loop.type === 'ForInStatement' ? loop.right : null;
  return once === null || !isWithin(node, once);
}
