import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSandbox, type Run, type Sandbox } from '../oracle.ts';

const workflow = (body: string) => `
import { proxyActivities } from '@temporalio/workflow';
const proxy = proxyActivities<any>({ startToCloseTimeout: '1m' }) as any;
const make = async () => proxy;
const hold = async () => ({ activities: proxy });
export async function wf(): Promise<any> { ${body} }
`;

let sandbox: Sandbox;
let runs: Record<string, Run>;
beforeAll(async () => {
  sandbox = await openSandbox();
  runs = await sandbox.runAll({
    awaited: workflow(`await proxy; return 'went on';`),
    returned: workflow(`await make(); return 'went on';`),
    resolved: workflow(`await Promise.resolve(proxy); return 'went on';`),
    together: workflow(`await Promise.all([proxy]); return 'went on';`),
    'without await': workflow(`const made = proxy; await made.charge(); return 'went on';`),
    held: workflow(`const { activities } = await hold(); await activities.charge(); return 'went on';`),
    serialised: workflow(`return JSON.stringify(proxy);`),
    argument: workflow(`await proxy.charge(proxy);`),
  });
});
afterAll(() => sandbox.close());

const scheduled = (name: string) =>
  runs[name]?.history.events?.flatMap(({ activityTaskScheduledEventAttributes: event }) => event?.activityType?.name ?? []);

it.each(['awaited', 'returned', 'resolved', 'together'])('schedules an activity `then` and waits for ever: %s', (name) => {
  expect(runs[name]?.status).toBe('blocked');
  expect(scheduled(name)).toEqual(['then']);
});

it('schedules an activity `toJSON` where it is written as JSON', () => {
  expect(scheduled('serialised')).toEqual(['toJSON']);
  expect(scheduled('argument')).toEqual(['toJSON', 'charge']);
});

it.each(['without await', 'held'])('goes on without: %s', (name) => {
  expect(runs[name]).toMatchObject({ status: 'completed', result: 'went on' });
  expect(scheduled(name)).toEqual(['charge']);
});
