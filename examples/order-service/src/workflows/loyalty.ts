import { condition, log, patched, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
import type * as activities from '../activities/index.js';
import { closeAccount, pointsState, redeemVoucher } from './messages.js';

const { checkVoucher, joinNewsletter, leaveNewsletter, orderIfLow, sendStatement } = proxyActivities<typeof activities>({
  startToCloseTimeout: '30 seconds',
  retry: { maximumInterval: '1 minute' },
});

/** Keeps the points of a customer until the account is closed, and gives what is left of them. */
export async function keepPoints(customerId: string): Promise<number> {
  let points = 0;
  let isClosed = false;
  let questions = 0;

  setHandler(closeAccount, () => {
    isClosed = true;
  });
  // problem (require-handlers-finished): when the account is closed, vouchers that are still being checked are cut off
  setHandler(redeemVoucher, async (voucher) => {
    if (voucher === '') {
      // problem (no-throw-in-signal-handler): a plain error fails the workflow task, again and again; the voucher stays in history
      throw new Error('A voucher has a code');
    }
    const before = points;
    const worth = await checkVoucher(voucher);
    // problem (no-lost-updates): of two vouchers at the same time one is lost: each adds to the points of before it waited
    points = before + worth;
  });

  await sendStatement(customerId, 'welcome');
  if (patched('newsletter')) await joinNewsletter(customerId);
  // problem (require-early-handlers): a query that arrives while the welcome is being sent finds no handler
  setHandler(pointsState, () => {
    // problem (no-side-effects-in-query): a query is not in history, so this count is another one on replay
    questions += 1;
    return { points, questions };
  });

  await condition(() => isClosed);
  // problem (valid-patch): for an account of before the newsletter this was false above, and is true here: it leaves what it never joined
  if (patched('newsletter')) await leaveNewsletter(customerId);
  return points;
}

/** Orders more of an article whenever there is little of it. */
export async function watchStock(sku: string): Promise<void> {
  // problem (require-continue-as-new): the history grows with every hour, until the Service ends the workflow
  for (;;) {
    try {
      await orderIfLow(sku);
      await sleep('1 hour');
      // problem (no-swallowed-cancellation): a cancellation is an error too: taken for a failure here, it makes the loop spin
    } catch (error) {
      log.warn('No order today', { sku, error: String(error) });
    }
  }
}
