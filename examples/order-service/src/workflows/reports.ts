import { proxyActivities } from '@temporalio/workflow';
import type * as activities from '../activities/index.js';

declare global {
  interface Array<T> {
    last(): T | undefined;
  }
}

// problem (no-shared-realm-state): the next workflow on this Worker finds this method too, before it has set it itself
Array.prototype.last = function last<T>(this: T[]): T | undefined {
  return this[this.length - 1];
};

// problem (require-retry-policy): a payout that is refused is tried again for ever
const { payMerchant } = proxyActivities<typeof activities>({ startToCloseTimeout: '1 minute' });

const reports = proxyActivities<typeof activities>({
  startToCloseTimeout: '5 minutes',
  retry: { maximumInterval: '1 minute' },
});

/** Gives the activities that make reports. */
async function reportActivities(): Promise<typeof reports> {
  // problem (no-awaited-proxy): to return it from an `async` function schedules an activity named `then`
  return reports;
}

/** Adds up what was sold, and sends it to the people who asked for it. */
export async function reportSales(recipients: string[]): Promise<string> {
  const { sendReport, sumSales } = await reportActivities();
  const sales = await sumSales();

  // problem (no-host-locale): which name comes first depends on the language of the machine
  const sorted = recipients.toSorted((one, other) => one.localeCompare(other));

  // problem (no-nondeterministic-builtins): when a reference is cleared is up to the garbage collector: it throws here
  const cache = new WeakRef(sales);

  // problem (no-host-clock): this formatter reads the clock of the machine, which is another on replay
  const month = new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' }).format();

  for (const recipient of sorted) await sendReport(recipient, month, cache.deref()?.last() ?? 0);
  await payMerchant({ amount: sales.at(-1) ?? 0, currency: 'EUR' });
  // problem (serializable-payloads): a map arrives as an empty object
  await reports.archiveReport(new Map(sorted.map((recipient) => [recipient, month])));
  return month;
}
