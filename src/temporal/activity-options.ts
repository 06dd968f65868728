/**
 * What the SDK takes in the options of activities. It looks at them when an activity is called, and what it refuses is thrown as a
 * `TypeError` or a `ValueError`, neither of which is a Temporal failure.
 * Source: `scheduleActivityNextHandler` and `scheduleLocalActivityNextHandler` (lib/workflow.js) of @temporalio/workflow 1.24.0,
 * `compileRetryPolicy` (lib/retry-policy.js) and lib/activity-options.js of @temporalio/common 1.24.0.
 */

/** The options that are durations. The others of this name that a kind of activity lacks are never read. */
export const DURATION_OPTIONS: Readonly<Record<'activity' | 'localActivity', readonly string[]>> = {
  activity: ['heartbeatTimeout', 'scheduleToCloseTimeout', 'scheduleToStartTimeout', 'startToCloseTimeout'],
  localActivity: ['localRetryThreshold', 'scheduleToCloseTimeout', 'scheduleToStartTimeout', 'startToCloseTimeout'],
};

/** The fields of a retry policy. */
export const RETRY_FIELDS = [
  'backoffCoefficient',
  'initialInterval',
  'maximumAttempts',
  'maximumInterval',
  'nonRetryableErrorTypes',
] as const;

export type RetryField = (typeof RETRY_FIELDS)[number];

/** The first interval where a retry policy names none, in milliseconds. */
export const DEFAULT_INITIAL_INTERVAL = 1000;

/** The strings that `cancellationType` may be; numbers are handed on as they are. */
export const CANCELLATION_TYPES: readonly string[] = ['ABANDON', 'TRY_CANCEL', 'WAIT_CANCELLATION_COMPLETED'];

/**
 * The functions whose argument at this place is a duration.
 * Source: `sleep` and `condition` of lib/workflow.js, and lib/cancellation-scope.js, of @temporalio/workflow 1.24.0.
 */
export const DURATION_ARGUMENTS: ReadonlyMap<string, number> = new Map([
  ['sleep', 0],
  ['condition', 1],
  ['CancellationScope.withTimeout', 0],
]);
