/** Longer lists are not aligned: their items are taken to have nothing in common. */
const MAX_ALIGNED = 1000;

/** The longest common sequence of two lists of texts: pairs of indices, both rising. */
export function commonSequence(before: readonly string[], after: readonly string[]): readonly (readonly [number, number])[] {
  if (before.length > MAX_ALIGNED || after.length > MAX_ALIGNED) return [];
  const lengths = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  const at = (row: number, column: number) => lengths[row]?.[column] ?? 0;
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      lengths[row]![column] = before[row] === after[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let row = 0, column = 0; row < before.length && column < after.length; ) {
    if (before[row] === after[column]) pairs.push([row++, column++]);
    else if (at(row + 1, column) >= at(row, column + 1)) row++;
    else column++;
  }
  return pairs;
}
