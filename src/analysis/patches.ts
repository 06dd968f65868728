import type { TSESTree } from '@typescript-eslint/utils';
import { variableOf } from '../syntax/bindings.ts';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { enclosingFunction, type FunctionNode, isFunction, nodesOfType, staticName, unwrapped, wrapped } from '../syntax/nodes.ts';
import { type Primitive, staticValue } from '../syntax/static-values.ts';
import { onlyReturn, originOf } from '../syntax/trace.ts';
import { scopeFunction } from './command-calls.ts';
import { functionOf } from './handlers.ts';
import { workflowCalls } from './sdk.ts';

/** A call of `patched` or of `deprecatePatch`. */
export interface PatchCall {
  readonly call: TSESTree.CallExpression;
  /** Whether it asks for the patch, or only records it. */
  readonly asks: boolean;
}

/** The calls of the SDK's versioning functions in a file, in source order. */
export const patchCalls = perFile((file): readonly PatchCall[] =>
  workflowCalls(file).flatMap(({ call, name, api }): PatchCall[] =>
    call.type === 'CallExpression' && api?.versions ? [{ call, asks: name === 'patched' }] : [],
  ),
);

/** The id that a call gives the patch, in a box since it may be `undefined`; null where the file does not say. */
export function patchId(file: SourceFile, { arguments: [id] }: TSESTree.CallExpression): { readonly value: Primitive } | null {
  if (!id) return { value: undefined };
  return id.type === 'SpreadElement' ? null : staticValue(file, id);
}

/** A place that meets a patch: a call of the SDK, or of a function of the file that does nothing but give the answer to one. */
export interface PatchPlace extends PatchCall {
  /** Tells patches of a file apart. */
  readonly key: string;
  /** What the patch is called, as far as the code says. */
  readonly name: string;
}

/** The places of a file at which it is known which patch they meet, in source order. */
export const patchPlaces = perFile((file): readonly PatchPlace[] => {
  const byCall = new Map<TSESTree.Node, PatchPlace>();
  for (const patch of patchCalls(file)) {
    const identity = identityOf(file, patch.call);
    if (identity) byCall.set(patch.call, { ...patch, ...identity });
  }
  if (byCall.size === 0) return [];
  const places = nodesOfType(file, 'CallExpression').flatMap((call): PatchPlace[] => {
    const own = byCall.get(call);
    if (own) return [own];
    // What is called where it stands holds a place of its own.
    const called = isFunction(unwrapped(call.callee)) ? null : functionOf(file, call.callee);
    const answer = called && !called.async && !called.generator ? onlyReturn(called, file) : null;
    const asked = answer && byCall.get(unwrapped(answer));
    return asked ? [{ ...asked, call }] : [];
  });
  return places.sort((one, other) => one.call.range[0] - other.call.range[0]);
});

function identityOf(file: SourceFile, call: TSESTree.CallExpression): Pick<PatchPlace, 'key' | 'name'> | null {
  const id = patchId(file, call);
  if (id) return typeof id.value === 'string' ? { key: `id ${id.value}`, name: id.value } : null;
  const [given] = call.arguments;
  // A constant of another module is the same wherever it is used, and so is the member of an enum.
  const origin = given ? originOf(file, given) : null;
  if (origin?.root.type === 'module' && origin.path.length > 0) return { key: `${origin.root.module} ${origin.path.join('.')}`, name: origin.path.at(-1)! };
  const member = given && unwrapped(given);
  const name = member?.type === 'MemberExpression' ? staticName(member) : null;
  const owner = member?.type === 'MemberExpression' ? variableOf(file, unwrapped(member.object)) : null;
  const declaration = owner?.defs[0]?.node as TSESTree.Node | undefined;
  return name !== null && declaration?.type === 'TSEnumDeclaration' ? { key: `enum ${declaration.range[0]} ${name}`, name } : null;
}

/** The calls of a file that meet a patch while the module is loaded, where nothing catches what is thrown, in source order. */
export function patchesAtModuleLoad(file: SourceFile): readonly TSESTree.CallExpression[] {
  const calls = new Set([...patchCalls(file), ...patchPlaces(file)].map(({ call }) => call));
  return [...calls].filter((call) => runsAtModuleLoad(file, call)).sort((one, other) => one.range[0] - other.range[0]);
}

function runsAtModuleLoad(file: SourceFile, node: TSESTree.Node): boolean {
  for (let inner = node, outer = node.parent; outer; inner = outer, outer = outer.parent) {
    if (outer.type === 'TryStatement' && inner === outer.block && outer.handler) return false;
    if ((outer.type === 'PropertyDefinition' || outer.type === 'AccessorProperty') && !outer.static && inner === outer.value) return false;
    if (isFunction(outer) && !runsInPlace(file, outer)) return false;
  }
  return true;
}

/**
 * The function whose way a node is on: the one around it, or around what runs as a part of that, which is a function that is called where
 * it stands, or that an awaited cancellation scope runs. Null at module level.
 */
export function wayAround(file: SourceFile, node: TSESTree.Node): FunctionNode | null {
  let found = enclosingFunction(node);
  while (found && runsInPlace(file, found)) found = enclosingFunction(found);
  return found;
}

/** Whether a function runs where it stands, and what comes behind waits for its end. */
export function runsInPlace(file: SourceFile, node: FunctionNode): boolean {
  const { parent } = wrapped(node);
  if (parent?.type !== 'CallExpression' || node.generator) return false;
  const scoped = scopeFunction(file, parent);
  const isRun = unwrapped(parent.callee) === node || (scoped !== null && unwrapped(scoped) === node);
  return isRun && (wrapped(parent).parent?.type === 'AwaitExpression' || (!node.async && !scoped));
}
