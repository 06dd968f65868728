/**
 * The command model: what a workflow emits and waits for, and what decides about it. Everything else of the code is gone.
 *
 * A program is a list of nodes that `machine.ts` runs. Promises live in *slots*, named places in the program that hold what
 * an `emit`, a `start` or an `assign` has put there. Data does not exist: where data decides, a `Term` stands for it.
 * A model is plain data: `print.ts` writes it as text and reads it back.
 */
import type { Term } from './terms.ts';

/** Where in a source file a node comes from: offsets as in ESLint's `range`, lines from 1, columns from 0. */
export interface Place {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
}

export type CommandKind =
  | 'activity'
  | 'local activity'
  | 'timer'
  | 'child workflow'
  | 'external signal'
  | 'external cancel'
  | 'search attributes'
  | 'memo'
  | 'nexus operation'
  | 'cancellation'
  | 'patch marker'
  /** Not a command, but its place among the commands of the first task decides when a buffered message is handled. */
  | 'handler'
  | 'update accepted'
  | 'update completed'
  /** The command that ends an execution: `return`, `throw`, `continue as new`. */
  | 'end'
  /** A call that may emit commands and that no analysis can follow, told apart by its text. */
  | 'unknown call';

/** A command with what replay compares of it (kind, type, id); arguments and options are not compared. */
export interface Command {
  readonly kind: CommandKind;
  /** The activity's or child's type, the patch id, the text of an unknown call; empty where replay compares the kind only. */
  readonly name: string;
  /** The explicit activity or workflow id as text; null where the SDK makes it. */
  readonly id: string | null;
  /** The id takes numbers from the workflow's random stream: the SDK makes it, or the code does with `uuid4()`. */
  readonly random?: boolean;
  /**
   * What a cancellation does to it: `try` settles its promise at once, `wait` when the other side has confirmed, `abandon`
   * settles it at once and sends no request.
   */
  readonly cancellation?: 'try' | 'wait' | 'abandon';
}

/** A promise: a slot, a combination, or one that is settled by a predicate, never, or already. */
export type Later =
  | { readonly slot: string }
  | { readonly of: 'all' | 'race' | 'any' | 'settled'; readonly promises: readonly Later[] }
  | { readonly until: Term }
  | { readonly is: 'never' | 'ready' | 'failed' };

/** What a branch or a loop asks: a term, or the answer of a `patched()` call that a slot holds. */
export type Guard = Term | { readonly flag: string };

export type Nodes = readonly Node[];

export type Node =
  /** Schedules a command; `to` holds its result, `started` the start of a child workflow or nexus operation. */
  | { readonly type: 'emit'; readonly command: Command; readonly to?: string; readonly started?: string; readonly at: Place | null }
  | { readonly type: 'wait'; readonly on: Later; readonly at: Place | null }
  /** Starts a concurrent branch, which runs at once up to its first wait. `own` are its slots: each start has new ones. */
  | {
      readonly type: 'start';
      readonly body: Nodes;
      readonly to: string;
      readonly own: readonly string[];
      readonly scope?: string;
      readonly at: Place | null;
    }
  /** An inlined function: `return` inside leaves it. */
  | { readonly type: 'call'; readonly body: Nodes; readonly to?: string }
  | { readonly type: 'branch'; readonly guard: Guard; readonly then: Nodes; readonly else: Nodes; readonly at: Place | null }
  /** `guard` is asked before each round, or after it where `late`; `next` runs between rounds, also after `continue`. */
  | {
      readonly type: 'loop';
      readonly guard: Guard;
      readonly late?: boolean;
      readonly body: Nodes;
      readonly next: Nodes;
      readonly label?: string;
      readonly at: Place | null;
    }
  | { readonly type: 'repeat'; readonly count: number; readonly body: Nodes; readonly label?: string; readonly at: Place | null }
  | { readonly type: 'block'; readonly label: string; readonly body: Nodes }
  | { readonly type: 'leave'; readonly how: 'break' | 'continue'; readonly label?: string; readonly at: Place | null }
  | { readonly type: 'try'; readonly body: Nodes; readonly catch: Nodes | null; readonly finally: Nodes }
  /** `fault` is a throw that fails the workflow task and not the workflow. */
  | {
      readonly type: 'exit';
      readonly how: 'return' | 'throw' | 'fault' | 'continue as new';
      readonly value?: Later;
      readonly at: Place | null;
    }
  | { readonly type: 'patch'; readonly id: string; readonly deprecated: boolean; readonly to?: string; readonly at: Place | null }
  | { readonly type: 'assign'; readonly to: string; readonly value: Later }
  /** Adds a promise to the list that a slot holds. */
  | { readonly type: 'push'; readonly to: string; readonly value: Later }
  /** A promise that `resolve` settles. */
  | { readonly type: 'promise'; readonly to: string }
  | { readonly type: 'resolve'; readonly slot: string; readonly fails?: boolean }
  /** Numbers taken from the workflow's random stream. */
  | { readonly type: 'draw'; readonly count: number; readonly at: Place | null }
  | { readonly type: 'scope'; readonly to: string }
  /** Cancels a scope, or a timer. `late`: the commands follow after those that are scheduled before the next `await`. */
  | { readonly type: 'cancel'; readonly slot: string; readonly late: boolean; readonly at: Place | null }
  | { readonly type: 'handle'; readonly message: MessageKind; readonly name: string; readonly at: Place | null };

/** `uuid4()`, and with it a child id that the SDK makes, takes this many numbers from the stream (`lib/random-helpers.js`, SDK 1.24.0). */
export const DRAWS_PER_UUID = 4;

export type MessageKind = 'signal' | 'update' | 'any signal';

export interface Handler {
  readonly message: MessageKind;
  /** The text of the name where it is not a constant. */
  readonly name: string;
  readonly body: Nodes;
  readonly at: Place | null;
}

/** What the code of a workflow mentions; what it does not mention, executions that started on it cannot have. */
export interface Mentions {
  /** How many parameters the workflow has; null where there is a rest parameter. */
  readonly parameters: number | null;
  /** Property names, sorted. */
  readonly properties: readonly string[];
  /** Strings that are like names, sorted: values that data can have been compared with. */
  readonly strings: readonly string[];
}

export interface Workflow {
  /** The workflow type; `interceptors` for the interceptors of a module. */
  readonly name: string;
  readonly body: Nodes;
  readonly handlers: readonly Handler[];
  readonly mentions: Mentions;
  /** Called by other code of its file: it may be a helper that happens to be exported, and no workflow. */
  readonly isCalled: boolean;
  /** Statically pinned by Worker Versioning, so its executions never meet other code. */
  readonly pinned: boolean;
  readonly at: Place | null;
}

/** What a module gives: its exported workflows, each with its handlers, in source order. */
export interface Programs {
  readonly workflows: readonly Workflow[];
  /** Workflows whose code is nested too deeply to be followed: nothing can be told of them. */
  readonly unknown?: readonly string[];
}

/** The lists of nodes that a node holds. */
export function bodiesOf(node: Node): readonly Nodes[] {
  switch (node.type) {
    case 'start':
    case 'call':
    case 'repeat':
    case 'block':
      return [node.body];
    case 'branch':
      return [node.then, node.else];
    case 'loop':
      return [node.body, node.next];
    case 'try':
      return node.catch ? [node.body, node.catch, node.finally] : [node.body, node.finally];
    default:
      return [];
  }
}

/** All nodes of a program, outer before inner, in source order. */
export function* nodesIn(nodes: Nodes): Generator<Node> {
  for (const node of nodes) {
    yield node;
    for (const body of bodiesOf(node)) yield* nodesIn(body);
  }
}

/** The ids of the patches that programs ask for. */
export function patchesIn({ workflows }: Programs): ReadonlySet<string> {
  const bodies = workflows.flatMap(({ body, handlers }) => [body, ...handlers.map((handler) => handler.body)]);
  return new Set(bodies.flatMap((nodes) => [...nodesIn(nodes)].flatMap((node) => (node.type === 'patch' ? [node.id] : []))));
}

/** A program in which each node stands for what is put in its place, from the inside out. */
export function replaced(nodes: Nodes, replace: (node: Node) => Nodes): Nodes {
  return nodes.flatMap((node): Nodes => {
    switch (node.type) {
      case 'start':
      case 'call':
      case 'repeat':
      case 'block':
        return replace({ ...node, body: replaced(node.body, replace) });
      case 'branch':
        return replace({ ...node, then: replaced(node.then, replace), else: replaced(node.else, replace) });
      case 'loop':
        return replace({ ...node, body: replaced(node.body, replace), next: replaced(node.next, replace) });
      case 'try':
        return replace({
          ...node,
          body: replaced(node.body, replace),
          catch: node.catch && replaced(node.catch, replace),
          finally: replaced(node.finally, replace),
        });
      default:
        return replace(node);
    }
  });
}

/** Whether running these nodes can leave something in history, wait, or end. */
export function hasCommands(nodes: Nodes): boolean {
  for (const node of nodesIn(nodes)) {
    if (node.type === 'emit' || node.type === 'patch' || node.type === 'cancel') return true;
  }
  return false;
}

/** The slots that a promise is made of. */
export function slotsOf(later: Later): readonly string[] {
  if ('slot' in later) return [later.slot];
  return 'promises' in later ? later.promises.flatMap(slotsOf) : [];
}
