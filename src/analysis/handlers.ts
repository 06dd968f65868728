import type { TSESTree } from '@typescript-eslint/utils';
import { variableOf } from '../syntax/bindings.ts';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { type FunctionNode, isFunction, nodesOfType, staticName, unwrapped, wrapped } from '../syntax/nodes.ts';
import { staticObject } from '../syntax/static-values.ts';
import { localValue } from '../syntax/trace.ts';
import { definitionOf, type MessageKind } from './message-definitions.ts';
import { workflowCalls } from './sdk.ts';

export type HandlerKind = MessageKind;

export interface Handler {
  readonly call: TSESTree.CallExpression;
  /** Null where the definition is not in sight. */
  readonly kind: HandlerKind | null;
  /** The name of the signal, query or update; null where the code does not say, and for a default handler. */
  readonly name: string | null;
  readonly isDefault: boolean;
  /** The expression that is given as the definition; null for a default handler. */
  readonly definition: TSESTree.Node | null;
  /** The expression that is given as the handler; null for none. */
  readonly given: TSESTree.Node | null;
  /** The handler, inline or by reference; null where it is not in this file. */
  readonly handler: FunctionNode | null;
  /** The validator of an update; null for none, and where it is not in this file. */
  readonly validator: FunctionNode | null;
  /** The options of `setHandler`; null for none. */
  readonly options: TSESTree.Node | null;
}

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
    const [definition, given, options] = defaultKind ? [undefined, ...call.arguments] : call.arguments;
    const defined = definition ? definitionOf(file, definition) : null;
    const validator = options && staticObject(file, options)?.properties.get('validator');
    return [
      {
        call,
        kind: defaultKind ?? defined?.kind ?? null,
        name: defined?.name ?? null,
        isDefault: defaultKind !== undefined,
        definition: definition ?? null,
        given: given ?? null,
        handler: given ? functionOf(file, given) : null,
        validator: validator ? functionOf(file, validator) : null,
        options: options ?? null,
      },
    ];
  }),
);

/** The function of this file that an expression is, bound to an object or not; null for any other. */
export function functionOf(file: SourceFile, expression: TSESTree.Node): FunctionNode | null {
  const node = localValue(file, expression);
  if (node && isFunction(node)) return node;
  const call = unwrapped(expression);
  const bound = call.type === 'CallExpression' ? unwrapped(call.callee) : null;
  return bound?.type === 'MemberExpression' && staticName(bound) === 'bind' ? functionOf(file, bound.object) : null;
}

/** A function that must not change anything: it runs when it is asked, and what it does is not in history. */
export interface ReadOnlyFunction {
  readonly role: 'query' | 'validator' | 'predicate';
  readonly node: FunctionNode;
  /** The expression that is given as this function: the function itself, or a name of it. */
  readonly given: TSESTree.Node;
}

/** The query handlers, the update validators and the predicates of `condition` of a file, in source order. */
export const readOnlyFunctions = perFile((file): readonly ReadOnlyFunction[] => {
  const found: ReadOnlyFunction[] = [];
  const add = (role: ReadOnlyFunction['role'], given: TSESTree.Node | null | undefined) => {
    const node = given ? functionOf(file, given) : null;
    if (given && node) found.push({ role, node, given });
  };
  for (const { kind, given, options } of handlers(file)) {
    if (kind === 'query') add('query', given);
    if (options) add('validator', staticObject(file, options)?.properties.get('validator'));
  }
  for (const { call, name } of workflowCalls(file)) if (name === 'condition') add('predicate', call.arguments[0]);
  return found.sort((one, other) => one.given.range[0] - other.given.range[0]);
});

/** The functions above, and those of the file that nothing but such functions uses. */
const readOnlyCode = perFile((file): ReadonlySet<TSESTree.Node> => {
  const code = new Set<TSESTree.Node>(readOnlyFunctions(file).map(({ node }) => node));
  if (code.size === 0) return code;
  const candidates = nodesOfType(file, 'FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression').filter((node) => !code.has(node));
  for (let before = -1; before !== code.size; ) {
    before = code.size;
    for (const node of candidates) if (!code.has(node) && isUsedOnlyIn(file, node, code)) code.add(node);
  }
  return code;
});

function isUsedOnlyIn(file: SourceFile, node: FunctionNode, code: ReadonlySet<TSESTree.Node>): boolean {
  const declarator = wrapped(node).parent;
  const id = node.type === 'FunctionDeclaration' ? node.id : declarator?.type === 'VariableDeclarator' ? declarator.id : null;
  const holder = node.type === 'FunctionDeclaration' ? node.parent : declarator?.parent?.parent;
  const variable = id?.type === 'Identifier' && holder?.type !== 'ExportNamedDeclaration' ? variableOf(file, id) : null;
  const reads = (variable?.references ?? []).filter((reference) => reference.isRead());
  return reads.length > 0 && reads.every(({ identifier }) => isIn(code, identifier as TSESTree.Node));
}

function isIn(code: ReadonlySet<TSESTree.Node>, node: TSESTree.Node): boolean {
  for (let outer: TSESTree.Node | undefined = node; outer; outer = outer.parent) if (code.has(outer)) return true;
  return false;
}

/**
 * Whether a node is in a query handler, an update validator or a predicate of `condition`, or in a function that only such code uses.
 * What is wrong there is the business of a rule of its own.
 */
export function isInReadOnlyFunction(file: SourceFile, node: TSESTree.Node): boolean {
  return isIn(readOnlyCode(file), node);
}
