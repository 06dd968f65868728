import type { TSESTree } from '@typescript-eslint/utils';
import { variableOf } from '../syntax/bindings.ts';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { moduleImports } from '../syntax/imports.ts';
import { childNodes, isFunction, nodesOfType, staticName } from '../syntax/nodes.ts';
import { originsOf } from '../syntax/trace.ts';
import { ACTIVITIES_OPTION, WORKER_PACKAGE } from '../temporal/activity-apis.ts';

/** Where activities come from: an export of a module, or `*` for all of them. It may be a function that makes them, or their class. */
export interface ActivitySource {
  /** The module as the file names it; null for the file itself. */
  readonly specifier: string | null;
  readonly name: string;
}

/** What a worker's file hands to its workers as `activities`. */
export const workerSources = perFile((file): readonly ActivitySource[] => {
  if (!moduleImports(file).some(({ source }) => source === WORKER_PACKAGE)) return [];
  return nodesOfType(file, 'Property').flatMap((property) =>
    property.parent.type === 'ObjectExpression' && staticName(property) === ACTIVITIES_OPTION ? madeOf(file, property.value) : [],
  );
});

/** The imports that a value is made of, through constants: `{ ...billing, send: mail.send.bind(mail) }`. */
function madeOf(file: SourceFile, value: TSESTree.Node): ActivitySource[] {
  const sources: ActivitySource[] = [];
  const seen = new Set<TSESTree.Node>();
  const pending = [value];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.type !== 'Identifier') {
      if (!isFunction(node)) pending.push(...childNodes(node, file));
      continue;
    }
    for (const { root, path } of originsOf(file, node)) {
      if (root.type === 'value') pending.push(root.node);
      if (root.type === 'module') sources.push({ specifier: root.module, name: path[0] ?? '*' });
    }
  }
  return sources;
}

/** What the type of a proxy names: `typeof activities`, `typeof import('./activities')`, `ReturnType<typeof create>`, a class. */
export function typeSources(file: SourceFile, type: TSESTree.Node): readonly ActivitySource[] {
  const sources: ActivitySource[] = [];
  const seen = new Set<TSESTree.Node>();
  const pending: TSESTree.Node[] = [type];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    // What an activity takes and gives has nothing to do with where it is.
    if (node.type === 'TSMethodSignature' || node.type === 'TSFunctionType') continue;
    pending.push(...childNodes(node, file));
    if (node.type === 'TSImportType') sources.push({ specifier: node.source.value, name: nameIn(node.qualifier) });
    if (node.type !== 'Identifier') continue;
    const definition = variableOf(file, node)?.defs[0];
    const declaration = definition?.node as TSESTree.Node | undefined;
    const imported = declaration && importedNames(file).get(declaration);
    if (imported) sources.push(imported);
    else if (declaration?.type === 'TSTypeAliasDeclaration') pending.push(declaration.typeAnnotation);
    else if (declaration?.type === 'TSInterfaceDeclaration') pending.push(...declaration.extends);
    else if (declaration && VALUES.has(declaration.type)) sources.push({ specifier: null, name: node.name });
  }
  return sources;
}

/** What declares the functions, objects and classes that a type names. */
const VALUES: ReadonlySet<string> = new Set(['ClassDeclaration', 'FunctionDeclaration', 'VariableDeclarator']);

/** The leftmost name of a qualified one; `*` for none. */
function nameIn(name: TSESTree.Node | null): string {
  if (name?.type === 'TSQualifiedName') return nameIn(name.left);
  return name?.type === 'Identifier' ? name.name : '*';
}

const importedNames = perFile((file): ReadonlyMap<TSESTree.Node, ActivitySource> => {
  const names = new Map<TSESTree.Node, ActivitySource>();
  for (const { names: imported, source } of moduleImports(file)) {
    for (const { name, node } of imported ?? []) names.set(node, { specifier: source, name });
  }
  return names;
});

/** What the types that a file exports name, by the name of the type. */
export const typeAliasSources = perFile((file): ReadonlyMap<string, readonly ActivitySource[]> => {
  const aliases = nodesOfType(file, 'TSTypeAliasDeclaration', 'TSInterfaceDeclaration');
  return new Map(aliases.map((alias) => [alias.id.name, alias.type === 'TSTypeAliasDeclaration' ? typeSources(file, alias.typeAnnotation) : []]));
});
