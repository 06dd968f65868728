import { styleText } from 'node:util';
import { codeFrame, wrap } from './code-frame.mjs';

const WIDTH = 120;
const INDENT = ' '.repeat(8);

/** What paints a text in a format of Node's `styleText`, or leaves it as it is. */
export function paintWith(colours) {
  return (format, text) => (colours ? styleText(format, text) : text);
}

/** One report: the code, the message, what the editor offers, the rule and the address of its page, if that is given. */
export function describe({ severity, message, ruleId, fix, suggestions = [], ...place }, source, url, paint) {
  const colour = severity === 2 ? 'red' : 'yellow';
  const [code, squiggle] = codeFrame(source, place, WIDTH);
  const offers = [
    ...(fix ? ['fixed by --fix'] : []),
    ...suggestions.map(({ desc }) => `quick fix: ${desc}`),
  ];
  return [
    code,
    paint(colour, squiggle),
    ...wrap(`${severity === 2 ? 'error' : 'warning'}: ${message}`, WIDTH - INDENT.length).map((line) => INDENT + line),
    ...offers.flatMap((offer) => wrap(offer, WIDTH - INDENT.length)).map((line) => INDENT + paint('green', line)),
    ...[ruleId, url].filter(Boolean).map((line) => INDENT + paint('dim', line)),
  ].join('\n');
}

/** A line of a diff in its colour. */
export function paintDiff(line, paint) {
  if (line.startsWith('@@')) return paint('cyan', line);
  if (line.startsWith('-')) return paint('red', line);
  return line.startsWith('+') ? paint('green', line) : line;
}
