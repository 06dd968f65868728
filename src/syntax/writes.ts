import type { TSESTree } from '@typescript-eslint/utils';
import { isArray } from './await-edits.ts';
import { type Variable, variableOf } from './bindings.ts';
import { perFile, type SourceFile } from './file.ts';
import { nodesOfType, staticName, unwrapped, wrapped } from './nodes.ts';
import { isGlobalCall } from './promises.ts';
import { originOf, thisClass } from './trace.ts';

/** That code changes a variable or an object: by assignment, `++`, `delete`, or a method of arrays, maps and sets. */
export interface Write {
  /** All of it: the assignment, the call. */
  readonly node: TSESTree.Node;
  /** What is changed: a name or a property; for a method, the object that it belongs to. */
  readonly target: TSESTree.Node;
  /** What is assigned; null for every other form. */
  readonly value: TSESTree.Node | null;
  /** `lazy` is `??=` and `||=`, which write at most once; `step` is `++`, `+=` and the like, which read what they change. */
  readonly form: 'set' | 'lazy' | 'step' | 'delete' | 'method';
}

const ARRAY_CHANGES: ReadonlySet<string | null> = new Set([
  'copyWithin',
  'fill',
  'pop',
  'push',
  'reverse',
  'shift',
  'sort',
  'splice',
  'unshift',
]);
/** The methods that are no use but for their effect, whatever has them. */
const EFFECTS: ReadonlySet<string | null> = new Set(['push', 'splice', 'unshift']);
const COLLECTION_CHANGES: ReadonlySet<string | null> = new Set(['add', 'clear', 'delete', 'set']);

/** Every change of a variable or an object that a file certainly makes, in source order. */
export const writes = perFile((file): readonly Write[] =>
  [
    ...nodesOfType(file, 'AssignmentExpression').flatMap((node): Write[] => {
      const form = node.operator === '=' ? 'set' : node.operator === '??=' || node.operator === '||=' ? 'lazy' : 'step';
      return targetsOf(node.left).map((target) => ({ node, target, value: node.right, form }));
    }),
    ...nodesOfType(file, 'UpdateExpression').map((node): Write => ({ node, target: unwrapped(node.argument), value: null, form: 'step' })),
    ...nodesOfType(file, 'UnaryExpression')
      .filter(({ operator }) => operator === 'delete')
      .map((node): Write => ({ node, target: unwrapped(node.argument), value: null, form: 'delete' })),
    ...nodesOfType(file, 'CallExpression').flatMap((node): Write[] => {
      const target = changedBy(file, node);
      return target ? [{ node, target, value: null, form: 'method' }] : [];
    }),
  ].sort((one, other) => one.node.range[0] - other.node.range[0]),
);

/** The names and properties that an assignment's left side writes. */
function targetsOf(pattern: TSESTree.Node): TSESTree.Node[] {
  const node = unwrapped(pattern);
  switch (node.type) {
    case 'ObjectPattern':
      return node.properties.flatMap((property) => targetsOf(property.type === 'Property' ? property.value : property.argument));
    case 'ArrayPattern':
      return node.elements.flatMap((element) => (element ? targetsOf(element) : []));
    case 'AssignmentPattern':
      return targetsOf(node.left);
    case 'RestElement':
      return targetsOf(node.argument);
    default:
      return [node];
  }
}

/** The array, map or set that a call changes; null where it changes none, or it is not certain that it is one. */
function changedBy(file: SourceFile, call: TSESTree.CallExpression): TSESTree.Node | null {
  const callee = unwrapped(call.callee);
  if (callee.type !== 'MemberExpression') return null;
  const method = staticName(callee);
  const target = unwrapped(callee.object);
  if (ARRAY_CHANGES.has(method)) {
    const isStatement = wrapped(call).parent?.type === 'ExpressionStatement';
    return (isStatement && EFFECTS.has(method)) || isArray(file, target) ? target : null;
  }
  return COLLECTION_CHANGES.has(method) && isCollection(file, target) ? target : null;
}

function isCollection(file: SourceFile, expression: TSESTree.Node): boolean {
  const origin = originOf(file, expression);
  const node = origin?.root.type === 'value' && origin.path.length === 0 ? unwrapped(origin.root.node) : null;
  if (node?.type === 'NewExpression') return ['Map', 'Set'].some((name) => isGlobalCall(file, node, name));
  const variable = expression.type === 'Identifier' ? variableOf(file, expression) : null;
  const declared = variable?.defs[0]?.name;
  const type = declared?.type === 'Identifier' ? declared.typeAnnotation?.typeAnnotation : undefined;
  return type?.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && /^(?:Map|Set)$/u.test(type.typeName.name);
}

/** A variable, or a property of an object that a variable or `this` stands for. */
export interface Place {
  /** The variable; for `this`, its class. */
  readonly root: Variable | TSESTree.ClassDeclaration | TSESTree.ClassExpression;
  /** The expression at the root: a name, or `this`. */
  readonly node: TSESTree.Node;
  readonly path: readonly string[];
  /** Whether the path is all of it: it ends before a computed property. */
  readonly isExact: boolean;
}

/** The place that an expression reads or writes; null for a global, and for a property of anything but a name or `this`. */
export function placeOf(file: SourceFile, expression: TSESTree.Node): Place | null {
  const path: string[] = [];
  let isExact = true;
  let node = unwrapped(expression);
  while (node.type === 'MemberExpression') {
    const name = staticName(node);
    if (name === null) {
      path.length = 0;
      isExact = false;
    } else path.unshift(name);
    node = unwrapped(node.object);
  }
  const root = node.type === 'Identifier' ? variableOf(file, node) : node.type === 'ThisExpression' ? thisClass(node) : null;
  return root && { root, node, path, isExact };
}

/** Whether the state at a place is certainly there before a function is called: it is declared outside, or made there. */
export function isOutside(file: SourceFile, { root, node, path, isExact }: Place, { range: [start, end] }: TSESTree.Node): boolean {
  const isWithin = (inner: TSESTree.Node) => inner.range[0] >= start && inner.range[1] <= end;
  if (!('defs' in root)) return !isWithin(root);
  const [definition] = root.defs;
  if (!definition) return false;
  if (!isWithin(definition.name)) return true;
  // A name inside of it may stand for an object outside of it.
  const origin = path.length > 0 || !isExact ? originOf(file, node) : null;
  if (origin?.root.type === 'parameter') return origin.root.variable !== root && !isWithin(origin.root.variable.defs[0]!.name);
  return origin?.root.type === 'value' && isObject(origin.root.node) && !isWithin(origin.root.node);
}

function isObject(node: TSESTree.Node): boolean {
  return ['ArrayExpression', 'ClassDeclaration', 'NewExpression', 'ObjectExpression'].includes(unwrapped(node).type);
}

/** Whether an expression names a place, all of it. */
export function isAt(file: SourceFile, node: TSESTree.Node, place: Place): boolean {
  const found = placeOf(file, node);
  return found !== null && found.isExact && found.root === place.root && found.path.join('.') === place.path.join('.');
}
