import rule from '../../src/rules/no-io-globals.ts';
import { RuleTester } from '../rule-tester.ts';

new RuleTester().run('no-io-globals', rule, {
  valid: [
    {
      name: 'globals that the sandbox has',
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf() {
  const controller = new AbortController();
  console.log(new URL('http://a/b').href, new TextEncoder().encode('x'), controller.signal, globalThis.Map, global.Map);
  await sleep(1);
}
      `,
    },
    {
      name: 'bindings of the same name',
      code: `
import { proxyActivities, sleep } from '@temporalio/workflow';
import { Buffer } from './buffer';
const { fetch } = proxyActivities({ startToCloseTimeout: '1m' });
export async function wf(process, { document }) {
  await sleep(process.wait);
  function atob(text) { return text; }
  return [await fetch('x'), Buffer.from(''), document.title, atob('x')];
}
      `,
    },
    {
      name: 'types, and typeof',
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf(given: Buffer | Request, env: typeof process.env): Promise<Event | void> {
  if (typeof process === 'undefined') await sleep(1);
}
      `,
    },
    {
      name: 'behind a test of whether it is there',
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf() {
  await sleep(1);
  const home = typeof process !== 'undefined' && process.env.HOME;
  const copy = typeof structuredClone === 'function' ? structuredClone({}) : {};
  if ('fetch' in globalThis) await fetch('x');
  if (typeof window !== 'undefined') window.document.title = 'x';
  return [home, copy];
}
      `,
    },
    {
      name: 'behind a test that leaves',
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf() {
  await sleep(1);
  if (typeof process === 'undefined') return;
  return process.env.HOME;
}
      `,
    },
    {
      name: 'behind a test of the host, also one that a constant holds',
      code: `
import { sleep } from '@temporalio/workflow';
const isBrowser = typeof window !== 'undefined' && typeof window.document !== 'undefined';
const isWorker = (() => typeof WorkerGlobalScope !== 'undefined' && self instanceof WorkerGlobalScope)();
export async function wf() {
  await sleep(1);
  if (isBrowser) document.title = 'x';
  return isWorker && navigator.userAgent;
}
      `,
    },
    {
      name: 'properties of the global object that are only looked at',
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf() {
  await sleep(1);
  const native = globalThis.fetch;
  const { navigator, Buffer = null } = globalThis;
  if (native) await native('x');
  return [navigator, Buffer, globalThis.process?.env, globalThis.structuredClone?.({}), console.table?.([])];
}
      `,
    },
    {
      name: 'process.env.NODE_ENV, which the bundler inlines',
      code: `
import { sleep } from '@temporalio/workflow';
const { NODE_ENV } = process.env;
export async function wf() {
  const mode = process.env.NODE_ENV;
  const { NODE_ENV: other = 'test' } = process.env;
  if ((process.env as any)['NODE_ENV'] !== 'production') await sleep(mode.length + NODE_ENV.length + other.length);
}
      `,
    },
    {
      name: 'a global that the file assigns',
      code: `
import { sleep } from '@temporalio/workflow';
import { ByteArray } from './bytes';
globalThis.Buffer = ByteArray;
Object.assign(globalThis, { structuredClone: (value) => value });
Object.defineProperty(globalThis, 'atob', { value: (text) => text });
export async function wf() {
  await sleep(1);
  return [Buffer.from('x'), structuredClone({}), atob('x')];
}
      `,
    },
    {
      name: 'a global that an imported polyfill brings',
      code: `
import 'core-js/stable/structured-clone.js';
import { sleep } from '@temporalio/workflow';
export async function wf() {
  await sleep(1);
  return structuredClone({});
}
      `,
    },
    {
      name: 'names that other rules have',
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf() {
  await sleep(1);
  setInterval(() => {}, 1);
  queueMicrotask(() => {});
  process.nextTick(() => {});
  return [crypto.randomUUID(), process.hrtime.bigint(), performance.now()];
}
      `,
    },
    {
      name: 'a function that no workflow runs',
      code: `
import { sleep } from '@temporalio/workflow';
function home() { return process.env.HOME; }
export async function wf() { await sleep(1); }
      `,
    },
    {
      name: 'a file that is not workflow code',
      code: `export async function charge() { return fetch(process.env.URL); }`,
    },
    {
      name: 'a file of a client',
      code: `
import { Client } from '@temporalio/client';
import { sleep } from '@temporalio/workflow';
export const run = async () => { new Client(); await fetch(process.env.URL); await sleep(1); };
      `,
    },
  ],
  invalid: [
    {
      name: 'I/O by name',
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf() {
  await sleep(1);
  await fetch('https://example.com');
  new WebSocket('wss://example.com');
  return process.env.HOME;
}
      `,
      errors: [
        { messageId: 'io', data: { name: 'fetch' }, line: 5, column: 9, endColumn: 14 },
        { messageId: 'io', data: { name: 'WebSocket' }, line: 6, column: 7 },
        { messageId: 'io', data: { name: 'process' }, line: 7, column: 10, endColumn: 17 },
      ],
    },
    {
      name: 'what the sandbox does not happen to have',
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf(input) {
  await sleep(1);
  const copy = structuredClone(input);
  return input instanceof Buffer || copy;
}
      `,
      errors: [
        { messageId: 'missing', data: { name: 'structuredClone' }, line: 5, column: 16 },
        { messageId: 'replaceable', data: { name: 'Buffer', instead: 'Uint8Array' }, line: 6, column: 27 },
      ],
    },
    {
      name: 'a name that is only read: it throws all the same',
      code: `
import { sleep } from '@temporalio/workflow';
const http = fetch;
export async function wf() {
  await sleep(1);
  return process?.env;
}
      `,
      errors: [
        { messageId: 'io', data: { name: 'fetch' }, line: 3, column: 14 },
        { messageId: 'io', data: { name: 'process' }, line: 6, column: 10 },
      ],
    },
    {
      name: 'through the global object',
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf() {
  await sleep(1);
  await globalThis.fetch('x');
  new global.XMLHttpRequest();
  const { fetch: get, navigator } = globalThis;
  await get('x');
  return globalThis.process.env.NODE_ENV;
}
      `,
      errors: [
        { messageId: 'io', data: { name: 'fetch' }, line: 5, column: 9 },
        { messageId: 'io', data: { name: 'XMLHttpRequest' }, line: 6, column: 7 },
        { messageId: 'io', data: { name: 'fetch' }, line: 7, column: 11 },
        { messageId: 'io', data: { name: 'process' }, line: 9, column: 10 },
      ],
    },
    {
      name: 'global objects that the sandbox lacks',
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf() {
  await sleep(1);
  return [window.location, self];
}
      `,
      errors: [
        { messageId: 'replaceable', data: { name: 'window', instead: 'globalThis' }, line: 5, column: 11 },
        { messageId: 'replaceable', data: { name: 'self', instead: 'globalThis' }, line: 5, column: 28 },
      ],
    },
    {
      name: 'destructured, and through an alias: one report for each reference',
      code: `
import { sleep } from '@temporalio/workflow';
const { env, platform } = process;
const node = process;
export async function wf() {
  await sleep(1);
  return [env.HOME, env.NODE_ENV, platform, node.pid, node.arch];
}
      `,
      errors: [
        { messageId: 'io', data: { name: 'process' }, line: 3, column: 27 },
        { messageId: 'io', data: { name: 'process' }, line: 4, column: 14 },
      ],
    },
    {
      name: 'an environment variable beside the inlined one',
      code: `
import { sleep } from '@temporalio/workflow';
const { NODE_ENV, HOME } = process.env;
export async function wf() {
  await sleep(1);
  return [process.env?.NODE_ENV, process.env[HOME], process.env];
}
      `,
      errors: [
        { messageId: 'io', data: { name: 'process' }, line: 3, column: 28 },
        { messageId: 'io', data: { name: 'process' }, line: 6, column: 11 },
        { messageId: 'io', data: { name: 'process' }, line: 6, column: 34 },
        { messageId: 'io', data: { name: 'process' }, line: 6, column: 53 },
      ],
    },
    {
      name: 'crypto, other than for random values',
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf(bytes) {
  await sleep(1);
  return crypto.subtle.digest('SHA-256', bytes);
}
      `,
      errors: [{ messageId: 'io', data: { name: 'crypto' }, line: 5, column: 10 }],
    },
    {
      name: 'a console method that the sandbox lacks',
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf() {
  await sleep(1);
  console.table([]);
  globalThis.console.time('x');
}
      `,
      errors: [
        { messageId: 'console', data: { name: 'table', instead: '`debug`, `error`, `info`, `log`, `warn`' }, line: 5, column: 3 },
        { messageId: 'console', data: { name: 'time', instead: '`debug`, `error`, `info`, `log`, `warn`' }, line: 6, column: 3 },
      ],
    },
    {
      name: 'in a class, a generator, a callback, a decorator and a using declaration',
      code: `
import { sleep, setHandler, defineQuery } from '@temporalio/workflow';
class Bus extends EventTarget {
  #home = process.env.HOME;
  @log(process.pid) get host() { return navigator.userAgent; }
}
function* pages() { yield document.title; }
export async function wf() {
  using lock = new FileReader();
  setHandler(defineQuery('q'), () => btoa('x'));
  await sleep(1);
  return [new Bus().host, ...pages()];
}
      `,
      errors: [
        { messageId: 'missing', data: { name: 'EventTarget' }, line: 3, column: 19 },
        { messageId: 'io', data: { name: 'process' }, line: 4, column: 11 },
        { messageId: 'io', data: { name: 'process' }, line: 5, column: 8 },
        { messageId: 'io', data: { name: 'navigator' }, line: 5, column: 41 },
        { messageId: 'io', data: { name: 'document' }, line: 7, column: 27 },
        { messageId: 'io', data: { name: 'FileReader' }, line: 9, column: 20 },
        { messageId: 'missing', data: { name: 'btoa' }, line: 10, column: 38 },
      ],
    },
    {
      name: 'in a try whose catch takes it for something else, and in one that throws it again',
      code: `
import { sleep, ApplicationFailure } from '@temporalio/workflow';
export async function wf(items) {
  try {
    await sleep(1);
    await fetch('x');
    structuredClone(items);
    console.table(items);
  } catch (error) {
    if (window.debug) throw ApplicationFailure.nonRetryable('no', 'no', error);
  }
  try {
    try { return Buffer.from('x'); } catch (error) { throw error; }
  } catch { await sleep(2); }
  try { return btoa('x'); } catch (error) { throw error; } finally { await sleep(3); }
  try { items.map(() => btoa('x')); } catch { await sleep(4); }
}
      `,
      errors: [
        { messageId: 'ioCaught', data: { name: 'fetch', line: '9' }, line: 6, column: 11 },
        { messageId: 'missingCaught', data: { name: 'structuredClone', line: '9' }, line: 7, column: 5 },
        { messageId: 'consoleCaught', data: { name: 'table', line: '9', instead: '`debug`, `error`, `info`, `log`, `warn`' }, line: 8, column: 5 },
        { messageId: 'replaceable', data: { name: 'window', instead: 'globalThis' }, line: 10, column: 9 },
        { messageId: 'replaceableCaught', data: { name: 'Buffer', instead: 'Uint8Array', line: '14' }, line: 13, column: 18 },
        { messageId: 'missing', data: { name: 'btoa' }, line: 15, column: 16 },
        { messageId: 'missing', data: { name: 'btoa' }, line: 16, column: 25 },
      ],
    },
    {
      name: 'in plain JavaScript with require',
      filename: 'workflows.js',
      code: `
const { sleep } = require('@temporalio/workflow');
exports.wf = async function () {
  await sleep(1);
  return process.cwd();
};
      `,
      errors: [{ messageId: 'io', data: { name: 'process' }, line: 5, column: 10 }],
    },
  ],
});
