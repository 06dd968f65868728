import type { TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from '../syntax/file.ts';
import { isFunction, nodesOfType } from '../syntax/nodes.ts';
import type { Place } from './model.ts';

/** The condition, list or predicate that decides at a place of a file, as it is written there; null where none stands there. */
export function conditionAt(file: SourceFile, { start, end }: Place): string | null {
  const nodes = nodesOfType(
    file,
    'IfStatement',
    'ConditionalExpression',
    'LogicalExpression',
    'WhileStatement',
    'DoWhileStatement',
    'ForStatement',
    'ForOfStatement',
    'ForInStatement',
    'SwitchStatement',
    'CallExpression',
    'AwaitExpression',
  );
  const node = nodes.find(({ range }) => range[0] === start && range[1] === end);
  const deciding = node && decidingPart(node);
  return deciding ? file.text.slice(...deciding.range).replace(/\s+/gu, ' ') : null;
}

function decidingPart(node: TSESTree.Node): TSESTree.Node | null {
  switch (node.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'ForStatement':
      return node.test;
    case 'LogicalExpression':
      return node.left;
    case 'ForOfStatement':
    case 'ForInStatement':
      return node.right;
    case 'SwitchStatement':
      return node.discriminant;
    case 'AwaitExpression':
      return decidingPart(node.argument);
    case 'CallExpression': {
      const [predicate] = node.arguments;
      return predicate && isFunction(predicate) && predicate.body.type !== 'BlockStatement' ? predicate.body : null;
    }
    default:
      return null;
  }
}
