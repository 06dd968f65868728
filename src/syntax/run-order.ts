import type { TSESTree } from '@typescript-eslint/utils';
import { canGoOn, isLoop } from './control-flow.ts';
import { isFunction, isWithin } from './nodes.ts';

/**
 * Whether a node may be over before another one runs, in one pass through the code around both: not where the two exclude each other, nor
 * where the way ends in between. Functions around one of them alone are taken to run where they stand.
 * `isEnd` tells of statements that end the way by other means than `return` and `throw`.
 */
export function mayRunBefore(node: TSESTree.Node, other: TSESTree.Node, isEnd?: (statement: TSESTree.Node) => boolean): boolean {
  if (node === other || isWithin(other, node)) return false;
  let inner = node;
  while (inner.parent && !isWithin(other, inner.parent)) inner = inner.parent;
  const outer = inner.parent;
  // What is inside of an expression is over before it.
  if (!outer || outer === other) return outer === other;
  const isFirst = node.range[0] < other.range[0];
  switch (outer.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return inner === outer.test;
    case 'SwitchStatement':
      return inner === outer.discriminant;
    case 'ForStatement':
      // The update stands in front of the body and runs behind it.
      return isFirst ? inner !== outer.update : outer.update !== null && isWithin(other, outer.update);
    case 'BlockStatement':
    case 'Program':
    case 'SwitchCase':
      return isFirst && canGoOn(node, inner, isEnd);
    default:
      return isFirst;
  }
}

/** The same in any passes: where a loop is around both, the node may be over in an earlier round as well. */
export function mayRunBeforeInRounds(node: TSESTree.Node, other: TSESTree.Node, isEnd?: (statement: TSESTree.Node) => boolean): boolean {
  if (mayRunBefore(node, other, isEnd)) return true;
  for (let outer = node.parent; outer; outer = outer.parent) {
    if (!isWithin(other, outer)) continue;
    if (isLoop(outer)) return true;
    if (isFunction(outer)) return false;
  }
  return false;
}
