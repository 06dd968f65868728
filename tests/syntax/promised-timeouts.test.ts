import { expect, it } from 'vitest';
import { awaitedTimeouts } from '../../src/syntax/promised-timeouts.ts';
import { inspect } from '../inspect.ts';

/** The delay of each timer, `-` for none, with `=` where it resolves to a value. */
const timeouts = (code: string) =>
  inspect(code, (file) =>
    awaitedTimeouts(file).map(({ delay, givesValue }) => `${delay ? file.text.slice(...delay.range) : '-'}${givesValue ? ' =' : ''}`),
  );

it.each([
  ['await new Promise((resolve) => setTimeout(resolve, 1));', ['1']],
  ['await new Promise((resolve) => { setTimeout(resolve, n * 2); });', ['n * 2']],
  ['await new Promise<void>(function (resolve) { return globalThis.setTimeout(() => resolve(), 1); });', ['1']],
  ['await new Promise((resolve) => setTimeout(() => { resolve(2); }, 1));', ['1 =']],
  ['await new Promise((resolve) => setTimeout(resolve, 1, 2));', ['1 =']],
  ['await new Promise((resolve) => setTimeout(resolve));', ['-']],
  ['const wait = (n) => new Promise((resolve) => setTimeout(resolve, n)); await wait(1);', ['n']],
  ['async function wait(n) { return new Promise((resolve) => setTimeout(resolve, n)); } await wait(1);', ['n']],
])('%s', (code, expected) => {
  expect(timeouts(code)).toEqual(expected);
});

it.each([
  'const later = new Promise((resolve) => setTimeout(resolve, 1)); await later;',
  'const wait = (n) => new Promise((resolve) => setTimeout(resolve, n)); await Promise.race([wait(1), work()]);',
  'await Promise.race([new Promise((resolve) => setTimeout(resolve, 1)), work()]);',
  'await new Promise((resolve, reject) => setTimeout(reject, 1));',
  'await new Promise((resolve) => { timer = setTimeout(resolve, 1); });',
  'await new Promise((resolve) => { setTimeout(resolve, 1); go(); });',
  'await new Promise((resolve) => setTimeout(() => { go(); resolve(); }, 1));',
  'await new Promise((resolve) => setTimeout(resolve, ...given));',
  'await new Promise(({ resolve }) => setTimeout(resolve, 1));',
  'await new Promise((resolve) => resolve());',
  'await new Promise();',
  'const setTimeout = make(); await new Promise((resolve) => setTimeout(resolve, 1));',
  'class Promise {} await new Promise((resolve) => setTimeout(resolve, 1));',
])('not %s', (code) => {
  expect(timeouts(code)).toEqual([]);
});
