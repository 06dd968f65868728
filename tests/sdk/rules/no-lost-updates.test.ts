import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSandbox, type Run, type Sandbox } from '../oracle.ts';

const workflow = (handler: string, state = 'let total = 0;') => `
import { condition, defineSignal, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
const { bookkeep, open } = proxyActivities<any>({ startToCloseTimeout: '1m' });
export async function wf(): Promise<any> {
  ${state}
  let done = 0;
  setHandler(defineSignal<[number]>('deposit'), async (n) => { ${handler}; done++; });
  await condition(() => done === 2);
  return total;
}
`;

const LOCK = `let total = 0, busy = false;`;

let sandbox: Sandbox;
let runs: Record<string, Run>;
beforeAll(async () => {
  sandbox = await openSandbox();
  runs = await sandbox.runAll(
    {
      'through a constant': workflow(`const before = total; await bookkeep(n); total = before + n`),
      'in one expression': workflow(`total = total + (await bookkeep(n))`),
      'by +=': workflow(`total += await bookkeep(n)`),
      'by a spread': workflow(`state = { ...state, [n]: await bookkeep(n) }; total = Object.keys(state).length`, `let total = 0; let state: any = {};`),
      'after a test': workflow(`if (!session) session = await open()`, `let total = 0; let session: any; void total;`),
      'read afterwards': workflow(`const more = await bookkeep(n); total += more`),
      'one at a time': workflow(`while (busy) await condition(() => !busy); busy = true; total += await bookkeep(n); busy = false`, LOCK),
      'all wake up together': workflow(
        `await condition(() => go); if (busy) total++; busy = true`,
        `let total = 0, busy = false, go = false; void sleep(5000).then(() => { go = true; });`,
      ),
    },
    {
      scenario: {
        activities: { bookkeep: ({ args }: { args: readonly unknown[] }) => ({ ok: args[0], after: 60_000 }), open: { ok: 'session', after: 60_000 } },
        signals: [{ name: 'deposit', args: [5], afterTask: 1 }, { name: 'deposit', args: [7], afterTask: 1 }],
      },
    },
  );
});
afterAll(() => sandbox.close());

it('loses one of two deposits', () => {
  for (const name of ['through a constant', 'in one expression', 'by +=']) {
    expect(runs[name], name).toMatchObject({ status: 'completed', result: 7, replayError: null });
  }
  expect(runs['by a spread']?.result).toBe(1);
});

it('acts twice on one test', () => {
  expect(runs['after a test']?.commands.flat().filter((kind) => kind === 'SCHEDULE_ACTIVITY_TASK')).toHaveLength(2);
});

it('keeps both where they are read after the await, or come one at a time', () => {
  expect(runs['read afterwards']?.result).toBe(12);
  expect(runs['one at a time']?.result).toBe(12);
});

it('wakes up everybody who waits for a condition, so that a lock has to look again', () => {
  expect(runs['all wake up together']?.result).toBe(1);
});

it('loses what branches add beside each other', async () => {
  const run = await sandbox.run(`
import { proxyActivities } from '@temporalio/workflow';
const { price } = proxyActivities<any>({ startToCloseTimeout: '1m' });
export async function wf(): Promise<any> {
  let total = 0;
  await Promise.all([1, 2, 3].map(async (n) => { total += await price(n); }));
  return total;
}`, { scenario: { activities: { price: ({ args }: { args: readonly unknown[] }) => args[0] } } });
  expect(run.result).toBe(3);
});

const chat = (body: string) => `
import { condition, defineSignal, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
const { answer, load } = proxyActivities<any>({ startToCloseTimeout: '1m' });
export async function wf(): Promise<any> {
  let note: string | null = null, queue: string[] = [], cursor: string | undefined;
  const answered: string[] = [];
  setHandler(defineSignal<[string]>('say'), (text) => { note = text; queue.push(text); cursor = text; });
  ${body}
}
`;
/** Two rounds of an hour at most, each for what is there. */
const rounds = (body: string) =>
  chat(`for (let n = 0; n < 2; n++) { await condition(() => note !== null || queue.length > 0, '1h'); ${body} } return answered;`);

it('loses what a message sets while the workflow works on the one before', async () => {
  const found = await sandbox.runAll(
    {
      'cleared behind the wait': rounds(`if (note) { answered.push(await answer(note)); note = null; queue = []; }`),
      'an array': rounds(`note = null; if (queue.length > 0) { answered.push(...(await Promise.all(queue.map((one) => answer(one))))); queue = []; }`),
      'by its length': rounds(`note = null; if (queue.length > 0) { const [one] = queue; answered.push(await answer(one)); queue.length = 0; }`),
      'behind a condition': chat(`await condition(() => note !== null); answered.push(await answer(note)); note = null; await condition(() => note !== null, '1h'); return [...answered, note];`),
      'copied and cleared first': rounds(`if (note) { const text = note; note = null; queue = []; answered.push(await answer(text)); }`),
      'cleared where it is the same': rounds(`if (note) { const text = note; queue = []; answered.push(await answer(text)); if (note === text) note = null; }`),
      'one by one': rounds(`note = null; for (const one of queue) answered.push(await answer(one)); queue = [];`),
      'collected for some time': rounds(`if (note) { await sleep(90_000); note = null; answered.push(...queue); queue = []; }`),
      filled: chat(`if (!cursor) { cursor = await load(); } return cursor;`),
      'filled where there is nothing': chat(`if (!cursor) { const loaded = await load(); cursor ??= loaded; } return cursor;`),
    },
    {
      scenario: {
        activities: { answer: ({ args }: { args: readonly unknown[] }) => ({ ok: args[0], after: 60_000 }), load: { ok: 'loaded', after: 60_000 } },
        signals: [{ name: 'say', args: ['a'], afterTask: 1 }, { name: 'say', args: ['b'], afterTask: 2 }],
      },
    },
  );
  const results = Object.fromEntries(Object.entries(found).map(([name, run]) => [name, run.status === 'completed' ? run.result : run]));
  expect(results).toEqual({
    'cleared behind the wait': ['a'],
    'an array': ['a'],
    'by its length': ['a'],
    'behind a condition': ['a', null],
    'copied and cleared first': ['a', 'b'],
    'cleared where it is the same': ['a', 'b'],
    'one by one': ['a', 'b'],
    'collected for some time': ['a', 'b'],
    filled: 'loaded',
    'filled where there is nothing': 'b',
  });
});

it('lets two updates through a validator that tests what their handler sets behind an await', async () => {
  const game = (handler: string) => `
import { condition, defineUpdate, proxyActivities, setHandler } from '@temporalio/workflow';
const { deal } = proxyActivities<any>({ startToCloseTimeout: '1m' });
export async function wf(): Promise<any> {
  let round: any;
  const dealt: number[] = [];
  setHandler(defineUpdate<void, [number]>('start'), async (n) => { ${handler}; dealt.push(n); }, { validator: () => { if (round) throw new Error('busy'); } });
  await condition(() => dealt.length === 2, '1h');
  return dealt;
}
`;
  const updates = [{ name: 'start', args: [1], afterTask: 1 }, { name: 'start', args: [2], afterTask: 2 }];
  const found = await sandbox.runAll(
    { late: game(`await deal(); round = { n }`), first: game(`round = { n }; await deal()`) },
    { scenario: { activities: { deal: { after: 60_000 } }, updates } },
  );
  expect(found.late).toMatchObject({ result: [1, 2], rejectedUpdates: [] });
  expect(found.first).toMatchObject({ result: [1], rejectedUpdates: [{ message: 'busy' }] });
});
