import path from 'node:path';
import { type Bundle, bundlesOf, filesNamed, type Project, projectFiles, workerFilesOf } from '../analysis/bundle.ts';
import { problemOf } from '../analysis/module-names.ts';
import { workerFile } from '../analysis/worker-files.ts';
import { hasEntryIn } from '../analysis/workflow-code.ts';
import { isWorkflowByImports } from '../analysis/workflow-imports.ts';
import { skippedFiles } from '../project/files.ts';
import { chainTo } from '../project/graph.ts';
import { readRecord } from '../project/modules.ts';
import type { NamedPath } from '../project/path-expressions.ts';
import type { Settings } from '../settings.ts';

/** What is workflow code in a project, and why. All paths are relative to the folder that the command runs in, with `/`. */
export interface ScopeReport {
  readonly project: string;
  /** Who says what the entries are: the setting `workflows`, code of Workers, or, where there is neither, the imports of the files. */
  readonly entriesFrom: 'settings' | 'workers' | 'imports';
  readonly bundles: readonly BundleReport[];
  /** Files of packages without an entry that no entry leads to and that are workflow code by their own imports. */
  readonly byOwnImports: readonly string[];
  /** Files of packages with entries that take what only works inside a workflow, and that no known Worker bundles: nothing is reported in them. */
  readonly notBundled: readonly string[];
  /** What code of Workers names and is not there, or does not tell. */
  readonly unknownEntries: readonly UnknownEntry[];
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

export interface UnknownEntry {
  readonly worker: string;
  /** The line of a path that the code does not tell; null for a path that it tells. */
  readonly line: number | null;
  /** The path where nothing is; null for one that the code does not tell. */
  readonly path: string | null;
}

export interface BundleReport {
  readonly entries: readonly EntryReport[];
  readonly ignoreModules: readonly string[];
  /** Options of the Workers that can change what the bundler finds. */
  readonly hooks: readonly string[];
  readonly files: readonly FileReport[];
  readonly problems: readonly ProblemReport[];
}

export interface EntryReport {
  readonly file: string;
  readonly kind: 'workflows' | 'interceptorOrConverter';
  /** The files that name it. */
  readonly workers: readonly string[];
}

export interface FileReport {
  readonly file: string;
  /** The imports that lead from the entry to the file; empty for an entry. */
  readonly chain: readonly { readonly file: string; readonly line: number; readonly imports: string }[];
  /** The workflow that uses it; null for a file that is only loaded. */
  readonly workflow: string | null;
  /** The exports that workflows can run, or `all`. */
  readonly exports: readonly string[] | 'all';
}

/** What stands in the way of a bundle, at the import in the project that leads to it. */
export interface ProblemReport {
  readonly file: string;
  readonly line: number;
  readonly imports: string;
  readonly kind: 'refused' | 'unresolved' | 'unsupported' | 'tsconfig-paths';
  /** The modules or files that it is about: what is imported itself, or what that leads to. */
  readonly targets: readonly string[];
}

/** What the rules take for workflow code in a project, with these settings. Reads the project's files; paths are told relative to `cwd`. */
export function scopeReport(project: Project, settings: Settings, cwd: string): ScopeReport {
  const name = (file: string) => pathText(file, cwd);
  const { isWorkflowEntry } = settings;
  const named = bundlesOf(project, isWorkflowEntry);
  const entriesFrom = isWorkflowEntry ? 'settings' : named.length > 0 ? 'workers' : 'imports';
  const bundles = entriesFrom === 'imports' ? bundlesOf(project, isWorkflowByImports) : named;
  const isBundled = (file: string) => bundles.some((bundle) => bundle.reach.files.has(file));
  const unbundled = isWorkflowEntry ? [] : projectFiles(project).filter((file) => !isBundled(file) && isWorkflowByImports(file));
  const isDecided = (file: string) => bundles.some((bundle) => hasEntryIn(bundle, file));
  const workers = entriesFrom === 'workers' ? workersByEntry(project) : new Map<string, Set<string>>();

  return {
    project: name(project.root),
    entriesFrom,
    bundles: bundles.map((bundle) => bundleReport(bundle, settings, workers, name)),
    byOwnImports: unbundled.filter((file) => !isDecided(file)).map(name),
    notBundled: unbundled.filter(isDecided).map(name),
    unknownEntries: isWorkflowEntry ? [] : unknownEntries(project, name),
    skipped: skipped(bundles, name),
  };
}

/** A path as reports have it: relative to the folder that the command runs in, with `/`. */
export function pathText(file: string, cwd: string): string {
  return path.relative(cwd, file).split(path.sep).join('/') || '.';
}

function workersByEntry(project: Project): Map<string, Set<string>> {
  const workers = new Map<string, Set<string>>();
  for (const worker of workerFilesOf(project)) {
    const { entries = [], otherModules = [] } = workerFile(worker) ?? {};
    for (const file of [...entries, ...otherModules].flatMap((one) => filesNamed(one, worker, project))) {
      workers.set(file, (workers.get(file) ?? new Set()).add(worker));
    }
  }
  return workers;
}

function unknownEntries(project: Project, name: (file: string) => string): UnknownEntry[] {
  return workerFilesOf(project).flatMap((worker): UnknownEntry[] => {
    const said = workerFile(worker);
    if (!said) return [];
    const missing = [...said.entries, ...said.otherModules].filter((one) => filesNamed(one, worker, project).length === 0);
    return [
      ...said.unknownEntries.map((line) => ({ worker: name(worker), line, path: null })),
      ...missing.map((one) => ({ worker: name(worker), line: null, path: namedText(one, name) })),
    ];
  });
}

function namedText(named: NamedPath, name: (file: string) => string): string {
  return named.kind === 'specifier' ? named.specifier : named.kind === 'absolute' ? name(named.path) : named.path;
}

function bundleReport(
  bundle: Bundle,
  settings: Settings,
  workers: ReadonlyMap<string, ReadonlySet<string>>,
  name: (file: string) => string,
): BundleReport {
  const { entries, otherModules, reach, used } = bundle;
  const entry = (kind: EntryReport['kind']) => (file: string) => {
    return { file: name(file), kind, workers: [...(workers.get(file) ?? [])].map(name) };
  };
  const files = [...reach.files.values()].filter((one) => one.package === null).map(({ file }) => file);
  return {
    entries: [...entries.map(entry('workflows')), ...otherModules.map(entry('interceptorOrConverter'))],
    ignoreModules: settings.ignoreModules ?? [...bundle.ignoreModules],
    hooks: [...bundle.hooks],
    files: files.map((file) => {
      const exports = used.of(file);
      return {
        file: name(file),
        chain: (chainTo(file, reach) ?? []).map((step) => ({
          file: name(step.file),
          line: step.import.loc.start.line,
          imports: step.import.specifier,
        })),
        workflow: used.workflowOf(file),
        exports: exports === 'all' ? exports : [...exports],
      };
    }),
    problems: problemsOf(bundle, new Set(settings.ignoreModules ?? bundle.ignoreModules), name),
  };
}

function problemsOf({ reach, mayKnowPaths }: Bundle, ignoreModules: ReadonlySet<string>, name: (file: string) => string): ProblemReport[] {
  const problems = new Map<string, ProblemReport & { readonly targets: string[] }>();
  for (const ending of reach.endings) {
    const kind = ending.kind === 'tsconfig-paths' && !mayKnowPaths ? ending.kind : problemOf(ending, ignoreModules);
    if (!kind) continue;
    // What is wrong in an installed package is told at the import in the project that leads there.
    const steps = [...(chainTo(ending.file, reach) ?? []), { file: ending.file, import: ending.import }];
    const own = steps.findLast(({ file }) => reach.files.get(file)?.package === null);
    if (!own) continue;
    const { line } = own.import.loc.start;
    const key = [own.file, line, own.import.specifier, kind].join('\0');
    let problem = problems.get(key);
    if (!problem) {
      problem = { file: name(own.file), line, imports: own.import.specifier, kind, targets: [] };
      problems.set(key, problem);
    }
    const target = path.isAbsolute(ending.target) ? name(ending.target) : ending.target;
    if (!problem.targets.includes(target)) problem.targets.push(target);
  }
  return [...problems.values()];
}

function skipped(bundles: readonly Bundle[], name: (file: string) => string): ScopeReport['skipped'] {
  const files = bundles.flatMap(({ reach }) => [...reach.files.values()]);
  // The imports of most modules are read without a tree: whether they can be parsed shows when they are.
  for (const one of files) if (one.package === null && /\.[cm]?[jt]s$/u.test(one.file)) readRecord(one.file);
  const reasons = new Map(skippedFiles());
  for (const { file, skipped: reason } of files) if (reason !== null) reasons.set(file, reason);
  return [...reasons].map(([file, reason]) => ({ path: name(file), reason })).sort((a, b) => (a.path < b.path ? -1 : 1));
}
