import rule from '../../src/rules/no-unstable-idempotency-key.ts';
import { RuleTester } from '../rule-tester.ts';

new RuleTester().run('no-unstable-idempotency-key', rule, {
  valid: [
    {
      name: 'a key from the arguments, and one from the ids of the activity',
      code: `
import { activityInfo } from '@temporalio/activity';
export async function charge(orderId: string, client: any) {
  const { workflowExecution, activityId, scheduledTimestampMs } = activityInfo();
  await client.charge({ amount: 1 }, { idempotencyKey: \`charge-\${orderId}\` });
  await client.charge({ amount: 1 }, { idempotencyKey: \`\${workflowExecution?.workflowId}-\${activityId}-\${scheduledTimestampMs}\` });
}
      `,
    },
    {
      name: 'a file that is no activity code',
      code: `
import { randomUUID } from 'node:crypto';
export async function charge(client: any) {
  await client.charge({ amount: 1 }, { idempotencyKey: randomUUID() });
}
      `,
    },
    {
      name: 'a file that only shares a failure with activities',
      code: `
import { ApplicationFailure } from '@temporalio/activity';
export async function charge(client: any) {
  if (!client) throw ApplicationFailure.nonRetryable('no client');
  await client.charge({ amount: 1 }, { idempotencyKey: crypto.randomUUID() });
}
      `,
    },
    {
      name: 'randomness and time under other names',
      code: `
import { log } from '@temporalio/activity';
export async function charge(client: any) {
  log.info('charging', { traceId: crypto.randomUUID(), at: Date.now() });
  await client.charge({ requestId: crypto.randomUUID(), id: Math.random() });
}
      `,
    },
    {
      name: 'a draw on some ways only',
      code: `
import { activityInfo } from '@temporalio/activity';
export async function charge(client: any, given?: string) {
  const kept = activityInfo().heartbeatDetails?.key ?? crypto.randomUUID();
  await client.charge({ amount: 1 }, { idempotencyKey: kept });
  await client.charge({ amount: 1 }, { idempotencyKey: given ? given : crypto.randomUUID() });
}
      `,
    },
    {
      name: 'a key that somebody else gives, perhaps kept',
      code: `
import { log } from '@temporalio/activity';
import { keyFor } from './keys';
export async function charge(client: any, store: any, id: string) {
  log.info('charging');
  await client.charge({ amount: 1 }, { idempotencyKey: await store.getOrSet(id, crypto.randomUUID()) });
  await client.charge({ amount: 1 }, { idempotencyKey: keyFor(id) });
}
      `,
    },
    {
      name: 'a function of the same name, shadowed, and a type',
      code: `
import { log, type activityInfo as Info } from '@temporalio/activity';
export async function charge(client: any, randomUUID: () => string, activityInfo: typeof Info) {
  const Date = { now: () => 1 };
  const Math = { random: () => 2 };
  log.info('charging');
  await client.charge({ idempotencyKey: randomUUID() + Date.now() + Math.random() + activityInfo().attempt });
}
      `,
    },
    {
      name: 'a function beside the activity that nothing runs',
      code: `
import { log } from '@temporalio/activity';
function unused(client: any) { return client.charge({ idempotencyKey: crypto.randomUUID() }); }
export async function charge() { log.info('charging'); }
      `,
    },
    {
      name: 'a version 5 UUID of what stays the same, and a date that is given',
      code: `
import { log } from '@temporalio/activity';
import { v5 } from 'uuid';
export async function charge(client: any, orderId: string, day: number) {
  log.info('charging');
  await client.charge({ idempotencyKey: v5(orderId, v5.URL) });
  await client.charge({ idempotencyKey: new Date(day).toISOString() });
}
      `,
    },
    {
      name: 'a constant that is defined by itself',
      code: `
import { log } from '@temporalio/activity';
export async function charge(client: any) {
  const key = \`\${key}-\`;
  const again = (text: string): string => again(text);
  log.info('charging');
  await client.charge({ idempotencyKey: key });
  await client.charge({ idempotencyKey: again(key) });
}
      `,
    },
  ],
  invalid: [
    {
      name: 'a random key, in place and by a constant',
      code: `
import { randomUUID } from 'node:crypto';
import { log } from '@temporalio/activity';
export async function charge(client: any) {
  log.info('charging');
  const idempotencyKey = randomUUID();
  await client.charge({ amount: 1 }, { idempotencyKey });
  await client.refund({ amount: 1 }, { idempotencyKey: crypto.randomUUID() });
}
      `,
      errors: [
        { messageId: 'random', data: { name: 'crypto.randomUUID' }, line: 6, column: 26 },
        { messageId: 'random', data: { name: 'crypto.randomUUID' }, line: 8, column: 56 },
      ],
    },
    {
      name: 'packages, Math.random, and under other names',
      code: `
import { log } from '@temporalio/activity';
import { v4 as id } from 'uuid';
import * as ids from 'nanoid';
const { ulid } = require('ulid');
export async function charge(client: any) {
  log.info('charging');
  await client.charge({ 'idempotency_key': id() });
  await client.charge({ idempotencyToken: ids.nanoid() });
  await client.charge({ idempotencyKey: String(ulid()) });
  await client.charge({ idempotencyKey: 'key-' + Math.random().toString(36).slice(2) });
}
      `,
      errors: [
        { messageId: 'random', data: { name: 'uuid.v4' }, line: 8, column: 44 },
        { messageId: 'random', data: { name: 'nanoid.nanoid' }, line: 9, column: 43 },
        { messageId: 'random', data: { name: 'ulid.ulid' }, line: 10, column: 48 },
        { messageId: 'random', data: { name: 'Math.random' }, line: 11, column: 50 },
      ],
    },
    {
      name: 'headers',
      code: `
import { heartbeat } from '@temporalio/activity';
export async function charge(url: string) {
  heartbeat();
  const headers = new Headers();
  headers.set('Idempotency-Key', crypto.randomUUID());
  headers['X-Idempotency-Key'] = \`\${url}-\${Date.now()}\`;
  await fetch(url, { headers: { 'Idempotency-Key': new Date().toISOString() } });
  await fetch(url, { headers: [['idempotency-key', crypto.randomUUID()]] });
}
      `,
      errors: [
        { messageId: 'random', data: { name: 'crypto.randomUUID' }, line: 6, column: 34 },
        { messageId: 'clock', data: { name: 'Date.now' }, line: 7, column: 44 },
        { messageId: 'clock', data: { name: 'new Date()' }, line: 8, column: 52 },
        { messageId: 'random', data: { name: 'crypto.randomUUID' }, line: 9, column: 52 },
      ],
    },
    {
      name: 'the attempt, in every form',
      code: `
import { activityInfo as info, Context } from '@temporalio/activity';
import * as activity from '@temporalio/activity';
export async function charge(client: any, id: string) {
  const { attempt } = info();
  await client.charge({ idempotencyKey: \`\${id}-\${attempt}\` });
  await client.charge({ idempotencyKey: id + Context.current().info.attempt });
  await client.charge({ idempotencyKey: [id, activity.activityInfo()['attempt']].join('-') });
}
      `,
      errors: [
        { messageId: 'attempt', data: { name: 'attempt' }, line: 6, column: 50 },
        { messageId: 'attempt', data: { name: 'attempt' }, line: 7, column: 46 },
        { messageId: 'attempt', data: { name: 'attempt' }, line: 8, column: 46 },
      ],
    },
    {
      name: 'through helpers of the file, and to them',
      code: `
import { createHash, randomUUID } from 'node:crypto';
import { log } from '@temporalio/activity';
const newKey = () => createHash('sha256').update(randomUUID()).digest('hex');
async function makeKey(id: string) { return \`\${id}-\${Date.now()}\`; }
function post(path: string, body: object, idempotencyKey: string) { return [path, body, idempotencyKey]; }
const send = (client: any, key: string) => client.charge({ idempotencyKey: key });
export async function charge(client: any, id: string) {
  log.info('charging');
  await client.charge({ idempotencyKey: newKey() });
  await client.charge({ idempotencyKey: await makeKey(id) });
  await post('/charges', { id }, crypto.randomUUID());
  await send(client, crypto.randomUUID());
}
      `,
      errors: [
        { messageId: 'random', data: { name: 'crypto.randomUUID' }, line: 4, column: 50 },
        { messageId: 'clock', data: { name: 'Date.now' }, line: 5, column: 54 },
        { messageId: 'random', data: { name: 'crypto.randomUUID' }, line: 12, column: 34 },
        { messageId: 'random', data: { name: 'crypto.randomUUID' }, line: 13, column: 22 },
      ],
    },
    {
      name: 'a method of a class, a generator, and a module that is loaded once for all',
      code: `
import { heartbeat } from '@temporalio/activity';
const KEY = crypto.randomUUID();
export class Payments {
  client: any;
  async charge() { heartbeat(); return this.client.charge({ idempotencyKey: KEY }); }
  async *steps() { yield this.client.charge({ idempotencyKey: Date.now() }); }
}
      `,
      errors: [
        { messageId: 'random', data: { name: 'crypto.randomUUID' }, line: 3, column: 13 },
        { messageId: 'clock', data: { name: 'Date.now' }, line: 7, column: 63 },
      ],
    },
    {
      name: 'names that the project adds',
      options: [{ names: ['requestId'] }],
      code: `
import { log } from '@temporalio/activity';
export async function charge(client: any) {
  log.info('charging');
  await client.charge({ request_id: crypto.randomUUID() });
}
      `,
      errors: [{ messageId: 'random', data: { name: 'crypto.randomUUID' }, line: 5, column: 37 }],
    },
  ],
});
