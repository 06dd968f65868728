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
  /** Whether it is read as a property of `globalThis`, which gives `undefined` where a bare name throws. */
  readonly isProperty: boolean;
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
        const isGlobalObject = GLOBAL_OBJECTS.has(name);
        const [first, ...rest] = use.path;
        if (!isGlobalObject) uses.push({ name, path: use.path, node: use.node, reference: root, isProperty: false });
        else if (first !== undefined) {
          uses.push({ name: first, path: rest, node: use.node, reference: memberOf(use.node, rest.length), isProperty: true });
        }
      }
    }
  }
  return uses
    .filter((use) => !isTypeofOperand(use.node))
    .sort((one, other) => one.node.range[0] - other.node.range[0]);
});

interface Use {
  readonly path: readonly string[];
  readonly node: TSESTree.Node;
}

function pathsFrom(file: SourceFile, start: TSESTree.Node, startPath: readonly string[], seen: Set<TSESTree.Node>): Use[] {
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
): Use[] {
  return pattern.properties.flatMap((property): Use[] => {
    const name = property.type === 'Property' ? staticName(property) : null;
    if (property.type !== 'Property' || name === null) return [{ path, node: property }];
    const target = property.value.type === 'AssignmentPattern' ? property.value.left : property.value;
    if (target.type === 'ObjectPattern') return patternPaths(file, target, [...path, name], seen);
    const aliases = aliasUses(file, target, [...path, name], seen);
    return aliases.some((use) => use.path.length > path.length + 1) ? aliases : [{ path: [...path, name], node: property }];
  });
}

function aliasUses(file: SourceFile, target: TSESTree.Node, path: readonly string[], seen: Set<TSESTree.Node>): Use[] {
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
