/** Threads: what runs beside other code, and the handles by which others wait for it. */
import type { Continuation } from './continuations.ts';
import type { Handle, State, Thread, Version } from './state.ts';

/** A new thread, ready to run. */
export function startThread(
  state: State,
  version: Version,
  todo: Continuation | null,
  from: { readonly thread: Thread | null; readonly own: readonly string[]; readonly scope: number | null },
): number {
  const side = state[version];
  const id = state.threads++;
  const scopes = from.thread?.scopes ?? [];
  const handle = newHandle(state, { is: 'thread', version, text: '', name: '', scopes, cancellation: 'try' });
  side.threads.push({
    id,
    todo,
    waits: null,
    at: null,
    scopes: from.scope === null ? scopes : [...scopes, from.scope],
    owners: [{ id, own: new Set(from.own) }, ...(from.thread?.owners ?? [])],
    handle,
  });
  side.running.push(id);
  return handle;
}

/** A new handle for something that is settled at some time; gives its number. */
export function newHandle(state: State, handle: Handle): number {
  const number = state.handleCount++;
  state.handles.set(number, handle);
  return number;
}
