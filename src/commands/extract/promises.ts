/** Promises that the code makes and combines. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Later, Nodes } from '../model.ts';
import type { Term } from '../terms.ts';
import { awaited, placeOf, type Extraction } from './extraction.ts';
import { data, nothing, promise, termOf, unknown, type Activation, type Known } from './values.ts';

type PromiseValue = Extract<Known, { is: 'promise' }>;

/** A promise for a value; a value that is none is there already. */
export function laterOf(known: Known): Later {
  if (known.is === 'promise') return known.later;
  return known.is === 'trigger' || known.is === 'promises' ? { slot: known.slot } : { is: 'ready' };
}

function givenBy(known: Known): Known {
  return known.is === 'promise' ? known.gives : known.is === 'trigger' ? nothing : known;
}

const COMBINATORS: Readonly<Record<string, 'all' | 'race' | 'any' | 'settled'>> = {
  '.all': 'all',
  '.race': 'race',
  '.any': 'any',
  '.allSettled': 'settled',
};

/** `Promise.all([…])` and its like, `Promise.resolve()`, `Promise.reject()`; null for any other call. */
export function promiseCombinator(x: Extraction, callee: Term, args: readonly Known[]): Known | null {
  if (!('op' in callee) || !callee.args[0] || !('op' in callee.args[0]) || callee.args[0].op !== 'Promise') return null;
  const [given = nothing] = args;
  if (callee.op === '.resolve') return given.is === 'promise' || given.is === 'trigger' ? given : promise({ is: 'ready' }, given);
  if (callee.op === '.reject') return promise({ is: 'failed' }, unknown);
  const of = COMBINATORS[callee.op];
  if (!of) return null;

  const isList = of === 'all' || of === 'settled';
  if (given.is === 'promises') {
    return promise({ of, promises: [{ slot: given.slot }] }, isList ? data({ op: 'array', args: [termOf(given.gives)] }) : given.gives);
  }
  if (given.is !== 'array') return promise({ is: 'ready' }, isList ? data({ op: 'array', args: [termOf(given)] }) : unknown);
  const promises = given.items.map(laterOf);
  const gives: Known = isList
    ? { is: 'array', items: given.items.map((item) => (of === 'settled' ? data({ op: 'settled', args: [termOf(givenBy(item))] }) : givenBy(item))) }
    : data({ op: of, args: given.items.map((item) => termOf(givenBy(item))) });
  return promise({ of, promises }, gives);
}

/** `then`, `catch` and `finally`; null for any other method. */
export function promiseMethod(
  x: Extraction,
  of: PromiseValue,
  name: string,
  args: readonly Known[],
  node: TSESTree.Node,
  activation: Activation,
  isAwaited: boolean,
): Known | null {
  if (name !== 'then' && name !== 'catch' && name !== 'finally') return null;
  const [first, second] = args;
  const at = placeOf(activation.module, node);
  const onError = name === 'catch' ? first : name === 'then' ? second : undefined;
  let gives: Known = of.gives;
  const chained = () => {
    const run = (callback: Known, given: readonly Known[]) => {
      const inner: Activation = { ...activation, isAsync: true };
      return awaited(x, x.call(callback, given, node, inner, true), at);
    };
    const body = x.collect(() => {
      awaited(x, of, at);
      // What a callback throws is not caught by the other one, and neither is there here a difference that commands show.
      if (name === 'then' && first) gives = run(first, [of.gives]);
    });
    if (onError) {
      const caught = x.collect(() => {
        run(onError, [data({ op: 'error', args: [] })]);
      });
      x.write({ type: 'try', body, catch: caught, finally: [] });
    } else if (name === 'finally' && first) {
      const cleanup = x.collect(() => {
        run(first, []);
      });
      x.write({ type: 'try', body, catch: null, finally: cleanup });
    } else x.write(...body);
  };
  if (isAwaited) {
    chained();
    return gives;
  }
  const { body, own } = x.collectOwn(chained);
  if (isOnlyWait(body)) return promise(of.later, gives);
  const to = x.slot('then');
  x.write({ type: 'start', body, to, own, at });
  return promise({ slot: to }, gives);
}

function isOnlyWait(nodes: Nodes): boolean {
  return nodes.length === 1 && nodes[0]?.type === 'wait';
}

/** `new Promise((resolve, reject) => …)`. */
export function newPromise(x: Extraction, executor: Known | undefined, node: TSESTree.Node, activation: Activation): Known {
  const slot = x.slot('promise');
  x.write({ type: 'promise', to: slot });
  if (executor) {
    const resolver = (fails: boolean): Known => ({ is: 'resolver', slot, fails });
    x.call(executor, [resolver(false), resolver(true)], node, activation);
  }
  return promise({ slot }, nothing);
}
