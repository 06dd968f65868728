import path from 'node:path';
import { createPathsMatcher, getTsconfig, type TsConfigResult } from 'get-tsconfig';
import { kindOf, perLayout, readText, skip } from './files.ts';

/** The tsconfig.json nearest to a directory, with what it extends; null where there is none that can be read. */
const tsconfigFor = perLayout((directory): TsConfigResult | null => {
  const file = path.join(directory, 'tsconfig.json');
  if (kindOf(file) !== 'file') {
    const parent = path.dirname(directory);
    return parent === directory ? null : tsconfigFor(parent);
  }
  const read = new Map<string, unknown>();
  try {
    return getTsconfig(file, path.basename(file), read);
  } catch (error) {
    skip(file, error instanceof Error ? error.message : String(error));
    return null;
  } finally {
    // What it extends is watched like the file itself.
    readText(file);
    for (const key of read.keys()) {
      const extended = /^readFileSync:(.*):utf8$/u.exec(key)?.[1];
      if (extended !== undefined) readText(extended);
    }
  }
});

const pathsOf = perLayout((directory) => {
  const tsconfig = tsconfigFor(directory);
  return tsconfig && createPathsMatcher(tsconfig);
});

/** Where `paths` and `baseUrl` of the nearest tsconfig.json say that a specifier may be: absolute paths without extensions, in order. */
export function tsconfigPathsFor(specifier: string, directory: string): readonly string[] {
  try {
    return pathsOf(directory)?.(specifier) ?? [];
  } catch {
    return [];
  }
}

/** The compiler's folders for the files of a directory, as absolute paths; null where its tsconfig.json says none. */
export function compilerFolders(directory: string): { readonly outDir: string | null; readonly rootDir: string | null } {
  const tsconfig = tsconfigFor(directory);
  const absolute = (folder: string | undefined) =>
    tsconfig && folder !== undefined ? path.resolve(path.dirname(tsconfig.path), folder) : null;
  const { outDir, rootDir } = tsconfig?.config.compilerOptions ?? {};
  return { outDir: absolute(outDir), rootDir: absolute(rootDir) };
}
