import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Judgement, openSandbox, type Run, type Sandbox } from '../oracle.ts';

let sandbox: Sandbox;

const workflow = (body: string) => `
import { executeChild, getRandomStream, proxyActivities, uuid4, workflowInfo } from '@temporalio/workflow';
const { act } = proxyActivities<any>({ startToCloseTimeout: '1m' });
export async function wf(): Promise<unknown> { ${body} }
`;

beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

describe('one execution', () => {
  let runs: Record<string, Run>;
  beforeAll(async () => {
    runs = await sandbox.runAll({
      'Math.random': workflow(`await act.executeWithOptions({ activityId: String(Math.random()) }, []);`),
      'unsafe.random': workflow(`await act.executeWithOptions({ activityId: String(workflowInfo().unsafe.random.random()) }, []);`),
      'unsafe.random.uuid4': workflow(`await act.executeWithOptions({ activityId: workflowInfo().unsafe.random.uuid4() }, []);`),
      'a named stream': workflow(`
        const stream = getRandomStream('ids');
        await act.executeWithOptions({ activityId: String(stream.random()) + stream.uuid4() + stream.fill(new Uint8Array(4)) }, []);`),
    });
  });

  it('replays with draws of Math.random and of a named stream', () => {
    expect(runs['Math.random']).toMatchObject({ status: 'completed', replayError: null });
    expect(runs['a named stream']).toMatchObject({ status: 'completed', replayError: null });
  });

  it.each(['unsafe.random', 'unsafe.random.uuid4'])('does not replay with draws of %s', (name) => {
    expect(runs[name]?.replayError).toContain('Nondeterminism error: Activity id of scheduled event');
  });
});

describe('an edit that adds a draw', () => {
  const child = `return executeChild('kid');`;
  let judgements: Record<string, Judgement>;
  beforeAll(async () => {
    judgements = await sandbox.judgeAll({
      'from the shared stream': { v1: workflow(child), v2: workflow(`const jitter = Math.random(); ${child} void jitter;`) },
      'from a named stream': {
        v1: workflow(child),
        v2: workflow(`const jitter = getRandomStream('jitter').random(); ${child} void jitter;`),
      },
    });
  });

  it('breaks running executions through a generated child workflow id', () => {
    expect(judgements['from the shared stream']?.verdict).toBe('breaks');
    expect(judgements['from the shared stream']?.message).toContain('Child workflow id of scheduled event');
  });

  it('is safe from a named stream', () => {
    expect(judgements['from a named stream']?.verdict).toBe('safe');
  });
});
