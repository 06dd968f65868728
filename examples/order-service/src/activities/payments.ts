import type { Money } from '../shared/money.js';
import { bankTerms } from '../shared/refund-policy.js';
import { get, post } from './http.js';

export async function chargeCard(orderId: string, paymentMethod: string, amount: Money): Promise<string> {
  const payment = await post<{ id: string }>('/payments', { paymentMethod, amount }, `charge-${orderId}`);
  return payment.id;
}

export async function refundPayment(orderId: string, paymentId: string, amount: Money): Promise<string> {
  const refund = await post<{ id: string }>(`/payments/${paymentId}/refunds`, { amount }, `refund-${orderId}`);
  return refund.id;
}

export async function exchangeRate(from: string, to: string): Promise<number> {
  const { rate } = await get<{ rate: number }>(`/exchange-rates/${from}/${to}`);
  return rate;
}

export async function refundTerms(currency: string): Promise<string> {
  return bankTerms(currency);
}
