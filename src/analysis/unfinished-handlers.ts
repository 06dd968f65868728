import type { TSESTree } from '@typescript-eslint/utils';
import { type Variable, variableOf } from '../syntax/bindings.ts';
import { isLoop } from '../syntax/control-flow.ts';
import type { SourceFile } from '../syntax/file.ts';
import { enclosingFunction, type FunctionNode, isWithin, nodesOfType, unwrapped } from '../syntax/nodes.ts';
import { staticValue } from '../syntax/static-values.ts';
import { originOf } from '../syntax/trace.ts';
import { UNFINISHED_POLICY } from '../temporal/workflow-apis.ts';
import { knownOptions } from './activity-options.ts';
import { commandCalls, emittingCalls } from './command-calls.ts';
import { givesPromise } from './effects.ts';
import { emitsCommands } from './emits.ts';
import { functionOf, type Handler } from './handlers.ts';
import { workflowName } from './sdk.ts';
import { waits } from './waits.ts';

/**
 * Whether a handler of a signal or an update waits for commands of its own, so that the end of the workflow can cut it off, and nothing says that
 * this is wanted.
 */
export function canBeCutOff(file: SourceFile, { kind, handler, options }: Handler): boolean {
  if ((kind !== 'signal' && kind !== 'update') || !handler || !givesPromise(file, handler)) return false;
  const own = waitsIn(file, handler).filter((wait) => enclosingFunction(wait) === handler);
  if (handler.async && own.length === 0) return false;
  const emits = emittingCalls(file).some((call) => own.some((wait) => isWithin(call, wait)));
  if (!emits && emitsCommands(file, handler) !== 'yes') return false;
  const known = knownOptions(file, options);
  const policy = known.value(UNFINISHED_POLICY.key);
  return known.state(UNFINISHED_POLICY.key) === 'absent' || (policy !== null && isStandard(file, policy));
}

function isStandard(file: SourceFile, policy: TSESTree.Node): boolean {
  const { standard } = UNFINISHED_POLICY;
  return staticValue(file, policy)?.value === standard || originOf(file, policy)?.path.at(-1) === standard;
}

/**
 * Whether a workflow function waits for a handler in a way of its own: for state that the handler changes when its waiting is over, or for
 * something that both have in hand, such as a lock or a list of promises.
 */
export function isWaitedFor(file: SourceFile, handler: FunctionNode, workflow: FunctionNode): boolean {
  const [firstWait] = waitsIn(file, handler);
  const handled = variablesIn(file, handler, handler);
  const late = variablesIn(file, handler, handler, firstWait?.range[1]);
  const isOwn = (node: TSESTree.Node) => enclosingFunction(node) === workflow;

  for (const { call, kind } of commandCalls(file)) {
    const [given] = call.arguments;
    const isOther = kind !== 'condition' || !isWithin(call, workflow) || isWithin(call, handler);
    if (isOther || !given || workflowName(file, given) !== null) continue;
    const predicate = functionOf(file, given);
    if (!predicate || mentions(file, predicate, late)) return true;
  }
  for (const loop of nodesOfType(file, 'WhileStatement', 'DoWhileStatement', 'ForStatement')) {
    if (isOwn(loop) && isLoop(loop) && loop.test && mentions(file, loop.test, late)) return true;
  }
  return nodesOfType(file, 'AwaitExpression').some(
    (node) => isOwn(node) && !commandCalls(file).some(({ call }) => isWithin(call, node)) && mentions(file, node, handled),
  );
}

function waitsIn(file: SourceFile, node: FunctionNode): readonly TSESTree.Node[] {
  return waits(file).filter((wait) => isWithin(wait, node));
}

/** Whether code names one of these variables, itself or in a function of this file that it calls. */
function mentions(file: SourceFile, code: TSESTree.Node, variables: ReadonlySet<Variable>): boolean {
  const seen = new Set<TSESTree.Node>([code]);
  for (const part of seen) {
    if ([...variablesIn(file, part, part)].some((variable) => variables.has(variable))) return true;
    for (const call of nodesOfType(file, 'CallExpression')) {
      const called = isWithin(call, part) ? functionOf(file, call.callee) : null;
      if (called) seen.add(called);
    }
  }
  return false;
}

/** The variables declared outside of a function that code in it names, from an offset on; what it only calls for a command is not among them. */
function variablesIn(file: SourceFile, code: TSESTree.Node, outside: TSESTree.Node, from = 0): ReadonlySet<Variable> {
  const callees = commandCalls(file).map(({ call }) => unwrapped(call.callee));
  const found = new Set<Variable>();
  for (const node of nodesOfType(file, 'Identifier')) {
    if (!isWithin(node, code) || node.range[0] < from || callees.some((callee) => isWithin(node, callee))) continue;
    const variable = variableOf(file, node);
    const [definition] = variable?.defs ?? [];
    const isState = definition && ['Variable', 'Parameter'].includes(definition.type);
    if (variable && isState && !isWithin(definition.name, outside)) found.add(variable);
  }
  return found;
}
