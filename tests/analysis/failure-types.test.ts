import { describe, expect, it } from 'vitest';
import rule from '../../src/rules/require-application-failure.ts';
import { reportedLines } from '../lint-project.ts';

const WORKER = (options = '') => `
import { Worker } from '@temporalio/worker';
export const create = () => Worker.create({ taskQueue: 'q', workflowsPath: require.resolve('./workflows'), ${options} });
`;

const lines = (files: Readonly<Record<string, string>>, file = 'workflows.ts') =>
  reportedLines({ 'worker.ts': WORKER(), ...files }, rule, file);

describe('require-application-failure, in a project', () => {
  const WORKFLOWS = `import { sleep } from '@temporalio/workflow';
import { Declined } from './errors';
export async function order(n: number) {
  await sleep(1);
  if (n > 1) throw new Declined('declined');
  throw new RangeError('range');
}
`;
  const ERRORS = `import { Base } from './base'; export class Declined extends Base {}`;

  it('follows the classes of errors through modules', () => {
    const plain = { 'workflows.ts': WORKFLOWS, 'errors.ts': ERRORS, 'base.ts': `export class Base extends Error {}` };
    expect(lines(plain)).toEqual([5, 6]);
    const failure = { ...plain, 'base.ts': `import { ApplicationFailure } from '@temporalio/common'; export class Base extends ApplicationFailure {}` };
    expect(lines(failure)).toEqual([6]);
    const circular = { ...plain, 'base.ts': `import { Declined } from './errors'; export class Base extends Declined {}` };
    expect(lines(circular)).toEqual([6]);
  });

  it.each([
    ['of a base class', `workflowFailureErrorTypes: { order: ['Base'] }`, [6]],
    ['of the language', `workflowFailureErrorTypes: { '*': ['RangeError'] }`, [5]],
    ['of any error', `workflowFailureErrorTypes: { '*': ['Error'] }`, []],
    ['of none that is thrown', `workflowFailureErrorTypes: { '*': ['TypeError'] }`, [5, 6]],
    ['that are not in sight', `workflowFailureErrorTypes: failureTypes()`, []],
  ])('honours failure types of the Worker, %s', (_, options, expected) => {
    const files = { 'workflows.ts': WORKFLOWS, 'errors.ts': ERRORS, 'base.ts': `export class Base extends Error {}`, 'worker.ts': WORKER(options) };
    expect(lines(files)).toEqual(expected);
  });

  it('reports what the workflows of an entry throw, and not what a helper throws to them', () => {
    const text = `export async function check(n: number) { if (n > 1) throw new Error('no'); }`;
    const helper = { 'workflows.ts': `import { check } from './check'; export async function order(n: number) { await check(n); }`, 'check.ts': text };
    expect(lines(helper, 'check.ts')).toEqual([]);
    const collected = { 'workflows.ts': `export { check as order } from './check';`, 'check.ts': text };
    expect(lines(collected, 'check.ts')).toEqual([1]);
    const star = { 'workflows.ts': `export * from './check';`, 'check.ts': text };
    expect(lines(star, 'check.ts')).toEqual([1]);
  });

  it('is silent on causes where interceptors may throw them', () => {
    const text = `import { ApplicationFailure, proxyActivities } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order() {
  try { await charge(); } catch (error) { return error instanceof ApplicationFailure; }
}
`;
    expect(lines({ 'workflows.ts': text })).toEqual([4]);
    const intercepted = { 'workflows.ts': text, 'interceptors.ts': '', 'worker.ts': WORKER(`interceptors: { workflowModules: [require.resolve('./interceptors')] }`) };
    expect(lines(intercepted)).toEqual([]);
  });
});
