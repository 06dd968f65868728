import rule from '../../src/rules/require-application-failure.ts';
import { RuleTester } from '../rule-tester.ts';

const ruleTester = new RuleTester();

ruleTester.run('require-application-failure', rule, {
  valid: [
    {
      name: 'Temporal failures, and what is caught and thrown on',
      code: `
import { ApplicationFailure, CancelledFailure, proxyActivities } from '@temporalio/workflow';
import { ActivityFailure } from '@temporalio/common';
import { toFailure } from './failures';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
class Declined extends ApplicationFailure {}
export async function order(amount: number) {
  if (amount < 0) throw ApplicationFailure.nonRetryable('negative');
  if (amount === 0) throw new Declined('zero');
  if (amount === 1) throw new CancelledFailure('one');
  if (amount === 2) throw toFailure(amount);
  try { await charge(amount); } catch (error) { if (error instanceof ActivityFailure) throw error; }
}
      `,
    },
    {
      name: 'a plain error that is caught: in the function, where the function is called, and by the promise',
      code: `
import { proxyActivities } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
function positive(n: number) { if (!(n > 0)) throw new RangeError('not positive'); return n; }
async function check(n: number) { if (n > 9) throw new Error('too much'); await charge(n); }
export async function order(n: number) {
  try { positive(n); await check(n); throw new Error('here'); } catch { n = 1; }
  try { [n].forEach((one) => { throw new Error('in a callback'); }); } catch { n = 2; }
  await check(n).catch(() => {});
  await check(n).then(() => n, () => 0);
  const later = check(n);
  try { await later; } catch { n = 3; }
}
      `,
    },
    {
      name: 'a plain error that is caught and not thrown again on every way, or by a catch that is not understood',
      code: `
import { ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import { rethrow, Declined } from './errors';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order(n: number) {
  try { throw new Error('1'); } catch (error) { if (n > 1) throw error; }
  try { throw new Error('2'); } catch (error) { throw ApplicationFailure.create({ message: String(error) }); }
  try { throw new Error('3'); } catch (error) { rethrow(error); throw error; }
  try { throw new Error('4'); } catch (error) { if (error instanceof Error) throw ApplicationFailure.create({ message: error.message }); throw error; }
  try { throw new Error('5'); } catch (error) { if (error instanceof Declined) return; throw error; }
  try { try { throw new Error('6'); } catch (error) { throw error; } } catch { await charge(n); }
  try { throw new Error('7'); } catch (error) { throw error; } finally { return; }
}
      `,
    },
    {
      name: 'behind what ends the run, as the compiler asks for it',
      code: `
import { continueAsNew } from '@temporalio/workflow';
export async function order(n: number): Promise<never> {
  if (n > 9) { return await continueAsNew<typeof order>(1); throw new Error('not reached'); }
  await continueAsNew<typeof order>(n + 1);
  throw new Error('not reached');
}
      `,
    },
    {
      name: 'queries, validators, predicates and signal handlers',
      code: `
import { condition, defineQuery, defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
export async function order(n: number) {
  setHandler(defineQuery('state'), () => { throw new Error('no state'); });
  setHandler(defineSignal('go'), () => { throw new Error('no'); });
  setHandler(defineUpdate('change'), async () => {}, { validator: () => { throw new Error('refused'); } });
  await condition(() => { if (n > 1) throw new Error('no'); return true; });
}
      `,
    },
    {
      name: 'a place that the types say is never reached',
      code: `
import { sleep } from '@temporalio/workflow';
function assertNever(value: never): never { throw new Error(\`unexpected \${value}\`); }
export async function order(kind: 'a' | 'b') {
  switch (kind) {
    case 'a': return sleep(1);
    case 'b': return assertNever(kind as never);
    default: {
      const unknown: never = kind;
      throw new Error(unknown);
    }
  }
}
export async function other(kind: 'a') {
  if (kind === 'a') return sleep(1);
  throw new Error(kind satisfies never);
}
      `,
    },
    {
      name: 'failure types of the workflow, as a list, a function and a subclass',
      code: `
import * as workflow from '@temporalio/workflow';
class Declined extends Error {}
class CardDeclined extends Declined {}
export async function any() { throw new RangeError('any'); }
workflow.setWorkflowOptions({ failureExceptionTypes: [Error] }, any);
export async function one() { throw new CardDeclined('one'); }
workflow.setWorkflowOptions(() => ({ failureExceptionTypes: [Declined] }), one);
export async function defined() { throw new Declined('defined'); }
workflow.defineWorkflowOptions(defined, { workflowDefinitionOptions: { failureExceptionTypes: [Declined] } });
export async function unknown(types: []) { throw new Error('unknown'); }
workflow.setWorkflowOptions({ failureExceptionTypes: types }, unknown);
import { types } from './types';
      `,
    },
    {
      name: 'classes that are not known, and names that are something else',
      code: `
import { sleep } from '@temporalio/workflow';
import { Base, Error } from './errors';
class Declined extends Base {}
export async function order(n: number, make: () => Error) {
  if (n === 1) throw new Error('from elsewhere');
  if (n === 2) throw new Declined();
  if (n === 3) throw make();
  await sleep(1);
}
export function helper() { throw new TypeError('a helper for others'); }
      `,
    },
    {
      name: 'the cause of a failure, and errors that may be anything',
      code: `
import { ActivityFailure, ApplicationFailure, executeChild, proxyActivities, TimeoutFailure } from '@temporalio/workflow';
import { check } from './check';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order(n: number) {
  try { await charge(n); } catch (error) {
    if (error instanceof ActivityFailure && error.cause instanceof ApplicationFailure) return error.cause.type;
  }
  try { await charge(check(n)); } catch (error) { if (error instanceof ApplicationFailure) return 1; }
  try { await charge(n); throw ApplicationFailure.create({}); } catch (error) { if (error instanceof ApplicationFailure) return 2; }
  try { await charge(n); await n; } catch (error) { if (error instanceof TimeoutFailure) return 3; }
  try { await charge(n); await executeChild('ship'); } catch (error) { if (error instanceof ApplicationFailure) return 4; }
  try { await charge(n); } catch (error) {
    let cause = error;
    if (error instanceof ActivityFailure) cause = error.cause;
    if (cause instanceof ApplicationFailure) return 5;
  }
  try { await charge(n); } catch (error) {
    if (error instanceof ActivityFailure) error = error.cause;
    if (error instanceof ApplicationFailure) return 6;
  }
  await check(n).catch((error: unknown) => { if (error instanceof ApplicationFailure) return 7; });
}
      `,
    },
    {
      name: 'outside of workflow code',
      code: `
import { Client } from '@temporalio/client';
export async function start() { if (!process.env.HOME) throw new Error('no home'); return new Client(); }
      `,
    },
  ],
  invalid: [
    {
      name: 'errors of the language, with the type that they would have as a failure',
      code: `
import { sleep } from '@temporalio/workflow';
export async function order(n: number) {
  await sleep(1); if (n < 0) throw new Error('negative');
  if (n > 9) throw new RangeError(\`\${n} is too much\`);
  throw 'a text';
}
      `,
      errors: [
        {
          messageId: 'workflow',
          data: { error: '`Error`' },
          line: 4,
          column: 36,
          suggestions: [
            {
              messageId: 'nonRetryable',
              output: `
import { sleep, ApplicationFailure } from '@temporalio/workflow';
export async function order(n: number) {
  await sleep(1); if (n < 0) throw ApplicationFailure.nonRetryable('negative');
  if (n > 9) throw new RangeError(\`\${n} is too much\`);
  throw 'a text';
}
      `,
            },
          ],
        },
        {
          messageId: 'workflow',
          data: { error: '`RangeError`' },
          line: 5,
          column: 20,
          suggestions: [
            {
              messageId: 'nonRetryable',
              output: `
import { sleep, ApplicationFailure } from '@temporalio/workflow';
export async function order(n: number) {
  await sleep(1); if (n < 0) throw new Error('negative');
  if (n > 9) throw ApplicationFailure.nonRetryable(\`\${n} is too much\`, 'RangeError');
  throw 'a text';
}
      `,
            },
          ],
        },
        {
          messageId: 'workflow',
          data: { error: 'A text' },
          line: 6,
          column: 9,
          suggestions: [
            {
              messageId: 'nonRetryable',
              output: `
import { sleep, ApplicationFailure } from '@temporalio/workflow';
export async function order(n: number) {
  await sleep(1); if (n < 0) throw new Error('negative');
  if (n > 9) throw new RangeError(\`\${n} is too much\`);
  throw ApplicationFailure.nonRetryable('a text');
}
      `,
            },
          ],
        },
      ],
    },
    {
      name: 'in JavaScript, with the namespace that is there',
      code: `
const wf = require('@temporalio/workflow');
exports.order = async function (n) {
  await wf.sleep(1);
  throw TypeError('no');
};
exports.other = async (n) => {
  throw new Error('no');
};
      `,
      errors: [
        { messageId: 'workflow', data: { error: '`TypeError`' }, line: 5, column: 9 },
        {
          messageId: 'workflow',
          data: { error: '`Error`' },
          line: 8,
          column: 9,
          suggestions: [
            {
              messageId: 'nonRetryable',
              output: `
const wf = require('@temporalio/workflow');
exports.order = async function (n) {
  await wf.sleep(1);
  throw TypeError('no');
};
exports.other = async (n) => {
  throw wf.ApplicationFailure.nonRetryable('no');
};
      `,
            },
          ],
        },
      ],
    },
    {
      name: 'classes of the file, errors of the SDK that are no failures, constants, and more than a message',
      code: `
import { IllegalStateError, sleep } from '@temporalio/workflow';
import { ValueError } from '@temporalio/common';
class Declined extends Error {}
class CardDeclined extends Declined { constructor(readonly card: string) { super('declined'); } }
export async function order(n: number) {
  if (n === 1) throw new CardDeclined('1234');
  if (n === 2) throw new IllegalStateError('no');
  if (n === 3) throw new ValueError('no');
  if (n === 4) throw new Error('no', { cause: n });
  const error = new Error('later');
  if (n === 5) throw error;
  try { await sleep(1); } catch (cause) { throw new Error('failed', { cause }); }
}
      `,
      errors: [
        { messageId: 'workflow', data: { error: '`CardDeclined`' }, line: 7, column: 22 },
        { messageId: 'workflow', data: { error: '`IllegalStateError`' }, line: 8, column: 22 },
        { messageId: 'workflow', data: { error: '`ValueError`' }, line: 9, column: 22 },
        { messageId: 'workflow', data: { error: '`Error`' }, line: 10, column: 22 },
        { messageId: 'workflow', data: { error: '`Error`' }, line: 12, column: 22 },
        { messageId: 'workflow', data: { error: '`Error`' }, line: 13, column: 49 },
      ],
    },
    {
      name: 'in functions that a workflow runs: helpers, callbacks, scopes, handlers of updates',
      code: `
import { CancellationScope, defineUpdate, setHandler, sleep } from '@temporalio/workflow';
const change = defineUpdate('change');
function check(n: number) { if (n > 9) throw CHECKED; }
const CHECKED = new Error('checked');
async function pay(n: number) { check(n); await sleep(1); throw PAID; }
const PAID = new Error('paid');
export async function order(n: number) {
  setHandler(change, async () => { await sleep(1); throw CHANGED; });
  await CancellationScope.nonCancellable(async () => { throw SCOPED; });
  await Promise.all([1, 2].map(async () => { throw MAPPED; }));
  return pay(n);
}
const CHANGED = new Error('changed');
const SCOPED = new Error('scoped');
const MAPPED = new Error('mapped');
      `,
      errors: [
        { messageId: 'workflow', data: { error: '`Error`' }, line: 4, column: 46 },
        { messageId: 'workflow', data: { error: '`Error`' }, line: 6, column: 65 },
        { messageId: 'update', data: { error: '`Error`' }, line: 9, column: 58 },
        { messageId: 'workflow', data: { error: '`Error`' }, line: 10, column: 62 },
        { messageId: 'workflow', data: { error: '`Error`' }, line: 11, column: 52 },
      ],
    },
    {
      name: 'thrown again by the catch that takes it, in the function and where it is called',
      code: `
import { ActivityFailure, ApplicationFailure, isCancellation, log, proxyActivities } from '@temporalio/workflow';
const { charge, refund } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order(n: number) {
  try { if (n === 0) throw new Error('nothing', { cause: n }); await charge(n); }
  catch (error) { log.error('failed', { error }); await refund(n); throw error; }
}
async function check(n: number) { if (n > 9) throw new RangeError('too much', { cause: n }); await charge(n); }
export async function checked(n: number) {
  try { await check(n); } catch (error) { if (isCancellation(error)) return; if (error instanceof ActivityFailure) await refund(n); throw error; }
}
export async function within(n: number) {
  try { try { throw new TypeError('no', { cause: n }); } catch (error) { throw error; } } catch (error) { if (n > 1) { throw error; } else { throw error; } } finally { await refund(n); }
}
      `,
      errors: [
        { messageId: 'workflow', data: { error: '`Error`' }, line: 5, column: 28 },
        { messageId: 'workflow', data: { error: '`RangeError`' }, line: 8, column: 52 },
        { messageId: 'workflow', data: { error: '`TypeError`' }, line: 13, column: 21 },
      ],
    },
    {
      name: 'failure types of another workflow, and of other errors',
      code: `
import { setWorkflowOptions, sleep } from '@temporalio/workflow';
class Declined extends Error {}
export async function order() { await sleep(1); throw new Declined(); }
export async function other() { throw new Declined(); }
setWorkflowOptions({ failureExceptionTypes: [Declined] }, other);
setWorkflowOptions({ failureExceptionTypes: [RangeError] }, order);
      `,
      errors: [{ messageId: 'workflow', data: { error: '`Declined`' }, line: 4, column: 55 }],
    },
    {
      name: 'a test for what is only ever the cause',
      code: `
import { ApplicationFailure as Failed, executeChild, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import * as common from '@temporalio/common';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
const { count } = proxyLocalActivities({ startToCloseTimeout: '1 minute' });
export async function order(n: number) {
  try {
    console.log(n);
    const paid = await charge(n);
    return await count(paid);
  } catch (error) {
    if (error instanceof Failed) return error.type;
  }
  try { await executeChild('ship'); } catch (error) { if (!(error instanceof common.TimeoutFailure)) throw error; }
  await charge(n).catch((error: unknown) => { if (error instanceof Failed) return 1; });
}
      `,
      errors: [
        { messageId: 'cause', data: { failure: 'ApplicationFailure', wrapper: 'ActivityFailure' }, line: 12, column: 9 },
        { messageId: 'cause', data: { failure: 'TimeoutFailure', wrapper: 'ChildWorkflowFailure' }, line: 14, column: 61 },
        { messageId: 'cause', data: { failure: 'ApplicationFailure', wrapper: 'ActivityFailure' }, line: 15, column: 51 },
      ],
    },
  ],
});
