import rule from '../../src/rules/valid-patch.ts';
import { RuleTester } from '../rule-tester.ts';

const ruleTester = new RuleTester();

/** A workflow with this body, from line 4 on. */
const workflow = (body: string, top = '') => `
import { CancellationScope, condition, continueAsNew, defineQuery, defineSignal, deprecatePatch, patched, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
const { oldWay, newWay, lock, work, unlock } = proxyActivities({ startToCloseTimeout: '1m' });${top}
export async function order(items: string[], input: any) {
${body}
}
`;

const again = (call: string, line: number, column: number, at: number, name: string, output: string) => ({
  messageId: 'again' as const,
  data: { call, line: String(at) },
  line,
  column,
  suggestions: [{ messageId: 'hoist' as const, data: { name }, output }],
});

ruleTester.run('valid-patch', rule, {
  valid: [
    {
      name: 'in the rounds of an interpreter',
      code: workflow(`
  for (let step = 0; step < input.steps.length; step++) {
    switch (input.steps[step]) {
      case 'wait': await condition(() => input.next); break;
      default: if (patched('a')) await newWay(); else await oldWay();
    }
    await work();
  }`),
    },
    {
      name: 'the usual patch, in every form',
      code: workflow(`
  if (patched('new way')) await newWay(); else await oldWay();
  const isNew = patched('parallel');
  if (isNew) await lock();
  await work();
  if (isNew) await unlock();
  await (patched('other way') ? newWay() : oldWay());
  deprecatePatch('long gone');`),
    },
    {
      name: 'functions of the same name from elsewhere, and a shadowed one',
      code: workflow(
        `
  fake('');
  for (const item of items) { const patched = (id: string) => id; await work(patched('')); }`,
        `\nimport { patched as fake } from './fakes';`,
      ),
    },
    {
      name: 'a type of this name',
      code: `
import type { patched } from '@temporalio/workflow';
import { sleep } from '@temporalio/workflow';
export async function order(ask: typeof patched) {
  for (;;) { if (ask('')) await sleep(1); }
}
      `,
    },
    {
      name: 'in a file that is no workflow code',
      code: `
import { patched } from './temporal';
export const isNew = patched('');
      `,
    },
    {
      name: 'ids that are made at run time, and one that is not known',
      code: workflow(`
  for (const item of items) { if (patched(\`per-item-\${item}\`)) await newWay(); else await oldWay(); }
  if (patched(input.id)) await newWay();
  await work();
  if (patched(input.id)) await newWay();
  if (patched(...items)) await newWay();`),
    },
    {
      name: 'two places in one workflow task, for an execution that takes the old way',
      code: workflow(`
  if (patched('x')) await lock();
  await Promise.resolve();
  if (patched('x')) await work();
  const isNew = patched('y');
  if (isNew && items.length > 0) await lock();
  if (!isNew) { console.log('old'); } else { await sleep(1); }
  if (patched('y')) await work();`),
    },
    {
      name: 'places that exclude each other',
      code: workflow(`
  if (input.a) { if (patched('x')) await lock(); await work(); } else { await work(); if (patched('x')) await unlock(); }
  switch (input.kind) {
    case 'a': if (patched('y')) await lock(); await work(); break;
    case 'b': if (patched('y')) await unlock(); break;
  }
  if (input.b) { if (patched('z')) await lock(); await work(); return; }
  if (patched('z')) await unlock();`),
    },
    {
      name: 'a place where the answer is known',
      code: workflow(`
  if (patched('x')) { await lock(); if (patched('x')) await work(); }
  if (patched('y')) { await newWay(); return; }
  await oldWay();
  if (patched('y')) await work();`),
    },
    {
      name: 'a place that is only come to where the answer was the other, or that ends the way',
      code: workflow(`
  if (input.late && patched('x')) return newWay();
  await oldWay();
  if (patched('x')) await work();
  for (const item of items) { if (input.cancelled && patched('y')) break; await work(item); }`),
    },
    {
      name: 'two ends of a run, of which the second is come to where the old code of the first fails',
      code: workflow(`
  try {
    await work();
    await CancellationScope.nonCancellable(async () => { if (patched('x')) await newWay(); else await oldWay(); });
  } catch (error) {
    await CancellationScope.nonCancellable(async () => { if (patched('x')) await lock(); else await unlock(); });
    throw error;
  }`),
    },
    {
      name: 'until the patch is there',
      code: workflow(`
  while (!patched('x')) await sleep('1 day');
  for (;;) { if (patched('y')) break; await sleep('1 day'); }
  do { await sleep('1 day'); } while (!patched('z'));`),
    },
    {
      name: 'a loop that waits for nothing, or only where it is patched, and one that goes through the answer only once',
      code: workflow(`
  for (const item of items) { if (patched('x')) console.log(item); }
  for (const item of items) { if (patched('y')) await newWay(item); }
  for (let at = patched('z') ? 1 : 0; at < 3; at++) await work(at);
  for (const item of patched('a') ? items : []) await work(item);
  for (const item of items) { await work(item); if (patched('b')) await newWay(item); break; }`),
    },
    {
      name: 'each in a way of its own',
      code: workflow(
        `
  setHandler(defineSignal('go'), async () => { if (patched('x')) await newWay(); });
  if (patched('x')) await lock();
  await Promise.all(items.map(async (item) => { if (patched('x')) await newWay(item); else await oldWay(item); }));
  const later = async () => { await work(); if (patched('x')) await unlock(); };
  return later;`,
        `
export async function other() { await work(); if (patched('x')) await unlock(); }`,
      ),
    },
    {
      name: 'a wait that ends the run',
      code: workflow(`
  if (patched('x')) await lock();
  if (input.large) { await work(); await continueAsNew(items, input); }
  if (patched('x')) await unlock();`),
    },
    {
      name: 'what queries and conditions ask is the business of another rule',
      code: workflow(`
  setHandler(defineQuery('isNew'), () => patched(''));
  await condition(() => { for (const item of items) if (patched('x')) return Boolean(item); return patched('x'); });`),
    },
    {
      name: 'a deprecation in front of the question, in its place, and alone',
      code: workflow(`
  deprecatePatch('x');
  await work();
  if (patched('x')) await newWay(); else await oldWay();
  if (patched('y')) { await newWay(); deprecatePatch('y'); }
  deprecatePatch('z');
  await work();
  deprecatePatch('z');`),
    },
    {
      name: 'at module level, where the error is caught, and where the code runs later',
      code: workflow(
        '',
        `
let isNew = false;
try { isNew = patched('x'); } catch { isNew = true; }
const ask = () => patched('x');
class Order { isNew = patched('x'); }
const later = new Map([['a', () => patched('x')]]);`,
      ),
    },
    {
      name: 'in a loop that goes on until it is told to stop: the next round takes the new code',
      code: workflow(`
  while (input.open) { await condition(() => input.next); if (patched('x')) await newWay(); }
  if (patched('x')) await unlock();
  do { if (patched('y')) await newWay(); else await oldWay(); } while (input.open);
  for await (const item of input) { if (patched('z')) await newWay(item); else await oldWay(item); }
  for (;;) { if (patched('a')) await newWay(); else await oldWay(); await sleep('1 day'); }`),
    },
    {
      name: 'in a loop, where that is wanted',
      code: workflow(`
  for (const item of items) { if (patched('x')) await newWay(item); else await oldWay(item); }`),
      options: [{ loops: 'none' }],
    },
    {
      name: 'helpers that do more than to ask',
      code: workflow(
        `
  await step();
  await step();
  if (await late()) await lock();
  await work();
  if (await late()) await unlock();`,
        `
async function step() { if (patched('x')) await newWay(); else await oldWay(); }
async function late() { return patched('y'); }`,
      ),
    },
  ],
  invalid: [
    {
      name: 'no id, in every form',
      code: workflow(
        `
  if (patched('')) await newWay();
  patched();
  deprecatePatch(undefined);
  if (patched(ID)) await newWay();
  if (patched(\`\`)) await newWay();
  patched(null);`,
        ` const ID = '';`,
      ),
      errors: [
        { messageId: 'noId', data: { name: 'patched' }, line: 6, column: 15 },
        { messageId: 'noId', data: { name: 'patched' }, line: 7, column: 3 },
        { messageId: 'noId', data: { name: 'deprecatePatch' }, line: 8, column: 18 },
        { messageId: 'noId', data: { name: 'patched' }, line: 9, column: 15 },
        { messageId: 'noId', data: { name: 'patched' }, line: 10, column: 15 },
        { messageId: 'noId', data: { name: 'patched' }, line: 11, column: 11 },
      ],
    },
    {
      name: 'an id that is no text',
      code: workflow(`
  if (patched(3)) await newWay();`),
      errors: [{ messageId: 'notString', data: { name: 'patched', id: '3' }, line: 6, column: 15 }],
    },
    {
      name: 'under another name, through a namespace, and by require',
      code: `
import { patched as has } from '@temporalio/workflow';
import * as workflow from '@temporalio/workflow';
const sdk = require('@temporalio/workflow');
export async function order() {
  return [has(''), workflow.patched(''), sdk.deprecatePatch('')];
}
      `,
      errors: [
        { messageId: 'noId', data: { name: 'has' }, line: 6, column: 15 },
        { messageId: 'noId', data: { name: 'workflow.patched' }, line: 6, column: 37 },
        { messageId: 'noId', data: { name: 'sdk.deprecatePatch' }, line: 6, column: 61 },
      ],
    },
    {
      name: 'at module level',
      code: workflow(
        '',
        `
const isNew = patched('x');
deprecatePatch(name());
class Versions { static isNew = patched('x'); static { patched('y'); } }
const isOther = (() => patched('x'))();
const ask = () => patched('x');
if (isNew) ask();
export const name = () => 'z';`,
      ),
      errors: [
        { messageId: 'moduleLoad', data: { name: 'patched' }, line: 4, column: 15 },
        { messageId: 'moduleLoad', data: { name: 'deprecatePatch' }, line: 5, column: 1 },
        { messageId: 'moduleLoad', data: { name: 'patched' }, line: 6, column: 33 },
        { messageId: 'moduleLoad', data: { name: 'patched' }, line: 6, column: 56 },
        { messageId: 'moduleLoad', data: { name: 'patched' }, line: 7, column: 24 },
        { messageId: 'moduleLoad', data: { name: 'ask' }, line: 9, column: 12 },
      ],
    },
    {
      name: 'in odd places of a module',
      code: workflow(
        '',
        `
const ids = { get isNew() { return patched('x'); }, [String(patched('x'))]: (isNew = patched('x')) => isNew };
@mark(patched('x'))
class Steps { static async *all(isNew = patched('x')) { yield isNew; } accessor isNew = patched('x'); }
export { ids, Steps };`,
      ),
      errors: [
        { messageId: 'moduleLoad', data: { name: 'patched' }, line: 4, column: 61 },
        { messageId: 'moduleLoad', data: { name: 'patched' }, line: 5, column: 7 },
      ],
    },
    {
      name: 'two places with a wait in between',
      code: workflow(`
  // Nobody else may work on it.
  if (patched('lock-the-order')) await lock();
  await work();
  if (patched('lock-the-order')) {
    await unlock(); // last
  }`),
      errors: [
        again(
          "patched('lock-the-order')",
          9,
          7,
          7,
          'isPatchedLockTheOrder',
          workflow(`
  // Nobody else may work on it.
  const isPatchedLockTheOrder = patched('lock-the-order');
  if (isPatchedLockTheOrder) await lock();
  await work();
  if (isPatchedLockTheOrder) {
    await unlock(); // last
  }`),
        ),
      ],
    },
    {
      name: 'a constant that holds the answer, and three places more',
      code: workflow(`
  const isNew = patched('x');
  if (isNew) await lock();
  await work(patched('x'));
  await (patched('x') ? unlock() : sleep(1));
  await CancellationScope.nonCancellable(async () => { if (patched('x')) await unlock(); });`),
      errors: [
        again(
          "patched('x')",
          9,
          10,
          6,
          'isNew',
          workflow(`
  const isNew = patched('x');
  if (isNew) await lock();
  await work(isNew);
  await (isNew ? unlock() : sleep(1));
  await CancellationScope.nonCancellable(async () => { if (isNew) await unlock(); });`),
        ),
      ],
    },
    {
      name: 'in a try and its finally, through a scope',
      code: workflow(`
  try {
    if (patched('x')) await lock();
    return await work();
  } finally {
    await CancellationScope.nonCancellable(async () => { if (patched('x')) await unlock(); });
  }`),
      errors: [
        again(
          "patched('x')",
          10,
          62,
          7,
          'isPatchedX',
          workflow(`
  const isPatchedX = patched('x');
  try {
    if (isPatchedX) await lock();
    return await work();
  } finally {
    await CancellationScope.nonCancellable(async () => { if (isPatchedX) await unlock(); });
  }`),
        ),
      ],
    },
    {
      name: 'in a handler, in a method, in a local function',
      code: workflow(`
  setHandler(defineSignal('go'), async () => {
    const first = patched('x');
    await work(first);
    if (patched('x')) await unlock();
  });
  class Steps { async run() { const first = patched('x'); await work(first); return patched('x'); } }
  const step = async () => { const first = patched('x'); await sleep(1); return [first, patched('x')]; };
  await step();
  return new Steps().run();`),
      errors: [
        again("patched('x')", 9, 9, 7, 'isPatchedX', workflow(`
  setHandler(defineSignal('go'), async () => {
    const isPatchedX = patched('x');
    const first = isPatchedX;
    await work(first);
    if (isPatchedX) await unlock();
  });
  class Steps { async run() { const first = patched('x'); await work(first); return patched('x'); } }
  const step = async () => { const first = patched('x'); await sleep(1); return [first, patched('x')]; };
  await step();
  return new Steps().run();`)),
        again("patched('x')", 11, 85, 11, 'isPatchedX', workflow(`
  setHandler(defineSignal('go'), async () => {
    const first = patched('x');
    await work(first);
    if (patched('x')) await unlock();
  });
  class Steps { async run() { const isPatchedX = patched('x'); const first = isPatchedX; await work(first); return isPatchedX; } }
  const step = async () => { const first = patched('x'); await sleep(1); return [first, patched('x')]; };
  await step();
  return new Steps().run();`)),
        again("patched('x')", 12, 89, 12, 'isPatchedX', workflow(`
  setHandler(defineSignal('go'), async () => {
    const first = patched('x');
    await work(first);
    if (patched('x')) await unlock();
  });
  class Steps { async run() { const first = patched('x'); await work(first); return patched('x'); } }
  const step = async () => { const isPatchedX = patched('x'); const first = isPatchedX; await sleep(1); return [first, isPatchedX]; };
  await step();
  return new Steps().run();`)),
      ],
    },
    ...[
      { name: 'an id in a constant', top: `const ID = 'id';`, first: 'patched(ID)', second: `patched('id')`, hoisted: 'isPatchedId' },
      { name: 'an id of another module', top: `import * as ids from './ids'; import { tax as TAX } from './ids';`, first: 'patched(ids.tax)', second: 'patched(TAX)', hoisted: 'isPatchedTax' },
      { name: 'an id of an enum', top: `enum Patch { NewTax = 'new-tax' }`, first: 'patched(Patch.NewTax)', second: 'patched(Patch.NewTax)', hoisted: 'isPatchedNewTax' },
      { name: 'a function that asks', top: `function isNew() { return patched('new'); }`, first: 'isNew()', second: 'isNew()', hoisted: 'isPatchedNew' },
    ].map(({ name, top, first, second, hoisted }) => ({
      name,
      code: workflow(`\n  if (${first}) await lock();\n  await work();\n  if (${second}) await unlock();`, ` ${top}`),
      errors: [
        again(
          second,
          8,
          7,
          6,
          hoisted,
          workflow(`\n  const ${hoisted} = ${first};\n  if (${hoisted}) await lock();\n  await work();\n  if (${hoisted}) await unlock();`, ` ${top}`),
        ),
      ],
    })),
    {
      name: 'the first place behind a test, so that some executions have not met it there',
      code: workflow(`
  if (input.gift) { await work(); if (patched('x')) await lock(); }
  await work();
  if (patched('x')) await unlock();`),
      errors: [{ messageId: 'again', data: { call: "patched('x')", line: '6' }, line: 8, column: 7, suggestions: [] }],
    },
    {
      name: 'in a loop',
      code: workflow(`
  for (const item of items) await (patched('a') ? newWay(item) : oldWay(item));`),
      errors: [
        {
          messageId: 'inLoop',
          data: { call: "patched('a')" },
          line: 6,
          column: 36,
          suggestions: [
            {
              messageId: 'hoist',
              data: { name: 'isPatchedA' },
              output: workflow(`
  const isPatchedA = patched('a');
  for (const item of items) await (isPatchedA ? newWay(item) : oldWay(item));`),
            },
          ],
        },
      ],
    },
    {
      name: 'loops in loops, with a name that is taken',
      code: workflow(`
  const isPatchedA = 1;
  for (const item of items) {
    for (let at = 0; at < 3; at++) {
      const isNew = patched('a');
      if (isNew) await newWay(at); else await oldWay(at, isPatchedA);
    }
  }`),
      errors: [
        {
          messageId: 'inLoop',
          data: { call: "patched('a')" },
          line: 9,
          column: 21,
          suggestions: [
            {
              messageId: 'hoist',
              data: { name: 'isPatchedA2' },
              output: workflow(`
  const isPatchedA = 1;
  const isPatchedA2 = patched('a');
  for (const item of items) {
    for (let at = 0; at < 3; at++) {
      const isNew = isPatchedA2;
      if (isNew) await newWay(at); else await oldWay(at, isPatchedA);
    }
  }`),
            },
          ],
        },
      ],
    },
    {
      name: 'loops that wait before they ask, where a constant would come too early',
      code: workflow(`
  for (;;) {
    await condition(() => input.next);
    if (patched('a')) await newWay(); else await oldWay();
  }`),
      options: [{ loops: 'all' }],
      errors: [{ messageId: 'inLoopRecorded', data: { call: "patched('a')" }, line: 8, column: 9, suggestions: [] }],
    },
    {
      name: 'in a try and its catch, with code of both ways in between',
      code: workflow(`
  try {
    if (patched('x')) await newWay(); else await oldWay();
    await work();
  } catch (error) {
    if (patched('x')) await unlock();
    throw error;
  }`),
      errors: [
        again(
          "patched('x')",
          10,
          9,
          7,
          'isPatchedX',
          workflow(`
  const isPatchedX = patched('x');
  try {
    if (isPatchedX) await newWay(); else await oldWay();
    await work();
  } catch (error) {
    if (isPatchedX) await unlock();
    throw error;
  }`),
        ),
      ],
    },
    {
      name: 'in a round that the new code ends',
      code: workflow(`
  for (const item of items) {
    if (patched('a')) { await newWay(item); continue; }
    await oldWay(item);
  }`),
      errors: [
        {
          messageId: 'inLoop',
          data: { call: "patched('a')" },
          line: 7,
          column: 9,
          suggestions: [
            {
              messageId: 'hoist',
              data: { name: 'isPatchedA' },
              output: workflow(`
  const isPatchedA = patched('a');
  for (const item of items) {
    if (isPatchedA) { await newWay(item); continue; }
    await oldWay(item);
  }`),
            },
          ],
        },
      ],
    },
    {
      name: 'in a loop that is a part of a round of another',
      code: workflow(`
  while (input.open) {
    for (const item of items) if (patched('a')) await newWay(item); else await oldWay(item);
    await sleep('1 day');
  }`),
      errors: [
        {
          messageId: 'inLoop',
          data: { call: "patched('a')" },
          line: 7,
          column: 35,
          suggestions: [
            {
              messageId: 'hoist',
              data: { name: 'isPatchedA' },
              output: workflow(`
  while (input.open) {
    const isPatchedA = patched('a');
    for (const item of items) if (isPatchedA) await newWay(item); else await oldWay(item);
    await sleep('1 day');
  }`),
            },
          ],
        },
      ],
    },
    {
      name: 'before a loop and in it, and in front of the wait of a round',
      code: workflow(`
  const isNew = patched('a');
  do {
    if (patched('a')) await newWay(); else await sleep(1);
  } while (input.open && isNew);`),
      options: [{ loops: 'none' }],
      errors: [
        again(
          "patched('a')",
          8,
          9,
          6,
          'isNew',
          workflow(`
  const isNew = patched('a');
  do {
    if (isNew) await newWay(); else await sleep(1);
  } while (input.open && isNew);`),
        ),
      ],
    },
    {
      name: 'twice in one round, where loops are accepted',
      code: workflow(`
  for (const item of items) {
    if (patched('a')) await lock(item);
    await work(item);
    if (patched('a')) await unlock(item);
  }`),
      options: [{ loops: 'none' }],
      errors: [
        again(
          "patched('a')",
          9,
          9,
          7,
          'isPatchedA',
          workflow(`
  for (const item of items) {
    const isPatchedA = patched('a');
    if (isPatchedA) await lock(item);
    await work(item);
    if (isPatchedA) await unlock(item);
  }`),
        ),
      ],
    },
    {
      name: 'a deprecation that executions reach which took the old way',
      code: workflow(`
  if (patched('a')) await newWay(); else await oldWay();
  deprecatePatch('a');
  await work();`),
      errors: [{ messageId: 'deprecated', data: { line: '6', id: 'a' }, line: 7, column: 3 }],
    },
  ],
});
