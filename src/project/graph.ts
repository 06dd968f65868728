import path from 'node:path';
import { diskState, skippedFiles } from './files.ts';
import type { ModuleEdge } from './module-record.ts';
import { readEdges, readRecord } from './modules.ts';
import { isStrictModule, resolveModule, type Resolution } from './resolve.ts';

/** What is special about a bundle. The same object stands for the same answers: what is found is remembered by it. */
export interface GraphOptions {
  /** Specifiers that the bundler refuses or replaces by something else: they are not resolved, but listed. */
  isLeaf(specifier: string): boolean;
  /** Whether the modules of an installed package are followed. One that is not is listed. */
  followsPackage(name: string): boolean;
}

/** One import in one file. */
export interface Step {
  readonly file: string;
  readonly import: ModuleEdge;
}

export interface ReachedFile {
  readonly file: string;
  /** The entry that the shortest chain starts at. */
  readonly entry: string;
  /** The import that leads here; null for an entry. */
  readonly from: Step | null;
  /** The installed package that it belongs to; null for a file of the project. */
  readonly package: string | null;
  /** The compiled file that the bundler takes in its place; null where the bundler takes this one. */
  readonly builtFile: string | null;
  /** Why its imports are not known; null where they are. */
  readonly skipped: string | null;
}

/** An import that ends a chain, or that the bundler cannot follow. */
export interface Ending extends Step {
  /**
   * `leaf` and `package` as the options say; `builtin`: a module of Node; `unresolved`: nothing is there; `unsupported`: a kind of
   * file that the bundler cannot read; `tsconfig-paths`: only the compiler finds it (it is followed all the same).
   */
  readonly kind: 'leaf' | 'package' | 'builtin' | 'unresolved' | 'unsupported' | 'tsconfig-paths';
  /** The name of the package, for `package`; what was found, for `unsupported` and `tsconfig-paths`; otherwise the specifier. */
  readonly target: string;
}

export interface Reach {
  /** By path, entries first, then by the length of their chains: the same order on every run. */
  readonly files: ReadonlyMap<string, ReachedFile>;
  readonly endings: readonly Ending[];
}

type Outcome =
  | { readonly kind: 'file'; readonly resolution: Extract<Resolution, { kind: 'file' }> }
  | { readonly kind: Ending['kind']; readonly target: string };

type EdgesOf = (file: string) => readonly (ModuleEdge & { readonly certain?: boolean })[] | null;
type Waiting = Omit<ReachedFile, 'skipped'>;

const remembered = new WeakMap<GraphOptions, Map<string, { readonly state: string; readonly reach: Reach }>>();

/**
 * What entries reach at run time, by the shortest chains. Takes absolute real paths of files. With `current`, the imports of a file as an
 * editor shows it stand for what the disk has. Remembered until a file that was asked for changes; it then reads only what has changed.
 */
export function reach(
  entries: readonly string[],
  options: GraphOptions,
  current?: { readonly file: string; readonly edges: readonly ModuleEdge[] },
): Reach {
  if (current) return traverse(entries, options, (file) => (file === current.file ? current.edges : readEdges(file)));

  const { content, layout } = diskState();
  const state = `${content} ${layout}`;
  const key = entries.join('\0');
  const known = remembered.get(options) ?? new Map<string, { readonly state: string; readonly reach: Reach }>();
  remembered.set(options, known);
  const earlier = known.get(key);
  if (earlier?.state === state) return earlier.reach;
  const found = traverse(entries, options, readEdges);
  known.set(key, { state, reach: found });
  return found;
}

/** The imports from an entry to a file that is reached, in order; empty for an entry, null for a file that is not reached. */
export function chainTo(file: string, { files }: Reach): readonly Step[] | null {
  if (!files.has(file)) return null;
  const steps: Step[] = [];
  for (let step = files.get(file)?.from; step; step = files.get(step.file)?.from) steps.unshift(step);
  return steps;
}

function traverse(entries: readonly string[], options: GraphOptions, edgesOf: EdgesOf): Reach {
  const files = new Map<string, ReachedFile>();
  const endings: Ending[] = [];
  const seen = new Set(entries);
  let level: Waiting[] = [...seen].map((file) => ({ file, entry: file, from: null, package: null, builtFile: null }));

  while (level.length > 0) {
    const next: Waiting[] = [];
    const uncertain: (Step & { readonly entry: string; readonly outcome: Outcome })[] = [];
    const follow = ({ file, import: edge }: Step, entry: string, outcome: Outcome) => {
      if (outcome.kind !== 'file') {
        endings.push({ kind: outcome.kind, target: outcome.target, file, import: edge });
        return;
      }
      const { by, file: target, package: owner, builtFile } = outcome.resolution;
      if (by === 'tsconfig-paths') endings.push({ kind: 'tsconfig-paths', target, file, import: edge });
      if (seen.has(target)) return;
      seen.add(target);
      next.push({ file: target, entry, from: { file, import: edge }, package: owner, builtFile });
    };

    for (const waiting of level) {
      const { file, entry } = waiting;
      const edges = hasImports(file) ? edgesOf(file) : [];
      files.set(file, { ...waiting, skipped: edges ? null : (skippedFiles().get(file) ?? 'no scopes') });
      for (const edge of edges ?? []) {
        const outcome = outcomeOf(edge, file, options);
        if (!outcome) continue;
        if (edge.certain === false) uncertain.push({ file, import: edge, entry, outcome });
        else follow({ file, import: edge }, entry, outcome);
      }
    }

    // To settle these takes a tree of the file: most lead to what is reached anyway.
    for (const { entry, outcome, ...step } of uncertain) {
      const changesNothing = outcome.kind === 'file' && outcome.resolution.by === 'bundler' && seen.has(outcome.resolution.file);
      if (!changesNothing && isInRecord(step)) follow(step, entry, outcome);
    }
    level = next;
  }
  return { files, endings };
}

function isInRecord({ file, import: edge }: Step): boolean {
  const { line, column } = edge.loc.start;
  return (readRecord(file)?.imports ?? []).some(({ loc }) => loc.start.line === line && loc.start.column === column);
}

/** Where an import of a file leads; null where the bundler drops it. */
function outcomeOf(edge: ModuleEdge, file: string, options: GraphOptions): Outcome | null {
  const { specifier, style, optional } = edge;
  // Webpack knows no `require` in an ES module of Node.
  if (style === 'require' && isStrictModule(file)) return null;
  if (options.isLeaf(specifier)) return { kind: 'leaf', target: specifier };

  const resolution = resolveModule(specifier, file, style);
  if (!resolution) return optional ? null : { kind: 'unresolved', target: specifier };
  switch (resolution.kind) {
    case 'ignored':
      return null;
    case 'builtin':
      return { kind: 'builtin', target: resolution.name };
    case 'file':
      if (resolution.package !== null && !options.followsPackage(resolution.package)) {
        return { kind: 'package', target: resolution.package };
      }
      return isSupported(resolution.file) ? { kind: 'file', resolution } : { kind: 'unsupported', target: resolution.file };
  }
}

const MODULES = new Set(['.ts', '.js', '.mjs', '.cjs']);

function hasImports(file: string): boolean {
  return MODULES.has(path.extname(file));
}

function isSupported(file: string): boolean {
  return hasImports(file) || path.extname(file) === '.json';
}
