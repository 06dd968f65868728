import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSandbox, type Run, type Sandbox } from '../oracle.ts';

let sandbox: Sandbox;
let runs: Record<string, Run>;

const WASM = 'new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])';
const INTS = 'new Int32Array(new SharedArrayBuffer(4))';
const BLOCKED = 500;

const workflow = (body: string) => `// @ts-nocheck
import { sleep } from '@temporalio/workflow';
export async function wf() { ${body} }
`;

const THROWING: Record<string, string> = {
  'new WeakRef': `return new WeakRef({});`,
  'new FinalizationRegistry': `return new FinalizationRegistry(() => {});`,
  'behind a test': `return typeof WeakRef === 'undefined' ? null : new WeakRef({});`,
  'as a superclass': `class Weak extends WeakRef {} return new Weak({});`,
};

/** A module of so many empty functions that V8 is not done with it before the workflow task is. */
const LARGE_WASM = `(() => {
  const number = (n) => [(n & 127) | 128, ((n >> 7) & 127) | 128, (n >> 14) & 127];
  const count = 200_000;
  const section = (id, item) => {
    const size = 3 + count * item.length;
    return [id, ...number(size), ...number(count), ...Array.from({ length: count }, () => item).flat()];
  };
  return new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, ...section(3, [0]), ...section(10, [2, 0, 11])]);
})()`;

const SETTLING_OUTSIDE = ['WebAssembly.compile', 'WebAssembly.instantiate'];

const WORKING: Record<string, string> = {
  'weak collections': `const key = {}; return new WeakMap([[key, 1]]).get(key) === 1 && new WeakSet([key]).has(key);`,
  'synchronous WebAssembly': `
    const instance = new WebAssembly.Instance(new WebAssembly.Module(${WASM}));
    await sleep(1);
    return instance instanceof WebAssembly.Instance;`,
  'what is only looked at': `return typeof WeakRef === 'function' && !({} instanceof WeakRef) && typeof Atomics.wait === 'function';`,
};

beforeAll(async () => {
  sandbox = await openSandbox();
  const programs = Object.entries({ ...THROWING, ...WORKING });
  runs = await sandbox.runAll(Object.fromEntries(programs.map(([name, body]) => [name, workflow(body)])));
});
afterAll(() => sandbox.close());

describe('fails the workflow task', () => {
  it.each(Object.keys(THROWING))('%s', (name) => {
    expect(runs[name]?.status).toBe('task-failed');
    expect(runs[name]?.taskFailures[0]?.message).toContain('cannot be used in Workflows because v8 GC is non-deterministic');
  });
});

describe('does not go on', () => {
  it.each(SETTLING_OUTSIDE)('%s', async (name) => {
    const run = await sandbox.run(workflow(`await ${name}(${LARGE_WASM}); await sleep(1);`));
    expect(run).toMatchObject({ status: 'blocked', commands: [[]], taskFailures: [] });
  });
});

it('Atomics.wait blocks the thread, so that another workflow on it waits too', async () => {
  const started = performance.now();
  const { status } = await sandbox.run(workflow(`Atomics.wait(${INTS}, 0, 0, ${BLOCKED}); await sleep(1);`));
  expect(status).toBe('completed');
  expect(performance.now() - started).toBeGreaterThan(BLOCKED);
});

describe('works, and replays', () => {
  it.each(Object.keys(WORKING))('%s', (name) => {
    expect(runs[name]).toMatchObject({ status: 'completed', result: true, replayError: null });
  });
});
