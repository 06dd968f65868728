/** The files of a project as they are now, and as they were in a revision, behind the same questions. */
import path from 'node:path';
import { recordOf, type ModuleRecord } from './module-record.ts';
import { readText } from './files.ts';
import type { Snapshot } from './git.ts';
import { type ModuleExport, parseText, readExports, readModule, readRecord } from './modules.ts';
import { resolveModule } from './resolve.ts';
import type { SourceFile } from '../syntax/file.ts';

/** One state of the files of a project. Paths are absolute and real. */
export interface Sources {
  /** Null where there is no such file, or it cannot be read or parsed. */
  readonly read: (file: string) => SourceFile | null;
  readonly record: (file: string) => ModuleRecord | null;
  /** The exports in the record, for less where the text tells them; types may be among them. */
  readonly exports: (file: string) => readonly ModuleExport[] | null;
  /** The file that a specifier stands for in another one; null for a package, and for what is not there. */
  readonly resolve: (specifier: string, fromFile: string) => string | null;
}

/** The files on the disk; with one that is being edited, as the editor shows it. */
export function currentSources(edited: SourceFile | null): Sources {
  const isEdited = (file: string) => edited !== null && file === edited.filename;
  return {
    read: (file) => (isEdited(file) ? edited : readModule(file)),
    record: (file) => (edited && isEdited(file) ? recordOf(edited) : readRecord(file)),
    exports: (file) => (edited && isEdited(file) ? (recordOf(edited)?.exports ?? null) : readExports(file)),
    resolve: resolveOnDisk,
  };
}

function resolveOnDisk(specifier: string, fromFile: string): string | null {
  const target = resolveModule(specifier, fromFile, 'import');
  return target?.kind === 'file' && target.package === null ? target.file : null;
}

/** The files of a revision. */
export interface OldSources extends Sources {
  readonly has: (file: string) => boolean;
  /** Whether a file is as it was in the revision: on the disk, or with a text that an editor shows. */
  readonly isUnchanged: (file: string, edited?: string) => boolean;
  /** Reads the texts of many files at once. */
  readonly prefetch: (files: readonly string[]) => void;
  /** The files whose text is not understood. */
  readonly unparsable: ReadonlySet<string>;
}

const remembered = new WeakMap<Snapshot, OldSources>();

/** The files of a snapshot. A file that did not change is read from the disk; so is one that git does not know, such as generated code. */
export function oldSources(snapshot: Snapshot): OldSources {
  let sources = remembered.get(snapshot);
  if (!sources) remembered.set(snapshot, (sources = makeOldSources(snapshot)));
  return sources;
}

function makeOldSources(snapshot: Snapshot): OldSources {
  const { files } = snapshot;
  const compared = new Map<string, { readonly version: number; readonly same: boolean }>();
  const trees = new Map<string, SourceFile | null>();
  const unparsable = new Set<string>();

  const isUnchanged = (file: string, edited?: string): boolean => {
    if (edited !== undefined) return snapshot.has(file, edited);
    const content = readText(file);
    if (!content) return !files.has(file);
    let known = compared.get(file);
    if (known?.version !== content.version) {
      known = { version: content.version, same: snapshot.has(file, content.text) };
      compared.set(file, known);
    }
    return known.same;
  };
  const read = (file: string): SourceFile | null => {
    if (!files.has(file) || isUnchanged(file)) return readModule(file);
    let tree = trees.get(file);
    if (tree === undefined) {
      const text = snapshot.textOf(file);
      tree = text === null ? null : parseText(file, text);
      if (text !== null && !tree) unparsable.add(file);
      trees.set(file, tree);
    }
    return tree;
  };
  const record = (file: string): ModuleRecord | null => {
    if (isUnchanged(file)) return readRecord(file);
    const tree = read(file);
    return tree && recordOf(tree);
  };
  return {
    read,
    record,
    exports: (file) => (isUnchanged(file) ? readExports(file) : (record(file)?.exports ?? null)),
    resolve: (specifier, fromFile) => {
      const found = /^\.\.?(?:\/|$)/u.test(specifier) ? candidates(path.resolve(path.dirname(fromFile), specifier)).find((file) => files.has(file)) : undefined;
      return found ?? resolveOnDisk(specifier, fromFile);
    },
    has: (file) => files.has(file),
    isUnchanged,
    prefetch: (wanted) => snapshot.prefetch(wanted.filter((file) => files.has(file) && !isUnchanged(file))),
    unparsable,
  };
}

/** The files that the bundler tries for a path, in its order. */
function candidates(target: string): readonly string[] {
  return [target.replace(/\.js$/u, '.ts'), target, `${target}.ts`, `${target}.js`, path.join(target, 'index.ts'), path.join(target, 'index.js')];
}
