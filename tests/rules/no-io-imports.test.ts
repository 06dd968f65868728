import path from 'node:path';
import rule from '../../src/rules/no-io-imports.ts';
import { RuleTester } from '../rule-tester.ts';

const asWorkflow = { settings: { 'temporal-workflow': { workflows: ['file.ts', 'workflows.js'] } } };
const ignoring = (...ignoreModules: string[]) => ({ settings: { 'temporal-workflow': { workflows: ['file.ts', 'workflows.js'], ignoreModules } } });

const types = path.resolve(import.meta.dirname, '../fixtures/types');
const withTypes = {
  filename: 'file.ts',
  languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: types } },
  settings: { 'temporal-workflow': { workflows: ['**/fixtures/types/file.ts'] } },
};

new RuleTester().run('no-io-imports', rule, {
  valid: [
    {
      name: 'a file that is no workflow code',
      code: `
import fs from 'node:fs';
import { Client } from '@temporalio/client';
export const read = () => [fs.readFileSync('x'), new Client()];
      `,
    },
    {
      name: 'what the bundler takes in',
      code: `
import assert from 'assert';
import { URL } from 'url';
import { TextEncoder as Encoder } from 'util';
import { proxyActivities } from '@temporalio/workflow';
import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import { total } from './pricing';
export * from './refund';
export async function order(input: string) {
  assert(input);
  assert.strictEqual(1, 1);
  return [new URL(input), new Encoder(), proxyActivities, ApplicationFailure, z, total];
}
      `,
      ...asWorkflow,
    },
    {
      name: 'types, which are erased',
      code: `
import type { Stats } from 'fs';
import { type Dirent } from 'node:fs';
import type * as net from 'net';
import type http = require('http');
import { Buffer } from 'buffer';
import * as os from 'os';
import { Connection, WorkflowClient } from '@temporalio/client';
import { sleep } from '@temporalio/workflow';
export type { Server } from 'http';
export { type Socket } from 'net';
export type { Connection };
export interface Request extends Connection { size: Stats; entry: Dirent; socket: net.Socket; server: http.Server }
export function isBuffer(value: unknown): value is Buffer { return sleep !== undefined; }
export const platform: ReturnType<typeof os.platform> = 'linux' as NodeJS.Platform satisfies typeof os.platform extends never ? never : string;
export class Base implements Pick<WorkflowClient, 'options'> { declare options: never; }
      `,
    },
    {
      name: 'an import that nothing uses, which TypeScript erases',
      code: `
import fs from 'fs';
import { sleep } from '@temporalio/workflow';
export async function wait(fs: string) { await sleep(fs); }
      `,
    },
    {
      name: 'activities that only their types are taken of',
      code: `
import * as activities from './activities';
import { proxyActivities } from '@temporalio/workflow';
const { charge } = proxyActivities<typeof activities>({ startToCloseTimeout: '1 minute' });
export async function order() { await charge(); }
      `,
    },
    {
      name: 'a plain function beside the activities',
      code: `
import * as activities from './activities';
import { proxyActivities } from '@temporalio/workflow';
const { charge } = proxyActivities<typeof activities>({ startToCloseTimeout: '1 minute' });
export async function order() { await charge(); return activities.format(1); }
      `,
    },
    {
      name: 'randomness alone, which no-crypto-random reports',
      code: `
import { randomUUID, webcrypto } from 'node:crypto';
import * as crypto from 'crypto';
import { v4 } from 'uuid';
import { sleep } from '@temporalio/workflow';
export async function order() {
  await sleep(1);
  return [randomUUID(), crypto.randomBytes(8), webcrypto.getRandomValues(new Uint8Array(1)), v4()];
}
      `,
    },
    {
      name: 'modules that the worker ignores',
      ...ignoring('fs', '@temporalio/client', 'axios', 'pg'),
      code: `
import * as fs from 'fs';
import * as promises from 'fs/promises';
import { Client } from '@temporalio/client';
import axios from 'axios';
const pg = require('pg');
export const later = () => import('fs');
export async function order() { return [fs, promises, Client, pg, await axios.get('x')]; }
      `,
    },
    {
      name: 'what webpack leaves out: dead branches, and what a comment takes away',
      ...asWorkflow,
      code: `
if (process.env.NODE_ENV === 'production') require('fs');
if (false) require('net');
export const ignored = () => require(/* webpackIgnore: true */ 'os');
export const alsoIgnored = () => import(/* webpackIgnore: true */ './m.js');
      `,
    },
    {
      name: 'import() of what is in the bundle already, or kept in it',
      code: `
import { sleep } from '@temporalio/workflow';
import { total } from './pricing';
export async function order() {
  const { round } = await import('./pricing');
  const { uuid4 } = await import('@temporalio/workflow');
  const { tax } = await import(/* webpackMode: "eager" */ './tax');
  await sleep(1);
  return [total, round, uuid4, tax];
}
      `,
    },
    {
      name: 'a function of the name of require',
      ...asWorkflow,
      code: `
export function load(require: (name: string) => string) { return require('fs'); }
      `,
    },
    {
      name: 'await in functions',
      ...asWorkflow,
      code: `
const load = async () => { for await (const x of []) await x; };
export class Order { run = async () => { await load(); }; }
      `,
    },
    {
      name: 'a fragment of a workflow, as documentation shows them',
      code: `
import { proxyActivities, sleep } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1 minute' });
await charge();
await sleep(1);
export const done = true;
      `,
    },
    {
      name: 'a module that exports nothing',
      ...asWorkflow,
      code: `
await Promise.resolve();
      `,
    },
    {
      name: 'harmless names of a package that does I/O',
      code: `
import { sleep } from '@temporalio/workflow';
import axios, { AxiosError } from 'axios';
export async function order() {
  try { await sleep(1); } catch (error) { return axios.isAxiosError(error) || error instanceof AxiosError; }
}
      `,
    },
    {
      name: 'a package that does I/O, used by a function that no workflow calls',
      code: `
import { sleep } from '@temporalio/workflow';
import axios from 'axios';
async function fetchRate() { return axios.get('https://rates'); }
export async function order() { await sleep(1); }
      `,
    },
    {
      name: 'a name that the sandbox lacks, used by a function that no workflow calls, and one that is re-exported',
      code: `
import { sleep } from '@temporalio/workflow';
import { inspect } from 'util';
export { format } from 'util';
function debug(value: unknown) { return inspect(value); }
export async function order() { await sleep(1); }
      `,
    },
    {
      name: 'modules that are named by what the bundler works out, and attempts',
      ...asWorkflow,
      code: `
export const load = (name: string) => require(\`./rates/\${name}\`);
export function attempt(name: string) { try { return require(name); } catch { return null; } }
      `,
    },
  ],
  invalid: [
    {
      name: 'builtins, static, with their prefix, as subpaths, and for their side effects',
      code: `
import { sleep } from '@temporalio/workflow';
import fs from 'fs';
import * as path from 'node:path';
import { readFile } from 'fs/promises';
import { strict } from 'assert/strict';
import 'node:events';
import {} from 'net';
export async function order() { await sleep(1); return [fs, path, readFile, strict]; }
      `,
      errors: [
        { messageId: 'builtin', data: { module: 'fs' }, line: 3, column: 16 },
        { messageId: 'builtin', data: { module: 'node:path' }, line: 4, column: 23 },
        { messageId: 'builtin', data: { module: 'fs/promises' }, line: 5, column: 26 },
        { messageId: 'builtin', data: { module: 'assert/strict' }, line: 6, column: 24 },
        { messageId: 'builtin', data: { module: 'node:events' }, line: 7, column: 8 },
        { messageId: 'builtin', data: { module: 'net' }, line: 8, column: 16 },
      ],
    },
    {
      name: 'a package that has the name of a builtin',
      ...asWorkflow,
      code: `
import { Buffer } from 'buffer/';
export const empty = Buffer.alloc(0);
      `,
      errors: [{ messageId: 'builtin', data: { module: 'buffer/' }, line: 2, column: 24 }],
    },
    {
      name: 'a value beside types',
      code: `
import { sleep } from '@temporalio/workflow';
import fs, { type Stats } from 'fs';
export async function order(stats: Stats) { await sleep(1); return fs; }
      `,
      errors: [{ messageId: 'builtin', data: { module: 'fs' }, line: 3, column: 32 }],
    },
    {
      name: 'required, wherever that stands: in a function nobody calls, in try, resolved, as a template',
      code: `
import { sleep } from '@temporalio/workflow';
import os = require('os');
const net = require('net');
function unused() { return require('fs'); }
try { require(\`http\`); } catch {}
export const where = require.resolve('path');
export async function order() { await sleep(1); return [os, net]; }
      `,
      errors: [
        { messageId: 'builtin', data: { module: 'os' }, line: 3, column: 21 },
        { messageId: 'builtin', data: { module: 'net' }, line: 4, column: 21 },
        { messageId: 'builtin', data: { module: 'fs' }, line: 5, column: 36 },
        { messageId: 'builtin', data: { module: 'http' }, line: 6, column: 15 },
        { messageId: 'builtin', data: { module: 'path' }, line: 7, column: 38 },
      ],
    },
    {
      name: 'import() of a builtin',
      code: `
import { sleep } from '@temporalio/workflow';
export async function order() { await sleep(1); return import('node:fs'); }
      `,
      errors: [{ messageId: 'builtin', data: { module: 'node:fs' }, line: 3, column: 63 }],
    },
    {
      name: 're-exported whole',
      ...asWorkflow,
      code: `
export * from 'fs';
export * as client from '@temporalio/client';
      `,
      errors: [
        { messageId: 'builtin', data: { module: 'fs' }, line: 2, column: 15 },
        { messageId: 'host', data: { module: '@temporalio/client' }, line: 3, column: 25 },
      ],
    },
    {
      name: 'crypto for more than randomness, or handed on',
      code: `
import { createHash, randomUUID } from 'crypto';
import * as crypto from 'node:crypto';
import { sleep } from '@temporalio/workflow';
export async function order() { await sleep(1); return [createHash('md5'), randomUUID(), crypto]; }
      `,
      errors: [
        { messageId: 'builtin', data: { module: 'crypto' }, line: 2, column: 40 },
        { messageId: 'builtin', data: { module: 'node:crypto' }, line: 3, column: 25 },
      ],
    },
    {
      name: 'crypto for randomness in a function that no workflow calls',
      code: `
import { randomUUID } from 'crypto';
import { sleep } from '@temporalio/workflow';
function id() { return randomUUID(); }
export async function order() { await sleep(1); }
      `,
      errors: [{ messageId: 'builtin', data: { module: 'crypto' }, line: 2, column: 28 }],
    },
    {
      name: 'nothing is erased from JavaScript',
      filename: 'workflows.js',
      code: `
import fs from 'fs';
import { sleep } from '@temporalio/workflow';
import { Stats } from 'node:fs'; // for JSDoc
/** @param {Stats} stats */
export async function order(stats) { await sleep(1); }
      `,
      errors: [
        {
          messageId: 'unused',
          data: { module: 'fs' },
          line: 2,
          column: 16,
          suggestions: [
            {
              messageId: 'remove',
              output: `
import { sleep } from '@temporalio/workflow';
import { Stats } from 'node:fs'; // for JSDoc
/** @param {Stats} stats */
export async function order(stats) { await sleep(1); }
      `,
            },
          ],
        },
        {
          messageId: 'unused',
          data: { module: 'node:fs' },
          line: 4,
          column: 23,
          suggestions: [
            {
              messageId: 'remove',
              output: `
import fs from 'fs';
import { sleep } from '@temporalio/workflow';
 // for JSDoc
/** @param {Stats} stats */
export async function order(stats) { await sleep(1); }
      `,
            },
          ],
        },
      ],
    },
    {
      name: 'the node: prefix on what would be fine without',
      code: `
import { sleep } from '@temporalio/workflow';
import assert, { ok } from 'node:assert';
import { URL, type UrlObject } from "node:url"; // parses
import * as util from 'node:util';
export async function order(input: UrlObject) {
  await sleep(1);
  assert.equal(1, 1);
  ok(new URL('x'));
  return new util.TextEncoder();
}
      `,
      output: `
import { sleep } from '@temporalio/workflow';
import assert, { ok } from 'assert';
import { URL, type UrlObject } from "url"; // parses
import * as util from 'util';
export async function order(input: UrlObject) {
  await sleep(1);
  assert.equal(1, 1);
  ok(new URL('x'));
  return new util.TextEncoder();
}
      `,
      errors: [
        { messageId: 'scheme', data: { module: 'node:assert', name: 'assert' }, line: 3, column: 28 },
        { messageId: 'scheme', data: { module: 'node:url', name: 'url' }, line: 4, column: 37 },
        { messageId: 'scheme', data: { module: 'node:util', name: 'util' }, line: 5, column: 23 },
      ],
    },
    {
      name: 'the node: prefix on what the sandbox lacks also without, or what is not in sight',
      code: `
import { sleep } from '@temporalio/workflow';
import { promisify, TextEncoder } from 'node:util';
import * as url from 'node:url';
export const wait = promisify(() => sleep(1));
export const all = [TextEncoder, url];
      `,
      errors: [
        { messageId: 'builtin', data: { module: 'node:util' }, line: 3, column: 40 },
        { messageId: 'builtin', data: { module: 'node:url' }, line: 4, column: 22 },
      ],
    },
    {
      name: 'the node: prefix on what the worker ignores by its name',
      ...ignoring('fs'),
      code: `
import * as fs from 'node:fs/promises';
export const files = fs;
      `,
      output: `
import * as fs from 'fs/promises';
export const files = fs;
      `,
      errors: [{ messageId: 'scheme', data: { module: 'node:fs/promises', name: 'fs/promises' }, line: 2, column: 21 }],
    },
    {
      name: 'names that the version of the sandbox lacks, each once',
      code: `
import { sleep } from '@temporalio/workflow';
import { promisify, TextDecoder } from 'util';
import util from 'util';
import * as url from 'url';
const { fileURLToPath } = url;
export async function order(path: string) {
  await sleep(1);
  promisify(() => {});
  promisify(() => {});
  return [util.inspect(1), new TextDecoder(), fileURLToPath(path)];
}
      `,
      errors: [
        { messageId: 'missing', data: { module: 'url', name: 'fileURLToPath' }, line: 6, column: 9 },
        { messageId: 'missing', data: { module: 'util', name: 'promisify' }, line: 9, column: 3 },
        { messageId: 'missing', data: { module: 'util', name: 'inspect' }, line: 11, column: 11 },
      ],
    },
    {
      name: 'packages of the SDK for the host',
      ...asWorkflow,
      code: `
import { sleep } from '@temporalio/workflow';
import { Client, type WorkflowHandle } from '@temporalio/client';
import { heartbeat } from '@temporalio/activity';
import * as worker from '@temporalio/worker';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { isGrpcServiceError } from '@temporalio/client/lib/errors';
export async function order(handle: WorkflowHandle) {
  await sleep(1);
  return [Client, heartbeat, worker, TestWorkflowEnvironment, isGrpcServiceError];
}
      `,
      errors: [
        { messageId: 'host', data: { module: '@temporalio/client' }, line: 3, column: 45 },
        { messageId: 'host', data: { module: '@temporalio/activity' }, line: 4, column: 27 },
        { messageId: 'host', data: { module: '@temporalio/worker' }, line: 5, column: 25 },
        { messageId: 'host', data: { module: '@temporalio/testing' }, line: 6, column: 41 },
        { messageId: 'host', data: { module: '@temporalio/client/lib/errors' }, line: 7, column: 36 },
      ],
    },
    {
      name: 'what the workflow package has too, into the import that is there',
      ...asWorkflow,
      code: `
import { sleep } from '@temporalio/workflow';
import { ApplicationFailure, CancelledFailure as Cancelled } from '@temporalio/activity';
export async function order() {
  await sleep(1);
  throw ApplicationFailure.create({ cause: new Cancelled('x') });
}
      `,
      output: `
import { sleep, ApplicationFailure, CancelledFailure as Cancelled } from '@temporalio/workflow';
export async function order() {
  await sleep(1);
  throw ApplicationFailure.create({ cause: new Cancelled('x') });
}
      `,
      errors: [{ messageId: 'elsewhere', data: { module: '@temporalio/activity' }, line: 3, column: 67 }],
    },
    {
      name: 'what the workflow package has too, where nothing is imported of it, or only its namespace',
      ...asWorkflow,
      code: `
import * as wf from '@temporalio/workflow';
import { ApplicationFailure /* ours */ } from '@temporalio/client';
export const fail = () => wf.sleep(1).then(() => { throw ApplicationFailure.create({}); });
      `,
      output: `
import * as wf from '@temporalio/workflow';
import { ApplicationFailure /* ours */ } from '@temporalio/workflow';
export const fail = () => wf.sleep(1).then(() => { throw ApplicationFailure.create({}); });
      `,
      errors: [{ messageId: 'elsewhere', data: { module: '@temporalio/client' }, line: 3, column: 47 }],
    },
    {
      name: 'what the workflow package has too, beside a type that it lacks: nothing to rename',
      ...asWorkflow,
      code: `
import { ApplicationFailure, WorkflowClient } from '@temporalio/client';
export function fail(client: WorkflowClient) { throw ApplicationFailure.create({}); }
      `,
      errors: [{ messageId: 'elsewhere', data: { module: '@temporalio/client' }, line: 2, column: 52 }],
    },
    {
      name: 'names that are only re-exported, and may be types',
      ...asWorkflow,
      code: `
import { WorkflowHandle, type Client } from '@temporalio/client';
export { Stats, type Dirent } from 'fs';
export { WorkflowHandle, Client };
      `,
      errors: [
        {
          messageId: 'reexported',
          data: { module: '@temporalio/client' },
          line: 2,
          column: 45,
          suggestions: [
            {
              messageId: 'onlyTypes',
              output: `
import type { WorkflowHandle, Client } from '@temporalio/client';
export { Stats, type Dirent } from 'fs';
export { WorkflowHandle, Client };
      `,
            },
          ],
        },
        {
          messageId: 'reexported',
          data: { module: 'fs' },
          line: 3,
          column: 36,
          suggestions: [
            {
              messageId: 'onlyTypes',
              output: `
import { WorkflowHandle, type Client } from '@temporalio/client';
export type { Stats, Dirent } from 'fs';
export { WorkflowHandle, Client };
      `,
            },
          ],
        },
      ],
    },
    {
      name: 'names that are only re-exported, and certainly types',
      ...withTypes,
      code: `
import { Stats, type Dirent } from 'fs';
export { Stats, Dirent };
export { Stats as Size } from 'fs';
      `,
      output: `
import type { Stats, Dirent } from 'fs';
export { Stats, Dirent };
export type { Stats as Size } from 'fs';
      `,
      errors: [
        { messageId: 'reexported', data: { module: 'fs' }, line: 2, column: 36 },
        { messageId: 'reexported', data: { module: 'fs' }, line: 4, column: 31 },
      ],
    },
    {
      name: 'names that are only re-exported, one of which is no type, or not known',
      ...withTypes,
      code: `
export { Stats, constants } from 'fs';
export { Agent } from 'http';
      `,
      errors: [
        {
          messageId: 'reexported',
          data: { module: 'fs' },
          line: 2,
          column: 34,
          suggestions: [
            {
              messageId: 'onlyTypes',
              output: `
export type { Stats, constants } from 'fs';
export { Agent } from 'http';
      `,
            },
          ],
        },
        {
          messageId: 'reexported',
          data: { module: 'http' },
          line: 3,
          column: 23,
          suggestions: [
            {
              messageId: 'onlyTypes',
              output: `
export { Stats, constants } from 'fs';
export type { Agent } from 'http';
      `,
            },
          ],
        },
      ],
    },
    {
      name: 'packages that reach builtins, or do I/O with what a browser has',
      code: `
import { sleep } from '@temporalio/workflow';
import { Client } from 'pg';
import axios from 'axios';
export async function order() {
  await sleep(1);
  const { data } = await axios.get('https://rates');
  return [new Client(), data];
}
      `,
      errors: [
        { messageId: 'package', data: { module: 'pg' }, line: 3, column: 24 },
        { messageId: 'packageThrows', data: { module: 'axios' }, line: 4, column: 19 },
      ],
    },
    {
      name: 'an activity that is called itself',
      code: `
import * as activities from './activities';
import { refund as giveBack } from './activities';
import { proxyActivities } from '@temporalio/workflow';
const { charge } = proxyActivities<typeof activities>({ startToCloseTimeout: '1 minute' });
export async function order(id: string) {
  await charge(id);
  await activities.charge(id);
  await giveBack(id).catch(() => {});
}
      `,
      errors: [
        { messageId: 'activity', data: { name: 'charge' }, line: 8, column: 9 },
        { messageId: 'activity', data: { name: 'refund' }, line: 9, column: 9 },
      ],
    },
    {
      name: 'an activity that is called itself, beside a proxy that is typed by typeof import()',
      code: `
import { charge } from './activities';
import { proxyActivities } from '@temporalio/workflow';
const stubs = proxyActivities<Pick<typeof import('./activities'), 'refund'>>({ startToCloseTimeout: '1 minute' });
export async function order(id: string) { await charge(id); await stubs.refund(id); }
      `,
      errors: [{ messageId: 'activity', data: { name: 'charge' }, line: 5, column: 49 }],
    },
    {
      name: 'import() of a file, of a package, and of files of a folder',
      code: `
import { sleep } from '@temporalio/workflow';
export async function order(name: string) {
  await sleep(1);
  const { tax } = await import('./tax');
  const { z } = await import('zod');
  return [tax, z, await import(\`./rates/\${name}.ts\`), import(/* webpackMode: "lazy" */ './lazy')];
}
      `,
      errors: [
        { messageId: 'split', data: { module: './tax' }, line: 5, column: 32 },
        { messageId: 'split', data: { module: 'zod' }, line: 6, column: 30 },
        { messageId: 'split', data: { module: './rates/${name}.ts' }, line: 7, column: 32 },
        { messageId: 'split', data: { module: './lazy' }, line: 7, column: 88 },
      ],
    },
    {
      name: 'modules by a value',
      code: `
import { sleep } from '@temporalio/workflow';
const file = './tax';
export async function order(name: string) {
  await sleep(1);
  return [require(name), await import(file)];
}
      `,
      errors: [
        { messageId: 'computed', line: 6, column: 19 },
        { messageId: 'computed', line: 6, column: 39 },
      ],
    },
    {
      name: 'a top-level await, once',
      code: `
import { sleep } from '@temporalio/workflow';
const rates = await Promise.resolve([1]);
for await (const rate of rates) console.log(rate);
export async function order() { await sleep(1); }
      `,
      errors: [{ messageId: 'topLevelAwait', line: 3, column: 15 }],
    },
    {
      name: 'a top-level await that is a loop, or a resource',
      ...asWorkflow,
      code: `
for await (const rate of load()) console.log(rate);
await using file = open();
export const rates = [file];
      `,
      errors: [{ messageId: 'topLevelAwait', line: 2, column: 26 }],
    },
  ],
});
