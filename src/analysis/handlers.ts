import type { TSESTree } from '@typescript-eslint/utils';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { type FunctionNode, isFunction } from '../syntax/nodes.ts';
import { staticObject, staticValue } from '../syntax/static-values.ts';
import { localValue, originOf } from '../syntax/trace.ts';
import { workflowCalls, workflowName } from './sdk.ts';

export type HandlerKind = 'signal' | 'query' | 'update';

export interface Handler {
  readonly call: TSESTree.CallExpression;
  /** Null where the definition is not in sight. */
  readonly kind: HandlerKind | null;
  /** The name of the signal, query or update; null where the file does not say, and for a default handler. */
  readonly name: string | null;
  readonly isDefault: boolean;
  /** The handler, inline or by reference; null where it is not in this file. */
  readonly handler: FunctionNode | null;
  /** The validator of an update; null for none, and where it is not in this file. */
  readonly validator: FunctionNode | null;
  /** The options of `setHandler`; null for none. */
  readonly options: TSESTree.Node | null;
}

const DEFINITIONS: Readonly<Record<string, HandlerKind>> = {
  defineSignal: 'signal',
  defineQuery: 'query',
  defineUpdate: 'update',
};

const DEFAULTS: Readonly<Record<string, HandlerKind>> = {
  setDefaultSignalHandler: 'signal',
  setDefaultQueryHandler: 'query',
  setDefaultUpdateHandler: 'update',
};

/** The handlers that a file sets, in source order. */
export const handlers = perFile((file): readonly Handler[] =>
  workflowCalls(file).flatMap(({ call, name }): Handler[] => {
    if (call.type !== 'CallExpression') return [];
    const defaultKind = DEFAULTS[name];
    if (name !== 'setHandler' && !defaultKind) return [];
    const [definition, handler, options] = defaultKind ? [undefined, ...call.arguments] : call.arguments;
    const defined = definition ? definitionOf(file, definition) : null;
    const validator = options && staticObject(file, options)?.properties.get('validator');
    return [
      {
        call,
        kind: defaultKind ?? defined?.kind ?? null,
        name: defined?.name ?? null,
        isDefault: defaultKind !== undefined,
        handler: handler ? functionOf(file, handler) : null,
        validator: validator ? functionOf(file, validator) : null,
        options: options ?? null,
      },
    ];
  }),
);

function definitionOf(file: SourceFile, node: TSESTree.Node): { kind: HandlerKind; name: string | null } | null {
  const origin = originOf(file, node);
  if (origin?.root.type !== 'value' || origin.path.length > 0 || origin.root.node.type !== 'CallExpression') return null;
  const { callee, arguments: given } = origin.root.node;
  const kind = DEFINITIONS[workflowName(file, callee) ?? ''];
  const name = given[0] && staticValue(file, given[0])?.value;
  return kind ? { kind, name: typeof name === 'string' ? name : null } : null;
}

/** The function of this file that an expression is; null for any other. */
export function functionOf(file: SourceFile, expression: TSESTree.Node): FunctionNode | null {
  const node = localValue(file, expression);
  return node && isFunction(node) ? node : null;
}

/**
 * The functions of a file that must not change anything: query handlers, update validators, and predicates of `condition`. They are
 * judged by a rule of their own.
 */
const readOnlyFunctions = perFile((file): ReadonlySet<TSESTree.Node> => {
  const functions = handlers(file).flatMap(({ kind, handler, validator }) => [kind === 'query' ? handler : null, validator]);
  const predicates = workflowCalls(file).map(({ call, name }) =>
    name === 'condition' && call.arguments[0] ? functionOf(file, call.arguments[0]) : null,
  );
  return new Set([...functions, ...predicates].filter((node) => node !== null));
});

/** Whether a node is in a query handler, an update validator or a predicate of `condition`. */
export function isInReadOnlyFunction(file: SourceFile, node: TSESTree.Node): boolean {
  const functions = readOnlyFunctions(file);
  for (let outer: TSESTree.Node | undefined = node; outer; outer = outer.parent) if (functions.has(outer)) return true;
  return false;
}
