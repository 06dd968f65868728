import rule from '../../src/rules/no-crypto-random.ts';
import { RuleTester } from '../rule-tester.ts';

const global = { name: 'crypto.randomUUID', source: 'crypto' };

new RuleTester().run('no-crypto-random', rule, {
  valid: [
    {
      name: 'the SDK’s own',
      code: `
import { uuid4 } from '@temporalio/workflow';
export async function wf() { return uuid4(); }
      `,
    },
    {
      name: 'a crypto of the file, one that it assigns, and types',
      code: `
import { sleep } from '@temporalio/workflow';
import { crypto } from './crypto';
export async function wf(given: ReturnType<typeof globalThis.crypto.randomUUID>) { await sleep(1); return crypto.randomUUID(); }
      `,
    },
    {
      name: 'a crypto that the file assigns',
      code: `
import { sleep } from '@temporalio/workflow';
import { webcrypto } from './webcrypto';
Object.assign(globalThis, { crypto: webcrypto });
export async function wf() { await sleep(1); return crypto.randomUUID(); }
      `,
    },
    {
      name: 'behind a test of whether it is there',
      code: `
import { uuid4 } from '@temporalio/workflow';
export async function wf() {
  const id = typeof crypto === 'undefined' ? uuid4() : crypto.randomUUID();
  return [id, globalThis.crypto?.randomUUID() ?? uuid4()];
}
      `,
    },
    {
      name: 'crypto for something else: of other rules',
      code: `
import { sleep } from '@temporalio/workflow';
import { createHash, randomUUID } from 'crypto';
export async function wf() {
  await sleep(1);
  return [crypto.subtle, createHash('sha256'), randomUUID()];
}
      `,
    },
    {
      name: 'what these packages give without randomness',
      code: `
import { sleep } from '@temporalio/workflow';
import { v3, v5, validate, NIL } from 'uuid';
import { urlAlphabet, customRandom } from 'nanoid';
import { nanoid } from 'nanoid/non-secure';
import { decodeTime } from 'ulid';
export async function wf(id, draw) {
  await sleep(1);
  return [v3(id, v3.URL), v5(id, v5.URL), validate(id), NIL, urlAlphabet, customRandom('ab', 3, draw)(), nanoid(), decodeTime(id)];
}
      `,
    },
    {
      name: 'a source of random values that is brought along',
      code: `
import { getRandomStream } from '@temporalio/workflow';
import { v4, v7 } from 'uuid';
import { ulid, monotonicFactory } from 'ulid';
export async function wf(...options) {
  const stream = getRandomStream('ids');
  const draw = () => stream.random();
  return [v4({ random: stream.fill(new Uint8Array(16)) }), v7(...options), ulid(Date.now(), draw), monotonicFactory(draw)()];
}
      `,
    },
    {
      name: 'an alphabet that only names a function',
      code: `
import { sleep } from '@temporalio/workflow';
import { customAlphabet, nanoid } from 'nanoid';
export const makeCode = customAlphabet('0123456789', 6);
export const makeId = nanoid;
export async function wf() { await sleep(1); }
      `,
    },
    {
      name: 'a function that no workflow runs',
      code: `
import { sleep } from '@temporalio/workflow';
import { v4 } from 'uuid';
function id() { return [v4(), crypto.randomUUID()]; }
export async function wf() { await sleep(1); }
      `,
    },
    { name: 'a file that is not workflow code', code: `import { v4 } from 'uuid'; export const id = () => v4() + crypto.randomUUID();` },
  ],
  invalid: [
    {
      name: 'the global, in the body of a workflow',
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf() {
  await sleep(1);
  return crypto.randomUUID();
}
      `,
      errors: [{ messageId: 'global', data: global, line: 5, column: 10, endColumn: 27 }],
      output: `
import { sleep, uuid4 } from '@temporalio/workflow';
export async function wf() {
  await sleep(1);
  return uuid4();
}
      `,
    },
    {
      name: 'several: the import is added once',
      code: `
import * as workflow from '@temporalio/workflow';
const seed = globalThis.crypto.randomUUID();
export const wf = async () => {
  await workflow.sleep(1);
  return [crypto.randomUUID(), crypto['randomUUID']()];
};
      `,
      errors: [
        { messageId: 'global', data: global, line: 3, column: 14 },
        { messageId: 'global', data: global, line: 6, column: 11 },
        { messageId: 'global', data: global, line: 6, column: 32 },
      ],
      output: `
import * as workflow from '@temporalio/workflow';
const seed = workflow.uuid4();
export const wf = async () => {
  await workflow.sleep(1);
  return [workflow.uuid4(), workflow.uuid4()];
};
      `,
    },
    {
      name: 'where the exception may be caught: a suggestion',
      code: `
import { sleep, uuid4 } from '@temporalio/workflow';
export async function wf() {
  await sleep(1);
  try {
    return crypto.randomUUID();
  } catch {
    return uuid4();
  }
}
      `,
      errors: [
        {
          messageId: 'global',
          data: global,
          line: 6,
          column: 12,
          suggestions: [
            {
              messageId: 'useUuid4',
              output: `
import { sleep, uuid4 } from '@temporalio/workflow';
export async function wf() {
  await sleep(1);
  try {
    return uuid4();
  } catch {
    return uuid4();
  }
}
      `,
            },
          ],
        },
      ],
      output: null,
    },
    {
      name: 'in a helper, in a callback, in a workflow that another one calls: a suggestion',
      code: `
import { sleep, uuid4 } from '@temporalio/workflow';
function helper() { return crypto.randomUUID(); }
export async function inner() { return crypto.randomUUID(); }
export async function wf(items) {
  await sleep(1); await inner().catch(() => uuid4());
  return [helper(), items.map(() => crypto.randomUUID())];
}
      `,
      errors: [
        {
          messageId: 'global',
          data: global,
          line: 3,
          column: 28,
          suggestions: [
            {
              messageId: 'useUuid4',
              output: `
import { sleep, uuid4 } from '@temporalio/workflow';
function helper() { return uuid4(); }
export async function inner() { return crypto.randomUUID(); }
export async function wf(items) {
  await sleep(1); await inner().catch(() => uuid4());
  return [helper(), items.map(() => crypto.randomUUID())];
}
      `,
            },
          ],
        },
        {
          messageId: 'global',
          data: global,
          line: 4,
          column: 40,
          suggestions: [
            {
              messageId: 'useUuid4',
              output: `
import { sleep, uuid4 } from '@temporalio/workflow';
function helper() { return crypto.randomUUID(); }
export async function inner() { return uuid4(); }
export async function wf(items) {
  await sleep(1); await inner().catch(() => uuid4());
  return [helper(), items.map(() => crypto.randomUUID())];
}
      `,
            },
          ],
        },
        {
          messageId: 'global',
          data: global,
          line: 7,
          column: 37,
          suggestions: [
            {
              messageId: 'useUuid4',
              output: `
import { sleep, uuid4 } from '@temporalio/workflow';
function helper() { return crypto.randomUUID(); }
export async function inner() { return crypto.randomUUID(); }
export async function wf(items) {
  await sleep(1); await inner().catch(() => uuid4());
  return [helper(), items.map(() => uuid4())];
}
      `,
            },
          ],
        },
      ],
      output: null,
    },
    {
      name: 'other values of the global, destructured or not called: neither',
      code: `
import { sleep } from '@temporalio/workflow';
const { randomUUID } = crypto;
export async function wf(bytes, items) {
  await sleep(1);
  return [crypto.getRandomValues(bytes), items.map(crypto.randomUUID), randomUUID()];
}
      `,
      errors: [
        { messageId: 'global', data: global, line: 3, column: 9, suggestions: [] },
        { messageId: 'global', data: { name: 'crypto.getRandomValues', source: 'crypto' }, line: 6, column: 11, suggestions: [] },
        { messageId: 'global', data: global, line: 6, column: 52, suggestions: [] },
      ],
      output: null,
    },
    {
      name: 'the builtin, wherever it is used, and its import goes',
      code: `
import { randomUUID } from 'node:crypto';
import { sleep } from '@temporalio/workflow';
// The order.
export async function wf() {
  await sleep(1);
  return randomUUID();
}
      `,
      errors: [{ messageId: 'builtin', data: { name: 'crypto.randomUUID', source: 'node:crypto' }, line: 7, column: 10 }],
      output: `
import { sleep, uuid4 } from '@temporalio/workflow';
// The order.
export async function wf() {
  await sleep(1);
  return uuid4();
}
      `,
    },
    {
      name: 'the builtin, and no import of the SDK that could be extended',
      code: `
import { randomUUID } from 'crypto';
import * as activities from './activities';
import type { Duration } from '@temporalio/common';
import { type WorkflowInfo, proxyActivities } from './workflow';
import { sleep } from '@temporalio/workflow/lib/workflow';
import wf from '@temporalio/workflow';
export async function order() { await wf.sleep(1); return randomUUID(); }
      `,
      errors: [{ messageId: 'builtin', data: { name: 'crypto.randomUUID', source: 'crypto' }, line: 8, column: 59 }],
      output: `
import * as activities from './activities';
import type { Duration } from '@temporalio/common';
import { type WorkflowInfo, proxyActivities } from './workflow';
import { sleep } from '@temporalio/workflow/lib/workflow';
import wf, { uuid4 } from '@temporalio/workflow';
export async function order() { await wf.sleep(1); return uuid4(); }
      `,
    },
    {
      name: 'the builtin in other forms',
      code: `
import { sleep } from '@temporalio/workflow';
import crypto, { randomBytes as bytes, webcrypto } from 'crypto';
import node = require('crypto');
const { randomInt } = require('node:crypto');
function unused() { return randomInt(3); }
export async function wf() {
  await sleep(1);
  return [crypto.randomFillSync(new Uint8Array(3)), bytes(3), node.randomInt(3), webcrypto.getRandomValues(new Uint8Array(3))];
}
      `,
      errors: [
        { messageId: 'builtin', data: { name: 'crypto.randomInt', source: 'node:crypto' }, line: 6, column: 28 },
        { messageId: 'builtin', data: { name: 'crypto.randomFillSync', source: 'crypto' }, line: 9, column: 11 },
        { messageId: 'builtin', data: { name: 'crypto.randomBytes', source: 'crypto' }, line: 9, column: 53 },
        { messageId: 'builtin', data: { name: 'crypto.randomInt', source: 'crypto' }, line: 9, column: 63 },
        { messageId: 'builtin', data: { name: 'crypto.webcrypto.getRandomValues', source: 'crypto' }, line: 9, column: 82 },
      ],
      output: null,
    },
    {
      name: 'the builtin that the bundler ignores',
      settings: { 'temporal-workflow': { ignoreModules: ['crypto'] } },
      code: `
import { sleep } from '@temporalio/workflow';
import { randomUUID } from 'crypto';
function unused() { return randomUUID(); }
export async function wf() { await sleep(1); return randomUUID(); }
      `,
      errors: [{ messageId: 'ignored', data: { name: 'crypto.randomUUID', source: 'crypto' }, line: 5, column: 53 }],
      output: `
import { sleep, uuid4 } from '@temporalio/workflow';
import { randomUUID } from 'crypto';
function unused() { return randomUUID(); }
export async function wf() { await sleep(1); return uuid4(); }
      `,
    },
    {
      name: 'uuid: version 4 is fixed, others are a suggestion',
      code: `
import { sleep } from '@temporalio/workflow';
import { v4 as uuid } from 'uuid';
import * as all from 'uuid';
export async function wf() {
  await sleep(1);
  const make = all.v4;
  return [uuid(), all.v7(), make(), all.v4(undefined), uuid({ random: [] })];
}
      `,
      errors: [
        { messageId: 'package', data: { name: 'uuid.v4', source: 'uuid' }, line: 8, column: 11 },
        {
          messageId: 'package',
          data: { name: 'uuid.v7', source: 'uuid' },
          line: 8,
          column: 19,
          suggestions: [
            {
              messageId: 'useUuid4',
              output: `
import { sleep, uuid4 } from '@temporalio/workflow';
import { v4 as uuid } from 'uuid';
import * as all from 'uuid';
export async function wf() {
  await sleep(1);
  const make = all.v4;
  return [uuid(), uuid4(), make(), all.v4(undefined), uuid({ random: [] })];
}
      `,
            },
          ],
        },
        { messageId: 'package', data: { name: 'uuid.v4', source: 'uuid' }, line: 8, column: 29 },
        { messageId: 'package', data: { name: 'uuid.v4', source: 'uuid' }, line: 8, column: 37, suggestions: [] },
      ],
      output: [
        `
import { sleep, uuid4 } from '@temporalio/workflow';
import { v4 as uuid } from 'uuid';
import * as all from 'uuid';
export async function wf() {
  await sleep(1);
  const make = all.v4;
  return [uuid4(), all.v7(), make(), all.v4(undefined), uuid({ random: [] })];
}
      `,
        `
import { sleep, uuid4 } from '@temporalio/workflow';
import { v4 as uuid } from 'uuid';
import * as all from 'uuid';
export async function wf() {
  await sleep(1);
  const make = all.v4;
  return [uuid4(), all.v7(), uuid4(), all.v4(undefined), uuid({ random: [] })];
}
      `,
      ],
    },
    {
      name: 'other packages, factories and required ones',
      code: `
import { sleep } from '@temporalio/workflow';
import { customAlphabet, nanoid } from 'nanoid';
import cuid from 'cuid';
const { ulid } = require('ulid');
const code = customAlphabet('0123456789', 6);
export async function wf(seed) { await sleep(1); return [nanoid(10), code(8), cuid.slug(1), ulid(seed), cuid(2)]; }
      `,
      errors: [
        { messageId: 'package', data: { name: 'nanoid.nanoid', source: 'nanoid' }, line: 7, column: 58, suggestions: [] },
        { messageId: 'package', data: { name: 'nanoid.customAlphabet', source: 'nanoid' }, line: 7, column: 70, suggestions: [] },
        { messageId: 'package', data: { name: 'cuid.slug', source: 'cuid' }, line: 7, column: 79, suggestions: [] },
        { messageId: 'package', data: { name: 'ulid.ulid', source: 'ulid' }, line: 7, column: 93, suggestions: [] },
        { messageId: 'package', data: { name: 'cuid', source: 'cuid' }, line: 7, column: 105, suggestions: [] },
      ],
      output: null,
    },
    {
      name: 'under the name of the SDK’s function',
      code: `
import { sleep } from '@temporalio/workflow';
import { v4 as uuid4 } from 'uuid';
export async function wf() { await sleep(1); return uuid4(); }
      `,
      errors: [{ messageId: 'package', data: { name: 'uuid.v4', source: 'uuid' }, line: 4, column: 53 }],
      output: `
import { sleep, uuid4 } from '@temporalio/workflow';
export async function wf() { await sleep(1); return uuid4(); }
      `,
    },
    {
      name: 'where the name uuid4 is taken, or a comment would be lost: no help',
      code: `
import { sleep } from '@temporalio/workflow';
import { v4 as uuid4, v7 } from 'uuid';
export async function wf() { await sleep(1); return [uuid4(), crypto.randomUUID(/* v4 */)]; }
      `,
      errors: [
        { messageId: 'package', data: { name: 'uuid.v4', source: 'uuid' }, line: 4, column: 54, suggestions: [] },
        { messageId: 'global', data: global, line: 4, column: 63, suggestions: [] },
      ],
      output: null,
    },
    {
      name: 'in plain JavaScript with require',
      filename: 'workflows.js',
      code: `
const { sleep } = require('@temporalio/workflow');
const { randomUUID } = require('crypto');
exports.wf = async () => { await sleep(1); return randomUUID(); };
      `,
      errors: [{ messageId: 'builtin', data: { name: 'crypto.randomUUID', source: 'crypto' }, line: 4, column: 51, suggestions: [] }],
      output: null,
    },
  ],
});
