import type { TSESTree } from '@typescript-eslint/utils';
import { globalNames, globalReferences, isValueReference, variableOf } from './bindings.ts';
import { perFile, type SourceFile } from './file.ts';
import { staticName, unwrapped, wrapped } from './nodes.ts';
import { GLOBAL_OBJECTS } from './trace.ts';

/** One use of a global: `process.env.HOME` is `process` with the path `['env', 'HOME']`. */
export interface GlobalUse {
  readonly name: string;
  readonly path: readonly string[];
  /** The expression that is used, path included; a property of a pattern where it is destructured. */
  readonly node: TSESTree.Node;
  /** Where the global itself is named: `process`, or `globalThis.process`. */
  readonly reference: TSESTree.Node;
  /**
   * The global object, as the code names it, that it is read from: a property of it is `undefined` where a bare name throws.
   * Null for a bare name.
   */
  readonly object: TSESTree.Node | null;
}

/**
 * Every use of a global that no declaration shadows, types and `typeof x` excluded: by name, through `globalThis`, through a
 * constant that stands for it, and destructured.
 */
export const globalUses = perFile((file): readonly GlobalUse[] => {
  const uses: GlobalUse[] = [];
  for (const name of globalNames(file)) {
    for (const reference of globalReferences(file, name)) {
      if (!reference.isRead() || !isValueReference(reference)) continue;
      const root = reference.identifier as TSESTree.Node;
      for (const use of pathsFrom(file, root, [], new Set())) {
        const bare: GlobalUse = { ...use, name, reference: root, object: null };
        uses.push((GLOBAL_OBJECTS.has(name) && propertyOf(bare)) || bare);
      }
    }
  }
  return uses
    .filter((use) => !isTypeofOperand(use.node))
    .sort((one, other) => one.node.range[0] - other.node.range[0]);
});

/**
 * What is used of a global, as a use of its own: `env.HOME` of `process`, `fetch` of `globalThis`.
 * Null where the global itself is used, or a property by a computed name.
 */
export function propertyOf({ path, node, reference, object }: GlobalUse): GlobalUse | null {
  const [name, ...rest] = path;
  return name === undefined ? null : { name, path: rest, node, reference: memberOf(node, rest.length), object: object ?? reference };
}

/** One use of a value through properties: `m.a.b` of `m` has the path `['a', 'b']`. */
export interface PropertyUse {
  readonly path: readonly string[];
  /** The expression that is used, path included; a property of a pattern where it is destructured. */
  readonly node: TSESTree.Node;
}

/** What becomes of the value of an expression, through properties, constants that stand for it, and destructuring. */
export function propertyUses(file: SourceFile, expression: TSESTree.Node): readonly PropertyUse[] {
  return pathsFrom(file, expression, [], new Set());
}

function pathsFrom(file: SourceFile, start: TSESTree.Node, startPath: readonly string[], seen: Set<TSESTree.Node>): PropertyUse[] {
  const path = [...startPath];
  let node = wrapped(start);
  for (;;) {
    const { parent } = node;
    if (parent?.type !== 'MemberExpression' || parent.object !== node) break;
    const name = staticName(parent);
    if (name === null) break;
    path.push(name);
    node = wrapped(parent);
  }

  const { parent } = node;
  if (parent?.type === 'VariableDeclarator' && parent.init === node && parent.parent.kind === 'const' && !seen.has(parent)) {
    seen.add(parent);
    if (parent.id.type === 'ObjectPattern') return patternPaths(file, parent.id, path, seen);
    const aliases = aliasUses(file, parent.id, path, seen);
    return aliases.length > 0 ? aliases : [{ path, node }];
  }
  return [{ path, node }];
}

function patternPaths(
  file: SourceFile,
  pattern: TSESTree.ObjectPattern,
  path: readonly string[],
  seen: Set<TSESTree.Node>,
): PropertyUse[] {
  return pattern.properties.flatMap((property): PropertyUse[] => {
    const name = property.type === 'Property' ? staticName(property) : null;
    if (property.type !== 'Property' || name === null) return [{ path, node: property }];
    const target = property.value.type === 'AssignmentPattern' ? property.value.left : property.value;
    if (target.type === 'ObjectPattern') return patternPaths(file, target, [...path, name], seen);
    const aliases = aliasUses(file, target, [...path, name], seen);
    return aliases.some((use) => use.path.length > path.length + 1) ? aliases : [{ path: [...path, name], node: property }];
  });
}

function aliasUses(file: SourceFile, target: TSESTree.Node, path: readonly string[], seen: Set<TSESTree.Node>): PropertyUse[] {
  const variable = target.type === 'Identifier' ? variableOf(file, target) : null;
  return (variable?.references ?? [])
    .filter((reference) => reference.isRead() && isValueReference(reference))
    .flatMap((reference) => pathsFrom(file, reference.identifier as TSESTree.Node, path, seen));
}

/** The object of a member chain, so many properties before its end. */
function memberOf(node: TSESTree.Node, properties: number): TSESTree.Node {
  let inner = unwrapped(node);
  for (let left = properties; left > 0 && inner.type === 'MemberExpression'; left--) inner = unwrapped(inner.object);
  return inner;
}

function isTypeofOperand(node: TSESTree.Node): boolean {
  return node.parent?.type === 'UnaryExpression' && node.parent.operator === 'typeof';
}
