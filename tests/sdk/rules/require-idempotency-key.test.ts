import { activityInfo } from '@temporalio/activity';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSandbox, type Sandbox } from '../oracle.ts';

/** A service that does its work once for each key, and once for each call without one. */
class Service {
  readonly done: string[] = [];
  private readonly known = new Set<string>();

  charge(orderId: string, key?: string): void {
    if (key !== undefined && this.known.has(key)) return;
    if (key !== undefined) this.known.add(key);
    this.done.push(orderId);
  }
}

const service = new Service();

/** Fails at the first attempt, after the service has done its work. */
function loseFirstAnswer(): Promise<void> {
  return activityInfo().attempt === 1 ? Promise.reject(new Error('the answer was lost')) : Promise.resolve();
}

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({
    localActivities: {
      withoutKey: () => {
        service.charge('without key');
        return loseFirstAnswer();
      },
      withKey: () => {
        const { activityId, workflowExecution } = activityInfo();
        service.charge('with key', `${workflowExecution?.workflowId}-${activityId}`);
        return loseFirstAnswer();
      },
    },
  });
});
afterAll(() => sandbox.close());

it('has the work done twice without a key, and once with one', async () => {
  const run = await sandbox.run(`
import { proxyLocalActivities } from '@temporalio/workflow';
const { withoutKey, withKey } = proxyLocalActivities<any>({ startToCloseTimeout: '1m', retry: { maximumAttempts: 2, initialInterval: 20 } });
export async function wf(): Promise<any> { await withoutKey!(); await withKey!(); }
`);
  expect(run.status).toBe('completed');
  expect(service.done).toEqual(['without key', 'without key', 'with key']);
});
