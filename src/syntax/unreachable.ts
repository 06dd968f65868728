import type { TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from './file.ts';
import { childNodes, enclosingFunction, isFunction } from './nodes.ts';

/**
 * Whether the code says of a statement that it never runs, by the type `never`: of a parameter of its function, of a variable that is
 * declared before it in its block, or by `satisfies never` there or in the statement.
 */
export function isUnreachable(file: SourceFile, statement: TSESTree.Statement): boolean {
  const parameters = enclosingFunction(statement)?.params ?? [];
  if (parameters.some((parameter) => saysNever(file, parameter))) return true;
  const { parent } = statement;
  const siblings: readonly TSESTree.Node[] =
    parent?.type === 'BlockStatement' ? parent.body : parent?.type === 'SwitchCase' ? parent.consequent : [statement];
  return siblings.slice(0, siblings.indexOf(statement) + 1).some((one) => saysNever(file, one));
}

function saysNever(file: SourceFile, node: TSESTree.Node): boolean {
  if (isFunction(node)) return false;
  if (node.type === 'TSNeverKeyword') return true;
  return childNodes(node, file).some((child) => saysNever(file, child));
}
