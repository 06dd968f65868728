import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSandbox, type Run, type Sandbox } from '../oracle.ts';

let sandbox: Sandbox;
let runs: Record<string, Run>;

const workflow = (body: string) => `
import { condition, proxyActivities, sleep } from '@temporalio/workflow';
const { act } = proxyActivities<any>({ startToCloseTimeout: '1m' });
export async function wf(): Promise<unknown> { ${body} }
`;

beforeAll(async () => {
  sandbox = await openSandbox();
  runs = await sandbox.runAll({
    'is replay-safe': workflow(`
      for (let i = 0; i < 3; i++) await act.executeWithOptions({ activityId: 'at-' + Date.now() + new Date().toISOString() }, []);`),
    'stands still': workflow(`
      const before = Date.now();
      for (let i = 0; i < 5e6; i++);
      for (let i = 0; i < 10; i++) await null;
      return [Date.now() - before, new Date().getTime() - before, (Date as any)().getTime() - before];`),
    'never ends': workflow(`
      const end = Date.now() + 10;
      while (Date.now() < end);`),
    'made ids of': workflow(`
      const ids = ['a', 'b'].map(() => \`order-\${Date.now()}\`);
      return ids[0] === ids[1];`),
    'a condition': workflow(`
      const end = Date.now() + 1000;
      await condition(() => Date.now() >= end);`),
    'a condition with a timeout': workflow(`
      const end = Date.now() + 1000;
      await condition(() => Date.now() >= end, end - Date.now());
      return Date.now() >= end;`),
    'moves while the workflow waits': workflow(`
      const before = Date.now();
      await sleep('1 minute');
      return Date.now() - before >= 60_000;`),
    'a formatter without a date': workflow(`
      const format = new Intl.DateTimeFormat('en', { timeZone: 'UTC', second: 'numeric', fractionalSecondDigits: 3 });
      await act.executeWithOptions({ activityId: format.format() }, []);`),
    'a formatter with a date': workflow(`
      const format = new Intl.DateTimeFormat('en', { timeZone: 'UTC', second: 'numeric', fractionalSecondDigits: 3 });
      await act.executeWithOptions({ activityId: format.format(new Date()) }, []);`),
  });
});
afterAll(() => sandbox.close());

it('is replay-safe', () => {
  expect(runs['is replay-safe']).toMatchObject({ status: 'completed', replayError: null });
});

it('stands still within a workflow task, in each form', () => {
  expect(runs['stands still']?.result).toEqual([0, 0, 0]);
});

it('never ends a loop that waits for it', () => {
  expect(runs['never ends']?.status).toBe('task-failed');
  expect(runs['never ends']?.taskFailures[0]?.message).toBe('Script execution timed out after 5000ms');
});

it('does not tell ids of one task apart', () => {
  expect(runs['made ids of']?.result).toBe(true);
});

it('wakes no condition, which takes a timeout', () => {
  expect(runs['a condition']?.status).toBe('blocked');
  expect(runs['a condition with a timeout']).toMatchObject({ status: 'completed', result: true, replayError: null });
});

it('moves while the workflow waits', () => {
  expect(runs['moves while the workflow waits']?.result).toBe(true);
});

it('is what a formatter needs, which reads the host’s clock without it', () => {
  expect(runs['a formatter without a date']?.replayError).toContain('Nondeterminism error');
  expect(runs['a formatter with a date']).toMatchObject({ status: 'completed', replayError: null });
});
