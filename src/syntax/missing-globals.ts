import type { TSESTree } from '@typescript-eslint/utils';
import { globalNames, globalReferences, variableOf } from './bindings.ts';
import { perFile, type SourceFile } from './file.ts';
import { type GlobalUse, globalUses } from './global-uses.ts';
import { nodesOfType, staticName, unwrapped, wrapped } from './nodes.ts';
import { staticObject } from './static-values.ts';
import { GLOBAL_OBJECTS, originOf } from './trace.ts';
import { isBehindExistenceTest } from './typeof-guards.ts';

/**
 * The uses of a global, one for each reference, that throw where the host does not have it: not those behind a test for it, and none
 * where the file assigns it. Takes a name or a property of one: `setInterval`, `process.nextTick`.
 */
export function throwingUses(file: SourceFile, wanted: string): readonly GlobalUse[] {
  const [name, property] = wanted.split('.') as [string, string?];
  if (assignedGlobals(file).has(name)) return [];
  const seen = new Set<TSESTree.Node>();
  return globalUses(file).filter((use) => {
    if (use.name !== name || (property !== undefined && use.path[0] !== property) || seen.has(use.reference)) return false;
    if (!failsWhenMissing(file, use)) return false;
    seen.add(use.reference);
    return true;
  });
}

/** The globals that a file gives a value of its own: `globalThis.x = …`, `x = …`, `Object.assign(globalThis, { x })`. */
export const assignedGlobals = perFile((file): ReadonlySet<string> => {
  const assigned = new Set<string>();
  for (const name of globalNames(file)) {
    if (globalReferences(file, name).some((reference) => reference.isWrite())) assigned.add(name);
  }
  for (const { left } of nodesOfType(file, 'AssignmentExpression')) {
    const target = unwrapped(left);
    const name = target.type === 'MemberExpression' ? staticName(target) : null;
    if (target.type === 'MemberExpression' && name !== null && isGlobalObject(file, target.object)) assigned.add(name);
  }
  for (const { callee, arguments: given } of nodesOfType(file, 'CallExpression')) {
    const [target, second] = given;
    if (!target || !second || !isGlobalObject(file, target)) continue;
    const origin = originOf(file, callee);
    if (origin?.root.type !== 'global' || (origin.root.name !== 'Object' && origin.root.name !== 'Reflect')) continue;
    if (second.type === 'Literal') assigned.add(String(second.value));
    for (const name of staticObject(file, second)?.properties.keys() ?? []) assigned.add(name);
  }
  return assigned;
});

function isGlobalObject(file: SourceFile, node: TSESTree.Node): boolean {
  const origin = originOf(file, node);
  return origin?.root.type === 'global' && origin.path.length === 0 && GLOBAL_OBJECTS.has(origin.root.name);
}

/**
 * Whether a use of a global throws where there is no such global: a bare name always; a property of the global object when it
 * is read from, called or constructed. False behind a test of whether it is there.
 */
export function failsWhenMissing(file: SourceFile, { name, path, node, reference, object }: GlobalUse): boolean {
  if (isBehindExistenceTest(file, node, name)) return false;
  if (!object) return true;
  if (object.type === 'Identifier' && isBehindExistenceTest(file, node, object.name)) return false;
  if (node.type !== 'Property') return isNeeded(file, path.length === 0 ? node : reference);
  // A pattern reads through what is not there; a name that it declares is missing where it is used.
  if (path.length > 0) return true;
  const target = variableOf(file, node.value);
  return (target?.references ?? []).some(({ identifier }) => isNeeded(file, identifier as TSESTree.Node));
}

/** Whether code fails at an expression that gives `undefined`, and does not ask first. */
function isNeeded(file: SourceFile, expression: TSESTree.Node): boolean {
  const named = unwrapped(expression);
  if (named.type === 'Identifier' && isBehindExistenceTest(file, named, named.name)) return false;
  const node = wrapped(expression);
  const { parent } = node;
  switch (parent?.type) {
    case 'CallExpression':
      return parent.callee === node && !parent.optional;
    case 'NewExpression':
      return parent.callee === node;
    case 'MemberExpression':
      return parent.object === node && !parent.optional;
    case 'TaggedTemplateExpression':
      return parent.tag === node;
    case 'VariableDeclarator':
      return parent.init === node && parent.id.type === 'ObjectPattern';
    case 'ClassDeclaration':
    case 'ClassExpression':
      return parent.superClass === node;
    case 'BinaryExpression':
      return parent.operator === 'instanceof' && parent.right === node;
    default:
      return false;
  }
}
