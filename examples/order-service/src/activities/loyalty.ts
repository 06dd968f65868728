import { post } from './http.js';

export async function checkVoucher(voucher: string): Promise<number> {
  const { worth } = await post<{ worth: number }>('/vouchers', { voucher }, `voucher-${voucher}`);
  return worth;
}

export async function sendStatement(customerId: string, template: string): Promise<void> {
  await post('/mails', { customerId, template }, `statement-${customerId}-${template}`);
}

export async function joinNewsletter(customerId: string): Promise<void> {
  await post('/newsletter', { customerId }, `newsletter-${customerId}`);
}

export async function leaveNewsletter(customerId: string): Promise<void> {
  await post('/newsletter/leavers', { customerId }, `newsletter-leaver-${customerId}`);
}

export async function orderIfLow(sku: string): Promise<void> {
  // problem (no-unstable-idempotency-key): every attempt has another key, so a repeated one orders again
  await post('/purchases', { sku, idempotencyKey: `purchase-${sku}-${Date.now()}` }, `purchase-${sku}`);
}
