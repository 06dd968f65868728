import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { bundlesOf, type Project, projectOf, workerFilesOf } from './analysis/bundle.ts';
import { isWorkflowByImports } from './analysis/workflow-imports.ts';
import { LOCK_FILE } from './commands/lock.ts';
import { diskState, kindOf, realPath } from './project/files.ts';
import { baseOf, isGitProblem, snapshotOf } from './project/git.ts';
import { type GraphOptions, reach } from './project/graph.ts';
import { type BaselineSettings, readSettings, type Settings } from './settings.ts';

export interface CacheKeyOptions {
  /** A folder of the project. Default: the folder that the process was started in. */
  readonly cwd?: string;
  /** What the setting `workflows` has, if it is set. */
  readonly workflows?: string | readonly string[];
  /** What the setting `baseline` has, if it is set. */
  readonly baseline?: false | Partial<Readonly<Record<keyof BaselineSettings, string>>>;
}

/** Installed packages change with the lock file, which costs less to read than they do. */
const PACKAGE_LOCKS = ['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock'];

const IN_PROJECT: GraphOptions = { isLeaf: () => false, followsPackage: () => false };

/**
 * A text that changes when something changes on which reports in other files depend: a file that is bundled as workflow code, or one that
 * a Worker loads, what these files were in the baseline, or a lock file. It is for the setting `cacheKey`: ESLint takes what
 * `eslint --cache` knows of a file for outdated when the settings have changed. It does not depend on where the project is. Never throws.
 */
export function cacheKey({ cwd = process.cwd(), ...settings }: CacheKeyOptions = {}): string {
  diskState();
  const hash = createHash('sha256');
  const folder = realPath(path.resolve(cwd));
  // Where a package begins is asked of a file in the folder, whether there is such a file or not.
  const project = projectOf(path.join(folder, 'package.json'));
  if (project) {
    const checked = readSettings({ settings: { 'temporal-workflow': settings }, cwd: folder });
    for (const line of dependencies(project, checked)) hash.update(`${line}\0`);
  }
  return hash.digest('hex').slice(0, 16);
}

/** What the rules read beside the linted file, in a fixed order: files with their texts, and imports that lead to no file. */
function dependencies(project: Project, { isWorkflowEntry, baseline }: Settings): string[] {
  const name = (file: string) => path.relative(project.root, file).split(path.sep).join('/');
  const named = bundlesOf(project, isWorkflowEntry);
  const bundles = named.length > 0 || isWorkflowEntry ? named : bundlesOf(project, isWorkflowByImports);
  const entries = bundles.flatMap((bundle) => [...bundle.entries, ...bundle.otherModules]);
  // With what a Worker's own process loads: activities are in there, and options of the Worker.
  const { files, endings } = reach([...entries, ...workerFilesOf(project).map(realPath)], IN_PROJECT);
  const locks = [
    ...PACKAGE_LOCKS.map((file) => path.join(project.root, file)),
    ...project.packages.map(({ directory }) => path.join(directory, LOCK_FILE)),
    ...(baseline && baseline.lockFile !== null ? [baseline.lockFile] : []),
  ];
  return [
    ...entries.map(name),
    ...[...files.keys(), ...locks.filter((file) => kindOf(file) === 'file')].flatMap((file) => [name(file), textOf(file)]),
    ...endings.map((ending) => `${name(ending.file)} ${ending.kind} ${ending.import.specifier}`),
    ...earlierContents(project, [...files.keys()], baseline).map(([file, content]) => `${name(file)} ${content}`),
  ];
}

/**
 * What git calls the contents that files, and those beside them, have in the revisions that they are compared with. A file that
 * is gone was beside others.
 */
function earlierContents(
  { root }: Project,
  files: readonly string[],
  baseline: Settings['baseline'],
): (readonly [file: string, content: string])[] {
  if (baseline === false) return [];
  const base = baseOf(root, { revision: baseline?.revision ?? null, defaultBranch: baseline?.defaultBranch ?? null });
  if (isGitProblem(base)) return [[root, base.problem]];
  const { repository, revision, parent } = base;
  const folders = new Set(files.map((file) => path.dirname(file)));
  return [revision, ...(typeof parent === 'string' ? [parent] : [])].flatMap((commit) => {
    const snapshot = snapshotOf(repository, commit);
    return isGitProblem(snapshot) ? [] : [...snapshot.files].filter(([file]) => folders.has(path.dirname(file)));
  });
}

/** The text of a file of any size, since generated modules and lock files are large. */
function textOf(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
