import path from 'node:path';
import rule from '../../src/rules/serializable-payloads.ts';
import { RuleTester } from '../rule-tester.ts';

const types = path.resolve(import.meta.dirname, '../fixtures/types');
const withTypes = {
  filename: 'file.ts',
  languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: types } },
  settings: { 'temporal-workflow': { workflows: ['**/fixtures/types/file.ts'] } },
};

new RuleTester().run('serializable-payloads', rule, {
  valid: [
    {
      name: 'what JSON carries, and bytes',
      code: `
import { executeChild, proxyActivities } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order(id: string, amounts: number[], bytes: Uint8Array, more?: { note: string | null }) {
  const items = new Map([['a', 1]]);
  await charge(id, [...items], { amounts, ...more, at: new Date().toISOString() }, bytes, undefined, null, true);
  await executeChild('ship', { args: [Object.fromEntries(items), String(10n)] });
  return items.size;
}
      `,
    },
    {
      name: 'dates as values, which may be meant as texts',
      code: `
import { proxyActivities } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order() { await charge({ at: new Date() }); return new Date(); }
      `,
    },
    {
      name: 'types that are used inside of a workflow only, unions that take what arrives, and unknown types',
      code: `
import { proxyActivities, sleep } from '@temporalio/workflow';
import type { Order } from './order';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
interface Options { at: Date | string; count: Map<string, number> | Record<string, number> }
class Amount { constructor(readonly cents: number) {} toJSON() { return this.cents; } }
class Point { x = 0; }
export async function order(order: Order, options: Options, amount: Amount, point: Point, other: unknown): Promise<void> {
  const seen: Set<string> = new Set();
  for (const name of await charge(order)) seen.add(name);
  await sleep(1);
}
function local(at: Date, items: Map<string, Date>) { return [at, items]; }
export async function helper() { await sleep(1); local(new Date(), new Map()); }
      `,
    },
    {
      name: 'classes of that name from elsewhere, and functions that are not sent',
      code: `
import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';
import { Map, Date } from './collections';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order(at: Date, items: Map) {
  setHandler(defineSignal<[Date]>('go'), () => new Set());
  await charge(new Map());
  await condition(() => items.size > 0);
}
      `,
    },
    {
      name: 'a helper that calls what it is given is no workflow',
      code: `
import { condition } from '@temporalio/workflow';
export async function withLock<T>(isFree: () => boolean, run: () => Promise<T>): Promise<void> {
  await condition(isFree);
  await run();
}
export async function step<T>(registry: Registry, one: { forward: () => Promise<T> }): Promise<T> { return registry.run(one.forward); }
class Registry { run<T>(forward: () => Promise<T>) { return forward(); } }
      `,
    },
    {
      name: 'outside of workflow code',
      code: `
import { Client } from '@temporalio/client';
import { defineSignal } from '@temporalio/workflow';
export const go = defineSignal<[Map<string, string>]>('go');
export const client = new Client();
      `,
    },
    {
      name: 'types that arrive as they are, with type information',
      ...withTypes,
      code: `
/// <reference lib="es2022" />
import { proxyActivities } from '@temporalio/workflow';
interface Order { id: string; lines: readonly { sku: string; price?: number | null }[]; tags: Record<string, boolean>; self?: Order }
type Activities = { charge(order: Order, at: string | Date, other: any, ...more: unknown[]): Promise<{ id: string }> };
const { charge } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });
export async function wf(order: Order, bytes: Uint8Array, name: 'a' | 'b'): Promise<[Order, URL]> {
  const { id } = await charge(order, 'now', null, order);
  return [order, new URL(id)];
}
      `,
    },
  ],
  invalid: [
    {
      name: 'values of every kind, aliased, nested, and through constants',
      code: `
import * as wf from '@temporalio/workflow';
import { executeChild as child } from '@temporalio/workflow';
const activities = wf.proxyActivities({ startToCloseTimeout: '1 minute' });
export async function order(id: string) {
  const items = new Map([['a', 1]]);
  await activities.charge(items);
  await activities.charge({ id, amount: 10n });
  await activities.charge(() => id, Symbol('x'), [new Set()]);
  await child('ship', { args: [id, BigInt(id)] });
  await wf.getExternalWorkflowHandle(id).signal('go', { error: new RangeError('no') });
  await wf.continueAsNew(new WeakMap());
}
      `,
      errors: [
        { messageId: 'empty', data: { where: '`items`', type: 'Map' }, line: 7, column: 27 },
        { messageId: 'refused', data: { where: '`amount` of this payload', type: 'bigint' }, line: 8, column: 41 },
        { messageId: 'nothing', data: { where: 'This payload', type: 'function' }, line: 9, column: 27 },
        { messageId: 'nothing', data: { where: 'This payload', type: 'symbol' }, line: 9, column: 37 },
        { messageId: 'empty', data: { where: 'This payload', type: 'Set' }, line: 9, column: 51 },
        { messageId: 'refused', data: { where: 'This payload', type: 'bigint' }, line: 10, column: 36 },
        { messageId: 'empty', data: { where: '`error` of this payload', type: 'RangeError' }, line: 11, column: 64 },
        { messageId: 'empty', data: { where: 'This payload', type: 'WeakMap' }, line: 12, column: 26 },
      ],
    },
    {
      name: 'results of workflows, queries and updates, in JavaScript',
      code: `
const { defineQuery, defineUpdate, setHandler, sleep } = require('@temporalio/workflow');
exports.order = async () => {
  const seen = new Set();
  setHandler(defineQuery('seen'), () => seen);
  setHandler(defineUpdate('count'), () => { return 5n; });
  await sleep(1);
  return { total: 10n };
};
      `,
      errors: [
        { messageId: 'empty', data: { where: '`seen`', type: 'Set' }, line: 5, column: 41 },
        { messageId: 'refused', data: { where: '`5n`', type: 'bigint' }, line: 6, column: 52 },
        { messageId: 'refused', data: { where: '`total` of this payload', type: 'bigint' }, line: 8, column: 19 },
      ],
    },
    {
      name: 'declared types, as far as the file shows them',
      code: `
import { defineQuery, defineSignal, sleep } from '@temporalio/workflow';
type Lines = readonly Line[];
interface Line { due: Date; amount?: bigint | null; onDone: () => void; raw: { bytes: Uint8Array } }
class Cart { total() { return 1; } }
export const due = defineSignal<[Date, string]>('due');
export const seen = defineQuery<ReadonlySet<string>>('seen');
export async function order(lines: Lines, { cart }: { cart: Cart }, from: Date = new Date()): Promise<Map<string, Date>> {
  await sleep(1);
  return next(lines, cart, from);
}
declare function next(...args: unknown[]): Map<string, Date>;
      `,
      errors: [
        { messageId: 'text', data: { where: '`due`', type: 'Date' }, line: 6, column: 34 },
        { messageId: 'empty', data: { where: '`seen`', type: 'ReadonlySet' }, line: 7, column: 33 },
        { messageId: 'text', data: { where: '`due` of `lines`', type: 'Date' }, line: 8, column: 36 },
        { messageId: 'refused', data: { where: '`amount` of `lines`', type: 'bigint' }, line: 8, column: 36 },
        { messageId: 'nothing', data: { where: '`onDone` of `lines`', type: 'function' }, line: 8, column: 36 },
        { messageId: 'indexes', data: { where: '`raw.bytes` of `lines`', type: 'Uint8Array' }, line: 8, column: 36 },
        { messageId: 'fields', data: { where: '`cart` of `order`', type: 'Cart' }, line: 8, column: 61 },
        { messageId: 'text', data: { where: '`from`', type: 'Date' }, line: 8, column: 75 },
        { messageId: 'empty', data: { where: '`order()`', type: 'Map' }, line: 8, column: 103 },
      ],
    },
    {
      name: 'parameters by their defaults, and the same name in several functions',
      code: `
import { continueAsNew, sleep } from '@temporalio/workflow';
export async function first(seen = new Set<string>(), limit = 10, asked = Array<string>(), at = new Date()) {
  await sleep(1);
  await continueAsNew(seen, limit, asked, at);
}
export async function second(id: bigint) { await sleep(1); const found = new Map(); await continueAsNew(found); await continueAsNew(found); }
export async function third(id: bigint) { await sleep(1); const found = new Map(); await continueAsNew(found); }
      `,
      errors: [
        { messageId: 'empty', data: { where: '`seen`', type: 'Set' }, line: 3, column: 36 },
        { messageId: 'refused', data: { where: '`id`', type: 'bigint' }, line: 7, column: 34 },
        { messageId: 'empty', data: { where: '`found`', type: 'Map' }, line: 7, column: 105 },
        { messageId: 'refused', data: { where: '`id`', type: 'bigint' }, line: 8, column: 33 },
        { messageId: 'empty', data: { where: '`found`', type: 'Map' }, line: 8, column: 104 },
      ],
    },
    {
      name: 'activities, with type information',
      ...withTypes,
      code: `
/// <reference lib="es2022" />
import { proxyActivities } from '@temporalio/workflow';
class Money { constructor(readonly cents: number) {} plus(other: Money) { return other; } }
interface Charge { id: string; at: Date; parts: { amount: bigint }[]; byName: Record<string, Money> }
const { charge, find } = proxyActivities<{ charge(amount: Money, when?: Date): Promise<Charge>; find(): Promise<Map<string, string>> }>({ startToCloseTimeout: '1 minute' });
export async function wf(amount: number): Promise<string> {
  const money = new Money(amount);
  const { id } = await charge(money, new Date());
  await charge(money);
  await find();
  return id;
}
      `,
      errors: [
        { messageId: 'text', data: { where: '`at` of the result of `charge`', type: 'Date' }, line: 9, column: 24 },
        { messageId: 'refused', data: { where: '`parts.amount` of the result of `charge`', type: 'bigint' }, line: 9, column: 24 },
        { messageId: 'fields', data: { where: '`byName` of the result of `charge`', type: 'Money' }, line: 9, column: 24 },
        { messageId: 'fields', data: { where: 'Argument 1 of `charge`', type: 'Money' }, line: 9, column: 31 },
        { messageId: 'text', data: { where: 'Argument 2 of `charge`', type: 'Date' }, line: 9, column: 38 },
        { messageId: 'empty', data: { where: 'The result of `find`', type: 'Map' }, line: 11, column: 9 },
      ],
    },
    {
      name: 'types of workflows and messages, with type information',
      ...withTypes,
      code: `
/// <reference lib="es2022" />
import { defineUpdate, sleep } from '@temporalio/workflow';
type Order = Readonly<{ id: string; placed: Date | undefined; cancel?: () => void }>;
export const change = defineUpdate<void, [Partial<Order>]>('change');
export async function wf(order: Order): Promise<Set<bigint>> {
  await sleep(1);
  return new Set([1n, BigInt(order.id)]);
}
      `,
      errors: [
        { messageId: 'text', data: { where: '`placed` of `change`', type: 'Date' }, line: 5, column: 51 },
        { messageId: 'nothing', data: { where: '`cancel` of `change`', type: 'function' }, line: 5, column: 51 },
        { messageId: 'text', data: { where: '`placed` of `order`', type: 'Date' }, line: 6, column: 33 },
        { messageId: 'nothing', data: { where: '`cancel` of `order`', type: 'function' }, line: 6, column: 33 },
        { messageId: 'empty', data: { where: '`wf()`', type: 'Set' }, line: 6, column: 49 },
        { messageId: 'empty', data: { where: 'This payload', type: 'Set' }, line: 8, column: 10 },
      ],
    },
  ],
});
