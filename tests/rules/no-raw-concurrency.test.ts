import rule from '../../src/rules/no-raw-concurrency.ts';
import { RuleTester } from '../rule-tester.ts';

const ruleTester = new RuleTester();

interface Expected {
  readonly messageId: 'call' | 'function' | 'callback' | 'executor' | 'timeout' | 'absent';
  readonly name?: string;
  readonly line: number;
  readonly column?: number;
  /** What the suggestion writes in the place of what, in turn; without it there is no suggestion. */
  readonly edits?: readonly (readonly [from: string, to: string])[];
}

function invalid(name: string, code: string, expected: readonly Expected[]) {
  return {
    name,
    code,
    errors: expected.map(({ messageId, name: called, line, column = 3, edits }) => ({
      messageId,
      ...(called === undefined ? {} : { data: { name: called } }),
      line,
      column,
      suggestions: edits
        ? [
            {
              messageId: messageId === 'timeout' ? ('sleep' as const) : ('await' as const),
              output: edits.reduce((text, edit) => text.replace(...edit), code),
            },
          ]
        : [],
    })),
  };
}

ruleTester.run('no-raw-concurrency', rule, {
  valid: [
    {
      name: 'work that is awaited, returned, stored, handed on or handled',
      code: `
import { CancellationScope, proxyActivities, sleep } from '@temporalio/workflow';
import { track } from './track';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
async function pay(id: string) { await charge(id); }
const refund = (id: string) => charge(id);
export async function order(ids: string[], onError: () => void) {
  await pay('a');
  const pending = pay('b');
  const background = (async () => { await sleep(1); await pay('c'); })();
  pay('d').catch(onError);
  void refund('e').catch(onError);
  (async () => { await pay('f'); })().catch(onError);
  track(pay('g'));
  track(async () => { await pay('h'); });
  await Promise.all(ids.map(async (id) => { await pay(id); }));
  const all = ids.map(async (id) => pay(id));
  for (const id of ids) await pay(id);
  await CancellationScope.nonCancellable(async () => { await pay('i'); });
  const scope = new CancellationScope();
  const scoped = scope.run(() => pay('j'));
  await Promise.all([...all, pending, background, scoped]);
  return pay('k');
}
      `,
    },
    {
      name: 'work that emits no commands, or is not known to',
      code: `
import { condition, defineSignal, log, setHandler, sleep } from '@temporalio/workflow';
import { notify } from './notify';
async function count(items: string[]) { log.info(String(items.length)); }
async function watch(state: { done: boolean; seen: boolean }) { await condition(() => state.done); state.seen = true; }
async function call(f: () => Promise<void>) { await f(); }
async function register() { setHandler(defineSignal('go'), async () => { await sleep(1); }); }
async function ping() { return pong(); }
async function pong() { return ping(); }
async function* each() { await sleep(1); yield 1; }
export async function order(items: string[], state: { done: boolean; seen: boolean }) {
  count(items);
  watch(state);
  call(notify);
  notify();
  register();
  ping();
  each();
  items.forEach(async (item) => { log.info(item); });
  items.forEach((item) => { log.info(item); });
  await sleep(1);
}
      `,
    },
    {
      name: 'setTimeout that can be stopped, that cancels a scope, or that nothing awaits',
      code: `
import { CancellationScope, proxyActivities, sleep } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order() {
  const scope = new CancellationScope();
  setTimeout(() => scope.cancel(), 1000);
  const timer = setTimeout(async () => { await charge(); }, 1000);
  await sleep(1);
  clearTimeout(timer);
  const later = new Promise((resolve) => setTimeout(resolve, 1000));
  await Promise.race([charge(), later, new Promise((resolve) => setTimeout(resolve, 2000))]);
  await Promise.race([charge(), new Promise((_, reject) => setTimeout(() => reject(new Error('late')), 1000))]);
  await new Promise<void>((resolve) => { setTimeout(() => { log('over'); resolve(); }, 1000); });
  await new Promise<void>((resolve) => resolve());
}
function log(text: string) {}
      `,
    },
    {
      name: 'names of host schedulers that are something else, tested for, given by the file, or types',
      code: `
import { sleep } from '@temporalio/workflow';
import { setImmediate } from './scheduling';
globalThis.queueMicrotask = (callback) => void Promise.resolve().then(callback);
export async function order(process: { nextTick(callback: () => void): void }, defer: typeof setInterval) {
  setImmediate(() => {});
  queueMicrotask(() => {});
  process.nextTick(() => {});
  if (typeof setInterval === 'function') setInterval(() => {}, 1000);
  globalThis.setInterval?.(() => {}, 1000);
  const known = globalThis.setInterval;
  await sleep(1);
}
      `,
    },
    {
      name: 'a polyfill',
      code: `
import 'setimmediate';
import { sleep } from '@temporalio/workflow';
export async function order() { setImmediate(() => {}); await sleep(1); }
      `,
    },
    {
      name: 'a promise, a timer and a scope of another kind',
      code: `
import { proxyActivities } from '@temporalio/workflow';
import { Promise, setTimeout, CancellationScope } from './fakes';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order() {
  await new Promise((resolve) => setTimeout(resolve, 1000));
  new Promise(async () => {});
  CancellationScope.nonCancellable(async () => { await charge(); });
}
      `,
    },
    {
      name: 'an async executor that catches what goes wrong in it',
      code: `
import { sleep } from '@temporalio/workflow';
export async function order() {
  await new Promise<void>(async (resolve, reject) => {
    try {
      await sleep(1);
      resolve();
    } catch (error) {
      reject(error);
    }
  });
}
      `,
    },
    {
      name: 'part of the promise of a command, which another rule reports',
      code: `
import { proxyActivities, sleep } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
async function pay() { await charge(); }
export async function order() {
  sleep(1).then(async () => { await charge(); });
  Promise.all([charge(), pay()]);
}
      `,
    },
    {
      name: 'work of a query, which another rule judges, and of a function that no workflow runs',
      code: `
import { defineQuery, proxyActivities, setHandler } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
async function pay() { await charge(); }
function unused() { pay(); setInterval(pay, 1000); }
export async function order() {
  setHandler(defineQuery('state'), () => { pay(); });
}
      `,
    },
    {
      name: 'a file that is no workflow code',
      code: `
export const wait = async () => { setInterval(() => {}, 1000); await new Promise((resolve) => setTimeout(resolve, 1000)); };
      `,
    },
  ],
  invalid: [
    invalid(
      'local functions, async or returning the promise of a command, directly or through others',
      `
import { executeChild, proxyActivities, sleep } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
async function pay(id: string) { await charge(id); }
const refund = (id: string) => charge(id);
const both = async (id: string) => { await pay(id); await refund(id); };
function ship() { return later(); }
function later() { return executeChild('ship'); }
const api = { close: async () => { await sleep(1); } };
class Orders {
  async add(id: string) { await charge(id); }
  start() { this.add('a'); }
}
async function repeat(task: () => Promise<void>) { await task(); }
export async function order(done: boolean) {
  pay('a');
  void refund('b');
  both('c');
  ship();
  api.close();
  new Orders().start();
  done && pay('d').then(() => {});
  repeat(() => charge('e'));
}
      `,
      [
        { messageId: 'call', name: 'this.add', line: 12, column: 13 },
        { messageId: 'call', name: 'pay', line: 16, edits: [["pay('a')", "await pay('a')"]] },
        { messageId: 'call', name: 'refund', line: 17, column: 8, edits: [['void refund', 'await refund']] },
        { messageId: 'call', name: 'both', line: 18, edits: [["both('c')", "await both('c')"]] },
        { messageId: 'call', name: 'ship', line: 19, edits: [['  ship();', '  await ship();']] },
        { messageId: 'call', name: 'api.close', line: 20, edits: [['api.close();', 'await api.close();']] },
        { messageId: 'call', name: 'pay', line: 22, column: 11, edits: [["pay('d')", "await pay('d')"]] },
        { messageId: 'call', name: 'repeat', line: 23, edits: [['repeat(() => charge', 'await repeat(() => charge']] },
      ],
    ),
    invalid(
      'immediate functions and cancellation scopes',
      `
import * as wf from '@temporalio/workflow';
const { charge } = wf.proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order() {
  (async () => {
    await charge();
  })();
  void (async function poll() { for (;;) await wf.sleep(1000); })();
  wf.CancellationScope.nonCancellable(async () => { await charge(); });
  wf.CancellationScope.withTimeout(1000, () => charge());
  const scope = new wf.CancellationScope();
  scope.run(async () => { await charge(); });
  Promise.all([(async () => { await charge(); })()]);
}
      `,
      [
        { messageId: 'function', line: 5, column: 4, edits: [['(async () => {\n', 'await (async () => {\n']] },
        { messageId: 'function', line: 8, column: 9, edits: [['void (async', 'await (async']] },
        {
          messageId: 'call',
          name: 'wf.CancellationScope.nonCancellable',
          line: 9,
          edits: [['wf.CancellationScope.non', 'await wf.CancellationScope.non']],
        },
        {
          messageId: 'call',
          name: 'wf.CancellationScope.withTimeout',
          line: 10,
          edits: [['wf.CancellationScope.with', 'await wf.CancellationScope.with']],
        },
        { messageId: 'call', name: 'scope.run', line: 12, edits: [['scope.run', 'await scope.run']] },
        { messageId: 'function', line: 13, column: 17, edits: [['Promise.all', 'await Promise.all']] },
      ],
    ),
    invalid(
      'async callbacks that nobody waits for',
      `
import { proxyActivities } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
async function pay(id: string) { await charge(id); }
export async function order(ids: Array<string>, byName: Map<string, string>, done: Promise<void>) {
  ids.forEach(async (id) => { await charge(id); });
  ids.forEach(pay);
  ids.forEach((id) => pay(id));
  byName.forEach(async (id) => { await charge(id); });
  Object.keys({ a: 1 }).forEach(async (id) => {
    // each on its own
    await charge(id);
  });
  ids.map(async (id) => { await charge(id); });
  setTimeout(async () => { await charge('a'); }, 1000);
  done.then(async () => { await charge('b'); });
}
      `,
      [
        {
          messageId: 'callback',
          name: 'ids.forEach',
          line: 6,
          column: 15,
          edits: [['ids.forEach(async (id) => { await charge(id); })', 'await Promise.all(ids.map(async (id) => { await charge(id); }))']],
        },
        { messageId: 'callback', name: 'ids.forEach', line: 7, column: 15, edits: [['ids.forEach(pay)', 'await Promise.all(ids.map(pay))']] },
        {
          messageId: 'callback',
          name: 'ids.forEach',
          line: 8,
          column: 23,
          edits: [['ids.forEach((id) => pay(id))', 'await Promise.all(ids.map((id) => pay(id)))']],
        },
        { messageId: 'callback', name: 'byName.forEach', line: 9, column: 18 },
        {
          messageId: 'callback',
          name: 'forEach',
          line: 10,
          column: 33,
          edits: [
            ['Object.keys({ a: 1 }).forEach(', 'await Promise.all(Object.keys({ a: 1 }).map('],
            ['await charge(id);\n  });\n  ids.map', 'await charge(id);\n  }));\n  ids.map'],
          ],
        },
        {
          messageId: 'function',
          line: 14,
          column: 11,
          edits: [['ids.map(async (id) => { await charge(id); })', 'await Promise.all(ids.map(async (id) => { await charge(id); }))']],
        },
        { messageId: 'callback', name: 'setTimeout', line: 15, column: 14 },
        { messageId: 'function', line: 16, column: 13, edits: [['done.then', 'await done.then']] },
      ],
    ),
    invalid(
      'async executors',
      `
import { proxyActivities } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order() {
  await new Promise<void>(async (resolve) => { await charge(); resolve(); });
  const executor = async (resolve: () => void) => resolve();
  return new globalThis.Promise(executor);
}
      `,
      [
        { messageId: 'executor', line: 5, column: 27 },
        { messageId: 'executor', line: 6, column: 20 },
      ],
    ),
    invalid(
      'a timer in a promise that is awaited, with a name to import',
      `
import { proxyActivities } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order(minutes: number) {
  await charge();
  await new Promise((resolve) => setTimeout(resolve, minutes * 60_000));
}
      `,
      [
        {
          messageId: 'timeout',
          line: 6,
          column: 9,
          edits: [
            ['{ proxyActivities }', '{ proxyActivities, sleep }'],
            ['new Promise((resolve) => setTimeout(resolve, minutes * 60_000))', 'sleep(minutes * 60_000)'],
          ],
        },
      ],
    ),
    invalid(
      'the forms of a timer in a promise',
      `
import * as wf from '@temporalio/workflow';
export const info = wf.workflowInfo;
const delay = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
async function pause(ms: number) {
  return new Promise((done) => { globalThis.setTimeout(() => done(undefined), ms); });
}
export async function order() {
  await delay(1);
  await pause(2);
  await new Promise<void>(function (done) { setTimeout(() => { done(); }, 3); });
  await new Promise((done) => setTimeout(done, 4, 'value'));
  const value = await new Promise((done) => setTimeout(done, 5, 'value'));
  await new Promise((done) => setTimeout(done));
  await new Promise((done) => setTimeout(done, /* ms */ 6));
  await (new Promise((done) => setTimeout(done, 7)) as Promise<void>);
  return value;
}
      `,
      [
        { messageId: 'timeout', line: 4, column: 31, edits: [['new Promise<void>((done) => setTimeout(done, ms))', 'wf.sleep(ms)']] },
        { messageId: 'timeout', line: 6, column: 10 },
        {
          messageId: 'timeout',
          line: 11,
          column: 9,
          edits: [['new Promise<void>(function (done) { setTimeout(() => { done(); }, 3); })', 'wf.sleep(3)']],
        },
        { messageId: 'timeout', line: 12, column: 9, edits: [["new Promise((done) => setTimeout(done, 4, 'value'))", 'wf.sleep(4)']] },
        { messageId: 'timeout', line: 13, column: 23 },
        { messageId: 'timeout', line: 14, column: 9 },
        { messageId: 'timeout', line: 15, column: 9 },
        { messageId: 'timeout', line: 16, column: 10, edits: [['new Promise((done) => setTimeout(done, 7))', 'wf.sleep(7)']] },
      ],
    ),
    invalid(
      'a timer in a promise where the name is taken, and in CommonJS',
      `
const { proxyActivities } = require('@temporalio/workflow');
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
exports.order = async () => { await charge(); await sleep(1000); };
      `,
      [{ messageId: 'timeout', line: 4, column: 23 }],
    ),
    invalid(
      'schedulers of the host',
      `
import { sleep } from '@temporalio/workflow';
const later = setImmediate;
export async function order() {
  setInterval(() => {}, 1000);
  globalThis.setInterval(() => {}, 1000);
  queueMicrotask(() => {});
  process.nextTick(() => {});
  const { nextTick } = process;
  later(nextTick);
  clearInterval(1);
  await sleep(1);
}
      `,
      [
        { messageId: 'absent', name: 'setImmediate', line: 10 },
        { messageId: 'absent', name: 'setInterval', line: 5 },
        { messageId: 'absent', name: 'setInterval', line: 6 },
        { messageId: 'absent', name: 'queueMicrotask', line: 7 },
        { messageId: 'absent', name: 'process.nextTick', line: 8 },
        { messageId: 'absent', name: 'process.nextTick', line: 9, column: 11 },
        { messageId: 'absent', name: 'clearInterval', line: 11 },
      ].sort((one, other) => one.line - other.line) as Expected[],
    ),
  ],
});
