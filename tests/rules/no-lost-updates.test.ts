import type { LossKind } from '../../src/analysis/lost-updates.ts';
import rule from '../../src/rules/no-lost-updates.ts';
import { RuleTester } from '../rule-tester.ts';

const ruleTester = new RuleTester();

const HEAD = `
import { condition, defineSignal, defineUpdate, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
const { price, reserve } = proxyActivities({ startToCloseTimeout: '1 minute' });
const add = defineUpdate<number, [number]>('add');
const go = defineSignal<[number]>('go');
`;

const lost = (messageId: LossKind, name: string, read: number, line: number, column: number) => ({
  messageId,
  data: { name, line: String(read) },
  line,
  column,
});

ruleTester.run('no-lost-updates', rule, {
  valid: [
    {
      name: 'read and written without an await between them',
      code: `${HEAD}
export async function order(total: number) {
  setHandler(go, async (n) => { const more = await price(n); total += more; });
  setHandler(add, async (n) => { const before = total; total = before + n; await price(n); const now = total; await price(now); total = n; return now; });
  await condition(() => total > 3);
}
      `,
    },
    {
      name: 'tested again behind the await, and set before it',
      code: `${HEAD}
export async function order(seats: number, session?: string) {
  setHandler(go, async (n) => { if (seats >= 3) return; await reserve(n); if (seats < 3) seats++; });
  setHandler(add, async (n) => { if (seats >= 3) return seats; seats++; await reserve(n); return n; });
  setHandler(defineSignal('open'), async () => { if (session) return; session = 'pending'; session = await reserve(1); });
  await condition(() => seats > 3);
}
      `,
    },
    {
      name: 'one at a time: a lock, a condition, a flag, a queue that the workflow works off',
      code: `${HEAD}
import { Mutex } from 'async-mutex';
const lock = new Mutex();
export async function order(total: number, busy: boolean) {
  setHandler(go, async (n) => { await lock.acquire(); const before = total; await price(n); total = before + n; lock.release(); });
  setHandler(add, async (n) => lock.runExclusive(async () => { total = total + (await price(n)); return total; }));
  setHandler(defineSignal('a'), async () => { await condition(() => !busy); busy = true; total += await price(1); busy = false; });
  setHandler(defineSignal('b'), async () => { if (busy) return; busy = true; total += await price(1); busy = false; });
  await condition(() => total > 3);
}
export async function worker(queue: number[]) {
  let total = 0;
  setHandler(go, (n) => { queue.push(n); });
  for (;;) { await condition(() => queue.length > 0); total += await price(queue.shift()); if (total > 100) return total; }
}
      `,
    },
    {
      name: 'state of the handler itself, by key, of loops one after the other, and what no handler writes',
      code: `${HEAD}
export async function order(ids: number[], prices: Record<string, number>) {
  let total = 0;
  setHandler(go, async (n) => { let own = 0; own += await price(n); prices[n] = await price(n); await price(own); });
  for (const id of ids) total += await price(id);
  const sums = await Promise.all(ids.map(async (id) => { let sum = id; sum += await price(id); return sum; }));
  return [total, sums];
}
      `,
    },
    {
      name: 'another property, another value, the same object',
      code: `${HEAD}
interface State { address: string; log: string[]; count: number }
export async function order(state: State) {
  setHandler(go, async (n) => { const { address } = state; await price(address); state.count = n; });
  setHandler(add, async (n) => { const log = state.log; log.push('a'); await price(n); state.log = log; return n; });
  setHandler(defineSignal('b'), async () => { const sent = await price(state.address); state.address = sent; });
  await condition(() => state.count > 3);
}
      `,
    },
    {
      name: 'a test that holds as well after the write, or that is not all of the condition',
      code: `${HEAD}
export async function order(game: { status: string } | undefined, phase: string, session?: string) {
  setHandler(go, async (n) => { if (game && game.status === 'closed') return; const status = await price(n); game = { status }; });
  setHandler(defineSignal('a'), async () => { if (!phase) return; await price(1); phase = 'b'; });
  setHandler(defineSignal('b'), async () => { if (phase === 'a') { await price(1); phase = 'a'; } });
  setHandler(defineSignal<[number]>('c'), async (n) => { if (session === undefined || n > 3) { await price(n); session = 'c'; } });
  setHandler(defineSignal('d'), async () => { if (session) { await price(1); session = 'd'; } else { await price(2); session = 'e'; } });
  setHandler(defineSignal('e'), async () => { if (phase === 'a') { const more = await price(1); phase = more; } });
  await condition(() => game?.status === phase);
}
      `,
    },
    {
      name: 'functions of the same name from elsewhere, and a handler that is not async',
      code: `
import { defineSignal, proxyActivities, setHandler as set, sleep } from '@temporalio/workflow';
import { setHandler } from './fakes';
const { price } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order(total: number) {
  setHandler(defineSignal('a'), async () => { total += await price(1); });
  set(defineSignal('b'), () => { total = total + 1; });
  await sleep(total);
}
      `,
    },
    {
      name: 'copied and cleared before the await, tested again behind it, or cleared before the next wait',
      code: `${HEAD}
interface Form { text: string | null; again: boolean }
export async function chat(form: Form, note: string | null, closed = false) {
  let arrived = 0;
  setHandler(defineSignal<[string]>('write'), (text) => { form.text = text; form.again = true; note = text; arrived++; });
  setHandler(defineSignal('close'), () => { closed = true; });
  while (!closed) {
    await condition(() => note !== null);
    note = null;
    if (form.text) { const { text } = form; form.text = null; await price(text); form.text = null; }
    if (form.again) { const seen = form.text; await price(seen); if (form.text === seen) form.again = false; }
    if (note) { await price(note); if (!note) continue; note = null; }
    if (note) { const before = arrived; await price(note); if (arrived === before) note = null; }
    if (note) { await price(note); await condition(() => note !== null); note = null; }
    if (await condition(() => note !== null, '1 day')) note = null;
    if (form.again) { form.again = false; try { await price(1); } catch { form.again = true; } }
  }
}
      `,
    },
    {
      name: 'what the handler sets is what is written, or it looks first',
      code: `${HEAD}
export async function order(open: boolean, job: string | null, turn: string | null, draft: string | null, sum: number, last?: string) {
  setHandler(go, () => { open = false; });
  setHandler(defineUpdate<void, [string]>('a'), (text) => { job = text; }, { validator: () => { if (job) throw new Error('busy'); } });
  setHandler(defineUpdate<void, [string]>('b'), async (text) => { turn = text; await condition(() => turn === null); });
  setHandler(defineSignal<[string]>('c'), (text) => { draft ??= text; });
  setHandler(defineSignal<[string]>('d'), (text) => { if (!draft) draft = text; });
  setHandler(defineSignal<[number]>('e'), async (n) => { await condition(() => sum === 0); sum = n; });
  setHandler(defineSignal('f'), () => { last = undefined; });
  while (sum < 100) {
    if (open) { await price(1); open = false; }
    if (job) { await price(job); job = null; }
    if (turn) { await price(turn); turn = null; }
    if (draft) { await price(draft); draft = null; }
    if (sum) { await price(sum); sum = 0; }
    if (!last) last = await price(2);
  }
}
export async function desk(task: string | null, form: string | null, busy = false) {
  setHandler(defineUpdate<void, [string]>('a'), (text) => { task = text; busy = true; }, { validator: () => { if (busy) throw new Error('busy'); } });
  setHandler(defineSignal<[string]>('b'), (text) => { if (busy) return; form = text; busy = true; });
  for (;;) {
    await condition(() => busy);
    if (task) { await price(task); task = null; }
    if (form) { await price(form); form = null; }
    busy = false;
  }
}
      `,
    },
    {
      name: 'a flag of the loop itself, a test of something else, and one that does not say what is there',
      code: `${HEAD}
export async function order(running: boolean, status: string, choice: string | null, n: number) {
  setHandler(defineSignal<[boolean]>('run'), (on) => { running = on; });
  setHandler(defineSignal<[string]>('set'), (to) => { status = to; choice = to; });
  while (running) {
    const done = await price(n);
    if (done) running = false;
    if (status === 'approved') { await price(1); status = 'shipped'; }
    if (status !== 'cancelled') { await price(2); status = ''; }
    if (choice === 'again') { await price(3); choice = null; }
    if (choice || n > 3) { await price(4); choice = null; }
    if (n > 3) { await price(5); choice = null; }
    if (choice) { const more = await price(6); if (!more) continue; choice = null; }
    switch (choice) { case 'a': await price(7); choice = null; }
  }
}
      `,
    },
    {
      name: 'messages that are collected for some time, taken one by one, or answered by what comes next',
      code: `${HEAD}
export async function order(dirty: boolean, due: number, last: string | null, queue: string[]) {
  setHandler(defineSignal<[string]>('a'), (text) => { dirty = true; due++; last = text; queue.push(text); });
  for (let round = 0; round < 9; round++) {
    await condition(() => dirty);
    await sleep('10s');
    dirty = false;
    if (due > 0) { await price(1); due = 0; await reserve(1); }
    await condition(() => queue.length > 0);
    for (const text of queue) await price(text);
    queue = [];
    if (last) { await price(last); last = null; break; }
    if (dirty) { await price(last); dirty = false; return; }
  }
}
      `,
    },
    {
      name: 'handlers that are set later, or by another workflow, and state that nobody looks at any more',
      code: `${HEAD}
let cursor: string | undefined;
export async function first(note: string | null) {
  if (!cursor) cursor = await price(1);
  setHandler(defineSignal<[string]>('a'), (text) => { cursor = text; note = text; });
  await condition(() => cursor !== note);
  if (note) { await price(note); note = null; }
}
export async function third(total: number) {
  total += await price(1);
  setHandler(go, (n) => { total += n; });
  await condition(() => total > 3);
}
export async function second() {
  setHandler(defineSignal('b'), () => { cursor = 'a' + cursor; });
  if (!cursor) cursor = await price(1);
  return cursor;
}
      `,
    },
    {
      name: 'a wait that looks at the state, itself or in a function, and an await that waits for nothing known',
      code: `${HEAD}
import { ask } from './ask';
class Chat {
  text: string | null = null;
  async answer() { this.#take(); await price(1); }
  #take() { this.text = null; }
  async run() {
    setHandler(defineSignal<[string]>('say'), (text) => { this.text = text; });
    while (true) { if (this.text) { await this.answer(); this.text = null; } if (this.text) { this.#take(); await price(1); this.text = null; } await sleep(1); }
  }
}
export async function order(approved: boolean, note: string | null) {
  setHandler(defineSignal<[string]>('set'), (text) => { approved = true; note = text; });
  const take = async () => { await price(note); };
  if (!approved) approved = await condition(() => approved, '1 day');
  if (note) { await take(); note = null; }
  if (note) { await ask(note); note = null; }
  if (!note) { const given = await price(1); note = note ?? given; }
  await new Chat().run();
  return [approved, note];
}
      `,
    },
    {
      name: 'a validator that only says what is not for it, and state that is set before the await',
      code: `${HEAD}
export async function game(round?: string, open = true) {
  const accept = { validator: () => { if (round) return; if (!open) throw new Error('closed'); } };
  setHandler(add, async (n) => { await price(n); round = 'a'; return n; }, accept);
  setHandler(defineUpdate('b'), async () => { round = 'b'; await price(1); round = 'c'; }, { validator: () => { if (round) throw new Error('busy'); } });
  setHandler(defineUpdate('c'), async () => { await price(1); round ??= 'c'; }, { validator: () => { if (round) throw new Error('busy'); } });
  await condition(() => round !== undefined);
}
      `,
    },
  ],
  invalid: [
    {
      name: 'a value that is made of what was read before',
      code: `${HEAD}
interface State { items: string[]; count: number }
export async function order(total: number, state: State) {
  setHandler(go, async (n) => {
    const before = total;
    await price(n);
    total = before + n;
  });
  setHandler(add, async (n) => (total += await price(n)));
  setHandler(defineSignal('a'), async () => { total = total + (await price(1)); });
  setHandler(defineSignal('b'), async () => { state = { ...state, count: await price(1) }; });
  setHandler(defineSignal('c'), async () => { const { items } = state; await price(1); state.items = [...items, 'a']; });
  setHandler(defineSignal('d'), async () => { total = await price(total); });
  setHandler(defineSignal('e'), async () => { state.count -= (await price(1)) as number; });
  await condition(() => total > 3);
}
      `,
      errors: [
        lost('stale', 'total', 10, 12, 5),
        lost('stale', 'total', 14, 14, 33),
        lost('stale', 'total', 15, 15, 47),
        lost('stale', 'state', 16, 16, 47),
        lost('stale', 'state.items', 17, 17, 88),
        lost('argument', 'total', 18, 18, 47),
        lost('stale', 'state.count', 19, 19, 47),
      ],
    },
    {
      name: 'a test that others pass meanwhile',
      code: `${HEAD}
export async function order(seats: number, session?: string) {
  setHandler(go, async (n) => { if (seats >= 3) return; await reserve(n); seats++; });
  setHandler(add, async (n) => { if (!session) session = await reserve(n); return n; });
  setHandler(defineSignal('a'), async () => { if (!session) { const made = await reserve(1); session = made; } });
  let phase = 'open', open = true;
  setHandler(defineSignal('b'), async () => { if (phase === 'open') { await reserve(1); phase = 'closed'; } });
  setHandler(defineSignal('c'), async () => { if (phase !== 'open') return; await reserve(1); phase = 'closed'; });
  setHandler(defineSignal<[number]>('d'), async (n) => { if (n > 3 && open) { await reserve(1); open = false; } });
  setHandler(defineSignal<[number]>('e'), async (n) => { if (session !== undefined || n > 3) return; session = await reserve(n); });
  await condition(() => seats > 3);
}
      `,
      errors: [
        lost('unchecked', 'seats', 8, 8, 75),
        lost('unchecked', 'session', 9, 9, 48),
        lost('unchecked', 'session', 10, 10, 94),
        lost('unchecked', 'phase', 12, 12, 89),
        lost('unchecked', 'phase', 13, 13, 95),
        lost('unchecked', 'open', 14, 14, 97),
        lost('unchecked', 'session', 15, 15, 102),
      ],
    },
    {
      name: 'in a class, by reference, required, through a namespace',
      code: `
const wf = require('@temporalio/workflow');
const { price } = wf.proxyActivities({ startToCloseTimeout: '1 minute' });
class Order {
  total = 0;
  constructor() { wf.setHandler(wf.defineSignal('a'), async (n) => { this.total += await price(n); }); }
}
exports.order = async function (sum) {
  async function onB(n) { const before = sum; await wf.sleep(n); sum = before + n; }
  wf.setHandler(wf.defineUpdate('b'), onB);
  await new Order();
};
      `,
      errors: [lost('stale', 'this.total', 6, 6, 70), lost('stale', 'sum', 9, 9, 66)],
    },
    {
      name: 'branches beside each other, and the workflow beside its handlers',
      code: `${HEAD}
export async function order(ids: number[]) {
  let total = 0;
  let history: string[] = [];
  setHandler(go, (n) => { total += n; history.push('a'); });
  total += await price(1);
  history = await price(history);
  let sum = 0;
  await Promise.all(ids.map(async (id) => { sum += await price(id); }));
  return [total, sum, history];
}
      `,
      errors: [
        lost('stale', 'total', 11, 11, 3),
        lost('argument', 'history', 12, 12, 3),
        lost('stale', 'sum', 14, 14, 45),
      ],
    },
    {
      name: 'what a handler sets while the workflow works on what was there',
      code: `${HEAD}
interface Plan { isPaid: boolean; queue: string[] }
export async function chat(plan: Plan, note: string | null, closed = false) {
  let queue: string[] = [], cursor: string | undefined, sum = 0, asked: string | null = null;
  const onWrite = (text: string) => { note = text; plan.isPaid = true; queue.push(text); plan.queue.push(text); cursor = text; sum += 1; asked = text + sum; };
  setHandler(defineSignal<[string]>('write'), onWrite);
  if (!cursor) {
    cursor = await price(1);
  }
  while (!closed) {
    if (note) {
      try {
        await price(note);
        note = null;
      } catch { note = null; }
    }
    if (queue.length > 0) { await price(queue); queue = []; }
    if (plan.queue.length === 0) continue;
    await reserve(plan.queue);
    plan.queue.length = 0;
    if (sum > 10 && cursor) { await Promise.all([price(sum), sleep(1)]); sum = 0; }
    await condition(() => asked !== null);
    await price(asked);
    asked = null;
    if (await condition(() => asked !== null, '1 day')) { await price(asked); asked = null; }
    if (cursor === undefined) { const found = await price(1); cursor = found; continue; }
    while (plan.isPaid) { await price(1); plan.isPaid = false; await sleep(1); }
  }
}
      `,
      errors: [
        lost('overtaken', 'cursor', 12, 13, 5),
        lost('overtaken', 'note', 16, 19, 9),
        lost('overtaken', 'queue', 22, 22, 49),
        lost('overtaken', 'plan.queue.length', 23, 25, 5),
        lost('overtaken', 'sum', 26, 26, 74),
        lost('overtaken', 'asked', 27, 29, 5),
        lost('overtaken', 'asked', 30, 30, 79),
        lost('overtaken', 'cursor', 31, 31, 63),
        lost('overtaken', 'plan.isPaid', 32, 32, 43),
      ],
    },
    {
      name: 'what a handler sets, in a class, by reference, through a namespace',
      code: `
import * as wf from '@temporalio/workflow';
const act = wf.proxyActivities({ startToCloseTimeout: '1 minute' });
class Chat {
  #text = '';
  async run() {
    wf.setHandler(wf.defineUpdate('say'), this.#onSay.bind(this));
    wf.setHandler(wf.defineUpdate('ask'), (text) => { this.#text = text; }, { validator: (text) => { if (!text) throw new Error('empty'); } });
    for (;;) { if (this.#text !== '') { await this.#answer(this.#text, 1); this.#text = ''; } await wf.sleep(1); }
  }
  #onSay(text) { return text; }
  async #answer(text, n) { await act.price(text); if (n > 0) await this.#answer(text, n - 1); }
}
export const chat = async () => new Chat().run();
      `,
      errors: [lost('overtaken', 'this.#text', 9, 9, 76)],
    },
    {
      name: 'a test of the validator',
      code: `${HEAD}
export async function game(round?: string) {
  setHandler(add, async (n) => { await price(n); round = 'a'; return n; }, { validator: () => { if (round) throw new Error('busy'); } });
  const validator = () => { if (round !== undefined) { throw new Error('busy'); } };
  setHandler(defineUpdate('b'), async () => { const made = await price(1); round = made; }, { validator });
  await condition(() => round !== undefined);
}
      `,
      errors: [lost('unchecked', 'round', 8, 8, 50), lost('unchecked', 'round', 9, 10, 76)],
    },
    {
      name: 'a call that is given the state',
      code: `${HEAD}
export async function chat(history: string[], more: string) {
  setHandler(defineSignal<[string]>('say'), (text) => { history = [...history, text]; });
  const before = history;
  await sleep(1);
  history = await price(before);
  history = [...history, await price(more)];
}
export async function forum(notes: string[]) {
  setHandler(defineSignal<[string]>('note'), (text) => { notes.push(text); });
  await condition(() => notes.length > 3);
  notes = await price(notes);
  return notes;
}
      `,
      errors: [lost('argument', 'history', 9, 11, 3), lost('stale', 'history', 12, 12, 3), lost('argument', 'notes', 17, 17, 3)],
    },
  ],
});
