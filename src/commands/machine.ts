/**
 * The machine: runs one side of a comparison, from one workflow task to the next.
 *
 * A thread runs until it waits; a started branch runs at once, up to its first wait, and then the code that started it goes
 * on. When nothing can run any more the task is over. Where data decides, the state is copied and both ways are taken.
 */
import { answerOf, guess, type Questions } from './answers.ts';
import { cancel, settle } from './cancellation.ts';
import type { Completion, Continuation, Continuations, LoopNode } from './continuations.ts';
import { DRAWS_PER_UUID, type Guard, type Later, type Node } from './model.ts';
import { copied, emissionOf, outcomeOf, slotKey, type Emission, type Handle, type Side, type State, type Thread, type Value, type Version } from './state.ts';
import { isConstant, question, textOf } from './terms.ts';
import { newHandle, startThread } from './threads.ts';
import { landingOf } from './unwinding.ts';

/** What both sides of a comparison share. */
export interface Game extends Questions {
  readonly continuations: Continuations;
  /** How many ways may still be followed: the bound of a comparison, which does not depend on the time that they take. */
  readonly work: { left: number };
  /** Patches that the new program asks for. */
  readonly branchedPatches: ReadonlySet<string>;
  /** Handlers whose place among the commands counts, as `kind name`. */
  readonly placedHandlers: ReadonlySet<string>;
}

/** More ways through one task than this are not followed: conditions that do not depend on each other multiply. */
const WAYS_PER_TASK = 64;
/** More rounds of a loop than this within one task show nothing new. */
const ROUNDS_PER_TASK = 2;
/** All states in which one side may be at the end of the task, after what has just happened. The state given is used up. */
export function runTask(start: State, version: Version, game: Game): readonly State[] {
  const ended: State[] = [];
  start.heads = new Map();
  start.refused = new Set();
  const open = [start];
  for (let state = open.pop(); state && game.work.left > 0 && ended.length < WAYS_PER_TASK; state = open.pop()) {
    // A state with many open answers is more work.
    game.work.left -= 1 + state.answers.size / 32;
    const run = new Run(state, version, game);
    const result = run.toEnd();
    if (result === 'over') ended.push(state);
    else if (result !== 'dropped') open.push(...result);
  }
  return ended;
}

/** One side's way through one task; changes the state it is given. */
class Run {
  private readonly state: State;
  private readonly version: Version;
  private readonly game: Game;
  private readonly side: Side;

  constructor(state: State, version: Version, game: Game) {
    this.state = state;
    this.version = version;
    this.game = game;
    this.side = state[version];
  }

  /** Runs until nothing can go on, or to a question that has two answers. */
  toEnd(): 'over' | 'dropped' | readonly State[] {
    for (;;) {
      if (this.side.ended) break;
      const thread = this.current();
      if (!thread) break;
      const result = thread.todo ? this.step(thread, thread.todo) : this.endThread(thread, 'ok');
      if (result) return result;
    }
    this.flush();
    return 'over';
  }

  private current(): Thread | null {
    const id = this.side.running.at(-1);
    if (id !== undefined) return this.side.threads.find((thread) => thread.id === id) ?? null;
    for (const thread of this.side.threads) {
      if (!thread.waits) continue;
      const outcome = outcomeOf(this.state, thread.waits);
      if (outcome === 'pending') continue;
      this.side.running.push(thread.id);
      const woken = this.change(thread, { waits: null, at: null });
      if (outcome === 'failed') {
        // A failure that nothing catches ends the thread, and the thread is no longer current.
        this.unwind(woken, { how: 'throw' }, thread.at);
        return this.current();
      }
      return woken;
    }
    return null;
  }

  private change(thread: Thread, changes: Partial<Thread>): Thread {
    const changed = { ...thread, ...changes };
    this.side.threads[this.side.threads.findIndex((other) => other.id === thread.id)] = changed;
    return changed;
  }

  private go(thread: Thread, todo: Continuation | null): null {
    this.change(thread, { todo });
    return null;
  }

  private endThread(thread: Thread, outcome: 'ok' | 'failed', how: 'return' | 'throw' | 'fault' = 'return'): null {
    // Whoever waits for the end of a branch goes on some microtasks later.
    this.flush();
    this.side.running = this.side.running.filter((id) => id !== thread.id);
    this.side.threads = this.side.threads.filter((other) => other.id !== thread.id);
    if (!this.state.outcomes.has(thread.handle)) this.state.outcomes.set(thread.handle, outcome);
    if (thread.owners.length === 1) this.side.ended = how;
    return null;
  }

  private step(thread: Thread, todo: Continuation): null | 'dropped' | readonly State[] {
    const { frame, rest } = todo;
    const { continuations } = this.game;
    switch (frame.is) {
      case 'node':
        return this.run(thread, frame.node, rest);
      case 'round':
        return this.go(thread, continuations.pushAll(frame.node.next, continuations.push({ is: 'head', node: frame.node }, rest)));
      case 'head':
        return this.head(thread, frame.node, todo, rest);
      case 'times': {
        if (frame.left === 0) return this.go(thread, rest);
        return this.go(thread, continuations.pushAll(frame.node.body, continuations.push({ ...frame, left: frame.left - 1 }, rest)));
      }
      case 'block':
      case 'call':
        return this.go(thread, rest);
      case 'try':
        return this.go(thread, continuations.pushAll(frame.node.finally, rest));
      case 'finally':
        return this.go(thread, continuations.pushAll(frame.nodes, rest));
      case 'leaving':
        return this.unwind(this.change(thread, { todo: rest }), frame.completion);
    }
  }

  private run(thread: Thread, node: Node, rest: Continuation | null): null | 'dropped' | readonly State[] {
    const { continuations } = this.game;
    switch (node.type) {
      case 'emit': {
        const emission = this.emit(thread, node);
        if (node.to !== undefined) this.store(thread, node.to, { handle: emission.to });
        if (node.started !== undefined && emission.started !== null) this.store(thread, node.started, { handle: emission.started });
        return this.go(thread, rest);
      }
      case 'wait':
        return this.wait(thread, this.evaluate(thread, node.on), node, rest);
      case 'start': {
        const scope = node.scope === undefined ? null : this.load(thread, node.scope);
        const parent = this.change(thread, { todo: rest });
        const handle = startThread(this.state, this.version, continuations.pushAll(node.body, null), {
          thread: parent,
          own: node.own,
          scope: scope && 'scope' in scope ? scope.scope : null,
        });
        this.store(parent, node.to, { handle });
        return null;
      }
      case 'call':
        return this.go(thread, continuations.pushAll(node.body, continuations.push({ is: 'call', to: node.to ?? null }, rest)));
      case 'branch':
        return this.branch(thread, node.guard, node, continuations.pushAll(node.then, rest), continuations.pushAll(node.else, rest));
      case 'loop': {
        const head = continuations.push({ is: 'head', node }, rest);
        if (!node.late) return this.go(thread, head);
        return this.go(thread, continuations.pushAll(node.body, continuations.push({ is: 'round', node }, rest)));
      }
      case 'repeat':
        return this.go(thread, continuations.push({ is: 'times', node, left: node.count }, rest));
      case 'block':
        return this.go(thread, continuations.pushAll(node.body, continuations.push({ is: 'block', label: node.label }, rest)));
      case 'try':
        return this.go(thread, continuations.pushAll(node.body, continuations.push({ is: 'try', node }, rest)));
      case 'leave':
        return this.unwind(this.change(thread, { todo: rest }), { how: node.how, label: node.label });
      case 'exit':
        return this.exit(this.change(thread, { todo: rest }), node);
      case 'patch':
        return this.patch(thread, node, rest);
      case 'assign':
        this.store(thread, node.to, this.evaluate(thread, node.value));
        return this.go(thread, rest);
      case 'push': {
        const list = this.load(thread, node.to);
        this.store(thread, node.to, { list: [...(list && 'list' in list ? list.list : []), this.evaluate(thread, node.value)] });
        return this.go(thread, rest);
      }
      case 'promise':
        this.store(thread, node.to, { handle: this.handle('promise', '', thread) });
        return this.go(thread, rest);
      case 'resolve': {
        const promise = this.load(thread, node.slot);
        if (promise && 'handle' in promise && !this.state.outcomes.has(promise.handle)) {
          this.state.outcomes.set(promise.handle, node.fails ? 'failed' : 'ok');
        }
        return this.go(thread, rest);
      }
      case 'draw':
        this.side.draws += node.count;
        return this.go(thread, rest);
      case 'scope':
        this.store(thread, node.to, { scope: this.state.scopes++ });
        return this.go(thread, rest);
      case 'cancel':
        cancel(this.load(thread, node.slot), node, this.state, this.version);
        return this.go(thread, rest);
      case 'handle':
        if (this.game.placedHandlers.has(`${node.message} ${node.name}`)) {
          this.side.out.push(emissionOf(node, { kind: 'handler', name: `${node.message} ${node.name}`, id: null }));
        }
        return this.go(thread, rest);
    }
  }

  private handle(is: Handle['is'], text: string, thread: Thread, command: Partial<Emission['command']> = {}): number {
    const { name = '', cancellation = 'try' } = command;
    return newHandle(this.state, { is, version: this.version, text, name, scopes: thread.scopes, cancellation });
  }

  private emit(thread: Thread, node: Extract<Node, { type: 'emit' }>): Emission {
    const { command } = node;
    const counter = counterOf(command);
    const number = counter ? ++this.side[counter] : 0;
    const emission = emissionOf(node, command, {
      draws: this.side.draws,
      to: this.handle('command', command.kind, thread, command),
      started: node.started === undefined ? null : this.handle('command', command.kind, thread),
      number,
    });
    if (command.random && command.id === null) this.side.draws += DRAWS_PER_UUID;
    this.state.progress++;
    // In a scope that is cancelled already the command takes its number and is never sent.
    if (thread.scopes.some((scope) => this.side.cancelled.has(scope))) settle(emission, 'failed', this.state);
    else this.side.out.push(emission);
    return emission;
  }

  private wait(thread: Thread, waits: Value, at: Node, rest: Continuation | null): null {
    this.flush();
    this.state.progress++;
    this.side.running.pop();
    // Who waits last is woken last.
    this.side.threads = [...this.side.threads.filter((other) => other.id !== thread.id), { ...thread, todo: rest, waits, at }];
    return null;
  }

  private flush(): void {
    this.side.out.push(...this.side.late);
    this.side.late = [];
  }

  private store(thread: Thread, slot: string, value: Value): void {
    this.side.store.set(slotKey(thread, slot), value);
  }

  private load(thread: Thread, slot: string): Value | null {
    return this.side.store.get(slotKey(thread, slot)) ?? null;
  }

  private evaluate(thread: Thread, later: Later): Value {
    if ('slot' in later) return this.load(thread, later.slot) ?? { is: 'ready' };
    if ('is' in later) return later;
    if ('until' in later) {
      const text = textOf(later.until);
      const handle = this.handle('predicate', text, thread);
      if (this.version === 'new' && this.state.fulfilled.delete(text)) this.state.outcomes.set(handle, 'ok');
      return { handle };
    }
    const values = later.promises.map((promise) => this.evaluate(thread, promise));
    return { of: later.of, values: values.flatMap((value) => ('list' in value ? value.list : [value])) };
  }

  /** What a guard says here, where something has decided it by now; changes the state. */
  private decided(thread: Thread, guard: Guard): boolean | null {
    if ('flag' in guard) {
      const flag = this.load(thread, guard.flag);
      return flag !== null && 'flag' in flag && flag.flag;
    }
    const { term, negated } = question(guard);
    if (isConstant(term)) return Boolean(term.value) !== negated;
    const answer = answerOf(term, this.state, this.version, this.game);
    return answer === null ? null : answer !== negated;
  }

  private branch(thread: Thread, guard: Guard, node: Node, yes: Continuation | null, no: Continuation | null): null | readonly State[] {
    const decided = this.decided(thread, guard);
    if (decided !== null || 'flag' in guard) return this.go(thread, decided ? yes : no);
    const { term, negated } = question(guard);
    return [false, true].map((way) => {
      const state = copied(this.state);
      guess(term, way, node, state, this.version, this.game);
      new Run(state, this.version, this.game).go(thread, way !== negated ? yes : no);
      return state;
    });
  }

  private head(thread: Thread, node: LoopNode, todo: Continuation, rest: Continuation | null): null | 'dropped' | readonly State[] {
    const key = `${this.version} ${thread.id} ${todo.number}`;
    const before = this.state.heads.get(key);
    if (before && before.times > ROUNDS_PER_TASK) return 'dropped';
    const { progress } = this.state;
    this.state.heads.set(key, { times: (before?.times ?? 0) + 1, progress });
    if (before?.progress === progress && !this.isCounted(node.guard)) return this.leaveIdleLoop(thread, node, rest);
    const { continuations } = this.game;
    const round = continuations.pushAll(node.body, continuations.push({ is: 'round', node }, rest));
    return this.branch(thread, node.guard, node, round, rest);
  }

  /** Whether the other side has said how often a loop goes round. */
  private isCounted(guard: Guard): boolean {
    if ('flag' in guard) return false;
    const text = textOf(question(guard).term);
    const [left] = this.state.answers.get(text) ?? [];
    return left !== undefined && left.version !== this.version && !this.game.stable.has(text);
  }

  /** A round that has done nothing is the last one: further ones would be gone through for ever. */
  private leaveIdleLoop(thread: Thread, node: LoopNode, rest: Continuation | null): null | 'dropped' {
    const { guard } = node;
    const decided = this.decided(thread, guard);
    if (decided) return 'dropped';
    if (decided === null && !('flag' in guard)) {
      const { term, negated } = question(guard);
      guess(term, negated, node, this.state, this.version, this.game);
    }
    return this.go(thread, rest);
  }

  private patch(thread: Thread, node: Extract<Node, { type: 'patch' }>, rest: Continuation | null): null | readonly State[] {
    const { state, side } = this;
    const isRecorded = state.recorded.has(node.id) || side.markers.has(node.id);
    const after = this.change(thread, { todo: rest });
    if (this.version === 'old' && !isRecorded && !node.deprecated && this.game.branchedPatches.has(node.id)) {
      // An execution from before the patch; within a task it has one answer.
      if (state.refused.has(node.id)) {
        this.answerPatch(after, node, false);
        return null;
      }
      return [false, true].map((answer) => {
        const way = copied(state);
        if (!answer) way.refused.add(node.id);
        new Run(way, 'old', this.game).answerPatch(after, node, answer);
        return way;
      });
    }
    this.answerPatch(after, node, this.version === 'old' || isRecorded);
    return null;
  }

  private answerPatch(thread: Thread, node: Extract<Node, { type: 'patch' }>, answer: boolean): void {
    if (node.to !== undefined) this.store(thread, node.to, { flag: answer });
    if (!answer || this.side.markers.has(node.id)) return;
    this.side.markers.add(node.id);
    this.state.progress++;
    this.side.out.push(emissionOf(node, { kind: 'patch marker', name: node.id, id: null }, { deprecated: node.deprecated }));
  }

  private exit(thread: Thread, node: Extract<Node, { type: 'exit' }>): null {
    if (node.how === 'continue as new') {
      this.side.ended = node.how;
      this.side.endedAt = node;
      return null;
    }
    if (node.how !== 'return') return this.unwind(thread, { how: node.how }, node);
    const value = node.value ? this.evaluate(thread, node.value) : null;
    return this.unwind(thread, { how: 'return' }, node, value);
  }

  /** Leaves frames until one takes what has happened. */
  private unwind(thread: Thread, completion: Completion, node: Node | null = null, value: Value | null = null): null {
    const landing = landingOf(thread.todo, completion, this.game.continuations);
    if (landing) {
      if (landing.to !== null && value) this.store(thread, landing.to, value);
      return this.go(thread, landing.todo);
    }
    if (completion.how === 'break' || completion.how === 'continue') return this.go(thread, null);
    if (thread.owners.length === 1) this.side.endedAt = node;
    return this.endThread(thread, completion.how === 'return' ? 'ok' : 'failed', completion.how);
  }
}

/** The counter that numbers a command; null for one without a number. Local activities share that of activities (R3). */
export function counterOf({ kind }: Emission['command']): 'activities' | 'timers' | null {
  return kind === 'timer' ? 'timers' : kind === 'activity' || kind === 'local activity' ? 'activities' : null;
}
