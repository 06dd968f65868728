import rule from '../../src/rules/no-awaited-proxy.ts';
import { RuleTester } from '../rule-tester.ts';

new RuleTester().run('no-awaited-proxy', rule, {
  valid: [
    {
      name: 'calls of its activities',
      code: `
import { proxyActivities } from '@temporalio/workflow';
const proxy = proxyActivities({ startToCloseTimeout: '1m' });
const { charge } = proxy;
export async function wf() {
  await charge();
  await Promise.all([proxy.ship(), charge()]);
  return proxy.notify();
}
      `,
    },
    {
      name: 'a proxy in an object, or from a synchronous function',
      code: `
import { proxyActivities } from '@temporalio/workflow';
const make = () => proxyActivities({ startToCloseTimeout: '1m' });
async function hold() { return { activities: make() }; }
export async function wf() {
  const { activities } = await hold();
  await activities.charge();
  await make().charge();
}
      `,
    },
    {
      name: 'one of its activities, which is a function',
      code: `
import { proxyActivities } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1m' });
export const pick = async () => charge;
export async function wf() { return JSON.stringify(await (await pick())()); }
      `,
    },
    {
      name: 'functions of the same name from elsewhere, shadowed, and types',
      code: `
import { sleep, type proxyActivities as Make } from '@temporalio/workflow';
import { proxyActivities } from './fakes';
export async function wf(make: typeof Make) {
  await proxyActivities({});
  await make({ startToCloseTimeout: 1 });
  await sleep(1);
}
      `,
    },
    {
      name: 'what may be something else',
      code: `
import { proxyActivities } from '@temporalio/workflow';
export async function wf(fast: boolean, other: Promise<unknown>) {
  const proxy = fast ? proxyActivities({ startToCloseTimeout: '1m' }) : other;
  await proxy;
}
      `,
    },
    {
      name: 'a local object of that name',
      code: `
import { proxyActivities } from '@temporalio/workflow';
const JSON = { stringify: (value: unknown) => value };
export async function wf() { return { text: JSON.stringify(proxyActivities({ startToCloseTimeout: '1m' })) }; }
      `,
    },
  ],
  invalid: [
    {
      name: 'awaited where it is made',
      code: `
import { proxyActivities } from '@temporalio/workflow';
export async function wf() {
  const { charge } = await proxyActivities({ startToCloseTimeout: '1m' });
  await charge();
}
      `,
      errors: [
        {
          messageId: 'awaited',
          data: { name: 'proxyActivities', method: '' },
          line: 4,
          column: 28,
          suggestions: [
            {
              messageId: 'dropAwait',
              output: `
import { proxyActivities } from '@temporalio/workflow';
export async function wf() {
  const { charge } = proxyActivities({ startToCloseTimeout: '1m' });
  await charge();
}
      `,
            },
          ],
        },
      ],
    },
    {
      name: 'awaited by name, in parentheses and behind a comment, which stay',
      code: `
import * as workflow from '@temporalio/workflow';
const proxy = workflow.proxyLocalActivities({ startToCloseTimeout: '1m' });
export async function wf() {
  return { made: await /* ready */ (proxy as object) };
}
      `,
      errors: [
        {
          messageId: 'awaited',
          data: { name: 'proxyLocalActivities', method: '' },
          line: 5,
          column: 37,
          suggestions: [
            {
              messageId: 'dropAwait',
              output: `
import * as workflow from '@temporalio/workflow';
const proxy = workflow.proxyLocalActivities({ startToCloseTimeout: '1m' });
export async function wf() {
  return { made: /* ready */ (proxy as object) };
}
      `,
            },
          ],
        },
      ],
    },
    {
      name: 'awaited for nothing',
      code: `
const { proxyActivities: make } = require('@temporalio/workflow');
const proxy = make({ startToCloseTimeout: '1m' });
export async function wf() {
  await proxy;
}
      `,
      errors: [{ messageId: 'awaited', data: { name: 'proxyActivities', method: '' }, line: 5, column: 9, suggestions: [] }],
    },
    {
      name: 'returned from async functions',
      code: `
import { proxyActivities as make } from '@temporalio/workflow';
async function connect() { return make({ startToCloseTimeout: '1m' }); }
const connected = async () => make({ startToCloseTimeout: '1m' });
class Steps {
  private readonly activities = make({ startToCloseTimeout: '1m' });
  async get() { return this.activities; }
  async *all() { return this.activities; }
}
export async function wf() {
  const steps = new Steps();
  return [await connect(), await connected(), await steps.get(), steps.all()];
}
      `,
      errors: [
        { messageId: 'returned', data: { name: 'proxyActivities', method: '' }, line: 3, column: 35 },
        { messageId: 'returned', data: { name: 'proxyActivities', method: '' }, line: 4, column: 31 },
        { messageId: 'returned', data: { name: 'proxyActivities', method: '' }, line: 7, column: 24 },
        { messageId: 'returned', data: { name: 'proxyActivities', method: '' }, line: 8, column: 25 },
      ],
    },
    {
      name: 'handed to the promises of the language',
      code: `
import { proxyActivities } from '@temporalio/workflow';
const proxy = proxyActivities({ startToCloseTimeout: '1m' });
export async function wf() {
  await Promise.resolve(proxy);
  await Promise.all([proxy.charge(), proxy]);
}
      `,
      errors: [
        { messageId: 'resolved', data: { name: 'proxyActivities', method: 'resolve' }, line: 5, column: 25 },
        { messageId: 'resolved', data: { name: 'proxyActivities', method: 'all' }, line: 6, column: 38 },
      ],
    },
    {
      name: 'written as JSON, by the code and as an argument',
      code: `
import { proxyActivities } from '@temporalio/workflow';
const proxy = proxyActivities({ startToCloseTimeout: '1m' });
export async function wf() {
  await proxy.charge('order', proxy);
  return { text: JSON.stringify(proxy, null, 2) };
}
      `,
      errors: [
        { messageId: 'argument', data: { name: 'proxyActivities', method: '' }, line: 5, column: 31 },
        { messageId: 'serialised', data: { name: 'proxyActivities', method: '' }, line: 6, column: 33 },
      ],
    },
  ],
});
