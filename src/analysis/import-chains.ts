import path from 'node:path';
import { kindOf, realPath } from '../project/files.ts';
import { chainTo, reach } from '../project/graph.ts';
import { installedVersion } from '../project/installed.ts';
import { resolveModule } from '../project/resolve.ts';
import type { ModuleImport } from '../syntax/imports.ts';
import { BASE_PACKAGES } from '../temporal/workflow-bundle.ts';
import { type Bundle, graphOptions } from './bundle.ts';
import { problemOf } from './module-names.ts';
import { chainText, fileLabel } from './way-note.ts';
import type { WorkflowCode } from './workflow-code.ts';
import { speaksForWorkflows } from './workflow-imports.ts';

/** What stands in the way of a bundle behind an import: not the imported module itself, but one that it leads to. */
export interface ImportChain {
  readonly kind: 'refused' | 'unresolved' | 'unsupported' | 'paths';
  /** The module, as the last import of the chain names it. */
  readonly module: string;
  /** The names of the files from the one that is linted to the module, and the module, as one text. */
  readonly chain: string;
  /** Whether the imported module belongs to the project. */
  readonly isProjectFile: boolean;
}

/**
 * What an import of a bundled file leads to that a bundle cannot have, by the shortest chain; null for nothing, and where that is
 * for another file to say: a helper does not speak for the helpers that it imports, the workflow file does.
 */
export function chainBehind({ file, bundles }: WorkflowCode, declaration: ModuleImport): ImportChain | null {
  if (file.filename === null) return null;
  const filename = realPath(file.filename);
  const style = declaration.kind === 'require' ? 'require' : 'import';
  const target = resolveModule(declaration.source, filename, style);
  if (!target) return unreadableFile(declaration.source, filename) ?? missingSubpath(declaration.source, filename);
  if (target.kind !== 'file') return null;
  if (target.package !== null && BASE_PACKAGES.has(target.package)) return null;
  const isProjectFile = target.package === null;
  if (target.by === 'tsconfig-paths') {
    const isKnown = bundles.some(({ mayKnowPaths }) => mayKnowPaths);
    return isKnown || bundles.length === 0 ? null : { kind: 'paths', module: declaration.source, chain: '', isProjectFile };
  }
  if (isProjectFile && !speaksForHelpers(filename, bundles)) return null;

  for (const bundle of bundles) {
    const found = reach([target.file], graphOptions(bundle.ignoreModules));
    for (const ending of found.endings) {
      const kind = problemOf(ending, bundle.ignoreModules);
      const steps = kind && chainTo(ending.file, found);
      if (!kind || !steps) continue;
      const files = [...steps.map((step) => step.file), ending.file];
      // What the bundle does not ask a barrel for is not in it. An import that is not saved yet is not in it either.
      const isSaved = bundle.reach.files.has(target.file);
      if (isSaved && !files.every((one) => bundle.reach.files.has(one))) continue;
      // What a file of the project imports and nobody finds, the compiler tells, or is not installed here.
      if (kind === 'unresolved' && found.files.get(ending.file)?.package === null) continue;
      // The workflow file on the way speaks for what is behind it.
      if (files.some((one) => one !== filename && speaksForWorkflows(one))) continue;
      return { kind, module: ending.target, chain: chainText([...[filename, ...files].map(fileLabel), ending.target]), isProjectFile };
    }
  }
  return null;
}

/** The file that an import means for the compiler, but not for the bundler; null where there is none. */
function unreadableFile(specifier: string, filename: string): ImportChain | null {
  if (!specifier.startsWith('.')) return null;
  const target = path.resolve(path.dirname(filename), specifier).replace(/\.(?:js|mjs|jsx)$/, '');
  const file = ['.tsx', '.mts', '.cts', '.jsx'].map((ending) => target + ending).find((one) => kindOf(one) === 'file');
  if (file === undefined) return null;
  const name = path.basename(file);
  return { kind: 'unsupported', module: name, chain: chainText([fileLabel(filename), name]), isProjectFile: true };
}

/** The module of an installed package that an import means, and that the bundler does not find in it; null for other imports. */
function missingSubpath(specifier: string, filename: string): ImportChain | null {
  const name = /^(?:@[^/]+\/)?[^/.#@][^/]*(?=\/)/.exec(specifier)?.[0];
  if (name === undefined || installedVersion(name, filename) === null) return null;
  return { kind: 'unresolved', module: specifier, chain: chainText([fileLabel(filename), specifier]), isProjectFile: false };
}

/** Whether a file is one that its author takes for workflow code, or stands for it: an entry, or one that uses the workflow API. */
function speaksForHelpers(filename: string, bundles: readonly Bundle[]): boolean {
  return speaksForWorkflows(filename) || bundles.some(({ entries }) => entries.includes(filename));
}
