import type { TSESTree } from '@typescript-eslint/utils';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { type FunctionNode, isFunction, nodesOfType, staticName } from '../syntax/nodes.ts';
import { globalReferences, variableOf } from '../syntax/bindings.ts';
import { localValue } from '../syntax/trace.ts';

export interface Export {
  /** The name that importers use; `default` for the default export. */
  readonly name: string;
  /** What is exported: a declaration, an expression, or the local name. */
  readonly node: TSESTree.Node;
}

/** What a file exports of its own, ES modules and CommonJS; what it re-exports from other modules is not among them. */
export const fileExports = perFile((file): readonly Export[] => [
  ...file.ast.body.flatMap((statement): Export[] => {
    if (statement.type === 'ExportDefaultDeclaration') return [{ name: 'default', node: statement.declaration }];
    if (statement.type === 'TSExportAssignment') return assigned(statement.expression);
    if (statement.type !== 'ExportNamedDeclaration' || statement.source || statement.exportKind === 'type') return [];
    const { declaration } = statement;
    if (declaration) return declared(declaration);
    return statement.specifiers
      .filter((specifier) => specifier.exportKind !== 'type')
      .map(({ exported, local }) => ({
        name: exported.type === 'Identifier' ? exported.name : exported.value,
        node: local,
      }));
  }),
  ...commonJsExports(file),
]);

function declared(declaration: TSESTree.Node): Export[] {
  if (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') {
    return declaration.id ? [{ name: declaration.id.name, node: declaration }] : [];
  }
  if (declaration.type !== 'VariableDeclaration') return [];
  return declaration.declarations.flatMap(({ id }) => patternNames(id).map((name) => ({ name: name.name, node: name })));
}

function patternNames(pattern: TSESTree.Node): TSESTree.Identifier[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        patternNames(property.type === 'RestElement' ? property.argument : property.value),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? patternNames(element) : []));
    case 'AssignmentPattern':
      return patternNames(pattern.left);
    case 'RestElement':
      return patternNames(pattern.argument);
    default:
      return [];
  }
}

/** `exports.x = …`, `module.exports.x = …` and `module.exports = { x }`. */
function commonJsExports(file: SourceFile): Export[] {
  if (globalReferences(file, 'exports').length === 0 && globalReferences(file, 'module').length === 0) return [];
  return nodesOfType(file, 'AssignmentExpression').flatMap(({ left, right }): Export[] => {
    if (left.type !== 'MemberExpression') return [];
    const name = staticName(left);
    if (isModuleExports(file, left)) return assigned(right);
    const isNamed = name !== null && (isGlobal(file, left.object, 'exports') || isModuleExports(file, left.object));
    return isNamed ? [{ name, node: right }] : [];
  });
}

function isModuleExports(file: SourceFile, node: TSESTree.Node): boolean {
  return node.type === 'MemberExpression' && staticName(node) === 'exports' && isGlobal(file, node.object, 'module');
}

function isGlobal(file: SourceFile, node: TSESTree.Node, name: string): boolean {
  return globalReferences(file, name).some((reference) => (reference.identifier as TSESTree.Node) === node);
}

function assigned(value: TSESTree.Node): Export[] {
  if (value.type !== 'ObjectExpression') return [{ name: 'default', node: value }];
  return value.properties.flatMap((property) => {
    const name = property.type === 'Property' ? staticName(property) : null;
    return property.type === 'Property' && name !== null ? [{ name, node: property.value }] : [];
  });
}

/** The functions that a file exports, by the names that importers use. */
export const exportedFunctions = perFile((file): ReadonlyMap<string, FunctionNode> => {
  const functions = new Map<string, FunctionNode>();
  for (const { name, node } of fileExports(file)) {
    const value = isFunction(node) ? node : localValue(file, node);
    if (value && isFunction(value)) functions.set(name, value);
  }
  return functions;
});

/** Whether an expression is, or is a part of, what a file exports under a name. */
export function isExported(file: SourceFile, expression: TSESTree.Node): boolean {
  const nodes = new Set(fileExports(file).map(({ node }) => node));
  for (let outer: TSESTree.Node | undefined = expression; outer && !isFunction(outer); outer = outer.parent) {
    if (nodes.has(outer)) return true;
    if (outer.type !== 'VariableDeclarator' || outer.id.type !== 'Identifier') continue;
    const variable = variableOf(file, outer.id);
    return [...nodes].some((node) => node === outer.id || (node.type === 'Identifier' && variable !== null && variableOf(file, node) === variable));
  }
  return false;
}
