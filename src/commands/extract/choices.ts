/** Values that are one of several: functions in a map or in a list. Calling one asks which it is. */
import type { TSESTree } from '@typescript-eslint/utils';
import { bodiesOf, type Node, type Nodes } from '../model.ts';
import { constant, term, type Term } from '../terms.ts';
import { placeOf, type Extraction } from './extraction.ts';
import { laterOf } from './promises.ts';
import { promise, unknown, type Activation, type Known } from './values.ts';

type Choice = Extract<Known, { is: 'one of' }>;

/** One of the items of a list, told apart by what they do. */
export function anyOf(x: Extraction, items: readonly Known[], node: TSESTree.Node, activation: Activation): Choice {
  const selector: Term = { op: 'item', args: [] };
  const cases = items.map((value, index) => {
    const name = actionText(x, value, node, activation) ?? String(index);
    return { guard: { op: 'is', args: [selector, constant(name)] }, value };
  });
  return { is: 'one of', cases };
}

/** The property of an object that a computed key names; null where no property does anything. */
export function propertyByKey(object: Extract<Known, { is: 'object' }>, key: Term): Choice | null {
  const cases = [...object.properties].map(([name, value]) => ({ guard: term('===', key, constant(name)), value }));
  return cases.some(({ value }) => value.is !== 'data') ? { is: 'one of', cases } : null;
}

/** Calls whichever it is. */
export function callChoice(
  x: Extraction,
  { cases }: Choice,
  args: readonly Known[],
  node: TSESTree.Node,
  activation: Activation,
  isAwaited: boolean,
): Known {
  const at = placeOf(activation.module, node);
  const results: Known[] = [];
  const arms = cases.map(({ value }): Nodes =>
    x.collect(() => {
      results.push(x.call(value, args, node, activation, isAwaited));
    }),
  );
  const promised = results.find((result) => result.is === 'promise');
  const to = promised ? x.slot('either') : null;
  let chain: Nodes = [];
  for (let index = cases.length - 1; index >= 0; index--) {
    const guard = cases[index]?.guard;
    const result = results[index] ?? unknown;
    if (!guard) continue;
    const stored: Nodes = to === null ? [] : [{ type: 'assign', to, value: laterOf(result) }];
    const then = [...(arms[index] ?? []), ...stored];
    if (then.length + chain.length > 0) chain = [{ type: 'branch', guard, then, else: chain, at } satisfies Node];
  }
  x.write(...chain);
  if (promised?.is === 'promise' && to !== null) return promise({ slot: to }, promised.gives);
  return results.length === 1 ? (results[0] ?? unknown) : unknown;
}

/** What calling a value, or the functions in it, would emit, as text; null where that is nothing. */
export function actionText(x: Extraction, value: Known, node: TSESTree.Node, activation: Activation): string | null {
  const functions = value.is === 'object' ? [...value.properties.values()] : [value];
  const emitted = functions.flatMap((one) => (one.is === 'function' ? emittedBy(x, one, node, activation) : []));
  return emitted.length > 0 ? emitted.join('; ') : null;
}

function emittedBy(x: Extraction, callback: Known, node: TSESTree.Node, activation: Activation): readonly string[] {
  const nodes = x.describe(() =>
    x.collect(() => {
      x.call(callback, [], node, activation, true);
    }),
  );
  return [...emissions(nodes)];
}

function* emissions(nodes: Nodes): Generator<string> {
  for (const inner of nodes) {
    if (inner.type === 'emit') yield `${inner.command.kind} ${inner.command.name}`.trim();
    for (const body of bodiesOf(inner)) yield* emissions(body);
  }
}

/** Whether a value does something when it, or a function in it, is called. */
export function isActive(known: Known): boolean {
  if (known.is === 'object') return [...known.properties.values()].some(isActive);
  return known.is === 'function' || known.is === 'activity' || known.is === 'one of';
}

/** A property of whichever it is. */
export function choiceMember({ cases }: Choice, member: (of: Known) => Known): Known {
  return { is: 'one of', cases: cases.map(({ guard, value }) => ({ guard, value: member(value) })) };
}

