/**
 * The game: an execution that started on the old program has got anywhere, and is replayed on the new one.
 *
 * Task by task, the old program runs until it waits, and so does the new one. What the old one has emitted must be the front
 * of what the new one has emitted so far; what is left stays in front for the next task. (Rules R1 to R5 of the SDK's
 * replay, measured on 1.24.0: commands are matched with history through one queue, in order, each no later than the task in
 * which it was recorded; earlier is fine.) Then something that an execution can wait for is settled, and both go on.
 *
 * States that have been met are not gone through again. What bounds a game is the number of ways, and never the time.
 */
import { fingerprint, goesOnAlike } from './fingerprint.ts';
import { counterOf, runTask, type Game } from './machine.ts';
import { DRAWS_PER_UUID, type Command, type Nodes } from './model.ts';
import { copied, forgetUnreachable, newSide, pendingIn, resolved, type Emission, type Outcome, type State } from './state.ts';
import { startThread } from './threads.ts';

/** Where the new program does not emit what the old one has recorded. */
export interface Mismatch {
  /**
   * `other`: something else is in front; `missing`: nothing is; `number`: the same command with another number, or, at the end
   * of a handler, what the workflow goes on with;
   * `surplus`: something is left over, or the end has come, where other commands of the execution come between.
   */
  readonly is: 'other' | 'missing' | 'number' | 'surplus';
  readonly old: Emission | null;
  readonly new: Emission | null;
  readonly state: State;
}

/** How to go on behind a mismatch: not at all, or as if a command of one side were not there, or as if both were the same. */
export type Repair = 'stop' | 'skip old' | 'skip new' | 'take as same';

export interface Match {
  readonly old: Nodes;
  readonly new: Nodes;
  readonly game: Game;
  /** In a handler the execution goes on behind the end, so that nothing may be left over. */
  readonly isHandler: boolean;
  /** A message can come at any time and leave commands between those of the program. */
  readonly isInterrupted: boolean;
  /** Whether an end of the program is the end of its execution, of which no history is open any more. */
  readonly closes: (how: 'return' | 'throw' | 'continue as new') => boolean;
  /** The command that an end of the program is; null where none is compared. */
  readonly endCommand: (how: 'return' | 'throw' | 'continue as new') => Command | null;
  readonly onMismatch: (mismatch: Mismatch) => Repair;
}

/** Plays a program against its successor, within the work that the game has left. */
export function play(match: Match): void {
  const open = new Open();
  const seen = new Set<string>();

  const start = startState(match);
  if (goesOnAlike(start)) return;
  for (const next of tasks(start, match)) open.add(next);
  for (let state = open.next(); state; state = open.next()) {
    if (match.game.work.left <= 0) return;
    forgetUnreachable(state);
    if (goesOnAlike(state)) continue;
    const text = fingerprint(state);
    if (seen.has(text)) continue;
    seen.add(text);
    for (const settled of events(state)) for (const next of tasks(settled, match)) open.add(next);
    for (const settled of ownPredicates(state)) for (const next of answered(settled, match)) open.add(next);
  }
}

/** States to go on with: those with the fewest guards that only one side has come first, then the nearest to the start. */
class Open {
  private readonly levels: State[][] = [];

  add(state: State): void {
    (this.levels[state.oneSided] ??= []).push(state);
  }

  next(): State | undefined {
    return this.levels.find((level) => level !== undefined && level.length > 0)?.shift();
  }
}

function startState(match: Match): State {
  const { continuations } = match.game;
  const state: State = {
    old: newSide(),
    new: newSide(),
    queue: [],
    handles: new Map(),
    handleCount: 0,
    outcomes: new Map(),
    same: new Map(),
    answers: new Map(),
    known: new Map(),
    fulfilled: new Set(),
    recorded: new Set(),
    refused: new Set(),
    heads: new Map(),
    progress: 0,
    oneSided: 0,
    repairs: 0,
    depth: 0,
    path: null,
    threads: 0,
    scopes: 0,
  };
  for (const version of ['old', 'new'] as const) {
    startThread(state, version, continuations.pushAll(match[version], null), { thread: null, own: [], scope: null });
  }
  return state;
}

/** A new program that is further ahead than this is not followed: a loop can run ahead without end. */
const MAX_AHEAD = 24;

/** More mismatches than this are not passed over on one way. */
const MAX_REPAIRS = 5;

/** One task on both sides. */
function* tasks(state: State, match: Match): Generator<State> {
  for (const ran of runTask(state, 'old', match.game)) {
    const { ended } = ran.old;
    // A task that fails leaves nothing in history, and is tried again with the new code.
    if (ended === 'fault') continue;
    const end = ended && match.endCommand(ended);
    // The commands of the task that ends an execution are in closed histories only.
    if (ended && match.closes(ended)) continue;
    if (end) ran.old.out.push(ending(ran, 'old', end));
    for (const { command, node } of ran.old.out) if (command.kind === 'patch marker' && node?.type === 'patch') ran.recorded.add(node.id);
    yield* answered(ran, match);
  }
}

/** Runs the new side and matches what it has emitted. */
function* answered(state: State, match: Match): Generator<State> {
  const hadEnded = state.new.ended !== null;
  for (const ran of runTask(state, 'new', match.game)) {
    // The task fails and is tried again: no nondeterminism, other rules tell.
    if (ran.new.ended === 'fault') continue;
    const end = ran.new.ended && !hadEnded ? match.endCommand(ran.new.ended) : null;
    if (end) ran.new.out.push(ending(ran, 'new', end));
    ran.queue.push(...ran.new.out);
    ran.new.out = [];
    yield* matched(ran, match);
  }
}

function ending(state: State, version: 'old' | 'new', command: Command): Emission {
  const { endedAt } = state[version];
  const at = endedAt && 'at' in endedAt ? endedAt.at : null;
  return { command, node: endedAt, at, to: -1, started: null, number: 0, draws: 0, deprecated: false };
}

function* matched(state: State, match: Match): Generator<State> {
  for (;;) {
    const [recorded] = state.old.out;
    if (!recorded) break;
    const [emitted] = state.queue;
    const is = emitted ? compared(recorded, emitted) : 'missing';

    if (is !== 'same' && recorded.deprecated) {
      // The marker of a `deprecatePatch()` may be gone.
      state.old.out.shift();
      continue;
    }
    if (is !== 'same') {
      const repair = match.onMismatch({ is, old: recorded, new: emitted ?? null, state });
      if (repair === 'stop') return;
      if (++state.repairs > MAX_REPAIRS) return;
      if (repair === 'skip new' && emitted) {
        state.queue.shift();
        renumber(state, emitted, -1);
        for (const handle of [emitted.to, emitted.started]) if (handle !== null && handle >= 0) state.outcomes.set(handle, 'ok');
        yield* answered(state, match);
        return;
      }
      if (repair === 'skip old' || !emitted) {
        state.old.out.shift();
        renumber(state, recorded, 1);
        continue;
      }
    }
    if (!emitted) return;
    state.old.out.shift();
    state.queue.shift();
    if (is === 'number') renumber(state, emitted, recorded.number - emitted.number, recorded.draws - emitted.draws);
    unify(state, recorded, emitted);
  }

  const [left] = state.queue;
  const isAhead = left !== undefined || (state.new.ended !== null && !match.isHandler);
  if (state.old.ended !== null ? left && match.isHandler : isAhead && match.isInterrupted) {
    match.onMismatch({ is: 'surplus', old: null, new: left ?? null, state });
  }
  if (!left && state.old.ended !== null && match.isHandler && hasOtherNumbers(state)) {
    match.onMismatch({ is: 'number', old: null, new: null, state });
  }
  const goesOn = state.old.ended === null || (match.isHandler && state.new.ended === null);
  if (goesOn && state.queue.length <= MAX_AHEAD) yield state;
}

/** Whether commands behind this have other numbers: something was created that no history has. */
function hasOtherNumbers({ old, new: now }: State): boolean {
  return old.activities !== now.activities || old.timers !== now.timers;
}

/** What replay says to a command where history has another. */
function compared(recorded: Emission, emitted: Emission): 'same' | 'other' | 'number' {
  const [old, now] = [recorded.command, emitted.command];
  if (old.kind !== now.kind || old.name !== now.name || old.id !== now.id) return 'other';
  const isNumbered = old.kind === 'timer' || old.kind === 'local activity' || (old.kind === 'activity' && old.id === null);
  const isDrawn = old.random === true && now.random === true;
  const isShifted = (isNumbered && recorded.number !== emitted.number) || (isDrawn && recorded.draws !== emitted.draws);
  return isShifted ? 'number' : 'same';
}

/** The numbers of the new side go on as if a command of the old one were there, or one of its own were not. */
function renumber(state: State, { command }: Emission, by: number, draws = command.random && command.id === null ? by * DRAWS_PER_UUID : 0): void {
  const counter = counterOf(command);
  if (counter) state.new[counter] += by;
  state.new.draws += draws;
  state.queue = state.queue.map((emission) => ({
    ...emission,
    number: counter && counterOf(emission.command) === counter ? emission.number + by : emission.number,
    draws: emission.draws + draws,
  }));
}

/** The commands are one from here: what settles the one settles the other. */
function unify(state: State, recorded: Emission, emitted: Emission): void {
  if (emitted.to >= 0 && recorded.to >= 0) state.same.set(emitted.to, recorded.to);
  if (emitted.started !== null && recorded.started !== null) state.same.set(emitted.started, recorded.started);
  else if (emitted.started !== null) state.outcomes.set(emitted.started, 'ok');
}

/** The states after whatever can happen next to an execution of the old program. */
function* events(state: State): Generator<State> {
  const { awaited, caught } = open(state);
  const handles = [...awaited].sort((a, b) => a - b);
  // Of many that are open at once, the oldest and the newest show what an order can do.
  for (const handle of handles.length > 2 ? [...handles.slice(0, 1), ...handles.slice(-1)] : handles) {
    yield settled(state, handle, 'ok');
    const isTimer = state.handles.get(handle)?.text === 'timer';
    if (!caught.has(handle) || isTimer) continue;
    yield settled(state, handle, 'failed');
    const cancelled = cancelledDifferently(state, handle);
    if (cancelled) yield cancelled;
  }
}

/** The events that somebody waits for and that history can have, and those whose failure the old execution survives. */
function open(state: State): { readonly awaited: ReadonlySet<number>; readonly caught: ReadonlySet<number> } {
  const awaited = new Set<number>();
  const caught = new Set<number>();
  for (const version of ['old', 'new'] as const) {
    for (const thread of state[version].threads) {
      if (!thread.waits) continue;
      const isCombined = 'of' in thread.waits && thread.waits.of !== 'all';
      const isSurvived = thread.owners.length > 1 || thread.todo?.catches === true || isCombined;
      for (const raw of pendingIn(state, thread.waits)) {
        const handle = resolved(state, raw);
        const info = state.handles.get(handle);
        if (info?.version !== 'old' || state.old.own.has(handle)) continue;
        if (info.is === 'command' || (info.is === 'predicate' && version === 'old')) awaited.add(handle);
        if (info.is === 'command' && version === 'old' && isSurvived) caught.add(handle);
      }
    }
  }
  return { awaited, caught };
}

/** The old handler is done, and the new one waits for a predicate: the states in which that comes true, since the execution goes on. */
function* ownPredicates(state: State): Generator<State> {
  if (state.old.ended === null) return;
  for (const { waits, at } of state.new.threads) {
    for (const raw of waits ? pendingIn(state, waits) : []) {
      const handle = resolved(state, raw);
      const info = state.handles.get(handle);
      if (info?.is !== 'predicate' || !at) continue;
      const next = settled(state, handle, 'ok');
      next.oneSided++;
      next.path = { step: { is: 'answer', version: 'new', text: info.text, answer: true, oneSided: true, node: at }, before: state.path };
      yield next;
    }
  }
}

/**
 * The workflow is cancelled while a command is open whose cancellation the versions treat differently: one waits for the
 * confirmation and the other does not, or one sends no request.
 */
function cancelledDifferently(state: State, handle: number): State | null {
  const emitted = [...state.same].find(([, old]) => old === handle)?.[0];
  const [old, now] = [state.handles.get(handle), emitted === undefined ? undefined : state.handles.get(emitted)];
  if (!old || !now || emitted === undefined || old.cancellation === now.cancellation) return null;
  const next = copied(state);
  for (const [version, info, own] of [['old', old, handle], ['new', now, emitted]] as const) {
    const command: Command = { kind: 'cancellation', name: info.text, id: null };
    if (info.cancellation !== 'abandon') next[version].out.push({ command, node: null, at: null, to: -1, started: null, number: 0, draws: 0, deprecated: false });
    if (info.cancellation !== 'wait') next[version].own.set(own, 'failed');
  }
  next.oneSided++;
  next.depth++;
  next.path = { step: { is: 'settled', handle, text: old.text, outcome: 'failed' }, before: next.path };
  return next;
}

function settled(state: State, handle: number, outcome: Outcome): State {
  const next = copied(state);
  const info = next.handles.get(handle);
  next.outcomes.set(handle, outcome);
  next.depth++;
  next.path = { step: { is: 'settled', handle, text: info ? `${info.text} ${info.name}`.trim() : '', outcome }, before: next.path };
  if (info?.is === 'predicate') fulfil(next, info.text);
  return next;
}

/** A predicate has come true: whoever waits for it goes on; the new side may come to wait for it later. */
function fulfil(state: State, text: string): void {
  let isAwaited = false;
  for (const [handle, other] of state.handles) {
    if (other.is !== 'predicate' || other.text !== text || state.outcomes.has(handle)) continue;
    state.outcomes.set(handle, 'ok');
    isAwaited ||= other.version === 'new';
  }
  if (!isAwaited) state.fulfilled.add(text);
}

