import path from 'node:path';
import { diskState, knownState, perLayout, realPath } from '../project/files.ts';
import { chainTo, type GraphOptions, reach, type Reach } from '../project/graph.ts';
import { perText } from '../project/modules.ts';
import { contains, nearestPackage, type Package, rewritesImports, sourceFilesIn, workspaceOf } from '../project/packages.ts';
import type { NamedPath } from '../project/path-expressions.ts';
import { resolveModule } from '../project/resolve.ts';
import { BASE_PACKAGES } from '../temporal/workflow-bundle.ts';
import { isAmong, isDecidedByName } from './module-names.ts';
import { usedExports, type UsedExportsOfBundle } from './used-exports.ts';
import { mentionsBundle, type WorkerFile, workerFile } from './worker-files.ts';

/** What the Workers of a project bundle, as far as the code of the project says. */
export interface Bundle {
  /** The entries that are workflow files, real paths, in a fixed order. */
  readonly entries: readonly string[];
  /** The interceptors and converters that are bundled beside them. */
  readonly otherModules: readonly string[];
  /** The files that say so. */
  readonly workers: readonly string[];
  /** Modules that the bundler leaves out. */
  readonly ignoreModules: ReadonlySet<string>;
  /** Options of the Workers that can change what the bundler finds and what the sandbox has. */
  readonly hooks: ReadonlySet<string>;
  /** Whether something may resolve the compiler's `paths`: a hook, options that are not in sight, a build that rewrites imports. */
  readonly mayKnowPaths: boolean;
  /** The names of the classes of errors that fail a workflow, by the Workers' options; null where they are not in sight. */
  readonly failureErrorTypes: readonly string[] | null;
  readonly reach: Reach;
  readonly used: UsedExportsOfBundle;
}

/** What a project is: the root of its workspace or package, and all packages in it. */
export interface Project {
  readonly root: string;
  readonly packages: readonly Package[];
}

/**
 * The project that a file belongs to; null for a file outside of every package. The same object as long as nothing of it comes or goes.
 * Looks at the disk again where the last look is too old: whatever is asked of the project next is of the same state of the disk.
 */
export function projectOf(filename: string): Project | null {
  diskState();
  return projectAround(path.dirname(filename));
}

const projectAround = perLayout((directory): Project | null => {
  const own = nearestPackage(directory);
  if (!own) return null;
  if (directory !== own.directory) return projectAround(own.directory);
  const workspace = workspaceOf(own.directory);
  if (!workspace) return { root: own.directory, packages: [own] };
  const { root, members } = workspace;
  return root.directory === own.directory ? { root: root.directory, packages: [root, ...members] } : projectAround(root.directory);
});

interface Remembered {
  readonly state: string;
  readonly bundles: readonly Bundle[];
}

/** By the object: what was found for a project as it was says nothing of it as it is after the next look at the disk. */
const remembered = new WeakMap<Project, Map<unknown, Remembered>>();

/**
 * What the Workers of a project bundle: one for all Workers that leave out the same modules. Entries are found in the project's code, or given:
 * what a setting names. Empty where there are none. Remembered until a file of the project changes.
 */
export function bundlesOf(project: Project, isEntry: ((filename: string) => boolean) | null): readonly Bundle[] {
  let ofProject = remembered.get(project);
  if (!ofProject) remembered.set(project, (ofProject = new Map<unknown, Remembered>()));
  const { content, layout } = knownState();
  const state = `${content} ${layout}`;
  const known = ofProject.get(isEntry);
  if (known?.state === state) return known.bundles;
  const bundles = isEntry ? givenBundle(project, isEntry) : foundBundles(project);
  ofProject.set(isEntry, { state, bundles });
  return bundles;
}

/** The chain of imports from an entry to a file of a bundle: its files, the entry first. Null where the file is not in it. */
export function chainOf({ reach: found }: Bundle, filename: string): readonly string[] | null {
  const steps = chainTo(filename, found);
  return steps && [...steps.map(({ file }) => file), filename];
}

/** The files of the project that a bundle has: not those that only the compiler's `paths` lead to, if nothing may tell the bundler of them. */
export function bundledFiles({ reach: { files, endings }, mayKnowPaths }: Bundle): string[] {
  const unknown = new Set(mayKnowPaths ? [] : endings.filter(({ kind }) => kind === 'tsconfig-paths').map(({ target }) => target));
  const isKnown = (file: string): boolean => {
    const from = files.get(file)?.from;
    return !from || (!unknown.has(file) && isKnown(from.file));
  };
  return [...files.values()].filter((one) => one.package === null && isKnown(one.file)).map(({ file }) => file);
}

const filesByProject = new WeakMap<Project, readonly string[]>();

/** The source files of a project, each once. */
export function projectFiles(project: Project): readonly string[] {
  let files = filesByProject.get(project);
  if (!files) {
    const { root, packages } = project;
    const outermost = packages.filter((one) => one.directory === root || !contains(root, one.directory));
    files = [...new Set(outermost.flatMap((one) => sourceFilesIn(one.directory)))];
    filesByProject.set(project, files);
  }
  return files;
}

function givenBundle(project: Project, isEntry: (filename: string) => boolean): readonly Bundle[] {
  const entries = projectFiles(project).filter(isEntry).map(realPath);
  return entries.length === 0 ? [] : [bundle({ entries, otherModules: [], ...workersOf(project) })];
}

interface Workers {
  readonly workers: readonly string[];
  readonly ignoreModules: ReadonlySet<string>;
  readonly hooks: ReadonlySet<string>;
  readonly mayKnowPaths: boolean;
  readonly failureErrorTypes: readonly string[] | null;
}

function workersOf(project: Project): Workers {
  const workers = workerFilesOf(project);
  const facts = workers.flatMap((file) => workerFile(file) ?? []);
  return {
    workers,
    ignoreModules: new Set(facts.flatMap((one) => one.ignoreModules)),
    hooks: new Set(facts.flatMap((one) => one.hooks)),
    mayKnowPaths: mayKnowPaths(workers, facts),
    failureErrorTypes: allFailureTypes(facts),
  };
}

function allFailureTypes(facts: readonly Pick<Workers, 'failureErrorTypes'>[]): readonly string[] | null {
  const lists = facts.map(({ failureErrorTypes }) => failureErrorTypes);
  return lists.includes(null) ? null : lists.flatMap((names) => names ?? []);
}

const saysSomething = perText(mentionsBundle);

/** The files of a project whose text may say something of bundles. */
export function workerFilesOf(project: Project): string[] {
  return projectFiles(project).filter((file) => saysSomething(file) === true);
}

function foundBundles(project: Project): readonly Bundle[] {
  const groups = new Map<string, { entries: Set<string>; otherModules: Set<string>; workers: string[]; ignoreModules: ReadonlySet<string>; hooks: Set<string>; facts: WorkerFile[] }>();
  for (const worker of workerFilesOf(project)) {
    const said = workerFile(worker);
    if (!said) continue;
    const resolved = (paths: readonly NamedPath[]) => paths.flatMap((one) => filesNamed(one, worker, project));
    const entries = resolved(said.entries);
    const otherModules = resolved(said.otherModules);
    if (entries.length === 0 && otherModules.length === 0) continue;
    const key = [...said.ignoreModules].sort().join('\0');
    let group = groups.get(key);
    if (!group) {
      group = { entries: new Set(), otherModules: new Set(), workers: [], ignoreModules: new Set(said.ignoreModules), hooks: new Set(), facts: [] };
      groups.set(key, group);
    }
    group.workers.push(worker);
    group.facts.push(said);
    for (const entry of entries) group.entries.add(entry);
    for (const module of otherModules) group.otherModules.add(module);
    for (const hook of said.hooks) group.hooks.add(hook);
  }
  return [...groups.values()].map(({ facts, ...group }) =>
    bundle({
      ...group,
      entries: [...group.entries].sort(),
      otherModules: [...group.otherModules].sort(),
      mayKnowPaths: mayKnowPaths(group.workers, facts),
      failureErrorTypes: allFailureTypes(facts),
    }),
  );
}

function mayKnowPaths(workers: readonly string[], facts: readonly WorkerFile[]): boolean {
  const isKnown = facts.length > 0 && facts.every(({ isWhole, hooks }) => isWhole && hooks.length === 0);
  return !isKnown || workers.some((worker) => rewritesImports(nearestPackage(path.dirname(worker))));
}

function bundle(found: Omit<Bundle, 'reach' | 'used'>): Bundle {
  const entries = [...found.entries, ...found.otherModules.filter((module) => !found.entries.includes(module))];
  let reached: Reach | undefined;
  let used: UsedExportsOfBundle | undefined;
  return {
    ...found,
    get reach() {
      return (reached ??= reach(entries, graphOptions(found.ignoreModules)));
    },
    // Only who asks for functions pays for following them.
    get used() {
      return (used ??= usedExports(projectFilesIn(this.reach), entries));
    },
  };
}

function projectFilesIn({ files }: Reach): string[] {
  return [...files.values()].filter((one) => one.package === null).map(({ file }) => file);
}

const optionsByIgnored = new Map<string, GraphOptions>();

/** How the graph of a bundle is followed, for the modules that the bundle leaves out. */
export function graphOptions(ignoreModules: ReadonlySet<string>): GraphOptions {
  const key = [...ignoreModules].sort().join('\0');
  let options = optionsByIgnored.get(key);
  if (!options) {
    options = {
      isLeaf: (specifier) => isDecidedByName(specifier) || isAmong(specifier, ignoreModules),
      // They are in every bundle, and nothing in them stands in its way.
      followsPackage: (name) => !BASE_PACKAGES.has(name),
    };
    optionsByIgnored.set(key, options);
  }
  return options;
}

/** The files that a path in a worker's code stands for: several where it depends on the folder that the process is started in. */
export function filesNamed(named: NamedPath, worker: string, project: Project): string[] {
  const specifiers =
    named.kind === 'specifier'
      ? [named.specifier]
      : named.kind === 'absolute'
        ? [named.path]
        : startFolders(worker, project).map((folder) => path.join(folder, named.path));
  return specifiers.flatMap((specifier) => {
    const target = resolveModule(specifier, worker, 'require');
    return target?.kind === 'file' && target.package === null ? [target.file] : [];
  });
}

/** The folders that a process with the code of a file may be started in: its own package, those that depend on it, and the root. */
function startFolders(worker: string, { root, packages }: Project): string[] {
  const own = nearestPackage(path.dirname(worker));
  const users = packages.filter(({ manifest }) =>
    ['dependencies', 'devDependencies', 'peerDependencies'].some((field) => {
      const names = manifest[field];
      return own?.name != null && typeof names === 'object' && names !== null && own.name in names;
    }),
  );
  return [...new Set([...(own ? [own.directory] : []), ...users.map(({ directory }) => directory), root])];
}
