import type { TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from './file.ts';
import { staticName, wrapped } from './nodes.ts';
import { originOf } from './trace.ts';

/** Whether the value of an expression is made a text on the spot: in a template, by `+` with a text, by `String(…)` or `toString()`. */
export function isMadeText(file: SourceFile, expression: TSESTree.Node): boolean {
  const node = wrapped(expression);
  const { parent } = node;
  switch (parent?.type) {
    case 'TemplateLiteral':
      return parent.parent?.type !== 'TaggedTemplateExpression';
    case 'BinaryExpression':
      return parent.operator === '+' && (isText(parent.left) || isText(parent.right));
    case 'CallExpression':
      return parent.arguments[0] === node && isGlobalString(file, parent.callee);
    case 'MemberExpression':
      return parent.object === node && staticName(parent) === 'toString';
    default:
      return false;
  }
}

function isGlobalString(file: SourceFile, callee: TSESTree.Node): boolean {
  const origin = originOf(file, callee);
  return origin?.root.type === 'global' && origin.root.name === 'String' && origin.path.length === 0;
}

function isText(node: TSESTree.Node): boolean {
  return node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node.value === 'string');
}
