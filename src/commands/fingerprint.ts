/** States as text: two states with one fingerprint go on alike, whatever led to them. */
import { resolved, settledAs, slotKey, type Emission, type Side, type State, type Thread, type Value, type Version } from './state.ts';

/** The text of a state: what each side has yet to do, wait for and match. */
export function fingerprint(state: State): string {
  const names = new Names(state);
  const parts = [
    sideText(state, 'old', names),
    sideText(state, 'new', names),
    state.queue.map((emission) => emissionText(emission, names)).join(),
    `${difference(state, 'activities')} ${difference(state, 'timers')} ${difference(state, 'draws')}`,
    [...state.answers].map(([text, answers]) => `${text}:${answers.map(({ version, answer, limit }) => `${version}${answer}${limit}`).join()}`).sort().join(),
    [...state.known].map(([text, { answer, isShared, version }]) => `${text}:${answer}${isShared ? '' : version}`).sort().join(),
    [...state.fulfilled].sort().join(),
    [...state.recorded].sort().join(),
    [...state.new.markers].sort().join(),
  ];
  return parts.join('\n');
}

/** Whether both sides have the same to do, so that no difference can follow. */
export function goesOnAlike(state: State): boolean {
  if (state.queue.length > 0 || state.answers.size > 0 || state.fulfilled.size > 0 || state.old.ended !== state.new.ended) return false;
  if (difference(state, 'activities') !== 0 || difference(state, 'timers') !== 0 || difference(state, 'draws') !== 0) return false;
  if ([...state.old.markers].sort().join() !== [...state.new.markers].sort().join()) return false;
  const names = new Names(state);
  return sideText(state, 'old', names) === sideText(state, 'new', names);
}

function difference(state: State, counter: 'activities' | 'timers' | 'draws'): number {
  // What is far off stays far off.
  return Math.max(-9, Math.min(9, state.new[counter] - state.old[counter]));
}

/** Short names for handles, by their place in a state and not by their number. */
class Names {
  private readonly state: State;
  private readonly commands = new Map<number, number>();
  private readonly promises: Record<Version, Map<number, number>> = { old: new Map(), new: new Map() };

  constructor(state: State) {
    this.state = state;
  }

  handle(raw: number): string {
    const { state } = this;
    const outcome = settledAs(state, raw);
    if (outcome) return outcome;
    const handle = resolved(state, raw);
    const info = state.handles.get(handle);
    if (!info) return '?';
    switch (info.is) {
      case 'thread':
        return `t${state[info.version].threads.findIndex((thread) => thread.handle === handle)}`;
      case 'predicate':
        return `u${info.text}`;
      case 'command':
        return `c${place(this.commands, handle)}`;
      case 'promise':
        return `p${place(this.promises[info.version], handle)}`;
    }
  }
}

function place(places: Map<number, number>, handle: number): number {
  const known = places.get(handle) ?? places.size;
  places.set(handle, known);
  return known;
}

function sideText(state: State, version: Version, names: Names): string {
  const side = state[version];
  const threads = side.threads.map((thread) => threadText(side, thread, names));
  return `${side.ended ?? ''}|${threads.join('|')}|${[...side.cancelled].join()}`;
}

function threadText(side: Side, thread: Thread, names: Names): string {
  const slots = [...(thread.todo?.reads ?? [])].map((slot) => {
    const value = side.store.get(slotKey(thread, slot));
    return value ? `${slot}=${valueText(value, names)}` : '';
  });
  return `${thread.todo?.number ?? -1} ${thread.waits ? valueText(thread.waits, names) : ''} ${slots.sort().join()} ${thread.scopes.join()}`;
}

function valueText(value: Value, names: Names): string {
  if ('handle' in value) return names.handle(value.handle);
  if ('is' in value) return value.is === 'ready' ? 'ok' : value.is;
  if ('flag' in value) return String(value.flag);
  if ('scope' in value) return `s${value.scope}`;
  const parts = ('list' in value ? value.list : value.values).map((part) => valueText(part, names));
  return `${'list' in value ? 'list' : value.of}(${parts.join()})`;
}

function emissionText({ command, to, number, draws }: Emission, names: Names): string {
  return `${command.kind} ${command.name} ${command.id ?? ''} ${number} ${draws} ${names.handle(to)}`;
}
