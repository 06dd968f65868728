import type { TSESTree } from '@typescript-eslint/utils';
import { holdsExit } from '../syntax/control-flow.ts';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { enclosingFunction, type FunctionNode, isFunction, nodesOfType, staticName, unwrapped, wrapped } from '../syntax/nodes.ts';
import { originOf } from '../syntax/trace.ts';
import { throwsAgain } from './caught-errors.ts';
import { scopeFunction } from './command-calls.ts';
import { functionOf } from './handlers.ts';

/** The `try` statements of the same function that catch what goes wrong at a node, the innermost first. */
export function catchesAround(node: TSESTree.Node): readonly (TSESTree.TryStatement & { readonly handler: TSESTree.CatchClause })[] {
  const found: (TSESTree.TryStatement & { readonly handler: TSESTree.CatchClause })[] = [];
  for (let inner = node, outer = node.parent; outer && !isFunction(inner); inner = outer, outer = outer.parent) {
    if (outer.type === 'TryStatement' && inner === outer.block && outer.handler) found.push(outer as (typeof found)[number]);
  }
  return found;
}

/** Where an error comes out of a function: at a place of the code that runs it, or of the function itself, past every `try` of it. */
export interface Exit {
  readonly node: TSESTree.Node;
  /** Whether it leaves the function around the node without meeting the `try` statements there: a promise that is returned. */
  readonly isReturned: boolean;
}

/**
 * Where what goes wrong in a function of this file comes out: where it is called and waited for, in place or by name. What becomes of an
 * error behind a promise that is stored, handed on or has a rejection handler is not known, and not among it.
 */
export function exitsOf(file: SourceFile, node: FunctionNode): readonly Exit[] {
  return (callersOf(file).get(node) ?? []).flatMap((call) => (node.async ? (settledAt(file, call) ?? []) : [{ node: call, isReturned: false }]));
}

/** Where it is waited for what a promise gives; null where nothing in sight does, or where somebody handles its rejection before. */
export function settledAt(file: SourceFile, promise: TSESTree.Node): Exit | null {
  const node = wrapped(promise);
  const { parent } = node;
  switch (parent?.type) {
    case 'AwaitExpression':
      return { node: parent, isReturned: false };
    case 'ReturnStatement':
      return { node: parent, isReturned: true };
    case 'ArrowFunctionExpression':
      return parent.body === node ? { node, isReturned: true } : null;
    case 'ArrayExpression':
    case 'ConditionalExpression':
      return settledAt(file, parent);
    case 'CallExpression':
      return parent.arguments[0] === node && isAll(file, parent) ? settledAt(file, parent) : null;
    case 'MemberExpression': {
      const call = wrapped(parent).parent;
      const isChain = parent.object === node && call?.type === 'CallExpression' && call.callee === wrapped(parent);
      if (!isChain) return null;
      const name = staticName(parent);
      return (name === 'then' && call.arguments.length === 1) || name === 'finally' ? settledAt(file, call) : null;
    }
    default:
      return null;
  }
}

/** Whether a call is `Promise.all` or `Promise.race`, which reject with what a promise of theirs rejects with. */
function isAll(file: SourceFile, { callee }: TSESTree.CallExpression): boolean {
  const origin = originOf(file, callee);
  return origin?.root.type === 'global' && origin.root.name === 'Promise' && /^(?:all|race)$/u.test(origin.path.join('.'));
}

/** For each function of a file, the calls that run it and give its promise or its error: by name, in place, as a scope, in `map` or `forEach`. */
export const callersOf = perFile((file): ReadonlyMap<FunctionNode, readonly TSESTree.CallExpression[]> => {
  const callers = new Map<FunctionNode, TSESTree.CallExpression[]>();
  const add = (node: FunctionNode | null, call: TSESTree.CallExpression) => {
    if (!node) return;
    const known = callers.get(node);
    if (known) known.push(call);
    else callers.set(node, [call]);
  };
  for (const call of nodesOfType(file, 'CallExpression')) {
    add(functionOf(file, call.callee), call);
    const run = scopeFunction(file, call);
    if (run) add(functionOf(file, run), call);
    const [first] = call.arguments;
    if (first && isIteration(call)) add(functionOf(file, first), call);
  }
  return callers;
});

const ITERATIONS: ReadonlySet<string | null> = new Set(['every', 'filter', 'find', 'flatMap', 'forEach', 'map', 'reduce', 'some', 'sort']);

function isIteration({ callee }: TSESTree.CallExpression): boolean {
  const node = unwrapped(callee);
  return node.type === 'MemberExpression' && ITERATIONS.has(staticName(node));
}

/**
 * The functions among the given ones that a plain error at a node leaves for good: nothing on the way, which may lead through functions of
 * this file, catches it and keeps it.
 */
export function leavesFrom(
  file: SourceFile,
  node: TSESTree.Node,
  isRoot: (node: FunctionNode) => boolean,
): ReadonlySet<FunctionNode> {
  const left = new Set<FunctionNode>();
  const seen = new Set<FunctionNode>();
  const pending: Exit[] = [{ node, isReturned: false }];
  for (let exit = pending.pop(); exit; exit = pending.pop()) {
    const holder = enclosingFunction(exit.node);
    if (!holder || seen.has(holder) || (!exit.isReturned && keeperAround(file, exit.node))) continue;
    // A function may be left at one place and not at another: only the ones that are left are not looked at again.
    seen.add(holder);
    if (isRoot(holder)) left.add(holder);
    pending.push(...exitsOf(file, holder));
  }
  return left;
}

/** The innermost `catch` of the same function that may keep a plain error from a node: on some way it does not throw that again. Null for none. */
export function keeperAround(file: SourceFile, node: TSESTree.Node): TSESTree.CatchClause | null {
  const keeper = catchesAround(node).find(({ handler, finalizer }) => !throwsAgain('plainError', file, handler) || (finalizer && holdsExit(file, finalizer)));
  return keeper?.handler ?? null;
}
