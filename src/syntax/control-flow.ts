import type { TSESTree } from '@typescript-eslint/utils';
import { isFunction } from './nodes.ts';

/** The statements that come before a node in its function, in the blocks around it; with a `catch` or `finally`, the `try` block before it. */
export function statementsBefore(node: TSESTree.Node): TSESTree.Node[] {
  const found: TSESTree.Node[] = [];
  for (let inner = node, outer = node.parent; outer && !isFunction(inner); inner = outer, outer = outer.parent) {
    if (outer.type === 'TryStatement' && inner !== outer.block) found.push(outer.block);
    const block = outer.type === 'SwitchCase' ? outer.consequent : outer.type === 'BlockStatement' || outer.type === 'Program' ? outer.body : [];
    found.push(...block.slice(0, Math.max(0, block.indexOf(inner as never))));
  }
  return found;
}

/** Whether code behind a statement can run after a node in it: no block on the way out ends with what leaves the statement for good. */
export function canGoOn(
  node: TSESTree.Node,
  statement: TSESTree.Node,
  isEnd: (statement: TSESTree.Node) => boolean = () => false,
): boolean {
  let isInLoop = false;
  const path: TSESTree.Node[] = [];
  for (let outer: TSESTree.Node | undefined = node; outer; outer = outer.parent) {
    path.push(outer);
    if (outer === statement) break;
  }
  // From the outside in: a `break` leaves the innermost loop only.
  for (const outer of path.reverse()) {
    if (outer.type === 'ReturnStatement' || outer.type === 'ThrowStatement') return false;
    if (isLoop(outer) || outer.type === 'SwitchStatement') isInLoop = true;
    const last = outer.type === 'BlockStatement' ? outer.body.at(-1) : outer.type === 'SwitchCase' ? outer.consequent.at(-1) : null;
    if (!last) continue;
    if (last.type === 'ReturnStatement' || last.type === 'ThrowStatement' || isEnd(last)) return false;
    if (!isInLoop && (last.type === 'BreakStatement' || last.type === 'ContinueStatement')) return false;
  }
  return true;
}

export function isLoop(
  node: TSESTree.Node,
): node is
  | TSESTree.DoWhileStatement
  | TSESTree.ForInStatement
  | TSESTree.ForOfStatement
  | TSESTree.ForStatement
  | TSESTree.WhileStatement {
  return /^(?:DoWhile|For|ForIn|ForOf|While)Statement$/u.test(node.type);
}
