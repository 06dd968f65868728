import type { TSESTree } from '@typescript-eslint/utils';

/** The offset at which each line of a text starts; lines end as ECMAScript says. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(/\r\n|[\n\r\u2028\u2029]/gu)) starts.push(index + end.length);
  return starts;
}

/** The place of an offset: line from 1, column from 0, as ESTree counts. Takes what `lineStarts` gives. */
export function positionAt(starts: readonly number[], offset: number): TSESTree.Position {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) };
}
