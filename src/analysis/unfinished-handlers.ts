import type { TSESTree } from '@typescript-eslint/utils';
import { type Variable, variableOf } from '../syntax/bindings.ts';
import { isLoop } from '../syntax/control-flow.ts';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { enclosingFunction, type FunctionNode, isFunction, isWithin, nodesOfType, staticName, unwrapped } from '../syntax/nodes.ts';
import { staticValue } from '../syntax/static-values.ts';
import { originOf } from '../syntax/trace.ts';
import { type Write, writes } from '../syntax/writes.ts';
import { UNFINISHED_POLICY } from '../temporal/workflow-apis.ts';
import { knownOptions } from './activity-options.ts';
import { commandCallOf, commandCalls, emittingCalls } from './command-calls.ts';
import { givesPromise } from './effects.ts';
import { callEmits, emitsCommands } from './emits.ts';
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
 * Whether a workflow function waits for a handler in a way of its own: for state that the handler changes when its waiting has begun, or for
 * something that both have in hand, such as a lock or a list of promises.
 */
export function isWaitedFor(file: SourceFile, handler: FunctionNode, workflow: FunctionNode): boolean {
  const changed = changedLate(file, handler);
  const handled = new Set([...variablesIn(file, handler)].filter((variable) => !isDeclaredIn(variable, handler)));
  const isOwn = (node: TSESTree.Node) => enclosingFunction(node) === workflow;

  for (const { call, kind } of commandCalls(file)) {
    const [given] = call.arguments;
    const isOther = kind !== 'condition' || !isWithin(call, workflow) || isWithin(call, handler);
    if (isOther || !given || workflowName(file, given) !== null) continue;
    const predicate = functionOf(file, given);
    if (!predicate || mentions(file, predicate, changed)) return true;
  }
  for (const loop of nodesOfType(file, 'WhileStatement', 'DoWhileStatement', 'ForStatement')) {
    if (isOwn(loop) && loop.test && mentions(file, loop.test, changed)) return true;
  }
  return nodesOfType(file, 'AwaitExpression').some((node) => {
    if (!isOwn(node) || commandCalls(file).some(({ call }) => isWithin(call, node))) return false;
    // A promise may be made of what the handler has in hand, such as the function that resolves it.
    const origin = originOf(file, node.argument);
    return mentions(file, node, handled) || (origin?.root.type === 'value' && mentions(file, origin.root.node, handled));
  });
}

/** The `await` expressions in a function that wait for history, those of its own variables that hold what it has started among them. */
function waitsIn(file: SourceFile, node: FunctionNode): readonly TSESTree.Node[] {
  const known = waits(file);
  return nodesOfType(file, 'AwaitExpression').filter((wait) => {
    if (!isWithin(wait, node)) return false;
    if (known.includes(wait)) return true;
    return [...variablesIn(file, wait)].some((variable) => isDeclaredIn(variable, node) && holdsStarted(file, variable));
  });
}

/** Whether a variable is given the promise of what waits for history, or a list of such promises. */
function holdsStarted(file: SourceFile, variable: Variable): boolean {
  const assigned = variable.references.flatMap(({ writeExpr }) => (writeExpr as TSESTree.Node | null | undefined) ?? []);
  const added = writes(file).filter(({ form, target }) => form === 'method' && rootOf(file, target) === variable).map(({ node }) => node);
  const given = [...assigned, ...added].filter((node) => !isFunction(unwrapped(node)));
  return nodesOfType(file, 'CallExpression').some((call) => given.some((node) => isWithin(call, node)) && isStart(file, call));
}

function isStart(file: SourceFile, call: TSESTree.CallExpression): boolean {
  const kind = commandCallOf(file).get(call)?.kind;
  if (kind) return kind !== 'continueAsNew';
  const called = functionOf(file, call.callee);
  return called !== null && givesPromise(file, called) && callEmits(file, call) === 'yes';
}

function mentions(file: SourceFile, code: TSESTree.Node, variables: ReadonlySet<Variable>): boolean {
  if (variables.size === 0) return false;
  const known = knownNames(file);
  let named = known.get(code);
  if (!named) known.set(code, (named = namesOf(file, code)));
  return [...variables].some((variable) => named.has(variable));
}

const knownNames = perFile(() => new Map<TSESTree.Node, ReadonlySet<Variable>>());

/** The variables that code names, itself or in a function of this file that it calls; what such a part declares itself is its own. */
function namesOf(file: SourceFile, code: TSESTree.Node): ReadonlySet<Variable> {
  const named = new Set<Variable>();
  const parts = new Set<TSESTree.Node>([code]);
  for (const part of parts) {
    for (const variable of variablesIn(file, part)) if (!isDeclaredIn(variable, part)) named.add(variable);
    for (const call of nodesOfType(file, 'CallExpression')) {
      const called = isWithin(call, part) ? functionOf(file, call.callee) : null;
      if (called) parts.add(called);
    }
  }
  return named;
}

/** The variables and parameters that code names; what it only calls for a command is not among them. */
function variablesIn(file: SourceFile, code: TSESTree.Node): ReadonlySet<Variable> {
  const callees = commandCalls(file).map(({ call }) => unwrapped(call.callee));
  const found = new Set<Variable>();
  for (const node of nodesOfType(file, 'Identifier')) {
    if (!isWithin(node, code) || callees.some((callee) => isWithin(node, callee))) continue;
    const variable = variableOf(file, node);
    const [definition] = variable?.defs ?? [];
    if (variable && definition && ['Variable', 'Parameter'].includes(definition.type)) found.add(variable);
  }
  return found;
}

function isDeclaredIn({ defs: [definition] }: Variable, code: TSESTree.Node): boolean {
  return definition !== undefined && isWithin(definition.name, code);
}

/** The variables that a handler changes, or the objects of which it changes inside, itself or in what it calls, when its waiting has begun. */
function changedLate(file: SourceFile, handler: FunctionNode): ReadonlySet<Variable> {
  const found = new Set<Variable>();
  const inside = new Set<Variable>();
  for (const [code, turn] of calledFunctions(file, handler)) {
    for (const { node, target } of changes(file)) {
      const root = isWithin(node, code) && isBehind(node, code, turn) ? rootOf(file, target) : null;
      if (!root) continue;
      found.add(root);
      if (target.type !== 'Identifier' || node.type === 'CallExpression') inside.add(root);
    }
  }
  // Where a name stands for a part of another object, that is changed as well.
  for (const variable of inside) for (const source of sourcesOf(file, variable)) inside.add(source);
  return new Set([...found, ...inside]);
}

/** A handler and the functions of this file that it calls or hands on, with the offset in each behind which the handler has begun to wait. */
function calledFunctions(file: SourceFile, handler: FunctionNode): ReadonlyMap<FunctionNode, number> {
  const turns = new Map<FunctionNode, number>([[handler, turnOf(file, handler)]]);
  // A map that grows while it is walked: recursion ends where everything has been met.
  for (const [code, turn] of turns) {
    for (const call of nodesOfType(file, 'CallExpression')) {
      if (!isWithin(call, code)) continue;
      for (const one of [call.callee, ...call.arguments]) {
        const called = functionOf(file, one);
        if (!called) continue;
        const from = isBehind(one, code, turn) ? 0 : turnOf(file, called);
        const known = turns.get(called);
        if (known !== undefined && known <= from) continue;
        turns.delete(called);
        turns.set(called, from);
      }
    }
  }
  return turns;
}

const knownTurns = perFile(() => new Map<FunctionNode, number>());

/** The offset at which the first wait of a function has begun: behind the call that starts what it waits for, or behind all of it. */
function turnOf(file: SourceFile, node: FunctionNode): number {
  const known = knownTurns(file);
  let turn = known.get(node);
  if (turn === undefined) {
    const own = waitsIn(file, node);
    const started = commandCalls(file).filter(({ call }) => own.some((wait) => isWithin(call, wait)));
    turn = Math.min(...[...own, ...started.map(({ call }) => call)].map(({ range }) => range[1]));
    known.set(node, turn);
  }
  return turn;
}

/** Whether a node in a function can be over behind an offset: it ends there, or an iteration of a loop around both comes later. */
function isBehind(node: TSESTree.Node, code: FunctionNode, offset: number): boolean {
  for (let outer: TSESTree.Node | undefined = node; outer && outer !== code; outer = outer.parent) {
    if ((outer === node || isLoop(outer)) && outer.range[1] >= offset) return true;
  }
  return false;
}

const CHANGING_METHODS = /^(?:add|clear|copyWithin|delete|fill|pop|push|reverse|set.*|shift|sort|splice|unshift)$/u;

/** The methods of the language's own objects that change nothing. */
const READING_METHODS: ReadonlySet<string> = new Set(
  [Object, Array, String, Number, Boolean, Date, RegExp, Map, Set, Promise]
    .flatMap((type) => Object.getOwnPropertyNames(type.prototype))
    .filter((name) => !CHANGING_METHODS.test(name)),
);

/** What a file changes, or may change: an unknown method changes its object, and a function that is not in sight what it is given. */
const changes = perFile((file): readonly Pick<Write, 'node' | 'target'>[] => [
  ...writes(file),
  ...nodesOfType(file, 'CallExpression').flatMap((call) => {
    if (commandCallOf(file).has(call) || workflowName(file, call.callee) !== null) return [];
    const callee = unwrapped(call.callee);
    const method = callee.type === 'MemberExpression' ? (staticName(callee) ?? '') : '';
    if (READING_METHODS.has(method)) return [];
    const isGlobal = originOf(file, callee)?.root.type === 'global';
    const isKnown = functionOf(file, callee) !== null || (isGlobal && !/^(?:assign|define|set)/u.test(method));
    const given = isKnown ? [] : call.arguments.filter(({ type }) => type === 'Identifier');
    return [...(callee.type === 'MemberExpression' ? [callee.object] : []), ...given].map((target) => ({ node: call, target }));
  }),
]);

/** The variable at the root of an expression, behind properties, elements and calls; null for any other root. */
function rootOf(file: SourceFile, expression: TSESTree.Node): Variable | null {
  const node = unwrapped(expression);
  if (node.type === 'MemberExpression') return rootOf(file, node.object);
  if (node.type === 'CallExpression') return rootOf(file, node.callee);
  return node.type === 'Identifier' ? variableOf(file, node) : null;
}

/** The variables at the root of what a variable is declared with, or a parameter is given in this file. */
function sourcesOf(file: SourceFile, variable: Variable): readonly Variable[] {
  const [definition] = variable.defs;
  const parameters = definition?.type === ('Parameter' as string) ? (definition!.node as FunctionNode).params : [];
  const at = parameters.indexOf(definition?.name as TSESTree.Parameter);
  const calls = at < 0 ? [] : nodesOfType(file, 'CallExpression').filter((call) => functionOf(file, call.callee) === definition!.node);
  const declared = variable.references.flatMap(({ init, writeExpr }) => (init && writeExpr ? [writeExpr as TSESTree.Node] : []));
  return [...declared, ...calls.flatMap((call) => call.arguments[at] ?? [])].flatMap((node) => rootOf(file, node) ?? []);
}
