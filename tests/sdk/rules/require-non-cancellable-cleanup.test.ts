import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSandbox, type Run, type Sandbox } from '../oracle.ts';

const workflow = (body: string) => `
import { CancellationScope, executeChild, getExternalWorkflowHandle, isCancellation, proxyActivities, proxyLocalActivities, sleep } from '@temporalio/workflow';
const { work, release } = proxyActivities<any>({ startToCloseTimeout: '1m', retry: { maximumAttempts: 1 } });
const { count } = proxyLocalActivities<any>({ startToCloseTimeout: '1m' });
const safe = new CancellationScope({ cancellable: false });
export async function wf(): Promise<any> { ${body} }
`;

const CLEANUPS = {
  activity: 'release()',
  'local activity': 'count()',
  child: `executeChild('undo')`,
  timer: 'sleep(1)',
  signal: `getExternalWorkflowHandle('other').signal('undo')`,
};

/** Ways to undo a step in a `catch` for all errors, in the scope of the workflow. */
const COMPENSATIONS = {
  'a compensation': workflow(`try { await sleep(60_000); await work(); } catch (error) { await release(); throw error; }`),
  'a compensation whose errors are caught': workflow(
    `try { await sleep(60_000); } catch (error) { try { await release(); } catch { console.log('lost'); } throw error; }`,
  ),
  'a compensation before a return': workflow(`try { await sleep(60_000); } catch { await release(); return 'failed'; }`),
  'a list of compensations': workflow(
    `const undos = [release]; try { await sleep(60_000); } catch (error) { for (const undo of undos.reverse()) await undo(); throw error; }`,
  ),
};

let sandbox: Sandbox;
let runs: Record<string, Run>;
beforeAll(async () => {
  sandbox = await openSandbox({ localActivities: { count: () => Promise.resolve(1) } });
  const programs = Object.entries(CLEANUPS).flatMap(([name, cleanup]): [name: string, program: string][] => [
    [`${name} in finally`, workflow(`try { await sleep(60_000); } finally { await ${cleanup}; }`)],
    [`${name} in catch`, workflow(`try { await sleep(60_000); } catch (error) { if (isCancellation(error)) await ${cleanup}; throw error; }`)],
  ]);
  runs = await sandbox.runAll(
    {
      ...Object.fromEntries<string>(programs),
      ...COMPENSATIONS,
      'safe compensation': workflow(
        `try { await sleep(60_000); await work(); } catch (error) { await CancellationScope.nonCancellable(() => release()); throw error; }`,
      ),
      'catch and finally': workflow(
        `const cleanUp = async () => { await release(); };
        try { await sleep(60_000); } catch (error) { await CancellationScope.nonCancellable(() => cleanUp()); throw error; } finally { await cleanUp(); }`,
      ),
      'returned promise': workflow(`try { return sleep(60_000); } finally { await release(); }`),
      'inner scope': workflow(`try { await CancellationScope.withTimeout(90_000, () => sleep(60_000)); } finally { await release(); }`),
      nonCancellable: workflow(`try { await sleep(60_000); } finally { await CancellationScope.nonCancellable(() => release()); }`),
      'whole finally': workflow(`try { await sleep(60_000); } finally { await CancellationScope.nonCancellable(async () => { await release(); await work(); }); }`),
      'safe scope': workflow(`try { await sleep(60_000); } catch (error) { if (isCancellation(error)) await safe.run(() => release()); throw error; }`),
    },
    { scenario: { cancel: { afterTask: 1 } } },
  );
});
afterAll(() => sandbox.close());

it.each(Object.keys(CLEANUPS).flatMap((name) => [`${name} in finally`, `${name} in catch`]))('never schedules a cleanup in the cancelled scope: %s', (name) => {
  expect(runs[name]).toMatchObject({ status: 'cancelled', commands: [['START_TIMER'], ['CANCEL_TIMER', 'CANCEL_WORKFLOW_EXECUTION']] });
});

it('never schedules it behind a wait of an inner scope either', () => {
  expect(runs['inner scope']?.status).toBe('cancelled');
  expect(runs['inner scope']?.commands.flat()).not.toContain('SCHEDULE_ACTIVITY_TASK');
});

it.each(Object.keys(COMPENSATIONS))('never schedules it for all errors either, when the workflow is cancelled: %s', (name) => {
  expect(runs[name]).toMatchObject({ status: 'cancelled', commands: [['START_TIMER'], ['CANCEL_TIMER', 'CANCEL_WORKFLOW_EXECUTION']] });
});

it('schedules a compensation for another error', async () => {
  const failing = `try { await Promise.reject(new Error('no')); await sleep(1); } catch (error) { await release(); throw ApplicationFailure.nonRetryable('no'); }`;
  const run = await sandbox.run(workflow(failing).replace('{ ', '{ ApplicationFailure, '));
  expect(run).toMatchObject({ status: 'failed', commands: [['SCHEDULE_ACTIVITY_TASK'], ['FAIL_WORKFLOW_EXECUTION']] });
});

it('runs a `finally` at once where the promise is returned without `await`', () => {
  expect(runs['returned promise']?.commands[0]).toEqual(['START_TIMER', 'SCHEDULE_ACTIVITY_TASK']);
});

it.each(['nonCancellable', 'whole finally', 'safe scope', 'safe compensation', 'catch and finally'])('schedules it in a scope that is not cancelled: %s', (name) => {
  expect(runs[name]?.status).toBe('cancelled');
  expect(runs[name]?.commands[1]).toEqual(['CANCEL_TIMER', 'SCHEDULE_ACTIVITY_TASK']);
});
