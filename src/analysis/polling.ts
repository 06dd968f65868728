import type { TSESTree } from '@typescript-eslint/utils';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { isFunction, nodesOfType, unwrapped } from '../syntax/nodes.ts';
import { awaitedTimeouts } from '../syntax/promised-timeouts.ts';
import { staticValue } from '../syntax/static-values.ts';
import { localValue, onlyReturn, originOf } from '../syntax/trace.ts';
import { ACTIVITY_SLEEPS } from '../temporal/activity-apis.ts';
import { activityName } from './heartbeats.ts';
import { regionOf } from './reachability.ts';

/** A loop without a fixed end that waits for a time in each turn. */
export interface PollingLoop {
  /** The function that the loop is in; the module where it is in none. */
  readonly region: TSESTree.Node;
  readonly wait: TSESTree.AwaitExpression;
}

/** The loops of a file that poll: `for (;;) { …; await sleep('5s'); }`, in source order of what they wait for, each once. */
export const pollingLoops = perFile((file): readonly PollingLoop[] =>
  nodesOfType(file, 'AwaitExpression').flatMap((wait) => {
    const region = regionOf(wait);
    return isWait(file, wait.argument, 0) && isInEndlessLoop(file, wait, region) ? [{ region, wait }] : [];
  }),
);

function isInEndlessLoop(file: SourceFile, node: TSESTree.Node, region: TSESTree.Node): boolean {
  for (let outer = node.parent; outer && outer !== region; outer = outer.parent) {
    if (outer.type === 'WhileStatement' || outer.type === 'DoWhileStatement') return true;
    if (outer.type === 'ForStatement' && (!outer.test || staticValue(file, outer.test)?.value)) return true;
  }
  return false;
}

/** How many functions are looked into that give what another one gives. */
const MAX_DEPTH = 5;

function isWait(file: SourceFile, expression: TSESTree.Node, depth: number): boolean {
  const node = unwrapped(expression);
  if (node.type === 'NewExpression') return timeouts(file).has(node);
  if (node.type !== 'CallExpression' || depth > MAX_DEPTH) return false;
  if (ACTIVITY_SLEEPS.includes(activityName(file, node.callee))) return true;
  const origin = originOf(file, node.callee);
  if (origin?.root.type === 'module') return /^(?:node:)?timers\/promises$/u.test(origin.root.module) && origin.path.at(-1) === 'setTimeout';
  const callee = localValue(file, node.callee);
  const returned = callee && isFunction(callee) ? onlyReturn(callee, file) : null;
  return returned !== null && isWait(file, returned, depth + 1);
}

const timeouts = perFile((file): ReadonlySet<TSESTree.Node> => new Set(awaitedTimeouts(file).map(({ promise }) => promise)));
