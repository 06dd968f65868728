import { ApplicationFailure, condition, proxyActivities, setHandler } from '@temporalio/workflow';
import type * as activities from '../activities/index.js';
import { DELIVERY_LIMIT, HANDOVER_MS } from '../shared/config.js';
import type { Delivery, Parcel } from '../shared/order.js';
import { parcelDelivered } from './messages.js';

const { announceDelivery, reportLost } = proxyActivities<typeof activities>({
  startToCloseTimeout: '30 seconds',
  retry: { maximumInterval: '1 minute' },
});

const { printLabel } = proxyActivities<typeof activities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '1 minute',
  retry: { maximumAttempts: 20 },
});

/** Brings one parcel for each line of an order to the customer and gives their tracking codes. */
export async function deliverParcels(delivery: Delivery): Promise<string[]> {
  const { orderId, address, contacts } = delivery;
  const atTheDoor = new Set<string>();
  setHandler(parcelDelivered, (trackingCode) => {
    atTheDoor.add(trackingCode);
  });

  const parcels = delivery.lines.map((line): Parcel => {
    // problem (no-date-now): workflow time stands still within a task, so all parcels get the same barcode
    return { barcode: `${orderId}-${Date.now()}`, line };
  });
  const trackingCodes = await Promise.all(parcels.map((parcel) => printLabel(orderId, parcel, address)));

  // problem (no-raw-concurrency): when the workflow is cancelled, the callback is never called and this hangs for ever
  await new Promise((resolve) => setTimeout(resolve, HANDOVER_MS));

  // problem (no-raw-concurrency): `forEach` drops the promises: nobody waits, and a mail that fails fails the task
  contacts.forEach(async (contact) => {
    await announceDelivery(contact, orderId, trackingCodes);
  });

  const isComplete = await condition(() => trackingCodes.every((code) => atTheDoor.has(code)), DELIVERY_LIMIT);
  if (!isComplete) {
    await reportLost(orderId, trackingCodes.filter((code) => !atTheDoor.has(code)));
    throw ApplicationFailure.nonRetryable('A parcel has not arrived', 'ParcelLost');
  }
  return trackingCodes;
}
