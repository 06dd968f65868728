/**
 * How the SDK reads a duration that is a string: a number, and one of these units after it, in any case; a bare number is milliseconds.
 * Source: `msToNumber` of @temporalio/common 1.24.0 (lib/time.js), which is `parse` of ms 3.0.0-canary.1.
 */
export const DURATION_UNITS: ReadonlyMap<string, number> = new Map(
  (
    [
      [1, 'ms', 'msec', 'msecs', 'millisecond', 'milliseconds'],
      [1000, 's', 'sec', 'secs', 'second', 'seconds'],
      [60_000, 'm', 'min', 'mins', 'minute', 'minutes'],
      [3_600_000, 'h', 'hr', 'hrs', 'hour', 'hours'],
      [86_400_000, 'd', 'day', 'days'],
      [604_800_000, 'w', 'week', 'weeks'],
      [31_557_600_000, 'y', 'yr', 'yrs', 'year', 'years'],
    ] as const
  ).flatMap(([milliseconds, ...names]) => names.map((name) => [name, milliseconds] as const)),
);

/** A longer string is refused. Source: as above. */
export const LONGEST_DURATION_TEXT = 100;
