import { expect, it } from 'vitest';
import rule from '../../src/rules/require-handlers-finished.ts';
import { lintProject } from '../lint-project.ts';
import { tempProject } from '../project/temp-project.ts';
import { RuleTester } from '../rule-tester.ts';

const ruleTester = new RuleTester();

const HEAD = `
import { allHandlersFinished, CancellationScope, condition, continueAsNew, defineSignal, defineUpdate, HandlerUnfinishedPolicy, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
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

const WAIT = 'await condition(allHandlersFinished);';

/** A workflow that sets one handler on line 8 and waits for something on line 9, and what the suggestion makes of it. */
const order = (name: string, handler: string, last: string) => {
  const program = (end: string) => `${HEAD}
export async function order(input: { id: string; count: number }) {
  setHandler(add, async (id) => { ${handler} });
  ${end}
}
const note = async (id: string) => { await validate(id); };
`;
  return { name, code: program(last), errors: [cutOff('order', 9, 8, 19, program(`${last}\n  ${WAIT}`))] };
};

/** A file with several reports; `@n` stands where the suggestion of the n-th one writes its wait. */
const several = (name: string, text: string, reports: readonly (readonly [workflow: string, at: number, line: number, column: number])[], wait = WAIT) => {
  const program = (report: number) => text.replace(/(\n *)@(\d)(?=\n)/gu, (_, space: string, at: string) => (Number(at) === report ? `${space}${wait}` : ''));
  return { name, code: program(-1), errors: reports.map((report, index) => cutOff(...report, program(index))) };
};

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
      name: 'ends in front of the handler: earlier returns, another branch, and a branch that is over',
      code: `${HEAD}
export async function one(id?: string) {
  if (!id) return;
  setHandler(add, async (item) => { await validate(item); });
  await charge();
  await condition(allHandlersFinished);
}
export async function two(id?: string) {
  if (!id) await continueAsNew('new');
  if (id === 'none') { return 1; } else { setHandler(add, async (item) => { await validate(item); }); }
  await condition(allHandlersFinished);
  return 2;
}
export async function three(id?: string) {
  if (id) {
    setHandler(add, async (item) => { await validate(item); });
    await sleep(1);
    await condition(allHandlersFinished);
    return 1;
  }
  return 2;
}
export async function four(id?: string) {
  if (!id) return;
  register();
  await charge();
  await condition(allHandlersFinished);
  function register() { setHandler(add, async (item) => { await validate(item); }); }
}
export async function five(ids: string[]) {
  for (const id of ids) if (id === 'none') return;
  await CancellationScope.cancellable(async () => {
    setHandler(add, async (item) => { await validate(item); });
    await charge();
  });
  await condition(allHandlersFinished);
}
      `,
    },
    {
      name: 'state that the handler changes when its waiting has begun, in any form',
      code: `${HEAD}
import { report } from './report';
export async function one() {
  let roll: number | undefined;
  setHandler(close, async () => { roll = await charge(); });
  await condition(() => roll !== undefined);
}
export async function two() {
  const state = { paid: false, open: ['a'] };
  setHandler(close, async () => { const { open } = state; await charge(); open.pop(); });
  await condition(() => state.open.length === 0);
}
export async function three(orders: Map<string, { done: boolean }>) {
  setHandler(add, async (id) => { const order = orders.get(id)!; await charge(); order.done = true; });
  while ([...orders.values()].some(({ done }) => !done)) await sleep(1);
}
export async function four() {
  let done = false;
  const finish = () => { done = true; };
  setHandler(close, async () => { await charge(); finish(); });
  await condition(() => done);
}
export async function five() {
  const state = { left: 3 };
  setHandler(close, () => pay(state));
  while (state.left > 0) await sleep(1);
}
const pay = async (state: { left: number }) => { await charge(); step(state); };
const step = (state: { left: number }) => { state.left--; };
export async function six() {
  const tracker = new Tracker();
  setHandler(close, async () => { await tracker.run(); });
  await condition(() => tracker.done);
}
class Tracker {
  done = false;
  async run() { await charge(); this.done = true; }
}
export async function seven(open: Record<string, boolean>) {
  setHandler(add, async (id) => { await charge().finally(() => { delete open[id]; }); });
  await condition(() => Object.keys(open).length === 0);
}
export async function eight(list: unknown[]) {
  setHandler(close, async () => { await charge(); report(list); });
  await condition(() => list.length === 3);
}
export async function nine(ids: string[]) {
  let left = 3;
  setHandler(close, async () => { for (const id of ids) { left--; await validate(id); } });
  await condition(() => left === 0);
}
      `,
    },
    {
      name: 'waits under other names, through functions of the file, and uses that are not understood',
      code: `
import { allHandlersFinished as done, condition, defineSignal, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
import * as wf from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
const isDone = () => done();
const finish = async () => { await waitForAll(); };
const waitForAll = async () => { await condition(() => wf.allHandlersFinished()); };
export async function one() {
  setHandler(defineSignal('a'), async () => { await charge(); });
  await condition(done);
}
export async function two() {
  setHandler(defineSignal('a'), async () => { await charge(); });
  await condition(isDone);
}
export async function three(over: boolean) {
  setHandler(defineSignal('a'), async () => { await charge(); });
  await condition(() => over && isDone());
}
export async function four() {
  setHandler(defineSignal('a'), async () => { await charge(); });
  await finish();
}
export async function five(over: boolean) {
  setHandler(defineSignal('a'), async () => { await charge(); });
  await condition(() => over && wf.allHandlersFinished());
}
export async function six() {
  setHandler(defineSignal('a'), async () => { await charge(); });
  const finished = wf.allHandlersFinished;
  await condition(() => { const known = finished(); return known; });
}
export async function seven() {
  setHandler(defineSignal('a'), async () => { await charge(); });
  if (!done()) await sleep(1);
}
export async function eight() {
  setHandler(defineSignal('a'), async () => { await charge(); });
  while (!(await done())) await sleep(1);
}
      `,
    },
    {
      name: 'a list of promises, or what resolves a promise, that both have in hand',
      code: `${HEAD}
export async function promised() {
  let finish = () => {};
  const finished = new Promise<void>((resolve) => { finish = resolve; });
  setHandler(add, async (item) => { await validate(item); finish(); });
  await finished;
}
export async function order() {
  const open: Promise<unknown>[] = [];
  setHandler(add, async (item) => { const started = validate(item); open.push(started); await started; });
  await sleep(1);
  await Promise.all(open);
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
          8,
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
          5,
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
          10,
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
    several(
      'ends in front of the handler and behind it: only those behind it count',
      `${HEAD}
export async function order(id?: string) {
  if (!id) return 'none';
  setHandler(add, async (item) => { await validate(item); });
  await charge();
  @0
  return 'done';
}
export async function rounds(ids: string[]) {
  for (const id of ids) {
    if (!id) {
      @1
      return 1;
    }
    setHandler(add, async (item) => { await validate(item); });
    await charge();
  }
  ${WAIT}
  return 2;
}
export async function helped(id?: string) {
  if (!id) return;
  const register = () => { setHandler(add, async (item) => { await validate(item); }); };
  register();
  await charge();
  @2
}
export async function branches(id?: string) {
  if (id) {
    setHandler(add, async (item) => { await validate(item); });
    await charge();
    @3
    return 1;
  }
  return 2;
}
export async function second(id?: string) {
  setHandler(close, async () => { await charge(); }, { unfinishedPolicy: HandlerUnfinishedPolicy.ABANDON });
  if (id) return;
  setHandler(add, async (item) => { await validate(item); });
  await charge();
  @4
}
export async function renewed(id?: string) {
  const renew = async () => {
    @5
    await continueAsNew();
  };
  setHandler(add, async (item) => { await validate(item); });
  if (id) await renew();
  ${WAIT}
}
export async function early(id?: string) {
  setHandler(add, async (item) => { await validate(item); });
  if (!id) {
    @6
    return;
  }
  setHandler(close, async () => { await charge(); });
  ${WAIT}
}
export async function caught() {
  try {
    setHandler(add, async (item) => { await validate(item); });
    await charge();
    @7
    return 1;
  } catch {
    await sleep(1);
  }
  @7
  return 2;
}
export async function inner() {
  const main = async () => {
    const items: string[] = [];
    setHandler(add, async (item) => { items.push(item); await validate(item); });
    await charge();
  };
  await main();
  @8
}
`,
      [
        ['order', 11, 9, 19],
        ['rounds', 16, 18, 21],
        ['helped', 28, 26, 44],
        ['branches', 34, 32, 21],
        ['second', 42, 41, 19],
        ['renewed', 46, 48, 19],
        ['early', 55, 53, 19],
        ['caught', 64, 62, 21],
        ['inner', 76, 73, 21],
      ],
    ),
    order('what the handler only reads behind its wait', 'await validate(id); await validate(input.id);', 'for (let i = 0; i < input.count; i++) await sleep(1);'),
    order('what the handler only reads behind its wait, in a condition', 'await validate(id); if (input.id.includes(id)) await charge();', 'await condition(() => input.count > 1);'),
    order('what the handler changes before its wait, in the call that waits', 'await validate(`${input.count++}`);', 'await condition(() => input.count > 1);'),
    order('what a function of the file reads', 'await note(input.id);', 'await condition(() => input.count > 1);'),
    order('a promise in a variable of the handler', 'const started = note(id); await started;', "await sleep('1 day');"),
    order('a promise of an activity in a variable of the handler', 'let started; started = validate(id); await started;', "await sleep('1 day');"),
    order('a list of promises in a variable of the handler', 'const list = [note(id)]; await Promise.all(list);', "await sleep('1 day');"),
    order('a list that the handler fills', 'const list = []; list.push(validate(id)); await Promise.all(list);', "await sleep('1 day');"),
    order('state that is changed between the start and the wait', 'const started = note(id); input.count++; await started;', 'await condition(() => input.count > 1);'),
    order('the answer of the predicate is awaited', 'await validate(id);', 'await allHandlersFinished();'),
    order('the predicate itself is awaited', 'await validate(id);', 'await allHandlersFinished;'),
    order('the answer of the predicate is dropped', 'await validate(id);', 'allHandlersFinished();'),
    order('the predicate is taken for an answer', 'await validate(id);', 'await condition(() => allHandlersFinished);'),
    order('the predicate is taken for a part of an answer', 'await validate(id);', 'await condition(() => { return input.count > 1 && allHandlersFinished; });'),
    several(
      'waits that do not wait, under other names',
      `
import { allHandlersFinished as done, condition, defineSignal, setHandler, sleep } from '@temporalio/workflow';
import * as wf from '@temporalio/workflow';
const isDone = () => done;
export async function one() {
  setHandler(defineSignal('a'), async () => { await sleep(1); });
  await condition(isDone);
  @0
}
export async function two() {
  setHandler(defineSignal('a'), async () => { await sleep(1); });
  await condition(() => wf.allHandlersFinished);
  @1
}
export async function three() {
  setHandler(defineSignal('a'), async () => { await sleep(1); });
  await done();
  await wf.allHandlersFinished();
  @2
}
`,
      [
        ['one', 7, 6, 33],
        ['two', 11, 10, 33],
        ['three', 16, 14, 33],
      ],
      'await condition(done);',
    ),
    {
      name: 'functions that are declared behind the last statement',
      code: `${HEAD}
export async function order() {
  setHandler(close, async () => { await pay(); });
  await sleep(1);

  async function pay() {
    await charge();
  }
}
      `,
      errors: [
        cutOff(
          'order',
          9,
          8,
          21,
          `${HEAD}
export async function order() {
  setHandler(close, async () => { await pay(); });
  await sleep(1);
  await condition(allHandlersFinished);

  async function pay() {
    await charge();
  }
}
      `,
        ),
      ],
    },
  ],
});

it('takes a condition about a predicate of another module for a wait', () => {
  const project = tempProject({
    'package.json': '{ "name": "orders" }',
    'predicates.ts': `import { allHandlersFinished } from '@temporalio/workflow';
export const isDone = () => allHandlersFinished();
`,
    'workflows.ts': `import { condition, defineSignal, setHandler, sleep } from '@temporalio/workflow';
import { isDone } from './predicates';
export async function one() {
  setHandler(defineSignal('go'), async () => { await sleep(5); });
  await condition(isDone);
}
export async function two() {
  setHandler(defineSignal('go'), async () => { await sleep(5); });
  await condition(() => isDone());
}
export async function three() {
  setHandler(defineSignal('go'), async () => { await sleep(5); });
  await sleep(1);
}
`,
  });
  expect(lintProject(project, rule, 'workflows.ts')).toEqual(['12:34']);
});
