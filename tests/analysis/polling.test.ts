import { expect, it } from 'vitest';
import { pollingLoops } from '../../src/analysis/polling.ts';
import { inspect } from '../inspect.ts';

const HEAD = `import * as activity from '@temporalio/activity';\nimport { setTimeout as delay } from 'timers/promises';\n`;
const waitsIn = (code: string) => inspect(HEAD + code, (file) => pollingLoops(file).map(({ wait }) => file.text.slice(...wait.range)));

it.each([
  ['an endless for', 'async function f() { for (;;) await activity.sleep(1); }', ['await activity.sleep(1)']],
  ['a while', 'async function f() { while (!done) { if (a) { await activity.Context.current().sleep(1); } } }', ['await activity.Context.current().sleep(1)']],
  ['a do', 'async function f() { do { await delay(1); } while (!done) }', ['await delay(1)']],
  ['a timeout in a promise', 'async function f() { while (x) await new Promise((r) => setTimeout(r, 1)); }', ['await new Promise((r) => setTimeout(r, 1))']],
  ['a helper', 'const nap = () => delay(1);\nasync function f() { while (x) await nap(); }', ['await nap()']],
  ['a loop that counts', 'async function f() { for (let i = 0; i < 9; i++) await activity.sleep(1); }', []],
  ['a list', 'async function f() { for (const x of xs) await activity.sleep(1); }', []],
  ['a function of its own in a loop', 'async function f() { while (x) xs.push(async () => { await activity.sleep(1); }); }', []],
  ['a function of that name', 'async function f(sleep) { while (x) await sleep(1); }', []],
  ['a helper that calls itself', 'const nap = () => nap();\nasync function f() { while (x) await nap(); }', []],
])('%s', (_, code, waits) => {
  expect(waitsIn(code)).toEqual(waits);
});
