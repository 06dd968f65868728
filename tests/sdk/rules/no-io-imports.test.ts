import * as activity from '@temporalio/activity';
import * as client from '@temporalio/client';
import * as workflow from '@temporalio/workflow';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import rule from '../../../src/rules/no-io-imports.ts';
import { SHARED_EXPORTS } from '../../../src/temporal/workflow-bundle.ts';
import { openSandbox, type Run, type Sandbox } from '../oracle.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

/** The reports on a file of a bundle, each with its situation and what its message names. */
function reports(code: string, filename = 'workflows.ts', ignoreModules: readonly string[] = []): string[] {
  const messages = new Linter().verify(
    code,
    {
      files: ['**/*.ts', '**/*.js'],
      languageOptions: { parser: parser as never },
      plugins: { own: { rules: { 'no-io-imports': rule as never } } },
      rules: { 'own/no-io-imports': 'error' },
      settings: { 'temporal-workflow': { workflows: ['file-*.{ts,js}', 'a.ts', 'workflows.ts'], ignoreModules } },
    },
    filename,
  );
  return messages.map(({ messageId, message }) => `${messageId ?? message} ${/`([^`]*)`/.exec(message)?.[1]}`);
}

function situations(program: string | { readonly 'workflows.ts': string }): (string | undefined)[] {
  return reports(typeof program === 'string' ? program : program['workflows.ts']).map((report) => report.split(' ')[0]);
}

/** What the bundler refuses of files that a program loads. */
async function refused(files: readonly { readonly name: string; readonly code: string }[], options = {}): Promise<string[]> {
  const imports = files.map(({ name }) => `import './${name.replace(/\.ts$/, '')}';`).join('\n');
  const { error } = await sandbox.bundle({
    'workflows.ts': `${imports}\nexport async function wf() {}`,
    // The package around this project says that its modules have no side effects, so that unused ones are left out.
    'package.json': '{}',
    ...Object.fromEntries(files.map(({ name, code }) => [name, code])),
  }, options);
  const listed = [...(error ?? '').matchAll(/^ {2}- '(.*)'$/gm)].map(([, name]) => name!);
  const unread = [...(error ?? '').matchAll(/UnhandledSchemeError: Reading from "(.*?)"/g)].map(([, name]) => name!);
  return [...new Set([...listed, ...unread])].sort();
}

// A module of its own for each, so that one bundle tells which of them it refuses.
const BUILTINS = [
  ...['fs', 'net', 'os', 'http', 'https', 'path', 'stream', 'zlib', 'events', 'buffer', 'child_process', 'cluster', 'dgram', 'dns'],
  ...['domain', 'http2', 'inspector', 'module', 'perf_hooks', 'process', 'punycode', 'querystring', 'readline', 'repl', 'tls', 'tty'],
  ...['v8', 'vm', 'wasi', 'worker_threads', 'string_decoder', 'timers', 'trace_events', 'diagnostics_channel', 'constants', 'crypto'],
  ...['fs/promises', 'dns/promises', 'stream/web', 'timers/promises', 'util/types', 'assert/strict', 'path/posix', 'readline/promises'],
];

const IN_TYPESCRIPT: Readonly<Record<'refused' | 'accepted', readonly string[]>> = {
  refused: [
    `import m from 'X'; export const used = m;`,
    `import * as m from 'X'; export const used = m.constants;`,
    `import {} from 'X';`,
    `import 'X';`,
    `import m, { type T } from 'X'; export const used: T = m;`,
    `export { a } from 'X';`,
    `export * from 'X';`,
    `import m = require('X'); export const used = m;`,
    `export import m = require('X');`,
    `import { T } from 'X'; export { T };`,
    `import { T } from 'X'; export default T;`,
    `import { T } from 'X'; export class A extends T {}`,
    `import { a } from 'X'; export const used = typeof a;`,
    `import { a } from 'X'; export enum E { A = a }`,
    `import * as m from 'X'; import a = m.a; export const used = a;`,
    `const m = require('X');`,
    `const m = require.resolve('X');`,
    'const m = require(`X`);',
    `try { require('X'); } catch {}`,
    `function unused() { return require('X'); }`,
    `export const later = () => import('X');`,
  ],
  accepted: [
    `import m from 'X';`,
    `import type m from 'X'; export let a: typeof m;`,
    `import { type T } from 'X'; export let a: T;`,
    `import * as m from 'X'; export let a: m.T;`,
    `import { T } from 'X'; export let a: Map<string, T> = {} as T satisfies T;`,
    `import { T } from 'X'; export abstract class A implements T {}`,
    `import { T } from 'X'; export interface A extends T {}`,
    `import { T } from 'X'; export type { T };`,
    `import { T } from 'X'; export { type T };`,
    `import type { T } from 'X'; export { T };`,
    `import m = require('X'); export let a: m.T;`,
    `import { f } from 'X'; export function g(f: () => void) { f(); }`,
    `import * as m from 'X'; import T = m.T; export let a: T;`,
    `export type { T } from 'X';`,
    `export {} from 'X';`,
    `export let a: import('X').T;`,
    `if (process.env.NODE_ENV === 'production') require('X');`,
    `export const f = () => require(/* webpackIgnore: true */ 'X');`,
  ],
};

const IN_JAVASCRIPT = [
  `import m from 'X';`,
  `import { T } from 'X'; /** @param {T} a */ export const f = (a) => a;`,
  `export {} from 'X';`,
];

describe('builtins', () => {
  it('reports what the bundler refuses, and nothing that it accepts', async () => {
    const cases = [
      ...IN_TYPESCRIPT.refused.map((code) => ({ code, isRefused: true, ending: 'ts' })),
      ...IN_TYPESCRIPT.accepted.map((code) => ({ code, isRefused: false, ending: 'ts' })),
      ...IN_JAVASCRIPT.map((code) => ({ code, isRefused: true, ending: 'js' })),
    ].map(({ code, isRefused, ending }, at) => {
      const module = BUILTINS[at]!;
      return { module, isRefused, name: `file-${at}.${ending}`, code: code.replaceAll('X', module) };
    });
    expect(cases.length).toBeLessThanOrEqual(BUILTINS.length);

    const expected = cases.filter(({ isRefused }) => isRefused).map(({ module }) => module);
    expect(await refused(cases)).toEqual(expected.sort());
    for (const { code, name, isRefused } of cases) {
      expect({ code, isReported: reports(code, name).length > 0 }).toEqual({ code, isReported: isRefused });
    }
  });

  it('are not read with the prefix, not even when they are ignored, and accepted as the fix writes them', async () => {
    const files = [
      { name: 'a.ts', code: `import * as m from 'node:fs'; export const a = m;` },
      { name: 'b.ts', code: `import { URL } from 'node:url'; export const b = URL;` },
      { name: 'c.ts', code: `import { ok } from 'node:assert'; ok(true);` },
    ];
    const options = { ignoreModules: ['fs', 'node:fs'] };
    expect(await refused(files, options)).toEqual(['node:assert', 'node:fs', 'node:url']);
    expect(files.flatMap(({ code }) => reports(code, 'a.ts', options.ignoreModules))).toEqual([
      'scheme node:fs',
      'scheme node:url',
      'scheme node:assert',
    ]);

    const fixed = files.map(({ name, code }) => ({ name, code: code.replace('node:', '') }));
    expect(await refused(fixed, options)).toEqual([]);
    expect(fixed.flatMap(({ code }) => reports(code, 'a.ts', options.ignoreModules))).toEqual([]);
  });
});

describe('packages of the SDK', () => {
  it('are refused, and accepted as types', async () => {
    const code = `
import { Client } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { ApplicationFailure } from '@temporalio/activity';
export const used = [Client, Worker, ApplicationFailure];`;
    const packages = ['@temporalio/activity', '@temporalio/client', '@temporalio/worker'];
    expect(await refused([{ name: 'a.ts', code }])).toEqual(packages);
    expect(reports(code)).toEqual(['host @temporalio/client', 'host @temporalio/worker', 'elsewhere @temporalio/activity']);

    const fixed = `
import type { Client } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { ApplicationFailure } from '@temporalio/workflow';
export const used = (client: Client, worker: Worker) => ApplicationFailure;`;
    expect(await refused([{ name: 'a.ts', code: fixed }])).toEqual([]);
    expect(reports(fixed)).toEqual([]);
  });

  it('share what the fix takes from the workflow package', () => {
    const given: Record<string, unknown> = workflow;
    for (const name of SHARED_EXPORTS) {
      expect(given[name], name).toBeDefined();
      for (const host of [activity, client] as Record<string, unknown>[]) expect([undefined, given[name]], name).toContain(host[name]);
    }
    const names = Object.keys(client).filter((name) => given[name] !== undefined);
    const hostOnly = names.filter((name) => given[name] !== (client as Record<string, unknown>)[name]);
    expect(hostOnly.filter((name) => SHARED_EXPORTS.has(name))).toEqual([]);
  });
});

const helper = { 'tax.ts': `export const tax = 5;` };
const charge = { 'activities.ts': `export async function charge() { return 'charged'; }` };

// One of these keeps a Worker from starting with the others, so each has its own.
const SPLIT = {
  file: { 'workflows.ts': `export async function wf() { const { tax } = await import('./tax'); return tax; }`, ...helper },
  folder: { 'workflows.ts': 'export async function wf(n = "tax") { return (await import(`./${n}`)).tax; }', ...helper },
} as const;

const PROGRAMS = {
  missing: `import { promisify } from 'util'; export async function wf() { return promisify(() => {}); }`,
  eager: {
    'workflows.ts': `export async function wf() { return (await import(/* webpackMode: "eager" */ './tax')).tax; }`,
    ...helper,
  },
  inBundle: {
    'workflows.ts': `import { tax as known } from './tax'; export async function wf() { return (await import('./tax')).tax + known; }`,
    ...helper,
  },
  computed: { 'workflows.ts': `const file = './tax'; export async function wf() { return require(file).tax; }`, ...helper },
  computedImport: { 'workflows.ts': `const file = './tax'; export async function wf() { return import(file); }`, ...helper },
  topLevelAwait: `const rate = await Promise.resolve(1); export async function wf() { return rate; }`,
  activity: {
    'workflows.ts': `
import * as activities from './activities';
import { proxyActivities } from '@temporalio/workflow';
proxyActivities<typeof activities>({ startToCloseTimeout: '1 minute' });
export async function wf() { return await activities.charge(); }`,
    ...charge,
  },
  stub: {
    'workflows.ts': `
import type * as activities from './activities';
import { proxyActivities } from '@temporalio/workflow';
const { charge } = proxyActivities<typeof activities>({ startToCloseTimeout: '1 minute' });
export async function wf() { return await charge(); }`,
    ...charge,
  },
} as const;

describe('what is bundled', () => {
  let runs: Record<string, Run>;
  beforeAll(async () => {
    runs = await sandbox.runAll(PROGRAMS);
  });
  const reported = (name: keyof typeof PROGRAMS) => situations(PROGRAMS[name]);

  it('throws where the version of the sandbox has not the name', () => {
    expect(reported('missing')).toEqual(['missing']);
    expect(runs['missing']).toMatchObject({ status: 'task-failed' });
    expect(runs['missing']?.taskFailures[0]?.message).toMatch(/promisify\) is not a function/);
  });

  it.each(Object.entries(SPLIT))('does not start with a second file (%s)', async (_name, program) => {
    expect(situations(program)).toEqual(['split']);
    const { status, error } = await sandbox.run(program);
    expect(status).toBe('worker-not-started');
    expect(error).toMatch(/publicPath is not supported/);
  });

  it.each([
    ['eager', 5],
    ['inBundle', 10],
  ] as const)('starts with import() of what is in the one file (%s)', (name, result) => {
    expect(reported(name)).toEqual([]);
    expect(runs[name]).toMatchObject({ status: 'completed', result, replayError: null });
  });

  it.each(['computed', 'computedImport'] as const)('cannot load what it does not know (%s)', (name) => {
    expect(reported(name)).toEqual(['computed']);
    expect(runs[name]).toMatchObject({ status: 'task-failed' });
    expect(runs[name]?.taskFailures[0]?.message).toMatch(/Cannot find module '.\/tax'/);
  });

  it('hides its exports behind a top-level await', () => {
    expect(reported('topLevelAwait')).toEqual(['topLevelAwait']);
    expect(runs['topLevelAwait']?.taskFailures[0]?.message).toMatch(/no such function is exported/);
  });

  it('runs an activity that is called itself, unrecorded', () => {
    expect(reported('activity')).toEqual(['activity']);
    expect(runs['activity']).toMatchObject({ result: 'charged', commands: [['COMPLETE_WORKFLOW_EXECUTION']] });
    expect(reported('stub')).toEqual([]);
    expect(runs['stub']).toMatchObject({ commands: [['SCHEDULE_ACTIVITY_TASK'], ['COMPLETE_WORKFLOW_EXECUTION']] });
  });
});
