import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSandbox, type Run, type Sandbox } from '../oracle.ts';

const workflow = (end: string, options = '') => `
import { allHandlersFinished, condition, continueAsNew, defineSignal, defineUpdate, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
const { reserve, release } = proxyActivities<any>({ startToCloseTimeout: '1m' });
export async function wf(again = true): Promise<any> {
  const items: string[] = [];
  let closed = false;
  setHandler(defineUpdate<string, [string]>('add'), async (item) => { await reserve(item); items.push(item); return item; }, {${options}});
  setHandler(defineSignal<[string]>('put'), async (item) => { await reserve(item); items.push(item); });
  setHandler(defineSignal('close'), () => { closed = true; });
  await condition(() => closed);
  ${end}
}
`;

const WAIT = 'await condition(allHandlersFinished);';
const CLOSE = { name: 'close', afterTask: 2 };

let sandbox: Sandbox;
let updates: Record<string, Run>;
let signals: Record<string, Run>;
beforeAll(async () => {
  sandbox = await openSandbox();
  const programs = {
    'cut off': workflow('return items;'),
    waits: workflow(`${WAIT} return items;`),
    renewed: workflow('await continueAsNew(false);'),
    'answer awaited': workflow('await allHandlersFinished(); return items;'),
    'always truthy': workflow('await condition(() => allHandlersFinished as any); return items;'),
    'waits in a function': workflow('const isOver = () => closed && allHandlersFinished(); await condition(() => isOver()); return items;'),
    'waits for state': workflow('await condition(() => items.length > 0); return items;'),
    'held promise': workflow('return items;').replaceAll('await reserve(item);', 'const started = reserve(item); await started;'),
    'late answer': workflow('await condition(() => roll !== undefined); return roll;')
      .replaceAll('await reserve(item);', 'roll = await reserve(item);')
      .replace('let closed', 'let roll: number | undefined; let closed'),
    'renewed later': workflow(`${WAIT} await continueAsNew(false);`),
  };
  const activities = { reserve: { ok: 1, after: 60_000 } };
  updates = await sandbox.runAll(programs, { scenario: { activities, updates: [{ name: 'add', args: ['a'], afterTask: 1 }], signals: [CLOSE] } });
  signals = await sandbox.runAll(programs, { scenario: { activities, signals: [{ name: 'put', args: ['a'], afterTask: 1 }, CLOSE] } });
});
afterAll(() => sandbox.close());

const completions = (run: Run) => run.history.events?.filter((event) => event.workflowExecutionUpdateCompletedEventAttributes).length;

it('ends while a handler is waiting: what it had to do is never done', () => {
  expect(signals['cut off']).toMatchObject({ status: 'completed', result: [] });
  expect(updates['cut off']).toMatchObject({ status: 'completed', result: [] });
  expect(completions(updates['cut off']!)).toBe(0);
});

it('continues as new just the same', () => {
  expect(signals['renewed']?.status).toBe('continued-as-new');
  expect(completions(updates['renewed']!)).toBe(0);
});

it('ends when the handlers have, where the workflow waits for them', () => {
  expect(signals['waits']).toMatchObject({ status: 'completed', result: ['a'], replayError: null });
  expect(updates['waits']).toMatchObject({ status: 'completed', result: ['a'], replayError: null });
  expect(completions(updates['waits']!)).toBe(1);
  expect(completions(updates['renewed later']!)).toBe(1);
});

it('is not held open by an answer that is awaited, by a condition that is always true, or by a promise that the handler holds', () => {
  for (const name of ['answer awaited', 'always truthy', 'held promise']) {
    expect(signals[name], name).toMatchObject({ status: 'completed', result: [] });
    expect(completions(updates[name]!), name).toBe(0);
  }
});

it('is held open by a predicate in a function, and by state that the handler changes behind its wait', () => {
  for (const name of ['waits in a function', 'waits for state', 'late answer']) {
    expect(signals[name], name).toMatchObject({ status: 'completed', result: name === 'late answer' ? 1 : ['a'], replayError: null });
  }
});

it('replays executions that are running with the wait that the suggestion adds', async () => {
  const { verdict } = await sandbox.judge({
    v1: workflow('await release(); return items;'),
    v2: workflow(`await release(); ${WAIT} return items;`),
    scenarios: [{ updates: [{ name: 'add', args: ['a'], afterTask: 1 }], signals: [CLOSE] }, { signals: [{ name: 'close', afterTask: 1 }] }],
  });
  expect(verdict).toBe('safe');
});
