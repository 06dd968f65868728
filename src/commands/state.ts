/** The state of a comparison: two executions of one history, one on the old program and one on the new. */
import type { Continuation } from './continuations.ts';
import type { Command, Node, Place } from './model.ts';

export type Version = 'old' | 'new';

/** What a slot holds while the machine runs. */
export type Value =
  | { readonly handle: number }
  | { readonly of: 'all' | 'race' | 'any' | 'settled'; readonly values: readonly Value[] }
  | { readonly is: 'never' | 'ready' | 'failed' }
  | { readonly list: readonly Value[] }
  | { readonly flag: boolean }
  | { readonly scope: number };

/** Something that is settled at some time: the result of a command, a thread, a predicate, a promise made by the code. */
export interface Handle {
  readonly is: 'command' | 'thread' | 'predicate' | 'promise';
  readonly version: Version;
  /** The text of a predicate, the kind of a command. */
  readonly text: string;
  /** The name of a command, for messages. */
  readonly name: string;
  /** The cancellation scopes around it. */
  readonly scopes: readonly number[];
  readonly cancellation: 'try' | 'wait' | 'abandon';
}

/** `gone`: will never be settled. */
export type Outcome = 'ok' | 'failed' | 'gone';

/** A command as it was emitted, with the numbers that replay compares. */
export interface Emission {
  readonly command: Command;
  readonly node: Node | null;
  readonly at: Place | null;
  readonly to: number;
  readonly started: number | null;
  /** The number of the activity or timer; 0 for other commands. */
  readonly number: number;
  /** How many random numbers were drawn before it. */
  readonly draws: number;
  readonly deprecated: boolean;
}

/** A command as a node emits it. */
export function emissionOf(node: Node, command: Command, rest: Partial<Emission> = {}): Emission {
  const at = 'at' in node ? node.at : null;
  return { command, node, at, to: -1, started: null, number: 0, draws: 0, deprecated: false, ...rest };
}

export interface Thread {
  readonly id: number;
  readonly todo: Continuation | null;
  readonly waits: Value | null;
  readonly at: Node | null;
  readonly scopes: readonly number[];
  /** The thread, innermost first, whose slots it sees under their names; the last one has all that have no owner. */
  readonly owners: readonly { readonly id: number; readonly own: ReadonlySet<string> }[];
  /** Settled when it ends. */
  readonly handle: number;
}

/** The key of the slot that a thread sees under a name. */
export function slotKey({ owners }: Thread, slot: string): string {
  const owner = owners.find(({ own }) => own.has(slot)) ?? owners.at(-1);
  return `${owner?.id ?? 0}/${slot}`;
}

export interface Side {
  /** The threads that have not ended, in the order in which they began to wait. */
  threads: Thread[];
  /** The threads that run now, the innermost last. */
  running: number[];
  store: Map<string, Value>;
  activities: number;
  timers: number;
  draws: number;
  /** Patches whose marker this execution has emitted. */
  markers: Set<string>;
  cancelled: Set<number>;
  /** Handles that this side has settled by itself, by cancelling them: for the other side they are as history has them. */
  own: Map<number, Outcome>;
  /** Commands of this run. */
  out: Emission[];
  /** Cancellations that follow at the next `await`. */
  late: Emission[];
  ended: null | 'return' | 'throw' | 'fault' | 'continue as new';
  endedAt: Node | null;
}

/** What happened on the way to a state, the last step first. */
export interface Path {
  readonly step:
    | { readonly is: 'settled'; readonly handle: number; readonly text: string; readonly outcome: Outcome }
    | { readonly is: 'answer'; readonly version: Version; readonly text: string; readonly answer: boolean; readonly oneSided: boolean; readonly node: Node };
  readonly before: Path | null;
}

export interface Answer {
  readonly version: Version;
  readonly answer: boolean;
  /** The limit that was compared with, for guards that are told apart by their limits. */
  readonly limit: number;
  readonly text: string;
  readonly node: Node;
}

export interface State {
  readonly old: Side;
  readonly new: Side;
  /** Commands of the new execution that no command of the old one has met yet. */
  queue: Emission[];
  handles: Map<number, Handle>;
  handleCount: number;
  outcomes: Map<number, Outcome>;
  /** Handles of the new execution that stand for the same event as one of the old. */
  same: Map<number, number>;
  /** Answers that one execution has given and the other has not asked for yet. */
  answers: Map<string, readonly Answer[]>;
  /** Answers that hold for the whole execution, and whether both sides have asked by now. */
  known: Map<string, Answer & { readonly isShared: boolean }>;
  /** Predicates that came true when the new execution did not wait for them. */
  fulfilled: Set<string>;
  /** Patches whose markers are in the history so far. */
  recorded: Set<string>;
  /** Patches that the old execution was refused in this run. */
  refused: Set<string>;
  /** How often each loop was at its head in this run, with what it had done until then. */
  heads: Map<string, { readonly times: number; readonly progress: number }>;
  progress: number;
  /** Guards on the way that only one version asks. */
  oneSided: number;
  /** How many mismatches on the way were passed over. */
  repairs: number;
  depth: number;
  path: Path | null;
  threads: number;
  scopes: number;
}

export function newSide(): Side {
  return {
    threads: [],
    running: [],
    store: new Map(),
    activities: 0,
    timers: 0,
    draws: 0,
    markers: new Set(),
    cancelled: new Set(),
    own: new Map(),
    out: [],
    late: [],
    ended: null,
    endedAt: null,
  };
}

function copiedSide(side: Side): Side {
  return {
    ...side,
    threads: [...side.threads],
    running: [...side.running],
    store: new Map(side.store),
    markers: new Set(side.markers),
    cancelled: new Set(side.cancelled),
    own: new Map(side.own),
    out: [...side.out],
    late: [...side.late],
  };
}

/** A state that goes its own way from here. */
export function copied(state: State): State {
  return {
    ...state,
    old: copiedSide(state.old),
    new: copiedSide(state.new),
    queue: [...state.queue],
    handles: new Map(state.handles),
    outcomes: new Map(state.outcomes),
    same: new Map(state.same),
    answers: new Map(state.answers),
    known: new Map(state.known),
    fulfilled: new Set(state.fulfilled),
    recorded: new Set(state.recorded),
    refused: new Set(state.refused),
    heads: new Map(state.heads),
  };
}

/** The handle of the old execution that a handle stands for; itself where there is none. */
export function resolved(state: State, handle: number): number {
  return state.same.get(handle) ?? handle;
}

/** How a handle was settled for the side that holds it; undefined where it is not settled yet. */
export function settledAs(state: State, handle: number): Outcome | undefined {
  const info = state.handles.get(handle);
  return (info && state[info.version].own.get(handle)) ?? state.outcomes.get(resolved(state, handle));
}

/** Whether what a thread waits for has been settled. */
export function outcomeOf(state: State, value: Value): 'ok' | 'failed' | 'pending' {
  if ('handle' in value) {
    const outcome = settledAs(state, value.handle);
    return outcome === undefined || outcome === 'gone' ? 'pending' : outcome;
  }
  if ('is' in value) return value.is === 'never' ? 'pending' : value.is === 'ready' ? 'ok' : 'failed';
  if (!('of' in value)) return 'ok';

  const outcomes = value.values.map((part) => outcomeOf(state, part));
  const isPending = outcomes.includes('pending');
  switch (value.of) {
    case 'all':
      return outcomes.includes('failed') ? 'failed' : isPending ? 'pending' : 'ok';
    case 'settled':
      return isPending ? 'pending' : 'ok';
    case 'race':
      return outcomes.find((outcome) => outcome !== 'pending') ?? 'pending';
    case 'any':
      return outcomes.includes('ok') ? 'ok' : isPending ? 'pending' : 'failed';
  }
}

/** The unsettled handles that a value is made of, as the side that holds them knows them. */
export function pendingIn(state: State, value: Value): readonly number[] {
  if ('handle' in value) return settledAs(state, value.handle) === undefined ? [value.handle] : [];
  if ('values' in value) return value.values.flatMap((part) => pendingIn(state, part));
  return 'list' in value ? value.list.flatMap((part) => pendingIn(state, part)) : [];
}

/** Drops what nothing in a state can come back to: slots that are read no more, and handles that are settled and held by nobody. */
export function forgetUnreachable(state: State): void {
  const held = new Set<number>();
  const hold = (value: Value | undefined): void => {
    if (!value) return;
    if ('handle' in value) held.add(value.handle).add(resolved(state, value.handle));
    else if ('values' in value) value.values.forEach(hold);
    else if ('list' in value) value.list.forEach(hold);
  };
  for (const side of [state.old, state.new]) {
    const store = new Map<string, Value>();
    for (const thread of side.threads) {
      held.add(thread.handle);
      hold(thread.waits ?? undefined);
      for (const slot of thread.todo?.reads ?? []) {
        const key = slotKey(thread, slot);
        const value = side.store.get(key);
        if (value) store.set(key, value);
        hold(value);
      }
    }
    side.store = store;
  }
  for (const { to, started } of state.queue) for (const handle of [to, started]) if (handle !== null) held.add(handle);
  // A command of a scope can be cancelled though nobody waits for it.
  for (const [number, { is, scopes }] of state.handles) {
    const isOpen = is === 'command' && scopes.length > 0 && settledAs(state, number) === undefined;
    if (isOpen) held.add(number).add(resolved(state, number));
  }
  const isHeld = ([number]: readonly [number, unknown]): boolean => held.has(number);
  state.handles = new Map([...state.handles].filter(isHeld));
  state.outcomes = new Map([...state.outcomes].filter(isHeld));
  state.same = new Map([...state.same].filter(isHeld));
  for (const side of [state.old, state.new]) side.own = new Map([...side.own].filter(isHeld));
}
