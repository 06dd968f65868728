import fs from 'node:fs';
import { expect, it, onTestFinished, vi } from 'vitest';
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

/** As on a file system whose times have steps of 10 milliseconds, which is what they have been on Linux for long. */
function withCoarseTimes(): void {
  const { statSync } = fs;
  const step = (time: number) => Math.floor(time / 10) * 10;
  const coarse = vi.spyOn(fs, 'statSync').mockImplementation(((file: string, options: fs.StatSyncOptions) => {
    const stat = statSync(file, options) as fs.Stats | undefined;
    return stat && Object.assign(stat, { mtimeMs: step(stat.mtimeMs), ctimeMs: step(stat.ctimeMs) });
  }) as typeof statSync);
  onTestFinished(() => coarse.mockRestore());
}

it('sees a change that leaves time and size of the file as they were', () => {
  withCoarseTimes();
  const { at, write } = tempProject({ 'a.ts': '0000' });
  for (let count = 1000; count < 1100; count++) {
    write({ 'a.ts': String(count) });
    recheckFiles();
    expect(readText(at('a.ts'))?.text).toBe(String(count));
  }
});

it('sees a file that comes right after the directory was read', () => {
  withCoarseTimes();
  const { at, write } = tempProject({ 'a.ts': '' });
  for (let count = 0; count < 100; count++) {
    expect(kindOf(at(`b${count}.ts`))).toBeNull();
    write({ [`b${count}.ts`]: '' });
    recheckFiles();
    expect(kindOf(at(`b${count}.ts`))).toBe('file');
  }
});

it('takes a file that is written with the text that it had for unchanged', () => {
  const { at, write } = tempProject({ 'a.ts': 'one' });
  const before = readText(at('a.ts'));
  const { content } = diskState();
  fs.utimesSync(at('a.ts'), 1, 1);
  write({ 'a.ts': 'one' });
  recheckFiles();
  expect(readText(at('a.ts'))).toEqual(before);
  expect(diskState().content).toBe(content);
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

it('counts a link to another file as a change of layout', () => {
  const { at } = tempProject({ 'one.ts': '', 'two.ts': '' });
  fs.symlinkSync(at('one.ts'), at('link.ts'));
  expect(kindOf(at('link.ts'))).toBe('file');
  const before = diskState().layout;
  fs.rmSync(at('link.ts'));
  fs.symlinkSync(at('two.ts'), at('link.ts'));
  recheckFiles();
  expect(diskState().layout).not.toBe(before);
  expect(realPath(at('link.ts'))).toBe(at('two.ts'));
});
