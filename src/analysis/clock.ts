import path from 'node:path';
import type { Settings } from '../settings.ts';
import { resolveModule } from '../project/resolve.ts';
import type { SourceFile } from '../syntax/file.ts';
import { moduleImports } from '../syntax/imports.ts';

/** The project's function for workflow time: called without arguments, it gives milliseconds, as `Date.now()` does. */
export interface Clock {
  /** The specifier by which a file imports it. */
  readonly module: string;
  readonly name: string;
  /** Whether the file is the clock's own module. */
  readonly isHere: boolean;
}

/**
 * The clock that the settings name, as a file would import it. A module that starts with `./` or `../` is a path from ESLint's
 * working directory, any other one a specifier. Null where the settings name none, or the file has no path to start from.
 */
export function workflowClock({ clock }: Settings, file: SourceFile, cwd: string): Clock | null {
  if (!clock) return null;
  const { module, name } = clock;
  if (!/^\.\.?\//u.test(module)) {
    const found = file.filename === null ? null : resolveModule(module, file.filename, 'import');
    return { module, name, isHere: found?.kind === 'file' && found.file === file.filename };
  }
  if (file.filename === null) return null;
  const target = withoutExtension(path.resolve(cwd, module));
  const relative = path.relative(path.dirname(file.filename), target).split(path.sep).join('/');
  const specifier = (relative.startsWith('.') ? relative : `./${relative}`) + usualExtension(file);
  return { module: specifier, name, isHere: withoutExtension(file.filename) === target };
}

/** How the file ends the paths of its own imports: `.js` for ES modules of Node, `.ts`, or nothing. */
function usualExtension(file: SourceFile): string {
  for (const { source } of moduleImports(file)) {
    if (source.startsWith('.')) return /\.[jt]s$/u.exec(source)?.[0] ?? '';
  }
  return '';
}

function withoutExtension(file: string): string {
  return file.replace(/\.[cm]?[jt]s$/u, '');
}
