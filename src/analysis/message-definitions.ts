import type { TSESTree } from '@typescript-eslint/utils';
import { recordOf } from '../project/module-record.ts';
import { perModule } from '../project/modules.ts';
import { resolveModule } from '../project/resolve.ts';
import type { SourceFile } from '../syntax/file.ts';
import { unwrapped } from '../syntax/nodes.ts';
import { staticObject, staticValue } from '../syntax/static-values.ts';
import { originOf } from '../syntax/trace.ts';
import { fileExports } from './exports.ts';
import { workflowName } from './sdk.ts';

export type MessageKind = 'signal' | 'query' | 'update';

/** What `defineSignal`, `defineQuery` or `defineUpdate` gives. */
export interface MessageDefinition {
  readonly kind: MessageKind;
  /** The name of the message; null where the code does not say. */
  readonly name: string | null;
}

const DEFINITIONS: Readonly<Record<string, MessageKind>> = {
  defineSignal: 'signal',
  defineQuery: 'query',
  defineUpdate: 'update',
};

/** The definition that an expression certainly is, of this file or imported from a module of the project; null for any other value. */
export function definitionOf(file: SourceFile, expression: TSESTree.Node): MessageDefinition | null {
  const origin = originOf(file, expression);
  if (origin?.root.type === 'module') {
    return file.filename === null ? null : exportedDefinition(origin.root.module, file.filename, origin.path.join('.'), MAX_MODULES);
  }
  return origin?.root.type === 'value' && origin.path.length === 0 ? definitionMadeBy(file, origin.root.node) : null;
}

/** The definition that a call makes; null for any other node. */
export function definitionMadeBy(file: SourceFile, expression: TSESTree.Node): MessageDefinition | null {
  const node = unwrapped(expression);
  if (node.type !== 'CallExpression') return null;
  const kind = DEFINITIONS[workflowName(file, node.callee) ?? ''];
  const name = node.arguments[0] && staticValue(file, node.arguments[0])?.value;
  return kind ? { kind, name: typeof name === 'string' ? name : null } : null;
}

/** How many modules that only re-export are gone through. */
const MAX_MODULES = 10;

/** The definition under a name, members written with a dot, of what a module exports; null where it is none, or not of the project. */
function exportedDefinition(specifier: string, fromFile: string, name: string, left: number): MessageDefinition | null {
  const target = left > 0 ? resolveModule(specifier, fromFile, 'import') : null;
  if (target?.kind !== 'file' || target.package !== null) return null;
  const facts = exportedDefinitions(target.file);
  if (!facts) return null;
  const own = facts.definitions.get(name);
  if (own) return own;
  for (const from of facts.reExports) {
    const inner = renamed(name, from);
    const found = inner === null ? null : exportedDefinition(from.specifier, target.file, inner, left - 1);
    if (found) return found;
  }
  return null;
}

interface ReExport {
  readonly specifier: string;
  /** Null for `export *`. */
  readonly name: string | null;
  /** `*` for the whole module under that name. */
  readonly imported: string;
}

/** What a name is called in the module that it is re-exported from; null where that re-export has not got it. */
function renamed(name: string, from: ReExport): string | null {
  if (from.name === null) return name;
  const [first, ...rest] = name.split('.');
  if (first !== from.name) return null;
  return from.imported === '*' ? rest.join('.') : [from.imported, ...rest].join('.');
}

const exportedDefinitions = perModule((file) => {
  const definitions = new Map<string, MessageDefinition>();
  for (const { name, node } of fileExports(file)) {
    const own = localDefinition(file, node);
    if (own) definitions.set(name, own);
    for (const [key, value] of staticObject(file, node)?.properties ?? []) {
      const member = value && localDefinition(file, value);
      if (member) definitions.set(`${name}.${key}`, member);
    }
  }
  const reExports = (recordOf(file)?.exports ?? []).flatMap((one): ReExport[] => {
    if (one.kind === 'star') return [{ specifier: one.specifier, name: null, imported: '*' }];
    return one.kind === 'from' ? [{ specifier: one.specifier, name: one.name, imported: one.imported }] : [];
  });
  return { definitions, reExports };
});

function localDefinition(file: SourceFile, expression: TSESTree.Node): MessageDefinition | null {
  const origin = originOf(file, expression);
  return origin?.root.type === 'value' && origin.path.length === 0 ? definitionMadeBy(file, origin.root.node) : null;
}
