/** An amount in the smallest unit of its currency, so that JSON carries it without loss. */
export interface Money {
  amount: number;
  currency: string;
}

export function times(price: Money, factor: number): Money {
  return { ...price, amount: Math.round(price.amount * factor) };
}

export function sum(amounts: Money[], currency: string): Money {
  return { amount: amounts.reduce((total, { amount }) => total + amount, 0), currency };
}

/** `12.50 EUR`: the same on every machine, whatever its locale. */
export function formatMoney({ amount, currency }: Money): string {
  return `${(amount / 100).toFixed(2)} ${currency}`;
}
