import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { skippedFiles } from '../../src/project/files.ts';
import { installedPackageOf, nearestPackage, sourceFilesIn, workspaceOf } from '../../src/project/packages.ts';
import { tempProject } from './temp-project.ts';

describe('nearestPackage', () => {
  it('is the package.json above a file', () => {
    const { at } = tempProject({ 'package.json': '{ "name": "root" }', 'a/package.json': '{ "name": "a" }', 'a/src/x.ts': '' });
    expect(nearestPackage(at('a/src/x.ts'))).toMatchObject({ directory: at('a'), name: 'a' });
    expect(nearestPackage(at('a'))).toMatchObject({ name: 'a' });
    expect(nearestPackage(at('b.ts'))).toMatchObject({ name: 'root' });
  });

  it('has no name and no fields where package.json is not JSON', () => {
    const { at } = tempProject({ 'package.json': '{ "name": ', 'x.ts': '' });
    expect(nearestPackage(at('x.ts'))).toEqual({ directory: at('.'), name: null, manifest: {} });
    expect(skippedFiles().get(at('package.json'))).toBe('not JSON');
  });
});

describe('workspaceOf', () => {
  const members = {
    'packages/a/package.json': '{ "name": "a" }',
    'packages/b/package.json': '{ "name": "b" }',
    'packages/none/x.ts': '',
    'tools/c/package.json': '{ "name": "c" }',
    'elsewhere/d/package.json': '{ "name": "d" }',
  };

  it.each([
    ['npm', { 'package.json': '{ "name": "root", "workspaces": ["packages/*", "tools/c"] }' }],
    ['Yarn', { 'package.json': '{ "name": "root", "workspaces": { "packages": ["packages/*", "./tools/c/"] } }' }],
    ['pnpm', { 'package.json': '{ "name": "root" }', 'pnpm-workspace.yaml': `# what is ours\npackages:\n  - 'packages/*' # most\n\n  - "tools/**"\ncatalog:\n  - no\n` }],
    ['pnpm in flow style', { 'package.json': '{ "name": "root" }', 'pnpm-workspace.yaml': `packages: ["packages/*",\n  'tools/{b,c}']\n` }],
  ])('reads the members as %s declares them', (_, files) => {
    const { at } = tempProject({ ...members, ...files });
    const workspace = workspaceOf(at('packages/a'));
    expect(workspace?.root).toMatchObject({ directory: at('.'), name: 'root' });
    expect(workspace?.members.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(workspaceOf(at('.'))?.members).toHaveLength(3);
  });

  it('leaves out what a pattern excludes', () => {
    const { at } = tempProject({ ...members, 'package.json': '{ "workspaces": ["packages/*", "!packages/b"] }' });
    expect(workspaceOf(at('packages/a'))?.members.map(({ name }) => name)).toEqual(['a']);
  });

  it('is null for a package that the workspace above does not list', () => {
    const { at } = tempProject({ ...members, 'package.json': '{ "workspaces": ["packages/*"] }' });
    expect(workspaceOf(at('elsewhere/d'))).toBeNull();
  });

  it('does not follow links in circles', () => {
    const { at } = tempProject({ ...members, 'package.json': '{ "workspaces": ["packages/**"] }' });
    fs.symlinkSync(at('packages'), at('packages/a/up'));
    expect(workspaceOf(at('packages/a'))?.members.map(({ name }) => name)).toEqual(['a', 'b']);
  });
});

describe('sourceFilesIn', () => {
  it('gives modules, and neither declarations, output nor installed packages', () => {
    const { at, root } = tempProject({
      'src/b.ts': '',
      'src/a.js': '',
      'src/types.d.ts': '',
      'src/data.json': '',
      'src/.cache/x.ts': '',
      'dist/a.js': '',
      'node_modules/p/x.js': '',
      'packages/other/x.ts': '',
    });
    fs.symlinkSync(root, at('src/up'));
    expect(sourceFilesIn(root, (directory) => directory === at('packages/other'))).toEqual([at('src/a.js'), at('src/b.ts')]);
  });
});

it('names the installed package that a file belongs to', () => {
  expect(installedPackageOf('/p/node_modules/a/lib/x.js')).toBe('a');
  expect(installedPackageOf('/p/node_modules/a/node_modules/@s/b/x.js')).toBe('@s/b');
  expect(installedPackageOf('/p/src/x.ts')).toBeNull();
});
