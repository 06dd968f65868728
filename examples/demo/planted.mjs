/** @typedef {{ file: string, line: number, rule: string }} Problem  A rule that has something to report on a line. */

const MARKER = /^\s*\/\/ problem \(([\w-]+)\): /;

/**
 * The problems that a source says it has: `// problem (rule): what is wrong` stands above the line of each.
 * Several markers in a row are about the same line.
 * @param {string} file  The path to give in the answer.
 * @param {string} text
 * @returns {Problem[]}
 */
export function plantedProblems(file, text) {
  const lines = text.split('\n');
  return lines.flatMap((markerLine, index) => {
    const rule = MARKER.exec(markerLine)?.[1];
    if (rule === undefined) return [];

    let target = index + 1;
    while (MARKER.test(lines[target] ?? '')) target++;
    return [{ file, line: target + 1, rule }];
  });
}

/**
 * What was planted and is not reported, and what is reported and was not planted. Two reports of one rule on one line
 * need two markers.
 * @param {Problem[]} planted
 * @param {Problem[]} reported
 * @returns {{ missing: Problem[], unexpected: Problem[] }}
 */
export function comparePlanted(planted, reported) {
  const unexpected = [...reported];
  const missing = planted.filter(({ file, line, rule }) => {
    const index = unexpected.findIndex(
      (problem) => problem.file === file && problem.line === line && problem.rule === rule,
    );
    if (index >= 0) unexpected.splice(index, 1);
    return index < 0;
  });
  return { missing, unexpected };
}
