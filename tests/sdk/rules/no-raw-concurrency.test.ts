import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOST_SCHEDULERS } from '../../../src/temporal/globals.ts';
import { openSandbox, type Run, type Sandbox } from '../oracle.ts';

/** A program whose workflow has this body. */
const workflow = (body: string) => `
import { CancellationScope, proxyActivities, sleep } from '@temporalio/workflow';
const { charge, log } = proxyActivities<any>({ startToCloseTimeout: '1m', retry: { maximumAttempts: 1 } });
async function pay() { await charge(); await log(); }
export async function wf(): Promise<any> { ${body} }
`;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

describe('work that nobody waits for', () => {
  let succeeding: Record<string, Run>;
  let failing: Record<string, Run>;
  beforeAll(async () => {
    const programs = {
      call: workflow(`void pay(); return 'done';`),
      function: workflow(`(async () => { await charge(); await log(); })(); return 'done';`),
      forEach: workflow(`[1].forEach(async () => { await charge(); await log(); }); return 'done';`),
      scope: workflow(`CancellationScope.nonCancellable(pay); return 'done';`),
      awaited: workflow(`await pay(); return 'done';`),
      'awaited map': workflow(`await Promise.all([1].map(async () => { await charge(); await log(); })); return 'done';`),
    };
    succeeding = await sandbox.runAll(programs);
    const later = Object.fromEntries(
      Object.entries(programs).map(([name, program]) => [name, program.replace(`return 'done'`, `await sleep(60_000); return 'done'`)]),
    );
    failing = await sandbox.runAll(
      {
        ...later,
        timer: workflow(`setTimeout(async () => { await charge(); }, 1000); await sleep(60_000);`),
        handled: workflow(`pay().catch(() => {}); await sleep(60_000); return 'done';`),
        executor: workflow(`
          try {
            await new Promise<void>(async (resolve) => { await charge(); resolve(); });
          } catch { return 'caught'; }`),
        'caught in a function': workflow(`try { await charge(); } catch { return 'caught'; }`),
      },
      { scenario: { activities: { charge: { fail: { message: 'declined' } } } } },
    );
  });

  it('is cut off when the workflow completes', () => {
    for (const name of ['call', 'function', 'forEach', 'scope']) {
      expect(succeeding[name]?.commands, name).toEqual([['SCHEDULE_ACTIVITY_TASK', 'COMPLETE_WORKFLOW_EXECUTION']]);
    }
    for (const name of ['awaited', 'awaited map']) {
      expect(succeeding[name]?.commands, name).toEqual([
        ['SCHEDULE_ACTIVITY_TASK'],
        ['SCHEDULE_ACTIVITY_TASK'],
        ['COMPLETE_WORKFLOW_EXECUTION'],
      ]);
    }
  });

  it('fails the workflow task when it fails', () => {
    for (const name of ['call', 'function', 'forEach', 'scope', 'timer']) {
      expect(failing[name]?.status, name).toBe('task-failed');
      expect(failing[name]?.taskFailures[0]?.message, name).toContain('Unhandled Promise rejection: ActivityFailure');
    }
    for (const name of ['awaited', 'awaited map']) expect(failing[name]?.status, name).toBe('failed');
    expect(failing['handled']).toMatchObject({ status: 'completed', result: 'done' });
  });

  it('fails the workflow task where an async executor throws, and does not reject', () => {
    expect(failing['executor']?.taskFailures[0]?.message).toContain('Unhandled Promise rejection: ActivityFailure');
    expect(failing['caught in a function']).toMatchObject({ status: 'completed', result: 'caught' });
  });
});

it('hangs on a timer in a promise when the workflow is cancelled, and not on sleep', async () => {
  const runs = await sandbox.runAll(
    {
      promised: workflow(`await new Promise((resolve) => setTimeout(resolve, 60_000)); return 'done';`),
      slept: workflow(`await sleep(60_000); return 'done';`),
    },
    { scenario: { cancel: { afterTask: 1 } } },
  );
  expect(runs['promised']).toMatchObject({ status: 'blocked', commands: [['START_TIMER'], ['CANCEL_TIMER']] });
  expect(runs['slept']?.status).toBe('cancelled');
});

it('replays a timer in a promise with sleep in its place, unless another branch runs beside it', async () => {
  const promised = `await new Promise((resolve) => setTimeout(resolve, 1000));`;
  const beside = (wait: string) =>
    workflow(`await Promise.all([(async () => { ${promised} await charge(); })(), (async () => { ${wait} await log(); })()]);`);
  const { alone, together } = await sandbox.judgeAll({
    alone: { v1: workflow(`${promised} await charge();`), v2: workflow(`await sleep(1000); await charge();`) },
    together: { v1: beside(promised), v2: beside(`await sleep(1000);`) },
  });
  expect(alone?.verdict).toBe('safe');
  expect(together?.verdict).toBe('breaks');
});

it('breaks running executions where an await is added, as the suggestion says', async () => {
  const after = `await sleep(500); await log();`;
  const { verdict } = await sandbox.judge({
    v1: workflow(`[1].forEach(async () => { await charge(); }); ${after}`),
    v2: workflow(`await Promise.all([1].map(async () => { await charge(); })); ${after}`),
  });
  expect(verdict).toBe('breaks');
});

it('has none of the schedulers of the host', async () => {
  const names = [...HOST_SCHEDULERS];
  const runs = await sandbox.runAll(
    Object.fromEntries(
      names.flatMap((name) => [
        [name, workflow(`${name}(() => {}, 1);`)],
        [`typeof ${name}`, workflow(`return typeof ${name.split('.')[0]};`)],
      ]),
    ),
  );
  for (const name of names) {
    expect(runs[name]?.taskFailures[0]?.message).toBe(`${name.split('.')[0]} is not defined`);
    expect(runs[`typeof ${name}`]?.result).toBe('undefined');
  }
});
