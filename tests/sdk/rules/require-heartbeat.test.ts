import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSandbox, type Run, type Sandbox } from '../oracle.ts';

const workflow = (options: string) => `
import { proxyActivities } from '@temporalio/workflow';
const { upload } = proxyActivities<any>(${options});
export async function wf(): Promise<any> { return upload!(); }
`;

let sandbox: Sandbox;
let runs: Record<string, Run>;
beforeAll(async () => {
  sandbox = await openSandbox();
  runs = await sandbox.runAll({
    unwatched: workflow(`{ startToCloseTimeout: '1h' }`),
    watched: workflow(`{ startToCloseTimeout: '1h', heartbeatTimeout: '30s' }`),
    zero: workflow(`{ startToCloseTimeout: '1h', heartbeatTimeout: 0 }`),
  });
});
afterAll(() => sandbox.close());

const command = (name: string) =>
  runs[name]?.history.events?.find(({ activityTaskScheduledEventAttributes: event }) => event)?.activityTaskScheduledEventAttributes;

it('asks the Service to watch for heartbeats only where there is a heartbeatTimeout', () => {
  expect(Number(command('watched')?.heartbeatTimeout?.seconds)).toBe(30);
  for (const name of ['unwatched', 'zero']) expect(Number(command(name)?.heartbeatTimeout?.seconds ?? 0), name).toBe(0);
  for (const name of ['watched', 'unwatched']) expect(Number(command(name)?.startToCloseTimeout?.seconds), name).toBe(3600);
});

it('does not break running executions where the timeout is added', async () => {
  const { verdict } = await sandbox.judge({
    v1: workflow(`{ startToCloseTimeout: '1h' }`),
    v2: workflow(`{ startToCloseTimeout: '1h', heartbeatTimeout: '30s' }`),
  });
  expect(verdict).toBe('safe');
});
