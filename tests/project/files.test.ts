import fs from 'node:fs';
import { expect, it, vi } from 'vitest';
import { diskState, kindOf, listDirectory, readText, realPath, recheckFiles, skippedFiles, MAX_FILE_SIZE } from '../../src/project/files.ts';
import { tempProject, withoutRightsFor } from './temp-project.ts';

it('gives the text without its byte order mark', () => {
  const { at } = tempProject({ 'a.ts': '\ufeffexport {};' });
  expect(readText(at('a.ts'))?.text).toBe('export {};');
});

it('reads a file again only when it has changed', () => {
  const { at, write } = tempProject({ 'a.ts': 'one', 'b.ts': 'two' });
  const [a, b] = [readText(at('a.ts')), readText(at('b.ts'))];
  write({ 'a.ts': 'three' });
  // Within the interval the old answer stands.
  expect(readText(at('a.ts'))).toBe(a);
  recheckFiles();
  expect(readText(at('a.ts'))?.text).toBe('three');
  expect(readText(at('a.ts'))?.version).not.toBe(a?.version);
  expect(readText(at('b.ts'))).toBe(b);
});

it('sees a change by itself after the interval', async () => {
  const { at, write } = tempProject({ 'a.ts': 'one' });
  readText(at('a.ts'));
  const before = diskState().content;
  write({ 'a.ts': 'other' });
  await vi.waitFor(() => expect(diskState().content).not.toBe(before), { timeout: 10_000 });
  expect(readText(at('a.ts'))?.text).toBe('other');
});

it('keeps its layout when something that nobody asked for comes', () => {
  const { at, write } = tempProject({ 'a.ts': '' });
  expect(kindOf(at('a.ts'))).toBe('file');
  expect(kindOf(at('b.ts'))).toBeNull();
  const before = diskState().layout;
  write({ 'c.ts': '' });
  recheckFiles();
  expect(diskState().layout).toBe(before);
  write({ 'b.ts': '' });
  recheckFiles();
  expect(diskState().layout).not.toBe(before);
  expect(kindOf(at('b.ts'))).toBe('file');
});

it('counts a changed package.json as a change of layout, a changed module not', () => {
  const { at, write } = tempProject({ 'package.json': '{}', 'a.ts': '' });
  readText(at('package.json'));
  readText(at('a.ts'));
  const before = diskState();
  write({ 'a.ts': 'changed' });
  recheckFiles();
  expect(diskState().layout).toBe(before.layout);
  write({ 'package.json': '{ "name": "a" }' });
  recheckFiles();
  expect(diskState().layout).not.toBe(before.layout);
});

it('gives null with a reason for a missing, a large and an unreadable file', () => {
  const { at } = tempProject({ 'large.ts': ' '.repeat(MAX_FILE_SIZE + 1) });
  expect(readText(at('missing.ts'))).toBeNull();
  expect(readText(at('large.ts'))).toBeNull();
  expect(readText(at('.'))).toBeNull();
  expect(skippedFiles().get(at('missing.ts'))).toBe('ENOENT');
  expect(skippedFiles().get(at('large.ts'))).toBe('larger than 2 MB');
  expect(skippedFiles().get(at('.'))).toBe('EISDIR');
});

it('finds nothing in a directory without rights, and says so', () => {
  const project = tempProject({ 'closed/a.ts': '' });
  withoutRightsFor(project, 'closed', () => {
    expect(kindOf(project.at('closed/a.ts'))).toBeNull();
    expect(listDirectory(project.at('closed'))).toBeNull();
    expect(readText(project.at('closed/a.ts'))).toBeNull();
    expect(skippedFiles().get(project.at('closed'))).toBe('EACCES');
  });
});

it('follows links, and survives one that leads to itself', () => {
  const { at } = tempProject({ 'real/a.ts': '' });
  fs.symlinkSync(at('real'), at('link'));
  fs.symlinkSync(at('loop'), at('loop'));
  expect(realPath(at('link/a.ts'))).toBe(at('real/a.ts'));
  expect(kindOf(at('loop'))).toBeNull();
  expect([...(listDirectory(at('.')) ?? [])]).toEqual([
    ['link', 'directory'],
    ['loop', null],
    ['real', 'directory'],
  ]);
});

it('sees where a link leads now', () => {
  const { at } = tempProject({ 'one/a.ts': '', 'two/a.ts': '' });
  fs.symlinkSync(at('one'), at('link'));
  expect(realPath(at('link/a.ts'))).toBe(at('one/a.ts'));
  fs.rmSync(at('link'));
  fs.symlinkSync(at('two'), at('link'));
  recheckFiles();
  expect(realPath(at('link/a.ts'))).toBe(at('two/a.ts'));
});
