import type { Edit } from '../commands/edits.ts';
import { textOfDifference } from '../commands/difference-text.ts';
import { pathText } from './scope-report.ts';

/** One line for each edit, as linters have it: place, severity and message. */
export function editLines(edits: readonly Edit[], cwd: string): readonly string[] {
  return edits.map(({ difference, file, since }) => {
    const { newPlace, certain } = difference;
    const place = `${pathText(file, cwd)}:${newPlace?.line ?? 1}:${(newPlace?.column ?? 0) + 1}`;
    return `${place}  ${certain ? 'error' : 'warning'}  ${textOfDifference(difference, since)}`;
  });
}

/** Two texts in columns: what is the same on both sides stands in one row. */
export function sideBySide(left: readonly string[], right: readonly string[], titles: readonly [string, string]): readonly string[] {
  const width = Math.max(titles[0].length, ...left.map((line) => line.length));
  const row = (one: string, mark: string, other: string) => `${one.padEnd(width)} ${mark} ${other}`.trimEnd();
  const rows = aligned(left, right).map(([one, other]) => row(one ?? '', one === other ? ' ' : one === null ? '>' : other === null ? '<' : '|', other ?? ''));
  return [row(titles[0], ' ', titles[1]), ...rows];
}

/** The lines of two texts by their longest common sequence; null where a side has none. */
function aligned(left: readonly string[], right: readonly string[]): readonly (readonly [string | null, string | null])[] {
  const lengths = Array.from({ length: left.length + 1 }, () => new Array<number>(right.length + 1).fill(0));
  const at = (row: number, column: number) => lengths[row]?.[column] ?? 0;
  for (let row = left.length - 1; row >= 0; row--) {
    for (let column = right.length - 1; column >= 0; column--) {
      lengths[row]![column] = left[row] === right[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const rows: (readonly [string | null, string | null])[] = [];
  let [row, column] = [0, 0];
  while (row < left.length || column < right.length) {
    if (row < left.length && column < right.length && left[row] === right[column]) rows.push([left[row++]!, right[column++]!]);
    else if (column >= right.length || (row < left.length && at(row + 1, column) >= at(row, column + 1))) rows.push([left[row++]!, null]);
    else rows.push([null, right[column++]!]);
  }
  return rows;
}
