import path from 'node:path';
import { kindOf } from './files.ts';
import { contains } from './packages.ts';

/** The file of a name in a folder or the nearest one above it, up to and with `root`; null where there is none. */
export function findUpwards(name: string, directory: string, root: string): string | null {
  for (let folder = directory; contains(root, folder); folder = path.dirname(folder)) {
    const file = path.join(folder, name);
    if (kindOf(file) === 'file') return file;
    if (path.dirname(folder) === folder) return null;
  }
  return null;
}
