import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Base, baseOf, type GitProblem, headOf, isGitProblem, type Snapshot, snapshotOf } from '../../src/project/git.ts';
import { gitIn, gitProject } from './git-repository.ts';
import { tempProject } from './temp-project.ts';

const DEFAULT = { revision: null, defaultBranch: null };
const NO_CI = {};

const base = (directory: string, request = {}): Base | GitProblem => baseOf(directory, { ...DEFAULT, ...request }, NO_CI);

function found(result: Base | GitProblem): Base {
  if (isGitProblem(result)) throw new Error(`${result.problem}: ${result.detail}`);
  return result;
}

function snapshot(directory: string, request = {}): Snapshot {
  const { repository, revision } = found(base(directory, request));
  const result = snapshotOf(repository, revision);
  if (isGitProblem(result)) throw new Error(result.problem);
  return result;
}

describe('the base', () => {
  it('is where a branch left the default branch, rebased or not', () => {
    const project = gitProject({ 'a.ts': '1' });
    const start = project.git('rev-parse', 'HEAD');
    project.git('checkout', '-q', '-b', 'feature');
    project.commit({ 'a.ts': '2' });
    expect(found(base(project.root))).toMatchObject({ revision: start, parent: null });
    project.git('checkout', '-q', 'main');
    const later = project.commit({ 'b.ts': '1' });
    project.git('checkout', '-q', 'feature');
    expect(found(base(project.root)).revision).toBe(start);
    project.git('rebase', '-q', 'main');
    expect(found(base(project.root)).revision).toBe(later);
  });

  it('is HEAD and its first parent on the default branch, also after a merge and a squash merge', () => {
    const project = gitProject({ 'a.ts': '1' });
    const first = project.git('rev-parse', 'HEAD');
    expect(found(base(project.root))).toMatchObject({ revision: first, parent: null });
    project.git('checkout', '-q', '-b', 'feature');
    project.commit({ 'a.ts': '2' });
    project.git('checkout', '-q', 'main');
    project.git('merge', '-q', '--no-ff', '-m', 'merge', 'feature');
    expect(found(base(project.root))).toMatchObject({ revision: project.git('rev-parse', 'HEAD'), parent: first });
    const merged = project.git('rev-parse', 'HEAD');
    project.git('checkout', '-q', '-b', 'other');
    project.commit({ 'a.ts': '3' });
    project.git('checkout', '-q', 'main');
    project.git('merge', '-q', '--squash', 'other');
    project.commit({});
    expect(found(base(project.root))).toMatchObject({ revision: project.git('rev-parse', 'HEAD'), parent: merged });
  });

  it('is a revision that was asked for, a branch that was named, or the one of the pull request', () => {
    const project = gitProject({ 'a.ts': '1' });
    const first = project.git('rev-parse', 'HEAD');
    project.git('tag', 'v1');
    const second = project.commit({ 'a.ts': '2' });
    project.git('branch', 'release');
    project.git('checkout', '-q', '-b', 'feature');
    const third = project.commit({ 'a.ts': '3' });
    expect(found(base(project.root, { revision: 'v1' })).revision).toBe(first);
    expect(found(base(project.root, { revision: 'HEAD~2' })).revision).toBe(first);
    project.git('checkout', '-q', 'main');
    project.commit({ 'a.ts': '4' });
    project.git('checkout', '-q', 'feature');
    expect(found(base(project.root, { defaultBranch: 'release' })).revision).toBe(second);
    expect(found(baseOf(project.root, DEFAULT, { GITHUB_BASE_REF: 'release' })).revision).toBe(second);
    expect(headOf(project.root)).toBe(third);
  });

  it('is found on a detached HEAD, in a subfolder and in a linked work tree', () => {
    const project = gitProject({ 'packages/shop/a.ts': '1' });
    const first = project.git('rev-parse', 'HEAD');
    project.git('checkout', '-q', '--detach');
    project.commit({ 'packages/shop/a.ts': '2' });
    expect(found(base(project.at('packages/shop'))).revision).toBe(first);
    project.git('worktree', 'add', '-q', '-b', 'feature', project.at('linked tree'));
    gitIn(project.at('linked tree'), 'commit', '-q', '--allow-empty', '-m', 'x');
    const linked = found(base(project.at('linked tree')));
    expect(linked.revision).toBe(first);
    expect(linked.repository.root).toBe(project.at('linked tree'));
  });

  it('is found again when HEAD or the default branch has moved', () => {
    const project = gitProject({ 'a.ts': '1' });
    project.git('checkout', '-q', '-b', 'feature');
    const on = project.commit({ 'a.ts': '2' });
    expect(found(base(project.root)).revision).not.toBe(on);
    project.git('branch', '-f', 'main', 'feature');
    expect(found(base(project.root)).revision).toBe(on);
    project.git('pack-refs', '--all');
    const next = project.commit({ 'a.ts': '3' });
    project.git('branch', '-f', 'main', next);
    expect(found(base(project.root)).revision).toBe(next);
  });

  it('is remembered: asking again starts no git', () => {
    const project = gitProject({ 'a.ts': '1' });
    const before = base(project.root);
    const environment = process.env['PATH'];
    onTestFinished(() => void (process.env['PATH'] = environment));
    process.env['PATH'] = '';
    expect(base(project.root)).toBe(before);
  });
});

describe('without a base', () => {
  it('a shallow clone says so, of a pull request and of the default branch', () => {
    const origin = gitProject({ 'a.ts': '1' });
    origin.commit({ 'a.ts': '2' });
    origin.git('checkout', '-q', '-b', 'feature');
    origin.commit({ 'a.ts': '3' });
    origin.git('checkout', '-q', 'main');
    const { root } = tempProject({});
    gitIn(root, 'clone', '-q', '--depth', '1', '--branch', 'feature', `file://${origin.root}`, 'pull');
    expect(base(path.join(root, 'pull'))).toMatchObject({ problem: 'shallow' });
    gitIn(path.join(root, 'pull'), 'fetch', '-q', '--unshallow', 'origin', '+refs/heads/*:refs/remotes/origin/*');
    expect(found(base(path.join(root, 'pull'))).revision).toBe(origin.git('rev-parse', 'main'));
    gitIn(root, 'clone', '-q', '--depth', '1', '--branch', 'main', `file://${origin.root}`, 'push');
    expect(found(base(path.join(root, 'push'))).parent).toMatchObject({ problem: 'shallow' });
  });

  it.each([
    [{ revision: 'v9' }, 'no revision', 'v9'],
    [{ revision: '--help' }, 'no revision', '--help'],
    [{ revision: 'a\nHEAD' }, 'no revision', 'a\nHEAD'],
    [{ defaultBranch: 'trunk' }, 'no revision', 'trunk'],
  ])('%j is not there', (request, problem, detail) => {
    const project = gitProject({ 'a.ts': '1' });
    expect(base(project.root, request)).toEqual({ problem, detail });
  });

  it('no branch that could be the default one', () => {
    const project = gitProject({ 'a.ts': '1' });
    project.git('branch', '-m', 'main', 'trunk');
    expect(base(project.root)).toMatchObject({ problem: 'no branch' });
  });

  it('no repository, one without a commit, and an unrelated history', () => {
    const { root } = tempProject({ 'a.ts': '1' });
    expect(base(root)).toMatchObject({ problem: 'no repository' });
    gitIn(root, 'init', '-q', '-b', 'main');
    expect(base(root)).toMatchObject({ problem: 'no repository' });
    expect(headOf(root)).toBeNull();
    const project = gitProject({ 'a.ts': '1' });
    project.git('checkout', '-q', '--orphan', 'feature');
    project.commit({ 'a.ts': '2' });
    expect(base(project.root)).toMatchObject({ problem: 'no revision' });
  });

  it('no git', () => {
    const project = gitProject({ 'a.ts': '1' });
    vi.stubEnv('PATH', '');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(base(project.root)).toMatchObject({ problem: 'no git' });
  });

  it('a repository of somebody else', () => {
    const project = gitProject({ 'a.ts': '1' });
    vi.stubEnv('GIT_TEST_ASSUME_DIFFERENT_OWNER', '1');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(base(project.root)).toMatchObject({ problem: 'unsafe' });
  });
});

describe('a snapshot', () => {
  it('has the files of its revision, whatever their names and the work tree', () => {
    const project = gitProject({ 'ordner mit ü/größe und so.ts': 'alt\n', 'gone.ts': 'gone', 'read.md': 'x' });
    project.git('checkout', '-q', '-b', 'feature');
    fs.rmSync(project.at('gone.ts'));
    project.commit({ 'ordner mit ü/größe und so.ts': 'neu\n', 'new.ts': 'new' });
    const old = snapshot(project.root);
    expect([...old.files.keys()].sort()).toEqual([project.at('gone.ts'), project.at('ordner mit ü/größe und so.ts')].sort());
    expect(old.textOf(project.at('ordner mit ü/größe und so.ts'))).toBe('alt\n');
    expect(old.textOf(project.at('gone.ts'))).toBe('gone');
    expect(old.textOf(project.at('new.ts'))).toBeNull();
  });

  it('takes a text for the same with other line ends', () => {
    const project = gitProject({ 'a.ts': 'one\ntwo ü\n' });
    const old = snapshot(project.root);
    expect(old.has(project.at('a.ts'), 'one\ntwo ü\n')).toBe(true);
    expect(old.has(project.at('a.ts'), 'one\r\ntwo ü\r\n')).toBe(true);
    expect(old.has(project.at('a.ts'), 'one\ntwo\n')).toBe(false);
    expect(old.has(project.at('b.ts'), '')).toBe(false);
  });

  it('reads many files in one process', () => {
    const names = Array.from({ length: 50 }, (_, index) => `f${index}.ts`);
    const project = gitProject(Object.fromEntries(names.map((name) => [name, `text of ${name}\n`])));
    const old = snapshot(project.root);
    old.prefetch(names.map(project.at));
    vi.stubEnv('PATH', '');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(names.map((name) => old.textOf(project.at(name)))).toEqual(names.map((name) => `text of ${name}\n`));
  });

  it('is read where a hook has named another index and repository', () => {
    const project = gitProject({ 'a.ts': 'old' });
    vi.stubEnv('GIT_DIR', '/nowhere');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(snapshot(project.root).files.size).toBe(1);
  });
});
