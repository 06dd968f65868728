import { readExports } from '../project/modules.ts';
import { resolveModule } from '../project/resolve.ts';
import type { SourceFile } from '../syntax/file.ts';
import type { Origin } from '../syntax/trace.ts';

/** An export of a module of the project, where it is declared; `path` is what is read of it. */
export interface LocalExport {
  readonly file: string;
  readonly name: string;
  readonly path: readonly string[];
}

export type ImportedFrom = LocalExport | { readonly module: string; readonly path: readonly string[] };

/** How many modules a name is followed through; behind more of them it is not known. */
const MAX_RE_EXPORTS = 20;

/**
 * Where a value that is imported comes from in the end, through the modules of the project that re-export it: a package, or an export
 * that a module of the project declares. Null for what is not imported, and where the way is not in sight.
 */
export function importedFrom({ filename }: SourceFile, { root, path }: Origin): ImportedFrom | null {
  return root.type === 'module' ? exportBehind(root.module, path, filename) : null;
}

/** The same for a specifier, and what is read of that module, in the file of that name; null for text that comes from no file. */
export function exportBehind(module: string, path: readonly string[], filename: string | null): ImportedFrom | null {
  const isLocal = module.startsWith('.') || module.startsWith('/') || module.startsWith('#');
  if (!isLocal && !isOfProject(module, filename)) return { module, path };
  if (filename === null) return null;
  return follow(module, filename, path, 0);
}

function isOfProject(specifier: string, filename: string | null): boolean {
  // A package of Temporal is never one of the project, and most imports of a workflow are of one: no look at the disk for these.
  if (filename === null || specifier.startsWith('@temporalio/')) return false;
  return resolvesToProject(specifier, filename);
}

function follow(
  specifier: string,
  fromFile: string,
  path: readonly string[],
  depth: number,
): ImportedFrom | null {
  if (depth > MAX_RE_EXPORTS) return null;
  const target = resolveModule(specifier, fromFile, 'import');
  if (target === null || target.kind !== 'file' || target.package !== null) return { module: specifier, path };
  const [name, ...rest] = path;
  const exports = name === undefined ? null : readExports(target.file);
  if (!exports || name === undefined) return null;

  for (const one of exports) {
    if (one.kind === 'star' || one.name !== name) continue;
    if (one.kind === 'local') return { file: target.file, name, path: rest };
    return follow(one.specifier, target.file, one.imported === '*' ? rest : [one.imported, ...rest], depth + 1);
  }
  const stars = name === 'default' ? [] : exports.filter((one) => one.kind === 'star');
  const isLocal = stars.map((one) => resolvesToProject(one.specifier, target.file));
  for (const [at, one] of stars.entries()) {
    const found = isLocal[at] ? follow(one.specifier, target.file, path, depth + 1) : null;
    if (found) return found;
  }
  // What a package exports is not looked up: it has the name where nobody else can have it.
  const packages = stars.filter((_, at) => !isLocal[at]);
  return packages.length === 1 ? { module: packages[0]!.specifier, path } : null;
}

function resolvesToProject(specifier: string, fromFile: string): boolean {
  const target = resolveModule(specifier, fromFile, 'import');
  return target?.kind === 'file' && target.package === null;
}
