import type { TSESTree } from '@typescript-eslint/utils';
import { perModule } from '../project/modules.ts';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { globalCalls } from '../syntax/global-calls.ts';
import { assignedGlobals } from '../syntax/missing-globals.ts';
import { enclosingFunction, staticName } from '../syntax/nodes.ts';
import { staticObject, staticValue } from '../syntax/static-values.ts';
import { originOf } from '../syntax/trace.ts';
import { isBehindExistenceTest } from '../syntax/typeof-guards.ts';
import { writes } from '../syntax/writes.ts';
import { BUILT_IN_CONSTRUCTORS, BUILT_IN_NAMESPACES } from '../temporal/globals.ts';

/** A built-in object that code can change: a prototype, which workflows share, or an object that a Worker freezes. */
export interface BuiltIn {
  readonly kind: 'prototype' | 'frozen';
  /** Its name: `Array.prototype`, `Math`. */
  readonly name: string;
}

export interface BuiltInWrite extends BuiltIn {
  /** All of the write: the assignment, the call. */
  readonly node: TSESTree.Node;
}

/** The functions that change the object that is their first argument. The second is a name, or an object with the names. */
const CHANGES: ReadonlySet<string> = new Set([
  'Object.assign',
  'Object.defineProperties',
  'Object.defineProperty',
  'Object.setPrototypeOf',
]);
/** Those of them that tell by their result, instead of throwing, that the object is frozen. */
const QUIET_CHANGES: ReadonlySet<string> = new Set([
  'Reflect.defineProperty',
  'Reflect.deleteProperty',
  'Reflect.set',
  'Reflect.setPrototypeOf',
]);

/**
 * The changes that a file makes to built-in objects of JavaScript. Not what only adds a property that is missing, as a polyfill does:
 * it asks for it first, or writes with `??=` or `||=`.
 */
export const builtInWrites = perFile((file): readonly BuiltInWrite[] => [
  ...writes(file).flatMap(({ node, target, form }): BuiltInWrite[] => {
    if (form === 'lazy' || form === 'method' || target.type !== 'MemberExpression') return [];
    const changed = builtInOf(file, target.object);
    return changed && !isGuarded(file, node, [staticName(target)]) ? [{ ...changed, node }] : [];
  }),
  ...globalCalls(file).flatMap(({ name, call }): BuiltInWrite[] => {
    const [object, keys] = call.arguments;
    const isQuiet = QUIET_CHANGES.has(name);
    if (!object || (!isQuiet && !CHANGES.has(name))) return [];
    const changed = builtInOf(file, object);
    if (!changed || (isQuiet && changed.kind === 'frozen') || isGuarded(file, call, namesIn(file, keys))) return [];
    return [{ ...changed, node: call }];
  }),
]);

/** What a file on the disk changes for all when it is loaded, whatever is used of it; null for nothing, and where it cannot be read. */
export const changedAtLoad = perModule((file): BuiltIn | null => {
  const write = builtInWrites(file).find(({ node }) => enclosingFunction(node) === null);
  return write ? { kind: write.kind, name: write.name } : null;
});

function builtInOf(file: SourceFile, expression: TSESTree.Node): BuiltIn | null {
  const origin = originOf(file, expression);
  if (origin?.root.type !== 'global' || assignedGlobals(file).has(origin.root.name)) return null;
  const { name } = origin.root;
  const isNamespace = BUILT_IN_NAMESPACES.has(name);
  if (!isNamespace && !BUILT_IN_CONSTRUCTORS.has(name)) return null;
  const [first, ...rest] = origin.path;
  const full = [name, ...origin.path].join('.');
  if (first === undefined) return { kind: 'frozen', name: full };
  // What a namespace has is frozen too; of a constructor, only itself.
  const [last, ...deeper] = isNamespace ? rest : origin.path;
  if (last === undefined) return { kind: 'frozen', name: full };
  return last === 'prototype' && deeper.length === 0 ? { kind: 'prototype', name: full } : null;
}

function isGuarded(file: SourceFile, node: TSESTree.Node, names: readonly (string | null)[]): boolean {
  return names.some((name) => name !== null && isBehindExistenceTest(file, node, name));
}

function namesIn(file: SourceFile, keys: TSESTree.Node | undefined): readonly string[] {
  if (!keys) return [];
  const key = staticValue(file, keys);
  return key ? [String(key.value)] : [...(staticObject(file, keys)?.properties.keys() ?? [])];
}
