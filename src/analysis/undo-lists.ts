import type { TSESTree } from '@typescript-eslint/utils';
import { type Variable, variableOf } from '../syntax/bindings.ts';
import type { SourceFile } from '../syntax/file.ts';
import { childNodes, isFunction, staticName, unwrapped, wrapped } from '../syntax/nodes.ts';
import { mayRunBeforeInRounds } from '../syntax/run-order.ts';
import { staticObject } from '../syntax/static-values.ts';
import { originOf } from '../syntax/trace.ts';
import { activityProxies } from './activities.ts';
import { cancellableCommands, type ScopedCommand } from './cancellation.ts';
import { functionOf } from './handlers.ts';

/**
 * The commands of functions that a `try` puts on a list before it comes to a wait, and that some code of its `catch` takes from the list and calls:
 * there, or in a function of this file that it gives the list to. None of a list of which not every function is in sight.
 */
export function undoCommands(file: SourceFile, code: TSESTree.Node, wait: TSESTree.Node): readonly ScopedCommand[] {
  return callsIn(file, code).flatMap((start): ScopedCommand[] => {
    const element = elementAt(file, start.callee);
    if (element) return commandsOf(file, element, start, wait);
    const runner = functionOf(file, start.callee);
    if (!runner) return [];
    return callsIn(file, runner.body).flatMap((call): ScopedCommand[] => {
      const inner = elementAt(file, call.callee);
      const at = inner ? runner.params.findIndex((parameter) => parameterOf(file, parameter) === inner.list) : -1;
      const list = at < 0 ? null : listOf(file, start.arguments[at]);
      return inner && list ? commandsOf(file, { ...inner, list }, start, wait) : [];
    });
  });
}

function callsIn(file: SourceFile, node: TSESTree.Node): TSESTree.CallExpression[] {
  if (isFunction(node)) return [];
  return [...(node.type === 'CallExpression' ? [node] : []), ...childNodes(node, file).flatMap((child) => callsIn(file, child))];
}

/** What is read from each element of a list: the function itself, or a property of it. */
interface Element {
  readonly list: Variable;
  readonly property: string | null;
}

/** The list that a callee is taken from, by a loop, `pop`, `shift` or an index; null for any other callee. */
function elementAt(file: SourceFile, expression: TSESTree.Node): Element | null {
  const node = unwrapped(expression);
  if (node.type === 'MemberExpression' && staticName(node) !== null) {
    const element = elementAt(file, node.object);
    return element?.property === null ? { ...element, property: staticName(node) } : null;
  }
  let list: Variable | null = null;
  if (node.type === 'MemberExpression') list = listOf(file, node.object);
  else if (node.type === 'CallExpression') list = listBehind(file, node, TAKERS);
  else if (node.type === 'Identifier') {
    const definition = variableOf(file, node)?.defs[0];
    const declarator = definition?.node as TSESTree.Node | undefined;
    if (declarator?.type !== 'VariableDeclarator' || declarator.id !== (definition?.name as TSESTree.Node)) return null;
    if (declarator.init) return elementAt(file, declarator.init);
    const loop = declarator.parent.parent;
    if (loop?.type === 'ForOfStatement' && loop.left === declarator.parent) list = listOf(file, loop.right);
  }
  return list && { list, property: null };
}

const TAKERS: ReadonlySet<string | null> = new Set(['pop', 'shift']);
const COPIERS: ReadonlySet<string | null> = new Set(['reverse', 'slice', 'toReversed']);
const ADDERS: ReadonlySet<string | null> = new Set(['push', 'unshift']);
/** Methods that leave a list with functions that it has had. */
const KEEPERS: ReadonlySet<string | null> = new Set([...TAKERS, ...COPIERS, 'forEach', 'map']);

/** The variable that holds a list, which may be turned round or copied. */
function listOf(file: SourceFile, expression: TSESTree.Node | undefined): Variable | null {
  const node = expression && unwrapped(expression);
  if (node?.type === 'Identifier') return variableOf(file, node);
  if (node?.type === 'CallExpression') return listBehind(file, node, COPIERS);
  const [only, ...others] = node?.type === 'ArrayExpression' ? node.elements : [];
  return only?.type === 'SpreadElement' && others.length === 0 ? listOf(file, only.argument) : null;
}

function listBehind(file: SourceFile, { callee }: TSESTree.CallExpression, methods: ReadonlySet<string | null>): Variable | null {
  const node = unwrapped(callee);
  return node.type === 'MemberExpression' && methods.has(staticName(node)) ? listOf(file, node.object) : null;
}

function parameterOf(file: SourceFile, parameter: TSESTree.Node): Variable | null {
  const name = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
  return name.type === 'Identifier' ? variableOf(file, name) : null;
}

function commandsOf(file: SourceFile, { list, property }: Element, start: TSESTree.CallExpression, wait: TSESTree.Node): ScopedCommand[] {
  const added = additionsTo(file, list, new Set());
  const commands = (added ?? []).map((node) => ({ node, commands: commandsOfUndo(file, node, property) }));
  if (commands.some((one) => one.commands === null)) return [];
  return commands.flatMap((one) => (mayRunBeforeInRounds(one.node, wait) ? one.commands!.map((command) => ({ ...command, start })) : []));
}

/** What a list is given, at first and later; null where not all of it is in sight. */
function additionsTo(file: SourceFile, list: Variable, seen: Set<Variable>): readonly TSESTree.Node[] | null {
  if (seen.has(list)) return [];
  seen.add(list);
  const found: TSESTree.Node[] = [];
  for (const { init, writeExpr, identifier } of list.references) {
    const more = init && writeExpr ? elementsOf(writeExpr as TSESTree.Node) : addedAt(file, identifier as TSESTree.Node, seen);
    if (!more) return null;
    found.push(...more);
  }
  return found;
}

function elementsOf(expression: TSESTree.Node): readonly TSESTree.Node[] | null {
  const node = unwrapped(expression);
  if (node.type !== 'ArrayExpression' || node.elements.some((element) => !element || element.type === 'SpreadElement')) return null;
  return node.elements as readonly TSESTree.Node[];
}

/** What a use of a list adds to it; null where that is not known. */
function addedAt(file: SourceFile, identifier: TSESTree.Node, seen: Set<Variable>): readonly TSESTree.Node[] | null {
  const node = wrapped(identifier);
  const { parent } = node;
  switch (parent?.type) {
    case 'ForOfStatement':
      return parent.right === node ? [] : null;
    case 'SpreadElement':
      return [];
    case 'MemberExpression': {
      const call = wrapped(parent).parent;
      const isCalled = call?.type === 'CallExpression' && call.callee === wrapped(parent);
      if (!isCalled) return call?.type === 'AssignmentExpression' && call.left === parent ? null : [];
      const name = staticName(parent);
      if (!ADDERS.has(name)) return KEEPERS.has(name) ? [] : null;
      return call.arguments.some(({ type }) => type === 'SpreadElement') ? null : call.arguments;
    }
    case 'CallExpression': {
      const parameter = functionOf(file, parent.callee)?.params[parent.arguments.indexOf(node as never)];
      const variable = parameter ? parameterOf(file, parameter) : null;
      return variable && additionsTo(file, variable, seen);
    }
    default:
      return null;
  }
}

/** The commands of a function on a list, or of a property that holds one; null where it is not in sight. */
function commandsOfUndo(file: SourceFile, node: TSESTree.Node, property: string | null): readonly Omit<ScopedCommand, 'start'>[] | null {
  const value = property === null ? node : staticObject(file, node)?.properties.get(property);
  const undo = value ? functionOf(file, value) : null;
  if (undo) return cancellableCommands(file, undo.body);
  const origin = value ? originOf(file, value) : null;
  const proxy = activityProxies(file).find(({ call }) => origin?.root.type === 'value' && origin.root.node === call);
  // An activity itself: the list holds what schedules it.
  return proxy && origin?.path.length === 1 ? [{ call: proxy.call, kind: proxy.kind, scope: 'same' }] : null;
}
