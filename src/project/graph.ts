import path from 'node:path';
import { knownState, readText, skippedFiles } from './files.ts';
import type { TextEdge } from './import-scan.ts';
import type { ModuleEdge, RuntimeImport } from './module-record.ts';
import { readPossibleEdges, readRecord, readSettledEdge } from './modules.ts';
import { importsFor, isBarrel, isSideEffectFree, type Names, namesAskedBy } from './side-effects.ts';
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

/** An import that ends a chain, or that the bundler cannot follow; of the kind `package`, it may be one that the compiler erases. */
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

type EdgeOfFile = TextEdge | (ModuleEdge & { readonly certain?: true });
type EdgesOf = (file: string) => readonly EdgeOfFile[] | null;
interface Followed {
  readonly step: Step;
  readonly entry: string;
  readonly outcome: Outcome;
  /** What is asked of the module, where the asking module is itself asked for something; otherwise its import says. */
  readonly names: Names | undefined;
  /** Whether the same import has been followed before. */
  readonly isAgain: boolean;
}
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
  if (current) return traverse(entries, options, (file) => (file === current.file ? current.edges : readPossibleEdges(file)));

  const { content, layout } = knownState();
  const state = `${content} ${layout}`;
  const key = entries.join('\0');
  const known = remembered.get(options) ?? new Map<string, { readonly state: string; readonly reach: Reach }>();
  remembered.set(options, known);
  const earlier = known.get(key);
  if (earlier?.state === state) return earlier.reach;
  const found = traverse(entries, options, readPossibleEdges);
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
  const asked = new Map<string, Names>();
  const done = new Set<ModuleEdge>();
  for (const entry of seen) if (handsOnWhatIsAsked(entry)) asked.set(entry, 'all');
  let level: Waiting[] = [...seen].map((file) => ({ file, entry: file, from: null, package: null, builtFile: null }));

  /** Asks names of a module that hands on only what is asked for; gives whether it has been asked for less before. */
  const ask = (file: string, names: Names): boolean => {
    const before = asked.get(file);
    if (before === 'all') return false;
    const all = names === 'all' || !before ? names : new Set([...before, ...names]);
    asked.set(file, all);
    return !before || all === 'all' || all.size > before.size;
  };

  while (level.length > 0) {
    const next: Waiting[] = [];
    const uncertain: Followed[] = [];
    const follow = ({ step, entry, outcome, names, isAgain }: Followed) => {
      const { file, import: edge } = step;
      if (outcome.kind !== 'file') {
        endings.push({ ...step, kind: outcome.kind, target: outcome.target });
        return;
      }
      const { by, file: target, package: owner, builtFile } = outcome.resolution;
      if (by === 'tsconfig-paths' && !isAgain) endings.push({ ...step, kind: 'tsconfig-paths', target });
      if (names !== undefined && !seen.has(target) && isLeftOut(target, names)) return;
      const isAskedForMore = handsOnWhatIsAsked(target) && ask(target, names ?? namesOf(step));
      if (seen.has(target) && !isAskedForMore) return;
      seen.add(target);
      next.push({ file: target, entry, from: { file, import: edge }, package: owner, builtFile });
    };

    for (const waiting of level) {
      const { file, entry } = waiting;
      const names = asked.get(file);
      const edges = hasImports(file) ? edgesOf(file) : [];
      if (!files.has(file)) files.set(file, { ...waiting, skipped: edges ? null : (skippedFiles().get(file) ?? 'no scopes') });
      const record = names === undefined ? null : readRecord(file);
      const found: readonly { readonly edge: EdgeOfFile; readonly names?: Names }[] =
        record && names !== undefined ? importsFor(record, names) : (edges ?? []).map((edge) => ({ edge }));
      for (const { edge, names: passedOn } of found) {
        const isAgain = done.has(edge);
        const outcome = outcomeOf(edge, file, options);
        // Asked for more, a module may ask for more of a module that it has asked before.
        if (!outcome || (isAgain && outcome.kind !== 'file')) continue;
        done.add(edge);
        const one = { step: { file, import: edge }, entry, outcome, names: passedOn, isAgain };
        if (edge.certain === false && outcome.kind !== 'package') uncertain.push(one);
        else follow(one);
      }
    }

    // To settle these takes a look at the whole text, or a tree of the file: most lead to what is reached anyway.
    for (const one of uncertain) {
      const { outcome, step } = one;
      const changesNothing =
        outcome.kind === 'file' &&
        outcome.resolution.by === 'bundler' &&
        seen.has(outcome.resolution.file) &&
        !handsOnWhatIsAsked(outcome.resolution.file);
      if (!changesNothing && remains(step)) follow(one);
    }
    level = next;
  }
  return { files, endings };
}

/** Whether a module is one of which the bundler reads only what is asked for. */
function handsOnWhatIsAsked(file: string): boolean {
  if (!isSideEffectFree(file) || !/\bexport\s*[{*]/u.test(readText(file)?.text ?? '')) return false;
  const record = readRecord(file);
  return record !== null && isBarrel(record);
}

/** Whether the bundler reads a module for `export * from` and drops it again, since it has none of the names that are asked for. */
function isLeftOut(file: string, names: Names): boolean {
  const record = names !== 'all' && isSideEffectFree(file) ? readRecord(file) : null;
  return record !== null && names !== 'all' && !record.exports.some((one) => one.kind === 'star' || names.has(one.name));
}

function namesOf(step: Step): Names {
  if (step.import.style === 'require') return 'all';
  // What an editor shows comes with its names.
  const found = 'names' in step.import ? (step.import as RuntimeImport) : importInRecord(step);
  return found ? namesAskedBy(found) : 'all';
}

/** Whether the compiler leaves an import that it may erase. */
function remains(step: Step): boolean {
  const edge = readSettledEdge(step.file, step.import as TextEdge);
  return edge !== null && (edge.certain || importInRecord(step) !== null);
}

function importInRecord({ file, import: edge }: Step): RuntimeImport | null {
  const { line, column } = edge.loc.start;
  return readRecord(file)?.imports.find(({ loc }) => loc.start.line === line && loc.start.column === column) ?? null;
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
