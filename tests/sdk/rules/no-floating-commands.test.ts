import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSandbox, type Run, type Sandbox } from '../oracle.ts';

/** A program whose workflow has this body. */
const workflow = (body: string) => `
import { CancellationScope, condition, continueAsNew, executeChild, getExternalWorkflowHandle, proxyActivities, sleep } from '@temporalio/workflow';
const { charge, refund } = proxyActivities<any>({ startToCloseTimeout: '1m', retry: { maximumAttempts: 1 } });
export async function wf(again = true): Promise<any> { ${body} }
`;

const FAILS = { fail: { message: 'declined' } } as const;

let sandbox: Sandbox;
let runs: Record<string, Run>;
beforeAll(async () => {
  sandbox = await openSandbox();
  runs = await sandbox.runAll(
    {
      activity: workflow(`void charge();`),
      child: workflow(`executeChild('ship');`),
      signal: workflow(`getExternalWorkflowHandle('other').signal('go');`),
      together: workflow(`Promise.all([refund(), sleep(1)]);`),
      timer: workflow(`const before = Date.now(); sleep(1000); return Date.now() - before;`),
      condition: workflow(`let done = false; condition(() => done); return 'went on';`),
      'failing activity': workflow(`charge(); await sleep(10_000);`),
      'failing chain': workflow(`charge().then(() => {}); await sleep(10_000);`),
      'handled failure': workflow(`charge().catch(() => {}); await sleep(10_000);`),
      'stored failure': workflow(`const pending = charge(); try { await pending; } catch { return 'caught'; }`),
      'continue as new': workflow(`continueAsNew(false); await sleep(1);`),
      'awaited continue as new': workflow(`if (again) await continueAsNew(false);`),
      awaited: workflow(`await refund(); await sleep(1000);`),
    },
    { scenario: { activities: { charge: FAILS } } },
  );
});
afterAll(() => sandbox.close());

it('completes the workflow with the command still pending', () => {
  expect(runs['activity']).toMatchObject({
    status: 'completed',
    commands: [['SCHEDULE_ACTIVITY_TASK', 'COMPLETE_WORKFLOW_EXECUTION']],
  });
  expect(runs['child']?.commands).toEqual([['START_CHILD_WORKFLOW_EXECUTION', 'COMPLETE_WORKFLOW_EXECUTION']]);
  expect(runs['signal']?.commands).toEqual([['SIGNAL_EXTERNAL_WORKFLOW_EXECUTION', 'COMPLETE_WORKFLOW_EXECUTION']]);
  expect(runs['together']?.commands).toEqual([['SCHEDULE_ACTIVITY_TASK', 'START_TIMER', 'COMPLETE_WORKFLOW_EXECUTION']]);
});

it('goes on at once behind a timer and a condition', () => {
  expect(runs['timer']).toMatchObject({ result: 0, commands: [['START_TIMER', 'COMPLETE_WORKFLOW_EXECUTION']] });
  expect(runs['condition']).toMatchObject({ result: 'went on' });
});

it('fails the workflow task where the command fails', () => {
  for (const name of ['failing activity', 'failing chain']) {
    expect(runs[name]?.status, name).toBe('task-failed');
    expect(runs[name]?.taskFailures[0]?.message).toContain('Unhandled Promise rejection: ActivityFailure');
  }
  expect(runs['handled failure']).toMatchObject({ status: 'completed', taskFailures: [] });
  expect(runs['stored failure']).toMatchObject({ status: 'completed', result: 'caught' });
});

it('fails the workflow task where nobody waits for continueAsNew', () => {
  expect(runs['continue as new']?.status).toBe('task-failed');
  expect(runs['continue as new']?.taskFailures[0]?.message).toContain('Unhandled Promise rejection: ContinueAsNew');
  expect(runs['awaited continue as new']?.status).toBe('continued-as-new');
});

it('fails the workflow task where the scope of a chained timer or condition is cancelled', async () => {
  const goesOn = `await CancellationScope.nonCancellable(() => sleep(5000)); return 'done';`;
  const cancelled = await sandbox.runAll(
    {
      timer: workflow(`sleep(60_000).then(() => {}); ${goesOn}`),
      condition: workflow(`condition(() => false).then(() => {}); ${goesOn}`),
      handled: workflow(`sleep(60_000).then(() => {}).catch(() => {}); ${goesOn}`),
    },
    { scenario: { cancel: { afterTask: 1 } } },
  );
  for (const name of ['timer', 'condition']) {
    expect(cancelled[name]?.taskFailures[0]?.message, name).toContain('Unhandled Promise rejection: CancelledFailure');
  }
  expect(cancelled['handled']).toMatchObject({ status: 'completed', result: 'done' });
});

it('waits for what is awaited', () => {
  expect(runs['awaited']).toMatchObject({
    status: 'completed',
    commands: [['SCHEDULE_ACTIVITY_TASK'], ['START_TIMER'], ['COMPLETE_WORKFLOW_EXECUTION']],
    replayError: null,
  });
});

it('breaks running executions where an await is added, as the suggestion says', async () => {
  const { verdict } = await sandbox.judge({
    v1: workflow(`charge(); await sleep(1000); await refund();`),
    v2: workflow(`await charge(); await sleep(1000); await refund();`),
    scenarios: [{ activities: { charge: { ok: 1, after: 5000 } } }],
  });
  expect(verdict).toBe('breaks');
});
