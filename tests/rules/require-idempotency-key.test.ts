import rule from '../../src/rules/require-idempotency-key.ts';
import { RuleTester } from '../rule-tester.ts';

new RuleTester().run('require-idempotency-key', rule, {
  valid: [
    {
      name: 'a key in every client',
      code: `
import { activityInfo } from '@temporalio/activity';
import { Queue } from 'bullmq';
import { Resend } from 'resend';
import Stripe from 'stripe';
const stripe = new Stripe('key');
const resend = new Resend('key');
const queue = new Queue('mails');
export async function order(id: string) {
  const { activityId: idempotencyKey } = activityInfo();
  await stripe.refunds.create({ charge: id }, { idempotencyKey });
  await resend.emails.send({ to: id }, { idempotencyKey });
  await queue.add('mail', { id }, { jobId: id, attempts: 3 });
}
      `,
    },
    {
      name: 'methods that change nothing, or nothing twice',
      code: `
import { log } from '@temporalio/activity';
import Stripe from 'stripe';
const stripe = new Stripe('key');
export async function look(id: string) {
  log.info('looking');
  await stripe.refunds.retrieve(id);
  await stripe.paymentIntents.cancel(id);
}
      `,
    },
    {
      name: 'options that this file does not show',
      code: `
import { log } from '@temporalio/activity';
import Stripe from 'stripe';
import { options } from './options';
const stripe = new Stripe('key');
export async function refund(charge: string, given: object, ...rest: [object, object]) {
  log.info('refunding');
  await stripe.refunds.create({ charge }, options);
  await stripe.refunds.create({ charge }, { ...given });
  await stripe.refunds.create(...rest);
}
      `,
    },
    {
      name: 'another client with methods of these names, shadowed, and a type',
      code: `
import { log } from '@temporalio/activity';
import Stripe from './fakes';
import type { Queue } from 'bullmq';
const stripe = new Stripe('key');
export type Mails = Queue;
export async function refund(charge: string, resend: any, list: Set<string>) {
  log.info('refunding');
  await stripe.refunds.create({ charge });
  await resend.emails.send({ charge });
  list.add(charge);
}
      `,
    },
    {
      name: 'a file that is no activity code',
      code: `
import Stripe from 'stripe';
const stripe = new Stripe('key');
export const checkout = () => stripe.checkout.sessions.create({ mode: 'payment' });
      `,
    },
    {
      name: 'a function that no activity runs',
      code: `
import { log } from '@temporalio/activity';
import Stripe from 'stripe';
const stripe = new Stripe('key');
function unused() { return stripe.refunds.create({}); }
export async function refund() { log.info('refunding'); }
      `,
    },
    {
      name: 'a client that is not in the list',
      code: `
import { log } from '@temporalio/activity';
import { Mailer } from '@acme/mail';
const mailer = new Mailer();
export async function mail(to: string) { log.info('mailing'); await mailer.deliver({ to }); }
      `,
    },
    {
      name: 'a client of the project with a key',
      options: [{ clients: [{ module: '@acme/mail', method: 'deliver', key: 'reference' }] }],
      code: `
import { log } from '@temporalio/activity';
import { Mailer } from '@acme/mail';
const mailer = new Mailer();
export async function mail(to: string) { log.info('mailing'); await mailer.deliver({ to, reference: to }); }
      `,
    },
  ],
  invalid: [
    {
      name: 'every client, without a key',
      code: `
import { log } from '@temporalio/activity';
import { Queue as Jobs } from 'bullmq';
import * as resending from 'resend';
const { default: Stripe } = require('stripe');
const stripe = new Stripe('key');
const mails = new resending.Resend('key');
class Orders {
  private readonly queue = new Jobs('mails');
  async run(id: string) { await this.queue.add('mail', { id }, { attempts: 3 }); }
}
export async function order(id: string, params: object) {
  log.info('ordering');
  await stripe.refunds.create({ charge: id });
  await stripe.checkout.sessions.create(params, { idempotencyKey: undefined });
  await mails.emails.send({ to: id });
  await new Orders().run(id);
}
      `,
      errors: [
        { messageId: 'missing', data: { name: 'this.queue.add', key: 'jobId' }, line: 10, column: 33 },
        { messageId: 'missing', data: { name: 'stripe.refunds.create', key: 'idempotencyKey' }, line: 14, column: 9 },
        { messageId: 'missing', data: { name: 'stripe.checkout.sessions.create', key: 'idempotencyKey' }, line: 15, column: 9 },
        { messageId: 'missing', data: { name: 'mails.emails.send', key: 'idempotencyKey' }, line: 16, column: 9 },
      ],
    },
    {
      name: 'a client that a factory of activities is given',
      code: `
import { log } from '@temporalio/activity';
import type Stripe from 'stripe';
export const createActivities = (stripe: Stripe) => ({
  async refund(charge: string) {
    log.info('refunding');
    await stripe.refunds.create({ charge });
  },
});
      `,
      errors: [{ messageId: 'missing', data: { name: 'stripe.refunds.create', key: 'idempotencyKey' }, line: 7, column: 11 }],
    },
    {
      name: 'a client that the project adds',
      options: [{ clients: [{ module: '@acme/mail', method: 'deliver', key: 'reference' }] }],
      code: `
import { log } from '@temporalio/activity';
import { Mailer } from '@acme/mail';
const mailer = new Mailer();
export async function mail(to: string) { log.info('mailing'); await mailer.deliver({ to }); }
      `,
      errors: [{ messageId: 'missing', data: { name: 'mailer.deliver', key: 'reference' }, line: 5, column: 69 }],
    },
  ],
});
