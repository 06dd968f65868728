import type { TSESTree } from '@typescript-eslint/utils';
import type { Variable } from './bindings.ts';
import { variableOf } from './bindings.ts';
import type { SourceFile } from './file.ts';
import { staticName, unwrapped } from './nodes.ts';
import { originOf } from './trace.ts';

export type Primitive = string | number | bigint | boolean | null | undefined;

/** The constant that an expression certainly is, in a box since it may be `null`; null where the file does not say. */
export function staticValue(file: SourceFile, expression: TSESTree.Node): { readonly value: Primitive } | null {
  return evaluate(file, expression, 0);
}

/** How deep an expression is evaluated, constants it is made of included; deeper ones are unknown. */
const MAX_DEPTH = 50;

function evaluate(file: SourceFile, expression: TSESTree.Node, depth: number): { readonly value: Primitive } | null {
  if (depth > MAX_DEPTH) return null;
  const node = unwrapped(expression);
  const inner = (child: TSESTree.Node) => evaluate(file, child, depth + 1);
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'object' && node.value !== null ? null : { value: node.value as Primitive };
    case 'TemplateLiteral': {
      const values = node.expressions.map(inner);
      if (values.some((value) => value === null || typeof value.value === 'bigint')) return null;
      return { value: node.quasis.map((quasi, at) => quasi.value.cooked + String(values[at]?.value ?? '')).join('') };
    }
    case 'UnaryExpression': {
      const argument = inner(node.argument);
      return node.operator === 'void' ? { value: undefined } : argument && unary(node.operator, argument.value);
    }
    case 'BinaryExpression': {
      const left = inner(node.left);
      const right = left && inner(node.right);
      return left && right && binary(node.operator, left.value, right.value);
    }
    case 'Identifier':
    case 'MemberExpression': {
      const origin = originOf(file, node);
      if (origin?.root.type === 'global' && origin.path.length === 0) {
        const { name } = origin.root;
        if (name === 'undefined') return { value: undefined };
        if (name === 'NaN' || name === 'Infinity') return { value: Number(name) };
      }
      if (origin?.root.type === 'global' && origin.root.name === 'Number' && origin.path.length === 1) {
        const constant = (Number as unknown as Record<string, unknown>)[origin.path[0]!];
        return typeof constant === 'number' ? { value: constant } : null;
      }
      const isMade = origin?.root.type === 'value' && origin.path.length === 0 && unwrapped(origin.root.node) !== node;
      return isMade ? inner((origin.root as { node: TSESTree.Node }).node) : null;
    }
    case 'ConditionalExpression': {
      const test = inner(node.test);
      return test && inner(test.value ? node.consequent : node.alternate);
    }
    default:
      return null;
  }
}

function unary(operator: string, value: Primitive): { readonly value: Primitive } | null {
  switch (operator) {
    case '-':
      return typeof value === 'number' ? { value: -value } : null;
    case '+':
      return typeof value === 'bigint' ? null : { value: Number(value) };
    case '!':
      return { value: !value };
    case 'typeof':
      return { value: typeof value };
    default:
      return null;
  }
}

function binary(operator: string, left: Primitive, right: Primitive): { readonly value: Primitive } | null {
  if (operator === '===') return { value: left === right };
  if (operator === '!==') return { value: left !== right };
  if (operator === '+' && (typeof left === 'string' || typeof right === 'string')) return { value: `${left}${right}` };
  if (typeof left !== 'number' || typeof right !== 'number') return null;
  switch (operator) {
    case '+':
      return { value: left + right };
    case '-':
      return { value: left - right };
    case '*':
      return { value: left * right };
    case '/':
      return { value: left / right };
    case '%':
      return { value: left % right };
    case '**':
      return { value: left ** right };
    case '<':
      return { value: left < right };
    case '>':
      return { value: left > right };
    case '<=':
      return { value: left <= right };
    case '>=':
      return { value: left >= right };
    default:
      return null;
  }
}

/** What is known of an object: its properties, and whether there can be others. */
export interface StaticObject {
  /** The value of each property; null where a property may be overwritten by something unknown. */
  readonly properties: ReadonlyMap<string, TSESTree.Node | null>;
  /** Whether the properties are all there are. */
  readonly isComplete: boolean;
}

/**
 * What is known of the object that an expression gives, through constants and spreads. Null where it is no object literal at all.
 * An object that is written to after it is made is not complete, and its properties are unknown.
 */
export function staticObject(file: SourceFile, expression: TSESTree.Node): StaticObject | null {
  return objectOf(file, expression, 0);
}

function objectOf(file: SourceFile, expression: TSESTree.Node, depth: number): StaticObject | null {
  if (depth > MAX_DEPTH) return null;
  const origin = originOf(file, expression);
  if (origin?.root.type !== 'value' || origin.path.length > 0) return null;
  const node = unwrapped(origin.root.node);
  // `Object.freeze({…})` is what it is given.
  if (node.type === 'CallExpression' && node.arguments.length === 1 && isObjectMethod(file, node.callee, 'freeze')) {
    return objectOf(file, node.arguments[0]!, depth + 1);
  }
  if (node.type !== 'ObjectExpression') return null;

  const properties = new Map<string, TSESTree.Node | null>();
  let isComplete = true;
  const addUnknown = () => {
    isComplete = false;
    for (const name of properties.keys()) properties.set(name, null);
  };
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      const spread = objectOf(file, property.argument, depth + 1);
      if (spread) for (const [name, value] of spread.properties) properties.set(name, value);
      if (!spread?.isComplete && !isNothing(file, property.argument)) addUnknown();
      continue;
    }
    const name = staticName(property);
    if (name === null) addUnknown();
    else properties.set(name, property.value);
  }
  if (isWrittenTo(file, expression)) addUnknown();
  return { properties, isComplete };
}

/** Whether spreading an expression certainly adds nothing: `undefined`, `null`, `false`. */
function isNothing(file: SourceFile, expression: TSESTree.Node): boolean {
  const known = staticValue(file, expression);
  return known !== null && typeof known.value !== 'string';
}

function isObjectMethod(file: SourceFile, callee: TSESTree.Node, ...names: readonly string[]): boolean {
  const origin = originOf(file, callee);
  return (
    origin?.root.type === 'global' &&
    origin.root.name === 'Object' &&
    origin.path.length === 1 &&
    names.includes(origin.path[0]!)
  );
}

/** Whether the object that a name stands for is changed through that name, or through one that it is made from. */
function isWrittenTo(file: SourceFile, expression: TSESTree.Node): boolean {
  const seen = new Set<Variable>();
  for (let node: TSESTree.Node | null = unwrapped(expression); node; ) {
    while (node.type === 'MemberExpression') node = unwrapped(node.object);
    const variable: Variable | null = node.type === 'Identifier' ? variableOf(file, node) : null;
    if (!variable || seen.has(variable)) return false;
    seen.add(variable);
    if (variable.references.some((reference) => isWriteThrough(file, reference.identifier as TSESTree.Node))) return true;
    const definition = variable.defs[0]?.node as TSESTree.Node | undefined;
    node = definition?.type === 'VariableDeclarator' && definition.init ? unwrapped(definition.init) : null;
  }
  return false;
}

function isWriteThrough(file: SourceFile, identifier: TSESTree.Node): boolean {
  let node = identifier;
  while (node.parent?.type === 'MemberExpression' && node.parent.object === node) node = node.parent;
  const { parent } = node;
  if (node !== identifier) {
    if (parent?.type === 'AssignmentExpression') return parent.left === node;
    return parent?.type === 'UpdateExpression' || (parent?.type === 'UnaryExpression' && parent.operator === 'delete');
  }
  return (
    parent?.type === 'CallExpression' &&
    parent.arguments[0] === node &&
    isObjectMethod(file, parent.callee, 'assign', 'defineProperty', 'defineProperties', 'setPrototypeOf')
  );
}
