/** What git knows of a repository: base revisions, and the files of a revision. Every failure is a result, nothing throws. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';

export interface GitProblem {
  /**
   * `no git`: it cannot be started; `no repository`: the folder is in none, or in one without a commit; `unsafe`: git refuses it because it
   * belongs to somebody else; `shallow`: the clone does not reach back to the base; `no revision`: there is no such revision;
   * `no branch`: no default branch is known; `failed`: anything else.
   */
  readonly problem: 'no git' | 'no repository' | 'unsafe' | 'shallow' | 'no revision' | 'no branch' | 'failed';
  /** The name that was asked for, or the first line of what git said. */
  readonly detail: string;
}

export interface Repository {
  /** The real path of the work tree. */
  readonly root: string;
  /** Where `HEAD` is: a folder of its own in a linked work tree. */
  readonly directory: string;
  /** Where branches and objects are. */
  readonly common: string;
  readonly isShallow: boolean;
}

/** What to compare a work tree with. */
export interface Base {
  readonly repository: Repository;
  /** The full name of a commit. */
  readonly revision: string;
  /**
   * Where the base is `HEAD` itself, its first parent: what was pushed last is compared with that. Null where there is no parent, or the
   * base is another commit.
   */
  readonly parent: string | GitProblem | null;
}

export interface BaseRequest {
  /** A revision to compare with; otherwise the merge base of `HEAD` and the default branch. */
  readonly revision: string | null;
  /** The default branch; otherwise what the CI or the remote says. */
  readonly defaultBranch: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Variables of CI services that hold the branch which a pull request is to be merged into. */
const BASE_BRANCH_VARIABLES = [
  'GITHUB_BASE_REF',
  'CI_MERGE_REQUEST_TARGET_BRANCH_NAME',
  'BITBUCKET_PR_DESTINATION_BRANCH',
  'SYSTEM_PULLREQUEST_TARGETBRANCH',
  'BUILDKITE_PULL_REQUEST_BASE_BRANCH',
  'CHANGE_TARGET',
];

const USUAL_DEFAULT_BRANCHES = ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master'];

/** In bytes: a list of files, or the texts of one round, is not larger. */
const MAX_OUTPUT = 512 * 1024 * 1024;

export function isGitProblem(result: unknown): result is GitProblem {
  return typeof result === 'object' && result !== null && 'problem' in result;
}

interface KnownBase {
  /** Null where git knows of none. */
  readonly repository: Repository | null;
  readonly stamp: string;
  readonly base: Base | GitProblem;
}

const bases = new Map<string, KnownBase>();
/** In milliseconds: a folder that is in no repository, or of which git is kept, is looked at again after this time. */
const RETRY_INTERVAL = 5000;

/**
 * The commit that a folder's work tree is to be compared with. Remembered until `HEAD` or one of the branches has moved; it takes three git
 * processes. `environment` is looked at for what a CI service says.
 */
export function baseOf(directory: string, request: BaseRequest, environment: Environment = process.env): Base | GitProblem {
  const candidates = request.revision === null ? defaultBranches(request, environment) : [request.revision];
  const key = [directory, request.revision ?? '', ...candidates].join('\0');
  const known = bases.get(key);
  if (known && known.stamp === stampOf(known.repository, candidates)) return known.base;

  const found = repositoryOf(directory);
  const repository = isGitProblem(found) ? null : found;
  const stamp = stampOf(repository, candidates);
  const base = isGitProblem(found) ? found : findBase(found, request, candidates);
  bases.set(key, { repository, stamp, base });
  return base;
}

function defaultBranches({ defaultBranch }: BaseRequest, environment: Environment): readonly string[] {
  if (defaultBranch !== null) return [defaultBranch, `origin/${defaultBranch}`];
  const named = BASE_BRANCH_VARIABLES.flatMap((name) => {
    const branch = environment[name]?.replace(/^refs\/heads\//u, '');
    return branch ? [`origin/${branch}`, branch] : [];
  });
  return [...named, ...USUAL_DEFAULT_BRANCHES];
}

function repositoryOf(directory: string): Repository | GitProblem {
  // Where no folder above has one, git need not be started to say so, again and again in an editor.
  if (!hasGitAbove(directory)) return { problem: 'no repository', detail: directory };
  const output = git(directory, ['rev-parse', '--show-toplevel', '--absolute-git-dir', '--git-common-dir', '--is-shallow-repository']);
  if (isGitProblem(output)) return output;
  const [root, gitDirectory, common, shallow] = output.toString('utf8').split('\n');
  if (!root || !gitDirectory || !common) return { problem: 'no repository', detail: directory };
  // An older git gives the common folder relative to the one it was started in.
  return { root: path.resolve(root), directory: gitDirectory, common: path.resolve(directory, common), isShallow: shallow === 'true' };
}

function hasGitAbove(directory: string): boolean {
  let folder = realPath(directory);
  while (!fs.existsSync(path.join(folder, '.git'))) {
    const parent = path.dirname(folder);
    if (parent === folder) return false;
    folder = parent;
  }
  return true;
}

function realPath(directory: string): string {
  try {
    return fs.realpathSync.native(directory);
  } catch {
    return directory;
  }
}

function findBase(repository: Repository, { revision, defaultBranch }: BaseRequest, candidates: readonly string[]): Base | GitProblem {
  const commits = resolved(repository, ['HEAD', 'HEAD^1', ...candidates]);
  if (isGitProblem(commits)) return commits;
  const [head = null, firstParent = null, ...named] = commits;
  if (revision !== null) {
    const [commit = null] = named;
    return commit === null ? missing(repository, revision) : { repository, revision: commit, parent: null };
  }
  if (head === null) return { problem: 'no repository', detail: repository.root };
  const branch = named.find((commit) => commit !== null);
  if (!branch) {
    if (defaultBranch !== null) return missing(repository, defaultBranch);
    return { problem: repository.isShallow ? 'shallow' : 'no branch', detail: candidates.join(', ') };
  }

  const output = branch === head ? Buffer.from(head) : git(repository.root, ['merge-base', head, branch]);
  const base = isGitProblem(output) ? '' : output.toString('utf8').trim();
  if (base === '') return missing(repository, candidates[named.indexOf(branch)] ?? branch);
  if (base !== head) return { repository, revision: base, parent: null };
  return { repository, revision: head, parent: firstParent ?? (repository.isShallow ? { problem: 'shallow', detail: 'HEAD^' } : null) };
}

function missing({ isShallow }: Repository, detail: string): GitProblem {
  return { problem: isShallow ? 'shallow' : 'no revision', detail };
}

/** The commits that names stand for; null for a name of nothing. Names come in by the standard input, so none is taken for an option. */
function resolved({ root }: Repository, names: readonly string[]): readonly (string | null)[] | GitProblem {
  const output = git(root, ['cat-file', '--batch-check'], names.map((name) => `${oneLine(name)}^{commit}\n`).join(''));
  if (isGitProblem(output)) return output;
  const lines = output.toString('utf8').split('\n');
  return names.map((_, index) => /^([0-9a-f]{40,64}) commit \d+$/u.exec(lines[index] ?? '')?.[1] ?? null);
}

function oneLine(name: string): string {
  // A line break would be a second question; no revision has a space in its name.
  return name.replace(/\s/gu, '?');
}

/** Changes when `HEAD`, one of these names, or what the clone reaches back to does; without a repository, from time to time. */
function stampOf(repository: Repository | null, names: readonly string[]): string {
  if (!repository) return String(Math.floor(performance.now() / RETRY_INTERVAL));
  const { directory, common } = repository;
  const head = textAt(path.join(directory, 'HEAD'));
  const current = /^ref: (.+)$/mu.exec(head)?.[1];
  const references = names.flatMap((name) => {
    const plain = name.replace(/[~^@:\0][^]*$/u, '');
    return [plain, `refs/heads/${plain}`, `refs/remotes/${plain}`, `refs/remotes/${plain}/HEAD`, `refs/tags/${plain}`];
  });
  const files = [...(current === undefined ? [] : [current]), ...references, 'packed-refs', 'shallow', 'reftable/tables.list'];
  return [head, ...files.map((file) => statAt(path.join(common, file)))].join('\n');
}

function textAt(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function statAt(file: string): string {
  try {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    return stat ? `${stat.mtimeMs} ${stat.size} ${stat.ino}` : '';
  } catch {
    return '';
  }
}

/** The full name of the commit that is checked out; null where there is none. */
export function headOf(directory: string): string | null {
  const repository = repositoryOf(directory);
  const commits = isGitProblem(repository) ? repository : resolved(repository, ['HEAD']);
  return isGitProblem(commits) ? null : (commits[0] ?? null);
}

/** The source files of a revision. */
export interface Snapshot {
  readonly revision: string;
  /** By absolute path, what git calls the content. */
  readonly files: ReadonlyMap<string, string>;
  /** Whether a file has this text in the revision, other line ends aside. */
  readonly has: (file: string, text: string) => boolean;
  /** Reads the texts of files in one git process, those that were read before aside. */
  readonly prefetch: (files: readonly string[]) => void;
  /** The text of a file; null where it has none in the revision, or git does not give it. */
  readonly textOf: (file: string) => string | null;
}

const snapshots = new Map<string, Snapshot | GitProblem>();
/** Branches come and go while an editor runs: the snapshots that were asked for last are kept. */
const KEPT_SNAPSHOTS = 6;

/** The source files of a commit, given by its full name. Remembered: a commit does not change. It takes one git process. */
export function snapshotOf({ root }: Repository, revision: string): Snapshot | GitProblem {
  const key = `${root}\0${revision}`;
  const known = snapshots.get(key);
  if (known && !isGitProblem(known)) return known;
  const output = git(root, ['ls-tree', '-r', '-z', '--full-tree', revision]);
  if (isGitProblem(output)) return output;
  const snapshot = makeSnapshot(root, revision, sourceFiles(root, output.toString('utf8')));
  snapshots.set(key, snapshot);
  const [oldest] = snapshots.keys();
  if (snapshots.size > KEPT_SNAPSHOTS && oldest !== undefined) snapshots.delete(oldest);
  return snapshot;
}

/** Reads lines of `git ls-tree`: mode, type, name of the content, path. */
function sourceFiles(root: string, listing: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const line of listing.split('\0')) {
    const found = /^100\d+ blob ([0-9a-f]+)\t([^]+\.[cm]?[jt]sx?)$/u.exec(line);
    if (found) files.set(path.join(root, found[2]!), found[1]!);
  }
  return files;
}

function makeSnapshot(root: string, revision: string, files: ReadonlyMap<string, string>): Snapshot {
  const texts = new Map<string, string | null>();
  const prefetch = (wanted: readonly string[]) => {
    const contents = [...new Set(wanted.flatMap((file) => files.get(file) ?? []))].filter((content) => !texts.has(content));
    if (contents.length === 0) return;
    const output = git(root, ['cat-file', '--batch'], contents.map((content) => `${content}\n`).join(''));
    for (const content of contents) texts.set(content, null);
    if (!isGitProblem(output)) for (const [content, text] of batched(output)) texts.set(content, text);
  };
  return {
    revision,
    files,
    prefetch,
    has: (file, text) => {
      const content = files.get(file);
      if (content === undefined) return false;
      return content === contentName(text, content.length) || (text.includes('\r\n') && content === contentName(text.replace(/\r\n/gu, '\n'), content.length));
    },
    textOf: (file) => {
      prefetch([file]);
      return texts.get(files.get(file) ?? '') ?? null;
    },
  };
}

/** What git calls a text; the length tells which hash the repository has. */
function contentName(text: string, length: number): string {
  const bytes = Buffer.from(text);
  return createHash(length > 40 ? 'sha256' : 'sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** Reads what `git cat-file --batch` writes: a line with name, type and size, then the content and a line break. */
function* batched(output: Buffer): Generator<readonly [string, string]> {
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf('\n', at);
    if (end === -1) return;
    const [content = '', type, size] = output.toString('utf8', at, end).split(' ');
    at = end + 1;
    if (type !== 'blob') continue;
    yield [content, output.toString('utf8', at, at + Number(size))];
    at += Number(size) + 1;
  }
}

/** Variables by which git in a hook is told of another repository or index than that of the folder it is started in. */
const FOREIGN = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX', 'GIT_OBJECT_DIRECTORY', 'GIT_COMMON_DIR', 'GIT_NAMESPACE'];

function git(directory: string, args: readonly string[], input = ''): Buffer | GitProblem {
  const env: Record<string, string | undefined> = {
    ...process.env,
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    // Nothing is fetched: neither by a git that knows the first, nor by an older one.
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_TERMINAL_PROMPT: '0',
  };
  for (const name of FOREIGN) delete env[name];
  const { error, status, stdout, stderr } = spawnSync('git', args, { cwd: directory, env, input, maxBuffer: MAX_OUTPUT, windowsHide: true });
  if (error) return { problem: (error as NodeJS.ErrnoException).code === 'ENOENT' && fs.existsSync(directory) ? 'no git' : 'failed', detail: error.message };
  if (status === 0) return stdout;
  const said = stderr.toString('utf8');
  const [detail = ''] = said.split('\n');
  if (said.includes('dubious ownership') || said.includes('unsafe repository')) return { problem: 'unsafe', detail };
  if (said.includes('not a git repository') || said.includes('must be run in a work tree')) return { problem: 'no repository', detail };
  return { problem: 'failed', detail };
}
