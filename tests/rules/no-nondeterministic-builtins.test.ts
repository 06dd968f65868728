import rule from '../../src/rules/no-nondeterministic-builtins.ts';
import { RuleTester } from '../rule-tester.ts';

new RuleTester().run('no-nondeterministic-builtins', rule, {
  valid: [
    {
      name: 'what works: weak collections, synchronous WebAssembly, other atomics',
      code: `
import { sleep } from '@temporalio/workflow';
const seen = new WeakMap<object, number>();
export async function wf(bytes: Uint8Array) {
  await sleep(1);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  return [seen, new WeakSet(), exports, WebAssembly.validate(bytes), Atomics.load(new Int32Array(4), 0), Atomics.notify(new Int32Array(4), 0)];
}
      `,
    },
    {
      name: 'types, and built-ins that are only looked at or handed on',
      code: `
import { sleep } from '@temporalio/workflow';
import { createCache } from './cache';
export async function wf(ref?: WeakRef<object>, registry?: InstanceType<typeof FinalizationRegistry>) {
  await sleep(1);
  const { WeakRef: Ref } = globalThis;
  return [typeof WeakRef, ref instanceof WeakRef, createCache({ WeakRef, wait: Atomics.wait }), Ref, registry];
}
      `,
    },
    {
      name: 'names of the file, and of other modules',
      code: `
import { sleep } from '@temporalio/workflow';
import { WeakRef } from './refs';
class FinalizationRegistry {}
export async function wf(Atomics: { wait(): void }, WebAssembly: { compile(): void }) {
  await sleep(1);
  Atomics.wait();
  WebAssembly.compile();
  return [new WeakRef({}), new FinalizationRegistry()];
}
      `,
    },
    {
      name: 'a replacement that the file assigns',
      code: `
import { sleep } from '@temporalio/workflow';
globalThis.WeakRef = class { constructor(private target: object) {} deref() { return this.target; } } as never;
export async function wf() {
  await sleep(1);
  return new WeakRef({}).deref();
}
      `,
    },
    {
      name: 'a function that no workflow runs',
      code: `
import { sleep } from '@temporalio/workflow';
function cache() { return new WeakRef({}); }
export async function wf() { await sleep(1); }
      `,
    },
    {
      name: 'a file that is not workflow code',
      code: `export const make = () => [new WeakRef({}), Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)];`,
    },
  ],
  invalid: [
    {
      name: 'each of them',
      code: `
import { sleep } from '@temporalio/workflow';
const registry = new FinalizationRegistry(() => {});
export async function wf(bytes: Uint8Array) {
  const ref = new WeakRef(bytes);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
  const module = await WebAssembly.compile(bytes);
  const { instance } = await WebAssembly.instantiate(bytes);
  await sleep(1);
  return [registry, ref, module, instance];
}
      `,
      errors: [
        { messageId: 'throws', data: { name: 'FinalizationRegistry' }, line: 3, column: 22 },
        { messageId: 'throws', data: { name: 'WeakRef' }, line: 5, column: 19 },
        { messageId: 'blocks', data: { name: 'Atomics.wait' }, line: 6, column: 3 },
        { messageId: 'settlesOutside', data: { name: 'WebAssembly.compile', instead: 'new WebAssembly.Module(…)' }, line: 7, column: 24 },
        { messageId: 'settlesOutside', data: { name: 'WebAssembly.instantiate', instead: 'new WebAssembly.Instance(…)' }, line: 8, column: 30 },
      ],
    },
    {
      name: 'through the global object, aliases and patterns, by a computed name and as a superclass',
      code: `
import { sleep } from '@temporalio/workflow';
const Ref = WeakRef;
const { wait } = Atomics;
const { compile: load } = WebAssembly;
class Weak extends WeakRef<object> {}
export async function wf(bytes: Uint8Array, ints: Int32Array) {
  await sleep(1);
  wait(ints, 0, 0);
  await load(bytes);
  return [new globalThis.WeakRef({}), new Ref({}), new Weak({}), Atomics['wait'](ints, 0, 0)];
}
      `,
      errors: [
        { messageId: 'throws', data: { name: 'WeakRef' }, line: 6, column: 20 },
        { messageId: 'blocks', data: { name: 'Atomics.wait' }, line: 9, column: 3 },
        { messageId: 'settlesOutside', data: { name: 'WebAssembly.compile', instead: 'new WebAssembly.Module(…)' }, line: 10, column: 9 },
        { messageId: 'throws', data: { name: 'WeakRef' }, line: 11, column: 15 },
        { messageId: 'throws', data: { name: 'WeakRef' }, line: 11, column: 43 },
        { messageId: 'blocks', data: { name: 'Atomics.wait' }, line: 11, column: 66 },
      ],
    },
    {
      name: 'behind a test, which the sandbox passes',
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf(value: object) {
  await sleep(1);
  return typeof WeakRef === 'undefined' ? { deref: () => value } : new WeakRef(value);
}
      `,
      errors: [{ messageId: 'throws', data: { name: 'WeakRef' }, line: 5, column: 72 }],
    },
    {
      name: 'a JavaScript file',
      filename: 'workflows.js',
      code: `
const { sleep } = require('@temporalio/workflow');
exports.wf = async function wf(value) {
  await sleep(1);
  return new WeakRef(value).deref();
};
      `,
      errors: [{ messageId: 'throws', data: { name: 'WeakRef' }, line: 5, column: 14 }],
    },
  ],
});
