import { isBuiltin } from 'node:module';
import path from 'node:path';
import { sourceOf } from './build-output.ts';
import { inDirectory, kindIn, kindOf, perLayout, realPath } from './files.ts';
import { exportTargets, importTargets } from './package-exports.ts';
import { installedPackageOf, nearestPackage, packageAt, type Package } from './packages.ts';
import { tsconfigPathsFor } from './tsconfig.ts';

/** What a specifier stands for in the bundle. */
export type Resolution =
  | {
      readonly kind: 'file';
      /** The real path. */
      readonly file: string;
      /** `tsconfig-paths`: the compiler finds it, the bundler does not. */
      readonly by: 'bundler' | 'tsconfig-paths';
      /** The installed package that the file belongs to; null for a file of the project, linked workspaces included. */
      readonly package: string | null;
      /** The compiled file that the bundler takes, built or not, where `file` is its source; null where they are the same. */
      readonly builtFile: string | null;
    }
  | { readonly kind: 'builtin'; readonly name: string }
  /** The `browser` field of the package replaces it by nothing. */
  | { readonly kind: 'ignored' };

export type ImportStyle = 'import' | 'require';

// The bundler is webpack 5 for the target `web` in mode `development`, with these two settings of `resolve`.
const EXTENSIONS = ['.ts', '.js'];
const EXTENSION_ALIASES: readonly (readonly [string, readonly string[]])[] = [['.js', ['.ts', '.js']]];
// The rest are its defaults (webpack 5.112, lib/config/defaults.js).
const MAIN_FIELDS = ['browser', 'module', 'main'];
const CONDITIONS: Readonly<Record<ImportStyle, ReadonlySet<string>>> = {
  import: new Set(['import', 'module-sync', 'module', 'webpack', 'development', 'browser']),
  require: new Set(['require', 'module-sync', 'module', 'webpack', 'development', 'browser']),
};

/** A path that the bundler would take: a file that is there, or build output that is not but has a source; `ignored` as above. */
type Found = { readonly path: string } | 'ignored' | null;

interface Query {
  readonly style: ImportStyle;
  /** Whether extensions and index files have to be written out, as in ES modules of Node. */
  readonly fullySpecified: boolean;
  /** How many replacements by a package.json have led here: they may go in circles. */
  readonly depth: number;
}

const MAX_REPLACEMENTS = 10;

/**
 * What a specifier in a file stands for, as the bundler resolves it; where it finds nothing, as the compiler does through
 * tsconfig `paths`. Null where neither finds anything.
 */
export function resolveModule(specifier: string, fromFile: string, style: ImportStyle): Resolution | null {
  const fullySpecified = style === 'import' && isStrictModule(fromFile);
  const known = resolutionsIn(path.dirname(fromFile))[fullySpecified ? 'strict' : style];
  let resolution = known.get(specifier);
  if (resolution === undefined) {
    resolution = resolveFrom(path.dirname(fromFile), specifier, { style, fullySpecified, depth: 0 });
    known.set(specifier, resolution);
  }
  return resolution;
}

/** What specifiers in the files of a directory have been found to stand for: in imports that need not be fully specified, in those that need, and in `require`. */
const resolutionsIn = perLayout(() => ({
  import: new Map<string, Resolution | null>(),
  strict: new Map<string, Resolution | null>(),
  require: new Map<string, Resolution | null>(),
}));

/** Whether a file is an ES module to webpack by its name or package, so that `require` in it means nothing. */
export function isStrictModule(file: string): boolean {
  if (file.endsWith('.mjs')) return true;
  return file.endsWith('.js') && nearestPackage(path.dirname(file))?.manifest['type'] === 'module';
}

function resolveFrom(directory: string, specifier: string, query: Query): Resolution | null {
  const scheme = /^([a-z][a-z0-9+.-]+):/iu.exec(specifier)?.[1];
  if (scheme !== undefined && !path.isAbsolute(specifier)) {
    return scheme === 'node' ? { kind: 'builtin', name: specifier } : null;
  }
  const request = withoutQuery(specifier);
  const found = findRequest(request, directory, query);
  if (found === 'ignored') return { kind: 'ignored' };
  if (found) return asResolution(found.path, 'bundler');

  for (const candidate of tsconfigPathsFor(request, directory)) {
    const target = findPath(candidate, { ...query, fullySpecified: false }) ?? findAliased(candidate, query);
    if (target && target !== 'ignored') return asResolution(target.path, 'tsconfig-paths');
  }
  return isBuiltin(specifier) ? { kind: 'builtin', name: specifier } : null;
}

function asResolution(found: string, by: 'bundler' | 'tsconfig-paths'): Resolution {
  const real = realPath(found);
  const source = /\.[cm]?js$/u.test(real) ? sourceOf(real) : null;
  const file = source === null ? real : realPath(source);
  return { kind: 'file', file, by, package: installedPackageOf(file), builtFile: source === null ? null : real };
}

function findRequest(request: string, directory: string, query: Query): Found {
  if (query.depth > MAX_REPLACEMENTS || request === '') return null;
  const own = nearestPackage(directory);
  const replaced = own && replacedByBrowserField(own, request, directory);
  if (replaced === 'ignored') return 'ignored';
  if (own && replaced) return findRequest(replaced.by, own.directory, deeper(query));

  for (const [extension, aliases] of EXTENSION_ALIASES) {
    if (!request.endsWith(extension)) continue;
    for (const alias of aliases) {
      const aliased = request.slice(0, -extension.length) + alias;
      const found = findPlain(aliased, directory, { ...query, fullySpecified: true });
      if (found) return found;
    }
  }
  return findPlain(request, directory, query);
}

function findPlain(request: string, directory: string, query: Query): Found {
  if (request.startsWith('#')) return findOwnImport(request, directory, query);
  if (/^\.\.?(?:\/|$)/u.test(request) || path.isAbsolute(request)) {
    const isDirectory = /(?:^|\/)\.{0,2}$/u.test(request);
    if (isDirectory && query.fullySpecified) return null;
    return findPath(resolved(directory, request), query, isDirectory);
  }
  return findInPackages(request, directory, query);
}

/** As `path.resolve`, which puts the whole path in order, and takes several times as long. */
function resolved(directory: string, request: string): string {
  let base = directory;
  let rest = request.startsWith('./') ? request.slice(2) : request;
  for (; rest.startsWith('../'); rest = rest.slice(3)) base = path.dirname(base);
  return path.sep === '/' && /^[^./][^/]*(?:\/[^./][^/]*)*$/u.test(rest) ? inDirectory(base, rest) : path.resolve(directory, request);
}

/** `./a.js` written for `a.ts`, for candidates that are already paths. */
function findAliased(candidate: string, query: Query): Found {
  for (const [extension, aliases] of EXTENSION_ALIASES) {
    if (!candidate.endsWith(extension)) continue;
    for (const alias of aliases) {
      const found = findFile(candidate.slice(0, -extension.length) + alias, query);
      if (found) return found;
    }
  }
  return null;
}

function findOwnImport(request: string, directory: string, query: Query): Found {
  const own = nearestPackage(directory);
  if (!own) return null;
  for (const target of importTargets(own.manifest['imports'], request, CONDITIONS[query.style])) {
    const found = target.startsWith('./')
      ? (findAliased(path.join(own.directory, target), query) ?? findPath(path.join(own.directory, target), query))
      : findRequest(target, directory, { ...deeper(query), fullySpecified: false });
    if (found) return found;
  }
  return null;
}

function findInPackages(request: string, directory: string, query: Query): Found {
  const segments = request.split('/');
  const name = segments.slice(0, request.startsWith('@') ? 2 : 1).join('/');
  const subpath = `.${request.slice(name.length)}`;

  const own = nearestPackage(directory);
  if (own && own.name === name && own.manifest['exports'] != null) return findExported(own, subpath, query);

  for (let current = directory; ; current = path.dirname(current)) {
    const modules = path.join(current, 'node_modules');
    if (kindOf(modules) === 'directory') {
      const target = path.join(modules, name);
      const single = subpath === '.' ? findWithExtensions(target, { ...query, fullySpecified: false }) : null;
      if (single) return single;
      if (kindOf(target) === 'directory') {
        const found = packageAt(target);
        if (found && found.manifest['exports'] != null) return findExported(found, subpath, query);
        const inside = findPath(path.join(target, subpath), query, subpath === '.' || subpath.endsWith('/'));
        if (inside) return inside;
      }
    }
    if (path.dirname(current) === current) return null;
  }
}

function findExported(owner: Package, subpath: string, query: Query): Found {
  for (const target of exportTargets(owner.manifest['exports'], subpath, CONDITIONS[query.style])) {
    if (!target.startsWith('./')) continue;
    const found = findPath(path.join(owner.directory, target), query);
    if (found) return found;
  }
  return null;
}

/** A file or directory by its path: as a file first, unless the request says that it is a directory. */
function findPath(target: string, query: Query, isDirectory = false): Found {
  return (isDirectory ? null : findWithExtensions(target, query)) ?? findInDirectory(target, query, isDirectory);
}

function findWithExtensions(target: string, query: Query): Found {
  if (query.fullySpecified) return findFile(target, query);
  const directory = path.dirname(target);
  const name = path.basename(target);
  const own = nearestPackage(directory);
  for (const extension of ['', ...EXTENSIONS]) {
    const found = findName(directory, name + extension, own, query);
    if (found) return found;
  }
  return null;
}

function findInDirectory(directory: string, query: Query, isPackage: boolean): Found {
  if ((query.fullySpecified && !isPackage) || kindOf(directory) !== 'directory' || query.depth > MAX_REPLACEMENTS) return null;
  const inside = { ...deeper(query), fullySpecified: false };
  const manifest = packageAt(directory)?.manifest ?? {};
  for (const field of MAIN_FIELDS) {
    const main = manifest[field];
    if (typeof main !== 'string' || main === '' || main === '.' || main === './') continue;
    const found = findPath(path.join(directory, main), inside, main.endsWith('/'));
    if (found) return found;
  }
  return findWithExtensions(path.join(directory, 'index'), inside);
}

function findFile(file: string, query: Query): Found {
  const directory = path.dirname(file);
  return findName(directory, path.basename(file), nearestPackage(directory), query);
}

/** A file by its name in a directory, and the package of that. */
function findName(directory: string, name: string, own: Package | null, query: Query): Found {
  if (own?.manifest['browser'] != null) {
    const replaced = replacedByBrowserField(own, inDirectory(directory, name), own.directory);
    if (replaced === 'ignored') return 'ignored';
    if (replaced && query.depth <= MAX_REPLACEMENTS) {
      return findRequest(replaced.by, own.directory, { ...deeper(query), fullySpecified: false });
    }
  }
  if (kindIn(directory, name) === 'file') return { path: inDirectory(directory, name) };
  // Build output that is not there, or not yet.
  if (!/\.[cm]?js$/u.test(name)) return null;
  const file = inDirectory(directory, name);
  return sourceOf(realPath(file)) === null ? null : { path: file };
}

/** What the `browser` map of a package puts in the place of a request from one of its directories; null where it has nothing to say. */
function replacedByBrowserField(own: Package, request: string, directory: string): { readonly by: string } | 'ignored' | null {
  const map = own.manifest['browser'];
  if (typeof map !== 'object' || map === null) return null;
  const isPath = path.isAbsolute(request) || /^\.\.?(?:\/|$)/u.test(request);
  const key = isPath
    ? `./${path.relative(own.directory, path.resolve(directory, request)).split(path.sep).join('/')}`
    : request;
  const entries = map as Record<string, unknown>;
  const value = Object.hasOwn(entries, key) ? entries[key] : isPath ? entries[key.slice(2)] : undefined;
  if (value === false) return 'ignored';
  return typeof value === 'string' && value !== key ? { by: value } : null;
}

function withoutQuery(specifier: string): string {
  const end = specifier.search(/[?]|(?<=.)#/u);
  return end === -1 ? specifier : specifier.slice(0, end);
}

function deeper(query: Query): Query {
  return { ...query, depth: query.depth + 1 };
}
