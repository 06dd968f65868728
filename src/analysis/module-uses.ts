import { recordOf } from '../project/module-record.ts';
import { perModule } from '../project/modules.ts';
import type { ImportStyle } from '../project/resolve.ts';
import { usedNames } from '../syntax/used-names.ts';
import { bundledImports } from './bundled-imports.ts';
import { regionGraph, regionOf } from './reachability.ts';

/** That a module uses an export of another; `*` for all of them. */
export interface ModuleUse {
  readonly specifier: string;
  readonly style: ImportStyle;
  readonly name: string;
}

/** What a module uses of others, as plain data: the regions are those of `regionGraph`, by number. */
export interface ModuleUses {
  readonly next: readonly (readonly number[])[];
  readonly uses: readonly (readonly ModuleUse[])[];
  readonly exports: ReadonlyMap<string, readonly number[]>;
  readonly reExports: readonly { readonly name: string; readonly from: ModuleUse }[];
  /** The modules of which all exports are re-exported: `export * from`. */
  readonly stars: readonly string[];
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
