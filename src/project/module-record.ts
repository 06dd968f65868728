import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from '../syntax/file.ts';
import { perFile } from '../syntax/file.ts';
import { enclosingFunction, nodesOfType, staticName } from '../syntax/nodes.ts';
import { isDeadBranch } from './dead-branches.ts';
import type { ImportStyle } from './resolve.ts';

/** What a module asks for and gives at run time: plain data, without anything that compiling erases. */
export interface ModuleRecord {
  /** In source order. */
  readonly imports: readonly RuntimeImport[];
  readonly exports: readonly RuntimeExport[];
  /** The first `await` outside of functions; null where there is none. */
  readonly topLevelAwait: TSESTree.SourceLocation | null;
}

/** That a module asks for another at run time. */
export interface ModuleEdge {
  readonly specifier: string;
  readonly kind: 'import' | 'export-from' | 'require' | 'dynamic-import';
  /** How the bundler resolves it. */
  readonly style: ImportStyle;
  /** The place of the specifier, with its quotes. */
  readonly loc: TSESTree.SourceLocation;
  /** Inside `try`: the bundler lets it be missing. */
  readonly optional: boolean;
}

export interface RuntimeImport extends ModuleEdge {
  /**
   * What is taken: an exported name, each with its local name, of a namespace those that are read of it. `*` is the namespace itself, where it is
   * used as a whole. Null where what is taken is not known.
   */
  readonly names: readonly { readonly imported: string; readonly local: string }[] | null;
}

export type RuntimeExport =
  /** `local` is the variable that holds the value; null for an expression. */
  | { readonly kind: 'local'; readonly name: string; readonly local: string | null }
  /** `imported` is the name in the other module, `*` for its namespace. */
  | { readonly kind: 'from'; readonly name: string; readonly specifier: string; readonly imported: string }
  /** `export * from`. */
  | { readonly kind: 'star'; readonly specifier: string };

type ImportDeclared = { readonly specifier: string; readonly imported: string };

/**
 * The record of a parsed file, as the compiler that the bundler runs (swc, without settings) leaves the file: in TypeScript, imports go
 * that nothing uses as a value, whatever tsconfig.json says; in JavaScript nothing goes. Null where the parser gave no scopes.
 */
export const recordOf = perFile((file): ModuleRecord | null => {
  const { scopeManager } = file;
  if (!scopeManager) return null;

  const erases = file.filename === null || isTypeScript(file.filename);
  const bound = new Map<string, ImportDeclared>();
  const imports: { readonly at: number; readonly found: RuntimeImport }[] = [];
  const exports: RuntimeExport[] = [];
  const add = (source: TSESTree.Expression, rest: Omit<RuntimeImport, 'specifier' | 'loc' | 'optional'>) => {
    const specifier = staticSpecifier(source);
    if (specifier === null) return;
    imports.push({ at: source.range[0], found: { specifier, ...rest, loc: source.loc, optional: isInTry(source) } });
  };

  for (const statement of file.ast.body) {
    switch (statement.type) {
      case 'ImportDeclaration': {
        if (statement.importKind === 'type') break;
        for (const specifier of statement.specifiers) {
          bound.set(specifier.local.name, { specifier: statement.source.value, imported: importedName(specifier) });
        }
        const kept = statement.specifiers.filter((specifier) => !erases || isUsedAsValue(specifier, scopeManager));
        if (statement.specifiers.length > 0 && kept.length === 0) break;
        const names = kept.flatMap((specifier) => {
          const local = specifier.local.name;
          const read = specifier.type === 'ImportNamespaceSpecifier' ? membersRead(specifier, scopeManager) : null;
          return (read ?? [importedName(specifier)]).map((imported) => ({ imported, local }));
        });
        add(statement.source, { kind: 'import', style: 'import', names });
        break;
      }
      case 'TSImportEqualsDeclaration':
        addImportEquals(statement, false);
        break;
      case 'ExportAllDeclaration': {
        if (statement.exportKind === 'type') break;
        const specifier = statement.source.value;
        const name = statement.exported && nameOf(statement.exported);
        exports.push(name === null ? { kind: 'star', specifier } : { kind: 'from', name, specifier, imported: '*' });
        add(statement.source, { kind: 'export-from', style: 'import', names: [{ imported: '*', local: name ?? '*' }] });
        break;
      }
      case 'ExportNamedDeclaration':
        addNamedExport(statement);
        break;
      case 'ExportDefaultDeclaration': {
        const { declaration } = statement;
        if (declaration.type === 'TSInterfaceDeclaration' || declaration.type === 'TSDeclareFunction') break;
        exports.push(exportOf('default', 'id' in declaration ? declaration.id : declaration));
        break;
      }
      case 'TSExportAssignment':
        exports.push(exportOf('default', statement.expression));
        break;
      default:
    }
  }

  for (const { identifier } of referencesToGlobal(scopeManager, 'require')) {
    const call = requireCall(identifier as TSESTree.Identifier);
    const [source] = call?.arguments ?? [];
    if (!call || !source || source.type === 'SpreadElement' || isDeadBranch(call) || isIgnored(file, call, source)) continue;
    add(source, { kind: 'require', style: 'require', names: null });
  }
  if (/\bimport\s*(?:\(|\/[*/])/u.test(file.text)) {
    for (const { source, parent, range } of nodesOfType(file, 'ImportExpression')) {
      if (isDeadBranch(source) || isIgnored(file, { range }, source)) continue;
      add(source, { kind: 'dynamic-import', style: 'import', names: namesTaken(parent) });
    }
  }
  if (/\bexports\b/u.test(file.text)) exports.push(...commonJsExports(scopeManager));

  imports.sort((a, b) => a.at - b.at);
  return {
    imports: imports.map(({ found }) => found),
    exports,
    topLevelAwait: topLevelAwait(file),
  };

  function addImportEquals(statement: TSESTree.TSImportEqualsDeclaration, exported: boolean): void {
    const { moduleReference, id } = statement;
    if (exported) exports.push({ kind: 'local', name: id.name, local: id.name });
    if (moduleReference.type !== 'TSExternalModuleReference' || statement.importKind === 'type') return;
    const specifier = staticSpecifier(moduleReference.expression);
    if (specifier !== null) bound.set(id.name, { specifier, imported: '*' });
    if (!exported && !isUsedAsValue(statement, scopeManager!)) return;
    add(moduleReference.expression, { kind: 'require', style: 'require', names: [{ imported: '*', local: id.name }] });
  }

  function addNamedExport(statement: TSESTree.ExportNamedDeclaration): void {
    const { declaration, source, specifiers } = statement;
    if (declaration?.type === 'TSImportEqualsDeclaration') {
      addImportEquals(declaration, true);
      return;
    }
    if (statement.exportKind === 'type') return;
    if (declaration) {
      if (isErasedDeclaration(declaration)) return;
      for (const name of declaredNames(declaration)) exports.push({ kind: 'local', name, local: name });
      return;
    }
    const kept = specifiers.filter(({ exportKind, local }) => exportKind !== 'type' && (source !== null || !isLocalType(local)));
    for (const { local, exported } of kept) {
      const name = nameOf(exported);
      const imported = nameOf(local);
      if (source) exports.push({ kind: 'from', name, specifier: source.value, imported });
      else exports.push(exportOf(name, local));
    }
    // The compiler drops `export {} from 'x'` too.
    if (!source || (erases && kept.length === 0)) return;
    const names = kept.map(({ local }) => ({ imported: nameOf(local), local: nameOf(local) }));
    add(source, { kind: 'export-from', style: 'import', names });
  }

  function isLocalType(name: TSESTree.Identifier | TSESTree.StringLiteral): boolean {
    const defs = scopeManager!.globalScope?.childScopes[0]?.set.get(nameOf(name))?.defs ?? [];
    return defs.length > 0 && defs.every(({ node, parent }) => isTypeDeclaration(node) || (parent && isTypeDeclaration(parent)));
  }

  function declaredNames(declaration: TSESTree.NamedExportDeclarations): string[] {
    // Of a function or a class, the scope manager also gives what is declared inside.
    if (declaration.type === 'VariableDeclaration') return scopeManager!.getDeclaredVariables(declaration).map(({ name }) => name);
    return 'id' in declaration && declaration.id?.type === 'Identifier' ? [declaration.id.name] : [];
  }

  function exportOf(name: string, value: TSESTree.Node | null): RuntimeExport {
    if (value?.type !== 'Identifier') return { kind: 'local', name, local: null };
    const origin = bound.get(value.name);
    return origin ? { kind: 'from', name, ...origin } : { kind: 'local', name, local: value.name };
  }
});

/** The names that are read of a namespace; null where it is used in another way, or not at all. */
function membersRead(specifier: TSESTree.ImportNamespaceSpecifier, scopeManager: TSESLint.Scope.ScopeManager): string[] | null {
  const references = scopeManager.getDeclaredVariables(specifier).flatMap((variable) => variable.references);
  const names = references.map(({ identifier }) => {
    const { parent } = identifier as TSESTree.Node;
    const isRead = parent?.type === 'MemberExpression' && parent.object === (identifier as TSESTree.Node);
    return isRead ? staticName(parent) : null;
  });
  return names.length > 0 && names.every((name) => name !== null) ? [...new Set(names)] : null;
}

/** Whether compiling a file erases what is only of use to the compiler. */
export function isTypeScript(filename: string): boolean {
  return /\.[cm]?tsx?$/u.test(filename);
}

/** Whether anything that remains at run time refers to what an import declares. */
function isUsedAsValue(
  declaration: TSESTree.ImportClause | TSESTree.TSImportEqualsDeclaration,
  scopeManager: TSESLint.Scope.ScopeManager,
): boolean {
  if (declaration.type === 'ImportSpecifier' && declaration.importKind === 'type') return false;
  return scopeManager
    .getDeclaredVariables(declaration)
    .some(({ references }) =>
      references.some(({ isValueReference, identifier }) => isValueReference && remains(identifier, scopeManager)),
    );
}

function remains(identifier: TSESTree.Node, scopeManager: TSESLint.Scope.ScopeManager): boolean {
  for (let node = identifier.parent; node; node = node.parent) {
    switch (node.type) {
      case 'TSTypeQuery':
      case 'TSInterfaceBody':
      case 'TSTypeLiteral':
        return false;
      case 'ExportSpecifier':
        return node.exportKind !== 'type' && node.parent.exportKind !== 'type';
      case 'TSImportEqualsDeclaration':
        return node.parent.type === 'ExportNamedDeclaration' || isUsedAsValue(node, scopeManager);
      case 'BlockStatement':
      case 'ClassBody':
      case 'Program':
        return true;
      default:
    }
  }
  return true;
}

function isTypeDeclaration(node: TSESTree.Node): boolean {
  switch (node.type) {
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      return true;
    case 'ImportSpecifier':
    case 'ImportDeclaration':
      return node.importKind === 'type';
    default:
      return false;
  }
}

function isErasedDeclaration(declaration: TSESTree.NamedExportDeclarations): boolean {
  switch (declaration.type) {
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
    case 'TSDeclareFunction':
      return true;
    default:
      return 'declare' in declaration && declaration.declare;
  }
}

function importedName(specifier: TSESTree.ImportClause): string {
  switch (specifier.type) {
    case 'ImportSpecifier':
      return nameOf(specifier.imported);
    case 'ImportDefaultSpecifier':
      return 'default';
    default:
      return '*';
  }
}

function nameOf(node: TSESTree.Identifier | TSESTree.StringLiteral): string {
  return node.type === 'Identifier' ? node.name : node.value;
}

function staticSpecifier(source: TSESTree.Expression): string | null {
  if (source.type === 'Literal') return typeof source.value === 'string' ? source.value : null;
  return source.type === 'TemplateLiteral' && source.expressions.length === 0 ? (source.quasis[0]?.value.cooked ?? null) : null;
}

/** The references to a name that the file itself does not declare. */
function referencesToGlobal(scopeManager: TSESLint.Scope.ScopeManager, name: string): TSESLint.Scope.Reference[] {
  const { globalScope } = scopeManager;
  if (!globalScope) return [];
  const declared = globalScope.set.get(name);
  if (declared && declared.defs.length > 0) return [];
  return [...new Set([...globalScope.through, ...(declared?.references ?? [])])].filter(
    ({ identifier }) => identifier.name === name,
  );
}

/** The call around `require`: `require(…)` or `require.resolve(…)`; both put the module into the bundle. */
function requireCall(identifier: TSESTree.Identifier): TSESTree.CallExpression | null {
  const { parent } = identifier;
  if (parent.type === 'CallExpression') return parent.callee === identifier ? parent : null;
  const isResolve =
    parent.type === 'MemberExpression' &&
    parent.object === identifier &&
    !parent.computed &&
    parent.property.type === 'Identifier' &&
    parent.property.name === 'resolve';
  return isResolve && parent.parent.type === 'CallExpression' && parent.parent.callee === parent ? parent.parent : null;
}

/** Whether a magic comment before the argument takes the call out of the bundle. */
function isIgnored(file: SourceFile, call: Pick<TSESTree.Node, 'range'>, source: TSESTree.Node): boolean {
  return /\bwebpackIgnore\s*:\s*true\b/u.test(file.text.slice(call.range[0], source.range[0]));
}

function isInTry(node: TSESTree.Node): boolean {
  for (let inner = node, outer = node.parent; outer; inner = outer, outer = outer.parent) {
    if (outer.type === 'TryStatement' && outer.block === inner) return true;
  }
  return false;
}

/** What `const { a } = await import(…)` and `(await import(…)).a` take. */
function namesTaken(parent: TSESTree.Node): RuntimeImport['names'] {
  if (parent.type !== 'AwaitExpression') return null;
  const user = parent.parent;
  if (user.type === 'MemberExpression' && !user.computed && user.property.type === 'Identifier') {
    return [{ imported: user.property.name, local: user.property.name }];
  }
  if (user.type !== 'VariableDeclarator' || user.id.type !== 'ObjectPattern') return null;
  const names = user.id.properties.map((property) =>
    property.type === 'Property' && !property.computed && property.key.type === 'Identifier' && property.value.type === 'Identifier'
      ? { imported: property.key.name, local: property.value.name }
      : null,
  );
  return names.every((name) => name !== null) ? names : null;
}

/** `exports.a = …`, `module.exports.a = …` and `module.exports = { a }`, each name once. */
function commonJsExports(scopeManager: TSESLint.Scope.ScopeManager): RuntimeExport[] {
  const found = new Map<string, RuntimeExport>();
  const add = (name: string, value: TSESTree.Node) =>
    found.set(name, { kind: 'local', name, local: value.type === 'Identifier' ? value.name : null });

  for (const name of ['exports', 'module']) {
    for (const { identifier } of referencesToGlobal(scopeManager, name)) {
      let target: TSESTree.Node = identifier;
      if (name === 'module') {
        target = identifier.parent;
        if (memberName(target) !== 'exports') continue;
        if (target.parent?.type === 'AssignmentExpression' && target.parent.left === target) {
          const { right } = target.parent;
          if (right.type !== 'ObjectExpression') add('default', right);
          else {
            for (const property of right.properties) {
              if (property.type === 'Property' && !property.computed && property.key.type === 'Identifier') {
                add(property.key.name, property.value);
              }
            }
          }
        }
      }
      const member = target.parent;
      const exported = member?.type === 'MemberExpression' && member.object === target ? memberName(member) : null;
      if (exported === null || member?.parent?.type !== 'AssignmentExpression' || member.parent.left !== member) continue;
      add(exported, member.parent.right);
    }
  }
  return [...found.values()];
}

function memberName(node: TSESTree.Node): string | null {
  return node.type === 'MemberExpression' && !node.computed && node.property.type === 'Identifier' ? node.property.name : null;
}

function topLevelAwait(file: SourceFile): TSESTree.SourceLocation | null {
  if (!/\bawait\b/u.test(file.text)) return null;
  const places = [
    ...nodesOfType(file, 'AwaitExpression'),
    ...nodesOfType(file, 'ForOfStatement').filter((loop) => loop.await),
  ].filter((node) => enclosingFunction(node) === null);
  places.sort((a, b) => a.range[0] - b.range[0]);
  return places[0]?.loc ?? null;
}
