import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSandbox, type Run, type Sandbox } from '../oracle.ts';

const workflow = (body: string, atLoad = '') => `
import { proxyActivities, proxyLocalActivities, scheduleActivity } from '@temporalio/workflow';
${atLoad}
export async function wf(): Promise<any> { ${body} }
`;

const REFUSAL = 'Required either scheduleToCloseTimeout or startToCloseTimeout';

let sandbox: Sandbox;
let runs: Record<string, Run>;
beforeAll(async () => {
  sandbox = await openSandbox();
  const timeouts = (options: string) => workflow(`return await proxyActivities<any>(${options}).charge();`);
  runs = await sandbox.runAll({
    'at load': workflow('return 1;', 'proxyActivities<any>({ retry: { maximumAttempts: 3 } });'),
    local: workflow('proxyLocalActivities<any>({}); return 1;'),
    undefined: workflow('proxyActivities<any>({ startToCloseTimeout: undefined }); return 1;'),
    scheduled: workflow(`return await scheduleActivity('charge', [], {});`),
    removed: workflow(
      `const { charge } = proxyActivities<any>({ startToCloseTimeout: '1m' });
       return await charge.executeWithOptions({ startToCloseTimeout: undefined }, []);`,
    ),
    merged: workflow(
      `const { charge } = proxyActivities<any>({ startToCloseTimeout: '1m' });
       return await charge.executeWithOptions({ retry: { maximumAttempts: 1 } }, []);`,
    ),
    right: timeouts(`{ startToCloseTimeout: '1m' }`),
    hung: timeouts(`{ scheduleToCloseTimeout: '1h' }`),
    retried: timeouts(`{ scheduleToCloseTimeout: '1h', startToCloseTimeout: '1m' }`),
  });
});
afterAll(() => sandbox.close());

it.each(['at load', 'local', 'undefined', 'scheduled', 'removed'])('fails the workflow task: %s', (name) => {
  expect(runs[name]?.status).toBe('task-failed');
  expect(runs[name]?.taskFailures[0]?.message).toContain(REFUSAL);
});

it.each(['merged', 'right'])('works with a timeout: %s', (name) => {
  expect(runs[name]).toMatchObject({ status: 'completed', result: 'charge:1', replayError: null });
});

// Which timeout ends an attempt is decided by the Service: https://docs.temporal.io/encyclopedia/detecting-activity-failures
it('sends no limit for one attempt with a schedule-to-close timeout alone', () => {
  const sent = (name: string) =>
    runs[name]?.history.events?.map((event) => event.activityTaskScheduledEventAttributes).find((attributes) => attributes != null);
  expect(sent('hung')?.startToCloseTimeout ?? null).toBeNull();
  expect(Number(sent('hung')?.scheduleToCloseTimeout?.seconds)).toBe(3600);
  expect(Number(sent('retried')?.startToCloseTimeout?.seconds)).toBe(60);
});
