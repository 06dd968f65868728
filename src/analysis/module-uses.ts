import { recordOf } from '../project/module-record.ts';
import { perModule, perText, readEdges, readEdgesInText, readExportsInText } from '../project/modules.ts';
import { type ImportStyle, resolveModule } from '../project/resolve.ts';
import { usedNames } from '../syntax/used-names.ts';
import { bundledImports } from './bundled-imports.ts';
import { regionGraph, regionOf } from './reachability.ts';

/** That a module uses an export of another; `*` for all of them. */
export interface ModuleUse {
  readonly specifier: string;
  readonly style: ImportStyle;
  readonly name: string;
}

/** What a module hands on, and the names of its own exports. */
export interface ModuleFace {
  readonly exports: { readonly has: (name: string) => boolean; readonly keys: () => Iterable<string>; readonly size: number };
  readonly reExports: readonly { readonly name: string; readonly from: ModuleUse }[];
  /** The modules of which all exports are re-exported: `export * from`. */
  readonly stars: readonly string[];
}

/** What a module uses of others, as plain data: the regions are those of `regionGraph`, by number. */
export interface ModuleUses extends ModuleFace {
  readonly next: readonly (readonly number[])[];
  readonly uses: readonly (readonly ModuleUse[])[];
  readonly exports: ReadonlyMap<string, readonly number[]>;
}

/** What a module on the disk uses of others, and because of which of its own exports; null where it cannot be read. */
export const moduleUses = perModule((file): ModuleUses => {
  const { regions, next, exports } = regionGraph(file);
  const numbers = new Map(regions.map((region, number) => [region, number]));
  const uses: ModuleUse[][] = regions.map(() => []);
  for (const declaration of bundledImports(file)) {
    if (declaration.kind === 'export') continue;
    const style = declaration.kind === 'require' ? 'require' : 'import';
    const used = usedNames(file, declaration) ?? [{ name: '*', node: declaration.node }];
    for (const { name, node } of used) {
      const number = numbers.get(regionOf(node));
      // The default export of a module may be its namespace, in CommonJS.
      if (number !== undefined) uses[number]!.push({ specifier: declaration.source, style, name });
    }
  }
  const reExports: { name: string; from: ModuleUse }[] = [];
  const stars: string[] = [];
  for (const one of recordOf(file)?.exports ?? []) {
    if (one.kind === 'star') stars.push(one.specifier);
    if (one.kind === 'from') reExports.push({ name: one.name, from: { specifier: one.specifier, style: 'import', name: one.imported } });
  }
  return { next, uses, exports, reExports, stars };
});

/** What a module on the disk exports, from its text where that tells; null where it cannot be read. */
export function moduleFace(file: string): ModuleFace | null {
  return faceInText(file) ?? moduleUses(file);
}

const faceInText = perText((_, file): ModuleFace | null => {
  const scan = readExportsInText(file);
  return scan && {
    exports: scan.exports,
    reExports: scan.reExports.map(({ name, specifier, imported }) => ({ name, from: { specifier, style: 'import', name: imported } })),
    stars: scan.stars,
  };
});

/** The file of the project that an import of a module means; null for any other module. */
export function projectFileOf(specifier: string, file: string, style: ImportStyle): string | null {
  const target = resolveModule(specifier, file, style);
  return target?.kind === 'file' && target.package === null ? target.file : null;
}

/** Whether a module only hands on what is of the project: what runs of it leads nowhere else. */
export function importsNothing(file: string): boolean {
  return readEdges(file)?.every(({ kind, specifier, style }) => kind === 'export-from' || projectFileOf(specifier, file, style) === null) ?? true;
}

/** A statement that hands something to a function when the module is loaded: what that receives may never run here. */
const hasCallAtLoad = perText((text) => /^(?:(?:await|void)\s+)?[\w$][\w$.]*\(/mu.test(text));

const classesIn = perText((text) => new Set(Array.from(text.matchAll(/\bclass\s+([\w$]+)/gu), ([, name]) => name)));

/**
 * What a module of which every export is used uses of the project's other modules, from its text: what its exports do not need is then
 * nobody's. Null where the text does not tell.
 */
export function usesOfWholeModule(file: string): readonly ModuleUse[] | null {
  const edges = readEdgesInText(file);
  if (!edges || hasCallAtLoad(file)) return null;
  const uses: ModuleUse[] = [];
  for (const { specifier, kind, style, taken } of edges) {
    const target = kind === 'import' ? projectFileOf(specifier, file, style) : null;
    if (target === null) continue;
    if (!taken) return null;
    for (const { imported: name, use } of taken) {
      if (use === 'unsure' && !isTypeOrNoClass(target, name)) return null;
      if (use !== 'none') uses.push({ specifier, style, name });
    }
  }
  return uses;
}

/** Whether an export is no class, so that a use of its name in a type is no use of code of the module. */
function isTypeOrNoClass(file: string, name: string): boolean {
  const face = moduleFace(file);
  if (!face || face.stars.length > 0 || face.reExports.some((one) => one.name === name)) return false;
  return !face.exports.has(name) || classesIn(file)?.has(name) === false;
}
