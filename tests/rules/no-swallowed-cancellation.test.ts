import rule from '../../src/rules/no-swallowed-cancellation.ts';
import { RuleTester } from '../rule-tester.ts';

const ruleTester = new RuleTester();

const ACTIVITIES = `const { poll, notify } = proxyActivities({ startToCloseTimeout: '1 minute' });`;

ruleTester.run('no-swallowed-cancellation', rule, {
  valid: [
    {
      name: 'a catch that throws, leaves, or asks for the cancellation',
      code: `
import { CancelledFailure, isCancellation, log, proxyActivities } from '@temporalio/workflow';
${ACTIVITIES}
export async function monitor(ids: string[]) {
  for (const id of ids) { try { await poll(id); } catch (error) { if (isCancellation(error)) throw error; log.warn('no'); } }
  for (const id of ids) { try { await poll(id); } catch (error) { if (error instanceof CancelledFailure) break; } }
  for (const id of ids) { try { await poll(id); } catch (error) { if (id === 'last') throw error; } }
  for (const id of ids) { try { await poll(id); } catch { break; } }
  for (const id of ids) { try { await poll(id); } catch { return; } }
  for (const id of ids) { try { await poll(id); } catch { throw new Error(id); } }
}
      `,
    },
    {
      name: 'another wait in the same turn, which throws the cancellation again',
      code: `
import { isCancellation, log, proxyActivities, sleep } from '@temporalio/workflow';
${ACTIVITIES}
export async function monitor(ids: string[]) {
  for (;;) { try { await poll(); } catch { log.warn('no'); } await sleep(1000); }
  for (;;) { await sleep(1000); try { await poll(); } catch { log.warn('no'); } }
  for (;;) { try { await poll(); } catch { await sleep(1000); } }
  while (await poll()) { try { await notify(); } catch { log.warn('no'); } }
  do { try { await notify(); } catch {} finally { await sleep(1); } } while (ids.length > 0);
  for await (const id of [poll()]) { try { await notify(id); } catch {} }
}
      `,
    },
    {
      name: 'a loop that asks for the cancellation itself',
      code: `
import { CancellationScope, proxyActivities } from '@temporalio/workflow';
${ACTIVITIES}
export async function monitor() {
  while (!CancellationScope.current().consideredCancelled) { try { await poll(); } catch { console.log('no'); } }
}
      `,
    },
    {
      name: 'no loop: what comes next throws the cancellation, or the workflow ends',
      code: `
import { continueAsNew, log, proxyActivities, sleep } from '@temporalio/workflow';
${ACTIVITIES}
export async function order() {
  try { await notify(); } catch (error) { log.warn('no', { error }); }
  await poll();
  await continueAsNew();
}
export async function last(n: number) {
  try { await notify(); } catch (error) { log.warn('no', { error }); }
  if (n > 1) return n;
  return continueAsNew(n);
}
export async function price() {
  try { return await poll(); } catch { return 100; }
}
      `,
    },
    {
      name: 'waits that cannot be cancelled, and waits of nothing that the SDK cancels',
      code: `
import { CancellationScope, proxyActivities, sleep } from '@temporalio/workflow';
${ACTIVITIES}
async function undo(ids: string[]) { for (const id of ids) { try { await poll(id); } catch { console.log(id); } } }
export async function order(ids: string[], job: () => Promise<void>) {
  for (const id of ids) { try { await CancellationScope.nonCancellable(() => poll(id)); } catch {} }
  for (const id of ids) { try { await job(); } catch {} }
  await sleep(1);
  await CancellationScope.nonCancellable(() => undo(ids));
}
      `,
    },
    {
      name: 'an error that is handed on, or stored, and a wait that another catch is around',
      code: `
import { proxyActivities } from '@temporalio/workflow';
import { rethrowIfCancelled } from './errors';
${ACTIVITIES}
export async function order(ids: string[]) {
  let failure;
  for (const id of ids) { try { await poll(id); } catch (error) { rethrowIfCancelled(error); } }
  for (const id of ids) { try { await poll(id); } catch (error) { failure = error; } }
  for (const id of ids) { try { try { await poll(id); } catch (error) { throw error; } } catch {} }
  return failure;
}
      `,
    },
    {
      name: 'names that are something else, and code that nothing in sight runs',
      code: `
import { sleep } from '@temporalio/workflow';
import { poll } from './poll';
export async function order(ids: string[], sleep: (n: number) => Promise<void>) {
  for (const id of ids) { try { await poll(id); await sleep(1); } catch {} }
}
export async function other() { await sleep(1); }
export const helpers = { async run(ids: string[]) { for (const id of ids) { try { await sleep(1); } catch {} } } };
      `,
    },
  ],
  invalid: [
    {
      name: 'a loop over items, and one that never ends',
      code: `
import * as wf from '@temporalio/workflow';
const { poll } = wf.proxyActivities({ startToCloseTimeout: '1 minute' });
export async function items(ids: string[]) {
  let failed = 0;
  for (const id of ids) {
    if (id === '') continue;
    try {
      await poll(id);
    } catch (error) {
      failed++;
      wf.log.warn('failed', { id, error });
    }
  }
  return failed;
}
export async function endless() {
  while (true) {
    try {
      await poll();
      await wf.sleep('1 minute');
    } catch {
      continue;
    }
  }
}
      `,
      errors: [
        { messageId: 'loop', data: { name: 'poll' }, line: 10, column: 7 },
        { messageId: 'loop', data: { name: 'poll' }, line: 22, column: 7 },
      ],
    },
    {
      name: 'a catch that throws only what no cancellation is',
      code: `
import { ApplicationFailure, ContinueAsNew, log, proxyActivities, sleep } from '@temporalio/workflow';
${ACTIVITIES}
export async function monitor() {
  while (true) {
    try { await poll('x'); await sleep(1000); }
    catch (error) { if (error instanceof ContinueAsNew || error instanceof ApplicationFailure) { throw error; } log.warn('failed'); }
  }
}
      `,
      errors: [{ messageId: 'loop', data: { name: 'poll' }, line: 7, column: 5 }],
    },
    {
      name: 'through a function of the file, in a handler, and in a scope inside',
      code: `
import { CancellationScope, condition, defineSignal, proxyActivities as activities, setHandler } from '@temporalio/workflow';
const { poll } = activities({ startToCloseTimeout: '1 minute' });
const ask = async (id: string) => { await poll(id); };
export async function order(ids: string[]) {
  setHandler(defineSignal('go'), async () => { for (const id of ids) { try { await ask(id); } catch {} } });
  for (const id of ids) { try { await CancellationScope.withTimeout(1000, () => ask(id)); } catch {} }
  for (let n = 0; n < 5; n++) { try { return await condition(() => n > 5, 1000); } catch { console.log(n); } }
}
      `,
      errors: [
        { messageId: 'loop', data: { name: 'ask' }, line: 6, column: 95 },
        { messageId: 'loop', data: { name: 'CancellationScope.withTimeout' }, line: 7, column: 93 },
        { messageId: 'loop', data: { name: 'condition' }, line: 8, column: 84 },
      ],
    },
    {
      name: 'a run that continues as new',
      code: `
const { continueAsNew, makeContinueAsNewFunc, proxyActivities, sleep } = require('@temporalio/workflow');
const { poll } = proxyActivities({ startToCloseTimeout: '1 minute' });
exports.nightly = async (n) => {
  try {
    await poll();
    await sleep('1 day');
  } catch (error) {
    console.log(error);
  }
  n++;
  return continueAsNew(n);
};
exports.weekly = async (n) => {
  const next = makeContinueAsNewFunc();
  if (n > 0) { try { await sleep('7 days'); } catch {} }
  if (n < 10) await next(n);
};
      `,
      errors: [
        { messageId: 'continueAsNew', data: { name: 'poll' }, line: 8, column: 5 },
        { messageId: 'continueAsNew', data: { name: 'sleep' }, line: 16, column: 47 },
      ],
    },
  ],
});
