import { expect, it } from 'vitest';
import { edited, textFixer } from '../../src/syntax/text-edits.ts';

it('makes edits from the front to the back, and those at one place in the order given', () => {
  const edits = [textFixer.replaceTextRange([4, 5], 'X'), textFixer.insertTextAfterRange([0, 1], '1'), textFixer.insertTextBeforeRange([1, 2], '2'), textFixer.removeRange([2, 3])];
  expect(edited('abcdef', edits)).toBe('a12bdXf');
});

it('makes none that overlap', () => {
  expect(edited('abcdef', [textFixer.removeRange([0, 3]), textFixer.removeRange([2, 4])])).toBeNull();
});
