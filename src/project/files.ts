import fs from 'node:fs';
import path from 'node:path';

export type EntryKind = 'file' | 'directory';

export interface FileText {
  readonly text: string;
  /** Changes whenever the text may have changed; never given twice in one process. */
  readonly version: number;
}

/** Files above this size, in bytes, are generated: reading them costs more than they can tell. */
export const MAX_FILE_SIZE = 2 * 1024 * 1024;

/** In milliseconds; the answer to a question about the disk is at most this old. */
const RECHECK_INTERVAL = 200;
/** In a large project a check takes long itself; this is the largest part of the time that checks may take. */
const RECHECK_SHARE = 0.02;

interface KnownFile {
  readonly stamp: string | null;
  readonly content: FileText | null;
}

interface KnownDirectory {
  readonly stamp: string | null;
  readonly real: string;
  readonly entries: ReadonlyMap<string, DirectoryEntry> | null;
  /** What has been asked of this directory, with the answers: a change of anything else in it changes nothing. */
  readonly asked: Map<string, EntryKind | null>;
  listed: boolean;
}

interface DirectoryEntry {
  readonly kind: EntryKind | null;
  readonly real: string | null;
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
 * read has changed. Every call that finds the last
 * check older than 200 ms (more where a check takes more than 4 ms) compares time and size of all known files first.
 */
export function diskState(): { readonly content: number; readonly layout: number } {
  const now = performance.now();
  if (now - checkedAt >= interval) {
    recheckFiles();
    checkedAt = performance.now();
    interval = Math.max(RECHECK_INTERVAL, (checkedAt - now) / RECHECK_SHARE);
  }
  return { content: contentVersion, layout: layoutVersion };
}

/** Remembers what a function makes of a path or another text, as long as the layout of the disk does not change. */
export function perLayout<Result>(compute: (key: string) => Result): (key: string) => Result {
  const results = new Map<string, Result>();
  let madeFor = -1;

  return (key) => {
    const { layout } = diskState();
    if (layout !== madeFor) {
      results.clear();
      madeFor = layout;
    }
    const known = results.get(key);
    if (known !== undefined || results.has(key)) return known as Result;
    const result = compute(key);
    // The disk may have been checked meanwhile.
    if (layout === layoutVersion) results.set(key, result);
    return result;
  };
}

/** Compares all known files and directories with the disk now, and forgets what has changed. */
export function recheckFiles(): void {
  for (const [file, { stamp }] of files) {
    if (stampAt(file) === stamp) continue;
    files.delete(file);
    skippedPaths.delete(file);
    contentVersion++;
    if (!isSource(file)) layoutVersion++;
  }
  for (const [directory, known] of [...directories]) {
    if (stampAt(directory) === known.stamp) continue;
    directories.delete(directory);
    skippedPaths.delete(directory);
    const now = knownDirectory(directory);
    const same =
      now.real === known.real &&
      (known.listed ? hasSameEntries(known, now) : [...known.asked].every(([name, kind]) => kindIn(now, name) === kind));
    if (same) {
      now.listed = known.listed;
      for (const [name, kind] of known.asked) now.asked.set(name, kind);
    } else layoutVersion++;
  }
}

function hasSameEntries({ entries: before }: KnownDirectory, { entries: now }: KnownDirectory): boolean {
  if (!before || !now) return before === now;
  if (before.size !== now.size) return false;
  return [...before].every(([name, { kind, real }]) => now.get(name)?.kind === kind && now.get(name)?.real === real);
}

function kindIn({ entries }: KnownDirectory, name: string): EntryKind | null {
  return entries?.get(name)?.kind ?? null;
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
  const stat = statOf(file);
  const stamp = stat && stampOf(stat);
  if (stat && stat.size > MAX_FILE_SIZE) {
    skip(file, `larger than ${MAX_FILE_SIZE / 1024 / 1024} MB`);
    return { stamp, content: null };
  }
  try {
    const text = fs.readFileSync(file, 'utf8');
    return { stamp, content: { text: text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, version: nextFileVersion++ } };
  } catch (error) {
    skip(file, reasonOf(error));
    return { stamp, content: null };
  }
}

/** What is at a path, symbolic links followed; null where there is nothing, or nothing that may be seen. */
export function kindOf(target: string): EntryKind | null {
  const directory = path.dirname(target);
  if (directory === target) return 'directory';
  const name = path.basename(target);
  const known = knownDirectory(directory);
  const kind = known.entries
    ? (known.entries.get(name)?.kind ?? null)
    : // A directory that may be passed but not listed.
      known.stamp === null
      ? null
      : kindOnDisk(target);
  known.asked.set(name, kind);
  return kind;
}

/** The path without symbolic links, as far as it exists. */
export function realPath(target: string): string {
  const directory = path.dirname(target);
  if (directory === target) return target;
  const known = knownDirectory(directory);
  const parent = known.stamp === null ? realPath(directory) : known.real;
  return known.entries?.get(path.basename(target))?.real ?? path.join(parent, path.basename(target));
}

/** The names in a directory with what they are, in the order of their names; null where it cannot be listed. */
export function listDirectory(directory: string): ReadonlyMap<string, EntryKind | null> | null {
  const known = knownDirectory(directory);
  known.listed = true;
  return known.entries && new Map([...known.entries].map(([name, { kind }]) => [name, kind]));
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
  const stamp = stampAt(directory);
  const asked = new Map<string, EntryKind | null>();
  if (stamp === null) return { stamp, real: directory, entries: null, asked, listed: false };
  let real = directory;
  try {
    real = fs.realpathSync.native(directory);
    const entries = new Map<string, DirectoryEntry>();
    const found = fs.readdirSync(directory, { withFileTypes: true });
    // Names in the order of their code units: the same on every machine.
    found.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of found) {
      const target = path.join(directory, entry.name);
      if (entry.isSymbolicLink()) entries.set(entry.name, followLink(target));
      else entries.set(entry.name, { kind: entry.isFile() ? 'file' : entry.isDirectory() ? 'directory' : null, real: null });
    }
    return { stamp, real, entries, asked, listed: false };
  } catch (error) {
    skip(directory, reasonOf(error));
    return { stamp, real, entries: null, asked, listed: false };
  }
}

function followLink(link: string): DirectoryEntry {
  try {
    return { kind: kindOnDisk(link), real: fs.realpathSync.native(link) };
  } catch {
    // A link to nothing, or to itself.
    return { kind: null, real: null };
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

/** Changes with the times (of the content, and of the rights), the size and the identity of a file. */
function stampOf({ mtimeMs, ctimeMs, size, ino }: fs.Stats): string {
  return `${mtimeMs} ${ctimeMs} ${size} ${ino}`;
}

function stampAt(target: string): string | null {
  const stat = statOf(target);
  return stat && stampOf(stat);
}

function isSource(file: string): boolean {
  return /\.[cm]?[jt]sx?$/u.test(file);
}

function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
