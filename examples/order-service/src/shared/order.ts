import type { Money } from './money.js';

export interface OrderLine {
  sku: string;
  quantity: number;
  unitPrice: Money;
}

export interface Address {
  name: string;
  street: string;
  city: string;
  country: string;
}

export interface Order {
  id: string;
  email: string;
  lines: OrderLine[];
  address: Address;
  /** A token of the payment provider, never a card number. */
  paymentMethod: string;
}

export type OrderStatus =
  | 'received'
  | 'reserving'
  | 'confirming'
  | 'charging'
  | 'shipping'
  | 'delivered'
  | 'cancelled';

/** What the `orderState` query answers. */
export interface OrderState {
  status: OrderStatus;
  total: Money;
  address: Address;
  cancellation: string | null;
  paymentId: string | null;
}

export interface OrderResult {
  orderId: string;
  paymentId: string;
  trackingCodes: string[];
}

export interface Parcel {
  barcode: string;
  line: OrderLine;
}

export interface Delivery {
  orderId: string;
  address: Address;
  lines: OrderLine[];
  /** E-mail addresses to tell about the delivery. */
  contacts: string[];
}

export interface Refund {
  orderId: string;
  paymentId: string;
  email: string;
  amount: Money;
  /** The currency of the customer's card. */
  currency: string;
}

export interface Invoice {
  number: string;
  orderId: string;
  email: string;
  text: string;
}

export interface Basket {
  id: string;
  email: string;
  lines: OrderLine[];
}

export interface ReturnedParcel {
  barcode: string;
}
