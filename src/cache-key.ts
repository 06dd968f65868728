import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { bundlesOf, type Project, projectOf, workerFilesOf } from './analysis/bundle.ts';
import { isWorkflowByImports } from './analysis/workflow-code.ts';
import { kindOf, realPath } from './project/files.ts';
import { type GraphOptions, reach } from './project/graph.ts';
import { readSettings } from './settings.ts';

export interface CacheKeyOptions {
  /** A folder of the project. Default: the folder that the process was started in. */
  readonly cwd?: string;
  /** What the setting `workflows` has, if it is set. */
  readonly workflows?: string | readonly string[];
}

/** Installed packages change with the lock file, which costs less to read than they do. */
const LOCK_FILES = ['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock'];

const IN_PROJECT: GraphOptions = { isLeaf: () => false, followsPackage: () => false };

/**
 * A text that changes when a file of the project changes on which reports in other files depend: one that is bundled as workflow code, one
 * that a Worker loads, or the lock file. It is for the setting `cacheKey`: ESLint takes what `eslint --cache` knows of a file for outdated
 * when the settings have changed. The same on every machine. Never throws.
 */
export function cacheKey({ cwd = process.cwd(), workflows }: CacheKeyOptions = {}): string {
  const hash = createHash('sha256');
  const folder = realPath(path.resolve(cwd));
  // Where a package begins is asked of a file in the folder, whether there is such a file or not.
  const project = projectOf(path.join(folder, 'package.json'));
  if (project) {
    const { isWorkflowEntry } = readSettings({ settings: { 'temporal-workflow': { workflows } }, cwd: folder });
    for (const line of dependencies(project, isWorkflowEntry)) hash.update(`${line}\0`);
  }
  return hash.digest('hex').slice(0, 16);
}

/** What the rules read of the disk, in a fixed order: files with their texts, and imports that lead to no file. */
function dependencies(project: Project, isEntry: ((filename: string) => boolean) | null): string[] {
  const name = (file: string) => path.relative(project.root, file).split(path.sep).join('/');
  const named = bundlesOf(project, isEntry);
  const bundles = named.length > 0 || isEntry ? named : bundlesOf(project, isWorkflowByImports);
  const entries = bundles.flatMap((bundle) => [...bundle.entries, ...bundle.otherModules]);
  // With what a Worker's own process loads: activities are in there, and options of the Worker.
  const { files, endings } = reach([...entries, ...workerFilesOf(project).map(realPath)], IN_PROJECT);
  const locks = LOCK_FILES.map((file) => path.join(project.root, file)).filter((file) => kindOf(file) === 'file');
  return [
    ...entries.map(name),
    ...[...files.keys(), ...locks].flatMap((file) => [name(file), textOf(file)]),
    ...endings.map((ending) => `${name(ending.file)} ${ending.kind} ${ending.import.specifier}`),
  ];
}

/** The text of a file of any size, since generated modules and lock files are large. */
function textOf(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
