/** Which code running executions are taken to have started on: that of a lock file, or of a revision in git. */
import path from 'node:path';
import type { Bundle } from '../analysis/bundle.ts';
import { workflowTypes, type WorkflowType } from '../analysis/workflow-types.ts';
import { knownState, kindOf, readText } from '../project/files.ts';
import { baseOf, type GitProblem, isGitProblem, type Snapshot, snapshotOf } from '../project/git.ts';
import { findUpwards } from '../project/lock-file.ts';
import { contains } from '../project/packages.ts';
import { type OldSources, oldSources, type Sources } from '../project/sources.ts';
import type { BaselineSettings } from '../settings.ts';
import type { SourceFile } from '../syntax/file.ts';
import { extractPrograms } from './extract.ts';
import { LOCK_FILE, type Lock, parseLock } from './lock.ts';
import type { Programs, Workflow } from './model.ts';

/** Why there is nothing to compare with, though there should be: a sentence on what is the case, and one on what to do. */
export interface BaselineProblem {
  /** The same for the same problem in a project. */
  readonly key: string;
  readonly text: string;
}

/** The code that running executions started on. */
export interface OldCode {
  /** What it is from, as messages call it. */
  readonly since: string;
  /** The old versions of what a file exports as workflows, and of workflows that have come into it from other files. */
  readonly programs: (file: string, now: Programs) => Programs;
  /** A file as it was; null where only its commands are known, and where there was none of this name. */
  readonly read: (file: string) => SourceFile | null;
  /** Whether a file is known to have been the same. */
  readonly isUnchanged: (file: string) => boolean;
  /** That old code was met which is not understood; null where none was. */
  readonly unread: () => BaselineProblem | null;
  /** The old versions of workflows whose file is gone and that no file exports any more. */
  readonly gone: () => readonly Workflow[];
}

export interface Baseline {
  /** The old code for a workflow file, with all files that its commands come from; null where it is what the files have now. */
  readonly of: (files: readonly string[]) => OldCode | BaselineProblem | null;
  /** The old code for files that are not there any more; null where none is gone. */
  readonly ofGone: () => OldCode | null;
}

/** What is compared: the workflows of the bundles of a project, in one state of its files. */
export interface Surroundings {
  readonly bundles: readonly Bundle[];
  /** A folder of the project. */
  readonly directory: string;
  /** The folder up to which a lock file is looked for. */
  readonly root: string;
  readonly current: Sources;
  /** The file that is linted; null where none is. */
  readonly linted: SourceFile | null;
  readonly types: readonly WorkflowType[];
}

export function isBaselineProblem(result: object | null): result is BaselineProblem {
  return result !== null && 'text' in result;
}

/** Finds the baseline; null where there is none and none was asked for. */
export function findBaseline(surroundings: Surroundings, settings: BaselineSettings | false | null): Baseline | BaselineProblem | null {
  if (settings === false) return null;
  const isGitAsked = settings !== null && (settings.revision !== null || settings.defaultBranch !== null);
  const lockFile = settings?.lockFile ?? (isGitAsked ? null : findUpwards(LOCK_FILE, surroundings.directory, surroundings.root));
  if (lockFile !== null) return lockBaseline(surroundings, lockFile);

  const base = baseOf(surroundings.root, { revision: settings?.revision ?? null, defaultBranch: settings?.defaultBranch ?? null });
  if (isGitProblem(base)) return settings !== null || base.problem === 'shallow' ? problemOf(base, surroundings) : null;
  const snapshot = snapshotOf(base.repository, base.revision);
  if (isGitProblem(snapshot)) return problemOf(snapshot, surroundings);
  const old = gitSide(surroundings, snapshot);

  const { linted } = surroundings;
  const isUnchanged = (files: readonly string[], { sources }: GitSide) =>
    files.every((file) => sources.isUnchanged(file, file === linted?.filename ? linted.text : undefined));
  const earlier = (): GitSide | GitProblem | null => {
    const { parent } = base;
    const found = parent === null || isGitProblem(parent) ? parent : snapshotOf(base.repository, parent);
    return found === null || isGitProblem(found) ? found : gitSide(surroundings, found);
  };
  return {
    of: (files) => {
      if (!isUnchanged(files, old)) return old.code;
      const side = earlier();
      if (side === null) return null;
      if (isGitProblem(side)) return problemOf(side, surroundings);
      return isUnchanged(files, side) ? null : side.code;
    },
    ofGone: () => {
      if (old.code.gone().length > 0) return old.code;
      const side = earlier();
      return side === null || isGitProblem(side) ? null : side.code;
    },
  };
}

function problemOf({ problem, detail }: GitProblem, { root }: Surroundings): BaselineProblem {
  return { key: `${root}\0${problem}\0${detail}`, text: problemText(problem, detail) };
}

const OR_NONE = 'or set `baseline` to `false`';

function problemText(problem: GitProblem['problem'], detail: string): string {
  switch (problem) {
    case 'no git':
      return `git cannot be started, so edits are compared with nothing. Install it, write a lock file with \`temporal-workflow baseline\`, ${OR_NONE}.`;
    case 'no repository':
      return `There is no commit to compare edits with. Write a lock file with \`temporal-workflow baseline\`, ${OR_NONE}.`;
    case 'unsafe':
      return `git refuses this repository because it belongs to another user, so edits are compared with nothing. Add its folder to \`safe.directory\` in git's configuration, ${OR_NONE}.`;
    case 'shallow':
      return `The clone is shallow and does not reach back to \`${detail}\`, so edits are compared with nothing. Fetch the history (\`fetch-depth: 0\`, or \`git fetch --unshallow\`), ${OR_NONE}.`;
    case 'no revision':
      return `The history of this clone has no base \`${detail}\`, so edits are compared with nothing. Fetch it, or name another one in the setting \`baseline\`.`;
    case 'no branch':
      return `No default branch is found among \`${detail}\`, so edits are compared with nothing. Name it in the setting \`baseline\`: \`{ defaultBranch: '…' }\`.`;
    case 'failed':
      return `git fails (${detail}), so edits are compared with nothing. Mend the repository, ${OR_NONE}.`;
  }
}

interface GitSide {
  readonly sources: OldSources;
  readonly code: OldCode;
}

/** What is known of a revision, for bundles as they are now. */
interface OldFacts {
  /** Files of the project that are not there any more. */
  readonly gone: readonly string[];
  readonly types: readonly WorkflowType[];
}

const facts = new WeakMap<Snapshot, { readonly key: string; readonly facts: OldFacts }>();

/** Remembered until a file changes. The texts of all files that have changed are read at once. */
function factsOf(snapshot: Snapshot, sources: OldSources, { bundles, root }: Surroundings): OldFacts {
  const entries = bundles.flatMap((bundle) => bundle.entries);
  const { content, layout } = knownState();
  const key = [content, layout, root, ...entries].join('\0');
  const known = facts.get(snapshot);
  if (known?.key === key) return known.facts;
  const gone = [...snapshot.files.keys()].filter((file) => contains(root, file) && kindOf(file) === null);
  sources.prefetch([...bundles.flatMap(({ reach }) => [...reach.files.keys()]), ...gone]);
  const found = { gone, types: workflowTypes(entries.filter(sources.has), sources) };
  facts.set(snapshot, { key, facts: found });
  return found;
}

function gitSide(surroundings: Surroundings, snapshot: Snapshot): GitSide {
  const { bundles, current, linted, root, types } = surroundings;
  const sources = oldSources(snapshot);
  const load = loadFrom(sources);
  const entries = bundles.flatMap((bundle) => bundle.entries);
  const bundled = new Set(bundles.flatMap(({ reach }) => [...reach.files.keys()]));
  const old = () => factsOf(snapshot, sources, surroundings);
  const programsOf = (file: SourceFile | null) => (file ? extractPrograms(file, { load }).workflows : []);
  const isType = (name: string) => types.some((type) => type.name === name);

  /** Whether a function that is not there any more was a workflow: an entry exported it, and no other module called it. */
  const wasType = ({ name }: Workflow, file: string): boolean => {
    if (isType(name)) return false;
    if (bundles.length === 0) return true;
    if (!old().types.some((type) => type.file === file && type.name === name)) return false;
    const mention = new RegExp(`(?<![\\w$])${name.replace(/\$/gu, '\\$&')}(?![\\w$])`, 'u');
    return !entries.includes(file) || ![...bundled].some((other) => other !== file && sources.has(other) && mention.test(sources.read(other)?.text ?? ''));
  };
  /** The old version of a workflow that has come from another file: one that is gone, or does not export it any more. */
  const moved = (name: string): Workflow | null => {
    const { gone } = old();
    const candidates = [...gone, ...[...bundled].filter((file) => sources.has(file) && !sources.isUnchanged(file))];
    const from = candidates.filter((file) => isExported(sources, file, name) && (gone.includes(file) || !isExported(current, file, name)));
    const [file] = from;
    return file !== undefined && from.length === 1 ? (programsOf(sources.read(file)).find((workflow) => workflow.name === name) ?? null) : null;
  };

  const code: OldCode = {
    since: `\`${snapshot.revision.slice(0, 8)}\``,
    programs: (file, now) => {
      old();
      const own = sources.has(file) ? programsOf(sources.read(file)) : [];
      const kept = own.filter((workflow) => now.workflows.some(({ name }) => name === workflow.name) || wasType(workflow, file));
      const others = now.workflows.flatMap(({ name }) => (name === 'interceptors' || own.some((one) => one.name === name) ? [] : (moved(name) ?? [])));
      return { workflows: [...kept, ...others] };
    },
    unread: () => {
      const [file] = sources.unparsable;
      if (file === undefined) return null;
      const name = path.relative(root, file).split(path.sep).join('/');
      return { key: `${snapshot.revision}\0${file}`, text: `\`${name}\` cannot be parsed as it was in \`${snapshot.revision.slice(0, 8)}\`, so it is compared with nothing. Name another revision in the setting \`baseline\`, ${OR_NONE}.` };
    },
    read: (file) => (sources.has(file) ? sources.read(file) : null),
    isUnchanged: (file) => sources.isUnchanged(file, file === linted?.filename ? linted.text : undefined),
    gone: () => {
      const { gone, types: before } = old();
      const lost = before.filter(({ file, name }) => gone.includes(file) && !isType(name));
      return lost.flatMap(({ file, name }) => programsOf(sources.read(file)).filter((workflow) => workflow.name === name));
    },
  };
  return { sources, code };
}

/** How extraction finds other modules in one state of the files. */
export function loadFrom(sources: Sources): (specifier: string, fromFile: string | null) => SourceFile | null {
  return (specifier, fromFile) => {
    const file = fromFile === null ? null : sources.resolve(specifier, fromFile);
    return file === null ? null : sources.read(file);
  };
}

function isExported(sources: Sources, file: string, name: string): boolean {
  return sources.record(file)?.exports.some((one) => one.kind === 'local' && one.name === name) ?? false;
}

const locks = new Map<string, { readonly version: number; readonly lock: Lock | string }>();

/** The lock that a file holds; a sentence where it holds none. Remembered until the file changes. */
export function readLock(file: string): Lock | string {
  const content = readText(file);
  if (!content) return 'It cannot be read.';
  let known = locks.get(file);
  if (known?.version !== content.version) {
    known = { version: content.version, lock: parseLock(content.text) };
    locks.set(file, known);
  }
  return known.lock;
}

function lockBaseline({ types }: Surroundings, lockFile: string): Baseline | BaselineProblem {
  const lock = readLock(lockFile);
  if (typeof lock === 'string') {
    const name = path.basename(lockFile);
    return { key: `${lockFile}\0${lock}`, text: `\`${name}\` cannot be used, so edits are compared with nothing: ${lock} Restore it, or write it again with \`temporal-workflow baseline\`.` };
  }
  const folder = path.dirname(lockFile);
  const pathOf = ({ file }: { readonly file: string }) => path.join(folder, file);
  const isType = (name: string) => types.some((type) => type.name === name);
  const code: OldCode = {
    since: `\`${path.basename(lockFile)}\`${lock.revision === null ? '' : ` of \`${lock.revision.slice(0, 8)}\``}`,
    programs: (file, now) => {
      const own = lock.workflows.filter((one) => pathOf(one) === file).map(({ workflow }) => workflow);
      const kept = own.filter(({ name }) => now.workflows.some((one) => one.name === name) || !isType(name));
      const others = now.workflows.flatMap(({ name }) => {
        if (name === 'interceptors' || own.some((one) => one.name === name)) return [];
        const from = lock.workflows.filter((one) => one.workflow.name === name && !types.some((type) => type.name === name && type.file === pathOf(one)));
        return from.length === 1 ? from.map(({ workflow }) => workflow) : [];
      });
      return { workflows: [...kept, ...others] };
    },
    unread: () => null,
    read: () => null,
    isUnchanged: () => false,
    gone: () => lock.workflows.filter((one) => kindOf(pathOf(one)) === null && !isType(one.workflow.name)).map(({ workflow }) => workflow),
  };
  return { of: () => code, ofGone: () => code };
}
