import type { TSESLint, TSESTree } from '@typescript-eslint/utils';

/** A piece of a text, by its offsets, and what comes in its place. */
export type TextEdit = TSESLint.RuleFix;

const replace = ([start, end]: Readonly<TSESTree.Range>, text: string): TextEdit => ({ range: [start, end], text });

/** ESLint's fixer, for edits that are looked at before they are offered. */
export const textFixer: TSESLint.RuleFixer = {
  insertTextAfter: ({ range }, text) => replace([range[1], range[1]], text),
  insertTextAfterRange: ([, end], text) => replace([end, end], text),
  insertTextBefore: ({ range }, text) => replace([range[0], range[0]], text),
  insertTextBeforeRange: ([start], text) => replace([start, start], text),
  remove: ({ range }) => replace(range, ''),
  removeRange: (range) => replace(range, ''),
  replaceText: ({ range }, text) => replace(range, text),
  replaceTextRange: replace,
};

/** A text with edits made; of those at one place, the first stands first. Null where they overlap. */
export function edited(text: string, edits: readonly TextEdit[]): string | null {
  let result = '';
  let at = 0;
  for (const { range, text: insertion } of [...edits].sort((one, other) => one.range[0] - other.range[0] || one.range[1] - other.range[1])) {
    if (range[0] < at) return null;
    result += text.slice(at, range[0]) + insertion;
    at = range[1];
  }
  return result + text.slice(at);
}
