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
