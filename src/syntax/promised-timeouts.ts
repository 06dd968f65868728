import type { TSESTree } from '@typescript-eslint/utils';
import { type Variable, variableOf } from './bindings.ts';
import type { SourceFile } from './file.ts';
import { type FunctionNode, isFunction, nodesOfType, unwrapped, wrapped } from './nodes.ts';
import { fateOf, isGlobalCall } from './promises.ts';
import { localValue } from './trace.ts';

/** A promise that a timer settles: `new Promise((resolve) => setTimeout(resolve, 1000))`. */
export interface PromisedTimeout {
  readonly promise: TSESTree.NewExpression;
  /** How long it takes, in milliseconds; null where nothing is given. */
  readonly delay: TSESTree.Node | null;
  /** Whether it resolves to a value. */
  readonly givesValue: boolean;
}

/** The promises of a file that do nothing but wait for a timer and are awaited, at their place or as the result of a function. */
export function awaitedTimeouts(file: SourceFile): readonly PromisedTimeout[] {
  return nodesOfType(file, 'NewExpression').flatMap((promise) => {
    const timeout = promisedTimeout(file, promise);
    return timeout && isAwaited(file, promise) ? [timeout] : [];
  });
}

function promisedTimeout(file: SourceFile, promise: TSESTree.NewExpression): PromisedTimeout | null {
  const executor = promise.arguments[0] && unwrapped(promise.arguments[0]);
  if (!executor || !isFunction(executor) || executor.generator || !isGlobalCall(file, promise, 'Promise')) return null;
  const resolve = executor.params[0]?.type === 'Identifier' ? variableOf(file, executor.params[0]) : null;
  const timer = onlyExpression(executor);
  if (!resolve || timer?.type !== 'CallExpression' || !isGlobalCall(file, timer, 'setTimeout')) return null;

  const [callback, delay = null, ...values] = timer.arguments;
  const made = callback && resolution(file, unwrapped(callback), resolve);
  if (!made || delay?.type === 'SpreadElement') return null;
  return { promise, delay, givesValue: values.length > 0 || made.givesValue };
}

/** What a callback of a timer does with the promise: it must resolve it, and nothing else. Null for any other callback. */
function resolution(file: SourceFile, callback: TSESTree.Node, resolve: Variable): { readonly givesValue: boolean } | null {
  const isResolve = (node: TSESTree.Node) => node.type === 'Identifier' && variableOf(file, node) === resolve;
  if (isResolve(callback)) return { givesValue: false };
  const call = isFunction(callback) ? onlyExpression(callback) : null;
  if (call?.type !== 'CallExpression' || !isResolve(unwrapped(call.callee))) return null;
  return { givesValue: call.arguments.length > 0 };
}

/** The expression that is all a function does; null where it does more. */
function onlyExpression({ body }: FunctionNode): TSESTree.Node | null {
  if (body.type !== 'BlockStatement') return unwrapped(body);
  const [statement, ...others] = body.body;
  if (others.length > 0) return null;
  if (statement?.type === 'ExpressionStatement') return unwrapped(statement.expression);
  return statement?.type === 'ReturnStatement' && statement.argument ? unwrapped(statement.argument) : null;
}

function isAwaited(file: SourceFile, promise: TSESTree.Node): boolean {
  if (isOperand(promise)) return true;
  const fate = fateOf(file, promise);
  return (
    fate.type === 'returned' &&
    nodesOfType(file, 'CallExpression').some((call) => isOperand(call) && localValue(file, call.callee) === fate.by)
  );
}

function isOperand(node: TSESTree.Node): boolean {
  return wrapped(node).parent?.type === 'AwaitExpression';
}
