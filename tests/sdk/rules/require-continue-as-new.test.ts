import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSandbox, type Run, type Sandbox } from '../oracle.ts';

const workflow = (body: string) => `
import { condition, continueAsNew, proxyActivities, sleep, workflowInfo } from '@temporalio/workflow';
const { poll } = proxyActivities<any>({ startToCloseTimeout: '1m' });
export async function wf(): Promise<any> { ${body} }
`;

let sandbox: Sandbox;
let runs: Record<string, Run>;
beforeAll(async () => {
  sandbox = await openSandbox();
  runs = await sandbox.runAll(
    {
      endless: workflow(`while (true) { await poll(); await sleep('1 hour'); }`),
      suggested: workflow(`while (!workflowInfo().continueAsNewSuggested) { await poll(); await sleep('1 hour'); } await continueAsNew();`),
      counted: workflow(`for (let n = 0; n < 10; n++) { await poll(); await sleep('1 hour'); } await continueAsNew();`),
    },
    { scenario: { maxTasks: 40, suggestContinueAsNewAfter: 20 } },
  );
});
afterAll(() => sandbox.close());

it('adds events to the history in every turn, past the suggestion of the Service', () => {
  const { status, history } = runs['endless']!;
  expect(status).toBe('max-tasks');
  // An activity, a timer and two workflow tasks.
  const started = history.events!.flatMap(({ eventType }, at) => (String(eventType).match(/TIMER_STARTED|^17$/) ? [at] : []));
  const turns = started.slice(1).map((at, n) => at - started[n]!);
  expect(turns.length).toBeGreaterThan(10);
  expect(Math.min(...turns)).toBeGreaterThanOrEqual(11);
});

it.each(['suggested', 'counted'])('begins a new history: %s', (name) => {
  expect(runs[name]?.status).toBe('continued-as-new');
});
