import type { TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from './file.ts';
import { enclosingFunction, type FunctionNode, isFunction, staticName, unwrapped, wrapped } from './nodes.ts';
import { originOf } from './trace.ts';

/** A promise that nobody takes: its end is waited for by nothing, and its rejection is handled by nothing. */
export interface DroppedPromise {
  readonly type: 'dropped';
  /** The promise that is dropped: the call itself, or the chain or `Promise.all` that it is part of. */
  readonly promise: TSESTree.Node;
  /** The `void` it is the operand of; null for none. */
  readonly operator: TSESTree.UnaryExpression | null;
  /** The call that ignores what its callback gives, such as `items.forEach(…)`; null where the code drops the promise itself. */
  readonly ignoredBy: TSESTree.CallExpression | null;
  /** Whether `promise` is a list of promises, as `map` gives it: no `await` waits for it as it is. */
  readonly isList: boolean;
}

/** What becomes of a promise. `held` is also what is not known: whoever is handed the promise may wait for it. */
export type Fate =
  | DroppedPromise
  | { readonly type: 'held' }
  /** The function gives it to its caller, as it is or as the promise of an `async` function. */
  | { readonly type: 'returned'; readonly by: FunctionNode };

const HELD: Fate = { type: 'held' };

const COMBINATORS: ReadonlySet<string> = new Set(['all', 'allSettled', 'any', 'race', 'resolve']);
const CHAINING: ReadonlySet<string | null> = new Set(['then', 'catch', 'finally']);

/**
 * What becomes of the promise that an expression gives: followed through chains, `Promise.all` and its like, conditional
 * expressions, immediate functions and callbacks whose result is known to be passed on or ignored.
 */
export function fateOf(file: SourceFile, expression: TSESTree.Node): Fate {
  return follow(file, wrapped(expression), false);
}

/** What becomes of the promise that a function gives where an expression hands it to a call as a callback. */
export function fateOfCallback(file: SourceFile, expression: TSESTree.Node, node: FunctionNode): Fate {
  return resultFate(file, expression, node, wrapped(expression));
}

function follow(file: SourceFile, promise: TSESTree.Node, isList: boolean): Fate {
  const dropped = (operator: TSESTree.UnaryExpression | null): Fate => ({
    type: 'dropped',
    promise,
    operator,
    ignoredBy: null,
    isList,
  });

  for (let node = promise; ; ) {
    const { parent } = node;
    switch (parent?.type) {
      case 'ExpressionStatement':
        return dropped(null);
      case 'UnaryExpression':
        return parent.operator === 'void' ? dropped(parent) : HELD;
      case 'SequenceExpression':
        if (parent.expressions.at(-1) !== node) return dropped(null);
        break;
      case 'ConditionalExpression':
        if (parent.test === node) return HELD;
        break;
      case 'LogicalExpression':
        if (parent.left === node && parent.operator === '&&') return HELD;
        break;
      case 'ArrayExpression':
      case 'SpreadElement':
        break;
      case 'MemberExpression': {
        const call = parent.object === node ? wrapped(parent).parent : undefined;
        if (call?.type !== 'CallExpression' || call.callee !== wrapped(parent)) return HELD;
        const name = staticName(parent);
        if (!CHAINING.has(name) || handlesRejection(file, name, call)) return HELD;
        return follow(file, wrapped(call), false);
      }
      case 'CallExpression':
        return parent.arguments[0] === node && isCombinator(file, parent) ? follow(file, wrapped(parent), false) : HELD;
      case 'ReturnStatement': {
        const returning = enclosingFunction(parent);
        return returning ? resultOf(file, returning, promise) : HELD;
      }
      case 'ArrowFunctionExpression':
        return parent.body === node ? resultOf(file, parent, promise) : HELD;
      default:
        return HELD;
    }
    node = wrapped(parent);
  }
}

/** What becomes of a promise that a function returns. The promise of an `async` function is another one than what it returns. */
function resultOf(file: SourceFile, node: FunctionNode, promise: TSESTree.Node): Fate {
  return node.async || node.generator ? { type: 'returned', by: node } : resultFate(file, node, node, promise);
}

function resultFate(file: SourceFile, expression: TSESTree.Node, node: FunctionNode, promise: TSESTree.Node): Fate {
  const returned: Fate = { type: 'returned', by: node };
  const callback = wrapped(expression);
  const { parent: call } = callback;
  if (call?.type !== 'CallExpression') return returned;
  if (call.callee === callback) return follow(file, wrapped(call), false);

  const callee = unwrapped(call.callee);
  const method = callee.type === 'MemberExpression' ? staticName(callee) : null;
  const isFirst = call.arguments[0] === callback;
  if (CHAINING.has(method)) return follow(file, wrapped(call), false);
  if (isFirst && (method === 'map' || method === 'flatMap')) return follow(file, wrapped(call), true);
  if (!isFirst || (method !== 'forEach' && !isGlobalCall(file, call, 'setTimeout'))) return returned;
  // A method of that name whose own result is used is not the one of arrays, and a timer whose handle is kept can be stopped.
  return follow(file, wrapped(call), false).type === 'dropped'
    ? { type: 'dropped', promise, operator: null, ignoredBy: call, isList: false }
    : returned;
}

/** Whether a chained call takes over what can go wrong: `.catch(f)` and `.then(f, g)`; `undefined` is no handler. */
function handlesRejection(file: SourceFile, name: string | null, call: TSESTree.CallExpression): boolean {
  if (name === 'finally') return false;
  const handler = call.arguments[name === 'catch' ? 0 : 1];
  if (!handler) return false;
  const origin = originOf(file, handler);
  const isUndefined = origin?.root.type === 'global' && origin.root.name === 'undefined';
  return !isUndefined && !(handler.type === 'Literal' && handler.value === null);
}

function isCombinator(file: SourceFile, call: TSESTree.CallExpression): boolean {
  const origin = originOf(file, call.callee);
  const [name, ...rest] = origin?.path ?? [];
  return (
    origin?.root.type === 'global' &&
    origin.root.name === 'Promise' &&
    rest.length === 0 &&
    name !== undefined &&
    COMBINATORS.has(name)
  );
}

/** Whether a call is one of the global function of that name. */
export function isGlobalCall(file: SourceFile, call: TSESTree.CallExpression | TSESTree.NewExpression, name: string): boolean {
  const origin = originOf(file, call.callee);
  return origin?.root.type === 'global' && origin.root.name === name && origin.path.length === 0;
}

/** The function that a promise would be awaited in: the one around it, if it is `async`. Null where `await` cannot stand. */
export function awaitingFunction(node: TSESTree.Node): FunctionNode | null {
  const around = enclosingFunction(node);
  if (!around?.async) return null;
  // The defaults of parameters, and what a class evaluates for its members, are not the body.
  for (let inner = node, outer = node.parent; outer && inner !== around; inner = outer, outer = outer.parent) {
    if (outer === around && inner !== around.body) return null;
    if (outer.type === 'ClassBody' || (isFunction(outer) && outer !== around)) return null;
  }
  return around;
}
