import { condition, proxyLocalActivities, setHandler } from '@temporalio/workflow';
import { v4 as uuidv4 } from 'uuid';
import type * as activities from '../activities/index.js';
// problem (no-io-imports): for the sake of an enum, the bundle gets the activities and what these import
import { Channel } from '../activities/notifications.js';
import { REMINDER_DELAYS } from '../shared/config.js';
import type { Basket } from '../shared/order.js';
import { basketOrdered } from './messages.js';

// problem (require-start-to-close-timeout): without any timeout this call throws while the module is loaded
const { remind } = proxyLocalActivities<typeof activities>({
  retry: { maximumAttempts: 5 },
});

/** Reminds a customer of a basket that was left, until it is ordered or given up. */
export async function remindOfBasket(basket: Basket): Promise<'ordered' | 'given up'> {
  let isOrdered = false;
  setHandler(basketOrdered, () => {
    isOrdered = true;
  });

  // problem (no-crypto-random): `uuid` asks for the `crypto` that a workflow does not have, and throws
  const voucher = uuidv4();

  for (const [round, delay] of REMINDER_DELAYS.entries()) {
    if (await condition(() => isOrdered, delay)) return 'ordered';
    await remind(basket, round, voucher, round === 0 ? Channel.Text : Channel.Mail);
  }
  return 'given up';
}
