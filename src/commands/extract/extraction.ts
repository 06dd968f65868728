/**
 * The state of an extraction: the nodes written so far, slots, handlers. Extraction runs through the code of a workflow once,
 * as an interpreter that takes every way, inlines every function it can see, and writes down what the machine has to do.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionNode } from '../../syntax/nodes.ts';
import type { Handler, Node, Nodes, Place } from '../model.ts';
import type { Term } from '../terms.ts';
import type { Activation, Known } from './values.ts';
import type { Module } from './modules.ts';

/** Deeper calls are not followed. */
const MAX_DEPTH = 24;
/** A program does not become larger than this; calls beyond it are not followed. */
const MAX_NODES = 4000;

/** The parts of extraction that need each other. */
export interface Parts {
  readonly evaluate: (x: Extraction, node: TSESTree.Node, activation: Activation) => Known;
  readonly execute: (x: Extraction, statement: TSESTree.Node, activation: Activation) => void;
  /** Calls a function that is known; `awaited` where the caller waits for what it gives. */
  readonly call: (x: Extraction, callee: Known, args: readonly Known[], at: TSESTree.Node, activation: Activation, awaited: boolean) => Known;
  /** Binds the names of a pattern. */
  readonly bind: (x: Extraction, pattern: TSESTree.Node, value: Known, activation: Activation) => void;
}

/** A promise that a message handler settles. */
export interface Resolution {
  readonly slot: string;
  readonly message: string;
}

export class Extraction {
  readonly parts: Parts;
  readonly handlers: Handler[] = [];
  readonly resolutions: Resolution[] = [];
  /** Functions that are being inlined, so that recursion ends. */
  readonly calls: FunctionNode[] = [];
  /** Variables whose definitions are being described. */
  readonly describing = new Set<unknown>();
  /** Code that was looked at as text, by who looked. */
  readonly codes = new WeakMap<Activation, Map<TSESTree.Node, Term>>();
  private output: Node[] = [];
  private readonly slots = new Map<string, number>();
  private created: string[] = [];
  private written = 0;
  private silent = 0;

  /** The patches that an execution can have recorded, so that every other one is `false` in its replay; null where any may be. */
  readonly knownPatches: ReadonlySet<string> | null;

  constructor(parts: Parts, knownPatches: ReadonlySet<string> | null) {
    this.parts = parts;
    this.knownPatches = knownPatches;
  }

  evaluate(node: TSESTree.Node, activation: Activation): Known {
    return this.parts.evaluate(this, node, activation);
  }

  execute(statement: TSESTree.Node, activation: Activation): void {
    this.parts.execute(this, statement, activation);
  }

  call(callee: Known, args: readonly Known[], at: TSESTree.Node, activation: Activation, awaited = false): Known {
    return this.parts.call(this, callee, args, at, activation, awaited);
  }

  bind(pattern: TSESTree.Node, value: Known, activation: Activation): void {
    this.parts.bind(this, pattern, value, activation);
  }

  /** Whether a further function can be inlined. */
  canInline(node: FunctionNode): boolean {
    return !this.calls.includes(node) && this.calls.length < MAX_DEPTH && this.written < MAX_NODES;
  }

  write(...nodes: readonly Node[]): void {
    this.output.push(...nodes);
    this.written += nodes.length;
  }

  /** What is written meanwhile, instead of being written here. */
  collect(write: () => void): Nodes {
    const outer = this.output;
    const inner: Node[] = [];
    this.output = inner;
    try {
      write();
    } finally {
      this.output = outer;
    }
    return inner;
  }

  /** The same, with the slots that are made meanwhile. */
  collectOwn(write: () => void): { readonly body: Nodes; readonly own: readonly string[] } {
    const outer = this.created;
    this.created = [];
    const body = this.collect(write);
    const own = this.created;
    this.created = [...outer, ...own];
    return { body, own };
  }

  /** What code gives, without what it does: for conditions that are looked at from elsewhere. */
  describe<Result>(look: () => Result): Result {
    const slots = new Map(this.slots);
    const { written, created } = this;
    const handlers = this.handlers.length;
    const resolutions = this.resolutions.length;
    let result: Result | undefined;
    this.silent++;
    this.collect(() => {
      result = look();
    });
    this.silent--;
    this.slots.clear();
    for (const [name, count] of slots) this.slots.set(name, count);
    this.written = written;
    this.created = created;
    this.handlers.length = handlers;
    this.resolutions.length = resolutions;
    return result as Result;
  }

  /** Only describing: what is evaluated now does not run here. */
  get isSilent(): boolean {
    return this.silent > 0;
  }

  /** A new slot with a name that tells what it holds. */
  slot(name: string): string {
    const count = (this.slots.get(name) ?? 0) + 1;
    this.slots.set(name, count);
    const slot = count === 1 ? name : `${name}'${count}`;
    this.created.push(slot);
    return slot;
  }
}

/** The place of a node. */
export function placeOf(module: Module, node: TSESTree.Node): Place {
  return {
    file: module.file.filename ?? '',
    start: node.range[0],
    end: node.range[1],
    line: node.loc.start.line,
    column: node.loc.start.column,
  };
}

/** Waits for a value, where it is a promise, and gives what that gives. */
export function awaited(x: Extraction, value: Known, at: Place): Known {
  switch (value.is) {
    case 'promise':
      x.write({ type: 'wait', on: value.later, at });
      return value.gives;
    case 'trigger':
      x.write({ type: 'wait', on: { slot: value.slot }, at });
      return { is: 'data', term: { op: 'triggered', args: [] } };
    default:
      return value;
  }
}

/** Whether a term is the value of something imported that cannot be seen, or comes out of calling it. */
export function isForeign(of: Term): boolean {
  return 'op' in of && (of.op === 'import' || ((of.op === 'call' || of.op === 'new' || of.op.startsWith('.')) && of.args[0] !== undefined && isForeign(of.args[0])));
}
