import type { TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from './file.ts';
import { childNodes, isFunction } from './nodes.ts';

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

/**
 * Whether code behind a statement can run after a node in it: no block on the way out ends with what leaves the statement for good.
 * `isEnd` tells of statements that leave it by other means than `return` and `throw`.
 */
export function canGoOn(
  node: TSESTree.Node,
  statement: TSESTree.Node,
  isEnd: (statement: TSESTree.Node) => boolean = () => false,
): boolean {
  const way: TSESTree.Node[] = [];
  for (let outer: TSESTree.Node | undefined = node; outer; outer = outer.parent) {
    way.push(outer);
    if (outer === statement) break;
  }
  // From the outside in: a `break` leaves the innermost loop only, a `return` the innermost function.
  let isInLoop = false;
  for (const outer of way.reverse()) {
    if (isFunction(outer)) return true;
    if (outer.type === 'ReturnStatement' || outer.type === 'ThrowStatement') return false;
    if (isLoop(outer) || outer.type === 'SwitchStatement') isInLoop = true;
    const last = outer.type === 'BlockStatement' ? outer.body.at(-1) : outer.type === 'SwitchCase' ? outer.consequent.at(-1) : null;
    if (!last) continue;
    if (last.type === 'ReturnStatement' || last.type === 'ThrowStatement' || isEnd(last)) return false;
    if (!isInLoop && (last.type === 'BreakStatement' || last.type === 'ContinueStatement')) return false;
  }
  return true;
}

/** Whether what comes behind a statement may run: false where it certainly returns, throws, or never ends. */
export function canComplete(file: Pick<SourceFile, 'visitorKeys'>, statement: TSESTree.Node): boolean {
  const inner = (node: TSESTree.Node) => canComplete(file, node);
  switch (statement.type) {
    case 'ReturnStatement':
    case 'ThrowStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
      return false;
    case 'BlockStatement':
      return statement.body.every(inner);
    case 'LabeledStatement':
      return true;
    case 'IfStatement':
      return !statement.alternate || inner(statement.consequent) || inner(statement.alternate);
    case 'TryStatement':
      if (statement.finalizer && !inner(statement.finalizer)) return false;
      return inner(statement.block) || (statement.handler !== null && inner(statement.handler.body));
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'ForStatement': {
      const isEndless = !statement.test || (statement.test.type === 'Literal' && Boolean(statement.test.value));
      return !isEndless || hasBreak(file, statement.body);
    }
    default:
      return true;
  }
}

/** Whether a `break` in the body of a loop leaves it; one with a label may leave any. */
function hasBreak(file: Pick<SourceFile, 'visitorKeys'>, node: TSESTree.Node): boolean {
  if (node.type === 'BreakStatement') return true;
  const isOfItself = (child: TSESTree.Node) => isFunction(child) || isLoop(child) || child.type === 'SwitchStatement';
  return childNodes(node, file).some((child) => (isOfItself(child) ? hasLabelledBreak(file, child) : hasBreak(file, child)));
}

function hasLabelledBreak(file: Pick<SourceFile, 'visitorKeys'>, node: TSESTree.Node): boolean {
  if (isFunction(node)) return false;
  if (node.type === 'BreakStatement') return node.label !== null;
  return childNodes(node, file).some((child) => hasLabelledBreak(file, child));
}

export type Loop = TSESTree.DoWhileStatement | TSESTree.ForInStatement | TSESTree.ForOfStatement | TSESTree.ForStatement | TSESTree.WhileStatement;

export function isLoop(node: TSESTree.Node): node is Loop {
  return /^(?:DoWhile|For|ForIn|ForOf|While)Statement$/u.test(node.type);
}

/** Whether some code holds a statement that leaves something: functions inside of it aside, and whatever it leaves. */
export function holdsExit(file: SourceFile, node: TSESTree.Node): boolean {
  if (isFunction(node)) return false;
  return /^(?:Throw|Return|Break|Continue)Statement$/u.test(node.type) || childNodes(node, file).some((child) => holdsExit(file, child));
}

/** Whether some code may stop and go on later: it awaits or yields, functions inside of it aside. */
export function pauses(file: SourceFile, node: TSESTree.Node): boolean {
  if (isFunction(node)) return false;
  return isPause(node) || childNodes(node, file).some((child) => pauses(file, child));
}

/** Whether a node is where code stops and goes on later. */
export function isPause(node: TSESTree.Node): boolean {
  switch (node.type) {
    case 'AwaitExpression':
    case 'YieldExpression':
      return true;
    case 'ForOfStatement':
      return node.await;
    case 'VariableDeclaration':
      return node.kind === 'await using';
    default:
      return false;
  }
}
