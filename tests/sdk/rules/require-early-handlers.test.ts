import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSandbox, type Sandbox } from '../oracle.ts';

const workflow = (body: string) => `
import { condition, defineQuery, defineSignal, defineUpdate, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
const { load } = proxyActivities<any>({ startToCloseTimeout: '1m' });
const state = defineQuery<string>('state');
const pay = defineUpdate<number>('pay');
const go = defineSignal('go');
export async function wf(): Promise<any> {
  let signals = 0;
  ${body}
}
`;

const QUERY = `setHandler(state, () => 'here');`;
const UPDATE = `setHandler(pay, () => 1);`;
const SIGNAL = `setHandler(go, () => { signals++; });`;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

it('fails a query that arrives while the workflow waits, and answers it where the handler is set first', async () => {
  const runs = await sandbox.runAll(
    {
      late: workflow(`await load(); ${QUERY} await sleep(1000);`),
      early: workflow(`${QUERY} await load(); await sleep(1000);`),
      'behind a tick': workflow(`await Promise.resolve(); ${QUERY} await load(); await sleep(1000);`),
    },
    { scenario: { activities: { load: { ok: 1, after: 5000 } }, queries: [{ name: 'state', at: 'start' }, { name: 'state', afterTask: 2 }] } },
  );
  expect(runs['late']?.queries[0]?.error).toContain('did not register a handler for state');
  expect(runs['late']?.queries.at(-1)).toEqual({ name: 'state', answer: 'here', error: null });
  for (const name of ['early', 'behind a tick']) {
    expect(runs[name]?.queries.map(({ error }) => error), name).toEqual([null, null]);
  }
});

it('rejects an update that arrives while the workflow waits', async () => {
  const runs = await sandbox.runAll(
    {
      late: workflow(`await load(); ${UPDATE} await sleep(1000);`),
      early: workflow(`${UPDATE} await load(); await sleep(1000);`),
    },
    { scenario: { activities: { load: { ok: 1, after: 5000 } }, updates: [{ name: 'pay', at: 'start' }] } },
  );
  expect(runs['late']?.rejectedUpdates[0]?.message).toContain('No registered handler for update: pay');
  expect(runs['early']?.rejectedUpdates).toEqual([]);
});

it('keeps a signal until it has a handler', async () => {
  const run = await sandbox.run(workflow(`await load(); ${SIGNAL} await condition(() => signals > 0); return signals;`), {
    scenario: { activities: { load: { ok: 1, after: 5000 } }, signals: [{ name: 'go', at: 'start' }] },
  });
  expect(run).toMatchObject({ status: 'completed', result: 1, replayError: null });
});

it('replays updates and queries that came before the handlers were set earlier', async () => {
  const { verdict } = await sandbox.judge({
    v1: workflow(`await load(); ${QUERY} ${UPDATE} await sleep(10_000); await load();`),
    v2: workflow(`${QUERY} ${UPDATE} await load(); await sleep(10_000); await load();`),
    scenarios: [{ updates: [{ name: 'pay', at: 'start' }, { name: 'pay', afterTask: 2 }], queries: [{ name: 'state', at: 'start' }] }],
  });
  expect(verdict).toBe('safe');
});
