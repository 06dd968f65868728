import path from 'node:path';
import { kindOf, perLayout } from './files.ts';
import { contains, installedPackageOf, nearestPackage } from './packages.ts';
import { compilerFolders } from './tsconfig.ts';

/** Folders that build tools write to by default, for packages whose tsconfig.json names no `outDir`. */
const OUTPUT_FOLDERS = new Set(['dist', 'lib', 'build', 'out', 'esm', 'cjs']);

/**
 * The source file that a path in the build output of a package is compiled from, built or not: `outDir` stands for `rootDir`, or else
 * a folder such as `dist` for `src` or the package's own folder. Null for what is not build output, and for installed packages.
 */
export const sourceOf = perLayout((file): string | null => {
  if (installedPackageOf(file) !== null || !/\.[cm]?js$/u.test(file)) return null;
  const own = nearestPackage(path.dirname(file));
  if (!own) return null;

  const { outDir, rootDir } = compilerFolders(own.directory);
  const inOutDir = outDir !== null && contains(outDir, file);
  const [first = ''] = path.relative(own.directory, file).split(path.sep);
  if (!inOutDir && !OUTPUT_FOLDERS.has(first)) return null;

  const output = inOutDir ? outDir : path.join(own.directory, first);
  const roots = [...(inOutDir && rootDir ? [rootDir] : []), path.join(own.directory, 'src'), own.directory];
  const relative = path.relative(output, file).replace(/\.[cm]?js$/u, '');
  for (const root of roots) {
    for (const extension of ['.ts', '.js']) {
      const candidate = path.join(root, relative + extension);
      if (candidate !== file && kindOf(candidate) === 'file') return candidate;
    }
  }
  return null;
});
