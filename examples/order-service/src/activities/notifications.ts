import type { Basket, Invoice } from '../shared/order.js';
import { post } from './http.js';

/** How a customer is reached. */
export enum Channel {
  Mail = 'mail',
  Text = 'text',
}

export async function sendReceipt(email: string, orderId: string): Promise<void> {
  await post('/mails', { email, template: 'receipt', orderId }, `receipt-${orderId}`);
}

export async function sendSurvey(email: string, orderId: string): Promise<void> {
  await post('/mails', { email, template: 'survey', orderId }, `survey-${orderId}`);
}

export async function announceDelivery(email: string, orderId: string, trackingCodes: string[]): Promise<void> {
  await post('/mails', { email, template: 'delivery', trackingCodes }, `delivery-${orderId}-${email}`);
}

export async function confirmRefund(email: string, refundNumber: string, amount: string, isToday: boolean): Promise<void> {
  await post('/mails', { email, template: 'refund', amount, isToday }, `refund-mail-${refundNumber}`);
}

export async function sendInvoice(invoice: Invoice): Promise<void> {
  await post('/mails', { email: invoice.email, template: 'invoice', text: invoice.text }, `invoice-${invoice.number}`);
}

export async function remind(basket: Basket, round: number, voucher: string, channel: Channel): Promise<void> {
  await post('/messages', { to: basket.email, channel, template: 'basket', voucher }, `basket-${basket.id}-${round}`);
}
