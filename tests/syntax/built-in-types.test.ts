import { expect, it } from 'vitest';
import { builtInType } from '../../src/syntax/built-in-types.ts';
import { nodesOfType } from '../../src/syntax/nodes.ts';
import { inspect } from '../inspect.ts';

/** The types of what is handed to `is(…)`, in order. */
const typesIn = (code: string) =>
  inspect(code, (file) =>
    nodesOfType(file, 'CallExpression')
      .filter(({ callee }) => callee.type === 'Identifier' && callee.name === 'is')
      .map(({ arguments: [argument] }) => builtInType(file, argument!, null)),
  );

it('tells a value by what makes it', () => {
  expect(typesIn(`is(new Date()); is(\`\${x}\`); is('x'); is(1); is(1n); is(Number(x)); is(Math.max(1)); is(String(x)); is(new TypeError('x')); is([]); is({});`)).toEqual([
    'Date', 'string', 'string', 'number', 'bigint', 'number', 'number', 'string', 'Error', 'other', 'other',
  ]);
});

it('follows constants and functions of the file, as far as they agree', () => {
  expect(typesIn(`const a = new Date(0); const f = () => a; is(f()); is(x ? a : new Date()); is(x ? a : 'x'); is(x ?? a);`)).toEqual([
    'Date', 'Date', null, null,
  ]);
});

it('reads the types that are written down', () => {
  expect(
    typesIn(`
interface Order { placedAt: Date; 'paid-at'?: Date | null; lines: { at: Date }; custom: Custom }
type Place = { opened: Date };
function f(at: Date, order: Order, { placedAt, lines: { at: other } }: Order, place: Place, n: number | undefined, unknown, many: Date[]) {
  let late: Date;
  is(at); is(order.placedAt); is(order['paid-at']); is(order.lines.at); is(placedAt); is(other); is(place.opened); is(n); is(late);
  is(unknown); is(many); is(order.custom); is(order.none); is(unknown as Date); is(unknown as any);
}`),
  ).toEqual([...Array<string>(7).fill('Date'), 'number', 'Date', null, null, null, null, 'Date', null]);
});

it('is not taken in by names of the file', () => {
  expect(typesIn(`import type { Date } from './days'; import { Error } from './errors'; class Shop {} function f(at: Date) { is(at); is(new Error()); is(new Shop()); }`)).toEqual([
    null, 'other', 'other',
  ]);
});

it('comes to an end', () => {
  expect(typesIn(`const a = b; const b = a; interface T { t: T } function f(t: T) { is(a); is(t.t.t); }`)).toEqual([null, null]);
});
