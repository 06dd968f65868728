import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSandbox, type Run, type Sandbox } from '../oracle.ts';

let sandbox: Sandbox;
let runs: Record<string, Run>;

const workflow = (body: string) => `// @ts-nocheck
import { log, metricMeter, proxyActivities, proxySinks, sleep, workflowInfo } from '@temporalio/workflow';
const { act } = proxyActivities({ startToCloseTimeout: '1m' });
export async function wf() { ${body} }
`;

/** Makes a time decide what the workflow emits. */
const inIds = (expression: string) => workflow(`await act.executeWithOptions({ activityId: JSON.stringify(${expression}) }, []);`);

const FORMATTER = `new Intl.DateTimeFormat('en', { timeZone: 'UTC', second: 'numeric', fractionalSecondDigits: 3 })`;

const OF_THE_MACHINE = [
  `${FORMATTER}.format()`,
  `${FORMATTER}.formatToParts(undefined)`,
  `new Date().constructor.now()`,
  `new (new Date(0).constructor)()`,
  `new Date(0).constructor().concat(new Date(0).constructor.now())`,
  `Date.prototype.constructor.now()`,
  `workflowInfo().unsafe.now()`,
];

const OF_THE_WORKFLOW = [`${FORMATTER}.format(new Date())`, `Date.now()`, `new Date(0).constructor === Date`, `new (new Date(0).constructor)(0)`];

const MISSING: Record<string, string> = {
  'performance.now()': 'performance is not defined',
  'globalThis.performance.now()': `Cannot read properties of undefined (reading 'now')`,
  'process.hrtime()': 'process is not defined',
  'process.hrtime.bigint()': 'process is not defined',
  'new PerformanceObserver(() => {})': 'PerformanceObserver is not defined',
};

beforeAll(async () => {
  sandbox = await openSandbox();
  runs = await sandbox.runAll({
    ...Object.fromEntries([...OF_THE_MACHINE, ...OF_THE_WORKFLOW].map((expression) => [expression, inIds(expression)])),
    ...Object.fromEntries(Object.keys(MISSING).map((expression) => [expression, workflow(`return ${expression};`)])),
    observed: workflow(`
      const start = workflowInfo().unsafe.now();
      await act();
      const took = workflowInfo().unsafe.now() - start;
      log.info('took', { took });
      console.log(took);
      metricMeter.createHistogram('took').record(took);
      proxySinks().timing.record(took);
      await act();`),
    temporal: workflow(`return typeof Temporal === 'undefined' ? 'missing' : Temporal.Now.instant().epochMilliseconds === Date.now();`),
  });
});
afterAll(() => sandbox.close());

describe('does not replay', () => {
  it.each(OF_THE_MACHINE)('%s', (expression) => {
    expect(runs[expression]?.status).toBe('completed');
    expect(runs[expression]?.replayError).toContain('Nondeterminism error: Activity id of scheduled event');
  });
});

describe('replays', () => {
  it.each(OF_THE_WORKFLOW)('%s', (expression) => {
    expect(runs[expression]).toMatchObject({ status: 'completed', replayError: null });
  });

  it('time of the machine that is only logged, measured or handed to a sink', () => {
    expect(runs['observed']).toMatchObject({ status: 'completed', replayError: null });
  });
});

describe('fails the workflow task', () => {
  it.each(Object.entries(MISSING))('%s', (expression, message) => {
    expect(runs[expression]?.status).toBe('task-failed');
    expect(runs[expression]?.taskFailures[0]?.message).toBe(message);
  });
});

it('is not the workflow’s with Temporal, where V8 has it', () => {
  expect(['missing', false]).toContain(runs['temporal']?.result);
});

it('Atomics.waitAsync settles when no task is running, so that the workflow does not go on', async () => {
  const wait = `await Atomics.waitAsync(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50).value;`;
  const run = await sandbox.run(workflow(`${wait} await sleep(1);`));
  expect(run).toMatchObject({ status: 'blocked', commands: [[]], taskFailures: [] });
});
