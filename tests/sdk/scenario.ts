/** When a message reaches an execution; without any of these, never. Times are virtual, in milliseconds. */
export interface Arrival {
  /** With the start of the execution, or so many milliseconds after it. */
  readonly at?: 'start' | number;
  /** After this workflow task has been completed; the first is 1. */
  readonly afterTask?: number;
  /** How long after that task; 1 by default. */
  readonly delay?: number;
}

export interface Message extends Arrival {
  readonly name: string;
  readonly args?: readonly unknown[];
}

/** How something that the workflow has started ends. Without `ok`, `fail` or `timeout` it succeeds with `undefined`. */
export interface Outcome {
  readonly ok?: unknown;
  /** The message of the failure that it ends with. */
  readonly fail?: string;
  /** The error type of that failure; `Error` by default. */
  readonly type?: string;
  readonly timeout?: 'START_TO_CLOSE' | 'SCHEDULE_TO_START' | 'SCHEDULE_TO_CLOSE' | 'HEARTBEAT';
  /** Ends so many milliseconds after its start. Give two the same number, and they end in one workflow task. */
  readonly after?: number;
  readonly never?: boolean;
  /** A child workflow that cannot be started. */
  readonly startFails?: boolean;
  /** An activity that goes on when it is asked to stop. */
  readonly onCancel?: 'ignore';
  /** A Nexus operation that reports its start before it ends. */
  readonly async?: boolean;
}

/** An outcome, a value to succeed with, or a function that gives one of them for the n-th call, counted from 1. */
export type Script = Readonly<Record<string, unknown>>;

/**
 * What the world does to an execution. All fields are optional: what is not mentioned succeeds with its name and the number of the call,
 * one second after its start and a little, so that what is started together ends one after the other, in separate workflow tasks.
 */
export interface Scenario {
  readonly name?: string;
  readonly args?: readonly unknown[];
  readonly memo?: Readonly<Record<string, unknown>>;
  /** Milliseconds since the epoch; 2024-01-01 by default. */
  readonly startTime?: number;
  /** By activity type. */
  readonly activities?: Script;
  /** By workflow type. */
  readonly children?: Script;
  /** By operation. */
  readonly nexus?: Script;
  readonly signals?: readonly Message[];
  readonly updates?: readonly (Message & { readonly id?: string })[];
  /** Queries that are answered within a workflow task. */
  readonly queries?: readonly Message[];
  /** Queries sent when the execution stands still: the way of a query to an open execution in the Worker's cache. */
  readonly openQueries?: readonly { readonly name: string; readonly args?: readonly unknown[] }[];
  readonly cancel?: Arrival & { readonly reason?: string };
  /** The Service suggests to continue as new after so many workflow tasks. */
  readonly suggestContinueAsNewAfter?: number;
  /** Ends the simulation after so many workflow tasks; 60 by default. */
  readonly maxTasks?: number;
  /** How often a failed workflow task is tried again, where a Service would never stop; 0 by default. */
  readonly retryFailedTasks?: number;
  /** Real milliseconds to wait for the Worker; 15,000 by default. */
  readonly patience?: number;
}

const OUTCOME_KEYS = ['ok', 'fail', 'never', 'after', 'timeout', 'startFails'] satisfies (keyof Outcome)[];

/** What a script has for the n-th call of a name: see `Script` and `Scenario`. */
export function outcomeOf(script: Script | undefined, name: string, args: readonly unknown[], call: number): Outcome {
  let entry = script?.[name];
  if (typeof entry === 'function') entry = (entry as (call: { args: readonly unknown[]; call: number }) => unknown)({ args, call });
  if (typeof entry === 'object' && entry !== null && OUTCOME_KEYS.some((key) => key in entry)) return entry;
  return { ok: entry === undefined ? `${name}:${call}` : entry };
}
