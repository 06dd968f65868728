import { describe, expect, it } from 'vitest';
import { callEmits, emitsCommands } from '../../src/analysis/emits.ts';
import { exportedFunctions } from '../../src/analysis/exports.ts';
import { nodesOfType } from '../../src/syntax/nodes.ts';
import { inspect } from '../inspect.ts';

const HEAD = `
import * as wf from '@temporalio/workflow';
import { ApplicationFailure } from '@temporalio/common';
import { imported } from './imported';
const { charge } = wf.proxyActivities({ startToCloseTimeout: '1 minute' });
`;

/** Whether the exported function \`f\` emits commands. */
const emits = (code: string) =>
  inspect(HEAD + code, (file) => emitsCommands(file, exportedFunctions(file).get('f')!));

describe('emitsCommands', () => {
  it.each([
    'export async function f() { await charge(); }',
    'export const f = () => { if (ready) wf.sleep(1); };',
    'export function f() { wf.patched("a"); }',
    'export function f() { wf.upsertMemo({}); }',
    'export function f() { setTimeout(() => {}, 1); }',
    'export async function f() { await wf.condition(() => true, 1); }',
    'export async function f() { const child = await wf.startChild("a"); }',
    'export async function f() { wf.getExternalWorkflowHandle("a").cancel(); }',
    'export async function f() { await g(); } const g = async () => h(); function h() { return charge(); }',
    'export async function f() { await g(); } async function g() { await f(); await charge(); }',
    'export async function f() { await Promise.all([1].map((n) => charge(n))); }',
    'export async function f() { [1].forEach(g); } async function g() { await charge(); }',
    'export async function f() { await wf.CancellationScope.nonCancellable(() => charge()); }',
    'export async function f() { await new wf.CancellationScope().run(async () => { await charge(); }); }',
    'export async function f() { await (async () => { await charge(); })(); }',
    'export async function f() { await retry(() => charge()); } async function retry(task) { return task(); }',
    'export async function f() { new Orders().add(); } class Orders { add() { return this.pay(); } pay() { return charge(); } }',
    'export async function f() { new Orders(); } class Orders { constructor() { charge(); } }',
    'export async function f() { await new Promise(async (resolve) => { await charge(); resolve(); }); }',
    'export async function f() { imported(); await charge(); }',
    'export async function* f() { yield charge(); }',
  ])('yes: %s', (code) => {
    expect(emits(code)).toBe('yes');
  });

  it.each([
    'export async function f() {}',
    'export async function f(input) { wf.log.info(JSON.stringify(input.items.map((item) => item.trim()))); }',
    'export async function f() { await wf.condition(() => true); }',
    'export async function f() { throw ApplicationFailure.create({}); }',
    'export async function f() { wf.setHandler(wf.defineSignal("a"), async () => { await charge(); }); }',
    'export async function f() { const later = async () => { await charge(); }; }',
    'export async function f() { await g(); } async function g() { await f(); }',
    'export async function f() { new Empty(); } class Empty {}',
    'export async function f() { retry(() => 1); } function retry(task) {}',
  ])('no: %s', (code) => {
    expect(emits(code)).toBe('no');
  });

  it.each([
    'export async function f() { await imported(); }',
    'export async function f(task) { await task(); }',
    'export async function f() { await imported(() => charge()); }',
    'export async function f() { keep(() => charge()); } function keep(task) { kept.push(task); }',
    'export async function f() { new Orders(); } class Orders extends imported {}',
    'export async function f() { await g(); } async function g() { await imported(); }',
    'export async function f(orders) { await orders.pay(); }',
  ])('unknown: %s', (code) => {
    expect(emits(code)).toBe('unknown');
  });
});

describe('callEmits', () => {
  it('knows what a call is given, which its function alone does not', () => {
    const code = `${HEAD}
async function retry(task) { return task(); }
export async function f() { await retry(() => charge()); await retry(() => 1); await retry(imported); }`;
    const answers = inspect(code, (file) =>
      nodesOfType(file, 'CallExpression')
        .filter(({ callee }) => callee.type === 'Identifier' && callee.name === 'retry')
        .map((call) => callEmits(file, call)),
    );
    expect(answers).toEqual(['yes', 'unknown', 'unknown']);
  });
});
