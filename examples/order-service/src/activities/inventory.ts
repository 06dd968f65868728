import type { OrderLine } from '../shared/order.js';
import { post } from './http.js';

export async function reserveStock(orderId: string, lines: OrderLine[]): Promise<void> {
  await post('/reservations', { orderId, lines }, `reserve-${orderId}`);
}

/** Gives back what is reserved for an order; nothing happens where nothing is. */
export async function releaseStock(orderId: string): Promise<void> {
  await post(`/reservations/${orderId}/release`, {}, `release-${orderId}`);
}
