import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLAIN_SDK_ERRORS } from '../../../src/temporal/failures.ts';
import { openSandbox, type Run, type Sandbox } from '../oracle.ts';

const program = (body: string, rest = '') => `
import * as workflow from '@temporalio/workflow';
const { ApplicationFailure, defineUpdate, setHandler, sleep } = workflow;
const { charge } = workflow.proxyActivities<any>({ startToCloseTimeout: '1m', retry: { maximumAttempts: 1 } });
class Declined extends Error {}
class CardDeclined extends Declined {}
export async function wf(): Promise<any> { ${body} }
${rest}
`;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

describe('what a workflow throws', () => {
  let runs: Record<string, Run>;
  const sdkErrors = Object.keys(PLAIN_SDK_ERRORS);
  beforeAll(async () => {
    runs = await sandbox.runAll({
      error: program(`throw new Error('negative');`),
      range: program(`throw new RangeError('too much');`),
      text: program(`throw 'a text';`),
      subclass: program(`throw new CardDeclined('declined');`),
      cause: program(`try { throw ApplicationFailure.create({}); } catch (cause) { throw new Error('outer', { cause }); }`),
      'thrown again': program(`try { throw new Error('declined'); } catch (error) { await charge(); throw error; }`),
      failure: program(`throw ApplicationFailure.nonRetryable('negative', 'RangeError');`),
      'failure type': program(`throw new CardDeclined('x');`, `workflow.setWorkflowOptions({ failureExceptionTypes: [Declined] }, wf);`),
      'other failure type': program(`throw new Error('x');`, `workflow.setWorkflowOptions({ failureExceptionTypes: [Declined] }, wf);`),
      'any failure type': program(`throw new RangeError('x');`, `workflow.setWorkflowOptions(() => ({ failureExceptionTypes: [Error] }), wf);`),
      'defined failure type': program(
        `throw new CardDeclined('x');`,
        `workflow.defineWorkflowOptions(wf, { workflowDefinitionOptions: { failureExceptionTypes: [Declined] } });`,
      ),
      ...Object.fromEntries(sdkErrors.map((name) => [name, program(`throw Object.assign(Object.create(workflow.${name}.prototype), { message: 'of the SDK' });`)])),
    });
  });

  it('fails the task after its compensation has run: thrown again', () => {
    expect(runs['thrown again']?.status).toBe('task-failed');
    expect(runs['thrown again']?.taskFailures[0]?.cause).toBe('WORKFLOW_WORKER_UNHANDLED_FAILURE');
  });

  it.each(['error', 'range', 'text', 'subclass', 'cause', 'other failure type'])('fails the task: %s', (name) => {
    expect(runs[name]).toMatchObject({ status: 'task-failed', failure: null, commands: [] });
    expect(runs[name]?.taskFailures[0]?.cause).toBe('WORKFLOW_WORKER_UNHANDLED_FAILURE');
  });

  it.each(sdkErrors)('fails the task, by an error of the SDK that is no failure: %s', (name) => {
    expect(runs[name]?.status).toBe('task-failed');
  });

  it.each(['failure', 'failure type', 'any failure type', 'defined failure type'])('fails the workflow: %s', (name) => {
    expect(runs[name]?.status).toBe('failed');
  });
});

it('fails the task, or the update, by what an update handler throws', async () => {
  const updates = { updates: [{ name: 'change', afterTask: 1 }] };
  const handler = (thrown: string) => program(`setHandler(defineUpdate('change'), async () => { throw ${thrown}; }); await sleep(60_000); return 'done';`);
  const runs = await sandbox.runAll(
    { plain: handler(`new Error('no')`), failure: handler(`ApplicationFailure.create({ message: 'no' })`) },
    { scenario: updates },
  );
  expect(runs['plain']?.status).toBe('task-failed');
  expect(runs['failure']).toMatchObject({ status: 'completed', result: 'done' });
});

it('throws the failure of an activity or a child as the cause of its own', async () => {
  const tests = `return { itself: error instanceof workflow.ApplicationFailure, cause: error.cause instanceof workflow.ApplicationFailure, type: error.name };`;
  const runs = await sandbox.runAll(
    {
      activity: program(`try { await charge(); } catch (error: any) { ${tests} }`),
      child: program(`try { await workflow.executeChild('ship'); } catch (error: any) { ${tests} }`),
    },
    { scenario: { activities: { charge: { fail: 'declined' } }, children: { ship: { fail: 'lost' } } } },
  );
  expect(runs['activity']?.result).toEqual({ itself: false, cause: true, type: 'ActivityFailure' });
  expect(runs['child']?.result).toEqual({ itself: false, cause: true, type: 'ChildWorkflowFailure' });
});
