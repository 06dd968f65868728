import type { TSESTree } from '@typescript-eslint/utils';
import { recordOf, type RuntimeImport } from '../project/module-record.ts';
import { perFile } from '../syntax/file.ts';
import { type ImportedName, type ModuleImport, moduleImports } from '../syntax/imports.ts';

/**
 * The imports of a file that the bundler meets, each with the names that are left of it: what compiling erases is not among them, nor
 * is what a constant condition or a comment of webpack's leaves out. None where the parser gives no scopes.
 */
export const bundledImports = perFile((file): readonly ModuleImport[] => {
  const met = new Map(recordOf(file)?.imports.map((one) => [place(one.loc), one]));
  return moduleImports(file).flatMap((declaration): ModuleImport[] => {
    const runtime = met.get(place(declaration.sourceNode.loc));
    return runtime ? [{ ...declaration, names: declaration.names?.filter((name) => isLeft(name, runtime)) ?? null }] : [];
  });
});

function isLeft({ isType, variable }: ImportedName, { kind, names }: RuntimeImport): boolean {
  if (isType) return false;
  return kind !== 'import' || !names || names.some(({ local }) => local === variable?.name);
}

function place({ start }: TSESTree.SourceLocation): string {
  return `${start.line}:${start.column}`;
}
