/**
 * Answers: data decides the same on both sides. Whoever asks a guard first leaves the answer, and the other side takes it when
 * it comes to the same guard. A guard that the other program does not have leaves nothing, and is counted.
 */
import { thresholdOf } from './guards.ts';
import type { Node } from './model.ts';
import type { Answer, State, Version } from './state.ts';
import { textOf, type Term } from './terms.ts';

export interface Questions {
  /** How often each guard is asked in the text of each program; guards with a limit count under what they compare, too. */
  readonly asked: { readonly [Side in Version]: ReadonlyMap<string, number> };
  /** Guards whose answer cannot change within an execution, by text. */
  readonly stable: ReadonlySet<string>;
}

/** The answer that a guard must have here, since the other side has asked the same; null where there is none yet. */
export function answerOf(guard: Term, state: State, version: Version, questions: Questions): boolean | null {
  const text = textOf(guard);
  const known = state.known.get(text);
  if (known) {
    if (known.version !== version) state.known.set(text, { ...known, isShared: true });
    return known.answer;
  }
  const left = leftFor(text, state, version);
  if (left) {
    take(text, state);
    return left.answer;
  }
  const threshold = thresholdOf(guard);
  const bound = threshold && leftFor(threshold.subject, state, version);
  if (!threshold || !bound || questions.asked[other(version)].has(text)) return null;
  const isWider = threshold.growing ? threshold.limit >= bound.limit : threshold.limit <= bound.limit;
  const isNarrower = threshold.growing ? threshold.limit <= bound.limit : threshold.limit >= bound.limit;
  if (!(bound.answer ? isWider : isNarrower)) return null;
  take(threshold.subject, state);
  return bound.answer;
}

/** Goes on with one answer to a guard that nobody has answered; changes the state. */
export function guess(guard: Term, answer: boolean, node: Node, state: State, version: Version, questions: Questions): void {
  const text = textOf(guard);
  const threshold = thresholdOf(guard);
  const asked = questions.asked[other(version)];
  const given: Answer = { version, answer, limit: threshold?.limit ?? 0, text, node };
  let oneSided = false;
  if (questions.stable.has(text)) {
    oneSided = !asked.has(text);
    state.known.set(text, { ...given, isShared: oneSided });
  } else if (asked.has(text)) leave(text, given, state);
  else if (threshold && asked.has(threshold.subject)) {
    const before = leftFor(threshold.subject, state, version);
    if (before) {
      take(threshold.subject, state);
      oneSided = true;
      // The two limits are one question that has changed.
      noteStep(before, oneSided, state);
    } else leave(threshold.subject, given, state);
  } else oneSided = true;

  if (oneSided) state.oneSided++;
  noteStep(given, oneSided, state);
}

function noteStep({ version, text, answer, node }: Answer, oneSided: boolean, state: State): void {
  state.path = { step: { is: 'answer', version, text, answer, oneSided, node }, before: state.path };
}

function other(version: Version): Version {
  return version === 'old' ? 'new' : 'old';
}

/** The oldest answer that the other side has left; null where it has left none. */
function leftFor(text: string, state: State, version: Version): Answer | null {
  const [first] = state.answers.get(text) ?? [];
  return first && first.version !== version ? first : null;
}

function take(text: string, state: State): void {
  const rest = (state.answers.get(text) ?? []).slice(1);
  if (rest.length > 0) state.answers.set(text, rest);
  else state.answers.delete(text);
}

function leave(text: string, answer: Answer, state: State): void {
  state.answers.set(text, [...(state.answers.get(text) ?? []), answer]);
}
