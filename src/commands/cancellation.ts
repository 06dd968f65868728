/** Cancelling: what is not sent yet vanishes, for what is in history a command is sent, and promises are settled. */
import type { Node } from './model.ts';
import { emissionOf, settledAs, type Emission, type State, type Value, type Version } from './state.ts';

/** Cancels what a slot holds, a timer or all that a scope has started; changes the state. */
export function cancel(target: Value | null, node: Extract<Node, { type: 'cancel' }>, state: State, version: Version): void {
  if (!target || (!('scope' in target) && !('handle' in target))) return;
  const side = state[version];
  if ('scope' in target) side.cancelled.add(target.scope);
  const outcome = 'scope' in target ? 'failed' : 'gone';
  const isTarget = (handle: number): boolean =>
    'handle' in target ? handle === target.handle : (state.handles.get(handle)?.scopes.includes(target.scope) ?? false);

  for (const unsent of [side.out, version === 'new' ? state.queue : []]) {
    for (const emission of unsent.filter(({ to }) => to >= 0 && isTarget(to))) {
      unsent.splice(unsent.indexOf(emission), 1);
      settle(emission, outcome, state);
    }
  }
  for (const [number, handle] of state.handles) {
    if (handle.version !== version || handle.is === 'thread' || !isTarget(number) || settledAs(state, number) !== undefined) continue;
    if (handle.is === 'command' && handle.cancellation !== 'abandon') {
      const request = emissionOf(node, { kind: 'cancellation', name: handle.text, id: null });
      (node.late ? side.late : side.out).push(request);
    }
    if (handle.cancellation !== 'wait') side.own.set(number, outcome);
  }
}

/** Settles the promises of a command that is not sent. */
export function settle({ to, started }: Emission, outcome: 'ok' | 'failed' | 'gone', state: State): void {
  for (const handle of [to, started]) {
    if (handle !== null && handle >= 0 && !state.outcomes.has(handle)) state.outcomes.set(handle, outcome);
  }
}
