import type { TSESTree } from '@typescript-eslint/utils';
import { realPath } from '../project/files.ts';
import { resolveModule } from '../project/resolve.ts';
import type { SourceFile } from '../syntax/file.ts';
import { HEARTBEAT_THROTTLE } from '../temporal/activity-apis.ts';
import { activitiesOf } from './activity-code.ts';
import type { ActivitySource } from './activity-sources.ts';
import { activityFunctions } from './activity-functions.ts';
import { projectOf } from './bundle.ts';
import { functionKey, type Heartbeats, heartbeatsOf, mentionsHeartbeat } from './heartbeats.ts';
import { pollingLoops } from './polling.ts';
import { implementationsOf, type ScheduledActivities, scheduledIn } from './scheduled-activities.ts';
import type { NamedExport } from './used-exports.ts';

/** Which of the activities that are called with some options certainly send heartbeats, or certainly do not. */
export function activitiesThat(
  sendHeartbeats: Extract<Heartbeats, 'yes' | 'no'>,
  { filename }: SourceFile,
  { activities, sources }: ScheduledActivities,
): readonly string[] {
  const from = filename === null ? null : realPath(filename);
  const project = from === null ? null : projectOf(from);
  if (from === null || !project) return [];
  const { hasHeartbeatInterceptor, ofWorkers } = activitiesOf(project);
  if (sendHeartbeats === 'no' && hasHeartbeatInterceptor) return [];
  return activities.filter((activity) => {
    const found = functionsOf(from, activity, sources, ofWorkers).map(({ file, name }) => heartbeatsOf(file, name));
    return found.length === 1 && found[0] === sendHeartbeats;
  });
}

/** The functions that an activity of a name may be: where its proxy's type leads to, or, if that is an interface, what the workers are given. */
function functionsOf(from: string, activity: string, sources: readonly ActivitySource[] | null, ofWorkers: readonly NamedExport[]): readonly NamedExport[] {
  const isThere = ({ file, name }: NamedExport) => heartbeatsOf(file, name) !== 'absent';
  const typed = implementationsOf(from, activity, sources, ofWorkers).filter(isThere);
  // What a type names and is not in sight may be anything.
  const isInSight = sources?.every(({ specifier }) => specifier === null || resolveModule(specifier, from, 'import')?.kind === 'file');
  return typed.length > 0 || !isInSight ? typed : implementationsOf(from, activity, null, ofWorkers).filter(isThere);
}

/** A wait of a loop in an activity that sends no heartbeats, and that nobody watches. */
export interface UnwatchedWait {
  readonly wait: TSESTree.Node;
  readonly activity: string;
  /** The longest that an attempt may take by the options of those who call the activity, in milliseconds. */
  readonly limit: number;
}

/**
 * The loops of a file that poll in an activity without heartbeats, one for each activity, where a workflow of the project calls it with
 * a limit that heartbeats would make sense for, and all without `heartbeatTimeout`. Empty where nothing in the project tells.
 */
export function unwatchedPolling(file: SourceFile): readonly UnwatchedWait[] {
  const loops = file.filename === null ? [] : pollingLoops(file);
  const filename = loops.length > 0 && file.filename !== null ? realPath(file.filename) : null;
  if (filename === null) return [];
  return [...activityFunctions(file)].flatMap(([name, node]) => {
    const loop = loops.find(({ region }) => region === node);
    if (!loop || mentionsHeartbeat(file, node) || heartbeatsOf(filename, name) !== 'no') return [];
    const limit = unwatchedLimit(filename, name);
    return limit === null ? [] : [{ wait: loop.wait, activity: name, limit }];
  });
}

/** How long workflows of the project let an attempt of an activity take; null where one watches it, none is known, or it is short. */
function unwatchedLimit(filename: string, name: string): number | null {
  const project = projectOf(filename);
  const key = functionKey(filename, name);
  if (!project || key === null) return null;
  const activity = name.split('.').at(-1)!;
  const { callers, hasHeartbeatInterceptor, ofWorkers } = activitiesOf(project);
  const uses = callers.flatMap((caller) =>
    (scheduledIn(caller) ?? []).filter(({ activities, sources }) => {
      if (!activities.includes(activity)) return false;
      return functionsOf(caller, activity, sources, ofWorkers).some((place) => functionKey(place.file, place.name) === key);
    }),
  );
  if (hasHeartbeatInterceptor || uses.some(({ heartbeatTimeout }) => heartbeatTimeout !== 'absent')) return null;
  const limit = Math.max(0, ...uses.map(({ attemptLimit }) => attemptLimit ?? 0));
  return limit > HEARTBEAT_THROTTLE ? limit : null;
}
