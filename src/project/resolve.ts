import { isBuiltin } from 'node:module';
import path from 'node:path';
import { sourceOf } from './build-output.ts';
import { kindOf, perLayout, realPath } from './files.ts';
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
  const strict = style === 'import' && isStrictModule(fromFile);
  return resolveFrom(`${path.dirname(fromFile)}\0${style}\0${strict ? 'strict' : ''}\0${specifier}`);
}

/** Whether a file is an ES module to webpack by its name or package, so that `require` in it means nothing. */
export function isStrictModule(file: string): boolean {
  if (file.endsWith('.mjs')) return true;
  return file.endsWith('.js') && nearestPackage(path.dirname(file))?.manifest['type'] === 'module';
}

const resolveFrom = perLayout((key): Resolution | null => {
  const [directory = '', style = '', strict, specifier = ''] = key.split('\0');
  const scheme = /^([a-z][a-z0-9+.-]+):/iu.exec(specifier)?.[1];
  if (scheme !== undefined && !path.isAbsolute(specifier)) {
    return scheme === 'node' ? { kind: 'builtin', name: specifier } : null;
  }
  const query: Query = { style: style as ImportStyle, fullySpecified: strict !== '', depth: 0 };
  const request = withoutQuery(specifier);
  const found = findRequest(request, directory, query);
  if (found === 'ignored') return { kind: 'ignored' };
  if (found) return asResolution(found.path, 'bundler');

  for (const candidate of tsconfigPathsFor(request, directory)) {
    const target = findPath(candidate, { ...query, fullySpecified: false }) ?? findAliased(candidate, query);
    if (target && target !== 'ignored') return asResolution(target.path, 'tsconfig-paths');
  }
  return isBuiltin(specifier) ? { kind: 'builtin', name: specifier } : null;
});

function asResolution(found: string, by: 'bundler' | 'tsconfig-paths'): Resolution {
  const real = realPath(found);
  const source = sourceOf(real);
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
    return findPath(path.resolve(directory, request), query, isDirectory);
  }
  return findInPackages(request, directory, query);
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
  for (const extension of ['', ...EXTENSIONS]) {
    const found = findFile(target + extension, query);
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
  const own = nearestPackage(path.dirname(file));
  const replaced = own && replacedByBrowserField(own, file, own.directory);
  if (replaced === 'ignored') return 'ignored';
  if (own && replaced && query.depth <= MAX_REPLACEMENTS) {
    return findRequest(replaced.by, own.directory, { ...deeper(query), fullySpecified: false });
  }
  if (kindOf(file) === 'file') return { path: file };
  // Build output that is not there, or not yet.
  return /\.[cm]?js$/u.test(file) && sourceOf(realPath(file)) !== null ? { path: file } : null;
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
