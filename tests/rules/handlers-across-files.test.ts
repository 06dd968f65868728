import { describe, expect, it } from 'vitest';
import earlyHandlers from '../../src/rules/require-early-handlers.ts';
import handlersFinished from '../../src/rules/require-handlers-finished.ts';
import sideEffects from '../../src/rules/no-side-effects-in-query.ts';
import signalThrows from '../../src/rules/no-throw-in-signal-handler.ts';
import { tempProject } from '../project/temp-project.ts';
import { lintProject } from '../lint-project.ts';

const MODULES = {
  'package.json': '{ "name": "orders" }',
  'worker.ts': `import { Worker } from '@temporalio/worker';
export const worker = Worker.create({ workflowsPath: require.resolve('./workflows'), taskQueue: 'q' });`,
  'messages.ts': `import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
export const state = defineQuery('state');
export const go = defineSignal('go');
export const pay = defineUpdate('pay');
`,
  'stubs.ts': `import { proxyActivities } from '@temporalio/workflow';
export const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function work() { await charge(); }
`,
  'endings.ts': `import { allHandlersFinished, condition } from '@temporalio/workflow';
export const finished = () => condition(allHandlersFinished);
`,
};

const lint = (rule: { readonly name: string }, workflows: string, more: Readonly<Record<string, string>> = {}) =>
  lintProject(tempProject({ ...MODULES, ...more, 'workflows.ts': workflows }), rule, 'workflows.ts');

describe('definitions, activities and helpers of other modules', () => {
  it('count for queries and what they do', () => {
    expect(
      lint(
        sideEffects,
        `import { setHandler } from '@temporalio/workflow';
import * as messages from './messages';
import { charge, work } from './stubs';
export async function order() {
  setHandler(messages.state, () => { charge(); void work(); });
  setHandler(messages.go, () => { void charge(); });
}`,
      ),
    ).toEqual(['5:38', '5:53']);
  });

  it('count for handlers that are set late, and for what they throw', () => {
    const workflows = `import { setHandler } from '@temporalio/workflow';
import { go, pay, state } from './messages';
import { charge } from './stubs';
export async function order() {
  setHandler(go, () => { throw new Error('no'); });
  await charge();
  setHandler(state, () => 1);
  setHandler(pay, () => 1);
}`;
    expect(lint(earlyHandlers, workflows)).toEqual(['7:3', '8:3']);
    expect(lint(signalThrows, workflows)).toEqual(['5:26']);
  });
});

describe('the wait for handlers', () => {
  const workflows = (end: string) => `import { setHandler, sleep } from '@temporalio/workflow';
import { pay } from './messages';
import { charge } from './stubs';
import { finished } from './endings';
export async function order() {
  setHandler(pay, async () => { await charge(); });
  await sleep(1);
  ${end}
}
export const other = async () => { await finished(); };`;

  it('may be in another module', () => {
    expect(lint(handlersFinished, workflows(''))).toEqual(['6:19']);
    expect(lint(handlersFinished, workflows('await finished();'))).toEqual([]);
  });

  it('may be in an interceptor', () => {
    const withInterceptor = {
      'worker.ts': `import { Worker } from '@temporalio/worker';
export const worker = Worker.create({ workflowsPath: require.resolve('./workflows'), interceptors: { workflowModules: [require.resolve('./endings')] }, taskQueue: 'q' });`,
    };
    expect(lint(handlersFinished, workflows(''), withInterceptor)).toEqual([]);
  });

  it('is asked of workflows, not of what they share', () => {
    const shared = { 'shared.ts': workflows(''), 'workflows.ts': '' };
    const project = tempProject({ ...MODULES, ...shared, 'workflows.ts': `import { order as base } from './shared'; export async function both() { await base(); }` });
    expect(lintProject(project, handlersFinished, 'shared.ts')).toEqual([]);
  });
});
