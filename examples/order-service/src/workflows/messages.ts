import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Address, OrderState } from '../shared/order.js';

// The names and types of the messages, shared with the clients that send them.

export const orderState = defineQuery<OrderState>('orderState');
export const cancelOrder = defineSignal<[reason: string]>('cancelOrder');
export const changeAddress = defineUpdate<void, [Address]>('changeAddress');

export const parcelDelivered = defineSignal<[trackingCode: string]>('parcelDelivered');

export const basketOrdered = defineSignal('basketOrdered');

export const redeemVoucher = defineSignal<[voucher: string]>('redeemVoucher');
export const closeAccount = defineSignal('closeAccount');
export const pointsState = defineQuery<{ points: number; questions: number }>('pointsState');
// problem (require-handler): no workflow handles it, so who sends it waits in vain
export const reopenAccount = defineSignal('reopenAccount');
