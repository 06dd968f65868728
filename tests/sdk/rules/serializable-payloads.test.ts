import { afterAll, beforeAll, expect, it } from 'vitest';
import { PAYLOAD_CLASSES, type PayloadFate } from '../../../src/temporal/payloads.ts';
import { openSandbox, type Run, type Sandbox } from '../oracle.ts';

const workflow = (body: string) => `
import { proxyActivities } from '@temporalio/workflow';
const { charge } = proxyActivities<any>({ startToCloseTimeout: '1m' });
class Money { cents = 5; plus() { return 10; } }
export async function wf(): Promise<any> { ${body} }
`;

/** What makes an object of each class of the table, where the sandbox has it. */
const MADE: Readonly<Record<string, string>> = {
  AggregateError: `new AggregateError([], 'x')`,
  BigInt: '10n',
  Date: 'new Date(0)',
  Map: `new Map([['a', 1]])`,
  ReadonlyMap: `new Map([['a', 1]])`,
  ReadonlySet: 'new Set([1])',
  RegExp: '/x/',
  Set: 'new Set([1])',
  Symbol: `Symbol('x')`,
  Uint8Array: 'new Uint8Array([1, 2])',
  WeakMap: 'new WeakMap()',
  WeakSet: 'new WeakSet()',
};

const ARRIVES: Readonly<Record<Exclude<PayloadFate, 'refused' | 'nothing'>, unknown>> = {
  empty: { inside: {} },
  text: { inside: '1970-01-01T00:00:00.000Z' },
  fields: { inside: { cents: 5 } },
  indexes: { inside: { 0: 1, 1: 2 } },
};

const parts = { ...PAYLOAD_CLASSES, function: 'nothing', Money: 'fields' } as Readonly<Record<string, PayloadFate>>;
const made = (name: string) => MADE[name] ?? (name === 'function' ? '() => 1' : `new ${name}('x')`);

let sandbox: Sandbox;
let runs: Record<string, Run>;
beforeAll(async () => {
  sandbox = await openSandbox();
  runs = await sandbox.runAll({
    ...Object.fromEntries(Object.keys(parts).map((name) => [name, workflow(`return { inside: ${made(name)} };`)])),
    'whole bytes': workflow(`return new Uint8Array([1, 2]);`),
    'refused argument': workflow(`await charge(10n);`),
    'plain argument': workflow(`await charge(String(10n), [...new Map([['a', 1]])]); return 'done';`),
  });
});
afterAll(() => sandbox.close());

it.each(Object.entries(parts).filter(([, fate]) => fate !== 'refused' && fate !== 'nothing'))('arrives as something else: %s', (name, fate) => {
  expect(runs[name]).toMatchObject({ status: 'completed' });
  expect(runs[name]?.result).toEqual(ARRIVES[fate as keyof typeof ARRIVES]);
});

it.each(['function', 'Symbol'])('is left out: %s', (name) => {
  expect(runs[name]?.result).toEqual({});
});

it('fails the workflow task with a bigint, as a result and as an argument', () => {
  for (const name of ['BigInt', 'refused argument']) {
    expect(runs[name]?.status, name).toBe('task-failed');
    expect(runs[name]?.taskFailures[0]?.message, name).toContain('Unable to convert');
  }
});

it('carries bytes as a whole, and plain data', () => {
  expect(runs['whole bytes']?.status).toBe('completed');
  // What is no JSON, the simulated Service gives as the payload that it was sent.
  expect([...(runs['whole bytes']?.result as { data: Uint8Array }).data]).toEqual([1, 2]);
  expect(runs['plain argument']).toMatchObject({ status: 'completed', result: 'done' });
});
