import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSandbox, type Run, type Sandbox } from '../oracle.ts';

const workflow = (handler: string, options = '') => `
import { ApplicationFailure, condition, defineSignal, setHandler, setWorkflowOptions, sleep } from '@temporalio/workflow';
class Declined extends Error {}
function check(text: string) { if (text === 'bad') throw new Error('in a helper'); }
${options}
export async function wf(): Promise<any> {
  let refused: string | undefined;
  setHandler(defineSignal<[string]>('go'), ${handler});
  await condition(() => refused !== undefined, '1 minute');
  return refused;
}
`;

let sandbox: Sandbox;
let runs: Record<string, Run>;
beforeAll(async () => {
  sandbox = await openSandbox();
  runs = await sandbox.runAll(
    {
      error: workflow(`() => { throw new Error('in a signal'); }`),
      text: workflow(`() => { throw 'in a signal'; }`),
      later: workflow(`async () => { await sleep(1); throw new Declined('in a signal'); }`),
      helper: workflow(`(text) => check(text)`),
      failure: workflow(`() => { throw ApplicationFailure.nonRetryable('in a signal'); }`),
      declared: workflow(`() => { throw new Declined('in a signal'); }`, `setWorkflowOptions({ failureExceptionTypes: [Declined] }, wf);`),
      caught: workflow(`(text) => { try { check(text); } catch (error) { refused = (error as Error).message; } }`),
    },
    { scenario: { signals: [{ name: 'go', args: ['bad'], afterTask: 1 }] } },
  );
});
afterAll(() => sandbox.close());

it('fails the workflow task, not the workflow', () => {
  for (const name of ['error', 'text', 'later', 'helper']) {
    expect(runs[name]?.status, name).toBe('task-failed');
    expect(runs[name]?.failure, name).toBeNull();
    expect(runs[name]?.taskFailures[0]?.cause, name).toContain('UNHANDLED_FAILURE');
  }
});

it('fails it again whenever it is tried', async () => {
  const run = await sandbox.run(workflow(`() => { throw new Error('in a signal'); }`), {
    scenario: { signals: [{ name: 'go', args: ['bad'], afterTask: 1 }], retryFailedTasks: 2 },
  });
  expect(run.taskFailures.map(({ message }) => message)).toEqual(['in a signal', 'in a signal', 'in a signal']);
});

it('fails the workflow by a failure, and by an error that is declared as one', () => {
  expect(runs['failure']).toMatchObject({ status: 'failed', failure: 'in a signal', taskFailures: [] });
  expect(runs['declared']).toMatchObject({ status: 'failed', failure: 'Declined: in a signal', taskFailures: [] });
});

it('goes on where the handler catches it', () => {
  expect(runs['caught']).toMatchObject({ status: 'completed', result: 'in a helper', replayError: null });
});
