import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { baseOf, isGitProblem, snapshotOf } from '../../src/project/git.ts';
import { findUpwards } from '../../src/project/lock-file.ts';
import { currentSources, type OldSources, oldSources } from '../../src/project/sources.ts';
import { inspect } from '../inspect.ts';
import { gitProject, type GitProject } from './git-repository.ts';
import { tempProject } from './temp-project.ts';

function sourcesAtHead({ root }: GitProject): OldSources {
  const base = baseOf(root, { revision: 'HEAD', defaultBranch: null }, {});
  if (isGitProblem(base)) throw new Error(base.problem);
  const snapshot = snapshotOf(base.repository, base.revision);
  if (isGitProblem(snapshot)) throw new Error(snapshot.problem);
  return oldSources(snapshot);
}

const FILES = { 'a.ts': `import './lib';\nimport './b.js';\n`, 'lib/index.ts': 'export const lib = 1;\n', 'b.ts': 'export const b = 1;\n' };

describe('the files of a revision', () => {
  it('are resolved among each other, also those that are gone', () => {
    const project = gitProject(FILES);
    fs.rmSync(project.at('lib'), { recursive: true });
    project.write({ 'lib.ts': 'export const other = 1;\n' });
    const old = sourcesAtHead(project);
    expect(old.resolve('./lib', project.at('a.ts'))).toBe(project.at('lib/index.ts'));
    expect(old.resolve('./b.js', project.at('a.ts'))).toBe(project.at('b.ts'));
    expect(old.resolve('./none', project.at('a.ts'))).toBeNull();
    expect(old.resolve('typescript', project.at('a.ts'))).toBeNull();
    expect(old.record(project.at('lib/index.ts'))?.exports).toMatchObject([{ name: 'lib' }]);
    expect(currentSources(null).resolve('./lib', project.at('a.ts'))).toBe(project.at('lib.ts'));
  });

  it('are what they were, where they have changed', () => {
    const project = gitProject(FILES);
    project.write({ 'b.ts': 'export const c = 1;\n' });
    const old = sourcesAtHead(project);
    expect([old.isUnchanged(project.at('a.ts')), old.isUnchanged(project.at('b.ts'))]).toEqual([true, false]);
    expect(old.isUnchanged(project.at('b.ts'), FILES['b.ts'])).toBe(true);
    expect(old.isUnchanged(project.at('a.ts'), '')).toBe(false);
    expect(old.isUnchanged(project.at('none.ts'))).toBe(true);
    expect(old.read(project.at('b.ts'))?.text).toBe(FILES['b.ts']);
    expect(currentSources(null).read(project.at('b.ts'))?.text).toBe('export const c = 1;\n');
  });

  it('that do not parse are named', () => {
    const project = gitProject({ 'a.ts': 'const = 1;' });
    project.write({ 'a.ts': 'const a = 1;' });
    const old = sourcesAtHead(project);
    expect(old.read(project.at('a.ts'))).toBeNull();
    expect([...old.unparsable]).toEqual([project.at('a.ts')]);
  });

  it('that git does not know are read from the disk', () => {
    const project = gitProject({ '.gitignore': 'generated.ts\n', 'a.ts': '', 'generated.ts': 'export const g = 1;\n' });
    const old = sourcesAtHead(project);
    expect(old.has(project.at('generated.ts'))).toBe(false);
    expect(old.resolve('./generated', project.at('a.ts'))).toBe(project.at('generated.ts'));
    expect(old.read(project.at('generated.ts'))?.text).toBe('export const g = 1;\n');
  });
});

it('the file that is edited is as the editor shows it', () => {
  const project = tempProject({ 'a.ts': 'export const a = 1;\n' });
  const edited = inspect('export const b = 1;\n', (file) => file, project.at('a.ts'));
  const current = currentSources(edited);
  expect(current.read(project.at('a.ts'))).toBe(edited);
  expect(current.record(project.at('a.ts'))?.exports).toMatchObject([{ name: 'b' }]);
});

it('a file is found in the nearest folder above, up to the root', () => {
  const project = tempProject({ 'x.lock': '', 'a/b/c.ts': '', 'a/x.lock': '' });
  expect(findUpwards('x.lock', project.at('a/b'), project.root)).toBe(project.at('a/x.lock'));
  expect(findUpwards('x.lock', project.root, project.root)).toBe(project.at('x.lock'));
  expect(findUpwards('x.lock', project.at('a/b'), project.at('a/b'))).toBeNull();
});
