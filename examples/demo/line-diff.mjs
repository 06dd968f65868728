/** @typedef {{ mark: ' ' | '-' | '+', text: string, oldLine: number, newLine: number }} DiffLine  Line numbers count from 1. */

/**
 * The lines of both texts in one list: kept (' '), dropped ('-') or new ('+'), with as few changes as possible.
 * @param {string} before
 * @param {string} after
 * @returns {DiffLine[]}
 */
function diffLines(before, after) {
  const old = before.split('\n');
  const now = after.split('\n');

  // common[i][j]: how many lines old[i…] and now[j…] have in common, in order.
  const common = Array.from({ length: old.length + 1 }, () => new Array(now.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      common[i][j] = old[i] === now[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }

  const lines = [];
  for (let i = 0, j = 0; i < old.length || j < now.length; ) {
    const place = { oldLine: i + 1, newLine: j + 1 };
    if (i < old.length && j < now.length && old[i] === now[j]) {
      lines.push({ mark: ' ', text: old[i], ...place });
      i++;
      j++;
    } else if (i < old.length && (j === now.length || common[i + 1][j] >= common[i][j + 1])) {
      lines.push({ mark: '-', text: old[i++], ...place });
    } else {
      lines.push({ mark: '+', text: now[j++], ...place });
    }
  }
  return lines;
}

/**
 * The changes from one text to the other as a unified diff without its two heading lines; empty for equal texts.
 * @param {string} before
 * @param {string} after
 * @param {number} context  How many unchanged lines to show around a change.
 * @returns {string[]}
 */
export function unifiedDiff(before, after, context = 1) {
  const lines = diffLines(before, after);
  const isShown = lines.map((_, index) =>
    lines.slice(Math.max(0, index - context), index + context + 1).some(({ mark }) => mark !== ' '),
  );

  const output = [];
  for (let start = 0; start < lines.length; start++) {
    if (!isShown[start]) continue;
    let end = start;
    while (isShown[end]) end++;
    const hunk = lines.slice(start, end);
    const oldLength = hunk.filter(({ mark }) => mark !== '+').length;
    const newLength = hunk.filter(({ mark }) => mark !== '-').length;
    output.push(`@@ -${hunk[0].oldLine},${oldLength} +${hunk[0].newLine},${newLength} @@`);
    output.push(...hunk.map(({ mark, text }) => mark + text));
    start = end;
  }
  return output;
}
