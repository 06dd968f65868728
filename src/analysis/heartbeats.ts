import { isBuiltin } from 'node:module';
import path from 'node:path';
import type { TSESTree } from '@typescript-eslint/utils';
import { perDisk } from '../project/files.ts';
import { perModule } from '../project/modules.ts';
import { nearestPackage } from '../project/packages.ts';
import { resolveModule } from '../project/resolve.ts';
import type { SourceFile } from '../syntax/file.ts';
import { nodesOfType, unwrapped } from '../syntax/nodes.ts';
import { originOf } from '../syntax/trace.ts';
import { ACTIVITY_PACKAGE, HEARTBEATS } from '../temporal/activity-apis.ts';
import { activityFunctions } from './activity-functions.ts';
import { type ModuleFace, moduleFace, type ModuleUse, moduleUses } from './module-uses.ts';
import { regionGraph, regionOf } from './reachability.ts';

/** Whether an activity sends heartbeats; `unknown` where it uses what is not in sight, or something else of that name; `absent`: no such function. */
export type Heartbeats = 'yes' | 'no' | 'unknown' | 'absent';

/** Where a function of the project is: its module, and the region that it is there. */
interface Place {
  readonly file: string;
  readonly region: number;
}

interface BeatsOfModule {
  /** For each region that has some, whether its heartbeats are certain. */
  readonly regions: ReadonlyMap<number, boolean>;
  /** The regions of the functions that may be activities. */
  readonly functions: ReadonlyMap<string, number>;
}

const beatsOf = perModule((file): BeatsOfModule => {
  const numbers = new Map(regionGraph(file).regions.map((region, number) => [region, number]));
  const regions = new Map<number, boolean>();
  for (const { node, isCertain } of beats(file)) {
    const number = numbers.get(regionOf(node));
    if (number !== undefined) regions.set(number, isCertain && regions.get(number) !== false);
  }
  const functions = [...activityFunctions(file)].flatMap(([name, node]) => {
    const number = numbers.get(node);
    return number === undefined ? [] : [[name, number] as const];
  });
  return { regions, functions: new Map(functions) };
});

/** The calls that send heartbeats, and whatever else may. */
function beats(file: SourceFile): { readonly node: TSESTree.Node; readonly isCertain: boolean }[] {
  const calls = nodesOfType(file, 'CallExpression').filter(({ callee }) => HEARTBEATS.includes(activityName(file, callee)));
  const certain = new Set<TSESTree.Node>(calls.flatMap(({ callee }) => [callee, ...(callee.type === 'MemberExpression' ? [callee.property] : [])]));
  // Who completes an activity from outside, by its token, sends its heartbeats too.
  const named = nodesOfType(file, 'Identifier').filter(
    (node) =>
      /heart_?beat|taskToken|CompleteAsyncError/iu.test(node.name) && node.name !== 'heartbeatDetails' && !certain.has(node) && !isDestructured(node),
  );
  // Whoever is given the context can send heartbeats with it.
  const handedOver = nodesOfType(file, 'CallExpression').filter(
    ({ callee, parent }) => parent.type === 'CallExpression' && parent.callee !== callee && activityName(file, callee) === 'Context.current',
  );
  return [...calls.map((node) => ({ node, isCertain: true })), ...[...named, ...handedOver].map((node) => ({ node, isCertain: false }))];
}

/** Whether an identifier only takes a property out of something: what that is used for is to be seen. */
function isDestructured({ parent }: TSESTree.Identifier): boolean {
  return parent.type === 'Property' && parent.parent.type === 'ObjectPattern';
}

/** What an expression is of the activity package, calls on the way left out: `Context.current.heartbeat`; empty for anything else. */
export function activityName(file: SourceFile, node: TSESTree.Node): string {
  const origin = originOf(file, node);
  if (origin?.root.type === 'module') return origin.root.module === ACTIVITY_PACKAGE ? origin.path.join('.') : '';
  const made = origin?.root.type === 'value' ? unwrapped(origin.root.node) : null;
  if (!origin || made?.type !== 'CallExpression' || made === unwrapped(node)) return '';
  const maker = activityName(file, made.callee);
  return maker === '' ? '' : [maker, ...origin.path].join('.');
}

/** Whether code of a file, in a node and functions inside of it, sends heartbeats, or mentions them in another way. */
export function mentionsHeartbeat(file: SourceFile, { range }: TSESTree.Node): boolean {
  return beats(file).some(({ node }) => node.range[0] >= range[0] && node.range[1] <= range[1]);
}

/** What tells one function of the project from another, for an export of a module or a member of it; null where it is not one plain function. */
export function functionKey(file: string, name: string): string | null {
  const [place, ...others] = places(`${file}\0${name}`) ?? [];
  return place && others.length === 0 ? `${place.file}\0${place.region}` : null;
}

/** Whether the activity of a name, an export of a module or a member of what it exports, sends heartbeats, itself or through what it calls. */
export function heartbeatsOf(file: string, name: string): Heartbeats {
  return heartbeats(`${file}\0${name}`);
}

const places = perDisk((key): readonly Place[] | null => {
  const [file = '', name = ''] = key.split('\0');
  return placesOf(file, name, new Set());
});

const heartbeats = perDisk((key): Heartbeats => {
  const start = places(key);
  if (start?.length === 0) return 'absent';
  if (start?.length !== 1) return 'unknown';
  const pending = [...start];
  const seen = new Set<string>();
  let isKnown = true;
  let areCertain = false;
  for (let place = pending.pop(); place; place = pending.pop()) {
    const key = `${place.file}\0${place.region}`;
    const uses = seen.has(key) ? null : moduleUses(place.file);
    if (!uses) {
      isKnown &&= seen.has(key);
      continue;
    }
    seen.add(key);
    const beat = beatsOf(place.file)?.regions.get(place.region);
    if (beat === true) areCertain = true;
    if (beat === false) isKnown = false;
    for (const region of uses.next[place.region] ?? []) pending.push({ file: place.file, region });
    for (const use of uses.uses[place.region] ?? []) {
      const used = usedPlaces(place.file, use);
      if (used) pending.push(...used);
      else isKnown = false;
    }
  }
  if (!isKnown) return 'unknown';
  return areCertain ? 'yes' : 'no';
});

/** What runs where an export of another module is used; null where that may send heartbeats unseen. */
function usedPlaces(from: string, { specifier, style, name }: ModuleUse, seen = new Set<string>()): readonly Place[] | null {
  if (specifier === ACTIVITY_PACKAGE || isBuiltin(specifier)) return [];
  const target = resolveModule(specifier, from, style);
  if (target?.kind !== 'file') return target ? [] : null;
  if (target.package !== null) return knowsActivities(target.file) ? null : [];
  return exportPlaces(target.file, name, seen);
}

/** Whether an installed package depends on the activity package, so that it can send heartbeats. */
function knowsActivities(file: string): boolean {
  const manifest = nearestPackage(path.dirname(file))?.manifest;
  if (!manifest) return true;
  return ['dependencies', 'peerDependencies', 'optionalDependencies'].some((field) => {
    const names = manifest[field];
    return typeof names === 'object' && names !== null && ACTIVITY_PACKAGE in names;
  });
}

/** The function of a module, or of one that it re-exports, by its name; none where nothing has the name, null where it is no plain function. */
function placesOf(file: string, name: string, seen: Set<string>): readonly Place[] | null {
  if (seen.has(file)) return [];
  seen.add(file);
  const face = moduleFace(file);
  if (!face) return null;
  const [first = '', ...members] = name.split('.');
  if (face.exports.has(first)) {
    const functions = beatsOf(file)?.functions;
    if (!functions) return null;
    const region = functions.get(name);
    if (region !== undefined) return [{ file, region }];
    const isObject = members.length > 0 && [...functions.keys()].some((key) => key.startsWith(`${first}.`));
    return isObject ? [] : null;
  }
  const places: Place[] = [];
  for (const from of reExporters(face, first)) {
    const target = resolveModule(from.specifier, file, 'import');
    if (target?.kind !== 'file' || target.package !== null) continue;
    const found = placesOf(target.file, [from.name, ...members].join('.'), seen);
    if (!found) return null;
    places.push(...found);
  }
  return places;
}

function exportPlaces(file: string, name: string, seen: Set<string>): readonly Place[] | null {
  if (seen.has(file)) return [];
  seen.add(file);
  const uses = moduleUses(file);
  if (!uses) return null;
  const own = name === '*' ? [...uses.exports.values()].flat() : uses.exports.get(name);
  if (own) return own.map((region) => ({ file, region }));
  const places: Place[] = [];
  for (const from of reExporters(uses, name)) {
    const found = usedPlaces(file, { ...from, style: 'import' }, seen);
    if (!found) return null;
    places.push(...found);
  }
  return places;
}

/** Where a module may have an export from that it does not declare. */
function reExporters(
  { reExports, stars }: ModuleFace,
  name: string,
): readonly { readonly specifier: string; readonly name: string }[] {
  const direct = reExports.filter((one) => one.name === name).map(({ from }) => from);
  return direct.length > 0 ? direct : stars.map((specifier) => ({ specifier, name }));
}
