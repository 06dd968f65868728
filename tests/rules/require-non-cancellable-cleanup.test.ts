import rule from '../../src/rules/require-non-cancellable-cleanup.ts';
import { RuleTester } from '../rule-tester.ts';

const ruleTester = new RuleTester();

const ACTIVITIES = `const { work, release, notify } = proxyActivities({ startToCloseTimeout: '1 minute' });`;

function wrapped(output: string) {
  return [{ messageId: 'wrap' as const, output }];
}

/** Four ways to catch a cancellation, of which one has its cleanup in a scope of its own. */
function inCatches(safe: number): string {
  const release = (at: number) => (at === safe ? 'CancellationScope.nonCancellable(() => release())' : 'release()');
  return `
import { CancellationScope, CancelledFailure, isCancellation, proxyActivities, sleep } from '@temporalio/workflow';
${ACTIVITIES}
export async function positive() {
  try { await work(); await sleep(1); } catch (error) { if (isCancellation(error)) { await ${release(0)}; } throw error; }
}
export async function byClass() {
  try { await sleep(1); } catch (error) { if (error instanceof CancelledFailure) await ${release(1)}; }
}
export async function negative() {
  try { await sleep(1); } catch (error) {
    if (!isCancellation(error)) throw error;
    await ${release(2)};
  }
}
export async function orElse() {
  try { await sleep(1); } catch (error) { if (!isCancellation(error)) { console.log(error); } else { await ${release(3)}; } }
}
  `;
}

ruleTester.run('require-non-cancellable-cleanup', rule, {
  valid: [
    {
      name: 'cleanup in a scope that is not cancelled',
      code: `
import * as wf from '@temporalio/workflow';
const { work, release } = wf.proxyActivities({ startToCloseTimeout: '1 minute' });
const safe = new wf.CancellationScope({ cancellable: false });
export async function order() {
  try { await work(); } finally { await wf.CancellationScope.nonCancellable(() => release()); }
  try { await work(); } finally { await wf.CancellationScope.nonCancellable(cleanUp); }
  try { await work(); } finally { await safe.run(async () => { await release(); }); }
  try { await work(); } catch (error) {
    if (wf.isCancellation(error)) await wf.CancellationScope.nonCancellable(async () => { await release(); });
    throw error;
  }
}
async function cleanUp() { await release(); }
      `,
    },
    {
      name: 'a try without a cancellable wait, and a cleanup without a command',
      code: `
import { CancellationScope, condition, continueAsNew, proxyActivities, upsertMemo } from '@temporalio/workflow';
${ACTIVITIES}
export async function order(n: number) {
  let done = false;
  try { n++; } finally { await release(); }
  try { await CancellationScope.nonCancellable(() => work()); } finally { await release(); }
  let pending;
  try { pending = work(); } finally { await release(); }
  await pending;
  try { await work(); } finally { done = true; console.log(done); upsertMemo({ done }); await condition(() => done); }
  try { await work(); } catch { await continueAsNew(n); }
}
      `,
    },
    {
      name: 'in a scope that is not cancelled as a whole, in place and by name',
      code: `
import { CancellationScope, proxyActivities } from '@temporalio/workflow';
${ACTIVITIES}
async function undo() { try { await work(); } finally { await release(); } }
export async function order() {
  await CancellationScope.nonCancellable(async () => { try { await work(); } finally { await release(); } });
  await CancellationScope.nonCancellable(undo);
  await CancellationScope.nonCancellable(async () => { await undo(); });
}
      `,
    },
    {
      name: 'a finally that asks for the cancellation, or for how far the try came',
      code: `
import { CancellationScope, proxyActivities } from '@temporalio/workflow';
${ACTIVITIES}
export async function order() {
  let done = false;
  let failed: unknown;
  try { await work(); done = true; } catch (error) { failed = error; } finally {
    if (done) await notify();
    done && (await notify());
    if (failed === undefined) await notify();
    if (isDone()) await notify();
  }
  try { await work(); } finally { if (!CancellationScope.current().consideredCancelled) await release(); }
  function isDone() { return done; }
}
      `,
    },
    {
      name: 'a cancellation that may come from elsewhere: an inner scope, a child workflow, a promise of somebody else',
      code: `
import { CancellationScope, executeChild, isCancellation, proxyActivities } from '@temporalio/workflow';
import { other } from './other';
${ACTIVITIES}
export async function order() {
  try { await CancellationScope.withTimeout(1000, () => work()); } catch (error) { if (isCancellation(error)) await notify(); }
  try { await executeChild('ship'); } catch (error) { if (isCancellation(error)) await notify(); }
  try { await work(); await other(); } catch (error) { if (isCancellation(error)) await notify(); }
}
      `,
    },
    {
      name: 'a catch for other errors',
      code: `
import { isCancellation, proxyActivities } from '@temporalio/workflow';
${ACTIVITIES}
export async function order() {
  try { await work(); } catch (error) { if (isCancellation(error)) throw error; await notify(); }
  try { await work(); } catch (error) { if (!isCancellation(error)) await notify(); }
  try { await work(); } catch (error) { await notify(); throw error; }
}
      `,
    },
    {
      name: 'functions that nothing in sight runs, and names that are something else',
      code: `
import { sleep } from '@temporalio/workflow';
import { work, release, isCancellation } from './others';
export async function order() {
  await sleep(1);
  try { await work(); } finally { await release(); }
  try { await sleep(1); } catch (error) { if (isCancellation(error)) await sleep(2); }
}
      `,
    },
    {
      name: 'a helper of a bundle that exports no workflow',
      code: `
import { sleep } from '@temporalio/workflow';
export const helpers = { async run() { try { await sleep(1); } finally { await sleep(2); } } };
      `,
    },
  ],
  invalid: [
    {
      name: 'a command in a finally, aliased',
      code: `
import { proxyActivities as proxy } from '@temporalio/workflow';
const activities = proxy({ startToCloseTimeout: '1 minute' });
export async function order(id: string) {
  try {
    await activities.work(id);
  } finally {
    await activities.release(id);
  }
}
      `,
      errors: [
        {
          messageId: 'finally',
          data: { name: 'activities.release' },
          line: 8,
          column: 11,
          suggestions: wrapped(`
import { proxyActivities as proxy, CancellationScope } from '@temporalio/workflow';
const activities = proxy({ startToCloseTimeout: '1 minute' });
export async function order(id: string) {
  try {
    await activities.work(id);
  } finally {
    await CancellationScope.nonCancellable(() => activities.release(id));
  }
}
      `),
        },
      ],
    },
    {
      name: 'several commands in a finally, behind a catch',
      code: `
import * as wf from '@temporalio/workflow';
const { work, release, notify } = wf.proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order(loud: boolean) {
  try {
    await work();
  } catch (error) {
    console.log(error);
  } finally {
    // The lock first.
    await release();
    if (loud) await notify();
  }
}
      `,
      errors: [
        {
          messageId: 'finally',
          data: { name: 'release' },
          line: 11,
          column: 11,
          suggestions: wrapped(`
import * as wf from '@temporalio/workflow';
const { work, release, notify } = wf.proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order(loud: boolean) {
  try {
    await work();
  } catch (error) {
    console.log(error);
  } finally { await wf.CancellationScope.nonCancellable(async () => {
    // The lock first.
    await release();
    if (loud) await notify();
  }); }
}
      `),
        },
      ],
    },
    {
      name: 'without a suggestion where a function cannot stand around it',
      code: `
const { proxyActivities, sleep } = require('@temporalio/workflow');
const { work, release } = proxyActivities({ startToCloseTimeout: '1 minute' });
exports.order = async (n) => {
  for (;;) {
    try { await work(); } finally { await release(); if (n) break; await sleep(1); }
  }
};
      `,
      errors: [{ messageId: 'finally', data: { name: 'release' }, line: 6, column: 43 }],
    },
    {
      name: 'through functions of the file, in a method, in a handler, in an inner scope',
      code: `
import { CancellationScope, defineSignal, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
${ACTIVITIES}
class Job {
  async run() { try { await this.wait(); } finally { await cleanUp(await 1); } }
  async wait() { await sleep(1); }
}
const cleanUp = async (n: number) => { await release(n); };
export async function order() {
  await new Job().run();
  setHandler(defineSignal('go'), async () => { try { await work(); } finally { await release(await 1); } });
  try { await CancellationScope.withTimeout(1000, () => work()); } finally { await release(await 1); }
  const scope = new CancellationScope();
  await scope.run(async () => { try { await work(); } finally { await release(await 1); } });
}
      `,
      errors: [
        { messageId: 'finally', data: { name: 'cleanUp' }, line: 5, column: 60 },
        { messageId: 'finally', data: { name: 'release' }, line: 11, column: 86 },
        { messageId: 'finally', data: { name: 'release' }, line: 12, column: 84 },
        { messageId: 'finally', data: { name: 'release' }, line: 14, column: 71 },
      ],
    },
    {
      name: 'in a catch for the cancellation, each way to write it',
      code: inCatches(-1),
      errors: (
        [
          [5, 92],
          [8, 88],
          [13, 11],
          [17, 108],
        ] as const
      ).map(([line, column], at) => ({
        messageId: 'catch' as const,
        data: { name: 'release' },
        line,
        column,
        suggestions: wrapped(inCatches(at)),
      })),
    },
  ],
});
