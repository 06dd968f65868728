/** The commands of two versions side by side, as they stand in the source: which stayed, which are new, gone, or elsewhere now. */
import { commonSequence } from './common-sequence.ts';
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
  const identities = (nodes: readonly Emitting[]) => nodes.map(({ command }) => identityOf(command));
  for (const [index, otherIndex] of commonSequence(identities(before), identities(after))) {
    const [one, other] = [before[index]!, after[otherIndex]!];
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
