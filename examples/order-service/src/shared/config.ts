export const TASK_QUEUE = 'orders';

/** How long a customer may take back an order before the card is charged. */
export const CANCELLATION_WINDOW = '30 minutes';

/** Parcels rest in the warehouse until the courier's next round. */
export const HANDOVER_MS = 4 * 60 * 60 * 1000;

/** After this time without a scan at the door a parcel counts as lost. */
export const DELIVERY_LIMIT = '14 days';

/** When to remind a customer of a basket that was left. */
export const REMINDER_DELAYS = ['4 hours', '1 day', '3 days'] as const;

/** The share of customers who are asked how it went. */
export const SURVEY_SHARE = 0.1;

/** For the Worker and the clients; a workflow has no environment variables. */
export function temporalAddress(): string {
  return process.env['TEMPORAL_ADDRESS'] ?? 'localhost:7233';
}
