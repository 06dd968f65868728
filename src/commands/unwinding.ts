/** Leaving code before its end: where `return`, `throw`, `break` and `continue` go on. */
import type { Completion, Continuation, Continuations } from './continuations.ts';

export interface Landing {
  readonly todo: Continuation | null;
  /** The slot that the value of a `return` is for; null where it is for none. */
  readonly to: string | null;
}

/** What is to be done next after a completion, the innermost frame first; null where it leaves the thread. */
export function landingOf(from: Continuation | null, completion: Completion, continuations: Continuations): Landing | null {
  const leaves = (label: string | undefined) => (completion.how === 'break' || completion.how === 'continue') && (completion.label === undefined || completion.label === label);
  const at = (todo: Continuation | null, to: string | null = null): Landing => ({ todo, to });

  for (let todo = from; todo; todo = todo.rest) {
    const { frame, rest } = todo;
    if (frame.is === 'call' && completion.how === 'return') return at(rest, frame.to);
    if ((frame.is === 'round' || frame.is === 'times') && leaves(frame.node.label)) return at(completion.how === 'continue' ? todo : rest);
    if (frame.is === 'block' && completion.how === 'break' && completion.label === frame.label) return at(rest);
    if (frame.is !== 'try' && frame.is !== 'finally') continue;

    const cleanup = frame.is === 'try' ? frame.node.finally : frame.nodes;
    const isThrown = completion.how === 'throw' || completion.how === 'fault';
    if (isThrown && frame.is === 'try' && frame.node.catch) {
      const below = cleanup.length > 0 ? continuations.push({ is: 'finally', nodes: cleanup }, rest) : rest;
      return at(continuations.pushAll(frame.node.catch, below));
    }
    if (cleanup.length > 0) return at(continuations.pushAll(cleanup, continuations.push({ is: 'leaving', completion }, rest)));
  }
  return null;
}
