import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { millisecondsOf } from '../../../src/analysis/durations.ts';
import { DURATION_UNITS } from '../../../src/temporal/durations.ts';
import { openSandbox, type Run, type Sandbox } from '../oracle.ts';

const HEAD = `import { CancellationScope, condition, proxyActivities, sleep } from '@temporalio/workflow';\n`;
const calling = (options: string) => `${HEAD}
const { charge } = proxyActivities<any>(${options} as any);
export async function wf(): Promise<any> { return charge(); }
`;
const retrying = (retry: string) => calling(`{ startToCloseTimeout: '1m', retry: ${retry} }`);
const doing = (body: string) => `${HEAD}export async function wf(): Promise<any> { ${body} }\n`;

const REFUSED: Readonly<Record<string, readonly [program: string, message: string]>> = {
  'a text': [calling(`{ startToCloseTimeout: '5 minuets' }`), "Invalid duration string: '5 minuets'"],
  'two units': [calling(`{ startToCloseTimeout: '1m', heartbeatTimeout: '1m 30s' }`), "Invalid duration string: '1m 30s'"],
  'no text': [calling(`{ startToCloseTimeout: '' }`), 'not a string or number'],
  NaN: [calling(`{ startToCloseTimeout: NaN }`), 'Invalid millis NaN'],
  Infinity: [calling(`{ startToCloseTimeout: Infinity }`), 'Invalid millis Infinity'],
  'a boolean': [calling(`{ startToCloseTimeout: true }`), 'not a string or number'],
  'no maximumInterval': [retrying(`{ maximumInterval: null }`), 'not a string or number'],
  'no attempts': [retrying(`{ maximumAttempts: 0 }`), 'must be a positive integer'],
  'negative attempts': [retrying(`{ maximumAttempts: -1 }`), 'must be a positive integer'],
  'half an attempt': [retrying(`{ maximumAttempts: 1.5 }`), 'must be an integer'],
  'attempts as a text': [retrying(`{ maximumAttempts: '3' }`), 'must be an integer'],
  'an initialInterval of 0': [retrying(`{ initialInterval: 0 }`), 'initialInterval cannot be 0'],
  'a maximumInterval of 0': [retrying(`{ maximumInterval: 0 }`), 'maximumInterval cannot be 0'],
  'a maximumInterval below the initialInterval': [retrying(`{ initialInterval: '10s', maximumInterval: '1s' }`), 'cannot be less than'],
  'a maximumInterval below the default': [retrying(`{ maximumInterval: 500 }`), 'cannot be less than'],
  'a backoffCoefficient of 0': [retrying(`{ backoffCoefficient: 0 }`), 'must be greater than 0'],
  'a cancellationType': [calling(`{ startToCloseTimeout: '1m', cancellationType: 'TRY_CANCELED' }`), 'Invalid enum value'],
  'a merged policy': [
    `${HEAD}
const { charge } = proxyActivities<any>({ startToCloseTimeout: '1m', retry: { initialInterval: '10s' } });
export async function wf(): Promise<any> { return charge!.executeWithOptions({ retry: { maximumInterval: '5s' } }, []); }
`,
    'cannot be less than',
  ],
  'a timer': [doing(`await sleep('1 fortnight' as any);`), 'Invalid duration string'],
  'a timer of nothing': [doing(`await sleep(undefined as any);`), 'not a string or number'],
  'a condition': [doing(`await condition(() => false, Infinity);`), 'Invalid millis Infinity'],
  'a scope': [doing(`await CancellationScope.withTimeout('later' as any, () => sleep(1));`), 'Invalid duration string'],
};

const TAKEN: Readonly<Record<string, string>> = {
  'left out': calling(`{ startToCloseTimeout: '1m', heartbeatTimeout: null, cancellationType: undefined }`),
  'left out of a policy': retrying(`{ initialInterval: null, maximumAttempts: null, backoffCoefficient: null }`),
  'a number of cancellationType': calling(`{ startToCloseTimeout: '1m', cancellationType: 2 }`),
  'a small backoffCoefficient': retrying(`{ backoffCoefficient: 0.5 }`),
  'no limit': retrying(`{ maximumAttempts: Infinity, maximumInterval: '1s' }`),
  'an option of local activities': calling(`{ startToCloseTimeout: '1m', localRetryThreshold: 'soon' }`),
  'a scope without end': doing(`await CancellationScope.withTimeout(Infinity, () => sleep(1)); await CancellationScope.withTimeout(NaN, () => sleep(1));`),
  'a negative timer': doing(`await sleep(-5);`),
};

let sandbox: Sandbox;
let runs: Record<string, Run>;
beforeAll(async () => {
  sandbox = await openSandbox();
  const programs = Object.fromEntries(Object.entries(REFUSED).map(([name, [program]]) => [name, program]));
  runs = await sandbox.runAll({ ...programs, ...TAKEN });
});
afterAll(() => sandbox.close());

it.each(Object.keys(REFUSED))('fails the workflow task where the SDK refuses %s', (name) => {
  expect(runs[name]?.status).toBe('task-failed');
  expect(runs[name]?.taskFailures[0]?.message).toContain(REFUSED[name]![1]);
});

it.each(Object.keys(TAKEN))('goes on with what the SDK takes: %s', (name) => {
  expect(runs[name]).toMatchObject({ status: 'completed', taskFailures: [] });
});

describe('durations are read as the SDK reads them', () => {
  const texts = [
    ...[...DURATION_UNITS.keys()].flatMap((unit) => [`2${unit}`, `1.5 ${unit.toUpperCase()}`]),
    ...['5', '.5', '5.', '-1h', '+1h', '- 1h', '1  s', '1\ts', ' 1s', '1s ', '1 fortnight', '1m 30s', '1e3', '', '1'.repeat(101), 'NaN', 'ſ', '1ſ', '1\n'],
  ];

  it('of every unit, and in odd spellings', async () => {
    const { result } = await sandbox.run(`
import { msToNumber } from '@temporalio/common/lib/time';
const read = (text: any) => { try { return msToNumber(text); } catch { return null; } };
export async function wf(): Promise<any> { return ${JSON.stringify(texts)}.map(read); }
`);
    const ours = texts.map((text) => (Number.isNaN(millisecondsOf(text)) ? null : millisecondsOf(text)));
    expect(Object.fromEntries(texts.map((text, at) => [text, ours[at]]))).toEqual(
      Object.fromEntries(texts.map((text, at) => [text, (result as unknown[])[at]])),
    );
  });
});
