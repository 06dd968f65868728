import rule from '../../src/rules/require-start-to-close-timeout.ts';
import { RuleTester } from '../rule-tester.ts';

new RuleTester().run('require-start-to-close-timeout', rule, {
  valid: [
    {
      name: 'a timeout',
      code: `
import { proxyActivities } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order() { await charge(); }
      `,
    },
    {
      name: 'a timeout that comes from a constant, a spread, or both',
      code: `
import { proxyActivities } from '@temporalio/workflow';
const base = { startToCloseTimeout: '1 minute' } as const;
const defaults = { ...base, retry: { maximumAttempts: 3 } };
proxyActivities(base);
proxyActivities(defaults);
proxyActivities({ ...defaults, heartbeatTimeout: '10s' });
      `,
    },
    {
      name: 'options that this file does not show',
      code: `
import { proxyActivities } from '@temporalio/workflow';
import { options } from './options';
export const make = (given, key) => [
  proxyActivities(options),
  proxyActivities(given),
  proxyActivities({ ...options }),
  proxyActivities({ [key]: '1 minute' }),
];
      `,
    },
    {
      name: 'options that are completed later',
      code: `
import { proxyActivities } from '@temporalio/workflow';
const options = {};
options.startToCloseTimeout = '1 minute';
proxyActivities(options);
      `,
    },
    {
      name: 'a function of the same name from elsewhere',
      code: `
import { sleep } from '@temporalio/workflow';
import { proxyActivities } from './fakes';
proxyActivities({});
export const wait = () => sleep(1);
      `,
    },
    {
      name: 'a parameter of the same name',
      code: `
import { proxyActivities, sleep } from '@temporalio/workflow';
export const make = (proxyActivities) => proxyActivities({});
export const wait = () => sleep(1);
      `,
    },
    {
      name: 'a type only',
      code: `
import { sleep } from '@temporalio/workflow';
import type { proxyActivities } from '@temporalio/workflow';
export type Proxy = ReturnType<typeof proxyActivities>;
export const wait = () => sleep(1);
      `,
    },
    {
      name: 'only a schedule-to-close timeout, where that is allowed',
      options: [{ allowScheduleToClose: true }],
      code: `
import { proxyActivities } from '@temporalio/workflow';
proxyActivities({ scheduleToCloseTimeout: '1 hour' });
      `,
    },
    {
      name: 'the timeout comes with every call',
      code: `
import { proxyActivities } from '@temporalio/workflow';
const activities = proxyActivities({ scheduleToCloseTimeout: '1 hour' });
export async function order() {
  await activities.charge.executeWithOptions({ startToCloseTimeout: '1 minute' }, []);
}
      `,
    },
    {
      name: 'a call that changes another option of the proxy',
      code: `
import { proxyActivities } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order() {
  await charge.executeWithOptions({ retry: { maximumAttempts: 1 } }, []);
}
      `,
    },
  ],
  invalid: [
    {
      name: 'no options',
      code: `
import { proxyActivities } from '@temporalio/workflow';
proxyActivities();
      `,
      errors: [{ messageId: 'missing', data: { name: 'proxyActivities' }, line: 3, column: 1 }],
    },
    {
      name: 'local activities, under another name',
      code: `
import { proxyLocalActivities as local } from '@temporalio/workflow';
local({});
      `,
      errors: [{ messageId: 'missing', data: { name: 'proxyLocalActivities' }, line: 3, column: 7 }],
    },
    {
      name: 'through a namespace, required, and destructured from it',
      code: `
import * as workflow from '@temporalio/workflow';
const { proxyActivities: make } = workflow;
const required = require('@temporalio/workflow');
workflow.proxyActivities({});
make({});
required.proxyActivities({});
      `,
      errors: [
        { messageId: 'missing', data: { name: 'proxyActivities' }, line: 5, column: 26 },
        { messageId: 'missing', data: { name: 'proxyActivities' }, line: 6, column: 6 },
        { messageId: 'missing', data: { name: 'proxyActivities' }, line: 7, column: 26 },
      ],
    },
    {
      name: 'a timeout that is undefined',
      code: `
import { proxyActivities } from '@temporalio/workflow';
const none = undefined;
proxyActivities({ startToCloseTimeout: undefined });
proxyActivities({ startToCloseTimeout: none });
      `,
      errors: [
        { messageId: 'missing', data: { name: 'proxyActivities' }, line: 4, column: 17 },
        { messageId: 'missing', data: { name: 'proxyActivities' }, line: 5, column: 17 },
      ],
    },
    {
      name: 'only a schedule-to-close timeout',
      code: `
import { proxyActivities } from '@temporalio/workflow';
const options = { scheduleToCloseTimeout: '1 hour' };
proxyActivities({ ...options });
      `,
      errors: [{ messageId: 'onlyScheduleToClose', data: { name: 'proxyActivities' }, line: 4, column: 17 }],
    },
    {
      name: 'scheduled by name',
      code: `
import { scheduleActivity } from '@temporalio/workflow';
export async function order() {
  await scheduleActivity('charge', [], {});
}
      `,
      errors: [{ messageId: 'missing', data: { name: 'scheduleActivity' }, line: 4, column: 40 }],
    },
    {
      name: 'a call that takes the timeout away',
      code: `
import { proxyActivities } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order() {
  await charge.executeWithOptions({ startToCloseTimeout: undefined }, []);
}
      `,
      errors: [{ messageId: 'removed', line: 5, column: 35 }],
    },
    {
      name: 'the fix writes the default',
      options: [{ allowScheduleToClose: false, default: '1 minute' }],
      code: `
import { proxyActivities } from '@temporalio/workflow';
proxyActivities();
proxyActivities({});
proxyActivities({ retry: { maximumAttempts: 3 } });
proxyActivities({ startToCloseTimeout: undefined });
      `,
      output: `
import { proxyActivities } from '@temporalio/workflow';
proxyActivities({ startToCloseTimeout: '1 minute' });
proxyActivities({ startToCloseTimeout: '1 minute' });
proxyActivities({ startToCloseTimeout: '1 minute', retry: { maximumAttempts: 3 } });
proxyActivities({ startToCloseTimeout: '1 minute' });
      `,
      errors: [
        { messageId: 'missing', data: { name: 'proxyActivities' }, line: 3, column: 1 },
        { messageId: 'missing', data: { name: 'proxyActivities' }, line: 4, column: 17 },
        { messageId: 'missing', data: { name: 'proxyActivities' }, line: 5, column: 17 },
        { messageId: 'missing', data: { name: 'proxyActivities' }, line: 6, column: 17 },
      ],
    },
  ],
});
