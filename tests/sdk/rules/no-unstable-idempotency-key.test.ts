import { randomUUID } from 'node:crypto';
import { activityInfo } from '@temporalio/activity';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSandbox, type Sandbox } from '../oracle.ts';

/** What a service has received: the idempotency key of each attempt, made in several ways. */
const received: Record<string, unknown>[] = [];

/** An activity whose answer is lost at the first attempt, after the service has done its work. */
async function charge(orderId: string): Promise<void> {
  const { activityId, attempt, scheduledTimestampMs, workflowExecution } = activityInfo();
  received.push({
    random: randomUUID(),
    clock: performance.now(),
    attempt: `${orderId}-${attempt}`,
    ids: `${workflowExecution?.workflowId}-${workflowExecution?.runId}-${activityId}`,
    firstTime: scheduledTimestampMs,
    argument: `charge-${orderId}`,
  });
  if (attempt === 1) throw new Error('the answer was lost');
  await Promise.resolve();
}

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ localActivities: { charge } });
});
afterAll(() => sandbox.close());

it('changes with every attempt, which the ids and the arguments do not', async () => {
  const run = await sandbox.run(`
import { proxyLocalActivities } from '@temporalio/workflow';
const { charge } = proxyLocalActivities<any>({ startToCloseTimeout: '1m', retry: { maximumAttempts: 2, initialInterval: 20 } });
export async function wf(): Promise<any> { await charge!('order-7'); }
`);
  expect(run.status).toBe('completed');
  expect(received).toHaveLength(2);
  const [first, second] = received;
  for (const key of ['random', 'clock', 'attempt']) expect(second?.[key], key).not.toBe(first?.[key]);
  for (const key of ['ids', 'firstTime', 'argument']) expect(second?.[key], key).toBe(first?.[key]);
});
