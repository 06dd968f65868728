import type { TSESTree } from '@typescript-eslint/utils';
import { perModule } from '../project/modules.ts';
import { realPath } from '../project/files.ts';
import { isValueReference } from '../syntax/bindings.ts';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { moduleImports } from '../syntax/imports.ts';
import { nodesOfType, wrapped } from '../syntax/nodes.ts';
import { originOf } from '../syntax/trace.ts';
import { bundledFiles } from './bundle.ts';
import { handlers } from './handlers.ts';
import { exportBehind } from './local-modules.ts';
import { definitionMadeBy, definitionOf, exportedDefinitions, type MessageDefinition, type MessageKind } from './message-definitions.ts';
import type { WorkflowCode } from './workflow-code.ts';

/** A definition that a file names: of its own, or imported, by the specifier of the module and what is read of that. */
type Named = MessageDefinition | { readonly module: string; readonly path: readonly string[] };

/** What a file does with definitions of messages, as plain data. */
interface MessageUses {
  /** The definitions that it sets a handler for, or hands to somebody who may. */
  readonly used: readonly Named[];
  /** The kinds of which it handles every message, known or not. */
  readonly handlesAll: readonly MessageKind[];
}

const ALL: readonly MessageKind[] = ['signal', 'query', 'update'];

const messageUses = perFile((file): MessageUses => {
  const used: Named[] = [];
  const handlesAll: MessageKind[] = [];
  for (const { kind, name, isDefault, definition } of handlers(file)) {
    const origin = definition && originOf(file, definition);
    if (isDefault && kind) handlesAll.push(kind);
    else if (origin?.root.type === 'module') used.push({ module: origin.root.module, path: origin.path });
    else if (kind && name !== null) used.push({ kind, name });
    // Any message may be meant.
    else handlesAll.push(...(kind ? [kind] : ALL));
  }
  for (const { node, named } of definitionReferences(file)) {
    if (node.parent?.type === 'ExportSpecifier' || node.parent?.type === 'ExportDefaultDeclaration') continue;
    // A whole module that is handed on brings all of its definitions.
    if ('module' in named && named.path.length === 0) handlesAll.push(...ALL);
    else used.push(named);
  }
  return { used, handlesAll };
});

interface DefinitionReference {
  readonly node: TSESTree.Node;
  readonly named: Named;
}

/** The places where a file names a definition of its own, or anything of another module that may be one; calls of a function aside. */
function definitionReferences(file: SourceFile): readonly DefinitionReference[] {
  const imported = moduleImports(file).flatMap(({ names }) => names ?? []).flatMap(({ variable }) => variable ?? []);
  const declared = nodesOfType(file, 'VariableDeclarator').flatMap(({ id, init }) =>
    init && id.type === 'Identifier' && (definitionMadeBy(file, init) || init.type === 'ObjectExpression')
      ? (file.scopeManager?.getDeclaredVariables(id.parent) ?? [])
      : [],
  );
  return [...imported, ...declared].flatMap(({ references }) =>
    references
      .filter((reference) => !reference.init && reference.isRead() && isValueReference(reference))
      .flatMap(({ identifier }): DefinitionReference[] => {
        let node = wrapped(identifier as TSESTree.Node);
        while (node.parent?.type === 'MemberExpression' && node.parent.object === node) node = wrapped(node.parent);
        if (node.parent?.type === 'CallExpression' && node.parent.callee === node) return [];
        const origin = originOf(file, node);
        if (origin?.root.type === 'module') return [{ node, named: { module: origin.root.module, path: origin.path } }];
        const own = definitionOf(file, node) ?? (node.type === 'MemberExpression' ? definitionOf(file, node.object) : null);
        return own ? [{ node, named: own }] : [];
      }),
  );
}

const usesOnDisk = perModule(messageUses);

/** Tells whether anything in the bundles of a file may handle a message; looks at the other files when it is asked first. */
export function mayBeHandled(workflow: WorkflowCode): (definition: MessageDefinition) => boolean {
  let handled: ReadonlySet<string> | undefined;
  return ({ kind, name }) => {
    handled ??= handledIn(workflow);
    return handled.has(kind) || handled.has(`${kind} ${name}`);
  };
}

/** What is handled in the bundles of a file: a kind of message, or the kind and the name of one. */
function handledIn({ file, bundles }: WorkflowCode): ReadonlySet<string> {
  const own = realPath(file.filename ?? '');
  const others = [...new Set(bundles.flatMap(bundledFiles))].filter((one) => one !== own);
  const all = [{ uses: messageUses(file), filename: file.filename }, ...others.map((filename) => ({ uses: usesOnDisk(filename), filename }))];
  const handled = new Set<string>();
  for (const { uses, filename } of all) {
    // What cannot be read may do anything.
    for (const kind of uses ? uses.handlesAll : ALL) handled.add(kind);
    for (const named of uses?.used ?? []) {
      for (const { kind, name } of 'kind' in named ? [named] : definitionsBehind(named, filename)) handled.add(`${kind} ${name}`);
    }
  }
  return handled;
}

/** The definitions that an imported name stands for: those of an object, or of a whole module, are all meant. */
function definitionsBehind({ module, path }: Extract<Named, { module: string }>, filename: string | null): readonly MessageDefinition[] {
  const from = exportBehind(module, path, filename);
  if (!from || !('file' in from)) return [];
  const key = [from.name, ...from.path].join('.');
  return [...(exportedDefinitions(from.file) ?? [])].flatMap(([name, one]) => {
    const isMeant = name === key || name.startsWith(`${key}.`) || key.startsWith(`${name}.`);
    return isMeant ? [one] : [];
  });
}
