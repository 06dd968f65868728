import type { TSESTree } from '@typescript-eslint/utils';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { type FunctionNode, nodesOfType } from '../syntax/nodes.ts';
import { type DroppedPromise, fateOf, fateOfCallback } from '../syntax/promises.ts';
import { type CommandCall, commandCalls, scopeFunction } from './command-calls.ts';
import { callEmits, emitsCommands } from './emits.ts';
import { functionOf } from './handlers.ts';

/** A command whose promise nobody takes. */
export interface DroppedCommand extends CommandCall {
  readonly fate: DroppedPromise;
}

/** The commands of a file whose promise nobody takes, in source order; of several in one dropped promise the first. */
export const droppedCommands = perFile((file): readonly DroppedCommand[] => {
  const seen = new Set<TSESTree.Node>();
  return commandCalls(file).flatMap((command) => {
    const fate = fateOf(file, command.call);
    if (fate.type !== 'dropped' || seen.has(fate.promise)) return [];
    seen.add(fate.promise);
    return [{ ...command, fate }];
  });
});

/** Functions of this file that emit commands, or a cancellation scope of them, started where nobody takes the promise. */
export interface DroppedWork {
  /** What starts it: a call, or the callback, in place or by name. */
  readonly start: TSESTree.Node;
  readonly fate: DroppedPromise;
}

/** The local work of a file whose promise nobody takes, in source order; what is a part of a dropped command's promise is not among it. */
export const droppedWork = perFile((file): readonly DroppedWork[] => {
  const seen = new Set(droppedCommands(file).map(({ fate }) => fate.promise));
  return nodesOfType(file, 'CallExpression')
    .flatMap((call) => [startedBy(file, call), ...call.arguments.map((argument) => startedAsCallback(file, argument))])
    .filter((work) => work !== null)
    .sort((one, other) => one.start.range[0] - other.start.range[0])
    .filter(({ fate: { promise } }) => !seen.has(promise) && seen.add(promise));
});

/** The work that a call starts and drops the promise of; null for any other call. */
function startedBy(file: SourceFile, call: TSESTree.CallExpression): DroppedWork | null {
  const fate = fateOf(file, call);
  if (fate.type !== 'dropped' || callEmits(file, call) !== 'yes') return null;
  if (scopeFunction(file, call)) return { start: call, fate };
  const work = functionOf(file, call.callee);
  return work && givesPromise(file, work, new Set()) ? { start: call, fate } : null;
}

/** The work that starts when an `async` function is called back, where its promise is dropped; null for any other argument. */
function startedAsCallback(file: SourceFile, argument: TSESTree.Node): DroppedWork | null {
  const work = functionOf(file, argument);
  if (!work?.async || work.generator || emitsCommands(file, work) !== 'yes') return null;
  const fate = fateOfCallback(file, argument, work);
  return fate.type === 'dropped' ? { start: argument, fate } : null;
}

/** Whether a function is `async`, or returns the promise of a command or of another such function. */
function givesPromise(file: SourceFile, node: FunctionNode, seen: Set<FunctionNode>): boolean {
  if (node.generator || seen.has(node)) return false;
  if (node.async) return true;
  seen.add(node);
  const returns = (call: TSESTree.CallExpression) => {
    const fate = fateOf(file, call);
    return fate.type === 'returned' && fate.by === node;
  };
  return (
    commandCalls(file).some(({ call }) => returns(call)) ||
    nodesOfType(file, 'CallExpression').some((call) => {
      if (!returns(call)) return false;
      const callee = functionOf(file, call.callee);
      return callee !== null && givesPromise(file, callee, seen);
    })
  );
}
