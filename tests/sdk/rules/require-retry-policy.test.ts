import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSandbox, type Run, type Sandbox } from '../oracle.ts';

const workflow = (options: string) => `
import { proxyActivities } from '@temporalio/workflow';
const { charge } = proxyActivities<any>(${options});
export async function wf(): Promise<any> { return charge!(); }
`;

let sandbox: Sandbox;
let runs: Record<string, Run>;
beforeAll(async () => {
  sandbox = await openSandbox();
  runs = await sandbox.runAll({
    none: workflow(`{ startToCloseTimeout: '1m' }`),
    empty: workflow(`{ startToCloseTimeout: '1m', retry: {} }`),
    limit: workflow(`{ startToCloseTimeout: '1m', retry: { maximumAttempts: 3 } }`),
    timeout: workflow(`{ startToCloseTimeout: '1m', scheduleToCloseTimeout: '1h' }`),
  });
});
afterAll(() => sandbox.close());

const command = (name: string) =>
  runs[name]?.history.events?.find(({ activityTaskScheduledEventAttributes: event }) => event)?.activityTaskScheduledEventAttributes;

it('sends no limit of attempts where no policy, or an empty one, is set', () => {
  expect(command('none')?.retryPolicy ?? null).toBeNull();
  expect(command('empty')?.retryPolicy?.maximumAttempts ?? 0).toBe(0);
  for (const name of ['none', 'empty']) expect(Number(command(name)?.scheduleToCloseTimeout?.seconds ?? 0), name).toBe(0);
});

it('sends where retrying ends', () => {
  expect(command('limit')?.retryPolicy?.maximumAttempts).toBe(3);
  expect(Number(command('timeout')?.scheduleToCloseTimeout?.seconds)).toBe(3600);
});

it('does not break running executions where a policy is added', async () => {
  const { verdict } = await sandbox.judge({
    v1: workflow(`{ startToCloseTimeout: '1m' }`),
    v2: workflow(`{ startToCloseTimeout: '1m', retry: { maximumAttempts: 3 } }`),
  });
  expect(verdict).toBe('safe');
});
