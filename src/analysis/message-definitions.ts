import type { TSESTree } from '@typescript-eslint/utils';
import { perModule } from '../project/modules.ts';
import type { SourceFile } from '../syntax/file.ts';
import { unwrapped } from '../syntax/nodes.ts';
import { staticObject, staticValue } from '../syntax/static-values.ts';
import { originOf } from '../syntax/trace.ts';
import { fileExports } from './exports.ts';
import { importedFrom } from './local-modules.ts';
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
    const from = importedFrom(file, origin);
    return from && 'file' in from ? (exportedDefinitions(from.file)?.get([from.name, ...from.path].join('.')) ?? null) : null;
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

/** The definitions that a module on the disk exports, by name; members of an object are written with a dot. */
export const exportedDefinitions = perModule((file): ReadonlyMap<string, MessageDefinition> => {
  const definitions = new Map<string, MessageDefinition>();
  for (const { name, node } of fileExports(file)) {
    const own = localDefinition(file, node);
    if (own) definitions.set(name, own);
    for (const [key, value] of staticObject(file, node)?.properties ?? []) {
      const member = value && localDefinition(file, value);
      if (member) definitions.set(`${name}.${key}`, member);
    }
  }
  return definitions;
});

function localDefinition(file: SourceFile, expression: TSESTree.Node): MessageDefinition | null {
  const origin = originOf(file, expression);
  return origin?.root.type === 'value' && origin.path.length === 0 ? definitionMadeBy(file, origin.root.node) : null;
}
