import { heartbeat, sleep } from '@temporalio/activity';
import { get, post } from './http.js';

/** Waits until somebody has looked at what came back. */
export async function inspectGoods(barcode: string): Promise<void> {
  for (;;) {
    heartbeat();
    const { isDone } = await get<{ isDone: boolean }>(`/inspections/${barcode}`);
    if (isDone) return;
    await sleep('10 seconds');
  }
}

export async function releaseGate(barcode: string): Promise<void> {
  await post(`/gates/${barcode}/release`, {}, `gate-${barcode}`);
}

export async function bookReturn(barcode: string): Promise<void> {
  await post('/returns', { barcode }, `return-${barcode}`);
}

export async function tellCustomer(barcode: string, text: string): Promise<void> {
  await post('/mails', { barcode, text }, `return-mail-${barcode}`);
}
