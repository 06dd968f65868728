import type { TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from './file.ts';
import { unwrapped } from './nodes.ts';
import { staticValue } from './static-values.ts';
import { isAt, type Place } from './writes.ts';

/**
 * The part of a test that says that there is something at a place, or, with `something` false, that there is nothing, where the test has given
 * `holds`; null where it does not say. Nothing is what counts as false.
 */
export function contentTest(file: SourceFile, test: TSESTree.Node, holds: boolean, something: boolean, place: Place): TSESTree.Node | null {
  const node = unwrapped(test);
  if (node.type === 'LogicalExpression') {
    // Of the other operator, one side is enough.
    if (node.operator !== (holds ? '&&' : '||')) return null;
    return contentTest(file, node.left, holds, something, place) ?? contentTest(file, node.right, holds, something, place);
  }
  if (node.type === 'UnaryExpression' && node.operator === '!') return contentTest(file, node.argument, !holds, something, place);
  if (isAt(file, node, place)) return holds === something ? node : null;
  if (node.type !== 'BinaryExpression' || !isAt(file, node.left, place)) return null;
  const known = staticValue(file, node.right);
  switch (node.operator) {
    case '>':
    case '>=':
      return something && holds && (!known || Number(known.value) > (node.operator === '>' ? -1 : 0)) ? node.left : null;
    case '===':
    case '==':
    case '!==':
    case '!=':
      // Equal to one constant of many, it is known what is there, and the code may be for that alone.
      return known && !known.value && node.operator.startsWith('=') === (holds !== something) ? node.left : null;
    default:
      return null;
  }
}
