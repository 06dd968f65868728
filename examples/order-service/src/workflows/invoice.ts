// problem (no-io-imports): the bundler refuses `node:fs`, so the Worker does not start
import { readFileSync } from 'node:fs';
// problem (no-io-imports): the bundler refuses every `node:` specifier, even of a module that it has
import { TextEncoder } from 'node:util';
import { ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type * as activities from '../activities/index.js';
import { formatMoney, times } from '../shared/money.js';
import type { Order } from '../shared/order.js';
import { totalOf } from '../shared/pricing.js';

const MAX_MAIL_BYTES = 64 * 1024;

const { sendInvoice } = proxyActivities<typeof activities>({
  startToCloseTimeout: '30 seconds',
  retry: { maximumInterval: '1 minute' },
});

/** Writes the invoice of an order, sends it and gives its number. */
export async function issueInvoice(order: Order): Promise<string> {
  // problem (no-io-globals): a workflow has no `process`; the variable belongs into the workflow's input
  const prefix = process.env['INVOICE_PREFIX'] ?? 'INV';
  const number = `${prefix}-${order.id}`;

  const template = readFileSync('templates/invoice.txt', 'utf8');
  const lines = order.lines.map(
    ({ sku, quantity, unitPrice }) => `${quantity} x ${sku}: ${formatMoney(times(unitPrice, quantity))}`,
  );
  const text = template
    .replace('{number}', number)
    .replace('{lines}', lines.join('\n'))
    .replace('{total}', formatMoney(totalOf(order)));

  if (new TextEncoder().encode(text).length > MAX_MAIL_BYTES) {
    throw ApplicationFailure.nonRetryable('The invoice is too long for a mail', 'InvoiceTooLong');
  }
  await sendInvoice({ number, orderId: order.id, email: order.email, text });
  return number;
}
