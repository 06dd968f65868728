import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSandbox, type Sandbox } from '../oracle.ts';

const workflow = (handlers: string) => `
import { condition, defineSignal, defineUpdate, setDefaultSignalHandler, setHandler, sleep } from '@temporalio/workflow';
const resume = defineSignal<[string]>('resume');
const rename = defineUpdate<string, [string]>('rename');
export async function wf(): Promise<any> {
  const seen: string[] = [];
  ${handlers}
  await sleep(10_000);
  return [seen, resume.name, rename.name];
}
`;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

it('keeps a signal without a handler unread, and rejects an update', async () => {
  const runs = await sandbox.runAll(
    {
      none: workflow(''),
      both: workflow(`setHandler(resume, (by) => { seen.push(by); }); setHandler(rename, (name) => { seen.push(name); return name; });`),
      default: workflow(`setDefaultSignalHandler((_, by) => { seen.push(by as string); });`),
    },
    { scenario: { signals: [{ name: 'resume', args: ['a'], afterTask: 1 }], updates: [{ name: 'rename', args: ['b'], afterTask: 1 }] } },
  );
  expect(runs['none']).toMatchObject({ status: 'completed', result: [[], 'resume', 'rename'], taskFailures: [], replayError: null });
  expect(runs['none']?.rejectedUpdates[0]?.message).toContain('No registered handler for update: rename');
  expect(runs['both']).toMatchObject({ status: 'completed', result: [['a', 'b'], 'resume', 'rename'], rejectedUpdates: [] });
  expect(runs['default']?.result).toEqual([['a'], 'resume', 'rename']);
});
