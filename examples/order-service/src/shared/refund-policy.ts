import { bankHolidays } from './bank-holidays.js';
import type { Refund } from './order.js';

/** Whether a bank moves money on a day, an ISO date. */
export function isBankDay(day: string): boolean {
  return !bankHolidays().includes(day);
}

/** What the bank is told of a refund: nothing about who it is for. */
export function withoutPerson(refund: Refund): Omit<Refund, 'email'> {
  // problem (no-io-globals): `refundOrder` calls this helper, and a workflow has no `structuredClone`
  const { email: _email, ...rest } = structuredClone(refund);
  return rest;
}

/** The request by which the bank is asked for its terms: only activities call it, and they have `fetch`. */
export async function bankTerms(currency: string): Promise<string> {
  const response = await fetch(`https://bank.example.com/terms/${currency}`);
  return response.text();
}
