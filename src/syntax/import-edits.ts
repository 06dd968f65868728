import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from './file.ts';
import { lineRange } from './fixes.ts';
import { type ModuleImport, moduleImports } from './imports.ts';

type Edit = (fixer: TSESLint.RuleFixer) => TSESLint.RuleFix[];

/** Makes an import name its module otherwise, in the quotes that it has. */
export function renameSource({ sourceNode: { range } }: ModuleImport, source: string): Edit {
  return (fixer) => [fixer.replaceTextRange([range[0] + 1, range[1] - 1], source)];
}

/**
 * Takes all names of an import from another module: in an import of it that the file has, or by renaming the module.
 * Null for what is not an `import` of names, and where it has other names than those of the declaration that is given.
 */
export function moveNames(file: SourceFile, declaration: ModuleImport, source: string): Edit | null {
  const { node, names } = declaration;
  if (node.type !== 'ImportDeclaration' || !node.specifiers.every(({ type }) => type === 'ImportSpecifier')) return null;
  if (node.specifiers.length !== names?.length) return null;
  const known = moduleImports(file)
    .filter((one) => one.source === source && !one.isType && one.node.type === 'ImportDeclaration')
    .flatMap((one) => (one.node as TSESTree.ImportDeclaration).specifiers.at(-1) ?? [])
    .find(({ type }) => type === 'ImportSpecifier');
  if (!known) return renameSource(declaration, source);
  if (hasComment(file, node)) return null;
  const moved = node.specifiers.map(({ range }) => file.text.slice(...range)).join(', ');
  return (fixer) => [fixer.insertTextAfter(known, `, ${moved}`), fixer.removeRange(lineRange(file, node))];
}

/** Takes an import declaration away. Null for any other import, and where a comment inside of it would be lost. */
export function removeImport(file: SourceFile, { node }: ModuleImport): Edit | null {
  if (node.type !== 'ImportDeclaration' || hasComment(file, node)) return null;
  return (fixer) => [fixer.removeRange(lineRange(file, node))];
}

/**
 * Makes `import type` of an import, and `export type` of a re-export; names that are marked already lose their own mark, which
 * TypeScript does not allow beside it. Null where TypeScript has no such form: a default import beside names.
 */
export function asTypes(file: SourceFile, { node }: ModuleImport): Edit | null {
  if (node.type !== 'ImportDeclaration' && node.type !== 'ExportNamedDeclaration') return null;
  const isPair = node.specifiers.length > 1 && node.specifiers.some(({ type }) => type === 'ImportDefaultSpecifier');
  if (isPair) return null;
  const keyword = node.type === 'ImportDeclaration' ? 'import' : 'export';
  const marks = node.specifiers.flatMap(({ range: [start, end] }): TSESTree.Range[] => {
    const mark = /^type\s+(?!as\b|$)/u.exec(file.text.slice(start, end));
    return mark ? [[start, start + mark[0].length]] : [];
  });
  return (fixer) => [
    fixer.insertTextAfterRange([node.range[0], node.range[0] + keyword.length], ' type'),
    ...marks.map((mark) => fixer.removeRange(mark)),
  ];
}

function hasComment(file: SourceFile, { range }: TSESTree.Node): boolean {
  return /\/[/*]/u.test(file.text.slice(...range));
}
