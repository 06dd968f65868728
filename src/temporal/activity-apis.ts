/**
 * What `@temporalio/activity` has for the code of an activity.
 * Source: src/index.ts of @temporalio/activity 1.24.0.
 */
export const ACTIVITY_PACKAGE = '@temporalio/activity';

/** The package whose workers run activities. */
export const WORKER_PACKAGE = '@temporalio/worker';

/** What works only inside a running activity: a file that uses one of these has activity code. */
export const ACTIVITY_ONLY: ReadonlySet<string> = new Set([
  'Context',
  'activityInfo',
  'cancellationDetails',
  'cancellationSignal',
  'cancelled',
  'getClient',
  'heartbeat',
  'log',
  'metricMeter',
  'sleep',
]);

/** The calls that give what is known of the running activity: the export, or what is read of it and called. */
export const ACTIVITY_INFO: readonly string[] = ['activityInfo', 'Context.current.info'];

/** The field of it that is another one at the next attempt of the same activity. */
export const ATTEMPT_FIELD = 'attempt';

/** The option by which a worker is given its activities. Source: WorkerOptions (lib/worker-options.d.ts) of @temporalio/worker 1.24.0. */
export const ACTIVITIES_OPTION = 'activities';

/** The calls that send a heartbeat: the export, or what is read of it and called. */
export const HEARTBEATS: readonly string[] = ['heartbeat', 'Context.current.heartbeat'];

/** The calls that wait for a time. */
export const ACTIVITY_SLEEPS: readonly string[] = ['sleep', 'Context.current.sleep'];

/**
 * Up to this many milliseconds, an attempt without `heartbeatTimeout` sends one heartbeat: later ones are held back that long.
 * Source: `defaultHeartbeatThrottleInterval` of WorkerOptions (lib/worker-options.d.ts) of @temporalio/worker 1.24.0.
 */
export const HEARTBEAT_THROTTLE = 30_000;

/** The class that can send heartbeats for all activities of a worker. Source: lib/interceptors.d.ts of @temporalio/worker 1.24.0. */
export const ACTIVITY_INTERCEPTOR = 'ActivityInboundCallsInterceptor';
