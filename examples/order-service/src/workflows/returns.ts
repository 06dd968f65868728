import { continueAsNew, proxyActivities, sleep } from '@temporalio/workflow';
import type * as activities from '../activities/index.js';
import type { ReturnedParcel } from '../shared/order.js';

// problem (require-heartbeat): the inspection sends heartbeats, but without `heartbeatTimeout` nobody notices when they stop
const { bookReturn, inspectGoods, releaseGate } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1 hour',
  retry: { maximumInterval: '1 minute' },
});

const { tellCustomer } = proxyActivities<typeof activities>({
  startToCloseTimeout: '30 seconds',
  // problem (valid-activity-options): the SDK refuses zero attempts as soon as the activity is called
  retry: { maximumAttempts: 0 },
});

/** Takes back what a customer returns, parcel by parcel. */
export async function acceptReturns(parcels: ReturnedParcel[]): Promise<void> {
  const [parcel, ...others] = parcels;
  if (!parcel) {
    // problem (require-application-failure): a plain error fails the workflow task for ever, not the workflow
    throw new Error('Nothing was returned');
  }

  try {
    await inspectGoods(parcel.barcode);
  } finally {
    // problem (require-non-cancellable-cleanup): after a cancellation this is never scheduled, and the gate stays closed
    await releaseGate(parcel.barcode);
  }

  await sleep('14 days');
  await bookReturn(parcel.barcode);

  try {
    // problem (no-continue-as-new-in-try): the exception by which a workflow continues as new lands in the `catch`
    if (others.length > 0) await continueAsNew<typeof acceptReturns>(others);
  } catch {
    await tellCustomer(parcel.barcode, 'There are more parcels');
  }
}
