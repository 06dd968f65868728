import type { TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from './file.ts';
import { staticName, unwrapped } from './nodes.ts';

/** How a call names what it calls, for a message: `charge`, `orders.charge`; the last name of a long one. Null where it has no name. */
export function calleeName(file: SourceFile, { callee }: TSESTree.CallExpression | TSESTree.NewExpression): string | null {
  const node = unwrapped(callee);
  if (node.type === 'Identifier') return node.name;
  if (node.type !== 'MemberExpression') return null;
  const text = file.text.slice(...node.range);
  return /^[\w$#.]+$/u.test(text) ? text : staticName(node);
}
