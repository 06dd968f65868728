import rule from '../../src/rules/require-handlers-finished.ts';
import { RuleTester } from '../rule-tester.ts';

const ruleTester = new RuleTester();

const HEAD = `
import { allHandlersFinished, condition, continueAsNew, defineSignal, defineUpdate, HandlerUnfinishedPolicy, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
const { validate, charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
const add = defineUpdate<void, [string]>('add');
const close = defineSignal('close');
`;

const cutOff = (workflow: string, at: number, line: number, column: number, output?: string) => ({
  messageId: 'cutOff' as const,
  data: { workflow, line: String(at) },
  line,
  column,
  suggestions: output === undefined ? [] : [{ messageId: 'wait' as const, data: { workflow }, output }],
});

ruleTester.run('require-handlers-finished', rule, {
  valid: [
    {
      name: 'waited for before every end, in any form',
      code: `${HEAD}
export async function one(closed: boolean, again: boolean): Promise<string[]> {
  const items: string[] = [];
  setHandler(add, async (item) => { await validate(item); items.push(item); });
  await condition(() => closed);
  await condition(() => allHandlersFinished());
  if (again) await continueAsNew(closed, again);
  return items;
}
export async function two(closed: boolean) {
  setHandler(add, async (item) => { await validate(item); });
  if (closed) { await condition(allHandlersFinished); await sleep(1); return; }
  while (!allHandlersFinished()) await sleep('1 minute');
}
export async function three() {
  setHandler(add, async (item) => { await validate(item); });
  try { await sleep(1); return 1; } finally { await condition(allHandlersFinished); }
}
export async function four() {
  setHandler(add, async (item) => { await validate(item); });
  await sleep(1);
  return condition(allHandlersFinished).then(() => 1);
}
export async function five() {
  setHandler(add, async (item) => { await validate(item); });
  await finished();
}
const finished = async () => { await condition(allHandlersFinished); };
      `,
    },
    {
      name: 'handlers that wait for nothing, or emit nothing',
      code: `${HEAD}
export async function order(closed: boolean) {
  const items: string[] = [];
  setHandler(add, (item) => { items.push(item); });
  setHandler(close, async () => { closed = true; });
  setHandler(defineUpdate('paid'), async () => { await condition(() => closed); });
  await condition(() => closed);
  return items;
}
      `,
    },
    {
      name: 'a handler that is meant to be left, and a policy that is not known',
      code: `${HEAD}
import { policy } from './policy';
export async function order() {
  setHandler(add, async (item) => { await validate(item); }, { unfinishedPolicy: HandlerUnfinishedPolicy.ABANDON });
  setHandler(close, async () => { await charge(); }, { unfinishedPolicy: policy });
  await sleep(1);
}
      `,
    },
    {
      name: 'a workflow that never ends, or ends only by an error',
      code: `${HEAD}
export async function one() {
  setHandler(add, async (item) => { await validate(item); });
  for (;;) { await charge(); if (Date.now() < 0) throw new Error('no'); }
}
export async function two() {
  setHandler(add, async (item) => { await validate(item); });
  while (true) await sleep('1 day');
}
      `,
    },
    {
      name: 'a wait of its own: a count, a list, a lock, a promise',
      code: `${HEAD}
import { Mutex } from 'async-mutex';
export async function one() {
  let open = 0;
  setHandler(add, async (item) => { open++; try { await validate(item); } finally { open--; } });
  await condition(() => open === 0);
}
export async function two() {
  const done: string[] = [];
  setHandler(add, async (item) => { await validate(item); done.push(item); });
  while (done.length < 3) await sleep('1 minute');
}
export async function three() {
  const lock = new Mutex();
  setHandler(add, async (item) => { await lock.acquire(); await validate(item); lock.release(); });
  await sleep(1);
  await lock.acquire();
}
export async function four() {
  let last = Promise.resolve();
  setHandler(add, async (item) => { last = last.then(() => validate(item)); await last; await charge(); });
  await sleep(1);
  await last;
}
      `,
    },
    {
      name: 'functions of the same name from elsewhere, a helper, and a class, whose workflow decides when to end',
      code: `
import { proxyActivities, sleep, defineSignal, setHandler as set } from '@temporalio/workflow';
import { setHandler } from './fakes';
const { validate } = proxyActivities({ startToCloseTimeout: '1 minute' });
class Cart { constructor() { set(defineSignal('b'), async () => { await validate(); }); } }
function register() { set(defineSignal('c'), async () => { await validate(); }); }
export async function order() {
  setHandler(defineSignal('a'), async () => { await validate(); });
  register();
  await sleep(1);
  return new Cart();
}
      `,
    },
  ],
  invalid: [
    {
      name: 'a return, the end of the body, continue as new',
      code: `${HEAD}
export async function cart(closed: boolean): Promise<string[]> {
  const items: string[] = [];
  setHandler(add, async (item) => {
    await validate(item);
    items.push(item);
  });
  await condition(() => closed);
  return items;
}
export async function order(again: boolean) {
  setHandler(close, async () => { await charge(); });
  await sleep('1 day');
  if (again) {
    await continueAsNew(false);
  }
  await charge();
}
      `,
      errors: [
        cutOff(
          'cart',
          14,
          9,
          19,
          `${HEAD}
export async function cart(closed: boolean): Promise<string[]> {
  const items: string[] = [];
  setHandler(add, async (item) => {
    await validate(item);
    items.push(item);
  });
  await condition(() => closed);
  await condition(allHandlersFinished);
  return items;
}
export async function order(again: boolean) {
  setHandler(close, async () => { await charge(); });
  await sleep('1 day');
  if (again) {
    await continueAsNew(false);
  }
  await charge();
}
      `,
        ),
        cutOff(
          'order',
          20,
          17,
          21,
          `${HEAD}
export async function cart(closed: boolean): Promise<string[]> {
  const items: string[] = [];
  setHandler(add, async (item) => {
    await validate(item);
    items.push(item);
  });
  await condition(() => closed);
  return items;
}
export async function order(again: boolean) {
  setHandler(close, async () => { await charge(); });
  await sleep('1 day');
  if (again) {
    await condition(allHandlersFinished);
    await continueAsNew(false);
  }
  await charge();
  await condition(allHandlersFinished);
}
      `,
        ),
      ],
    },
    {
      name: 'some of the ways wait, and some do not; where no statement can stand, there is no suggestion',
      code: `${HEAD}
export async function order(done: boolean) {
  setHandler(close, async () => { await charge(); });
  if (await condition(() => done, '1 day')) return 'done';
  await condition(allHandlersFinished);
  return 'late';
}
      `,
      errors: [cutOff('order', 9, 8, 21)],
    },
    {
      name: 'imports are added, through a namespace and required; by reference, and through another function',
      code: `
import * as wf from '@temporalio/workflow';
import { sleep } from '@temporalio/workflow';
const { charge } = wf.proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order() {
  const onGo = async () => { await work(); };
  wf.setHandler(wf.defineSignal('go'), onGo);
  await sleep(1);
}
async function work() { await charge(); }
      `,
      errors: [
        cutOff(
          'order',
          9,
          7,
          40,
          `
import * as wf from '@temporalio/workflow';
import { sleep } from '@temporalio/workflow';
const { charge } = wf.proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order() {
  const onGo = async () => { await work(); };
  wf.setHandler(wf.defineSignal('go'), onGo);
  await sleep(1);
  await wf.condition(wf.allHandlersFinished);
}
async function work() { await charge(); }
      `,
        ),
      ],
    },
    {
      name: 'a named import that lacks both names',
      code: `
import { defineSignal, setHandler, sleep } from '@temporalio/workflow';
export async function order() {
  setHandler(defineSignal('go'), async () => { await sleep(5); });
  await sleep(1);
}
      `,
      errors: [
        cutOff(
          'order',
          6,
          4,
          34,
          `
import { defineSignal, setHandler, sleep, allHandlersFinished, condition } from '@temporalio/workflow';
export async function order() {
  setHandler(defineSignal('go'), async () => { await sleep(5); });
  await sleep(1);
  await condition(allHandlersFinished);
}
      `,
        ),
      ],
    },
    {
      name: 'a command in a callback that is waited for, by something of another package',
      code: `${HEAD}
import { Mutex } from 'async-mutex';
export async function order(closed: boolean) {
  const lock = new Mutex();
  setHandler(add, async (item) => { await lock.runExclusive(async () => { await validate(item); }); });
  await condition(() => closed);
  return 1;
}
      `,
      errors: [
        cutOff(
          'order',
          12,
          10,
          19,
          `${HEAD}
import { Mutex } from 'async-mutex';
export async function order(closed: boolean) {
  const lock = new Mutex();
  setHandler(add, async (item) => { await lock.runExclusive(async () => { await validate(item); }); });
  await condition(() => closed);
  await condition(allHandlersFinished);
  return 1;
}
      `,
        ),
      ],
    },
    {
      name: 'state that the handler changes before it waits says nothing of its end',
      code: `${HEAD}
export async function order() {
  const items: string[] = [];
  setHandler(add, async (item) => { items.push(item); await validate(item); });
  await condition(() => items.length > 3);
}
      `,
      errors: [
        cutOff(
          'order',
          11,
          9,
          19,
          `${HEAD}
export async function order() {
  const items: string[] = [];
  setHandler(add, async (item) => { items.push(item); await validate(item); });
  await condition(() => items.length > 3);
  await condition(allHandlersFinished);
}
      `,
        ),
      ],
    },
  ],
});
