import { sum, times, type Money } from './money.js';
import type { Order, OrderLine } from './order.js';

const CURRENCY = 'EUR';
const FREE_SHIPPING_FROM = 5000;
const SHIPPING: Money = { amount: 490, currency: CURRENCY };

const TAX_RATES: Record<string, number> = { AT: 0.2, DE: 0.19, FR: 0.2, NL: 0.21 };
const DEFAULT_TAX_RATE = 0.2;

export function subtotalOf(lines: OrderLine[]): Money {
  return sum(
    lines.map((line) => times(line.unitPrice, line.quantity)),
    CURRENCY,
  );
}

/** What the customer pays: goods, tax and shipping. */
export function totalOf({ lines, address }: Pick<Order, 'lines' | 'address'>): Money {
  const goods = subtotalOf(lines);
  const tax = times(goods, TAX_RATES[address.country] ?? DEFAULT_TAX_RATE);
  const shipping = goods.amount >= FREE_SHIPPING_FROM ? { ...SHIPPING, amount: 0 } : SHIPPING;
  return sum([goods, tax, shipping], CURRENCY);
}
