import type { TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from './file.ts';
import { unwrapped } from './nodes.ts';
import { staticValue } from './static-values.ts';
import { isAt, type Place, type Write } from './writes.ts';

/**
 * The part of a test that is about a place, and that a write to it certainly makes fail for whoever comes next: with `isExit` the code behind
 * the test runs where the test is false, otherwise where it is true. Null where there is no such part.
 */
export function failingTest(file: SourceFile, test: TSESTree.Node, isExit: boolean, write: Write, place: Place): TSESTree.Node | null {
  const node = unwrapped(test);
  if (node.type === 'LogicalExpression') {
    // Of the other operator, the test may hold by its other side.
    if (node.operator !== (isExit ? '||' : '&&')) return null;
    return failingTest(file, node.left, isExit, write, place) ?? failingTest(file, node.right, isExit, write, place);
  }
  if (node.type === 'UnaryExpression' && node.operator === '!') return failingTest(file, node.argument, !isExit, write, place);
  if (isAt(file, node, place)) return makes(file, write, isExit) ? node : null;
  if (node.type !== 'BinaryExpression') return null;

  const [read, other] = isAt(file, node.left, place) ? [node.left, node.right] : [node.right, node.left];
  if (!isAt(file, read, place)) return null;
  if (/^[<>]=?$/u.test(node.operator)) return write.form === 'step' ? read : null;
  const known = staticValue(file, other);
  if (!known || !/^[!=]==?$/u.test(node.operator)) return null;
  const isEqual = node.operator.startsWith('=') !== isExit;
  if (known.value === undefined || known.value === null) return makes(file, write, isEqual) ? read : null;
  const written = write.form === 'set' && write.value ? staticValue(file, write.value) : null;
  return isEqual && written !== null && written.value !== known.value ? read : null;
}

/** Whether a write certainly leaves a value of that kind: for something, anything counts that is not certainly nothing. */
function makes(file: SourceFile, { form, value }: Write, something: boolean): boolean {
  if (form !== 'set' || !value) return false;
  const known = staticValue(file, value);
  return something ? known === null || Boolean(known.value) : known !== null && !known.value;
}
