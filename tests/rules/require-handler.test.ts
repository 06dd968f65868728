import { describe, expect, it } from 'vitest';
import rule from '../../src/rules/require-handler.ts';
import { tempProject } from '../project/temp-project.ts';
import { RuleTester } from '../rule-tester.ts';
import { lintProject } from '../lint-project.ts';

const ruleTester = new RuleTester();

const unhandled = (messageId: 'signal' | 'update', name: string, line: number, column: number) => ({ messageId, data: { name }, line, column });

ruleTester.run('require-handler', rule, {
  valid: [
    {
      name: 'handled, by the same definition, by another one of the same name, in a class, in an object',
      code: `
import * as wf from '@temporalio/workflow';
import { defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
const go = defineSignal('go');
const stop = wf.defineSignal('stop');
const messages = { pay: defineUpdate('pay'), refund: defineUpdate('refund') };
class Order { constructor() { wf.setHandler(messages.pay, () => 1); setHandler(messages['refund'], () => 2); } }
export async function order() {
  setHandler(go, () => {});
  setHandler(wf.defineSignal('stop'), () => {});
  setHandler(defineSignal('once'), () => {});
  return [new Order(), stop];
}
      `,
    },
    {
      name: 'sent to another workflow, and handed to what may handle it',
      code: `
import { defineSignal, defineUpdate, getExternalWorkflowHandle } from '@temporalio/workflow';
import { register } from './register';
const go = defineSignal('go');
const pay = defineUpdate('pay');
const refund = defineUpdate('refund');
export async function order() {
  await getExternalWorkflowHandle('other').signal(go);
  register(pay, () => 1);
  for (const one of [refund]) register(one, () => 2);
}
      `,
    },
    {
      name: 'a default handler, a handler of a message that is not known, a name that is made at run time, a query',
      code: `
import { defineQuery, defineSignal, defineUpdate, setDefaultSignalHandler, setHandler } from '@temporalio/workflow';
const go = defineSignal('go');
const pay = defineUpdate('pay');
const of = (id: string) => defineUpdate(\`pay-\${id}\`);
const state = defineQuery('state');
export async function order(id: string) {
  setDefaultSignalHandler(() => {});
  setHandler(of(id), () => 1);
}
      `,
    },
    {
      name: 'exported, where other files may handle it',
      code: `
import { condition, defineSignal } from '@temporalio/workflow';
export const go = defineSignal('go');
const stop = defineSignal('stop');
export { stop };
export async function order() { await condition(() => false); }
      `,
    },
    {
      name: 'functions of the same name from elsewhere',
      code: `
import { sleep } from '@temporalio/workflow';
import { defineSignal } from './fakes';
const go = defineSignal('go');
export async function order() { await sleep(1); }
      `,
    },
  ],
  invalid: [
    {
      name: 'that no workflow handles, in any form',
      code: `
import * as wf from '@temporalio/workflow';
import { defineSignal as signal, setHandler } from '@temporalio/workflow';
const { defineUpdate } = require('@temporalio/workflow');
const go = signal<[string]>('go');
const pay = defineUpdate('pay');
const messages = { stop: wf.defineSignal('stop'), done: wf.defineSignal('done') };
export async function order() {
  setHandler(messages.done, () => {});
  setHandler(wf.defineQuery('go'), () => 1);
  await wf.sleep(1);
}
      `,
      errors: [unhandled('signal', 'go', 5, 12), unhandled('update', 'pay', 6, 13), unhandled('signal', 'stop', 7, 26)],
    },
  ],
});

describe('in a bundle of several files', () => {
  const files = {
    'package.json': '{ "name": "orders" }',
    'worker.ts': `import { Worker } from '@temporalio/worker';
export const worker = Worker.create({ workflowsPath: require.resolve('./workflows'), taskQueue: 'q' });`,
    'messages.ts': `import { defineSignal, defineUpdate } from '@temporalio/workflow';
export const go = defineSignal('go');
export const stop = defineSignal('stop');
export const pay = defineUpdate('pay');
export const refund = defineUpdate('refund');
export const more = { ship: defineSignal('ship') };
`,
    'barrel.ts': `export * as messages from './messages'; export { pay as payment } from './messages';`,
    'workflows.ts': `import { setHandler } from '@temporalio/workflow';
import { go, more } from './messages';
import { messages, payment } from './barrel';
export async function order() { setHandler(go, () => {}); setHandler(payment, () => 1); setHandler(more.ship, () => {}); return messages.stop.name; }
`,
  };

  it('a handler in another file counts', () => {
    expect(lintProject(tempProject(files), rule, 'messages.ts')).toEqual(['5:23']);
  });

  it('a default handler, or a whole module that is handed on, counts for all', () => {
    const registers = `import { setDefaultUpdateHandler } from '@temporalio/workflow';
import { order as first } from './order';
export async function order() { setDefaultUpdateHandler(() => 1); return first(); }`;
    const project = tempProject({ ...files, 'order.ts': files['workflows.ts'], 'workflows.ts': registers });
    expect(lintProject(project, rule, 'messages.ts')).toEqual([]);
    const hands = `import * as messages from './messages';
import { register } from './register';
export async function order() { register(messages); }`;
    const other = tempProject({ ...files, 'workflows.ts': hands, 'register.ts': 'export function register(_: unknown) {}' });
    expect(lintProject(other, rule, 'messages.ts')).toEqual([]);
  });
});
