/**
 * The APIs of the workflow package that take values and let the workflow see nothing of what becomes of them: replay does not compare
 * these, and most are silent in it. What they make, such as the sinks of a proxy, is the same.
 * Source: @temporalio/workflow 1.24.0, lib/logs.js, lib/metrics.js, lib/sinks.d.ts, `setCurrentDetails` in lib/workflow.js.
 */
export const OBSERVERS: ReadonlySet<string> = new Set(['log', 'metricMeter', 'proxySinks', 'setCurrentDetails']);
