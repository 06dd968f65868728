/**
 * Continuations: what a thread of the machine has yet to do, as a list of frames.
 *
 * Equal continuations have one number, also across the two programs of a comparison: nodes are equal by what they do,
 * wherever they come from. So two states are compared by numbers, and a common rest of two programs is recognised.
 */
import { slotsOf, bodiesOf, type Node, type Nodes } from './model.ts';
import { textOf } from './terms.ts';

type TryNode = Extract<Node, { type: 'try' }>;
export type LoopNode = Extract<Node, { type: 'loop' }>;
export type RepeatNode = Extract<Node, { type: 'repeat' }>;

/** Why control leaves a list of nodes before its end. */
export type Completion =
  | { readonly how: 'return' }
  | { readonly how: 'throw' | 'fault' }
  | { readonly how: 'break' | 'continue'; readonly label?: string | undefined };

export type Frame =
  | { readonly is: 'node'; readonly node: Node }
  /** Asks a loop's guard. */
  | { readonly is: 'head'; readonly node: LoopNode }
  /** Ends a round of a loop. */
  | { readonly is: 'round'; readonly node: LoopNode }
  | { readonly is: 'times'; readonly node: RepeatNode; readonly left: number }
  | { readonly is: 'block'; readonly label: string }
  | { readonly is: 'call'; readonly to: string | null }
  /** Stands below the body of a `try`. */
  | { readonly is: 'try'; readonly node: TryNode }
  /** Stands below a `catch`, or a `try` without one: what leaves it runs `finally` first. */
  | { readonly is: 'finally'; readonly nodes: Nodes }
  /** Goes on leaving after `finally` has run. */
  | { readonly is: 'leaving'; readonly completion: Completion };

export interface Continuation {
  /** The same for all that is equal. */
  readonly number: number;
  /** Its own: its nodes are those of one place in one program. */
  readonly id: number;
  readonly frame: Frame;
  readonly rest: Continuation | null;
  /** The slots that it reads before it writes them. */
  readonly reads: ReadonlySet<string>;
  /** A failure does not go through it: something catches, or runs on the way. */
  readonly catches: boolean;
}

const NOTHING: ReadonlySet<string> = new Set();

/** The continuations of one comparison. */
export class Continuations {
  private readonly known = new Map<string, Continuation>();
  private readonly numbers = new Map<string, number>();
  private readonly ids = new WeakMap<object, number>();
  private nextId = 0;
  private readonly nodeNumbers = new Map<string, number>();
  private readonly numbered = new WeakMap<Node, number>();
  private readonly readers = new WeakMap<Node, ReadonlySet<string>>();

  /** A frame on top of a continuation. */
  push(frame: Frame, rest: Continuation | null): Continuation {
    const own = `${this.identity(frame)};${rest?.id ?? -1}`;
    let found = this.known.get(own);
    if (!found) {
      const key = `${this.frameKey(frame)};${rest?.number ?? -1}`;
      const number = this.numbers.get(key) ?? this.numbers.size;
      this.numbers.set(key, number);
      found = {
        number,
        id: this.known.size,
        frame,
        rest,
        reads: union(this.frameReads(frame), without(rest?.reads ?? NOTHING, 'node' in frame ? writtenBy(frame.node) : [])),
        catches: frame.is === 'try' || frame.is === 'finally' || (rest?.catches ?? false),
      };
      this.known.set(own, found);
    }
    return found;
  }

  /** A list of nodes on top of a continuation. */
  pushAll(nodes: Nodes, rest: Continuation | null): Continuation | null {
    return nodes.reduceRight<Continuation | null>((below, node) => this.push({ is: 'node', node }, below), rest);
  }

  /** A number that equal nodes share. */
  numberOf(node: Node): number {
    let number = this.numbered.get(node);
    if (number === undefined) {
      const key = this.nodeKey(node);
      number = this.nodeNumbers.get(key) ?? this.nodeNumbers.size;
      this.nodeNumbers.set(key, number);
      this.numbered.set(node, number);
    }
    return number;
  }

  /** A frame by the very objects that it is made of. */
  private identity(frame: Frame): string {
    const of = 'node' in frame ? frame.node : frame.is === 'finally' ? frame.nodes : null;
    if (!of) return this.frameKey(frame);
    const id = this.ids.get(of) ?? this.nextId++;
    this.ids.set(of, id);
    return `${frame.is} ${id} ${frame.is === 'times' ? frame.left : ''}`;
  }

  private numbersOf(nodes: Nodes): string {
    return `[${nodes.map((node) => this.numberOf(node)).join()}]`;
  }

  private nodeKey(node: Node): string {
    const bodies = bodiesOf(node).map((body) => this.numbersOf(body));
    const own = JSON.stringify(node, (key, value: unknown) => {
      if (key === 'at' || key === 'body' || key === 'then' || key === 'else' || key === 'next' || key === 'catch' || key === 'finally') return undefined;
      return key === 'guard' || key === 'until' ? guardText(value as never) : value;
    });
    return own + bodies.join('');
  }

  private frameKey(frame: Frame): string {
    switch (frame.is) {
      case 'node':
        return `${this.numberOf(frame.node)}`;
      case 'head':
      case 'round':
      case 'try':
        return `${frame.is} ${this.numberOf(frame.node)}`;
      case 'times':
        return `times ${this.numberOf(frame.node)} ${frame.left}`;
      case 'block':
        return `block ${frame.label}`;
      case 'call':
        return `call ${frame.to ?? ''}`;
      case 'finally':
        return `finally ${this.numbersOf(frame.nodes)}`;
      case 'leaving':
        return `leaving ${JSON.stringify(frame.completion)}`;
    }
  }

  private frameReads(frame: Frame): ReadonlySet<string> {
    if ('node' in frame) return this.nodeReads(frame.node);
    return frame.is === 'finally' ? this.bodyReads(frame.nodes) : NOTHING;
  }

  private nodeReads(node: Node): ReadonlySet<string> {
    let reads = this.readers.get(node);
    if (!reads) {
      reads = bodiesOf(node).reduce<ReadonlySet<string>>((all, body) => union(all, this.bodyReads(body)), new Set(ownReads(node)));
      if (node.type === 'start') reads = without(reads, node.own);
      this.readers.set(node, reads);
    }
    return reads;
  }

  private bodyReads(nodes: Nodes): ReadonlySet<string> {
    return nodes.reduceRight((after, node) => union(this.nodeReads(node), without(after, writtenBy(node))), NOTHING);
  }
}

function guardText(guard: { flag: string } | Parameters<typeof textOf>[0]): string {
  return 'flag' in guard ? `flag ${guard.flag}` : textOf(guard);
}

function ownReads(node: Node): readonly string[] {
  switch (node.type) {
    case 'wait':
      return slotsOf(node.on);
    case 'assign':
      return slotsOf(node.value);
    case 'push':
      return [node.to, ...slotsOf(node.value)];
    case 'exit':
      return node.value ? slotsOf(node.value) : [];
    case 'branch':
    case 'loop':
      return 'flag' in node.guard ? [node.guard.flag] : [];
    case 'resolve':
    case 'cancel':
      return [node.slot];
    case 'start':
      return node.scope === undefined ? [] : [node.scope];
    default:
      return [];
  }
}

/** The slots that a node certainly writes. */
function writtenBy(node: Node): readonly string[] {
  switch (node.type) {
    case 'emit':
      return [node.to, node.started].filter((slot) => slot !== undefined);
    case 'assign':
    case 'promise':
    case 'scope':
    case 'start':
      return [node.to];
    case 'patch':
      return node.to === undefined ? [] : [node.to];
    default:
      return [];
  }
}

function without(slots: ReadonlySet<string>, written: readonly string[]): ReadonlySet<string> {
  if (!written.some((slot) => slots.has(slot))) return slots;
  return new Set([...slots].filter((slot) => !written.includes(slot)));
}

function union(one: ReadonlySet<string>, other: ReadonlySet<string>): ReadonlySet<string> {
  if (one.size === 0) return other;
  if (other.size === 0 || [...other].every((slot) => one.has(slot))) return one;
  return new Set([...one, ...other]);
}
