import type { TSESTree } from '@typescript-eslint/utils';
import { variableOf } from '../syntax/bindings.ts';
import { perFile, type SourceFile } from '../syntax/file.ts';
import {
  enclosingFunction,
  type FunctionNode,
  isFunction,
  nodesOfType,
  staticName,
  unwrapped,
  wrapped,
} from '../syntax/nodes.ts';
import { localValue, type Origin, originsOf } from '../syntax/trace.ts';
import { COMMON_PACKAGE, WORKFLOW_APIS } from '../temporal/workflow-apis.ts';
import { commandCallOf, emittingCalls, isMethodOfSdk, scopeFunction } from './command-calls.ts';
import { functionOf } from './handlers.ts';
import { workflowNameOf } from './sdk.ts';

/** Whether running code emits a command; `unknown` where it calls what this file does not show. */
export type Emits = 'yes' | 'no' | 'unknown';

/** What some code does itself, functions inside of it aside. */
interface Deeds {
  readonly emits: boolean;
  /** Whether it calls something that is not in this file and may emit commands. */
  readonly callsUnknown: boolean;
  /** The functions of this file that run when it runs. */
  readonly runs: readonly FunctionNode[];
  /** The functions of this file that it hands to others, who may run them. */
  readonly hands: readonly FunctionNode[];
}

/** The methods of the language's own objects: their calls emit nothing, and run the functions that they are given. */
const BUILT_IN_METHODS: ReadonlySet<string> = new Set(
  [Object, Array, String, Number, Boolean, Date, RegExp, Map, Set, Promise, Error, Uint8Array].flatMap((type) =>
    Object.getOwnPropertyNames(type.prototype),
  ),
);

const deedsByCall = perFile((file): ReadonlyMap<TSESTree.Node, Deeds> => {
  const emitting = new Set(emittingCalls(file));
  return new Map(
    nodesOfType(file, 'CallExpression', 'NewExpression').map((call) => [call, deedsOf(file, call, emitting.has(call))]),
  );
});

const deedsByFunction = perFile((file): ReadonlyMap<FunctionNode | null, readonly Deeds[]> => {
  const byFunction = new Map<FunctionNode | null, Deeds[]>();
  for (const [call, deeds] of deedsByCall(file)) {
    const around = enclosingFunction(call);
    const known = byFunction.get(around);
    if (known) known.push(deeds);
    else byFunction.set(around, [deeds]);
  }
  return byFunction;
});

/** Whether calling a function of this file emits a command, itself or through what it calls. What it is given is not known. */
export function emitsCommands(file: SourceFile, node: FunctionNode): Emits {
  return answer(file, { emits: false, callsUnknown: false, runs: [node], hands: [] });
}

/** Whether a call emits a command, itself, through the function of this file that it calls, or through one that it is given. */
export function callEmits(file: SourceFile, call: TSESTree.CallExpression | TSESTree.NewExpression): Emits {
  const deeds = deedsByCall(file).get(call);
  return deeds ? answer(file, deeds) : 'unknown';
}

function answer(file: SourceFile, start: Deeds): Emits {
  const reach = (next: (deeds: Deeds) => readonly FunctionNode[]): readonly Deeds[] => {
    const reached = new Set(next(start));
    const found = [start];
    // A set that grows while it is walked: recursion ends where everything has been met.
    for (const node of reached) {
      for (const deeds of deedsByFunction(file).get(node) ?? []) {
        found.push(deeds);
        for (const other of next(deeds)) reached.add(other);
      }
    }
    return found;
  };
  if (reach(({ runs }) => runs).some(({ emits }) => emits)) return 'yes';
  const possible = reach(({ runs, hands }) => [...runs, ...hands]);
  return possible.some(({ emits, callsUnknown }) => emits || callsUnknown) ? 'unknown' : 'no';
}

function deedsOf(file: SourceFile, call: TSESTree.CallExpression | TSESTree.NewExpression, emits: boolean): Deeds {
  const callee = calleeOf(file, call);
  const runs = callee.type === 'local' ? [callee.node] : [];
  const hands: FunctionNode[] = [];
  const scoped = call.type === 'CallExpression' ? scopeFunction(file, call) : null;
  for (const [at, argument] of call.arguments.entries()) {
    const given = callee.type === 'handler' ? null : functionOf(file, argument);
    if (!given) continue;
    const isRun = callee.type === 'local' ? callsParameter(file, callee.node, at) : callee.type === 'known' || argument === scoped;
    (isRun ? runs : hands).push(given);
  }
  return { emits, callsUnknown: callee.type === 'unknown', runs, hands };
}

type Callee =
  | { readonly type: 'local'; readonly node: FunctionNode }
  /** It emits nothing that `emittingCalls` does not have, and runs what it is given. */
  | { readonly type: 'known' }
  /** It keeps what it is given until a message arrives. */
  | { readonly type: 'handler' }
  | { readonly type: 'unknown' };

function calleeOf(file: SourceFile, call: TSESTree.CallExpression | TSESTree.NewExpression): Callee {
  const callee = unwrapped(call.callee);
  const value = localValue(file, callee);
  if (value && isFunction(value)) return { type: 'local', node: value };
  if (value && call.type === 'NewExpression') return constructorOf(value);
  const method = callee.type === 'MemberExpression' ? staticName(callee) : null;
  if (method !== null && BUILT_IN_METHODS.has(method)) return { type: 'known' };
  if (commandCallOf(file).has(call) || isMethodOfSdk(file, callee)) return { type: 'known' };

  for (const origin of originsOf(file, callee)) {
    const name = workflowNameOf(file, origin);
    if (name !== null && WORKFLOW_APIS[name]?.setsHandler) return { type: 'handler' };
    const isKnown = name !== null || origin.root.type === 'global' || isCommon(origin);
    if (!isKnown) return { type: 'unknown' };
  }
  return { type: 'known' };
}

function isCommon({ root }: Origin): boolean {
  return root.type === 'module' && root.module === COMMON_PACKAGE;
}

function constructorOf(value: TSESTree.Node): Callee {
  if (value.type !== 'ClassDeclaration' && value.type !== 'ClassExpression') return { type: 'unknown' };
  for (const element of value.body.body) {
    if (element.type === 'MethodDefinition' && element.kind === 'constructor' && isFunction(element.value)) {
      return { type: 'local', node: element.value };
    }
  }
  return { type: value.superClass ? 'unknown' : 'known' };
}

/** Whether a function calls what it is given as its parameter at that place. */
export function callsParameter(file: SourceFile, node: FunctionNode, at: number): boolean {
  const parameter = node.params[at];
  const variable = parameter?.type === 'Identifier' ? variableOf(file, parameter) : null;
  return (variable?.references ?? []).some(({ identifier }) => {
    const { parent } = wrapped(identifier as TSESTree.Node);
    return parent?.type === 'CallExpression' && unwrapped(parent.callee) === (identifier as TSESTree.Node);
  });
}
