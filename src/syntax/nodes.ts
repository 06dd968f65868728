import type { TSESTree } from '@typescript-eslint/utils';
import { perFile, type SourceFile } from './file.ts';

export type FunctionNode =
  | TSESTree.ArrowFunctionExpression
  | TSESTree.FunctionDeclaration
  | TSESTree.FunctionExpression;

type NodeOfType<Type extends string> = Extract<TSESTree.Node, { type: Type }>;

/** The child nodes of a node, in source order. */
export function childNodes(node: TSESTree.Node, file: Pick<SourceFile, 'visitorKeys'>): TSESTree.Node[] {
  const children: TSESTree.Node[] = [];
  pushChildren(node, file.visitorKeys, children);
  return children.reverse();
}

/** Puts the child nodes of a node on a stack, the last one first, so that they leave it in source order. */
function pushChildren(node: TSESTree.Node, visitorKeys: SourceFile['visitorKeys'], stack: TSESTree.Node[]): void {
  const keys = visitorKeys[node.type] ?? Object.keys(node).filter((key) => key !== 'parent');
  for (let at = keys.length - 1; at >= 0; at--) {
    const value = (node as unknown as Record<string, unknown>)[keys[at]!];
    if (Array.isArray(value)) {
      for (let index = value.length - 1; index >= 0; index--) if (isNode(value[index])) stack.push(value[index] as TSESTree.Node);
    } else if (isNode(value)) stack.push(value);
  }
}

function isNode(value: unknown): value is TSESTree.Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

const nodesByType = perFile((file): ReadonlyMap<string, readonly TSESTree.Node[]> => {
  const byType = new Map<string, TSESTree.Node[]>();
  // A stack of its own: generated code nests deeper than the call stack goes.
  const stack: TSESTree.Node[] = [file.ast];
  for (let node = stack.pop(); node; node = stack.pop()) {
    const known = byType.get(node.type);
    if (known) known.push(node);
    else byType.set(node.type, [node]);
    pushChildren(node, file.visitorKeys, stack);
  }
  return byType;
});

const NONE: readonly TSESTree.Node[] = [];

/** All nodes of the given types in a file: type by type as given, each in source order. */
export function nodesOfType<Type extends TSESTree.Node['type'] | `${TSESTree.Node['type']}`>(
  file: SourceFile,
  ...types: readonly Type[]
): readonly NodeOfType<`${Type}`>[] {
  const known = nodesByType(file);
  const [first, ...others] = types.map((type) => known.get(type) ?? NONE);
  return (others.length === 0 ? (first ?? NONE) : (first ?? NONE).concat(...others)) as never;
}

/** The expression inside type assertions, `!`, `satisfies`, and optional chains: what runs. */
export function unwrapped(node: TSESTree.Node): TSESTree.Node {
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
    case 'ChainExpression':
      return unwrapped(node.expression);
    default:
      return node;
  }
}

/** The outermost node that has the value of this one: the other way of `unwrapped`. */
export function wrapped(node: TSESTree.Node): TSESTree.Node {
  const { parent } = node;
  return parent && parent.type !== 'Program' && unwrapped(parent) === unwrapped(node) ? wrapped(parent) : node;
}

/** Whether a node stands in another one, or is that. */
export function isWithin({ range: [start, end] }: TSESTree.Node, { range }: TSESTree.Node): boolean {
  return start >= range[0] && end <= range[1];
}

export function isFunction(node: TSESTree.Node): node is FunctionNode {
  return (
    node.type === 'FunctionDeclaration' ||
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression'
  );
}

/** The innermost function around a node, the node itself excluded; null at module level. */
export function enclosingFunction(node: TSESTree.Node): FunctionNode | null {
  for (let outer = node.parent; outer; outer = outer.parent) if (isFunction(outer)) return outer;
  return null;
}

/**
 * The name that a property access, a property or a class member has for certain: `a.x`, `a['x']`, `{ x }`, `` a[`x`] ``.
 * A private name keeps its `#`. Null for a computed one.
 */
export function staticName(
  node: TSESTree.MemberExpression | TSESTree.Property | TSESTree.MethodDefinition | TSESTree.PropertyDefinition,
): string | null {
  const key = node.type === 'MemberExpression' ? node.property : node.key;
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  if (key.type === 'Literal') return String(key.value);
  if (key.type === 'TemplateLiteral' && key.expressions.length === 0) return key.quasis[0]?.value.cooked ?? null;
  return !node.computed && key.type === 'Identifier' ? key.name : null;
}

/** The name that a function has by its declaration, its variable, property or class member; null for an anonymous one. */
export function functionName(node: FunctionNode): string | null {
  if (node.id) return node.id.name;
  const holder = wrapped(node);
  const { parent } = holder;
  switch (parent?.type) {
    case 'VariableDeclarator':
      return parent.id.type === 'Identifier' ? parent.id.name : null;
    case 'Property':
    case 'PropertyDefinition':
    case 'MethodDefinition':
      return parent.value === holder ? staticName(parent) : null;
    default:
      return null;
  }
}
