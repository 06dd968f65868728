import type { TSESTree } from '@typescript-eslint/utils';
import { variableOf } from './bindings.ts';
import type { SourceFile } from './file.ts';
import { childNodes, isWithin, staticName } from './nodes.ts';
import { writes } from './writes.ts';

/** The test of a branch: of `if`, `? :` and what joins two expressions; null for any other node. */
export function testOf(node: TSESTree.Node): TSESTree.Node | null {
  if (node.type === 'LogicalExpression') return node.left;
  return node.type === 'IfStatement' || node.type === 'ConditionalExpression' ? node.test : null;
}

/** Whether a test comes out the same whatever happened in some code: it calls nothing, and reads nothing that is declared or written there. */
export function isSettledBefore(file: SourceFile, test: TSESTree.Node, tried: readonly (TSESTree.Node | null)[]): boolean {
  if (test.type === 'CallExpression' || test.type === 'AwaitExpression') return false;
  const isTried = (node: TSESTree.Node) => tried.some((part) => part && isWithin(node, part));
  if (test.type === 'Identifier') {
    const { defs = [], references = [] } = variableOf(file, test) ?? {};
    const given = [...defs.map(({ name }) => name), ...references.filter((one) => one.isWrite()).map(({ identifier }) => identifier)];
    if (given.some((node) => isTried(node as TSESTree.Node))) return false;
  }
  if (test.type === 'MemberExpression' && membersWritten(file, staticName(test)).some(isTried)) return false;
  return childNodes(test, file).every((child) => isSettledBefore(file, child, tried));
}

/** Where a property of a name, of whatever object, is changed; for an unknown name, where any is. */
function membersWritten(file: SourceFile, name: string | null): readonly TSESTree.Node[] {
  return writes(file)
    .map(({ target }) => target)
    .filter((target) => target.type === 'MemberExpression' && (name === null || staticName(target) === name));
}
