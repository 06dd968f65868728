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
      name: 'a pause, and what comes before a new run',
      code: `
import { continueAsNew, proxyActivities, sleep } from '@temporalio/workflow';
const { poll, report } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function paused() {
  try { await poll(); } finally { await sleep('10 seconds'); }
}
export async function again(turn: number) {
  try { await poll(); } catch (error) { console.log(error); } finally { await report(); await sleep(1000); await continueAsNew(turn + 1); }
}
      `,
    },
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
      name: 'a finally for what the catch has cleaned up in a scope that is not cancelled',
      code: `
import { CancellationScope, isCancellation, proxyActivities } from '@temporalio/workflow';
${ACTIVITIES}
export async function order() {
  try { await work(); } catch (error) {
    if (isCancellation(error)) await CancellationScope.nonCancellable(() => cleanUp());
    throw error;
  } finally { await cleanUp(); }
  try { await work(); } catch { await CancellationScope.nonCancellable(cleanUp); } finally { await cleanUp(); }
  try { await work(); } catch { await CancellationScope.nonCancellable(async () => { await release(1); }); } finally { await release(2); }
}
async function cleanUp() { await release(); }
      `,
    },
    {
      name: 'a finally that runs before what is returned settles, or behind a run that continues as new',
      code: `
import { continueAsNew, proxyActivities } from '@temporalio/workflow';
${ACTIVITIES}
export async function order(last: boolean) {
  try { if (!last) await continueAsNew(true); } finally { await release(); }
  try { return work(); } finally { await release(); }
}
      `,
    },
    {
      name: 'a finally that asks a property which the try sets, and a catch in it',
      code: `
import { CancellationScope, proxyActivities } from '@temporalio/workflow';
${ACTIVITIES}
export async function order() {
  const state = { done: false };
  try { await work(); state.done = true; } finally {
    if (state.done) await notify();
    try { await CancellationScope.nonCancellable(() => release()); } catch { await notify(); }
  }
}
      `,
    },
    {
      name: 'anyCatch: a catch that goes on, or leaves for other code',
      options: [{ anyCatch: true }],
      code: `
import { proxyActivities, sleep } from '@temporalio/workflow';
${ACTIVITIES}
async function tried() { try { await work(); } catch { await notify(); return null; } }
export async function order() {
  try { await work(); } catch { await notify(); }
  for (;;) { try { await work(); break; } catch { await notify(); } }
  for (;;) { try { await work(); } catch (error) { await notify(); if (await tried()) continue; throw error; } }
}
export async function settled() {
  try { await work(); } catch { await notify(); }
  return work();
}
      `,
    },
    {
      name: 'anyCatch: in a scope that is not cancelled, and with a test for the cancellation',
      options: [{ anyCatch: true }],
      code: `
import { CancellationScope, CancelledFailure, isCancellation, proxyActivities } from '@temporalio/workflow';
${ACTIVITIES}
async function undo() { await CancellationScope.nonCancellable(() => release()); }
export async function order(isSafe: boolean) {
  try { await work(); } catch (error) { await CancellationScope.nonCancellable(() => release()); throw error; }
  try { await work(); } catch (error) { await undo(); throw error; }
  try { await work(); } catch (error) { if (!isCancellation(error)) await release(); throw error; }
  try { await work(); } catch (error) { if (error instanceof CancelledFailure) throw error; await release(); throw error; }
  try { await work(); } catch (error) { if (!CancellationScope.current().consideredCancelled) await release(); throw error; }
}
      `,
    },
    {
      name: 'anyCatch: where the error decides, or may be thrown before',
      options: [{ anyCatch: true }],
      code: `
import { ActivityFailure, ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import { rethrowCancelled } from './others';
${ACTIVITIES}
function passOn(error) { if (error.isFinal) throw error; }
function through(error) { return passOn({ error }); }
export async function order() {
  try { await work(); } catch (error) { if (error instanceof ApplicationFailure) await release(); throw error; }
  try { await work(); } catch (error) { if (!(error instanceof ActivityFailure)) throw error; await release(); throw error; }
  try { await work(); } catch (error) { const isOurs = error.isOurs; if (isOurs) await release(); throw error; }
  try { await work(); } catch (error) { switch (error.type) { case 'a': await release(); } throw error; }
  try { await work(); } catch ({ isOurs }) { isOurs && (await release()); throw new Error(); }
  try { await work(); } catch (error) { rethrowCancelled(error); await release(); throw error; }
  try { await work(); } catch (error) { passOn(error); await release(); throw error; }
  try { await work(); } catch (error) { through([error]); await release(); throw error; }
}
      `,
    },
    {
      name: 'anyCatch: how far the try came decides, and no wait comes behind that',
      options: [{ anyCatch: true }],
      code: `
import { proxyActivities } from '@temporalio/workflow';
${ACTIVITIES}
export async function order(job: { id?: string }) {
  let done = false;
  let pending = true;
  let id;
  try { await work(); done = true; id = await work(); } catch (error) {
    if (id) await release(id);
    throw error;
  }
  try { await work(); pending = false; await work(); } catch (error) { if (pending) await release(); throw error; }
  try { await work(); job.id = 'a'; } catch (error) { if (job.id) await release(); throw error; }
}
      `,
    },
    {
      name: 'anyCatch: no wait that throws there, and a pause',
      options: [{ anyCatch: true }],
      code: `
import { CancellationScope, executeChild, proxyActivities, sleep } from '@temporalio/workflow';
${ACTIVITIES}
async function tolerant() { try { await work(); } catch { return null; } }
export async function order() {
  try { JSON.parse('x'); } catch (error) { await release(); throw error; }
  try { await CancellationScope.withTimeout(1, () => work()); } catch (error) { await release(); throw error; }
  try { try { await work(); } catch { await 1; } } catch (error) { await release(); throw error; }
  try { await tolerant(); } catch (error) { await release(); throw error; }
  try { await work(); } catch (error) { await sleep('1 minute'); throw error; }
}
      `,
    },
    {
      name: 'anyCatch: a list of functions that are not all in sight, emit nothing, are in a scope of their own, or come behind the last wait',
      options: [{ anyCatch: true }],
      code: `
import { CancellationScope, proxyActivities } from '@temporalio/workflow';
import { more, undoAll } from './others';
${ACTIVITIES}
export async function unseen() {
  const undos = [];
  try { undos.push(release); undos.push(more); await work(); } catch (error) { for (const undo of undos) await undo(); throw error; }
}
export async function unseenAtFirst() {
  const undos = more();
  try { undos.push(release); await work(); } catch (error) { for (const undo of undos) await undo(); throw error; }
}
export async function elsewhere() {
  const undos = [release];
  undoAll(undos);
  try { await work(); } catch (error) { for (const undo of undos) await undo(); throw error; }
}
export async function quiet() {
  const undos = [];
  try { undos.push(() => console.log('x')); await work(); } catch (error) { for (const undo of undos) await undo(); throw error; }
}
export async function safe() {
  const undos = [];
  try { undos.push(() => CancellationScope.nonCancellable(() => release())); await work(); } catch (error) { for (const undo of undos) await undo(); throw error; }
}
export async function late() {
  const undos = [];
  try { await work(); undos.push(release); } catch (error) { for (const undo of undos) await undo(); throw error; }
}
export async function recursive(undos = undos) {
  try { await work(); } catch (error) { for (const undo of undos) await undo(); throw error; }
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
    {
      name: 'a finally for something else than what the catch has cleaned up',
      code: `
import { CancellationScope, proxyActivities } from '@temporalio/workflow';
${ACTIVITIES}
export async function order() {
  try { await work(); } catch { await CancellationScope.nonCancellable(() => notify()); } finally { await release(await 1); }
  try { await work(); } catch { await notify(); } finally { await notify(await 1); }
}
      `,
      errors: [
        { messageId: 'finally', data: { name: 'release' }, line: 5, column: 107 },
        { messageId: 'finally', data: { name: 'notify' }, line: 6, column: 67 },
      ],
    },
    {
      name: 'anyCatch: a compensation, with a suggestion',
      options: [{ anyCatch: true }],
      code: `
import { proxyActivities } from '@temporalio/workflow';
${ACTIVITIES}
export async function order() {
  try { await work(); await notify(); } catch (error) { await release(); throw error; }
}
      `,
      errors: [
        {
          messageId: 'anyCatch',
          data: { name: 'release' },
          line: 5,
          column: 63,
          suggestions: wrapped(`
import { proxyActivities, CancellationScope } from '@temporalio/workflow';
${ACTIVITIES}
export async function order() {
  try { await work(); await notify(); } catch (error) { await CancellationScope.nonCancellable(() => release()); throw error; }
}
      `),
        },
      ],
    },
    {
      name: 'anyCatch: each way to end behind it',
      options: [{ anyCatch: true }],
      code: `
import * as wf from '@temporalio/workflow';
const { work, release } = wf.proxyActivities({ startToCloseTimeout: '1 minute' });
export async function other() {
  try { await work(); } catch { await release(await 1); throw wf.ApplicationFailure.nonRetryable('no'); }
}
export async function returned() {
  try { await work(); } catch (error) { await release(await 1); return { error: text(error) }; }
}
export async function over() {
  let status = 'done';
  try { await work(); } catch { status = 'failed'; await release(await 1); }
  return { status };
}
export async function inner() {
  try { await work(); } catch (error) { try { await release(await 1); } catch { console.log(error); } throw error; }
}
async function helper() {
  try { await work(); } catch (error) { wf.log.error('no', { error }); await release(text(error) + (await 1)); throw error; }
}
export async function outer() { await helper(); await work(); }
function text(error) { return error instanceof Error ? error.message : String(error); }
      `,
      errors: [
        { messageId: 'anyCatch', data: { name: 'release' }, line: 5, column: 39 },
        { messageId: 'anyCatch', data: { name: 'release' }, line: 8, column: 47 },
        { messageId: 'anyCatch', data: { name: 'release' }, line: 12, column: 58 },
        { messageId: 'anyCatch', data: { name: 'release' }, line: 16, column: 53 },
        { messageId: 'anyCatch', data: { name: 'release' }, line: 19, column: 78 },
      ],
    },
    {
      name: 'anyCatch: behind tests that let a cancellation through, or ask how far the try came',
      options: [{ anyCatch: true }],
      code: `
import { ApplicationFailure, ContinueAsNew, proxyActivities } from '@temporalio/workflow';
${ACTIVITIES}
export async function order(loud: boolean) {
  let id;
  let paid = false;
  try { id = await work(); paid = true; await work(); } catch (error) {
    if (error instanceof ContinueAsNew) throw error;
    if (paid) await release(await 1);
    if (id !== undefined) await release(await 2);
    throw error;
  }
}
export async function notified(loud: boolean, parts: string[]) {
  const held = [];
  try { for (const part of parts) held.push(await work(part)); } catch (error) {
    if (held.length > 0) await release(await 1);
    throw error;
  }
}
      `,
      errors: [
        { messageId: 'anyCatch', data: { name: 'release' }, line: 9, column: 21 },
        { messageId: 'anyCatch', data: { name: 'release' }, line: 17, column: 32 },
      ],
    },
    {
      name: 'anyCatch: through functions of the file, and a list of them',
      options: [{ anyCatch: true }],
      code: `
import { proxyActivities } from '@temporalio/workflow';
${ACTIVITIES}
async function undo(n: number) { await release(n); }
export async function named() { try { await work(); } catch (error) { await undo(await 1); throw error; } }
export async function stubs() {
  const undos = [];
  try { undos.push(release); await work(); } catch (error) {
    for (const undo of undos.reverse()) { try { await undo(await 1); } catch { console.log('x'); } }
    throw error;
  }
}
export async function taken(parts: string[]) {
  const undos: (() => Promise<void>)[] = [];
  try { for (const part of parts) { await work(part); undos.push(() => release(part)); } } catch (error) {
    while (undos.length > 0) { const last = undos.pop()!; await last(await 1); }
    throw error;
  }
}
export async function given() {
  const undos = [];
  try { undos.unshift({ name: 'a', run: async () => { await release(); } }); await work(); } catch (error) {
    await undoAll(undos, await 1);
    throw error;
  }
}
async function undoAll(list: any[] = [], n: number) {
  list.forEach((one) => console.log(one.name));
  for (const one of [...list].reverse()) { await one.run(); }
}
      `,
      errors: [
        { messageId: 'anyCatch', data: { name: 'undo' }, line: 5, column: 77 },
        { messageId: 'anyCatch', data: { name: 'undo' }, line: 9, column: 55 },
        { messageId: 'anyCatch', data: { name: 'last' }, line: 16, column: 65 },
        { messageId: 'anyCatch', data: { name: 'undoAll' }, line: 23, column: 11 },
      ],
    },
  ],
});
