import path from 'node:path';
import { perLayout } from './files.ts';
import type { ModuleEdge, ModuleRecord, RuntimeImport } from './module-record.ts';
import { contains, nearestPackage, type Package } from './packages.ts';

/** The names that are asked of a module; `all` includes those that nobody can tell. */
export type Names = ReadonlySet<string> | 'all';

/**
 * Whether the package.json of a module says, by `sideEffects`, that it may be left out where nothing is taken from it. The bundler then does
 * not even read what such a module re-exports, unless it is asked for (webpack 5.112, lib/optimize/LazyBarrels.js).
 */
export const isSideEffectFree = perLayout((file): boolean => {
  const own = packageThatSays(path.dirname(file));
  if (!own) return false;
  const declared = own.manifest['sideEffects'];
  if (declared === false) return true;
  const patterns = typeof declared === 'string' ? [declared] : declared;
  if (!Array.isArray(patterns)) return false;
  const relative = path.relative(own.directory, file).split(path.sep).join('/');
  return !patterns.some((pattern) => typeof pattern !== 'string' || mayMatch(pattern, relative));
});

/** The package.json that speaks for a directory: inside of an installed package, one without a name leaves it to that above. */
function packageThatSays(directory: string): Package | null {
  const own = nearestPackage(directory);
  if (!own || own.manifest['sideEffects'] !== undefined || own.name !== null) return own;
  const above = path.dirname(own.directory);
  if (!own.directory.split(path.sep).includes('node_modules') || path.basename(above) === 'node_modules') return own;
  const outer = nearestPackage(above);
  return outer && contains(outer.directory, own.directory) ? packageThatSays(above) : own;
}

/** Whether a pattern of `sideEffects` matches a path; true for patterns of other kinds than `*`, `**` and `?`. */
function mayMatch(pattern: string, relative: string): boolean {
  const plain = pattern.replace(/^\.\//u, '');
  if (/[[\]{}()!+@]/u.test(plain)) return true;
  const anywhere = plain.includes('/') ? plain : `**/${plain}`;
  const source = anywhere
    .replace(/[.^$|\\]/gu, '\\$&')
    .replace(/\*\*\/|\*\*|\*|\?/gu, (wildcard) => ({ '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' })[wildcard]!);
  return new RegExp(`^${source}$`, 'u').test(relative);
}

/** Whether a module hands on exports of others. */
export function isBarrel({ exports }: ModuleRecord): boolean {
  return exports.some(({ kind }) => kind !== 'local');
}

/**
 * What a side-effect-free module that hands on exports of others imports when these names are asked of it, each with the names that it
 * asks for in turn.
 */
export function importsFor(record: ModuleRecord, names: Names): { readonly edge: ModuleEdge; readonly names: Names }[] {
  const locals = new Set<string>();
  const handedOn = new Map<string, { readonly specifier: string; readonly imported: string }>();
  const stars = new Set<string>();
  for (const one of record.exports) {
    if (one.kind === 'local') locals.add(one.name);
    else if (one.kind === 'star') stars.add(one.specifier);
    else handedOn.set(one.name, one);
  }
  const unknown = names === 'all' ? names : new Set([...names].filter((name) => !locals.has(name) && !handedOn.has(name)));
  const runsItself = names === 'all' || names.size === 0 || [...names].some((name) => locals.has(name));

  return record.imports.flatMap((edge) => {
    if (edge.kind === 'require' || edge.kind === 'dynamic-import') return { edge, names: 'all' as const };
    const asked = new Set<string>();
    for (const [name, { specifier, imported }] of handedOn) {
      if (specifier === edge.specifier && (names === 'all' || names.has(name))) asked.add(imported);
    }
    const isStar = edge.kind === 'export-from' && stars.has(edge.specifier) && (unknown === 'all' || unknown.size > 0);
    if (isStar && unknown === 'all') return { edge, names: unknown };
    if (isStar && unknown !== 'all') for (const name of unknown) asked.add(name);
    if (edge.kind === 'import' && runsItself) for (const { imported } of edge.names ?? [{ imported: '*' }]) asked.add(imported);
    else if (asked.size === 0) return [];
    return { edge, names: asNames(asked) };
  });
}

/** The names that an import asks of a module. */
export function namesAskedBy({ names }: RuntimeImport): Names {
  return names ? asNames(new Set(names.map(({ imported }) => imported))) : 'all';
}

function asNames(names: ReadonlySet<string>): Names {
  return names.has('*') ? 'all' : names;
}
