/**
 * The names of idempotency keys: of options, fields and headers, in any case, with or without `-` and `_`.
 * Sources: the Idempotency-Key header (draft-ietf-httpapi-idempotency-key-header), and the documentation of Stripe (`idempotencyKey`),
 * Square (`idempotency_key`), AWS (`idempotencyToken`) and PayPal (`PayPal-Request-Id`).
 */
export const KEY_NAMES: readonly string[] = ['idempotencyKey', 'idempotencyToken', 'X-Idempotency-Key', 'PayPal-Request-Id'];

/** A function of a client of a service that does something, and does it again when it is called again. */
export interface KeyedMethod {
  /** The package of the client. */
  readonly module: string;
  /** The last name of what is called: `create` of `stripe.refunds.create`. */
  readonly method: string;
  /** The property that holds the key. */
  readonly key: string;
  /** The first argument, counted from 0, whose properties may hold it. */
  readonly argument: number;
}

/**
 * Methods that take a key, and without one do their work once for each call.
 * Sources: `RequestOptions.idempotencyKey` of stripe 18, `CreateEmailRequestOptions.idempotencyKey` of resend 6 and `JobsOptions.jobId` of
 * bullmq 5, each in the documentation of the package.
 */
export const KEYED_METHODS: readonly KeyedMethod[] = [
  { module: 'stripe', method: 'create', key: 'idempotencyKey', argument: 1 },
  { module: 'resend', method: 'send', key: 'idempotencyKey', argument: 1 },
  { module: 'bullmq', method: 'add', key: 'jobId', argument: 2 },
];
