import path from 'node:path';
import { packageAt } from './packages.ts';

/** The major and the minor number of a version. */
export type Version = readonly [major: number, minor: number];

/** The version of the package that Node finds under a name from a file; null where none is installed, or it names no version. */
export function installedVersion(packageName: string, fromFile: string): Version | null {
  for (let directory = path.dirname(fromFile); ; directory = path.dirname(directory)) {
    const found = packageAt(path.join(directory, 'node_modules', packageName));
    if (found) return versionOf(found.manifest['version']);
    if (path.dirname(directory) === directory) return null;
  }
}

/** Whether a version is the given one or a later one. */
export function isAtLeast([major, minor]: Version, [wantedMajor, wantedMinor]: Version): boolean {
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

function versionOf(text: unknown): Version | null {
  const numbers = typeof text === 'string' ? /^(\d+)\.(\d+)\./u.exec(text) : null;
  return numbers && [Number(numbers[1]), Number(numbers[2])];
}
