import rule from '../../src/rules/no-lost-updates.ts';
import { RuleTester } from '../rule-tester.ts';

const ruleTester = new RuleTester();

const HEAD = `
import { condition, defineSignal, defineUpdate, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
const { price, reserve } = proxyActivities({ startToCloseTimeout: '1 minute' });
const add = defineUpdate<number, [number]>('add');
const go = defineSignal<[number]>('go');
`;

const lost = (messageId: 'stale' | 'unchecked', name: string, read: number, line: number, column: number) => ({
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
        lost('stale', 'total', 18, 18, 47),
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
        lost('stale', 'history', 12, 12, 3),
        lost('stale', 'sum', 14, 14, 45),
      ],
    },
  ],
});
