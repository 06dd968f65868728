import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSandbox, type Run, type Sandbox } from '../oracle.ts';

const workflow = (body: string) => `
import { continueAsNew, isCancellation, proxyActivities, sleep } from '@temporalio/workflow';
const { poll, notify } = proxyActivities<any>({ startToCloseTimeout: '1m', retry: { maximumAttempts: 1 } });
export async function wf(): Promise<any> { ${body} }
`;

let sandbox: Sandbox;
let runs: Record<string, Run>;
beforeAll(async () => {
  sandbox = await openSandbox();
  runs = await sandbox.runAll(
    {
      items: workflow(`let failed = 0; for (const id of [1, 2, 3]) { try { await poll(id); } catch { failed++; } } return failed;`),
      'thrown on': workflow(`for (const id of [1, 2, 3]) { try { await poll(id); } catch (error) { if (isCancellation(error)) throw error; } }`),
      'waits again': workflow(`for (;;) { try { await poll(); } catch {} await sleep(1000); }`),
      'next command': workflow(`try { await poll(); } catch {} await notify(); return 'done';`),
      continued: workflow(`try { await sleep(86_400_000); } catch {} await continueAsNew();`),
      'not continued': workflow(`try { await sleep(86_400_000); } catch (error) { if (isCancellation(error)) throw error; } await continueAsNew();`),
    },
    { scenario: { cancel: { afterTask: 1, delay: 1 } } },
  );
});
afterAll(() => sandbox.close());

it('fails every further turn of a loop at once, and completes the workflow', () => {
  expect(runs['items']).toMatchObject({ status: 'completed', result: 3 });
  expect(runs['items']?.commands.flat().filter((kind) => kind === 'SCHEDULE_ACTIVITY_TASK')).toHaveLength(1);
});

it('fails the workflow task where the loop never ends', async () => {
  const run = await sandbox.run(workflow(`for (;;) { try { await poll(); } catch {} }`), {
    scenario: { cancel: { afterTask: 1, delay: 1 } },
  });
  expect(run.status).toBe('task-failed');
  expect(run.taskFailures[0]?.message).toContain('timed out');
});

it('continues as new in spite of the cancellation', () => {
  expect(runs['continued']).toMatchObject({ status: 'continued-as-new' });
});

it.each(['thrown on', 'not continued'])('cancels the workflow where the error is thrown on: %s', (name) => {
  expect(runs[name]?.status).toBe('cancelled');
});

it.each(['waits again', 'next command'])('loses nothing where the next wait throws the cancellation: %s', (name) => {
  expect(runs[name]?.status).toBe('cancelled');
  expect(runs[name]?.commands.flat().filter((kind) => kind === 'SCHEDULE_ACTIVITY_TASK')).toHaveLength(1);
});
