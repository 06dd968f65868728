import rule from '../../src/rules/no-side-effects-in-query.ts';
import { RuleTester } from '../rule-tester.ts';

const ruleTester = new RuleTester();

type MessageId = keyof (typeof rule)['meta']['messages'];

const effect = (messageId: MessageId, name: string, line: number, column: number) => ({ messageId, data: { name }, line, column });

ruleTester.run('no-side-effects-in-query', rule, {
  valid: [
    {
      name: 'what reads, computes and copies',
      code: `
import { condition, defineQuery, defineUpdate, setHandler, workflowInfo } from '@temporalio/workflow';
interface State { items: string[]; open: Map<string, number> }
export async function order(state: State) {
  let count = 0;
  setHandler(defineQuery('items'), () => [...state.items].sort().reverse());
  setHandler(defineQuery('open'), () => Object.fromEntries(state.open));
  setHandler(defineQuery('report'), (limit: number) => {
    const lines: string[] = [];
    const copy = { ...state, more: [] as string[] };
    let total = 0;
    for (const item of state.items) { lines.push(item); total += item.length; }
    copy.items = lines.slice(0, limit);
    copy.more.push('end');
    return { copy, total, now: Date.now(), id: workflowInfo().workflowId };
  });
  setHandler(defineUpdate('add'), () => { count++; }, { validator: (text: string) => { if (!text) throw new Error('empty'); } });
  await condition(() => state.items.length > 2 && count > 1);
}
      `,
    },
    {
      name: 'signal and update handlers, which may do anything',
      code: `
import { defineSignal, defineUpdate, patched, proxyActivities, setHandler, uuid4 } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order() {
  const ids: string[] = [];
  setHandler(defineSignal('go'), async () => { if (patched('a')) await charge(); ids.push(uuid4()); });
  setHandler(defineUpdate('pay'), async () => { await charge(); return Math.random(); });
}
      `,
    },
    {
      name: 'functions of the same name from elsewhere, shadowed ones, a type, and definitions that are not in sight',
      code: `
import { sleep, type condition as Condition } from '@temporalio/workflow';
import { condition, defineQuery, setHandler } from './fakes';
import { setHandler as set } from '@temporalio/workflow';
import { go } from './messages';
export async function order(other: typeof Condition) {
  setHandler(defineQuery('state'), async () => { await sleep(1); });
  await condition(async () => true);
  await other(async () => true);
  set(go, async () => { await sleep(1); });
  { const set = (_: unknown, f: () => void) => f(); set(go, async () => { await sleep(1); }); }
}
      `,
    },
    {
      name: 'a result that only queries know of, and a memory of a helper',
      code: `
import { defineQuery, setHandler } from '@temporalio/workflow';
const slugs = new Map<string, string>();
function slug(text: string) {
  const known = slugs.get(text);
  if (known !== undefined) return known;
  slugs.set(text, text.toLowerCase());
  return text.toLowerCase();
}
class Report { private text?: string; constructor() { setHandler(defineQuery('text'), () => (this.text ??= slug('A'))); } }
export async function order(text: string) {
  let report: string | undefined;
  setHandler(defineQuery('report'), () => { if (!report) report = slug(text); return report; });
  return [slug(text), new Report()];
}
      `,
    },
    {
      name: 'objects that the query makes, with methods that change them, and names that say nothing',
      code: `
import { defineQuery, setHandler } from '@temporalio/workflow';
import { router, totals } from './lib';
class Tally { total = 0; add(n: number) { this.total += n; return this; } }
function append(list: string[], text: string) { list.push(text); return list; }
export async function order(numbers: number[], dates: { add(n: number): unknown }) {
  setHandler(defineQuery('total'), () => {
    const tally = new Tally();
    for (const n of numbers) tally.add(n);
    append([], 'a');
    router.push('a');
    dates.add(1);
    return [tally.total, totals.sort(), dates];
  });
}
      `,
    },
    {
      name: 'a predicate that keeps account of what it has seen',
      code: `
import { condition } from '@temporalio/workflow';
export async function order(queue: string[]) {
  let asked = 0;
  await condition(() => ++asked > 3 || queue.length > 0);
  return asked;
}
      `,
    },
    {
      name: 'a source of random values that replay is not meant to repeat, and a stream of its own',
      code: `
import { defineQuery, getRandomStream, setHandler, workflowInfo } from '@temporalio/workflow';
export async function order() {
  setHandler(defineQuery('sample'), () => workflowInfo().unsafe.random.random() < getRandomStream('sample').random());
}
      `,
    },
  ],
  invalid: [
    {
      name: 'commands in a query: activities, timers, children, signals, patches, attributes, stored or not',
      code: `
import * as wf from '@temporalio/workflow';
const { charge } = wf.proxyActivities({ startToCloseTimeout: '1 minute' });
const state = wf.defineQuery('state');
export async function order() {
  wf.setHandler(state, () => {
    charge();
    void wf.sleep(1);
    wf.executeChild('ship').catch(() => {});
    const pending = wf.getExternalWorkflowHandle('a').signal('go');
    wf.upsertMemo({ a: 1 });
    setTimeout(() => {}, 1);
    void wf.condition(() => false, '1 day');
    return wf.patched('a') ? pending : 1;
  });
}
      `,
      errors: [
        effect('commandInQuery', 'charge', 7, 5),
        effect('commandInQuery', 'wf.sleep', 8, 10),
        effect('commandInQuery', 'wf.executeChild', 9, 5),
        effect('commandInQuery', "signal", 10, 21),
        effect('commandInQuery', 'wf.upsertMemo', 11, 5),
        effect('commandInQuery', 'setTimeout', 12, 5),
        effect('commandInQuery', 'wf.condition', 13, 10),
        effect('patchInQuery', 'wf.patched', 14, 12),
      ],
    },
    {
      name: 'an async handler: the command in it is what is wrong, and without one async is',
      code: `
import { condition, defineQuery, defineUpdate, proxyActivities, setHandler } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
const load = async () => 1;
export async function order(total: number, go: Promise<number>) {
  setHandler(defineQuery('a'), async () => total);
  setHandler(defineQuery('b'), async () => await charge());
  setHandler(defineQuery('c'), load);
  setHandler(defineQuery('d'), () => load());
  setHandler(defineQuery('e'), async function () { return await go; });
  setHandler(defineUpdate('f'), () => 1, { validator: async (n: number) => { if (n < total) throw new Error('no'); } });
  setHandler(defineUpdate('g'), () => 1, { async validator() { throw new Error('no'); } });
  await condition(async () => total > 1);
  await condition(async () => (await load()) > 1);
}
      `,
      errors: [
        {
          messageId: 'asyncInQuery',
          line: 6,
          column: 32,
          suggestions: [
            {
              messageId: 'synchronous',
              output: `
import { condition, defineQuery, defineUpdate, proxyActivities, setHandler } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
const load = async () => 1;
export async function order(total: number, go: Promise<number>) {
  setHandler(defineQuery('a'), () => total);
  setHandler(defineQuery('b'), async () => await charge());
  setHandler(defineQuery('c'), load);
  setHandler(defineQuery('d'), () => load());
  setHandler(defineQuery('e'), async function () { return await go; });
  setHandler(defineUpdate('f'), () => 1, { validator: async (n: number) => { if (n < total) throw new Error('no'); } });
  setHandler(defineUpdate('g'), () => 1, { async validator() { throw new Error('no'); } });
  await condition(async () => total > 1);
  await condition(async () => (await load()) > 1);
}
      `,
            },
          ],
        },
        effect('commandInQuery', 'charge', 7, 50),
        { messageId: 'asyncInQuery', line: 8, column: 32 },
        { messageId: 'asyncInQuery', line: 9, column: 32 },
        { messageId: 'asyncInQuery', line: 10, column: 32 },
        {
          messageId: 'asyncInValidator',
          line: 11,
          column: 55,
          suggestions: [
            {
              messageId: 'synchronous',
              output: `
import { condition, defineQuery, defineUpdate, proxyActivities, setHandler } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
const load = async () => 1;
export async function order(total: number, go: Promise<number>) {
  setHandler(defineQuery('a'), async () => total);
  setHandler(defineQuery('b'), async () => await charge());
  setHandler(defineQuery('c'), load);
  setHandler(defineQuery('d'), () => load());
  setHandler(defineQuery('e'), async function () { return await go; });
  setHandler(defineUpdate('f'), () => 1, { validator: (n: number) => { if (n < total) throw new Error('no'); } });
  setHandler(defineUpdate('g'), () => 1, { async validator() { throw new Error('no'); } });
  await condition(async () => total > 1);
  await condition(async () => (await load()) > 1);
}
      `,
            },
          ],
        },
        { messageId: 'asyncInValidator', line: 12, column: 59 },
        {
          messageId: 'asyncInPredicate',
          line: 13,
          column: 19,
          suggestions: [
            {
              messageId: 'synchronous',
              output: `
import { condition, defineQuery, defineUpdate, proxyActivities, setHandler } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
const load = async () => 1;
export async function order(total: number, go: Promise<number>) {
  setHandler(defineQuery('a'), async () => total);
  setHandler(defineQuery('b'), async () => await charge());
  setHandler(defineQuery('c'), load);
  setHandler(defineQuery('d'), () => load());
  setHandler(defineQuery('e'), async function () { return await go; });
  setHandler(defineUpdate('f'), () => 1, { validator: async (n: number) => { if (n < total) throw new Error('no'); } });
  setHandler(defineUpdate('g'), () => 1, { async validator() { throw new Error('no'); } });
  await condition(() => total > 1);
  await condition(async () => (await load()) > 1);
}
      `,
            },
          ],
        },
        { messageId: 'asyncInPredicate', line: 14, column: 19 },
      ],
    },
    {
      name: 'random draws, through helpers too',
      code: `
import { condition, defineQuery, defineUpdate, setHandler, uuid4, workflowRandom } from '@temporalio/workflow';
const pick = () => pickOne();
function pickOne() { return Math.random(); }
export async function order() {
  setHandler(defineQuery('a'), () => [uuid4(), Math.random(), workflowRandom.random()]);
  setHandler(defineQuery('b'), () => pick());
  setHandler(defineUpdate('c'), () => 1, { validator: () => { uuid4(); } });
  await condition(() => Math.random() > 0.5);
  return pick();
}
      `,
      errors: [
        effect('drawInQuery', 'uuid4', 6, 39),
        effect('drawInQuery', 'Math.random', 6, 48),
        effect('drawInQuery', 'workflowRandom.random', 6, 63),
        effect('drawInQuery', 'pick', 7, 38),
        effect('drawInValidator', 'uuid4', 8, 63),
        effect('drawInPredicate', 'Math.random', 9, 25),
      ],
    },
    {
      name: 'changes of state, by every form',
      code: `
import { defineQuery, defineUpdate, setHandler, Trigger, CancellationScope } from '@temporalio/workflow';
import { totals } from './totals';
interface State { count: number; items: string[] }
export async function order(state: State) {
  let reads = 0;
  let last: string | undefined;
  const names: string[] = [];
  const open = new Set<string>();
  const done = new Trigger<void>();
  const scope = new CancellationScope();
  setHandler(defineQuery('a'), () => ++reads);
  setHandler(defineQuery('b'), (name: string) => { last = name; state.count += 1; delete state.items[0]; });
  setHandler(defineQuery('c'), () => { names.sort(); state.items.push('a'); open.add('a'); return names.pop(); });
  setHandler(defineQuery('d'), () => { const { items } = state; const again = state; again.count = 1; items.push('b'); totals.count++; });
  setHandler(defineQuery('e'), () => { [last] = names; ({ count: state.count } = { count: 1 }); });
  setHandler(defineQuery('f'), () => { done.resolve(); scope.cancel(); });
  setHandler(defineUpdate('g'), () => 1, { validator: () => { state.count--; } });
  return { last, names, open };
}
      `,
      errors: [
        effect('changeInQuery', 'reads', 12, 38),
        effect('changeInQuery', 'last', 13, 52),
        effect('changeInQuery', 'state.count', 13, 65),
        effect('changeInQuery', 'state.items[0]', 13, 83),
        effect('changeInQuery', 'names', 14, 40),
        effect('changeInQuery', 'state.items', 14, 54),
        effect('changeInQuery', 'open', 14, 77),
        effect('changeInQuery', 'names', 14, 99),
        effect('changeInQuery', 'again.count', 15, 86),
        effect('changeInQuery', 'items', 15, 103),
        effect('changeInQuery', 'totals.count', 15, 120),
        effect('changeInQuery', 'last', 16, 40),
        effect('changeInQuery', 'state.count', 16, 57),
        effect('changeInQuery', 'done', 17, 40),
        effect('changeInQuery', 'scope', 17, 56),
        effect('changeInValidator', 'state.count', 18, 63),
      ],
    },
    {
      name: 'in a class, and through its methods',
      code: `
import { condition, defineQuery, proxyLocalActivities, setHandler } from '@temporalio/workflow';
const { total } = proxyLocalActivities({ startToCloseTimeout: '1 minute' });
class Order {
  count = 0;
  items: string[] = [];
  constructor() {
    setHandler(defineQuery('a'), () => this.count++);
    setHandler(defineQuery('b'), () => this.next());
    setHandler(defineQuery('c'), this.sum);
  }
  next() { this.count += 1; this.items.push('a'); return this.count; }
  sum = () => total(this.count);
  async run() { await condition(() => this.count > 3 && this.items.length > 0); }
}
const counter = { count: 0, step() { counter.count++; } };
export async function order() {
  setHandler(defineQuery('d'), () => counter.step());
  await new Order().run();
  return counter.count;
}
      `,
      errors: [
        effect('changeInQuery', 'this.count', 8, 40),
        effect('changeInQuery', 'this.next', 9, 40),
        effect('commandInQuery', 'total', 13, 15),
        effect('changeInQuery', 'counter.step', 18, 38),
      ],
    },
    {
      name: 'commands and patches in validators and predicates',
      code: `
const { condition, defineUpdate, patched, setHandler, sleep } = require('@temporalio/workflow');
const pay = defineUpdate('pay');
function isOpen() { return patched('open'); }
exports.order = async function () {
  setHandler(pay, () => 1, { validator() { sleep(1); if (isOpen()) throw new Error('no'); } });
  await condition(() => { sleep(1); return isOpen(); });
};
      `,
      errors: [
        effect('commandInValidator', 'sleep', 6, 44),
        effect('patchInValidator', 'isOpen', 6, 58),
        effect('commandInPredicate', 'sleep', 7, 27),
        effect('patchInPredicate', 'isOpen', 7, 44),
      ],
    },
    {
      name: 'a default query handler, and one function for two queries, once',
      code: `
import { defineQuery, setDefaultQueryHandler, setHandler, sleep } from '@temporalio/workflow';
export async function order() {
  setDefaultQueryHandler((name) => { void sleep(1); return name; });
  const answer = () => { void sleep(2); };
  setHandler(defineQuery('a'), answer);
  setHandler(defineQuery('b'), answer);
}
      `,
      errors: [effect('commandInQuery', 'sleep', 4, 43), effect('commandInQuery', 'sleep', 5, 31)],
    },
  ],
});
