import rule from '../../src/rules/no-floating-commands.ts';
import { RuleTester } from '../rule-tester.ts';

const ruleTester = new RuleTester();

interface Expected {
  readonly messageId: 'abandoned' | 'skipped' | 'chained' | 'continueAsNew';
  readonly name: string;
  readonly line: number;
  readonly column?: number;
  /** What the suggestion writes in the place of what; without it there is no suggestion. */
  readonly edit?: readonly [from: string, to: string];
  readonly suggestion?: 'await' | 'awaitEnd';
}

function invalid(name: string, code: string, expected: readonly Expected[]) {
  return {
    name,
    code,
    errors: expected.map(({ messageId, name: called, line, column = 3, edit, suggestion = 'await' }) => ({
      messageId,
      data: { name: called },
      line,
      column,
      suggestions: edit ? [{ messageId: suggestion, output: code.replace(...edit) }] : [],
    })),
  };
}

ruleTester.run('no-floating-commands', rule, {
  valid: [
    {
      name: 'awaited, returned, yielded',
      code: `
import { condition, continueAsNew, proxyActivities, sleep, startChild } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order(ids: string[], done: boolean) {
  await charge(ids[0]);
  const child = await startChild('ship');
  await child.signal('go');
  await Promise.all(ids.map((id) => charge(id)));
  await Promise.all([charge('a'), sleep(1)]);
  await (done ? charge('b') : sleep(1));
  done && (await charge('c'));
  await condition(() => done, '1 day');
  for await (const result of [charge('d')]) if (result) return charge('e');
  return continueAsNew();
}
export const short = () => sleep(1);
export async function* steps() { yield charge('f'); }
      `,
    },
    {
      name: 'stored, or handed on',
      code: `
import { proxyActivities, sleep } from '@temporalio/workflow';
import { track } from './track';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
class Saga {
  pending: Promise<void>[] = [];
  timer = sleep(1);
  add() { this.pending.push(charge()); this.timer = sleep(2); }
}
export async function order() {
  const pending = charge();
  let timer;
  timer = sleep(1);
  const all = [charge(), sleep(1)];
  const both = { pay: charge() };
  track(charge());
  track([charge()]);
  using lock = sleep(1);
  return [new Saga(), await pending, all, both, timer, lock];
}
      `,
    },
    {
      name: 'with a rejection handler',
      code: `
import { proxyActivities, sleep } from '@temporalio/workflow';
const { charge, refund } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order(onError: () => void, done: boolean) {
  charge().catch(() => {});
  void charge().then(() => {}).catch(onError);
  charge().then(() => {}, onError);
  charge().catch(onError).then(() => {});
  Promise.all([charge(), sleep(1)]).catch(onError);
  done && charge().catch(onError);
  await sleep(1);
}
      `,
    },
    {
      name: 'functions of the same names from elsewhere, a parameter, a type',
      code: `
import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { condition } from '@temporalio/workflow';
import { sleep } from './fakes';
import { charge } from './activities';
declare const check: typeof condition;
export async function order(executeChild: () => void) {
  sleep(1);
  charge();
  executeChild();
  check(() => true);
  return workflowInfo().workflowId;
}
      `,
    },
    {
      name: 'what makes no promise',
      code: `
import { deprecatePatch, log, patched, proxyActivities, setHandler, upsertMemo, defineSignal } from '@temporalio/workflow';
export async function order() {
  proxyActivities({ startToCloseTimeout: '1 minute' });
  patched('a');
  deprecatePatch('b');
  upsertMemo({});
  log.info('c');
  setHandler(defineSignal('d'), () => {});
}
      `,
    },
    {
      name: 'a callback whose caller is not known, and a forEach whose own result is used',
      code: `
import { proxyActivities, sleep } from '@temporalio/workflow';
import { each, list } from './lists';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order() {
  each(() => charge());
  await list.forEach((id) => charge(id));
  const timer = setTimeout(() => charge(), 1000);
  await sleep(1);
  clearTimeout(timer);
}
      `,
    },
    {
      name: 'in a query, a validator and a predicate, which another rule judges',
      code: `
import { condition, defineQuery, defineUpdate, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order() {
  setHandler(defineQuery('state'), () => { charge(); });
  setHandler(defineUpdate('pay'), async () => { await charge(); }, { validator: () => { sleep(1); } });
  await condition(() => { charge(); return true; });
}
      `,
    },
    {
      name: 'a function that no workflow runs',
      code: `
import { proxyActivities } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
function unused() { charge(); }
export async function order() { await charge(); }
      `,
    },
    {
      name: 'a file that is no workflow code',
      code: `
import { sleep } from 'some-package';
sleep(1);
      `,
    },
  ],
  invalid: [
    invalid(
      'an activity, a local activity, a child workflow, a signal, a cancellation, an operation',
      `
import * as wf from '@temporalio/workflow';
import { scheduleActivity } from '@temporalio/workflow';
const activities = wf.proxyActivities({ startToCloseTimeout: '1 minute' });
const { total } = wf.proxyLocalActivities({ startToCloseTimeout: '1 minute' });
const bank = wf.createNexusServiceClient({ endpoint: 'bank', service: {} });
export async function order(id: string) {
  activities.charge(id);
  activities['charge'](id);
  activities.charge.executeWithOptions({}, [id]);
  total();
  scheduleActivity('charge', [id], { startToCloseTimeout: '1 minute' });
  wf.executeChild('ship');
  wf.startChild('ship');
  const child = await wf.startChild('pack');
  child.signal('go');
  const other = wf.getExternalWorkflowHandle(id);
  other.signal('go');
  other.cancel();
  bank.executeOperation('pay', id);
}
      `,
      [
        { messageId: 'abandoned', name: 'activities.charge', line: 8, edit: ['activities.charge(', 'await activities.charge('] },
        { messageId: 'abandoned', name: 'charge', line: 9, edit: ["activities['", "await activities['"] },
        {
          messageId: 'abandoned',
          name: 'activities.charge.executeWithOptions',
          line: 10,
          edit: ['activities.charge.', 'await activities.charge.'],
        },
        { messageId: 'abandoned', name: 'total', line: 11, edit: ['total();', 'await total();'] },
        { messageId: 'abandoned', name: 'scheduleActivity', line: 12, edit: ['  scheduleActivity', '  await scheduleActivity'] },
        { messageId: 'abandoned', name: 'wf.executeChild', line: 13, edit: ['wf.executeChild', 'await wf.executeChild'] },
        { messageId: 'abandoned', name: 'wf.startChild', line: 14, edit: ["wf.startChild('ship", "await wf.startChild('ship"] },
        { messageId: 'abandoned', name: 'child.signal', line: 16, edit: ['child.signal', 'await child.signal'] },
        { messageId: 'abandoned', name: 'other.signal', line: 18, edit: ['other.signal', 'await other.signal'] },
        { messageId: 'abandoned', name: 'other.cancel', line: 19, edit: ['other.cancel', 'await other.cancel'] },
        { messageId: 'abandoned', name: 'bank.executeOperation', line: 20, edit: ['bank.executeOperation', 'await bank.executeOperation'] },
      ],
    ),
    invalid(
      'a timer, a condition, with and without timeout, under other names',
      `
const { sleep: pause, ...rest } = require('@temporalio/workflow');
const workflow = require('@temporalio/workflow');
exports.order = async function (done) {
  pause(1000);
  workflow.condition(() => done);
  workflow.condition(() => done, '1 day');
};
      `,
      [
        { messageId: 'skipped', name: 'pause', line: 5, edit: ['pause(1000', 'await pause(1000'] },
        { messageId: 'skipped', name: 'workflow.condition', line: 6, edit: ['workflow.condition(() => done);', 'await workflow.condition(() => done);'] },
        { messageId: 'skipped', name: 'workflow.condition', line: 7, edit: ['workflow.condition(() => done,', 'await workflow.condition(() => done,'] },
      ],
    ),
    invalid(
      'continue as new, plain and made',
      `
import { continueAsNew, makeContinueAsNewFunc } from '@temporalio/workflow';
const again = makeContinueAsNewFunc({ taskQueue: 'other' });
export async function order(turn: number) {
  if (turn > 1) continueAsNew(turn + 1);
  again(turn);
}
      `,
      [
        { messageId: 'continueAsNew', name: 'continueAsNew', line: 5, column: 17, edit: ['continueAsNew(turn', 'await continueAsNew(turn'], suggestion: 'awaitEnd' },
        { messageId: 'continueAsNew', name: 'again', line: 6, edit: ['again(turn)', 'await again(turn)'], suggestion: 'awaitEnd' },
      ],
    ),
    invalid(
      'void, a comma, a condition, an optional call, a list',
      `
import { proxyActivities, sleep } from '@temporalio/workflow';
const { charge, refund, close } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order(done: boolean, count: number) {
  void charge(1);
  void /* later */ (charge(2) as Promise<void>);
  sleep(3), count++;
  done && charge(4);
  done ? charge(5) : count++;
  void (done && charge(6));
  charge?.(7);
  [charge(8), count];
  count ?? charge(9)!;
}
      `,
      [
        { messageId: 'abandoned', name: 'charge', line: 5, column: 8, edit: ['void charge(1)', 'await charge(1)'] },
        { messageId: 'abandoned', name: 'charge', line: 6, column: 21, edit: ['void /* later */ (charge(2)', 'await /* later */ (charge(2)'] },
        { messageId: 'skipped', name: 'sleep', line: 7, edit: ['sleep(3)', 'await sleep(3)'] },
        { messageId: 'abandoned', name: 'charge', line: 8, column: 11, edit: ['charge(4)', 'await charge(4)'] },
        { messageId: 'abandoned', name: 'charge', line: 9, column: 10, edit: ['charge(5)', 'await charge(5)'] },
        { messageId: 'abandoned', name: 'charge', line: 10, column: 17, edit: ['charge(6)', 'await charge(6)'] },
        { messageId: 'abandoned', name: 'charge', line: 11, edit: ['charge?.(7)', 'await charge?.(7)'] },
        { messageId: 'abandoned', name: 'charge', line: 12, column: 4, edit: ['charge(8)', 'await charge(8)'] },
        { messageId: 'abandoned', name: 'charge', line: 13, column: 12, edit: ['charge(9)!', 'await charge(9)!'] },
      ],
    ),
    invalid(
      'a chain without a rejection handler',
      `
import { condition, proxyActivities, sleep } from '@temporalio/workflow';
const { charge, refund } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order(count: number) {
  charge(1).then(() => count++);
  charge(2).finally(() => count++);
  charge(3)
    .then(() => count++, undefined)
    .finally(() => count++);
  charge(4).catch();
  sleep(5).then(() => charge(6));
  charge(7).catch(() => refund(7));
  void condition(() => count > 8).finally(() => count++);
}
      `,
      [
        { messageId: 'abandoned', name: 'charge', line: 5, edit: ['charge(1)', 'await charge(1)'] },
        { messageId: 'abandoned', name: 'charge', line: 6, edit: ['charge(2)', 'await charge(2)'] },
        { messageId: 'abandoned', name: 'charge', line: 7, edit: ['charge(3)', 'await charge(3)'] },
        { messageId: 'abandoned', name: 'charge', line: 10, edit: ['charge(4)', 'await charge(4)'] },
        { messageId: 'chained', name: 'sleep', line: 11 },
        { messageId: 'abandoned', name: 'refund', line: 12, column: 25, edit: ['charge(7)', 'await charge(7)'] },
        { messageId: 'chained', name: 'condition', line: 13, column: 8 },
      ],
    ),
    invalid(
      'promises that are put together, once for each group',
      `
import { proxyActivities, sleep } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order(ids: string[]) {
  Promise.all([charge('a'), sleep(1), charge('b')]);
  void Promise.race([charge('c'), Promise.resolve(sleep(1))]);
  Promise.all(ids.map((id) => charge(id)));
  Promise.allSettled([...ids.map((id) => { return charge(id); }), charge('d')]);
}
      `,
      [
        { messageId: 'abandoned', name: 'charge', line: 5, column: 16, edit: ["Promise.all([charge('a')", "await Promise.all([charge('a')"] },
        { messageId: 'abandoned', name: 'charge', line: 6, column: 22, edit: ['void Promise.race', 'await Promise.race'] },
        { messageId: 'abandoned', name: 'charge', line: 7, column: 31, edit: ['Promise.all(ids', 'await Promise.all(ids'] },
        { messageId: 'abandoned', name: 'charge', line: 8, column: 51, edit: ['Promise.allSettled', 'await Promise.allSettled'] },
      ],
    ),
    invalid(
      'a callback whose result is ignored',
      `
import { proxyActivities } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order(ids: readonly string[], sets: Set<string>[]) {
  ids.forEach((id) => charge(id));
  sets[0].forEach((id) => charge(id));
  ids.map((id) => charge(id));
  void ids.flatMap((id) => charge(id));
  ids.forEach((id) => { charge(id); });
  setTimeout(() => charge(ids[0]), 1000);
  (() => charge(ids[1]))();
}
      `,
      [
        {
          messageId: 'abandoned',
          name: 'charge',
          line: 5,
          column: 23,
          edit: ['ids.forEach((id) => charge(id))', 'await Promise.all(ids.map((id) => charge(id)))'],
        },
        { messageId: 'abandoned', name: 'charge', line: 6, column: 27 },
        {
          messageId: 'abandoned',
          name: 'charge',
          line: 7,
          column: 19,
          edit: ['ids.map((id) => charge(id))', 'await Promise.all(ids.map((id) => charge(id)))'],
        },
        {
          messageId: 'abandoned',
          name: 'charge',
          line: 8,
          column: 28,
          edit: ['void ids.flatMap((id) => charge(id))', 'await Promise.all(ids.flatMap((id) => charge(id)))'],
        },
        { messageId: 'abandoned', name: 'charge', line: 9, column: 25 },
        { messageId: 'abandoned', name: 'charge', line: 10, column: 20 },
        { messageId: 'abandoned', name: 'charge', line: 11, column: 10, edit: ['(() => charge(ids[1]))()', 'await (() => charge(ids[1]))()'] },
      ],
    ),
    invalid(
      'where await cannot stand',
      `
import { defineSignal, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
sleep(1);
function start(id: string) { charge(id); }
function* each(ids: string[]) { for (const id of ids) { charge(id); yield id; } }
export class Orders {
  static { charge('static'); }
  constructor() { charge('constructor'); }
  @each add() { charge('method'); }
  async later(id = void charge('default')) {}
}
export async function order(ids: string[]) {
  setHandler(defineSignal('pay'), () => { charge('signal'); });
  start('a');
  each(ids);
  new Orders();
}
      `,
      [
        { messageId: 'skipped', name: 'sleep', line: 4, column: 1 },
        { messageId: 'abandoned', name: 'charge', line: 5, column: 30 },
        { messageId: 'abandoned', name: 'charge', line: 6, column: 57 },
        { messageId: 'abandoned', name: 'charge', line: 8, column: 12 },
        { messageId: 'abandoned', name: 'charge', line: 9, column: 19 },
        { messageId: 'abandoned', name: 'charge', line: 10, column: 17 },
        { messageId: 'abandoned', name: 'charge', line: 11, column: 25 },
        { messageId: 'abandoned', name: 'charge', line: 14, column: 43 },
      ],
    ),
  ],
});
