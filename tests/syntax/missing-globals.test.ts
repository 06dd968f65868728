import { expect, it } from 'vitest';
import { throwingUses } from '../../src/syntax/missing-globals.ts';
import { inspect } from '../inspect.ts';

const uses = (code: string, name: string) =>
  inspect(code, (file) => throwingUses(file, name).map(({ node }) => file.text.slice(...node.range)));

it.each([
  ['setInterval(f, 1);', 'setInterval', ['setInterval']],
  ['const later = setInterval;', 'setInterval', ['setInterval']],
  ['globalThis.setInterval(f, 1); new globalThis.setInterval();', 'setInterval', ['globalThis.setInterval', 'globalThis.setInterval']],
  ['process.nextTick(f); process.env;', 'process.nextTick', ['process.nextTick']],
  ['globalThis.process.nextTick;', 'process.nextTick', ['globalThis.process.nextTick']],
  ['process?.nextTick(f);', 'process.nextTick', ['process?.nextTick']],
  ['const { nextTick } = process;', 'process.nextTick', ['nextTick']],
])('%s', (code, name, expected) => {
  expect(uses(code, name)).toEqual(expected);
});

it.each([
  ['const later = globalThis.setInterval;', 'setInterval'],
  ['globalThis.setInterval?.(f, 1);', 'setInterval'],
  ['globalThis.process?.nextTick(f);', 'process.nextTick'],
  ["if (typeof setInterval === 'function') setInterval(f, 1);", 'setInterval'],
  ['globalThis.setInterval = poll; setInterval(f, 1);', 'setInterval'],
  ['setInterval = poll; setInterval(f, 1);', 'setInterval'],
  ['function run(setInterval) { setInterval(f, 1); }', 'setInterval'],
  ['let later: typeof setInterval;', 'setInterval'],
  ['process.env;', 'process.nextTick'],
])('not %s', (code, name) => {
  expect(uses(code, name)).toEqual([]);
});
