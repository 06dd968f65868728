// problem (no-io-imports): `refundOrder` reaches this module, and the bundler refuses `node:fs`
import { readFileSync } from 'node:fs';

/** The days on which banks move no money, as ISO dates. */
export function bankHolidays(): string[] {
  return JSON.parse(readFileSync('data/bank-holidays.json', 'utf8')) as string[];
}
