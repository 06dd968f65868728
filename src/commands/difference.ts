/**
 * Differences: what a mismatch means to a reader.
 *
 * The game only knows that replay would fail. Here the mismatch gets its kind, from what became of the commands of both
 * versions, and it is decided how the game goes on, so that one edit is one difference and a second edit is a second one.
 */
import { align, identityOf, type Alignment } from './alignment.ts';
import type { Mismatch, Repair } from './game.ts';
import { bodiesOf, nodesIn, slotsOf, type Command, type Handler, type MessageKind, type Node, type Nodes, type Place, type Workflow } from './model.ts';
import { outcomeOf, type Emission, type State, type Version } from './state.ts';
import { textOf } from './terms.ts';

export type DifferenceKind =
  /** Both versions have both commands, in another order. */
  | 'reordered'
  | 'added'
  | 'removed'
  /** Another command of the same kind stands in its place. */
  | 'renamed'
  /** A command of another kind stands in its place. */
  | 'replaced'
  /** The new code waits for something before the command that the old code did not wait for. */
  | 'wait added'
  | 'early exit'
  | 'activity id changed'
  | 'child id changed'
  | 'handler removed'
  /** A default handler of signals is new: it gets the signals that are buffered. */
  | 'handler added'
  /** `setHandler` stands before other commands or handlers than it did. */
  | 'handler moved'
  | 'patch removed'
  | 'patch moved'
  | 'patch renamed'
  /** One more activity or timer is created before it, so that it has another number. */
  | 'number shifted'
  | 'random draw shifted'
  | 'workflow gone'
  | 'moved into a condition'
  | 'moved out of a condition'
  | 'condition changed'
  | 'loop changed'
  | 'predicate changed'
  | 'cancellation type changed'
  /** The new code starts it earlier, so that commands of a message handler can come behind it that came before. */
  | 'started earlier';

/** A step on the way to a difference. */
export type Step =
  | { readonly is: 'settled'; readonly what: string; readonly outcome: 'ok' | 'failed' }
  /** A condition was asked, by both versions or by one alone. */
  | { readonly is: 'answer'; readonly text: string; readonly answer: boolean; readonly by: 'both' | Version; readonly place: Place | null };

export interface Difference {
  readonly kind: DifferenceKind;
  /** The workflow type. */
  readonly workflow: string;
  /** The handler in which it is; null for the workflow itself. */
  readonly handler: { readonly message: MessageKind; readonly name: string } | null;
  /** Every execution that has got there breaks; otherwise those for which a new or changed condition decides otherwise. */
  readonly certain: boolean;
  /** What running executions have recorded; null where the new code emits something too much. */
  readonly recorded: Command | null;
  readonly oldPlace: Place | null;
  /** What the new code emits instead; null where it emits nothing. */
  readonly emitted: Command | null;
  /** The place to report, in the new version: the command, the wait, the exit or the condition; null where nothing is left of it. */
  readonly newPlace: Place | null;
  /** The condition, predicate or awaited thing that decides, as normalised text; null where none does. */
  readonly decidedBy: string | null;
  /** How executions get there, the first step first. */
  readonly path: readonly Step[];
}

interface Plain {
  readonly kind: DifferenceKind;
  readonly repair: Repair;
  /** The command that is gone or new, where another of the same identity stands at the mismatch. */
  readonly twin?: Node;
}

/** Whether a message has come decides about these. */
const DOUBTFUL: ReadonlySet<DifferenceKind> = new Set(['handler moved', 'handler removed']);

/** More differences of one workflow than this tell nothing new. */
const MAX_DIFFERENCES = 10;

/** Collects the differences of one workflow, each once. */
export class Differences {
  private readonly found: Difference[] = [];
  /** Differences that count where there are no others: the same edit is told better by those. */
  private readonly doubtful: Difference[] = [];
  private readonly seen = new Set<string>();
  /** Kinds behind which the game does not go on, as found in this program: the same edit shows on many ways. */
  private stopped = new Set<DifferenceKind>();
  private readonly workflow: string;
  private handler: Pick<Handler, 'message' | 'name' | 'at'> | null = null;
  private alignment: Alignment = align([], []);
  private around: ReadonlyMap<Node, readonly Node[]> = new Map();
  private old: Nodes = [];
  private now: Nodes = [];

  private readonly whole: readonly [Workflow, Workflow];
  /** The place to report where nothing nearer is left. */
  private fallback: Place | null;

  constructor(old: Workflow, now: Workflow) {
    this.whole = [old, now];
    this.workflow = old.name;
    this.fallback = now.at;
  }

  /** Differences from here on are between these two programs: the workflow's, or a handler's. */
  in(handler: Handler | null, old: Nodes, now: Nodes, place: Place | null): void {
    this.handler = handler;
    this.fallback = place;
    this.stopped = new Set();
    this.old = old;
    this.now = now;
    this.alignment = align(old, now);
    this.around = new Map([...surroundings(old), ...surroundings(now)]);
  }

  all(): readonly Difference[] {
    return this.found.some(({ handler }) => handler === null) ? this.found : [...this.found, ...this.doubtful];
  }

  /** Notes a handler that only one version has, or that is set too late. */
  addHandler(kind: 'handler added' | 'handler removed' | 'handler moved', handler: Pick<Handler, 'message' | 'name' | 'at'>): void {
    this.handler = handler;
    this.fallback = this.whole[1].at;
    const isRemoved = kind === 'handler removed';
    this.add({ kind, certain: isRemoved, recorded: null, oldPlace: isRemoved ? handler.at : null, emitted: null, newPlace: isRemoved ? null : handler.at, decidedBy: null, path: () => [] });
  }

  readonly onMismatch = (mismatch: Mismatch): Repair => {
    if (this.found.length >= MAX_DIFFERENCES) return 'stop';
    const { state, old, new: now } = mismatch;
    const plain = this.plainKind(mismatch);
    // Behind a mismatch that was passed over, only what is told by itself is a second one.
    if (state.repairs > 0 && (plain.repair === 'stop' || deciding(state))) return 'stop';
    if (state.repairs > 0 && [old, now].some((emission) => emission?.command.kind === 'cancellation')) return plain.repair;
    const decision = deciding(state);
    // Nothing differs yet: what else comes decides, and what is told by itself goes before that.
    const isAhead = old === null && (mismatch.is === 'number' || state.old.ended === null);
    const blocked = mismatch.is === 'missing' ? blockingWait(state) : null;
    const isPredicate = blocked !== null && 'on' in blocked && isPredicateWait(blocked);

    if (decision) {
      const kind = this.decidedKind(plain.kind, decision, old, now, state);
      this.add({
        kind,
        certain: false,
        recorded: old?.command ?? null,
        oldPlace: old?.at ?? placeOfNode(decision.at('old')),
        emitted: now?.command ?? null,
        newPlace: placeOfNode(decision.at('new')) ?? now?.at ?? placeOfNode(blocked) ?? this.placeBeside(old),
        decidedBy: decision.text || null,
        path: () => stepsOf(state),
      }, isAhead ? this.doubtful : this.found);
      return 'stop';
    }

    const isWait = plain.kind === 'wait added';
    const lost = isWait ? this.lostHandler(this.lostPredicates().join()) : null;
    const kind = lost ? 'handler removed' : isWait && isPredicate && this.lostPredicates().length > 0 ? 'predicate changed' : plain.kind;
    const stop = isWait ? placeOfNode(blocked) : kind === 'early exit' ? placeOfNode(state.new.endedAt) : null;
    if (plain.repair === 'stop' && !isAhead) {
      if (this.stopped.has(kind)) return 'stop';
      this.stopped.add(kind);
    }
    this.add({
      kind,
      // Whether a message has come, or a predicate holds, is another execution's matter.
      certain: !isAhead && !(isWait && isPredicate) && !DOUBTFUL.has(kind) && ![old, now].some((emission) => emission?.command.kind === 'unknown call'),
      recorded: old?.command ?? null,
      oldPlace: (kind === 'removed' ? placeOfNode(plain.twin) : null) ?? old?.at ?? null,
      emitted: now?.command ?? null,
      newPlace: (kind === 'added' ? placeOfNode(plain.twin) : null) ?? now?.at ?? stop ?? this.placeBeside(old) ?? placeOfNode(state.new.endedAt),
      decidedBy: isWait && blocked?.type === 'wait' ? waitText(blocked) || null : null,
      path: () => stepsOf(state),
    }, isAhead ? this.doubtful : this.found);
    return plain.repair;
  };

  private add(difference: Omit<Difference, 'workflow' | 'handler' | 'path'> & { readonly path: () => readonly Step[] }, to: Difference[] = this.found): void {
    const handler = this.handler && { message: this.handler.message, name: this.handler.name };
    const newPlace = difference.newPlace ?? this.fallback;
    const { kind, certain, oldPlace, decidedBy } = difference;
    // One edit shows on many ways: it is told by what is gone, by what is new, or by the condition that decides.
    const what = kind === 'removed' ? placeText(oldPlace) : kind === 'added' ? placeText(newPlace) : `${placeText(certain ? oldPlace : null)} ${placeText(newPlace)}`;
    const where = [handler?.name, certain || decidedBy === null ? `${kind} ${what}` : decidedBy].join(' ');
    if (this.seen.has(where)) return;
    this.seen.add(where);
    to.push({ workflow: this.workflow, handler, ...difference, newPlace, path: difference.path() });
  }

  /** What became of a command, whatever conditions are on the way. */
  private plainKind({ is, old, new: now, state }: Mismatch): Plain {
    if (is === 'number' && !old) return { kind: 'number shifted', repair: 'stop' };
    if (is === 'surplus' || !old) {
      const isEnd = !now || now.command.kind === 'end';
      return { kind: isEnd ? 'early exit' : state.old.ended !== null ? 'added' : 'started earlier', repair: 'stop' };
    }
    if (is === 'number') return { kind: old.command.random ? 'random draw shifted' : 'number shifted', repair: 'take as same' };
    const isAdded = now?.node != null && this.alignment.added.has(now.node);
    if (old.command.kind === 'patch marker') return isAdded ? { kind: 'added', repair: 'skip new' } : this.patchKind(old);
    if (now?.command.kind === 'patch marker') return { kind: 'patch moved', repair: 'stop' };
    if (old.command.kind === 'handler' || now?.command.kind === 'handler') return { kind: 'handler moved', repair: 'stop' };

    if (now?.command.kind === 'end') return { kind: 'early exit', repair: 'stop' };
    if (now?.command.kind === 'cancellation' && old.command.kind !== 'cancellation') return { kind: 'added', repair: 'skip new' };
    if (old.command.kind === 'cancellation') return { kind: 'removed', repair: 'skip old' };

    const isRemoved = old.node !== null && this.alignment.removed.has(old.node);
    if (this.hasOtherCount(old.node) || this.hasOtherCount(now?.node ?? null)) return { kind: 'loop changed', repair: 'stop' };
    if (!now) {
      if (isRemoved) return { kind: 'removed', repair: 'skip old' };
      const twin = this.twin(this.alignment.removed, old.command);
      if (twin) return { kind: 'removed', repair: 'stop', twin };
      return { kind: state.new.ended ? 'early exit' : 'wait added', repair: 'stop' };
    }
    if (old.command.kind === now.command.kind && old.command.name === now.command.name) {
      if (old.command.kind === 'child workflow') return { kind: 'child id changed', repair: 'take as same' };
      if (old.command.kind === 'activity') return { kind: 'activity id changed', repair: 'take as same' };
    }
    if (isRemoved && isAdded) return { kind: old.command.kind === now.command.kind ? 'renamed' : 'replaced', repair: 'take as same' };
    if (isAdded) return { kind: 'added', repair: 'skip new' };
    if (isRemoved) return { kind: 'removed', repair: 'skip old' };
    // One of several calls of the same activity is gone, or is new: the game sees it where the last of them should be.
    const gone = this.twin(this.alignment.removed, old.command);
    if (gone) return { kind: 'removed', repair: 'stop', twin: gone };
    const fresh = this.twin(this.alignment.added, now.command);
    return fresh ? { kind: 'added', repair: 'stop', twin: fresh } : { kind: 'reordered', repair: 'stop' };
  }

  private twin(nodes: ReadonlySet<Node>, command: Command): Node | null {
    const identity = identityOf(command);
    return [...nodes].find((node) => node.type === 'emit' && identityOf(node.command) === identity) ?? null;
  }

  private patchKind(old: Emission): Plain {
    const ids = (nodes: Nodes) => new Set([...nodesIn(nodes)].flatMap((node) => (node.type === 'patch' ? [node.id] : [])));
    const [before, after] = [ids(this.old), ids(this.now)];
    if (after.has(old.command.name)) return { kind: 'patch moved', repair: 'stop' };
    const isRenamed = [...after].some((id) => !before.has(id));
    return isRenamed ? { kind: 'patch renamed', repair: 'stop' } : { kind: 'patch removed', repair: 'skip old' };
  }

  private decidedKind(plain: DifferenceKind, decision: Decision, old: Emission | null, now: Emission | null, state: State): DifferenceKind {
    const [oldNode, newNode] = [decision.at('old'), decision.at('new')];
    if (this.lostHandler(decision.texts)) return 'handler removed';
    if (!oldNode && !newNode) return 'cancellation type changed';
    if (oldNode && newNode) return oldNode.type === 'loop' || newNode.type === 'loop' ? 'loop changed' : 'condition changed';
    if (newNode) {
      const counterpart = old?.node && this.alignment.counterpart.get(old.node);
      if (counterpart && this.isInside(counterpart, newNode)) return 'moved into a condition';
      return plain === 'wait added' && state.new.ended ? 'early exit' : plain;
    }
    const counterpart = now?.node && this.alignment.counterpart.get(now.node);
    return counterpart && oldNode && this.isInside(counterpart, oldNode) ? 'moved out of a condition' : plain;
  }

  private isInside(inner: Node, outer: Node): boolean {
    return this.around.get(inner)?.includes(outer) ?? false;
  }

  /** The command of the new version that stood behind a removed one in the old version: the nearest place to a gap. */
  private placeBeside(old: Emission | null): Place | null {
    if (!old?.node) return null;
    let isBehind = false;
    let before: Place | null = null;
    for (const node of nodesIn(this.old)) {
      if (node === old.node) isBehind = true;
      const counterpart = this.alignment.counterpart.get(node);
      const place = counterpart && placeOfNode(counterpart);
      if (place && isBehind) return place;
      if (place) before = place;
    }
    return before;
  }

  /** The predicates that the old version waits for and the new one does not have. */
  private lostPredicates(): readonly string[] {
    const predicates = (nodes: Nodes) => [...nodesIn(nodes)].flatMap((node) => (node.type === 'wait' ? waitText(node) : []));
    const kept = new Set(predicates(this.now));
    return predicates(this.old).filter((text) => text !== '' && !kept.has(text));
  }

  /** The handler that the old version has and the new one has not, and that decides in a condition. */
  private lostHandler(condition: string): Handler | null {
    const [old, now] = this.whole;
    const lost = old.handlers.filter(({ name }) => !now.handlers.some((other) => other.name === name));
    return lost.find(({ name }) => condition.includes(`on(${JSON.stringify(name)}`)) ?? null;
  }

  /** Whether a command is repeated a number of times that the other version has changed. */
  private hasOtherCount(node: Node | null): boolean {
    const counterpart = node && this.alignment.counterpart.get(node);
    if (!counterpart) return false;
    const counts = [node, counterpart].map((command) =>
      (this.around.get(command) ?? []).map((outer) => (outer.type === 'repeat' ? outer.count : '')).join(''),
    );
    return counts[0] !== counts[1];
  }
}

interface Decision {
  readonly text: string;
  /** The conditions of both versions. */
  readonly texts: string;
  /** The first node that asks a condition which the other version does not ask. */
  readonly at: (version: Version) => Node | null;
}

/** The conditions that one side alone asks, or that the new side has asked before the old one; null where there are none. */
function deciding(state: State): Decision | null {
  const first: { old: Node | null; new: Node | null } = { old: null, new: null };
  let text = '';
  let texts = '';
  const note = (version: Version, asked: string, node: Node): void => {
    if (version === 'new' || !first.new) text = asked;
    first[version] = node;
    texts += `${asked}\n`;
  };
  // What the old side has asked and the new one not yet spares no execution: it has happened.
  const left = [...[...state.answers.values()].flat(), ...[...state.known.values()].filter(({ isShared }) => !isShared)];
  for (const { version, text: asked, node } of left) if (version === 'new') note(version, asked, node);
  for (let at = state.path; at; at = at.before) {
    if (at.step.is === 'answer' && at.step.oneSided) note(at.step.version, at.step.text, at.step.node);
  }
  const isAlone = first.old !== null || first.new !== null || state.oneSided > 0;
  return isAlone ? { text, texts, at: (version) => first[version] } : null;
}

function stepsOf(state: State): readonly Step[] {
  const steps: Step[] = [];
  for (let at = state.path; at; at = at.before) {
    const { step } = at;
    if (step.is === 'answer') {
      steps.unshift({ is: 'answer', text: step.text, answer: step.answer, by: step.oneSided ? step.version : 'both', place: placeOfNode(step.node) });
    } else if (step.outcome !== 'gone') steps.unshift({ is: 'settled', what: step.text, outcome: step.outcome });
  }
  return steps;
}

/** The wait that keeps the new version from going on: the first one of its threads whose wait is still open. */
function blockingWait(state: State): Node | null {
  if (state.new.ended) return null;
  return state.new.threads.find((thread) => thread.waits && outcomeOf(state, thread.waits) === 'pending')?.at ?? null;
}

function isPredicateWait(node: Node): boolean {
  return node.type === 'wait' && waitText(node) !== '' && slotsOf(node.on).length === 0;
}

/** The predicates that a node waits for, as text; empty where it waits for something else. */
function waitText(node: Extract<Node, { type: 'wait' }>): string {
  const { on } = node;
  if ('until' in on) return textOf(on.until);
  return 'promises' in on ? on.promises.map((promise) => ('until' in promise ? textOf(promise.until) : '')).filter(Boolean).join(', ') : '';
}

/** The nodes around each node of a program, the outermost first. */
function surroundings(nodes: Nodes, outer: readonly Node[] = [], around = new Map<Node, readonly Node[]>()): Map<Node, readonly Node[]> {
  for (const node of nodes) {
    around.set(node, outer);
    for (const body of bodiesOf(node)) surroundings(body, [...outer, node], around);
  }
  return around;
}

function placeOfNode(node: Node | null | undefined): Place | null {
  return node && 'at' in node ? node.at : null;
}

function placeText(place: Place | null): string {
  return place ? `${place.file}:${place.start}` : '';
}
