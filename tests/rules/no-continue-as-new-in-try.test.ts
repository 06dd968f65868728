import rule from '../../src/rules/no-continue-as-new-in-try.ts';
import { RuleTester } from '../rule-tester.ts';

const ruleTester = new RuleTester();

ruleTester.run('no-continue-as-new-in-try', rule, {
  valid: [
    {
      name: 'behind the try, in its catch or its finally, and without a catch',
      code: `
import { continueAsNew, proxyActivities } from '@temporalio/workflow';
const { poll } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function monitor(n: number): Promise<void> {
  try { await poll(); } catch { await continueAsNew(n + 1); }
  try { await poll(); } catch (error) { console.log(error); } finally { if (n > 1) await continueAsNew(n); }
  try { await continueAsNew(n); } finally { console.log('over'); }
  await continueAsNew(n + 1);
}
      `,
    },
    {
      name: 'returned without await, which leaves the try',
      code: `
import { continueAsNew, log, proxyActivities } from '@temporalio/workflow';
const { poll } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function monitor(n: number): Promise<void> {
  try {
    await poll();
    return continueAsNew(n + 1);
  } catch (error) {
    log.error('failed', { error });
  }
}
      `,
    },
    {
      name: 'a catch that throws it on',
      code: `
import { ActivityFailure, ContinueAsNew, continueAsNew, isCancellation, log } from '@temporalio/workflow';
export async function whole(n: number): Promise<void> {
  try { await continueAsNew(n); } catch (error) { log.warn('again', { error }); throw error; }
}
export async function byClass(n: number): Promise<void> {
  try { await continueAsNew(n); } catch (error) { if (error instanceof ContinueAsNew) throw error; log.warn(String(error)); }
}
export async function others(n: number): Promise<void> {
  try { await continueAsNew(n); } catch (error) { if (!(error instanceof ActivityFailure)) throw error; }
}
export async function orElse(n: number): Promise<void> {
  try { await continueAsNew(n); } catch (error) { if (error instanceof ActivityFailure) { log.warn('no') } else { throw error } }
}
export async function both(n: number): Promise<void> {
  try { await continueAsNew(n); } catch (error) { if (isCancellation(error) || error instanceof ContinueAsNew) throw error; }
}
export async function sometimes(n: number): Promise<void> {
  try { await continueAsNew(n); } catch (error) { if (n > 3) throw error; }
}
export async function named(n: number): Promise<void> {
  try { await continueAsNew(n); } catch (error) { if (error instanceof Error && error.name === 'ContinueAsNew') throw error; }
}
      `,
    },
    {
      name: 'a catch that does something with other errors, and throws it on',
      code: `
import { ContinueAsNew, continueAsNew, isCancellation, proxyActivities } from '@temporalio/workflow';
const { fail } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function first(n: number): Promise<void> {
  try { await continueAsNew(n); } catch (error) { if (error instanceof ContinueAsNew) throw error; await fail(n); throw error; }
}
export async function within(n: number): Promise<void> {
  try { await continueAsNew(n); } catch (error) { if (!(error instanceof ContinueAsNew)) await fail(n); throw error; }
}
export async function cancelled(n: number): Promise<void> {
  try { await continueAsNew(n); } catch (error) { if (isCancellation(error)) { await fail(n); } throw error; }
}
export async function unknown(n: number): Promise<void> {
  try { await continueAsNew(n); } catch (error) { if ((error as Error).message !== 'x') await fail(n); throw error; }
}
      `,
    },
    {
      name: 'an error that is stored, or handed to what is not in sight',
      code: `
import { continueAsNew } from '@temporalio/workflow';
import { handle } from './handle';
export async function handed(n: number): Promise<void> {
  try { await continueAsNew(n); } catch (error) { handle(error); }
}
export async function stored(n: number): Promise<void> {
  let failure: unknown;
  try { await continueAsNew(n); } catch (error) { failure = error; }
  if (failure) throw failure;
}
export async function rejected(n: number): Promise<void> {
  try { await continueAsNew(n); } catch (error) { return Promise.reject(error); }
}
export async function later(n: number): Promise<void> {
  let fail = () => {};
  try { await continueAsNew(n); } catch (error) { fail = () => { throw error; }; }
  fail();
}
export async function pattern(n: number): Promise<void> {
  try { await continueAsNew(n); } catch ({ message }) { console.log(message); }
}
      `,
    },
    {
      name: 'a function of that name from elsewhere, a type, and a shadowed name',
      code: `
import type { continueAsNew } from '@temporalio/workflow';
import { continueAsNew as next } from './next';
import { sleep } from '@temporalio/workflow';
export async function other(n: number): Promise<void> { try { await next(n); } catch {} await sleep(1); }
export async function shadowed(n: number, continueAsNew: (n: number) => Promise<void>): Promise<void> {
  try { await continueAsNew(n); } catch {}
}
      `,
    },
    {
      name: 'in a helper whose promise is not awaited in the try',
      code: `
import { continueAsNew } from '@temporalio/workflow';
async function restart(n: number): Promise<never> { return continueAsNew(n); }
export async function order(n: number): Promise<void> {
  try { return restart(n); } catch { console.log('no'); }
}
export async function held(n: number): Promise<void> {
  let next;
  try { next = restart(n); } catch { console.log('no'); }
  await next;
}
      `,
    },
    {
      name: 'outside of workflow code',
      code: `
import { Client } from '@temporalio/client';
import { continueAsNew } from '@temporalio/workflow';
export async function start() { try { await continueAsNew(); } catch {} return new Client(); }
      `,
    },
    {
      name: 'functions that call each other',
      code: `
import { continueAsNew } from '@temporalio/workflow';
async function even(n: number): Promise<void> { if (n > 0) await odd(n - 1); else await continueAsNew(n); }
async function odd(n: number): Promise<void> { await even(n - 1); }
export async function order(n: number): Promise<void> { await even(n); }
      `,
    },
  ],
  invalid: [
    {
      name: 'a catch that logs, under another name and through a namespace',
      code: `
import * as wf from '@temporalio/workflow';
import { continueAsNew as again } from '@temporalio/workflow';
export async function monitor(n: number): Promise<void> {
  try {
    if (n > 1) await again(n);
    await wf.continueAsNew(n);
  } catch (error) {
    wf.log.error('failed', { error });
  }
}
      `,
      errors: [
        { messageId: 'swallowed', data: { name: 'again', line: '8' }, line: 6, column: 22 },
        { messageId: 'swallowed', data: { name: 'wf.continueAsNew', line: '8' }, line: 7, column: 11 },
      ],
    },
    {
      name: 'required, and made by makeContinueAsNewFunc',
      code: `
const { makeContinueAsNewFunc } = require('@temporalio/workflow');
exports.monitor = async function (n) {
  const next = makeContinueAsNewFunc({});
  try {
    return await next(n);
  } catch {
    return n;
  }
};
      `,
      errors: [{ messageId: 'swallowed', data: { name: 'next', line: '7' }, line: 6, column: 18 }],
    },
    {
      name: 'a catch that throws only other errors on, or another error in its place',
      code: `
import { ActivityFailure, ApplicationFailure, continueAsNew, isCancellation } from '@temporalio/workflow';
export async function cancelled(n: number): Promise<void> {
  try { await continueAsNew(n); } catch (error) { if (isCancellation(error)) throw error; console.log(error); }
}
export async function failed(n: number): Promise<void> {
  try { await continueAsNew(n); } catch (error) { if (error instanceof ActivityFailure && n > 1) throw error; }
}
export async function replaced(n: number): Promise<void> {
  try { await continueAsNew(n); } catch (error) { throw ApplicationFailure.fromError(error as Error); }
}
export async function wrapped(n: number): Promise<void> {
  try { await continueAsNew(n); } catch (error) { throw new Error('failed', { cause: error }); }
}
      `,
      errors: [
        { messageId: 'swallowed', data: { name: 'continueAsNew', line: '4' }, line: 4, column: 15 },
        { messageId: 'swallowed', data: { name: 'continueAsNew', line: '7' }, line: 7, column: 15 },
        { messageId: 'replaced', data: { name: 'continueAsNew', line: '10' }, line: 10, column: 15 },
        { messageId: 'replaced', data: { name: 'continueAsNew', line: '13' }, line: 13, column: 15 },
      ],
    },
    {
      name: 'a catch that takes it for a failure before it throws it on',
      code: `
import { continueAsNew, log, proxyActivities } from '@temporalio/workflow';
const { markFailed } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function batch(id: string | undefined): Promise<void> {
  try {
    await continueAsNew(id);
  } catch (error) {
    log.error('failed', { error });
    if (id) await markFailed(id);
    throw error;
  }
}
      `,
      errors: [{ messageId: 'handled', data: { name: 'continueAsNew', line: '7', command: 'markFailed' }, line: 6, column: 11 }],
    },
    {
      name: 'an outer try, when the inner one throws it on',
      code: `
import { continueAsNew } from '@temporalio/workflow';
export async function order(n: number): Promise<void> {
  try {
    try {
      await continueAsNew(n);
    } catch (error) {
      throw error;
    }
  } catch {
    console.log('no');
  }
}
      `,
      errors: [{ messageId: 'swallowed', data: { name: 'continueAsNew', line: '10' }, line: 6, column: 13 }],
    },
    {
      name: 'in a helper, in a method and in a scope that is awaited in the try',
      code: `
import { CancellationScope, continueAsNew } from '@temporalio/workflow';
async function restart(n: number): Promise<void> { if (n > 100) await continueAsNew(n); }
const next = async (n: number) => continueAsNew(n);
export async function order(n: number): Promise<void> {
  try {
    await restart(n);
    await next(n);
    await CancellationScope.nonCancellable(async () => { await continueAsNew(n); });
  } catch {
    console.log('no');
  }
}
      `,
      errors: [
        { messageId: 'swallowed', data: { name: 'restart', line: '10' }, line: 7, column: 11 },
        { messageId: 'swallowed', data: { name: 'next', line: '10' }, line: 8, column: 11 },
        { messageId: 'swallowed', data: { name: 'CancellationScope.nonCancellable', line: '10' }, line: 9, column: 11 },
      ],
    },
  ],
});
