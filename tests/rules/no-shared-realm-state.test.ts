import { Linter } from 'eslint';
import { expect, it } from 'vitest';
import rule from '../../src/rules/no-shared-realm-state.ts';
import { tempProject } from '../project/temp-project.ts';
import { RuleTester } from '../rule-tester.ts';

new RuleTester().run('no-shared-realm-state', rule, {
  valid: [
    {
      name: 'state that every execution has for itself',
      code: `
import { sleep } from '@temporalio/workflow';
let count = 0;
class Order { static seen = 0; }
export async function wf() {
  count++;
  Order.seen++;
  globalThis.orders = count;
  Object.assign(globalThis, { orders: count });
  await sleep(1);
}
      `,
    },
    {
      name: 'built-ins that are read, copied and called',
      code: `
import { sleep } from '@temporalio/workflow';
const { hasOwnProperty } = Object.prototype;
export async function wf(input: object) {
  await sleep(1);
  const copy = Object.assign({}, Math, input);
  copy.constructor = Array;
  const math = { ...Math };
  math.extra = 1;
  Object.defineProperty(copy, 'x', { value: Array.prototype });
  return [hasOwnProperty.call(input, 'x'), Array.prototype.slice.call([]), Object.freeze(copy)];
}
      `,
    },
    {
      name: 'classes and objects of the same names',
      code: `
import { sleep } from '@temporalio/workflow';
import { Map } from './maps';
class Order {}
Order.prototype.total = () => 0;
export async function wf(Math: Record<string, unknown>) {
  const JSON = {} as Record<string, unknown>;
  Math.extra = 1;
  JSON.extra = 1;
  Map.prototype.extra = 1;
  await sleep(1);
}
      `,
    },
    {
      name: 'what only adds what is missing',
      code: `
import { sleep } from '@temporalio/workflow';
if (!Array.prototype.last) Array.prototype.last = function () { return this[this.length - 1]; };
Array.prototype.first ??= function () { return this[0]; };
BigInt.prototype.toJSON ||= function () { return String(this); };
if (!('trim2' in String.prototype)) Object.defineProperty(String.prototype, 'trim2', { value: () => '' });
if (!Object.prototype.hasOwnProperty.call(String.prototype, 'trim3')) Object.assign(String.prototype, { trim3: () => '' });
if (!Object.hasOwn(Promise.prototype, 'done')) Promise.prototype.done = function () {};
if (typeof Object.groupBy !== 'function') Object.groupBy = () => ({});
export async function wf() { await sleep(1); }
      `,
    },
    {
      name: 'a built-in that the file replaces',
      code: `
import { sleep } from '@temporalio/workflow';
globalThis.Promise = class extends Promise {};
Promise.prototype.done = () => {};
export async function wf() { await sleep(1); }
      `,
    },
    {
      name: 'a change that tells by its result that it fails',
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf() {
  await sleep(1);
  return Reflect.set(Math, 'extra', 1) || Reflect.defineProperty(JSON, 'extra', { value: 1 });
}
      `,
    },
    {
      name: 'single features of a polyfill, and types of one',
      code: `
import 'core-js/stable/structured-clone';
import type {} from 'core-js';
import './polyfills';
import { sleep } from '@temporalio/workflow';
export async function wf() { await sleep(1); }
      `,
    },
    {
      name: 'a function that no workflow runs',
      code: `
import { sleep } from '@temporalio/workflow';
function install() { Math.extra = 1; Array.prototype.extra = 1; }
export async function wf() { await sleep(1); }
      `,
    },
    {
      name: 'a file that is not workflow code',
      code: `import 'core-js'; Array.prototype.last = function () { return this[this.length - 1]; };`,
    },
  ],
  invalid: [
    {
      name: 'prototypes, each way to write',
      code: `
import { sleep } from '@temporalio/workflow';
Array.prototype.last = function () { return this[this.length - 1]; };
Object.defineProperty(String.prototype, 'title', { value: () => '' });
Object.defineProperties(Promise.prototype, { done: { value: () => {} } });
Object.assign(Map.prototype, { first: () => null });
Object.setPrototypeOf(Set.prototype, null);
Reflect.set(Number.prototype, 'half', 1);
export async function wf() {
  Array.prototype[Symbol.iterator] = null;
  delete Date.prototype.toJSON;
  Error.prototype.count += 1;
  Intl.NumberFormat.prototype.count++;
  [Object.prototype.one] = [1];
  await sleep(1);
}
      `,
      errors: [
        { messageId: 'prototype', data: { name: 'Array.prototype' }, line: 3, column: 1 },
        { messageId: 'prototype', data: { name: 'String.prototype' }, line: 4, column: 1 },
        { messageId: 'prototype', data: { name: 'Promise.prototype' }, line: 5, column: 1 },
        { messageId: 'prototype', data: { name: 'Map.prototype' }, line: 6, column: 1 },
        { messageId: 'prototype', data: { name: 'Set.prototype' }, line: 7, column: 1 },
        { messageId: 'prototype', data: { name: 'Number.prototype' }, line: 8, column: 1 },
        { messageId: 'prototype', data: { name: 'Array.prototype' }, line: 10, column: 3 },
        { messageId: 'prototype', data: { name: 'Date.prototype' }, line: 11, column: 3 },
        { messageId: 'prototype', data: { name: 'Error.prototype' }, line: 12, column: 3 },
        { messageId: 'prototype', data: { name: 'Intl.NumberFormat.prototype' }, line: 13, column: 3 },
        { messageId: 'prototype', data: { name: 'Object.prototype' }, line: 14, column: 3 },
      ],
    },
    {
      name: 'frozen objects',
      code: `
import { sleep } from '@temporalio/workflow';
Math.random = () => 4;
Object.defineProperty(Array, 'extra', { value: 1 });
export async function wf() {
  JSON['parse'] = null;
  Intl.NumberFormat.count = 1;
  Object.assign(Reflect, { getMetadata() {} });
  Date.now = () => 0;
  await sleep(1);
}
      `,
      errors: [
        { messageId: 'frozen', data: { name: 'Math' }, line: 3, column: 1 },
        { messageId: 'frozen', data: { name: 'Array' }, line: 4, column: 1 },
        { messageId: 'frozen', data: { name: 'JSON' }, line: 6, column: 3 },
        { messageId: 'frozen', data: { name: 'Intl.NumberFormat' }, line: 7, column: 3 },
        { messageId: 'frozen', data: { name: 'Reflect' }, line: 8, column: 3 },
        { messageId: 'frozen', data: { name: 'Date' }, line: 9, column: 3 },
      ],
    },
    {
      name: 'through the global object, aliases and assertions',
      code: `
import { sleep } from '@temporalio/workflow';
const proto = Array.prototype as any;
const { prototype } = String;
proto.last = () => null;
(globalThis as any).Map.prototype.first = () => null;
prototype.title = () => '';
(Math as any).extra = 1;
export async function wf() { await sleep(1); }
      `,
      errors: [
        { messageId: 'prototype', data: { name: 'Array.prototype' }, line: 5, column: 1 },
        { messageId: 'prototype', data: { name: 'Map.prototype' }, line: 6, column: 1 },
        { messageId: 'prototype', data: { name: 'String.prototype' }, line: 7, column: 1 },
        { messageId: 'frozen', data: { name: 'Math' }, line: 8, column: 1 },
      ],
    },
    {
      name: 'behind a test for something else',
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf(isLoud: boolean) {
  if (isLoud) String.prototype.title = () => '';
  await sleep(1);
}
      `,
      errors: [{ messageId: 'prototype', data: { name: 'String.prototype' }, line: 4, column: 15 }],
    },
    {
      name: 'polyfills that throw when they are loaded',
      code: `
import 'core-js';
import 'core-js/stable/index.js';
import { sleep } from '@temporalio/workflow';
export async function wf() {
  require('core-js/actual');
  await sleep(1);
}
      `,
      errors: [
        { messageId: 'polyfill', data: { module: 'core-js' }, line: 2, column: 8 },
        { messageId: 'polyfill', data: { module: 'core-js/stable/index.js' }, line: 3, column: 8 },
        { messageId: 'polyfill', data: { module: 'core-js/actual' }, line: 6, column: 11 },
      ],
    },
    {
      name: 'a JavaScript file',
      filename: 'workflows.js',
      code: `
const { sleep } = require('@temporalio/workflow');
String.prototype.title = function () { return this; };
exports.wf = async function wf() { await sleep(1); };
      `,
      errors: [{ messageId: 'prototype', data: { name: 'String.prototype' }, line: 3, column: 1 }],
    },
  ],
});

/** What the rule says of the workflows of a project whose Worker has these options. */
function reports(options: string, workflows: string, packages: Record<string, string> = {}): string[] {
  const project = tempProject({
    'package.json': '{ "name": "project" }',
    'worker.js': `require('@temporalio/worker').Worker.create({ workflowsPath: require.resolve('./workflows'), ${options} });`,
    'workflows.js': workflows,
    ...Object.fromEntries(Object.entries(packages).map(([name, code]) => [`node_modules/${name}/index.js`, code])),
  });
  const linter = new Linter({ cwd: project.root });
  const config = { plugins: { own: { rules: { rule } } }, rules: { 'own/rule': 'error' }, languageOptions: { sourceType: 'commonjs' } };
  return linter.verify(workflows, [config as never], project.at('workflows.js')).map(({ message }) => message);
}

it('says nothing where every workflow has a V8 context of its own', () => {
  const code = 'Array.prototype.last = () => null; exports.wf = async () => 1;';
  expect(reports('reuseV8Context: false', code)).toEqual([]);
  expect(reports('reuseV8Context: true', code)).toHaveLength(1);
});

it('reports a package that is imported for what it changes', () => {
  const packages = {
    lists: 'Array.prototype.last = function () { return this[this.length - 1]; };',
    careful: 'if (!Array.prototype.last) Array.prototype.last = function () { return this[this.length - 1]; };',
  };
  expect(reports('', `require('careful'); exports.wf = async () => 1;`, packages)).toEqual([]);
  expect(reports('', `require('lists'); exports.wf = async () => 1;`, packages)).toEqual([
    expect.stringContaining('`lists` writes to `Array.prototype` when it is loaded.'),
  ]);
});
