import { perModule } from '../project/modules.ts';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { type ActivityCall, activityCalls } from './activities.ts';
import { exportsNamed } from './activity-code.ts';
import { type KnownOptions, type ScheduledOptions, scheduledOptions } from './activity-options.ts';
import { type ActivitySource, typeSources } from './activity-sources.ts';
import { knownMilliseconds } from './durations.ts';
import type { NamedExport } from './used-exports.ts';

/** The options of activities, in one place of a file, and which activities are called with them. */
export interface ScheduledActivities extends ScheduledOptions {
  /** The types of the activities that the file calls with these options; those whose names are not known are left out. */
  readonly activities: readonly string[];
  /** What the type of the proxy names; null for an untyped one. */
  readonly sources: readonly ActivitySource[] | null;
}

/** The options of activities in a file, with the activities that are called with them. */
export const scheduledActivities = perFile((file): readonly ScheduledActivities[] =>
  scheduledOptions(file).map((scheduled) => {
    const { call, isProxy, over } = scheduled;
    const isOf = (one: ActivityCall) => (isProxy ? one.form === 'proxy' && one.proxies.some((proxy) => proxy.call === call) : one.call === call);
    const types = (isProxy ? call : over?.call)?.typeArguments;
    return {
      ...scheduled,
      activities: [...new Set(activityCalls(file).flatMap((one) => (isOf(one) && one.activity !== null ? [one.activity] : [])))],
      sources: types ? typeSources(file, types) : null,
    };
  }),
);

/** The longest that one attempt may take, in milliseconds; null where that is not known. */
export function attemptLimit(file: SourceFile, { value }: KnownOptions): number | null {
  const limits = ['startToCloseTimeout', 'scheduleToCloseTimeout'].flatMap((name) => knownMilliseconds(file, value(name)) ?? []);
  return limits.length > 0 ? Math.min(...limits) : null;
}

/**
 * Where an activity of a name may be, `create.charge` for a member of an export: what the type of its proxy names, or, for an untyped
 * one, what the workers of the project are given.
 */
export function implementationsOf(
  from: string,
  activity: string,
  sources: readonly ActivitySource[] | null,
  ofWorkers: readonly NamedExport[],
): readonly NamedExport[] {
  const named = sources && sources.length > 0 ? sources.flatMap((source) => exportsNamed(from, source)) : ofWorkers;
  const members = named.map(({ file, name }) => ({ file, name: name === '*' || name === activity ? activity : `${name}.${activity}` }));
  return [...new Map(members.map((one) => [`${one.file}\0${one.name}`, one])).values()];
}

/** How a module on the disk calls an activity, as plain data. */
export interface ScheduledInModule {
  readonly activities: readonly string[];
  readonly sources: readonly ActivitySource[] | null;
  readonly heartbeatTimeout: 'present' | 'absent' | 'unknown';
  readonly attemptLimit: number | null;
}

/** How a module on the disk calls activities of the server's; null where it cannot be read. */
export const scheduledIn = perModule((file): readonly ScheduledInModule[] =>
  scheduledActivities(file).flatMap(({ kind, activities, sources, options }) =>
    kind === 'activity'
      ? [{ activities, sources, heartbeatTimeout: options.state('heartbeatTimeout'), attemptLimit: attemptLimit(file, options) }]
      : [],
  ),
);
