import rule from '../../src/rules/require-retry-policy.ts';
import { RuleTester } from '../rule-tester.ts';

new RuleTester().run('require-retry-policy', rule, {
  valid: [
    {
      name: 'a policy, in place, by a constant and in a spread',
      code: `
import { proxyActivities, scheduleActivity } from '@temporalio/workflow';
const retry = { maximumAttempts: 3 };
const defaults = { startToCloseTimeout: '1m', retry } as const;
proxyActivities({ startToCloseTimeout: '1m', retry: { initialInterval: '5s' } });
proxyActivities(defaults);
proxyActivities({ ...defaults, heartbeatTimeout: '5s' });
export const wf = () => scheduleActivity('charge', [], defaults);
      `,
    },
    {
      name: 'no limit, said so',
      code: `
import { proxyActivities } from '@temporalio/workflow';
proxyActivities({ startToCloseTimeout: '1m', retry: { maximumAttempts: Infinity } });
      `,
    },
    {
      name: 'a timeout that ends the retries',
      code: `
import { proxyActivities } from '@temporalio/workflow';
proxyActivities({ startToCloseTimeout: '1m', scheduleToCloseTimeout: '1h' });
proxyActivities({ startToCloseTimeout: '1m', scheduleToCloseTimeout: '1h', retry: {} });
      `,
    },
    {
      name: 'options and policies that this file does not show',
      code: `
import { proxyActivities } from '@temporalio/workflow';
import { options, retry } from './options';
export const make = (given) => [
  proxyActivities(options),
  proxyActivities(given),
  proxyActivities({ startToCloseTimeout: '1m', ...options }),
  proxyActivities({ startToCloseTimeout: '1m', retry }),
  proxyActivities({ startToCloseTimeout: '1m', retry: { ...retry } }),
];
      `,
    },
    {
      name: 'functions of the same name from elsewhere, shadowed, and types',
      code: `
import { sleep, type proxyActivities as Make } from '@temporalio/workflow';
import { proxyActivities } from './fakes';
proxyActivities({ startToCloseTimeout: '1m' });
export const wf = (make: typeof Make) => [sleep(1), make({ startToCloseTimeout: '1m' })];
      `,
    },
    {
      name: 'the policy comes with every call',
      code: `
import { proxyActivities } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1m' });
export async function wf() {
  await charge.executeWithOptions({ retry: { maximumAttempts: 1 } }, []);
}
      `,
    },
    {
      name: 'a call that changes a field of the policy',
      options: [{ require: ['maximumAttempts', 'maximumInterval'] }],
      code: `
import { proxyActivities } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1m', retry: { maximumAttempts: 3 } });
export async function wf() {
  await charge.executeWithOptions({ retry: { maximumInterval: '1m' } }, []);
}
      `,
    },
    {
      name: 'the fields that are asked for',
      options: [{ require: ['maximumAttempts'] }],
      code: `
import { proxyActivities } from '@temporalio/workflow';
proxyActivities({ startToCloseTimeout: '1m', retry: { maximumAttempts: 3 } });
      `,
    },
  ],
  invalid: [
    {
      name: 'no policy, an empty one, and one of nothing',
      code: `
import { proxyActivities } from '@temporalio/workflow';
proxyActivities({ startToCloseTimeout: '1m' });
proxyActivities({ startToCloseTimeout: '1m', retry: {} });
proxyActivities({ startToCloseTimeout: '1m', retry: undefined });
proxyActivities({ startToCloseTimeout: '1m', retry: { maximumAttempts: undefined } });
      `,
      errors: [3, 4, 5, 6].map((line) => ({ messageId: 'missing', data: { name: 'proxyActivities', fields: '' }, line, column: 17 })),
    },
    {
      name: 'under another name, through a namespace, required, and by the name of the activity',
      code: `
import * as workflow from '@temporalio/workflow';
import { proxyLocalActivities as local, scheduleActivity } from '@temporalio/workflow';
const { proxyActivities } = require('@temporalio/workflow');
workflow.proxyActivities({ startToCloseTimeout: '1m' });
local({ startToCloseTimeout: '1m' });
proxyActivities({ startToCloseTimeout: '1m' });
export const wf = () => scheduleActivity('charge', [], { startToCloseTimeout: '1m' });
      `,
      errors: [
        { messageId: 'missing', data: { name: 'workflow.proxyActivities', fields: '' }, line: 5, column: 26 },
        { messageId: 'missing', data: { name: 'local', fields: '' }, line: 6, column: 7 },
        { messageId: 'missing', data: { name: 'proxyActivities', fields: '' }, line: 7, column: 17 },
        { messageId: 'missing', data: { name: 'scheduleActivity', fields: '' }, line: 8, column: 56 },
      ],
    },
    {
      name: 'a proxy whose calls bring a policy now and then',
      code: `
import { proxyActivities } from '@temporalio/workflow';
const { charge, ship } = proxyActivities({ startToCloseTimeout: '1m' });
export async function wf() {
  await charge.executeWithOptions({ retry: { maximumAttempts: 1 } }, []);
  await ship();
}
      `,
      errors: [{ messageId: 'missing', data: { name: 'proxyActivities', fields: '' }, line: 3, column: 42 }],
    },
    {
      name: 'a call that brings options without a policy',
      code: `
import { proxyActivities } from '@temporalio/workflow';
const { charge, ship } = proxyActivities({ startToCloseTimeout: '1m' });
export async function wf() {
  await charge.executeWithOptions({ retry: { maximumAttempts: 1 } }, []);
  await ship.executeWithOptions({ startToCloseTimeout: '1h' }, []);
}
      `,
      errors: [{ messageId: 'missing', data: { name: 'ship.executeWithOptions', fields: '' }, line: 6, column: 33 }],
    },
    {
      name: 'fields that are asked for',
      options: [{ require: ['maximumAttempts', 'nonRetryableErrorTypes'] }],
      code: `
import { proxyActivities } from '@temporalio/workflow';
proxyActivities({ startToCloseTimeout: '1m', retry: { maximumAttempts: 3 } });
proxyActivities({ startToCloseTimeout: '1m', scheduleToCloseTimeout: '1h' });
      `,
      errors: [
        { messageId: 'missingFields', data: { name: 'proxyActivities', fields: '`nonRetryableErrorTypes`' }, line: 3, column: 17 },
        { messageId: 'missingFields', data: { name: 'proxyActivities', fields: '`maximumAttempts`, `nonRetryableErrorTypes`' }, line: 4, column: 17 },
      ],
    },
  ],
});
