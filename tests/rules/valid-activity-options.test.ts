import rule from '../../src/rules/valid-activity-options.ts';
import { RuleTester } from '../rule-tester.ts';

const refused = (value: string, line: number, column: number) => ({ messageId: 'duration' as const, data: { value }, line, column });

new RuleTester().run('valid-activity-options', rule, {
  valid: [
    {
      name: 'durations that the SDK can read',
      code: `
import { condition, proxyActivities, proxyLocalActivities, sleep } from '@temporalio/workflow';
proxyActivities({ startToCloseTimeout: '5 minutes', heartbeatTimeout: '10s', scheduleToCloseTimeout: 60_000 });
proxyActivities({ startToCloseTimeout: '1.5 hrs', scheduleToStartTimeout: '.5 Days', heartbeatTimeout: '500' });
proxyLocalActivities({ startToCloseTimeout: '2 WEEKS', localRetryThreshold: '1yr' });
export async function wf(done: () => boolean) {
  await sleep('-5 seconds');
  await condition(done, '10 msecs');
  await condition(done);
}
      `,
    },
    {
      name: 'options that are left out, by null or undefined',
      code: `
import { proxyActivities } from '@temporalio/workflow';
proxyActivities({
  startToCloseTimeout: '1m',
  heartbeatTimeout: undefined,
  scheduleToCloseTimeout: null,
  cancellationType: undefined,
  retry: { initialInterval: null, maximumAttempts: null, backoffCoefficient: undefined, maximumInterval: undefined },
});
      `,
    },
    {
      name: 'a retry policy',
      code: `
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
proxyActivities({
  startToCloseTimeout: '1m',
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  retry: { initialInterval: '10s', maximumInterval: '10s', maximumAttempts: Infinity, backoffCoefficient: 0.5, nonRetryableErrorTypes: ['No'] },
});
proxyActivities({ startToCloseTimeout: '1m', cancellationType: 'ABANDON', retry: { maximumInterval: '1s' } });
proxyActivities({ startToCloseTimeout: '1m', cancellationType: 2, retry: { maximumAttempts: 1 } });
      `,
    },
    {
      name: 'values that this file does not show',
      code: `
import { proxyActivities, sleep } from '@temporalio/workflow';
import { TIMEOUT, options, retry } from './options';
proxyActivities({ startToCloseTimeout: TIMEOUT });
proxyActivities({ startToCloseTimeout: '1m', retry });
proxyActivities({ startToCloseTimeout: '1m', retry: { maximumAttempts: 0, ...retry } });
proxyActivities(options);
proxyActivities({ startToCloseTimeout: 'never', ...options });
export async function wf(minutes: number, unit: string) {
  await sleep(\`\${minutes} minutes\`);
  await sleep(\`1 \${unit}\`);
}
      `,
    },
    {
      name: 'options of another kind of activity, which are never read',
      code: `
import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
proxyLocalActivities({ startToCloseTimeout: '1m', heartbeatTimeout: 'often' });
proxyActivities({ startToCloseTimeout: '1m', localRetryThreshold: 'soon' });
      `,
    },
    {
      name: 'what the functions take for no timeout',
      code: `
import { CancellationScope, condition } from '@temporalio/workflow';
export async function wf(done: () => boolean) {
  await condition(done, null);
  await CancellationScope.withTimeout(NaN, () => condition(done));
  await new CancellationScope({ timeout: Infinity }).run(() => condition(done));
  await new CancellationScope({ timeout: undefined }).run(() => condition(done));
  await new CancellationScope().run(() => condition(done));
}
      `,
    },
    {
      name: 'functions of the same name from elsewhere, shadowed, and types',
      code: `
import { log, type proxyActivities as Make } from '@temporalio/workflow';
import { proxyActivities } from './fakes';
import type { sleep as Sleep } from '@temporalio/workflow';
proxyActivities({ startToCloseTimeout: 'nonsense' });
export const wait = (sleep: typeof Sleep, make: typeof Make) => [sleep('nonsense'), make({ startToCloseTimeout: 'nonsense' })];
log.info('');
      `,
    },
    {
      name: 'a file that is no workflow code',
      code: `
import { sleep } from '@temporalio/activity';
export const wait = () => sleep('nonsense');
      `,
    },
    {
      name: 'a proxy in a function that nothing calls',
      filename: 'file.ts',
      code: `
import { proxyActivities } from '@temporalio/workflow';
function unused() { return proxyActivities({ startToCloseTimeout: 'nonsense' }); }
export async function wf() {}
      `,
    },
    {
      name: 'a call that repairs what the proxy has',
      code: `
import { proxyActivities } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1m', retry: { initialInterval: '10s' } });
export async function wf() {
  await charge.executeWithOptions({ retry: { initialInterval: '1s', maximumInterval: '5s' } }, []);
}
      `,
    },
  ],
  invalid: [
    {
      name: 'texts that are no durations',
      code: `
import { proxyActivities } from '@temporalio/workflow';
proxyActivities({ startToCloseTimeout: '5 minuets' });
proxyActivities({ startToCloseTimeout: '1m', heartbeatTimeout: '1m 30s' });
proxyActivities({ startToCloseTimeout: '1m', scheduleToStartTimeout: '' });
proxyActivities({ startToCloseTimeout: '1m', scheduleToCloseTimeout: 'PT5M' });
proxyActivities({ startToCloseTimeout: ' 1m' });
      `,
      errors: [
        refused("`'5 minuets'`", 3, 40),
        refused("`'1m 30s'`", 4, 64),
        refused("`''`", 5, 70),
        refused("`'PT5M'`", 6, 70),
        refused("`' 1m'`", 7, 40),
      ],
    },
    {
      name: 'numbers that are no durations, and other values',
      code: `
import { proxyActivities } from '@temporalio/workflow';
proxyActivities({ startToCloseTimeout: NaN });
proxyActivities({ startToCloseTimeout: Number.POSITIVE_INFINITY });
proxyActivities({ startToCloseTimeout: true });
proxyActivities({ startToCloseTimeout: '1m', retry: { maximumInterval: null } });
      `,
      errors: [refused('`NaN`', 3, 40), refused('`Infinity`', 4, 40), refused('`true`', 5, 40), refused('`null`', 6, 72)],
    },
    {
      name: 'under another name, through a namespace, required, and by the name of the activity',
      code: `
import * as workflow from '@temporalio/workflow';
import { proxyLocalActivities as local, scheduleActivity } from '@temporalio/workflow';
const { proxyActivities } = require('@temporalio/workflow');
workflow.proxyActivities({ startToCloseTimeout: 'a' });
local({ startToCloseTimeout: '1m', localRetryThreshold: 'b' });
proxyActivities({ startToCloseTimeout: 'c' });
export async function wf() { await scheduleActivity('charge', [], { startToCloseTimeout: 'd' }); }
      `,
      errors: [refused("`'a'`", 5, 49), refused("`'b'`", 6, 57), refused("`'c'`", 7, 40), refused("`'d'`", 8, 90)],
    },
    {
      name: 'a constant that several proxies share is reported once',
      code: `
import { proxyActivities } from '@temporalio/workflow';
const TIMEOUT = 'soon';
const options = { startToCloseTimeout: TIMEOUT } as const;
proxyActivities(options);
proxyActivities({ ...options, taskQueue: 'other' });
      `,
      errors: [refused("`'soon'`", 4, 40)],
    },
    {
      name: 'a proxy that is a field of a class, and one in a generator',
      code: `
import { proxyActivities } from '@temporalio/workflow';
class Order {
  readonly activities = proxyActivities({ startToCloseTimeout: 'soon' } satisfies object);
  run() { return this.activities.charge(); }
}
export async function wf() { return new Order().run(); }
export async function* steps() { yield proxyActivities({ startToCloseTimeout: 'later' }).charge(); }
      `,
      errors: [refused("`'soon'`", 4, 64), refused("`'later'`", 8, 79)],
    },
    {
      name: 'attempts',
      code: `
import { proxyActivities } from '@temporalio/workflow';
proxyActivities({ startToCloseTimeout: '1m', retry: { maximumAttempts: 0 } });
proxyActivities({ startToCloseTimeout: '1m', retry: { maximumAttempts: -1 } });
proxyActivities({ startToCloseTimeout: '1m', retry: { maximumAttempts: 1.5 } });
proxyActivities({ startToCloseTimeout: '1m', retry: { maximumAttempts: NaN } });
proxyActivities({ startToCloseTimeout: '1m', retry: { maximumAttempts: '3' } });
      `,
      errors: [
        { messageId: 'maximumAttempts', data: { value: '`0`' }, line: 3, column: 72 },
        { messageId: 'maximumAttempts', data: { value: '`-1`' }, line: 4, column: 72 },
        { messageId: 'maximumAttempts', data: { value: '`1.5`' }, line: 5, column: 72 },
        { messageId: 'maximumAttempts', data: { value: '`NaN`' }, line: 6, column: 72 },
        { messageId: 'maximumAttempts', data: { value: "`'3'`" }, line: 7, column: 72 },
      ],
    },
    {
      name: 'intervals',
      code: `
import { proxyActivities } from '@temporalio/workflow';
proxyActivities({ startToCloseTimeout: '1m', retry: { initialInterval: 0 } });
proxyActivities({ startToCloseTimeout: '1m', retry: { maximumInterval: '0s' } });
proxyActivities({ startToCloseTimeout: '1m', retry: { initialInterval: '10s', maximumInterval: '1s' } });
proxyActivities({ startToCloseTimeout: '1m', retry: { maximumInterval: 500 } });
proxyActivities({ startToCloseTimeout: '1m', retry: { initialInterval: 'soon', maximumInterval: '1s' } });
      `,
      errors: [
        { messageId: 'zeroInterval', data: { name: 'initialInterval' }, line: 3, column: 72 },
        { messageId: 'zeroInterval', data: { name: 'maximumInterval' }, line: 4, column: 72 },
        { messageId: 'shortMaximum', data: { initial: "`'10s'`" }, line: 5, column: 96 },
        { messageId: 'shortMaximum', data: { initial: '1 second by default' }, line: 6, column: 72 },
        refused("`'soon'`", 7, 72),
      ],
    },
    {
      name: 'a policy that only a call makes wrong',
      code: `
import { proxyActivities } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1m', retry: { initialInterval: '10s' } });
export async function wf() {
  await charge.executeWithOptions({ retry: { maximumInterval: '5s' } }, []);
}
      `,
      errors: [{ messageId: 'shortMaximum', data: { initial: "`'10s'`" }, line: 5, column: 63 }],
    },
    {
      name: 'the backoff coefficient and the cancellation type',
      code: `
import { proxyActivities } from '@temporalio/workflow';
proxyActivities({ startToCloseTimeout: '1m', retry: { backoffCoefficient: 0 } });
proxyActivities({ startToCloseTimeout: '1m', retry: { backoffCoefficient: -2 } });
proxyActivities({ startToCloseTimeout: '1m', cancellationType: 'TRY_CANCELED' });
      `,
      errors: [
        { messageId: 'backoff', data: { value: '`0`' }, line: 3, column: 75 },
        { messageId: 'backoff', data: { value: '`-2`' }, line: 4, column: 75 },
        { messageId: 'cancellationType', data: { value: "`'TRY_CANCELED'`" }, line: 5, column: 64 },
      ],
    },
    {
      name: 'durations of timers, conditions and scopes',
      code: `
import { CancellationScope, condition, sleep as wait } from '@temporalio/workflow';
export async function wf(done: () => boolean) {
  await wait('1 fortnight');
  await wait(undefined);
  await condition(done, 'soon');
  await condition(done, Infinity);
  await CancellationScope.withTimeout('later', () => wait(1));
  await new CancellationScope({ cancellable: true, timeout: null }).run(() => wait(NaN));
}
      `,
      errors: [
        { messageId: 'durationArgument', data: { name: 'sleep', value: "`'1 fortnight'`" }, line: 4, column: 14 },
        { messageId: 'durationArgument', data: { name: 'sleep', value: '`undefined`' }, line: 5, column: 14 },
        { messageId: 'durationArgument', data: { name: 'condition', value: "`'soon'`" }, line: 6, column: 25 },
        { messageId: 'durationArgument', data: { name: 'condition', value: '`Infinity`' }, line: 7, column: 25 },
        { messageId: 'durationArgument', data: { name: 'CancellationScope.withTimeout', value: "`'later'`" }, line: 8, column: 39 },
        { messageId: 'durationArgument', data: { name: 'CancellationScope', value: '`null`' }, line: 9, column: 61 },
        { messageId: 'durationArgument', data: { name: 'sleep', value: '`NaN`' }, line: 9, column: 84 },
      ],
    },
  ],
});
