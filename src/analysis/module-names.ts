import type { Ending } from '../project/graph.ts';
import { NODE_SCHEME, REFUSED_BUILTINS, REFUSED_SDK_MODULES, SANDBOX_BUILTINS } from '../temporal/modules.ts';

/** Whether a module is one of a list, or inside of one, as the bundler matches them: `fs`, `fs/promises`. */
export function isAmong(module: string, modules: ReadonlySet<string>): boolean {
  if (modules.size === 0) return false;
  for (let end = module.length; end > 0; end = module.lastIndexOf('/', end - 1)) {
    if (modules.has(module.slice(0, end))) return true;
  }
  return false;
}

/** Whether the bundler refuses a module by its name alone. */
export function isRefused(module: string): boolean {
  return module.startsWith(NODE_SCHEME) || isAmong(module, REFUSED_BUILTINS) || isAmong(module, REFUSED_SDK_MODULES);
}

/** Whether the bundler knows by the name alone what a module is: refused, or replaced by its own. */
export function isDecidedByName(module: string): boolean {
  return !module.startsWith('.') && (isRefused(module) || SANDBOX_BUILTINS.has(module));
}

/** Why a bundle cannot have what a chain of imports ends at; null where it can, and where only the compiler finds it. */
export function problemOf({ kind, target, import: { specifier } }: Ending, ignoreModules: ReadonlySet<string>): 'refused' | 'unresolved' | 'unsupported' | null {
  switch (kind) {
    case 'leaf':
      return isRefused(specifier) && !isAmong(specifier, ignoreModules) ? 'refused' : null;
    case 'builtin':
      return isAmong(target, ignoreModules) ? null : 'refused';
    case 'unresolved':
    case 'unsupported':
      return kind;
    case 'tsconfig-paths':
    case 'package':
      return null;
  }
}
