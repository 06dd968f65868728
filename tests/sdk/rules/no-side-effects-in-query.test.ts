import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSandbox, type Run, type Sandbox } from '../oracle.ts';

const HEAD = `
import { condition, defineQuery, defineSignal, defineUpdate, executeChild, patched, proxyActivities, setHandler, sleep, uuid4 } from '@temporalio/workflow';
const { charge } = proxyActivities<any>({ startToCloseTimeout: '1m' });
const pick = () => Math.random();
const isReady = async () => false;
`;
const workflow = (body: string) => `${HEAD}export async function wf(): Promise<any> { ${body} }`;

/** A workflow that waits for a signal, with a query handler. */
const asked = (handler: string, before = '') =>
  workflow(`
    let go = false, count = 0;
    setHandler(defineSignal('go'), () => { go = true; });
    setHandler(defineQuery('q'), ${handler});
    ${before}
    await condition(() => go);
    return count;`);

/** A workflow that takes an update with a validator, and goes on afterwards. */
const checked = (validator: string, after = 'await sleep(1); return count;') =>
  workflow(`
    let count = 0, handled = false;
    setHandler(defineUpdate<number>('u'), () => { handled = true; return 1; }, { validator: ${validator} });
    await condition(() => handled);
    ${after}`);

const BRANCH = `if (count > 0) await charge(); else await sleep(5); return count;`;
const CHILD = `await executeChild('ship', { workflowId: uuid4() });`;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

it('shuts the Worker down where a query of an open execution emits a command, and refuses an async handler', async () => {
  const runs = await sandbox.runAll(
    {
      activity: asked(`() => { charge(); return 5; }`),
      'async activity': asked(`async () => await charge()`),
      helper: asked(`() => { const pause = () => sleep(1); void pause(); return 5; }`),
      plain: asked(`() => count + 5`),
      async: asked(`async () => 5`),
    },
    { scenario: { openQueries: [{ name: 'q' }] } },
  );
  for (const name of ['activity', 'async activity', 'helper']) expect(runs[name]?.openQueries[0]?.workerState, name).toBe('DRAINING');
  expect(runs['plain']?.openQueries).toEqual([{ name: 'q', answer: 5, error: null, workerState: 'RUNNING' }]);
  expect(runs['async']?.openQueries[0]?.error).toContain('Query handlers should not return a Promise');
});

it('leaves a command in history, and random draws elsewhere, where a query is answered within a task', async () => {
  const scenario = { queries: [{ name: 'q', afterTask: 1 }], signals: [{ name: 'go', afterTask: 2 }] };
  const ended = (handler: string) =>
    workflow(`
      let go = false, count = 0;
      setHandler(defineSignal('go'), () => { go = true; });
      setHandler(defineQuery('q'), ${handler});
      await sleep(1000);
      await condition(() => go);
      ${CHILD}
      ${BRANCH}`);
  const runs = await sandbox.runAll(
    {
      command: ended(`() => { void sleep(1); return 5; }`),
      draw: ended(`() => uuid4()`),
      helper: ended(`() => pick()`),
      change: ended(`() => ++count`),
      plain: ended(`() => count`),
      patch: ended(`() => patched('a')`),
    },
    { scenario },
  );
  expect(runs['command']?.replayError).toContain('Nondeterminism');
  expect(runs['draw']?.replayError).toContain('does not match child workflow id');
  expect(runs['helper']?.replayError).toContain('does not match child workflow id');
  expect(runs['change']?.replayError).toContain('Nondeterminism');
  expect(runs['patch']?.queries).toEqual([{ name: 'q', answer: false, error: null }]);
  expect(runs['plain']).toMatchObject({ status: 'completed', replayError: null });
});

it('breaks replay by what a validator does, and does not wait for one', async () => {
  const runs: Record<string, Run> = await sandbox.runAll(
    {
      command: checked(`() => { void sleep(1); }`),
      patch: checked(`() => { patched('v'); }`),
      draw: checked(`() => { uuid4(); }`, CHILD),
      change: checked(`() => { count++; }`, BRANCH),
      'accepts all': checked(`async () => { await Promise.resolve(); }`),
      rejects: checked(`async () => { throw new Error('refused'); }`),
      plain: checked(`() => { if (count > 0) throw new Error('refused'); }`, `${CHILD} ${BRANCH}`),
    },
    { scenario: { updates: [{ name: 'u', afterTask: 1 }] } },
  );
  for (const name of ['command', 'patch', 'draw', 'change']) expect(runs[name]?.replayError, name).toContain('Nondeterminism');
  expect(runs['accepts all']).toMatchObject({ status: 'completed', rejectedUpdates: [] });
  expect(runs['rejects']?.taskFailures[0]?.message).toContain('refused');
  expect(runs['plain']).toMatchObject({ status: 'completed', replayError: null });
});

it('asks a predicate whenever something arrives, and takes a promise for true', async () => {
  const waiting = (predicate: string, after = '') =>
    workflow(`
      let go = false;
      setHandler(defineSignal('go'), () => { go = true; });
      setHandler(defineSignal('other'), () => {});
      await condition(${predicate});
      ${after}
      return go;`);
  const scenario = { signals: [{ name: 'other', afterTask: 1 }, { name: 'go', afterTask: 2 }] };
  const programs = {
    async: waiting(`async () => go`),
    'async through a function': waiting(`() => isReady()`),
    command: waiting(`() => { charge(); return go; }`),
    plain: waiting(`() => go`),
    draw: waiting(`() => { Math.random(); return go; }`, `return uuid4();`),
  };
  const runs = await sandbox.runAll(programs, { scenario });
  const withoutOther = await sandbox.runAll({ draw: programs.draw }, { scenario: { signals: [{ name: 'go', afterTask: 1 }] } });
  expect(runs['async']).toMatchObject({ status: 'completed', result: false });
  expect(runs['async through a function']).toMatchObject({ status: 'completed', result: false });
  expect(runs['plain']).toMatchObject({ status: 'completed', result: true });
  const scheduled = runs['command']?.commands.flat().filter((kind) => kind === 'SCHEDULE_ACTIVITY_TASK') ?? [];
  expect(scheduled.length).toBeGreaterThan(1);
  expect(withoutOther['draw']?.result).not.toEqual(runs['draw']?.result);
});

it('answers a patch in a predicate with false at first and with true later', async () => {
  const program = (asked: string) =>
    workflow(`
      const seen = new Set<boolean>();
      let go = false;
      setHandler(defineSignal('go'), () => { go = true; });
      await condition(() => { seen.add(${asked}); return go; });
      if (seen.size > 1) throw new Error('both');
      await sleep(1000);`);
  const scenarios = [{ signals: [{ name: 'go', afterTask: 1 }] }];
  const inside = await sandbox.judge({ v1: program('false'), v2: program(`patched('a')`), scenarios });
  expect(inside).toMatchObject({ verdict: 'task-failure' });
  expect(inside.message).toContain('both');
});
