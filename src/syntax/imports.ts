import type { TSESTree } from '@typescript-eslint/utils';
import { isValueReference, type Variable, variableOf } from './bindings.ts';
import { perFile, type SourceFile } from './file.ts';
import { nodesOfType, staticName, unwrapped } from './nodes.ts';
import { importedName } from './trace.ts';

export interface ImportedName {
  /** The export that is imported: a name, `default`, or `*` for the whole module. */
  readonly name: string;
  /** Null where it gets no name here: `export … from`, and `require('m')` used in place. */
  readonly variable: Variable | null;
  readonly node: TSESTree.Node;
  /** Whether it is marked as a type: `import { type T }`. */
  readonly isType: boolean;
}

export interface ModuleImport {
  readonly source: string;
  /** The text of the module's name, quotes included: what a rule underlines. */
  readonly sourceNode: TSESTree.StringLiteral | TSESTree.TemplateLiteral;
  readonly kind: 'import' | 'export' | 'require' | 'dynamic';
  readonly node: TSESTree.Node;
  /** Whether all of it is marked as a type: `import type`, `export type`. */
  readonly isType: boolean;
  /** Empty for an import for its side effects alone. Null where what is taken is not in sight, such as `import('m')` as a value. */
  readonly names: readonly ImportedName[] | null;
}

/** Every import of a module in a file, static, re-exporting, required and dynamic, types included, in source order. */
export const moduleImports = perFile((file): readonly ModuleImport[] =>
  [
    ...nodesOfType(file, 'ImportDeclaration').map((node) => importDeclaration(file, node)),
    ...nodesOfType(file, 'ExportNamedDeclaration', 'ExportAllDeclaration').flatMap((node) => reExport(node) ?? []),
    ...nodesOfType(file, 'TSImportEqualsDeclaration').flatMap((node) => importEquals(file, node) ?? []),
    ...nodesOfType(file, 'ImportExpression').flatMap((node) => dynamicImport(file, node) ?? []),
    ...nodesOfType(file, 'CallExpression').flatMap((node) => requireCall(file, node) ?? []),
  ].sort((one, other) => one.node.range[0] - other.node.range[0]),
);

/**
 * Whether an import is still there when the file has been compiled. TypeScript erases what is only used as a type, or not at all;
 * JavaScript erases nothing.
 */
export function survivesCompilation(file: SourceFile, declaration: ModuleImport): boolean {
  if (declaration.isType) return false;
  // `export {} from 'm'` is dropped, `import {} from 'm'` is not.
  if (declaration.kind === 'export' && declaration.names?.length === 0) return !isTypeScript(file);
  if (declaration.kind !== 'import' || declaration.names === null || declaration.names.length === 0) return true;
  return declaration.names.some((name) => nameSurvives(file, name));
}

/** Whether an imported name is still there when the file has been compiled. */
export function nameSurvives(file: SourceFile, { isType, variable }: ImportedName): boolean {
  if (isType) return false;
  return !isTypeScript(file) || !variable || variable.references.some(isValueReference);
}

/** Whether a file is compiled as TypeScript: by its ending, and without one by what is in it. */
export function isTypeScript({ filename, ast }: SourceFile): boolean {
  if (filename === null) return true;
  if (/\.[cm]?jsx?$/.test(filename)) return false;
  return /\.[cm]?tsx?$/.test(filename) || ast.body.some((statement) => statement.type.startsWith('TS'));
}

function importDeclaration(file: SourceFile, node: TSESTree.ImportDeclaration): ModuleImport {
  return {
    source: node.source.value,
    sourceNode: node.source,
    kind: 'import',
    node,
    isType: node.importKind === 'type',
    names: node.specifiers.map((specifier) => ({
      name:
        specifier.type === 'ImportSpecifier'
          ? importedName(specifier)
          : specifier.type === 'ImportDefaultSpecifier'
            ? 'default'
            : '*',
      variable: variableOf(file, specifier.local),
      node: specifier,
      isType: specifier.type === 'ImportSpecifier' && specifier.importKind === 'type',
    })),
  };
}

function reExport(node: TSESTree.ExportNamedDeclaration | TSESTree.ExportAllDeclaration): ModuleImport | null {
  if (!node.source) return null;
  const names =
    node.type === 'ExportAllDeclaration'
      ? [{ name: '*', variable: null, node, isType: false }]
      : node.specifiers.map((specifier) => ({
          name: specifier.local.type === 'Identifier' ? specifier.local.name : (specifier.local as TSESTree.StringLiteral).value,
          variable: null,
          node: specifier,
          isType: specifier.exportKind === 'type',
        }));
  return {
    source: node.source.value,
    sourceNode: node.source,
    kind: 'export',
    node,
    isType: node.exportKind === 'type' || (names.length > 0 && names.every(({ isType }) => isType)),
    names,
  };
}

function importEquals(file: SourceFile, node: TSESTree.TSImportEqualsDeclaration): ModuleImport | null {
  if (node.moduleReference.type !== 'TSExternalModuleReference') return null;
  const source = node.moduleReference.expression;
  if (source.type !== 'Literal' || typeof source.value !== 'string') return null;
  return {
    source: source.value,
    sourceNode: source,
    kind: 'import',
    node,
    isType: node.importKind === 'type',
    names: [{ name: '*', variable: variableOf(file, node.id), node, isType: false }],
  };
}

function dynamicImport(file: SourceFile, node: TSESTree.ImportExpression): ModuleImport | null {
  const source = staticSource(node.source);
  if (!source) return null;
  const { parent } = node;
  // Without `await` it is a promise, and what is read of that is no export.
  const names = parent.type === 'AwaitExpression' ? takenFrom(file, parent) : parent.type === 'ExpressionStatement' ? [] : null;
  return { ...source, kind: 'dynamic', node, isType: false, names };
}

function requireCall(file: SourceFile, node: TSESTree.CallExpression): ModuleImport | null {
  const callee = unwrapped(node.callee);
  const source = node.arguments[0] && staticSource(node.arguments[0]);
  if (!source) return null;
  const isResolved = callee.type === 'MemberExpression' && staticName(callee) === 'resolve';
  const required = isResolved ? unwrapped(callee.object) : callee;
  if (required.type !== 'Identifier' || required.name !== 'require' || variableOf(file, required)) return null;
  return { ...source, kind: 'require', node, isType: false, names: isResolved ? [] : takenFrom(file, node) };
}

/** The name of a module that is written out, as a string or a template; null for a computed one. */
function staticSource(expression: TSESTree.Node): Pick<ModuleImport, 'source' | 'sourceNode'> | null {
  const node = unwrapped(expression);
  if (node.type === 'Literal' && typeof node.value === 'string') return { source: node.value, sourceNode: node };
  const text = node.type === 'TemplateLiteral' && node.expressions.length === 0 ? node.quasis[0]?.value.cooked : null;
  return typeof text === 'string' ? { source: text, sourceNode: node as TSESTree.TemplateLiteral } : null;
}

/** What is taken of a module that an expression gives: `const { a } = …`, `const m = …`, `(…).a`. Null where that is not in sight. */
function takenFrom(file: SourceFile, node: TSESTree.Node): readonly ImportedName[] | null {
  const { parent } = node;
  if (parent?.type === 'ExpressionStatement') return [];
  if (parent?.type === 'MemberExpression' && parent.object === node && parent.property.type === 'Identifier' && !parent.computed) {
    return [{ name: parent.property.name, variable: null, node: parent, isType: false }];
  }
  if (parent?.type !== 'VariableDeclarator') return null;
  if (parent.id.type === 'Identifier') {
    return [{ name: '*', variable: variableOf(file, parent.id), node: parent.id, isType: false }];
  }
  if (parent.id.type !== 'ObjectPattern') return null;
  const names: ImportedName[] = [];
  for (const property of parent.id.properties) {
    if (property.type !== 'Property' || property.key.type !== 'Identifier' || property.computed) return null;
    const target = property.value.type === 'AssignmentPattern' ? property.value.left : property.value;
    if (target.type !== 'Identifier') return null;
    names.push({ name: property.key.name, variable: variableOf(file, target), node: property, isType: false });
  }
  return names;
}
