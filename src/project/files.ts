import fs from 'node:fs';
import path from 'node:path';
import { FileText, readBytes } from './file-text.ts';

export type EntryKind = 'file' | 'directory';

/** Files above this size, in bytes, are generated: reading them costs more than they can tell. */
export const MAX_FILE_SIZE = 2 * 1024 * 1024;

/** In milliseconds; the answer to a question about the disk is at most this old. */
const RECHECK_INTERVAL = 200;
/** In a large project a check takes long itself; this is the largest part of the time that checks may take of a processor. */
const RECHECK_SHARE = 0.005;
/** However long a check takes, an editor is never shown what is older than this, in milliseconds. */
const MAX_INTERVAL = 1000;

/** Times of files have steps, of up to 10 milliseconds on Linux: a change within the step of the one before may leave time and size as they are. */
const LONGEST_STEP = 100;

/** Changes with the times (of the content, and of the rights), the size and the identity of a file. */
interface Stamp extends Pick<fs.Stats, 'mtimeMs' | 'ctimeMs' | 'size' | 'ino'> {
  /** Whether the last change was long enough ago for the next one to have another time. */
  readonly isSettled: boolean;
}

interface KnownFile {
  readonly stamp: Stamp | null;
  readonly content: FileText | null;
}

interface KnownDirectory {
  readonly stamp: Stamp | null;
  readonly real: string;
  /** In the order of their names; links by what they lead to. Null where the directory cannot be listed. */
  readonly entries: ReadonlyMap<string, EntryKind | null> | null;
  /** Where the links among them lead. */
  readonly links: ReadonlyMap<string, string>;
  /** What has been asked of this directory, with the answers: a change of anything else in it changes nothing. */
  readonly asked: Map<string, EntryKind | null>;
  listed: boolean;
}

const files = new Map<string, KnownFile>();
const directories = new Map<string, KnownDirectory>();
const skippedPaths = new Map<string, string>();

let contentVersion = 0;
let layoutVersion = 0;
let nextFileVersion = 1;
let checkedAt = 0;
let interval = RECHECK_INTERVAL;

/** Forgets everything that was read. For tests. */
export function clearFiles(): void {
  files.clear();
  directories.clear();
  skippedPaths.clear();
  contentVersion++;
  layoutVersion++;
}

/**
 * Numbers that say whether what was derived from the disk still holds: `content` changes when a file that was read has
 * changed, `layout` when a file or directory that was asked for has come, gone or moved, or when a configuration file that was
 * read has changed. Every call that finds the last check older than 200 ms (up to a second, where a check takes more than 1 ms) compares time and
 * size of all known files first.
 */
export function diskState(): { readonly content: number; readonly layout: number } {
  if (performance.now() - checkedAt >= interval) {
    const start = process.cpuUsage();
    recheckFiles();
    const { user, system } = process.cpuUsage(start);
    checkedAt = performance.now();
    interval = Math.min(MAX_INTERVAL, Math.max(RECHECK_INTERVAL, (user + system) / 1000 / RECHECK_SHARE));
  }
  return knownState();
}

/** The numbers of `diskState` as they were found last: what one question asks on the way does not look at the disk again. */
export function knownState(): { readonly content: number; readonly layout: number } {
  return { content: contentVersion, layout: layoutVersion };
}

/** Remembers what a function makes of a path or another text, as long as the layout of the disk does not change. */
export function perLayout<Result>(compute: (key: string) => Result): (key: string) => Result {
  return rememberedFor(() => layoutVersion, compute);
}

/** The same, as long as no file that was read changes either. */
export function perDisk<Result>(compute: (key: string) => Result): (key: string) => Result {
  // Neither number goes down.
  return rememberedFor(() => layoutVersion + contentVersion, compute);
}

function rememberedFor<Result>(version: () => number, compute: (key: string) => Result): (key: string) => Result {
  const results = new Map<string, Result>();
  let madeFor = -1;

  return (key) => {
    if (version() !== madeFor) {
      results.clear();
      madeFor = version();
    }
    const known = results.get(key);
    if (known !== undefined || results.has(key)) return known as Result;
    const result = compute(key);
    if (version() === madeFor) results.set(key, result);
    return result;
  };
}

/** Compares all known files and directories with the disk now, and reads again what may have changed. */
export function recheckFiles(): void {
  for (const [file, known] of files) {
    if (isSameStamp(statOf(file), known.stamp)) continue;
    const now = readFromDisk(file);
    const isSame = known.content && now.content ? known.content.hasTextOf(now.content) : known.content === now.content;
    files.set(file, isSame ? { ...now, content: known.content } : now);
    if (isSame) continue;
    if (now.content) skippedPaths.delete(file);
    contentVersion++;
    if (!isSource(file)) layoutVersion++;
  }
  for (const [directory, known] of [...directories]) {
    if (isSameStamp(statOf(directory), known.stamp)) continue;
    directories.delete(directory);
    skippedPaths.delete(directory);
    const now = knownDirectory(directory);
    const same =
      now.real === known.real &&
      (known.listed
        ? hasSameEntries(known, now)
        : [...known.asked].every(([name, kind]) => kindAmong(now, name) === kind && now.links.get(name) === known.links.get(name)));
    if (same) {
      now.listed = known.listed;
      for (const [name, kind] of known.asked) now.asked.set(name, kind);
    } else layoutVersion++;
  }
}

function hasSameEntries({ entries: before, links }: KnownDirectory, { entries: now, links: linksNow }: KnownDirectory): boolean {
  if (!before || !now) return before === now;
  if (before.size !== now.size || links.size !== linksNow.size) return false;
  return [...before].every(([name, kind]) => now.get(name) === kind && linksNow.get(name) === links.get(name));
}

function kindAmong({ entries }: KnownDirectory, name: string): EntryKind | null {
  return entries?.get(name) ?? null;
}

/** The text of a file without its byte order mark; null where it cannot be read or is too large, with the reason in `skippedFiles`. */
export function readText(file: string): FileText | null {
  let known = files.get(file);
  if (!known) {
    known = readFromDisk(file);
    files.set(file, known);
  }
  return known.content;
}

function readFromDisk(file: string): KnownFile {
  try {
    const { stat, bytes } = readBytes(file, MAX_FILE_SIZE);
    const stamp = stampOf(stat);
    if (bytes) return { stamp, content: new FileText(nextFileVersion++, bytes) };
    skip(file, `larger than ${MAX_FILE_SIZE / 1024 / 1024} MB`);
    return { stamp, content: null };
  } catch (error) {
    skip(file, reasonOf(error));
    const stat = statOf(file);
    return { stamp: stat && stampOf(stat), content: null };
  }
}

/** What is at a path, symbolic links followed; null where there is nothing, or nothing that may be seen. */
export function kindOf(target: string): EntryKind | null {
  const directory = path.dirname(target);
  return directory === target ? 'directory' : kindIn(directory, path.basename(target));
}

/** The same for a name in a directory. */
export function kindIn(directory: string, name: string): EntryKind | null {
  const known = knownDirectory(directory);
  const kind = known.entries
    ? kindAmong(known, name)
    : // A directory that may be passed but not listed.
      known.stamp === null
      ? null
      : kindOnDisk(inDirectory(directory, name));
  known.asked.set(name, kind);
  return kind;
}

/** The path of a name in a directory: what `path.join` gives, which first puts any path in order, and takes several times as long. */
export function inDirectory(directory: string, name: string): string {
  return directory.endsWith(path.sep) ? directory + name : directory + path.sep + name;
}

/** The path without symbolic links, as far as it exists. */
export function realPath(target: string): string {
  const directory = path.dirname(target);
  if (directory === target) return target;
  const known = knownDirectory(directory);
  const parent = known.stamp === null ? realPath(directory) : known.real;
  const name = path.basename(target);
  return known.links.get(name) ?? inDirectory(parent, name);
}

/** The names in a directory with what they are, in the order of their names; null where it cannot be listed. */
export function listDirectory(directory: string): ReadonlyMap<string, EntryKind | null> | null {
  const known = knownDirectory(directory);
  known.listed = true;
  return known.entries;
}

/** Records that a file or directory is left out, and why, for people to read. */
export function skip(target: string, reason: string): void {
  skippedPaths.set(target, reason);
}

/** Everything left out so far, with the reason: unreadable, too large, not parsable. */
export function skippedFiles(): ReadonlyMap<string, string> {
  return skippedPaths;
}

function knownDirectory(directory: string): KnownDirectory {
  let known = directories.get(directory);
  if (!known) {
    known = listOnDisk(directory);
    directories.set(directory, known);
  }
  return known;
}

function listOnDisk(directory: string): KnownDirectory {
  const stat = statOf(directory);
  const stamp = stat && stampOf(stat);
  const links = new Map<string, string>();
  const asked = new Map<string, EntryKind | null>();
  let real = directory;
  const known = (entries: KnownDirectory['entries']) => ({ stamp, real, entries, links, asked, listed: false });
  if (!stamp) return known(null);
  try {
    real = fs.realpathSync.native(directory);
    const entries = new Map<string, EntryKind | null>();
    const found = fs.readdirSync(directory, { withFileTypes: true });
    // Names in the order of their code units: the same on every machine.
    found.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of found) {
      const { name } = entry;
      if (!entry.isSymbolicLink()) entries.set(name, entry.isFile() ? 'file' : entry.isDirectory() ? 'directory' : null);
      else {
        const link = path.join(directory, name);
        const target = targetOf(link);
        entries.set(name, target === null ? null : kindOnDisk(link));
        if (target !== null) links.set(name, target);
      }
    }
    return known(entries);
  } catch (error) {
    skip(directory, reasonOf(error));
    return known(null);
  }
}

/** Where a link leads; null for one to nothing, or to itself. */
function targetOf(link: string): string | null {
  try {
    return fs.realpathSync.native(link);
  } catch {
    return null;
  }
}

function kindOnDisk(target: string): EntryKind | null {
  const stat = statOf(target);
  return stat?.isFile() ? 'file' : stat?.isDirectory() ? 'directory' : null;
}

/** Links followed; null where there is nothing, or a link that leads to itself. */
function statOf(target: string): fs.Stats | null {
  try {
    return fs.statSync(target, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

function stampOf({ mtimeMs, ctimeMs, size, ino }: fs.Stats): Stamp {
  return { mtimeMs, ctimeMs, size, ino, isSettled: Math.abs(Date.now() - ctimeMs) > LONGEST_STEP };
}

/** Whether what was seen with a stamp is certainly still so. */
function isSameStamp(now: fs.Stats | null, then: Stamp | null): boolean {
  if (!now || !then) return now === then;
  return then.isSettled && now.mtimeMs === then.mtimeMs && now.ctimeMs === then.ctimeMs && now.size === then.size && now.ino === then.ino;
}

function isSource(file: string): boolean {
  return /\.[cm]?[jt]sx?$/u.test(file);
}

function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
