/** Handlers of messages: programs of their own, and what they decide in the workflow. */
import type { TSESTree } from '@typescript-eslint/utils';
import { replaced, type Later, type Nodes, type Place } from '../model.ts';
import { constant, FALSE, TRUE, variable, type Term } from '../terms.ts';
import { awaited, type Extraction, placeOf, type Resolution } from './extraction.ts';
import { data, nothing, type Activation, type Known } from './values.ts';

/** `setHandler(definition, handler)`. */
export function setHandler(x: Extraction, args: readonly Known[], node: TSESTree.Node, activation: Activation, at: Place): Known {
  const [definition, handler] = args;
  if (definition?.is !== 'message' || !handler || definition.message === 'query') return nothing;
  const { message, name } = definition;
  const inner: Activation = { ...activation, handler: name, isAsync: true };
  const body = handler.is === 'data' ? [] : handlerBody(x, handler, node, inner);
  x.write({ type: 'handle', message, name, at });
  if (x.isSilent) return nothing;
  const known = x.handlers.findIndex((other) => other.message === message && other.name === name);
  const handlerProgram = { message, name, body, at };
  // The handler that is set last stays; a handler that is taken away again, or set anew, is there nevertheless.
  if (known < 0) x.handlers.push(handlerProgram);
  else if (body.length > 0) x.handlers[known] = handlerProgram;
  return nothing;
}

function handlerBody(x: Extraction, handler: Known, node: TSESTree.Node, activation: Activation): Nodes {
  return x.collect(() => {
    const parameter = (index: number) => data({ op: 'argument', args: [constant(index)] });
    awaited(x, x.call(handler, [parameter(0), parameter(1), parameter(2)], node, activation, true), placeOf(activation.module, node));
  });
}

/** Puts a predicate in place of each promise that a handler settles. */
export function withResolutions(nodes: Nodes, resolutions: readonly Resolution[]): Nodes {
  const messages = new Map<string, readonly Term[]>();
  for (const { slot, message } of resolutions) {
    messages.set(slot, [...(messages.get(slot) ?? []), { op: 'on', args: [constant(message), TRUE] }]);
  }
  const made = (slot: string) => (messages.has(slot) ? `${slot} made` : slot);
  return replaced(nodes, (node): Nodes => {
    if (node.type === 'resolve') return [{ ...node, slot: made(node.slot) }];
    const settled = node.type === 'promise' && messages.get(node.to);
    if (node.type !== 'promise' || !settled) return [node];
    // The same predicate as that of a flag which these messages set.
    const until: Later = { until: variable([FALSE, ...settled]) };
    const either: Later = { of: 'race', promises: [{ slot: made(node.to) }, until] };
    return [{ type: 'promise', to: made(node.to) }, { type: 'assign', to: node.to, value: either }];
  });
}
