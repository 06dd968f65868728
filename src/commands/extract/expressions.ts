/** Expressions: what they give, and what running them emits on the way. */
import type { TSESTree } from '@typescript-eslint/utils';
import { variableOf } from '../../syntax/bindings.ts';
import { staticName, unwrapped } from '../../syntax/nodes.ts';
import { hasCommands, type Guard, type Nodes } from '../model.ts';
import { code, constant, isConstant, joined, question, term, type Term } from '../terms.ts';
import { callExpression, newExpression } from './calls.ts';
import { compact } from './code-text.ts';
import { awaited, isForeign, placeOf, type Extraction } from './extraction.ts';
import { memberOf } from './members.ts';
import { nameValue } from './names.ts';
import { data, nothing, promise, stringOf, termOf, unknown, type Activation, type Known } from './values.ts';

/** What an expression gives; what it emits is written. */
export function evaluate(x: Extraction, wrapped: TSESTree.Node, activation: Activation): Known {
  const node = unwrapped(wrapped);
  switch (node.type) {
    case 'Literal':
      return data(typeof node.value === 'object' || typeof node.value === 'bigint' ? literal(node) : constant(node.value));
    case 'TemplateLiteral':
      return templateLiteral(x, node, activation);
    case 'Identifier':
      return nameValue(x, node, activation);
    case 'MemberExpression':
      return memberOf(x, x.evaluate(node.object, activation), node, activation);
    case 'CallExpression':
      return callExpression(x, node, activation, false);
    case 'NewExpression':
      return newExpression(x, node, activation);
    case 'AwaitExpression':
      return awaitExpression(x, node, activation);
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return { is: 'function', node, activation, self: node.type === 'ArrowFunctionExpression' ? activation.self : null };
    case 'ClassExpression':
      return { is: 'class', node, activation };
    case 'ThisExpression':
      return activation.self ?? data({ op: 'this', args: [] });
    case 'ObjectExpression':
      return objectExpression(x, node, activation);
    case 'ArrayExpression':
      return arrayExpression(x, node, activation);
    case 'UnaryExpression': {
      const value = termOf(x.evaluate(node.argument, activation));
      return data(node.operator === 'delete' ? unknownTerm : term(node.operator, value));
    }
    case 'BinaryExpression': {
      const left = node.left.type === 'PrivateIdentifier' ? code('#') : termOf(x.evaluate(node.left, activation));
      return data(term(node.operator, left, termOf(x.evaluate(node.right, activation))));
    }
    case 'LogicalExpression':
      return logicalExpression(x, node, activation);
    case 'ConditionalExpression':
      return conditionalExpression(x, node, activation);
    case 'AssignmentExpression':
      return assignmentExpression(x, node, activation);
    case 'UpdateExpression':
      return data(term('+', termOf(x.evaluate(node.argument, activation)), constant(node.operator === '++' ? 1 : -1)));
    case 'SequenceExpression':
      return node.expressions.map((part) => x.evaluate(part, activation)).at(-1) ?? nothing;
    case 'SpreadElement':
      return x.evaluate(node.argument, activation);
    case 'YieldExpression': {
      const value = node.argument ? x.evaluate(node.argument, activation) : nothing;
      activation.onYield?.(value);
      return unknown;
    }
    case 'TaggedTemplateExpression': {
      const tag = termOf(x.evaluate(node.tag, activation));
      return data({ op: 'call', args: [tag, termOf(templateLiteral(x, node.quasi, activation))] });
    }
    default:
      return unknown;
  }
}

const unknownTerm: Term = code('?');

function literal(node: TSESTree.Literal): Term {
  return node.value === null && !('regex' in node) && !('bigint' in node) ? constant(null) : { op: 'literal', args: [constant(node.raw)] };
}

function templateLiteral(x: Extraction, node: TSESTree.TemplateLiteral, activation: Activation): Known {
  const parts = node.quasis.flatMap((quasi, index): Term[] => {
    const expression = node.expressions[index];
    const text = constant(quasi.value.cooked);
    return expression ? [text, termOf(x.evaluate(expression, activation))] : [text];
  });
  return data(joined(parts));
}

function awaitExpression(x: Extraction, node: TSESTree.AwaitExpression, activation: Activation): Known {
  const argument = unwrapped(node.argument);
  const value = argument.type === 'CallExpression' ? callExpression(x, argument, activation, true) : x.evaluate(argument, activation);
  return waited(x, value, node, activation);
}

/** Waits for what an expression has given. */
export function waited(x: Extraction, value: Known, node: TSESTree.Node, activation: Activation): Known {
  const at = placeOf(activation.module, node);
  // The result of a call that nobody can look into may be a promise, of something that emits commands.
  if (value.is === 'data' && isForeign(value.term) && 'op' in value.term && value.term.op !== 'import') {
    const to = x.slot('call');
    const name = foreignName(value.term);
    x.write({ type: 'emit', command: { kind: 'unknown call', name, id: null }, to, at }, { type: 'wait', on: { slot: to }, at });
    return data({ op: 'result', args: [constant(name)] });
  }
  if (value.is === 'data' || value.is === 'flag') {
    x.write({ type: 'wait', on: { is: 'ready' }, at });
    return value;
  }
  return awaited(x, value, at);
}

/** The name of a called import: what it is called on, without the arguments. */
function foreignName(of: Term): string {
  if (isConstant(of)) return '';
  const [first] = of.args;
  if (of.op === 'import') return `${of.args.slice(1).map((part) => (isConstant(part) ? String(part.value) : '')).join('.')}`;
  if (of.op.startsWith('.') && first) return `${foreignName(first)}${of.op}`;
  return first ? foreignName(first) : of.op;
}

function objectExpression(x: Extraction, node: TSESTree.ObjectExpression, activation: Activation): Known {
  const properties = new Map<string, Known>();
  let rest: Term | null = null;
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      const spread = x.evaluate(property.argument, activation);
      if (spread.is === 'object') for (const [name, value] of spread.properties) properties.set(name, value);
      if (spread.is !== 'object' || spread.rest) rest = termOf(spread);
      continue;
    }
    const name = property.computed ? stringOf(x.evaluate(property.key, activation)) : staticName(property);
    const value = x.evaluate(property.value, activation);
    if (name === null) rest = unknownTerm;
    else properties.set(name, value.is === 'function' && property.method ? { ...value } : value);
  }
  return { is: 'object', properties, rest };
}

function arrayExpression(x: Extraction, node: TSESTree.ArrayExpression, activation: Activation): Known {
  const items: Known[] = [];
  for (const element of node.elements) {
    const value = element ? x.evaluate(element, activation) : nothing;
    if (element?.type !== 'SpreadElement') items.push(value);
    else if (value.is === 'array') items.push(...value.items);
    else if (value.is === 'promises') {
      // Promises of unknown number stay one item: waiting for it waits for them all.
      items.push(promise({ of: 'all', promises: [{ slot: value.slot }] }, value.gives));
    } else return data({ op: 'array', args: [...items.map(termOf), termOf(value)] });
  }
  return { is: 'array', items };
}

function logicalExpression(x: Extraction, node: TSESTree.LogicalExpression, activation: Activation): Known {
  const left = x.evaluate(node.left, activation);
  if (node.operator === '??' && left.is !== 'data') return left;
  let right: Known = unknown;
  const written = x.collect(() => {
    right = x.evaluate(node.right, activation);
  });
  if (written.length > 0 || right.is === 'promise') {
    const to = right.is === 'promise' ? x.slot('either') : null;
    const arm: Nodes = right.is === 'promise' && to !== null ? [...written, { type: 'assign', to, value: right.later }] : written;
    const guard: Guard = left.is === 'flag' ? { flag: left.slot } : node.operator === '??' ? { op: 'isNull', args: [termOf(left)] } : termOf(left);
    branch(x, guard, node.operator === '||' ? [] : arm, node.operator === '||' ? arm : [], node, activation);
    if (right.is === 'promise' && to !== null) return promise({ slot: to }, right.gives);
  }
  return data(term(node.operator, termOf(left), termOf(right)));
}

function conditionalExpression(x: Extraction, node: TSESTree.ConditionalExpression, activation: Activation): Known {
  const values: Known[] = [];
  const arms = [node.consequent, node.alternate].map((arm) =>
    x.collect(() => {
      values.push(x.evaluate(arm, activation));
    }),
  );
  const [then = [], otherwise = []] = arms;
  const [one = unknown, other = unknown] = values;
  const promised = one.is === 'promise' ? one : other.is === 'promise' ? other : null;
  if (promised) {
    const to = x.slot('either');
    const assigned = (value: Known, nodes: Nodes): Nodes => [...nodes, { type: 'assign', to, value: value.is === 'promise' ? value.later : { is: 'ready' } }];
    decide(x, node.test, assigned(one, then), assigned(other, otherwise), node, activation);
    return promise({ slot: to }, promised.gives);
  }
  if (then.length + otherwise.length > 0) decide(x, node.test, then, otherwise, node, activation);
  if (one.is === other.is && one.is !== 'data') return one;
  const test = x.describe(() => x.evaluate(node.test, activation));
  return data(term('?:', termOf(test), termOf(one), termOf(other)));
}

/** Writes a branch on a condition, its parts one by one, since `a && b` is an `if` in an `if`. */
export function decide(x: Extraction, wrapped: TSESTree.Node, yes: Nodes, no: Nodes, at: TSESTree.Node, activation: Activation): void {
  const test = unwrapped(wrapped);
  if (test.type === 'UnaryExpression' && test.operator === '!') return decide(x, test.argument, no, yes, at, activation);
  if (test.type === 'LogicalExpression' && test.operator !== '??') {
    const isAnd = test.operator === '&&';
    const inner = x.collect(() => decide(x, test.right, yes, no, at, activation));
    return isAnd ? decide(x, test.left, inner, no, at, activation) : decide(x, test.left, yes, inner, at, activation);
  }
  const value = x.evaluate(test, activation);
  branch(x, value.is === 'flag' ? { flag: value.slot } : termOf(value), yes, no, at, activation);
}

function branch(x: Extraction, guard: Guard, yes: Nodes, no: Nodes, at: TSESTree.Node, activation: Activation): void {
  if (yes.length + no.length === 0) return;
  const place = placeOf(activation.module, at);
  if ('flag' in guard) {
    x.write({ type: 'branch', guard, then: yes, else: no, at: place });
    return;
  }
  const { term: asked, negated } = question(guard);
  const [then, otherwise] = negated ? [no, yes] : [yes, no];
  if (isConstant(asked)) x.write(...(asked.value ? then : otherwise));
  else x.write(...ofTerm(asked, then, otherwise, place));
}

/** A condition that has come through a variable, `const ok = a && b`, is taken apart like one that stands in the `if`. */
function ofTerm(asked: Term, then: Nodes, otherwise: Nodes, at: ReturnType<typeof placeOf>): Nodes {
  const { term: guard, negated } = question(asked);
  const [yes, no] = negated ? [otherwise, then] : [then, otherwise];
  if (isConstant(guard)) return guard.value ? yes : no;
  const [left, right] = guard.args;
  if (guard.op === '&&' && left && right) return ofTerm(left, ofTerm(right, yes, no, at), no, at);
  if (guard.op === '||' && left && right) return ofTerm(left, yes, ofTerm(right, yes, no, at), at);
  return [{ type: 'branch', guard: compact(guard), then: yes, else: no, at }];
}

function assignmentExpression(x: Extraction, node: TSESTree.AssignmentExpression, activation: Activation): Known {
  const { left } = node;
  const isLogical = node.operator === '&&=' || node.operator === '||=' || node.operator === '??=';
  let value: Known = unknown;
  const written = x.collect(() => {
    value = x.evaluate(node.right, activation);
    if (node.operator === '=' || isLogical) assign(x, left, value, activation);
  });
  if (isLogical && hasCommands(written)) {
    const operator = node.operator.slice(0, -1);
    const old = termOf(x.describe(() => x.evaluate(left, activation)));
    const guard: Term = operator === '??' ? { op: 'isNull', args: [old] } : old;
    branch(x, guard, operator === '||' ? [] : written, operator === '||' ? written : [], node, activation);
  } else x.write(...written);
  return value;
}

/** Gives a value to a variable or a property that exists already. */
export function assign(x: Extraction, target: TSESTree.Node, value: Known, activation: Activation): void {
  const left = unwrapped(target);
  if (left.type === 'MemberExpression') {
    const object = x.evaluate(left.object, activation);
    const name = left.property.type === 'PrivateIdentifier' ? `#${left.property.name}` : staticName(left);
    if (x.isSilent || name === null) return;
    const fields = object.is === 'instance' ? object.fields : object.is === 'object' ? object.properties : null;
    if (fields && value.is === 'promise') fields.set(name, stored(x, fields.get(name), name, value));
    else if (fields && value.is !== 'data') fields.set(name, value);
    return;
  }
  if (left.type !== 'Identifier') {
    if (left.type === 'ArrayPattern' || left.type === 'ObjectPattern') x.bind(left, value, activation);
    return;
  }
  const variable = variableOf(activation.module.file, left);
  if (!variable || x.isSilent) return;
  let home: Activation = activation;
  while (home.outer && !home.variables.has(variable)) home = home.outer;
  const before = home.variables.get(variable);
  const owner = before ? home : activation;
  if (value.is === 'promise') owner.variables.set(variable, stored(x, before, left.name, value));
  else if (value.is !== 'data') owner.variables.set(variable, value);
  else if (before?.is === 'promise' && 'slot' in before.later) x.write({ type: 'assign', to: before.later.slot, value: { is: 'ready' } });
}

/** A promise in a variable that changes: the variable is a slot of its own. */
function stored(x: Extraction, before: Known | undefined, name: string, value: Extract<Known, { is: 'promise' }>): Known {
  const to = before?.is === 'promise' && 'slot' in before.later && before.later.slot.startsWith(`${name}=`) ? before.later.slot : x.slot(`${name}=`);
  x.write({ type: 'assign', to, value: value.later });
  return promise({ slot: to }, value.gives);
}
