import { readText } from '../project/files.ts';
import { perModule } from '../project/modules.ts';
import { perFile } from '../syntax/file.ts';
import { moduleImports, survivesCompilation } from '../syntax/imports.ts';
import { assignedGlobals } from '../syntax/missing-globals.ts';
import { POLYFILLS } from '../temporal/modules.ts';
import type { Bundle } from './bundle.ts';
import type { WorkflowCode } from './workflow-code.ts';

/**
 * Whether a global that the sandbox lacks may be there all the same: a module of the bundle assigns it or imports a polyfill of it, or
 * the Worker has options that can bring anything in.
 */
export function isProvided({ file, bundles }: WorkflowCode, name: string): boolean {
  return providedGlobals(file).has(name) || bundles.some((bundle) => bundle.hooks.size > 0 || isProvidedIn(bundle, name));
}

/** The globals that a file brings along: those that it assigns, and those of the polyfills that it imports. */
export const providedGlobals = perFile((file): ReadonlySet<string> => {
  const provided = new Set(assignedGlobals(file));
  for (const declaration of moduleImports(file)) {
    const globals = POLYFILLS.get(declaration.source.replace(/\.js$/u, ''));
    if (globals && survivesCompilation(file, declaration)) for (const name of globals) provided.add(name);
  }
  return provided;
});

const globalsOfModule = perModule(providedGlobals);
const knownByBundle = new WeakMap<Bundle, Map<string, boolean>>();

function isProvidedIn(bundle: Bundle, name: string): boolean {
  let known = knownByBundle.get(bundle);
  if (!known) knownByBundle.set(bundle, (known = new Map<string, boolean>()));
  let isThere = known.get(name);
  if (isThere === undefined) {
    isThere = [...bundle.reach.files.keys()].some((file) => mayProvide(file, name) && globalsOfModule(file)?.has(name) === true);
    known.set(name, isThere);
  }
  return isThere;
}

/** A look that is cheaper than parsing: what names the global and the global object, or imports a polyfill. */
function mayProvide(file: string, name: string): boolean {
  const text = readText(file)?.text ?? '';
  if (text.includes(name) && /\bglobal(?:This)?\b/u.test(text)) return true;
  return [...POLYFILLS].some(([module, globals]) => globals.includes(name) && text.includes(module));
}
