import rule from '../../src/rules/require-early-handlers.ts';
import { RuleTester } from '../rule-tester.ts';

const ruleTester = new RuleTester();

const late = (messageId: 'query' | 'update', name: string, at: number, line: number, column = 3) => ({
  messageId,
  data: { line: String(at), name },
  line,
  column,
});

ruleTester.run('require-early-handlers', rule, {
  valid: [
    {
      name: 'set first, and set again later',
      code: `
import { condition, defineQuery, defineUpdate, setHandler, sleep } from '@temporalio/workflow';
const state = defineQuery('state');
export async function order(done: boolean) {
  setHandler(state, () => 'new');
  setHandler(defineUpdate('pay'), async () => { await sleep(1); });
  await condition(() => done);
  setHandler(state, () => 'done');
}
      `,
    },
    {
      name: 'signals, which are kept until they have a handler',
      code: `
import { defineSignal, setHandler, sleep } from '@temporalio/workflow';
export async function order() {
  await sleep(1);
  setHandler(defineSignal('go'), () => {});
}
      `,
    },
    {
      name: 'behind a wait that ends the workflow, or that is on another way',
      code: `
import { continueAsNew, defineQuery, setHandler, sleep } from '@temporalio/workflow';
export async function order(text: string) {
  if (!text) { await sleep(1); return; }
  if (text === 'a') await continueAsNew('b');
  switch (text) { case 'c': return await sleep(1); }
  setHandler(defineQuery('state'), () => 1);
  if (text === 'd') { await sleep(1); } else { setHandler(defineQuery('d'), () => 1); }
}
      `,
    },
    {
      name: 'behind an await that waits for nothing, or for what is not known',
      code: `
import { defineQuery, setHandler } from '@temporalio/workflow';
import { prepare } from './prepare';
export async function order(text: string) {
  await Promise.resolve();
  await prepare();
  const later = async () => { await text; };
  setHandler(defineQuery('state'), () => later);
}
      `,
    },
    {
      name: 'a name that is made at run time',
      code: `
import { defineUpdate, proxyActivities, setHandler } from '@temporalio/workflow';
const { reserve } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order() {
  const id = await reserve();
  setHandler(defineUpdate(\`confirm-\${id}\`), () => {});
}
      `,
    },
    {
      name: 'a helper, whose caller decides, and functions of the same name from elsewhere',
      code: `
import { defineQuery, setHandler, sleep } from '@temporalio/workflow';
import { setHandler as set } from './fakes';
export async function order() {
  await sleep(1);
  await register();
  set(defineQuery('other'), () => 1);
}
async function register() {
  await sleep(1);
  setHandler(defineQuery('state'), () => 1);
}
      `,
    },
  ],
  invalid: [
    {
      name: 'behind an activity, a timer, a condition, several of them, a local function that waits',
      code: `
import { condition, defineQuery, defineUpdate, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
const { load } = proxyActivities({ startToCloseTimeout: '1 minute' });
const prepare = async () => { await sleep(1); };
export async function one() { const text = await load(); setHandler(defineQuery('state'), () => text); }
export async function two() { await sleep(1); setHandler(defineUpdate('pay'), () => 1); }
export async function three(go: boolean) { await condition(() => go); setHandler(defineQuery('state'), () => 1); }
export async function four() { await Promise.all([load(), sleep(1)]); setHandler(defineQuery('state'), () => 1); }
export async function five() { await prepare(); setHandler(defineQuery('state'), () => 1); }
      `,
      errors: [
        late('query', '`state`', 5, 5, 58),
        late('update', '`pay`', 6, 6, 47),
        late('query', '`state`', 7, 7, 71),
        late('query', '`state`', 8, 8, 71),
        late('query', '`state`', 9, 9, 49),
      ],
    },
    {
      name: 'through a namespace and required, as the default handler',
      code: `
const wf = require('@temporalio/workflow');
const state = wf.defineQuery('state');
exports.order = async function () {
  await wf.sleep(1);
  wf.setHandler(state, () => 1);
  wf.setDefaultQueryHandler(() => 2);
  wf.setDefaultUpdateHandler(() => 3);
};
      `,
      errors: [
        late('query', '`state`', 5, 6),
        late('query', 'other queries', 5, 7),
        late('update', 'other updates', 5, 8),
      ],
    },
    {
      name: 'a wait on some of the ways, in a try, in a loop that is left',
      code: `
import { defineQuery, setHandler, sleep } from '@temporalio/workflow';
export async function order(times: number) {
  if (times > 3) await sleep(1);
  setHandler(defineQuery('a'), () => 1);
}
export async function again(times: number) {
  for (let time = 0; time < times; time++) { await sleep(1); break; }
  setHandler(defineQuery('a'), () => 1);
}
export async function careful() {
  try { await sleep(1); } finally { setHandler(defineQuery('a'), () => 1); }
}
      `,
      errors: [late('query', '`a`', 4, 5), late('query', '`a`', 8, 9), late('query', '`a`', 12, 12, 37)],
    },
  ],
});
