import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSandbox, type Run, type Sandbox } from '../oracle.ts';

let sandbox: Sandbox;
let runs: Record<string, Run>;

const workflow = (body: string, before = '') => `${before}
export async function wf(): Promise<unknown> { ${body} }
declare const Buffer: any, console: any, fetch: any, globalThis: any, process: any, structuredClone: any, window: any;
`;

const REPORTED: Record<string, [body: string, message: string]> = {
  'a bare name': [`return process.env.HOME;`, 'process is not defined'],
  'a bare name that is only read': [`const http = fetch; return typeof http;`, 'fetch is not defined'],
  'an optional chain from a bare name': [`return process?.env;`, 'process is not defined'],
  'a bare name in instanceof': [`return {} instanceof Buffer;`, 'Buffer is not defined'],
  'a property of the global object that is called': [`return globalThis.fetch('x');`, 'globalThis.fetch is not a function'],
  'a property of the global object that is read from': [
    `return globalThis.process.env.NODE_ENV;`,
    `Cannot read properties of undefined (reading 'env')`,
  ],
  'a browser’s global object': [`return window.location;`, 'window is not defined'],
  'process.env.NODE_ENV through an alias': [`const { env } = process; return env.NODE_ENV;`, 'process is not defined'],
  'process.env.NODE_ENV in an optional chain': [`return process.env?.NODE_ENV;`, 'process is not defined'],
  'process.env.NODE_ENV destructured with another': [
    `const { NODE_ENV, HOME } = process.env; return [NODE_ENV, HOME];`,
    'process is not defined',
  ],
  'what pure code uses': [`return structuredClone({});`, 'structuredClone is not defined'],
  'a console method': [`console.table([]); return 1;`, 'console.table is not a function'],
};

const SILENT: Record<string, string> = {
  'a test with typeof': workflow(`return typeof process !== 'undefined' && process.env.HOME;`),
  'a property of the global object that is only looked at': workflow(
    `const { Buffer } = globalThis; return [typeof Buffer, globalThis.process?.env, typeof globalThis.fetch, console.table?.([])];`,
  ),
  'process.env.NODE_ENV': workflow(
    `const { NODE_ENV: other = 'x' } = process.env; return [process.env.NODE_ENV, process.env['NODE_ENV'], (process.env as any).NODE_ENV, other];`,
  ),
  'a global that is assigned': workflow(`return Buffer.from('x');`, `(globalThis as any).Buffer = { from: (text: string) => text };`),
  'what the sandbox has': workflow(`console.log('x'); return [new URL('http://a/b').pathname, new AbortController().signal.aborted];`),
};

/** What is reported with another consequence: the `catch` has the error. */
const CAUGHT: Record<string, string> = {
  'a bare name': `try { return fetch('x'); } catch (error) { return error.message; }`,
  'through a catch that throws it again': `try { try { return fetch('x'); } catch (error) { throw error; } } catch (error) { return error.message; }`,
};

beforeAll(async () => {
  sandbox = await openSandbox();
  const reported = Object.entries(REPORTED).map(([name, [body]]) => [name, workflow(body)] as const);
  const caught = Object.entries(CAUGHT).map(([name, body]) => [`caught: ${name}`, workflow(body)] as const);
  runs = await sandbox.runAll({ ...Object.fromEntries(reported), ...Object.fromEntries(caught), ...SILENT });
});
afterAll(() => sandbox.close());

describe('what is reported fails the workflow task', () => {
  it.each(Object.entries(REPORTED))('%s', (name, [, message]) => {
    expect(runs[name]?.status).toBe('task-failed');
    expect(runs[name]?.taskFailures[0]).toMatchObject({ message, cause: 'WORKFLOW_WORKER_UNHANDLED_FAILURE' });
  });
});

it.each(Object.keys(CAUGHT))('a catch takes it for an error of its own, and the workflow goes on: %s', (name) => {
  expect(runs[`caught: ${name}`]).toMatchObject({ status: 'completed', result: 'fetch is not defined', taskFailures: [] });
});

describe('what is not reported works, and replays', () => {
  it.each(Object.keys(SILENT))('%s', (name) => {
    expect(runs[name]).toMatchObject({ status: 'completed', replayError: null });
  });
});
