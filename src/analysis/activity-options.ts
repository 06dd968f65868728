import type { TSESTree } from '@typescript-eslint/utils';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { staticObject, staticValue } from '../syntax/static-values.ts';
import { activityCalls, type ActivityKind, activityProxies, type ActivityProxy } from './activities.ts';

/** What is known of options: for each key whether it is certainly there, with a value that is not `undefined`. */
export interface KnownOptions {
  readonly state: (key: string) => 'present' | 'absent' | 'unknown';
  /** The value that a key certainly has; null where that is not known, or the key is absent. */
  readonly value: (key: string) => TSESTree.Node | null;
}

const UNKNOWN: KnownOptions = { state: () => 'unknown', value: () => null };

/** What is known of the options in an expression; no expression at all is no options. */
export function knownOptions(file: SourceFile, options: TSESTree.Node | null): KnownOptions {
  if (!options || isUndefined(file, options)) {
    return { state: () => 'absent', value: () => null };
  }
  const object = staticObject(file, options);
  if (!object) return UNKNOWN;
  return {
    state: (key) => {
      if (!object.properties.has(key)) return object.isComplete ? 'absent' : 'unknown';
      const value = object.properties.get(key);
      if (!value) return 'unknown';
      return isUndefined(file, value) ? 'absent' : 'present';
    },
    value: (key) => object.properties.get(key) ?? null,
  };
}

/** Whether options say something of a key, be it `undefined`: `executeWithOptions` merges that over the proxy's own. */
export function mentions(file: SourceFile, options: TSESTree.Node | null, key: string): boolean | null {
  if (!options) return false;
  const object = staticObject(file, options);
  if (!object) return isUndefined(file, options) ? false : null;
  return object.properties.has(key) || (object.isComplete ? false : null);
}

function isUndefined(file: SourceFile, node: TSESTree.Node): boolean {
  const known = staticValue(file, node);
  return known !== null && known.value === undefined;
}

/** The options that activities are scheduled with, in one place of a file. */
export interface ScheduledOptions {
  readonly kind: ActivityKind;
  /** The call that the options are given to: of a proxy's maker, of `executeWithOptions`, or of `scheduleActivity`. */
  readonly call: TSESTree.CallExpression;
  /** Whether the options are those of a proxy, which its calls may replace. */
  readonly isProxy: boolean;
  /** The proxy whose options those of a call are merged over; null for options that stand alone, and where it is not in sight. */
  readonly over: ActivityProxy | null;
  /** The expression that gives them; null where there is none. */
  readonly node: TSESTree.Node | null;
  readonly options: KnownOptions;
  readonly retry: KnownOptions;
}

/** All options in a file that activities are scheduled with: those of a call as the SDK merges them over the proxy's, once for each proxy. */
export const scheduledOptions = perFile((file): readonly ScheduledOptions[] => [
  ...activityProxies(file).map(({ call, kind, options }) => ({
    kind,
    call,
    isProxy: true,
    over: null,
    node: options,
    ...merged(file, NONE, options),
  })),
  ...activityCalls(file).flatMap(({ kind, call, form, ownOptions, proxies }): ScheduledOptions[] => {
    const own = { kind, call, isProxy: false, over: null, node: ownOptions };
    if (form === 'proxy') return [];
    if (form === 'schedule') return [{ ...own, ...merged(file, NONE, ownOptions) }];
    if (proxies.length === 0) return [{ ...own, ...merged(file, NOT_IN_SIGHT, ownOptions) }];
    return proxies.map((proxy) => ({ ...own, over: proxy, ...merged(file, merged(file, NONE, proxy.options), ownOptions) }));
  }),
]);

interface Layer {
  readonly options: KnownOptions;
  readonly retry: KnownOptions;
}

const ABSENT: KnownOptions = { state: () => 'absent', value: () => null };
const NONE: Layer = { options: ABSENT, retry: ABSENT };
const NOT_IN_SIGHT: Layer = { options: UNKNOWN, retry: UNKNOWN };

/** What `deepMerge` of the SDK makes of options and those under them: a key that is there replaces, objects are merged. */
function merged(file: SourceFile, under: Layer, node: TSESTree.Node | null): Layer {
  const own = knownOptions(file, node);
  const options = over(file, own, node, under.options);
  if (mentions(file, node, 'retry') === false) return { options, retry: under.retry };
  const given = own.state('retry') === 'present' ? own.value('retry') : null;
  const retry = given ? over(file, knownOptions(file, given), given, under.retry) : own.state('retry') === 'absent' ? ABSENT : UNKNOWN;
  return { options, retry };
}

function over(file: SourceFile, own: KnownOptions, node: TSESTree.Node | null, under: KnownOptions): KnownOptions {
  const layer = (key: string): KnownOptions => {
    const isMentioned = mentions(file, node, key);
    return isMentioned === null ? UNKNOWN : isMentioned ? own : under;
  };
  return { state: (key) => layer(key).state(key), value: (key) => layer(key).value(key) };
}
