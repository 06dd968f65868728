import type { TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from '../syntax/file.ts';
import { nodesOfType, unwrapped } from '../syntax/nodes.ts';
import { staticValue } from '../syntax/static-values.ts';
import { originOf } from '../syntax/trace.ts';
import type { KeyedMethod } from '../temporal/idempotency.ts';
import { knownOptions } from './activity-options.ts';
import { typeSources } from './activity-sources.ts';

/** A call of a method that takes an idempotency key. */
export interface KeyedCall {
  readonly call: TSESTree.CallExpression;
  readonly method: KeyedMethod;
}

/** The calls of a file of methods of clients that certainly give no key, in source order. */
export function callsWithoutKey(file: SourceFile, methods: readonly KeyedMethod[]): readonly KeyedCall[] {
  return nodesOfType(file, 'CallExpression').flatMap((call) => {
    const called = calledMethod(file, call);
    if (!called) return [];
    const method = methods.find((one) => one.module === called.module && one.method === called.name);
    return method && lacksKey(file, call, method) ? [{ call, method }] : [];
  });
}

function lacksKey(file: SourceFile, { arguments: given }: TSESTree.CallExpression, { key, argument }: KeyedMethod): boolean {
  return given.every((node, at) => {
    if (node.type === 'SpreadElement') return false;
    if (staticValue(file, node)) return true;
    const state = knownOptions(file, node).state(key);
    return state === 'absent' || (state === 'unknown' && at < argument);
  });
}

/** The package that a method is of, by the object it is called on: made by a class of it, exported by it, or of a type of it. */
function calledMethod(file: SourceFile, { callee }: TSESTree.CallExpression): { readonly module: string; readonly name: string } | null {
  const origin = originOf(file, callee);
  const name = origin?.path.at(-1);
  if (!origin || name === undefined) return null;
  const { root } = origin;
  if (root.type === 'module') return { module: root.module, name };
  if (root.type === 'value') {
    const made = unwrapped(root.node);
    const maker = made.type === 'NewExpression' || made.type === 'CallExpression' ? originOf(file, made.callee) : null;
    return maker?.root.type === 'module' ? { module: maker.root.module, name } : null;
  }
  const declared = root.type === 'parameter' ? root.variable.defs[0]?.name : undefined;
  const [source] = declared?.type === 'Identifier' && declared.typeAnnotation ? typeSources(file, declared.typeAnnotation) : [];
  return source && source.specifier !== null ? { module: source.specifier, name } : null;
}
