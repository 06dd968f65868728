import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSandbox, type Sandbox } from '../oracle.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

const HERE = { TZ: 'UTC', LC_ALL: 'en_US.UTF-8' };
const THERE = { TZ: 'Asia/Kolkata', LC_ALL: 'sv_SE.UTF-8' };

/** Makes what expressions give decide what the workflow emits, one after the other. */
const deciding = (expressions: readonly string[]) => `// @ts-nocheck
import { proxyActivities } from '@temporalio/workflow';
const { act } = proxyActivities({ startToCloseTimeout: '1m' });
const date = new Date(0);
const made = (...parts) => new Date(...parts);
export async function wf() {
  ${expressions.map((expression) => `await act.executeWithOptions({ activityId: String(${expression}) }, []);`).join('\n  ')}
}
`;

/** The ids of the activities that a history has. */
const idsIn = (history: { readonly events?: readonly unknown[] | null }) =>
  [...JSON.stringify(history).matchAll(/"activityId":"((?:[^"\\]|\\.)*)"/g)].map(([, id]) => id!);

const REPORTED = [
  'date.getHours()',
  'date.getMinutes()',
  'date.getTimezoneOffset()',
  'date.setHours(0)',
  'date.toTimeString()',
  'date.toString()',
  'new Date(2024, 0, 1).getTime()',
  `new Date('2024-01-01T00:00').getTime()`,
  `new Date('2024-01-01T00:00:00.000').getTime()`,
  `new Date('2024/01/01').getTime()`,
  `Date.parse('Jan 1, 2024')`,
  '`${date}`',
  'Date()',
  'date.toLocaleString()',
  `date.toLocaleString('en-US')`,
  `date.toLocaleTimeString(undefined, { timeZone: 'UTC', hour: 'numeric' })`,
  '(1234.5).toLocaleString()',
  '(1234.5).toLocaleString([])',
  `['z', 'ä'].sort((a, b) => a.localeCompare(b))`,
  `['z', 'ä'].sort(new Intl.Collator().compare)`,
  'new Intl.NumberFormat().format(1234.5)',
  `new Intl.DateTimeFormat('en', { dateStyle: 'short', timeStyle: 'short' }).format(date)`,
  'Intl.DateTimeFormat().resolvedOptions().timeZone',
  'new Intl.ListFormat().resolvedOptions().locale',
  'new Intl.PluralRules().resolvedOptions().locale',
  `new Intl.RelativeTimeFormat().format(1, 'day')`,
];

const SILENT = [
  'date.getUTCHours()',
  'date.getTime()',
  'date.getSeconds() + date.getMilliseconds()',
  'date.setUTCHours(0)',
  'date.toISOString() + date.toJSON() + date.toUTCString()',
  'new Date(Date.UTC(2024, 0, 1)).getTime()',
  `new Date('2024-01-01').getTime()`,
  `new Date('2024-01').getTime()`,
  `new Date('2024-01-01T00:00Z').getTime()`,
  `new Date('2024-01-01T00:00:00+02:00').getTime()`,
  `Date.parse('Jan 1, 2024 UTC')`,
  `Date.parse('Mon, 01 Jan 2024 00:00:00 GMT')`,
  `date.toLocaleString('en-US', { timeZone: 'UTC' })`,
  `(1234.5).toLocaleString('de-DE')`,
  `['z', 'ä'].sort((a, b) => a.localeCompare(b, 'sv'))`,
  `new Intl.DateTimeFormat('en', { timeZone: 'Europe/Berlin', timeStyle: 'short' }).format(date)`,
];

describe('on a Worker in another place', () => {
  it('everything that is reported is another value, and a decision by it does not replay', async () => {
    const program = deciding(REPORTED);
    const here = await sandbox.run(program, { host: HERE });
    const there = await sandbox.run(program, { host: THERE });
    expect([here.status, here.replayError, there.status]).toEqual(['completed', null, 'completed']);
    const idsThere = idsIn(there.history);
    expect(idsIn(here.history)).toHaveLength(REPORTED.length);
    expect(REPORTED.filter((_, at) => idsIn(here.history)[at] === idsThere[at])).toEqual([]);
    const { verdict, message } = await sandbox.replay(here.history, program, { host: THERE });
    expect(verdict).toBe('NDE');
    expect(message).toContain('Activity id of scheduled event');
  });

  it('what is not reported is the same, and replays', async () => {
    const program = deciding(SILENT);
    const here = await sandbox.run(program, { host: HERE });
    const there = await sandbox.run(program, { host: THERE });
    expect([here.status, there.status]).toEqual(['completed', 'completed']);
    expect(idsIn(there.history)).toEqual(idsIn(here.history));
    expect(await sandbox.replay(here.history, program, { host: THERE })).toMatchObject({ verdict: 'OK' });
  });
});

it('a bundle that is made elsewhere has other paths in the stack of an error and in import.meta.url', async () => {
  for (const expression of [`new Error('x').stack.split('\\n')[1]`, 'import.meta.url']) {
    const program = deciding([expression]);
    const run = await sandbox.run(program);
    expect(run.replayError).toBeNull();
    expect(await sandbox.replay(run.history, program, { rebundle: true })).toMatchObject({ verdict: 'NDE' });
  }
});

it('what is only logged may differ', async () => {
  const program = `// @ts-nocheck
import { log, sleep } from '@temporalio/workflow';
export async function wf() {
  log.info('now', { at: new Date().toString(), amount: (1234.5).toLocaleString() });
  console.log(\`\${new Date()}\`);
  await sleep(1);
}`;
  const run = await sandbox.run(program, { host: HERE });
  expect(await sandbox.replay(run.history, program, { host: THERE })).toMatchObject({ verdict: 'OK' });
});
