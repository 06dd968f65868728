import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Judgement, openSandbox, type Pair, type Run, type Sandbox } from './oracle.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

/** A program whose workflow has this body; `a`, `b` and `c` are activities. */
const workflow = (body: string) => `
import * as temporal from '@temporalio/workflow';
const { condition, defineQuery, defineSignal, defineUpdate, patched, setHandler, sleep } = temporal;
const { a, b, c } = temporal.proxyActivities<any>({ startToCloseTimeout: '1m' });
export async function wf(...args: any[]): Promise<any> { ${body} }
`;

describe('bundle', () => {
  it('gives the files that the bundler takes in, type-only imports not among them', async () => {
    const { error, modules } = await sandbox.bundle({
      'workflows.ts': `
import type { A } from './types';
import { b } from './lib/b.js';
import { p } from 'some-package';
export async function wf(a: A) { return b + p; }
`,
      'types.ts': `import 'fs'; export interface A {}`,
      'lib/b.ts': `export const b = 1;`,
      'node_modules/some-package/index.js': `exports.p = 2;`,
    });
    expect(error).toBeNull();
    expect(modules).toEqual(['lib/b.ts', 'node_modules/some-package/index.js', 'workflows.ts']);
  });

  it('gives what the bundler says', async () => {
    const { error } = await sandbox.bundle(`import { readFileSync } from 'fs'; export async function wf() { readFileSync('x'); }`);
    expect(error).toContain(`importing the following disallowed modules:\n  - 'fs'`);
  });

  it('takes options', async () => {
    const program = `import { readFileSync } from 'fs'; export async function wf() { return typeof readFileSync; }`;
    expect(await sandbox.bundle(program, { ignoreModules: ['fs'] })).toMatchObject({ error: null });
  });
});

describe('run', () => {
  let runs: Record<string, Run>;
  beforeAll(async () => {
    runs = await sandbox.runAll({
      completes: workflow(`return [await a(), await b(), await a()];`),
      timer: workflow(`const before = Date.now(); await sleep('1 day'); return Date.now() - before > 24 * 3600 * 1000;`),
      'fails the task': workflow(`await a(); throw new TypeError('plain');`),
      'fails the workflow': workflow(`throw temporal.ApplicationFailure.nonRetryable('declined', 'CardError');`),
      'stands still': workflow(`await condition(() => false);`),
      'rejects unheard': workflow(`void Promise.reject(new Error('lost')); await sleep(1);`),
      'is missing': `export async function other() {}`,
      'reads the real clock': workflow(`await sleep(1 + (new Date().constructor as any).now() % 1000); await a({ id: 1 });
        return temporal.executeChild('child', { workflowId: String(temporal.workflowInfo().unsafe.now()) });`),
    });
  });

  it('goes to the end', () => {
    expect(runs['completes']).toMatchObject({
      status: 'completed',
      error: null,
      result: ['a:1', 'b:1', 'a:2'],
      commands: [...Array<string[]>(3).fill(['SCHEDULE_ACTIVITY_TASK']), ['COMPLETE_WORKFLOW_EXECUTION']],
      taskFailures: [],
      replayError: null,
    });
    expect(runs['timer']).toMatchObject({ result: true, commands: [['START_TIMER'], ['COMPLETE_WORKFLOW_EXECUTION']] });
    expect(runs['stands still']).toMatchObject({ status: 'blocked', commands: [[]] });
  });

  it('keeps the commands as they were sent', () => {
    const scheduled = runs['completes']?.history.events?.flatMap((event) => event.activityTaskScheduledEventAttributes ?? []);
    expect(scheduled?.map(({ activityType }) => activityType?.name)).toEqual(['a', 'b', 'a']);
    expect(Number(scheduled?.[0]?.startToCloseTimeout?.seconds)).toBe(60);
  });

  it('tells a failed task from a failed workflow', () => {
    expect(runs['fails the task']).toMatchObject({
      status: 'task-failed',
      taskFailures: [{ task: 2, cause: 'WORKFLOW_WORKER_UNHANDLED_FAILURE', message: 'plain' }],
      failure: null,
    });
    expect(runs['fails the workflow']).toMatchObject({ status: 'failed', failure: 'CardError: declined', taskFailures: [] });
    expect(runs['rejects unheard']?.taskFailures[0]?.message).toMatch(/^Unhandled Promise rejection: Error: lost/);
    expect(runs['is missing']?.taskFailures[0]?.message).toContain('no such function is exported by the workflow bundle');
  });

  it('tells what keeps a program from running, and runs the others of its bundle', async () => {
    const { good, unbundled, stopping } = await sandbox.runAll({
      good: workflow(`return 1;`),
      unbundled: `import 'fs'; export async function wf() {}`,
      stopping: { 'workflows.ts': `export const wf = () => import('./m');`, 'm.ts': `export {};` },
    });
    expect(good).toMatchObject({ status: 'completed', result: 1 });
    expect(unbundled).toMatchObject({ status: 'not-bundled', error: expect.stringContaining(`- 'fs'`) as string });
    expect(stopping).toMatchObject({
      status: 'worker-not-started',
      error: expect.stringContaining('Automatic publicPath is not supported') as string,
    });
  });

  it('replays on its own history', () => {
    expect(runs['reads the real clock']).toMatchObject({
      status: 'completed',
      replayError: expect.stringContaining('child workflow id') as string,
    });
  });

  it('draws the same random numbers every time', async () => {
    const program = workflow(`return [Math.random(), temporal.uuid4()];`);
    const [first, second] = [await sandbox.run(program), await sandbox.run(program)];
    expect(first.result).toEqual(second.result);
  });

  it('has messages, scripted outcomes and answers', async () => {
    const run = await sandbox.run(
      workflow(`
        let seen = 0;
        setHandler(defineSignal<[number]>('add'), (n) => { seen += n; });
        setHandler(defineUpdate<number, [number]>('set'), (n) => (seen = n), { validator: (n) => { if (n < 0) throw new Error('negative'); } });
        setHandler(defineQuery<number>('seen'), () => seen);
        const outcome = await Promise.allSettled([a(...args), b(), temporal.executeChild('kid', { workflowId: 'kid' })]);
        await condition(() => false);
        return outcome;
      `),
      {
        scenario: {
          args: [1, 'two'],
          activities: { a: ({ args, call }: { args: unknown[]; call: number }) => [...args, call], b: { fail: 'no', after: 5 } },
          children: { kid: { never: true } },
          signals: [{ name: 'add', args: [2], afterTask: 1 }],
          updates: [
            { name: 'set', args: [-1], afterTask: 2 },
            { name: 'set', id: 'good', args: [7], afterTask: 2, delay: 2 },
          ],
          queries: [{ name: 'seen', afterTask: 1, delay: 3000 }],
          openQueries: [{ name: 'seen' }],
          cancel: { at: 100_000 },
        },
      },
    );
    expect(run).toMatchObject({
      status: 'cancelled',
      rejectedUpdates: [{ message: 'negative' }],
      queries: [{ name: 'seen', answer: 7, error: null }],
    });
    const update = run.history.events?.flatMap((event) => event.workflowExecutionUpdateCompletedEventAttributes ?? []);
    expect(update?.map(({ meta }) => meta?.updateId)).toEqual(['good']);
  });

  it('sends queries to an execution that stands still, also one that shuts its Worker down', async () => {
    const query = (body: string) => workflow(`setHandler(defineQuery<any>('q'), () => { ${body} }); await condition(() => false);`);
    const { plain, command, after } = await sandbox.runAll(
      { plain: query(`return 5;`), command: query(`void sleep(1); return 5;`), after: query(`throw new Error('no');`) },
      { scenario: { openQueries: [{ name: 'q' }] } },
    );
    expect(plain?.openQueries).toEqual([{ name: 'q', answer: 5, error: null, workerState: 'RUNNING' }]);
    expect(command?.openQueries).toEqual([{ name: 'q', answer: undefined, error: null, workerState: 'DRAINING' }]);
    expect(after?.openQueries).toEqual([{ name: 'q', answer: undefined, error: 'no', workerState: 'RUNNING' }]);
  });

  it('runs local activities', async () => {
    const own = await openSandbox({ localActivities: { twice: (n: number) => Promise.resolve(2 * n) } });
    const { result } = await own.run(`
import { proxyLocalActivities } from '@temporalio/workflow';
const { twice } = proxyLocalActivities<any>({ startToCloseTimeout: '1m' });
export const wf = async () => twice(4);
`);
    await own.close();
    expect(result).toBe(8);
  });
});

describe('hosts', () => {
  it('shows what depends on the host', async () => {
    const program = workflow(`await a.executeWithOptions({ activityId: String(new Date(0).getHours()) }, []); return (1.5).toLocaleString();`);
    const utc = { TZ: 'UTC', LC_ALL: 'en_US.UTF-8' };
    const tokyo = { TZ: 'Asia/Tokyo', LC_ALL: 'de_DE.UTF-8' };
    const { history, result } = await sandbox.run(program, { host: utc });
    expect(result).toBe('1.5');
    expect(await sandbox.replay(history, program, { host: utc })).toEqual({ verdict: 'OK', message: null });
    expect(await sandbox.replay(history, program, { host: tokyo })).toEqual({
      verdict: 'NDE',
      message: expect.stringContaining(`Activity id of scheduled event '0' does not match activity id of activity command '9'`) as string,
    });
    expect(await sandbox.run(program, { host: tokyo })).toMatchObject({ result: '1,5' });
  });

  it('shows what depends on the folder that the bundle was made in', async () => {
    const program = workflow(`await a.executeWithOptions({ activityId: new Error().stack!.split('\\n')[1]! }, []);`);
    const { history } = await sandbox.run(program);
    expect(await sandbox.replay(history, program)).toMatchObject({ verdict: 'OK' });
    expect(await sandbox.replay(history, program, { rebundle: true })).toMatchObject({ verdict: 'NDE' });
  });
});

describe('judge', () => {
  const AB = workflow(`await a(); await b(); return 1;`);
  const update = workflow(`setHandler(defineUpdate<number, [number]>('u'), (x) => x); await a(); await b(); return 1;`);
  const cases: Record<string, Pair & { verdict: string; breaksBeforeTask?: number; message?: RegExp; closed?: string }> = {
    same: { v1: AB, v2: AB, verdict: 'safe', closed: 'OK' },
    reordered: {
      v1: AB,
      v2: workflow(`await b(); await a(); return 1;`),
      verdict: 'breaks',
      breaksBeforeTask: 2,
      message: /Activity type of scheduled event 'a' does not match activity type of activity command 'b'/,
    },
    'inserted in the middle': {
      v1: AB,
      v2: workflow(`await a(); await c(); await b(); return 1;`),
      verdict: 'breaks',
      breaksBeforeTask: 3,
    },
    'inserted at the end': { v1: AB, v2: workflow(`await a(); await b(); await c(); return 1;`), verdict: 'safe', closed: 'NDE' },
    guarded: { v1: AB, v2: workflow(`await a(); if (patched('x')) await c(); await b(); return 1;`), verdict: 'safe' },
    'a plain error': {
      v1: AB,
      v2: workflow(`await a(); await b(); throw new Error('plain');`),
      verdict: 'task-failure',
      breaksBeforeTask: 2,
      message: /plain/,
    },
    'an update without its handler': {
      v1: update,
      v2: AB,
      scenarios: [{ updates: [{ name: 'u', args: [1], afterTask: 1 }] }],
      verdict: 'breaks',
      breaksBeforeTask: 3,
      message: /WorkflowExecutionUpdateAccepted/,
    },
  };
  let judgements: Record<string, Judgement>;
  beforeAll(async () => {
    judgements = await sandbox.judgeAll(cases);
  });

  it.each(Object.entries(cases))('%s', (name, { verdict, breaksBeforeTask = null, message, closed }) => {
    const judgement = judgements[name]!;
    expect(judgement).toMatchObject({ verdict, breaksBeforeTask });
    if (message) expect(judgement.message).toMatch(message);
    else if (verdict === 'safe') expect(judgement.message).toBeNull();
    if (closed) expect(judgement.scenarios[0]?.closed?.verdict).toBe(closed);
  });

  it('tells an edit that cannot be bundled', async () => {
    const judgement = await sandbox.judge({ v1: AB, v2: `import 'fs'; export async function wf() {}` });
    expect(judgement).toMatchObject({ verdict: 'bundle-error', message: expect.stringContaining(`- 'fs'`) as string });
  });

  it('refuses a pair whose first version does not replay', async () => {
    const v1 = workflow(`await a.executeWithOptions({ activityId: String((new Date().constructor as any).now()) }, []);`);
    await expect(sandbox.judge({ v1, v2: AB })).rejects.toThrow('does not replay on its own history');
  });
});
