import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type * as activities from '../activities/index.js';
import { formatMoney, times } from '../shared/money.js';
import type { Refund } from '../shared/order.js';
// problem (no-io-imports): three files further on, the bundler comes to `node:fs`
import { isBankDay, withoutPerson } from '../shared/refund-policy.js';

const { confirmRefund } = proxyActivities<typeof activities>({
  startToCloseTimeout: '30 seconds',
  retry: { maximumInterval: '1 minute' },
});

// problem (require-start-to-close-timeout): one attempt that hangs uses up the whole day, and none is left for a retry
const { refundPayment } = proxyActivities<typeof activities>({
  scheduleToCloseTimeout: '1 day',
  retry: { initialInterval: '10 seconds', maximumInterval: '1 hour' },
});

/** Pays an order back and gives the number of the refund. */
export async function refundOrder(refund: Refund): Promise<string> {
  // problem (no-crypto-random): a workflow has no `crypto`, so the task fails and is retried for ever
  const refundNumber = crypto.randomUUID();

  // problem (no-io-globals): a workflow has no `fetch`, and the rate would be another one on replay
  const response = await fetch(`https://rates.example.com/${refund.amount.currency}/${refund.currency}`);
  const { rate } = (await response.json()) as { rate: number };

  const request = withoutPerson(refund);
  await refundPayment(request.orderId, request.paymentId, request.amount);

  const isPaidToday = isBankDay(workflowInfo().startTime.toISOString().slice(0, 10));
  const paidBack = { ...times(refund.amount, rate), currency: refund.currency };
  // problem (no-floating-commands): `void` quiets other linters, but the workflow still ends before the mail is sent
  void confirmRefund(refund.email, refundNumber, formatMoney(paidBack), isPaidToday);
  return refundNumber;
}
