import type { TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from './file.ts';
import { isWithin, nodesOfType } from './nodes.ts';
import { thisClass } from './trace.ts';
import { type Place, placeOf, writes } from './writes.ts';

/** The expressions in some code that read what is at a place, or a part of it, in source order; what is only written there is none. */
export function readsOf(file: SourceFile, place: Place, code: TSESTree.Node): readonly TSESTree.Node[] {
  const { root } = place;
  const roots: readonly TSESTree.Node[] =
    'defs' in root
      ? root.references.filter((reference) => reference.isRead()).map(({ identifier }) => identifier as TSESTree.Node)
      : nodesOfType(file, 'ThisExpression').filter((node) => thisClass(node) === root);
  return roots.filter((node) => isWithin(node, code)).flatMap((node) => {
    const read = wholeMember(node);
    const found = placeOf(file, read);
    const isPart = found !== null && place.path.every((name, at) => found.path[at] === name);
    return isPart && !isOnlyWritten(file, read) ? [read] : [];
  });
}

/** Whether two places have a part in common: one is the other, or a part of it. */
export function overlap(one: Place, other: Place): boolean {
  const shared = Math.min(one.path.length, other.path.length);
  return one.root === other.root && one.path.slice(0, shared).every((name, at) => other.path[at] === name);
}

/** The longest chain of properties that starts at a node. */
function wholeMember(node: TSESTree.Node): TSESTree.Node {
  let whole = node;
  while (whole.parent?.type === 'MemberExpression' && whole.parent.object === whole) whole = whole.parent;
  return whole;
}

function isOnlyWritten(file: SourceFile, node: TSESTree.Node): boolean {
  return writes(file).some(({ target, form }) => target === node && (form === 'set' || form === 'delete'));
}
