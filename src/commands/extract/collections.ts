/** Methods of arrays that call back: each call is a round of a loop, or written out where the items are known. */
import type { TSESTree } from '@typescript-eslint/utils';
import { variableOf } from '../../syntax/bindings.ts';
import { unwrapped } from '../../syntax/nodes.ts';
import type { Nodes } from '../model.ts';
import { constant, term, type Term } from '../terms.ts';
import { anyOf, isActive } from './choices.ts';
import { placeOf, type Extraction } from './extraction.ts';
import { laterOf } from './promises.ts';
import { data, nothing, promise, termOf, type Activation, type Known } from './values.ts';

/** Loops over more items than this are not written out. */
export const MAX_KNOWN_ITEMS = 8;

/** The methods of arrays, but for `reduce`, that call back for each item. */
export const CALLING_BACK: ReadonlySet<string> = new Set(['map', 'forEach', 'flatMap', 'filter', 'some', 'every', 'find', 'findIndex']);

/** The rest of an iteration: whether there is one more item. */
export function moreOf(of: Term): Term {
  return { op: 'more', args: [of] };
}

/** A method of an array; null where it is no method that matters here. */
export function arrayMethod(
  x: Extraction,
  of: Known,
  name: string,
  args: readonly Known[],
  node: TSESTree.Node,
  activation: Activation,
): Known | null {
  const [callback] = args;
  if (of.is === 'choices') return choicesMethod(x, of.items, name, args, node, activation);
  if (name === 'push' || name === 'unshift') return push(x, of, args, node, activation);
  if (name === 'reduce' && callback) return reduce(x, of, callback, args[1], node, activation);
  if (!CALLING_BACK.has(name) || !callback || callback.is === 'data') return null;

  if (of.is === 'array' && of.items.length <= MAX_KNOWN_ITEMS) {
    const items = of.items.map((item, index) => x.call(callback, [item, data(constant(index)), of], node, activation));
    if (name === 'forEach') return nothing;
    if (name === 'map' && items.some((item) => item.is !== 'data')) return { is: 'array', items };
    return name === 'map' ? { is: 'array', items } : data(called(of, name, callback));
  }
  if (of.is === 'promises') return null;

  const subject = termOf(of);
  const list = x.slot('list');
  let result: Known = nothing;
  const body = x.collect(() => {
    result = x.call(callback, [data({ op: 'item', args: [subject] }), data({ op: 'index', args: [] }), of], node, activation);
    if (result.is === 'promise') x.write({ type: 'push', to: list, value: result.later });
  });
  const given: Known = result;
  if (body.length > 0) {
    if (given.is === 'promise') x.write({ type: 'assign', to: list, value: { of: 'all', promises: [] } });
    x.write({ type: 'loop', guard: moreOf(subject), body, next: [], at: placeOf(activation.module, node) });
  }
  if (given.is === 'promise' && (name === 'map' || name === 'flatMap')) return { is: 'promises', slot: list, gives: given.gives };
  return name === 'forEach' ? nothing : data(called(of, name, callback, given));
}

/** What a callback gives, in place of its text. */
function called(of: Known, name: string, callback: Known, result?: Known): Term {
  return { op: 'call', args: [term(`.${name}`, termOf(of)), result ? termOf(result) : termOf(callback)] };
}

/** A list of functions: how many there are, and in which order, is data. */
function choicesMethod(
  x: Extraction,
  items: readonly Known[],
  name: string,
  args: readonly Known[],
  node: TSESTree.Node,
  activation: Activation,
): Known | null {
  const [callback] = args;
  if (name === 'push' || name === 'unshift') {
    const list: Known = { is: 'choices', items: [...items, ...args] };
    replaceHeld(activation, (held) => held.is === 'choices' && held.items === items, list);
    return nothing;
  }
  if (name === 'reverse' || name === 'slice' || name === 'toReversed' || name === 'concat') return { is: 'choices', items };
  if (name === 'pop' || name === 'shift' || name === 'at') return anyOf(x, items, node, activation);
  if (!CALLING_BACK.has(name) || !callback) return null;
  const body = x.collect(() => {
    x.call(callback, [anyOf(x, items, node, activation)], node, activation);
  });
  if (body.length > 0) x.write({ type: 'loop', guard: moreOf({ op: 'choices', args: [] }), body, next: [], at: placeOf(activation.module, node) });
  return nothing;
}

/** `promises.push(start())`: the array becomes a slot. Functions that are pushed make it a list of choices. */
function push(x: Extraction, of: Known, args: readonly Known[], node: TSESTree.Node, activation: Activation): Known | null {
  const promised = args.find((argument) => argument.is === 'promise');
  if (x.isSilent || (!promised && !args.some(isActive))) return null;
  if (of.is === 'promises') {
    for (const argument of args) x.write({ type: 'push', to: of.slot, value: laterOf(argument) });
    return nothing;
  }
  const holder = holderOf(node, activation);
  if (!holder) return null;
  if (promised?.is !== 'promise') {
    holder.variables.set(holder.variable, { is: 'choices', items: [...holder.items, ...args] });
    return nothing;
  }
  const slot = x.slot('list');
  for (const item of [...holder.items, ...args]) x.write({ type: 'push', to: slot, value: laterOf(item) });
  holder.variables.set(holder.variable, { is: 'promises', slot, gives: promised.gives });
  return nothing;
}

/** The variable whose array a method is called on, where its items are known; null where no variable holds it. */
function holderOf(node: TSESTree.Node, activation: Activation) {
  const object = node.type === 'CallExpression' && node.callee.type === 'MemberExpression' ? unwrapped(node.callee.object) : null;
  const variable = object?.type === 'Identifier' ? variableOf(activation.module.file, object) : null;
  if (!variable) return null;
  for (let at: Activation | null = activation; at; at = at.outer) {
    const held = at.variables.get(variable);
    if (held?.is === 'array') return { variables: at.variables, variable, items: held.items };
    if (held) return null;
  }
  return null;
}

function replaceHeld(activation: Activation, isHeld: (held: Known) => boolean, value: Known): void {
  for (let at: Activation | null = activation; at; at = at.outer) {
    for (const [variable, held] of at.variables) if (isHeld(held)) at.variables.set(variable, value);
  }
}

/** `reduce`, with a promise that is handed from call to call. */
function reduce(
  x: Extraction,
  of: Known,
  callback: Known,
  start: Known | undefined,
  node: TSESTree.Node,
  activation: Activation,
): Known | null {
  if (callback.is !== 'function' || !start) return null;
  if (of.is === 'array' && of.items.length <= MAX_KNOWN_ITEMS) {
    return of.items.reduce<Known>((before, item) => x.call(callback, [before, item], node, activation), start);
  }
  const subject = termOf(of);
  const slot = x.slot('chain');
  let result: Known = nothing;
  const body: Nodes = x.collect(() => {
    const before = start.is === 'promise' ? promise({ slot }, start.gives) : start;
    result = x.call(callback, [before, data({ op: 'item', args: [subject] })], node, activation);
    if (result.is === 'promise') x.write({ type: 'assign', to: slot, value: result.later });
  });
  if (body.length === 0) return null;
  const given: Known = result;
  if (start.is === 'promise') x.write({ type: 'assign', to: slot, value: start.later });
  x.write({ type: 'loop', guard: moreOf(subject), body, next: [], at: placeOf(activation.module, node) });
  return given.is === 'promise' ? promise({ slot }, given.gives) : given;
}
