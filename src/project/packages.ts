import path from 'node:path';
import { inDirectory, kindOf, listDirectory, perLayout, readText, realPath, skip } from './files.ts';

export interface Package {
  readonly directory: string;
  /** Null where the package.json has none, or is not JSON. */
  readonly name: string | null;
  /** What the package.json holds; empty where it is not JSON. */
  readonly manifest: Readonly<Record<string, unknown>>;
}

export interface Workspace {
  readonly root: Package;
  /** The root's own package is not among them. */
  readonly members: readonly Package[];
}

/** The package whose package.json is in exactly this directory; null where there is none. */
export const packageAt = perLayout((directory): Package | null => {
  const file = path.join(directory, 'package.json');
  if (kindOf(file) !== 'file') return null;
  const content = readText(file);
  let manifest: unknown = null;
  if (content) {
    try {
      manifest = JSON.parse(content.text);
    } catch {
      skip(file, 'not JSON');
    }
  }
  if (!isRecord(manifest)) return { directory, name: null, manifest: {} };
  return { directory, name: typeof manifest['name'] === 'string' ? manifest['name'] : null, manifest };
});

/** The package that a file or directory belongs to: the nearest package.json above it, or in it. Null outside of every package. */
export const nearestPackage = perLayout((target): Package | null => {
  const here = kindOf(target) === 'directory' ? packageAt(target) : null;
  if (here) return here;
  const parent = path.dirname(target);
  return parent === target ? null : nearestPackage(parent);
});

/**
 * The workspace that a package belongs to, as npm, Yarn (`workspaces` in package.json) or pnpm (the `packages` list of
 * pnpm-workspace.yaml) define it. Takes a directory of the package. Null where it belongs to none.
 */
export const workspaceOf = perLayout((directory): Workspace | null => {
  for (let own = nearestPackage(directory); own; own = nearestPackage(path.dirname(own.directory))) {
    const patterns = workspacePatterns(own);
    if (patterns) {
      const members = membersOf(own.directory, patterns);
      const inside = directory === own.directory || members.some((member) => contains(member.directory, directory));
      if (inside) return { root: own, members };
    }
    if (path.dirname(own.directory) === own.directory) break;
  }
  return null;
});

/** Tools that bundle, or write other imports than the code has, as the scripts of a package call them. */
const REWRITERS = /\b(?:babel|bun|esbuild|microbundle|ncc|nest|nx|parcel|pkgroll|rollup|rolldown|rspack|swc|tsc-alias|tsconfig-replace-paths|tscpaths|tsdown|tspath|tspc|tsup|ttsc|unbuild|vite|webpack)\b/u;

/** Whether the build of a package may write other imports than its code has, by its scripts: the compiler alone does not. */
export function rewritesImports(own: Package | null): boolean {
  const scripts = own?.manifest['scripts'];
  return isRecord(scripts) && Object.values(scripts).some((script) => typeof script === 'string' && REWRITERS.test(script));
}

/** Whether a path is a directory or something in it. */
export function contains(directory: string, target: string): boolean {
  return target === directory || target.startsWith(directory.endsWith(path.sep) ? directory : directory + path.sep);
}

/** The name of the package that a file in `node_modules` belongs to; null for a file outside. */
export function installedPackageOf(file: string): string | null {
  if (!file.includes('node_modules')) return null;
  const segments = file.split(path.sep);
  const at = segments.lastIndexOf('node_modules');
  const [first, second] = segments.slice(at + 1);
  if (at === -1 || first === undefined) return null;
  return first.startsWith('@') && second !== undefined ? `${first}/${second}` : first;
}

const BUILD_OUTPUT = new Set(['dist', 'build', 'out', 'coverage']);

/**
 * The `.ts` and `.js` files of a directory and those below it, in a fixed order. Left out are declarations, `node_modules`, folders
 * whose name starts with a dot, build output by its usual names, folders that `except` accepts, and what a symbolic link leads to twice.
 */
export function sourceFilesIn(directory: string, except: (directory: string) => boolean = () => false): string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  const walk = (current: string) => {
    const real = realPath(current);
    if (seen.has(real)) return;
    seen.add(real);
    for (const [name, kind] of listDirectory(current) ?? []) {
      const target = inDirectory(current, name);
      if (kind === 'file' && /\.[cm]?[jt]sx?$/u.test(name) && !/\.d\.[cm]?ts$/u.test(name)) found.push(target);
      if (kind !== 'directory' || name === 'node_modules' || name.startsWith('.') || BUILD_OUTPUT.has(name)) continue;
      if (!except(target)) walk(target);
    }
  };
  walk(directory);
  return found;
}

function workspacePatterns(root: Package): string[] | null {
  const declared = root.manifest['workspaces'];
  const list = isRecord(declared) ? declared['packages'] : declared;
  if (Array.isArray(list)) return list.filter((pattern) => typeof pattern === 'string');
  const file = path.join(root.directory, 'pnpm-workspace.yaml');
  const content = kindOf(file) === 'file' ? readText(file) : null;
  return content && yamlList(content.text, 'packages');
}

/** A top-level list of strings in YAML, in block or flow style; null where the key is missing. */
function yamlList(text: string, key: string): string[] | null {
  const lines = text.split(/\r?\n/u);
  const start = lines.findIndex((line) => line.startsWith(`${key}:`));
  if (start === -1) return null;
  const items: string[] = [];
  const add = (raw: string) => {
    const item = /^\s*(?:'([^']*)'|"([^"]*)"|([^#]*?))\s*(?:#.*)?$/u.exec(raw);
    const value = item?.[1] ?? item?.[2] ?? item?.[3];
    if (value) items.push(value);
  };
  const flow = /\[([\s\S]*?)\]/u.exec(lines.slice(start).join('\n').replace(/\n\S[\s\S]*/u, ''));
  if (flow) flow[1]?.match(/'[^']*'|"[^"]*"|[^,\s]+/gu)?.forEach(add);
  else {
    for (const line of lines.slice(start + 1)) {
      const item = /^\s*-\s+(.*)$/u.exec(line);
      if (item?.[1] !== undefined) add(item[1]);
      else if (/^\S/u.test(line) && !line.startsWith('#')) break;
    }
  }
  return items;
}

function membersOf(root: string, patterns: readonly string[]): Package[] {
  const members = new Map<string, Package>();
  for (const pattern of patterns) {
    const excluded = pattern.startsWith('!');
    const segments = pattern.replace(/^!/u, '').split('/').filter((segment) => segment !== '' && segment !== '.');
    for (const directory of directoriesMatching(root, segments)) {
      const member = packageAt(directory);
      if (excluded) members.delete(directory);
      else if (member && directory !== root) members.set(directory, member);
    }
  }
  return [...members.values()];
}

function directoriesMatching(directory: string, segments: readonly string[]): string[] {
  const [first, ...rest] = segments;
  if (first === undefined) return [directory];
  if (!/[*?{[]/u.test(first)) {
    const next = path.join(directory, first);
    return kindOf(next) === 'directory' ? directoriesMatching(next, rest) : [];
  }
  const children = [...(listDirectory(directory) ?? [])]
    .filter(([name, kind]) => kind === 'directory' && name !== 'node_modules' && !name.startsWith('.'))
    .map(([name]) => name);
  if (first === '**') {
    return [
      ...directoriesMatching(directory, rest),
      ...children
        .map((name) => path.join(directory, name))
        // A link may lead back up.
        .filter((child) => realPath(child) === path.join(realPath(directory), path.basename(child)))
        .flatMap((child) => directoriesMatching(child, segments)),
    ];
  }
  return children
    .filter((name) => wildcard(first).test(name))
    .flatMap((name) => directoriesMatching(path.join(directory, name), rest));
}

/** `*`, `?` and `{a,b}` within one segment. */
function wildcard(segment: string): RegExp {
  const source = segment
    .replace(/[.+^$()|[\]\\]/gu, '\\$&')
    .replace(/\*/gu, '.*')
    .replace(/\?/gu, '.')
    .replace(/\{([^}]*)\}/gu, (_, choices: string) => `(?:${choices.split(',').join('|')})`);
  return new RegExp(`^${source}$`, 'u');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
