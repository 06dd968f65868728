/** The commands of two versions side by side, as they stand in the source: which stayed, which are new, gone, or elsewhere now. */
import { nodesIn, type Command, type Node, type Nodes } from './model.ts';

type Emitting = Extract<Node, { type: 'emit' }>;

export interface Alignment {
  /** Commands of the old version that the new one has nowhere. */
  readonly removed: ReadonlySet<Node>;
  /** Commands of the new version that the old one had nowhere. */
  readonly added: ReadonlySet<Node>;
  /** The command of the other version that one stands for. */
  readonly counterpart: ReadonlyMap<Node, Node>;
}

/** What replay compares of a command, as text. */
export function identityOf({ kind, name, id }: Command): string {
  return `${kind} ${name} ${id ?? ''}`;
}

/** Aligns the commands of two programs by their longest common sequence; what is left on both sides has moved. */
export function align(old: Nodes, now: Nodes): Alignment {
  const [before, after] = [emittingIn(old), emittingIn(now)];
  const counterpart = new Map<Node, Node>();
  for (const [one, other] of commonSequence(before, after)) {
    counterpart.set(one, other);
    counterpart.set(other, one);
  }
  const left = new Map<string, Emitting[]>();
  for (const node of after) {
    if (!counterpart.has(node)) left.set(identityOf(node.command), [...(left.get(identityOf(node.command)) ?? []), node]);
  }
  const removed = new Set<Node>();
  for (const node of before) {
    if (counterpart.has(node)) continue;
    const moved = left.get(identityOf(node.command))?.shift();
    if (!moved) removed.add(node);
    else {
      counterpart.set(node, moved);
      counterpart.set(moved, node);
    }
  }
  return { removed, added: new Set(after.filter((node) => !counterpart.has(node))), counterpart };
}

function emittingIn(nodes: Nodes): readonly Emitting[] {
  // A node that several ways share is one command of the source.
  return [...new Set(nodesIn(nodes))].filter((node) => node.type === 'emit');
}

/** A program with more commands than this is not aligned: commands are then told apart by their identity alone. */
const MAX_ALIGNED = 1000;

function commonSequence(before: readonly Emitting[], after: readonly Emitting[]): readonly (readonly [Node, Node])[] {
  if (before.length > MAX_ALIGNED || after.length > MAX_ALIGNED) return [];
  const [old, now] = [before, after].map((nodes) => nodes.map(({ command }) => identityOf(command)));
  const lengths = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  const at = (row: number, column: number) => lengths[row]?.[column] ?? 0;
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      const isSame = old?.[row] === now?.[column];
      lengths[row]![column] = isSame ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const pairs: (readonly [Node, Node])[] = [];
  for (let row = 0, column = 0; row < before.length && column < after.length; ) {
    if (old?.[row] === now?.[column]) pairs.push([before[row++]!, after[column++]!]);
    else if (at(row + 1, column) >= at(row, column + 1)) row++;
    else column++;
  }
  return pairs;
}
