/** Calls: functions that can be seen are inlined, those of the SDK and of the language mean something, the rest is opaque. */
import type { TSESTree } from '@typescript-eslint/utils';
import { isFunction, staticName, unwrapped, type FunctionNode } from '../../syntax/nodes.ts';
import { bodiesOf, nodesIn, type Node, type Nodes } from '../model.ts';
import { constant, term, textOf, type Term } from '../terms.ts';
import { actionText, callChoice } from './choices.ts';
import { codeTerm, compact } from './code-text.ts';
import { arrayMethod } from './collections.ts';
import { awaited, isForeign, placeOf, type Extraction } from './extraction.ts';
import { memberOf } from './members.ts';
import { newPromise, promiseCombinator, promiseMethod } from './promises.ts';
import { sdkCall, sdkConstruction, sdkMethod, startActivity } from './sdk-calls.ts';
import { data, nothing, promise, termOf, unknown, type Activation, type Known } from './values.ts';

/** What a call gives; `isAwaited` where it stands right behind an `await`. */
export function callExpression(x: Extraction, node: TSESTree.CallExpression, activation: Activation, isAwaited: boolean): Known {
  const callee = unwrapped(node.callee);
  if (callee.type === 'Super') {
    for (const argument of node.arguments) x.evaluate(argument, activation);
    return nothing;
  }
  const optional = optionalPart(node);
  if (optional) return optionalCall(x, node, optional, activation, isAwaited);
  const target = called(x, callee, activation);
  const args = node.arguments.map((argument) => x.evaluate(argument, activation));
  return x.call(target, args, node, activation, isAwaited);
}

/** What is called: a method of data stays a method, whatever the data may be. */
function called(x: Extraction, callee: TSESTree.Node, activation: Activation): Known {
  if (callee.type !== 'MemberExpression') return x.evaluate(callee, activation);
  const object = x.evaluate(callee.object, activation);
  const name = staticName(callee);
  return object.is === 'data' && name !== null ? { is: 'method', of: object, name } : memberOf(x, object, callee, activation);
}

/** What is asked for before an optional call: `a` of `a?.b()` and of `a?.()`. */
function optionalPart(node: TSESTree.CallExpression): TSESTree.Node | null {
  if (node.optional) return node.callee;
  const callee = unwrapped(node.callee);
  return callee.type === 'MemberExpression' && callee.optional ? callee.object : null;
}

function optionalCall(x: Extraction, node: TSESTree.CallExpression, asked: TSESTree.Node, activation: Activation, isAwaited: boolean): Known {
  const subject = x.evaluate(asked, activation);
  let result: Known = unknown;
  const written = x.collect(() => {
    const target = called(x, unwrapped(node.callee), activation);
    const args = node.arguments.map((argument) => x.evaluate(argument, activation));
    result = x.call(target, args, node, activation, isAwaited);
  });
  // Only data can be missing.
  if (subject.is !== 'data' || written.length === 0) {
    x.write(...written);
    return result;
  }
  const isMissing: Term = { op: 'isNull', args: [subject.term] };
  x.write({ type: 'branch', guard: isMissing, then: [], else: written, at: placeOf(activation.module, node) });
  return result;
}

/** Calls what a value is. */
export function call(
  x: Extraction,
  callee: Known,
  args: readonly Known[],
  node: TSESTree.Node,
  activation: Activation,
  isAwaited: boolean,
): Known {
  switch (callee.is) {
    case 'function':
      return callFunction(x, callee, args, node, activation, isAwaited);
    case 'activity':
      return startActivity(x, callee, node, activation);
    case 'sdk':
      return sdkCall(x, callee.name, args, node, activation, isAwaited);
    case 'resolver':
      return resolve(x, callee.slot, callee.fails, args, activation);
    case 'opaque':
      return unknownCall(x, callee.name, node, activation);
    case 'one of':
      return callChoice(x, callee, args, node, activation, isAwaited);
    case 'continue as new':
      x.write({ type: 'exit', how: 'continue as new', at: placeOf(activation.module, node) });
      return promise({ is: 'never' }, nothing);
    case 'method':
      return method(x, callee.of, callee.name, args, node, activation, isAwaited);
    case 'data':
      return dataCall(x, callee.term, args, node, activation);
    default:
      return unknown;
  }
}

/** Settles a promise; in a handler that becomes a predicate of the workflow. */
function resolve(x: Extraction, slot: string, fails: boolean, args: readonly Known[], activation: Activation): Known {
  const [value] = args;
  if (activation.handler !== null) x.resolutions.push({ slot, message: activation.handler });
  else if (value?.is === 'promise') x.write({ type: 'start', own: [], to: x.slot('link'), body: [{ type: 'wait', on: value.later, at: null }, { type: 'resolve', slot }], at: null });
  else x.write(fails ? { type: 'resolve', slot, fails } : { type: 'resolve', slot });
  return nothing;
}

function method(
  x: Extraction,
  of: Known,
  name: string,
  args: readonly Known[],
  node: TSESTree.Node,
  activation: Activation,
  isAwaited: boolean,
): Known {
  if (of.is === 'trigger') {
    if (name === 'resolve' || name === 'reject') return resolve(x, of.slot, name === 'reject', args, activation);
    return promiseMethod(x, { is: 'promise', later: { slot: of.slot }, gives: nothing }, name, args, node, activation, isAwaited) ?? unknown;
  }
  if (of.is === 'promise') {
    const result = promiseMethod(x, of, name, args, node, activation, isAwaited);
    if (result) return result;
  }
  if (of.is === 'function' && (name === 'call' || name === 'apply')) return x.call(of, name === 'call' ? args.slice(1) : [], node, activation, isAwaited);
  if (of.is === 'function' && name === 'bind') return of;
  if (of.is === 'array' || of.is === 'promises' || of.is === 'choices' || of.is === 'data') {
    const result = arrayMethod(x, of, name, args, node, activation);
    if (result) return result;
  }
  if (of.is === 'data') return dataCall(x, { op: `.${name}`, args: [of.term] }, args, node, activation);
  return sdkMethod(x, of, name, args, node, activation, isAwaited) ?? data({ op: 'call', args: [term(`.${name}`, termOf(of)), ...args.map(termOf)] });
}

/** A call of data: of a global, of something imported that cannot be seen, or of a method of either. */
function dataCall(
  x: Extraction,
  of: Term,
  args: readonly Known[],
  node: TSESTree.Node,
  activation: Activation,
): Known {
  const combined = promiseCombinator(x, of, args);
  if (combined) return combined;
  const global = globalCall(x, of, args, activation, node);
  if (global) return global;

  const callbacks = args.map((argument) => (argument.is === 'function' ? actionText(x, argument, node, activation) : null)).filter((text) => text !== null);
  const emits = callbacks.length > 0;
  if (emits || (isForeign(of) && args.some(isMeans))) {
    return unknownCall(x, [opaqueName(of), ...callbacks.map((text) => `{ ${text} }`)].join(' '), node, activation);
  }
  return data(compact(calledTerm(of, args)));
}

/** A call that may emit commands, by its name. */
function unknownCall(x: Extraction, name: string, node: TSESTree.Node, activation: Activation): Known {
  const to = x.slot('call');
  x.write({ type: 'emit', command: { kind: 'unknown call', name, id: null }, to, at: placeOf(activation.module, node) });
  return promise({ slot: to }, data({ op: 'result', args: [constant(name)] }));
}

/** Something that commands can be emitted with. */
function isMeans(known: Known): boolean {
  return known.is === 'proxy' || known.is === 'activity' || known.is === 'child' || known.is === 'instance' || known.is === 'scope';
}

function calledTerm(of: Term, args: readonly Known[]): Term {
  return { op: 'call', args: [of, ...args.map(termOf)] };
}

function opaqueName(of: Term): string {
  if (!('op' in of)) return textOf(of);
  const [first, second] = of.args;
  if (of.op === 'import' && second) return String('value' in second ? second.value : '');
  return of.op.startsWith('.') && first ? `${opaqueName(first)}${of.op}` : of.op === 'call' && first ? opaqueName(first) : textOf(of);
}

function globalCall(x: Extraction, of: Term, args: readonly Known[], activation: Activation, node: TSESTree.Node): Known | null {
  const name = globalName(of);
  const at = placeOf(activation.module, node);
  switch (name) {
    case 'Date.now':
      return data({ op: 'now', args: [] });
    case 'Math.random':
      x.write({ type: 'draw', count: 1, at });
      return data({ op: 'random', args: [] });
    case 'setTimeout':
      return sdkCall(x, 'setTimeout', args, node, activation, false);
    case 'clearTimeout': {
      const [timer] = args;
      if (timer?.is === 'promise' && 'slot' in timer.later) x.write({ type: 'cancel', slot: timer.later.slot, late: true, at });
      return nothing;
    }
    case 'Object.freeze':
      return args[0] ?? unknown;
    case 'Array.from':
      return arrayFrom(x, args, node, activation);
    default:
      return null;
  }
}

/** `Array.from({ length: 3 }, f)` and `Array.from(xs, f)`. */
function arrayFrom(x: Extraction, args: readonly Known[], node: TSESTree.Node, activation: Activation): Known | null {
  const [source, callback] = args;
  if (!source) return null;
  const length = source.is === 'object' ? source.properties.get('length') : undefined;
  const count = length?.is === 'data' && 'value' in length.term && typeof length.term.value === 'number' ? length.term.value : null;
  const items: Known | null = count !== null && count <= 8 ? { is: 'array', items: Array.from({ length: count }, () => nothing) } : source;
  if (!callback) return items;
  return arrayMethod(x, items.is === 'object' ? data(termOf(items)) : items, 'map', [callback], node, activation);
}

function globalName(of: Term): string | null {
  if (!('op' in of)) return null;
  if (of.args.length === 0) return of.op;
  const [object] = of.args;
  return of.op.startsWith('.') && object && 'op' in object && object.args.length === 0 ? `${object.op}${of.op}` : null;
}

/** `new X(…)`. */
export function newExpression(x: Extraction, node: TSESTree.NewExpression, activation: Activation): Known {
  const callee = x.evaluate(node.callee, activation);
  const args = node.arguments.map((argument) => x.evaluate(argument, activation));
  if (callee.is === 'sdk') return sdkConstruction(x, callee.name) ?? data({ op: 'new', args: [termOf(callee)] });
  if (callee.is === 'data' && 'op' in callee.term && callee.term.op === 'Promise') return newPromise(x, args[0], node, activation);
  if (callee.is === 'data' && textOf(callee.term) === 'Date' && args.length === 0) return data({ op: 'now', args: [] });
  if (callee.is === 'class') return construct(x, callee, args, node, activation);
  return data({ op: 'new', args: [termOf(callee), ...args.map(termOf)] });
}

function construct(
  x: Extraction,
  of: Extract<Known, { is: 'class' }>,
  args: readonly Known[],
  node: TSESTree.Node,
  activation: Activation,
): Known {
  const self: Known = { is: 'instance', of: of.node, activation: of.activation, fields: new Map() };
  const inner: Activation = { ...of.activation, self, variables: new Map(), outer: of.activation, handler: activation.handler };
  for (const element of of.node.body.body) {
    if (element.type === 'PropertyDefinition' && !element.static && element.value) {
      const name = element.key.type === 'PrivateIdentifier' ? `#${element.key.name}` : staticName(element);
      const value = x.evaluate(element.value, inner);
      if (name !== null) self.fields.set(name, value);
    }
  }
  const maker = of.node.body.body.find((element) => element.type === 'MethodDefinition' && element.kind === 'constructor');
  if (maker?.type === 'MethodDefinition' && isFunction(maker.value)) {
    for (const [index, parameter] of maker.value.params.entries()) {
      if (parameter.type !== 'TSParameterProperty') continue;
      const name = parameter.parameter.type === 'Identifier' ? parameter.parameter.name : null;
      const value = args[index];
      if (name !== null && value) self.fields.set(name, value);
    }
    callFunction(x, { is: 'function', node: maker.value, activation: of.activation, self }, args, node, activation, false);
  }
  return self;
}

/** Runs a function in place; an async one that nobody waits for here becomes a branch of its own. */
function callFunction(
  x: Extraction,
  callee: Extract<Known, { is: 'function' }>,
  args: readonly Known[],
  at: TSESTree.Node,
  activation: Activation,
  isAwaited: boolean,
): Known {
  const { node } = callee;
  if (node.generator) return { is: 'generator', of: callee, args };
  const place = placeOf(activation.module, at);
  if (!x.canInline(node)) {
    // A recursive call does again what is being written; how often, data decides.
    return unknownCall(x, `${nameOfFunction(node)} again`, at, activation);
  }
  if (!node.async) return inlined(x, callee, args, activation);
  if (isAwaited) return inlined(x, callee, args, activation);

  let gives: Known = unknown;
  const { body, own } = x.collectOwn(() => {
    gives = inlined(x, callee, args, activation);
  });
  if (body.length === 0) return promise({ is: 'ready' }, gives);
  const to = x.slot(nameOfFunction(node) || 'branch');
  x.write({ type: 'start', body, to, own, at: place });
  return promise({ slot: to }, gives);
}

/** The name of a function as declared; empty for one without. */
export function nameOfFunction(node: FunctionNode): string {
  if (node.id) return node.id.name;
  const { parent } = node;
  if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier') return parent.id.name;
  return parent?.type === 'Property' || parent?.type === 'MethodDefinition' ? (staticName(parent) ?? '') : '';
}

/** Runs a function in place; `onYield` is what a generator does with what it yields. */
export function inlined(
  x: Extraction,
  callee: Extract<Known, { is: 'function' }>,
  args: readonly Known[],
  caller: Activation,
  onYield: Activation['onYield'] = null,
): Known {
  const { node } = callee;
  const activation: Activation = {
    module: callee.activation.module,
    outer: callee.activation,
    variables: new Map(),
    isAsync: node.async,
    self: callee.self,
    handler: caller.handler,
    returns: [],
    node,
    onYield,
  };
  x.calls.push(node);
  const body = x.collect(() => {
    bindParameters(x, node, args, activation);
    if (node.body.type === 'BlockStatement') x.execute(node.body, activation);
    else {
      const isWaited = node.async && node.body.type === 'CallExpression';
      const value = isWaited ? callExpression(x, node.body as TSESTree.CallExpression, activation, true) : x.evaluate(node.body, activation);
      activation.returns.push(node.async ? awaited(x, value, placeOf(activation.module, node.body)) : value);
    }
  });
  x.calls.pop();
  return finished(x, body, activation, node, args);
}

function bindParameters(x: Extraction, node: FunctionNode, args: readonly Known[], activation: Activation): void {
  for (const [index, parameter] of node.params.entries()) {
    const target = parameter.type === 'TSParameterProperty' ? parameter.parameter : parameter;
    if (target.type === 'RestElement') x.bind(target.argument, { is: 'array', items: args.slice(index) }, activation);
    else x.bind(target, args[index] ?? nothing, activation);
  }
}

/** The body of an inlined function in place, and what the call gives. */
function finished(x: Extraction, body: Nodes, activation: Activation, node: FunctionNode, args: readonly Known[]): Known {
  const [only = nothing, ...others] = activation.returns;
  const last = body.at(-1);
  const exits = [...exitsOf(body)];
  // One `return`, at the end: the body stands for itself.
  if (others.length === 0 && (exits.length === 0 || (exits.length === 1 && exits[0] === last))) {
    x.write(...(exits.length === 0 ? body : body.slice(0, -1)));
    return only;
  }

  const promised = activation.returns.find((value) => value.is === 'promise');
  const isData = activation.returns.every((value) => value.is === 'data');
  const to = promised && !activation.isAsync ? x.slot(nameOfFunction(node) || 'call') : null;
  if (!isIdle(body)) x.write(to === null ? { type: 'call', body } : { type: 'call', body, to });
  if (promised?.is === 'promise' && to !== null) return promise({ slot: to }, promised.gives);
  if (!isData) return activation.returns.find((value) => value.is !== 'data') ?? unknown;
  return data(compact({ op: 'call', args: [codeTerm(x, node, activation), ...args.map(termOf)] }));
}

/** Whether nodes only decide about data: they emit nothing, wait for nothing and throw nothing. */
function isIdle(nodes: Nodes): boolean {
  for (const node of nodesIn(nodes)) {
    const isControl = node.type === 'branch' || node.type === 'leave' || node.type === 'loop' || node.type === 'repeat' || node.type === 'block' || node.type === 'call';
    if (!isControl && !(node.type === 'exit' && node.how === 'return')) return false;
  }
  return true;
}

/** The `return`s that leave these nodes, those of inner functions not included. */
function* exitsOf(nodes: Nodes): Generator<Node> {
  for (const node of nodes) {
    if (node.type === 'exit' && node.how === 'return') yield node;
    if (node.type !== 'call' && node.type !== 'start') for (const body of bodiesOf(node)) yield* exitsOf(body);
  }
}
