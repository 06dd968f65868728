import { heartbeat, sleep } from '@temporalio/activity';
import type { Address, Parcel } from '../shared/order.js';
import { get, post } from './http.js';

/** Tells whether the courier delivers there. */
export async function checkAddress(address: Address): Promise<boolean> {
  const { known } = await get<{ known: boolean }>(`/addresses?q=${encodeURIComponent(JSON.stringify(address))}`);
  return known;
}

/** Orders a label and waits until the courier's printer has made it, which takes up to some minutes. */
export async function printLabel(orderId: string, parcel: Parcel, address: Address): Promise<string> {
  const job = await post<{ id: string }>('/labels', { orderId, parcel, address }, `label-${parcel.barcode}`);
  for (;;) {
    heartbeat(job.id);
    const label = await get<{ trackingCode: string | null }>(`/labels/${job.id}`);
    if (label.trackingCode !== null) return label.trackingCode;
    await sleep('5 seconds');
  }
}

export async function reportLost(orderId: string, trackingCodes: string[]): Promise<void> {
  await post('/lost-parcels', { orderId, trackingCodes }, `lost-${orderId}`);
}
