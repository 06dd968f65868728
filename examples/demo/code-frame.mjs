const TAB = '    ';

/**
 * A line of code with a squiggle under the part that a report is about, each led by a gutter: two lines of text, without
 * the indentation of the code. A report that goes on over several lines is marked to the end of its first.
 * @param {string} source
 * @param {{ line: number, column: number, endLine?: number, endColumn?: number }} place  As ESLint gives it, from 1.
 * @param {number} width  Lines are cut here.
 * @returns {[code: string, squiggle: string]}
 */
export function codeFrame(source, { line, column, endLine, endColumn }, width) {
  const code = source.split('\n')[line - 1] ?? '';
  const indent = /^\s*/.exec(code)[0].length;
  const from = column - 1;
  const to = endLine === line && endColumn !== undefined ? endColumn - 1 : code.length;
  const widthOf = (text) => text.replaceAll('\t', TAB).length;

  const number = String(line).padStart(5);
  const gutter = ' '.repeat(number.length);
  const before = widthOf(code.slice(indent, from));
  const marked = Math.max(1, widthOf(code.slice(from, to)));
  return [
    cut(`${number} | ${code.slice(indent).replaceAll('\t', TAB)}`, width),
    cut(`${gutter} | ${' '.repeat(before)}${'~'.repeat(marked)}`, width),
  ];
}

/**
 * The text in lines of at most `width` characters, broken between words where a word is not longer than that.
 * @param {string} text
 * @param {number} width
 * @returns {string[]}
 */
export function wrap(text, width) {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1);
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

const cut = (text, width) => (text.length <= width ? text : `${text.slice(0, width - 1)}…`);
