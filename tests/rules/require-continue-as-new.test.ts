import rule from '../../src/rules/require-continue-as-new.ts';
import { RuleTester } from '../rule-tester.ts';

const ruleTester = new RuleTester();

const ACTIVITIES = `const { poll } = proxyActivities({ startToCloseTimeout: '1 minute' });`;

ruleTester.run('require-continue-as-new', rule, {
  valid: [
    {
      name: 'loops that end: by their condition, a statement, an error, or a new run',
      code: `
import { ApplicationFailure, continueAsNew, makeContinueAsNewFunc, proxyActivities, sleep, workflowInfo } from '@temporalio/workflow';
${ACTIVITIES}
export async function order(limit: number) {
  const next = makeContinueAsNewFunc();
  for (let n = 0; n < limit; n++) await poll();
  while (!workflowInfo().continueAsNewSuggested) await poll();
  for (;;) { if (await poll()) break; }
  while (true) { await poll(); if (limit > 3) await continueAsNew(limit); }
  while (true) { await poll(); if (limit > 3) await next(limit); }
  do { await poll(); if (limit < 0) throw ApplicationFailure.create({}); } while (true);
  outer: for (;;) { for (;;) { await sleep(1); break outer; } }
  for (;;) { switch (await poll()) { case 1: return limit; } }
}
      `,
    },
    {
      name: 'loops that a helper ends, or may end',
      code: `
import { continueAsNew, proxyActivities, sleep, workflowInfo } from '@temporalio/workflow';
import { restartWhenLong } from './restart';
${ACTIVITIES}
async function restart() { if (workflowInfo().continueAsNewSuggested) await continueAsNew(); }
function check(n: number) { if (n > 9) throw new Error('over'); }
export async function known() { for (;;) { await poll(); await restart(); } }
export async function checked() { for (;;) { check(await poll()); await sleep(1); } }
export async function unknown() { for (;;) { await poll(); await restartWhenLong(); } }
      `,
    },
    {
      name: 'loops that emit nothing, and loops whose turns take a day',
      code: `
import { condition, proxyActivities, sleep } from '@temporalio/workflow';
${ACTIVITIES}
const MONTH = '30 days';
export async function watch(state: { changed: boolean; n: number }) {
  for (;;) { await condition(() => state.changed); state.changed = false; state.n++; }
}
export async function subscription() { while (true) { await poll(); await sleep(MONTH); } }
export async function daily() { while (true) { await sleep(86_400_000); await poll(); } }
      `,
    },
    {
      name: 'loops beside what the workflow waits for',
      code: `
import { CancellationScope, defineSignal, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
${ACTIVITIES}
async function remind() { for (;;) { await sleep(1000); await poll(); } }
export async function order() {
  setHandler(defineSignal('go'), async () => { for (;;) { await poll(); } });
  const reminders = new CancellationScope();
  const reminding = reminders.run(remind);
  await Promise.race([poll(), remind()]);
  await CancellationScope.withTimeout('1 hour', async () => { for (;;) { await poll(); } });
  reminders.cancel();
  await reminding;
}
      `,
    },
    {
      name: 'commands of somebody else, and functions that nothing in sight runs',
      code: `
import { sleep as wait } from '@temporalio/workflow';
import { sleep } from './sleep';
export async function order(poll: () => void) { await wait(1); for (;;) { await sleep(1000); poll(); } }
export const helpers = { async run() { for (;;) { await wait(1000); } } };
      `,
    },
  ],
  invalid: [
    {
      name: 'each form of loop, aliased and through a namespace',
      code: `
import * as wf from '@temporalio/workflow';
import { sleep as pause } from '@temporalio/workflow';
const { poll } = wf.proxyActivities({ startToCloseTimeout: '1 minute' });
const FOREVER = true;
export async function first() {
  while (true) {
    await poll();
    await pause('1 hour');
  }
}
export async function second() { for (;;) await poll(); }
export async function third() { do { await wf.sleep(1000); } while (FOREVER); }
export async function fourth(state: { queue: string[] }) {
  for (;;) {
    await wf.condition(() => state.queue.length > 0);
    for (const item of state.queue) { if (item === '') break; await poll(item); }
  }
}
      `,
      errors: [
        { messageId: 'endless', line: 7, column: 3 },
        { messageId: 'endless', line: 12, column: 34 },
        { messageId: 'endless', line: 13, column: 33 },
        { messageId: 'endless', line: 15, column: 3 },
      ],
    },
    {
      name: 'with callbacks that give back what is not known',
      code: `
import { proxyActivities, sleep } from '@temporalio/workflow';
const { find, send } = proxyActivities<any>({ startToCloseTimeout: '1 minute' });
export async function deliver() {
  while (true) {
    const found = await find();
    const due = found.filter((one: any) => one.isDue());
    await send(due);
    await sleep(1000);
  }
}
      `,
      errors: [{ messageId: 'endless', line: 5, column: 3 }],
    },
    {
      name: 'with the handle of a child',
      code: `
import { condition, startChild } from '@temporalio/workflow';
export async function rounds(state: { open: boolean }) {
  while (true) {
    await condition(() => state.open);
    const child = await startChild('round');
    await child.result();
  }
}
      `,
      errors: [{ messageId: 'endless', line: 4, column: 3 }],
    },
    {
      name: 'in JavaScript, through functions, in a method that the workflow waits for, and with a catch',
      code: `
const { proxyActivities, sleep } = require('@temporalio/workflow');
const { poll } = proxyActivities({ startToCloseTimeout: '1 minute' });
async function turn(n) { await poll(n); }
class Entity {
  async run() { for (let n = 0; ; n++) { try { await turn(n); } catch (error) { console.log(error); } await sleep('1 hour'); } }
}
exports.entity = async () => {
  const entity = new Entity();
  await entity.run();
};
      `,
      errors: [{ messageId: 'endless', line: 6, column: 17 }],
    },
  ],
});
