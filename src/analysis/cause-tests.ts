import type { TSESTree } from '@typescript-eslint/utils';
import { type Variable, variableOf } from '../syntax/bindings.ts';
import type { SourceFile } from '../syntax/file.ts';
import { childNodes, isFunction, nodesOfType, staticName, unwrapped, wrapped } from '../syntax/nodes.ts';
import { originOf } from '../syntax/trace.ts';
import { CAUSES, WRAPPERS } from '../temporal/failures.ts';
import { COMMON_PACKAGE } from '../temporal/workflow-apis.ts';
import { caughtVariable } from './caught-errors.ts';
import { commandCallOf } from './command-calls.ts';
import { settledAt } from './error-paths.ts';
import { workflowName } from './sdk.ts';
import type { WorkflowCode } from './workflow-code.ts';

/** A test of a caught error for a failure that can only be the cause of it. */
export interface CauseTest {
  readonly test: TSESTree.BinaryExpression;
  /** The class that is asked for, and the one that the error is of. */
  readonly failure: string;
  readonly wrapper: string;
}

/**
 * The tests `error instanceof ApplicationFailure` of a file, and those for timeouts and terminations, on an error that only an awaited activity
 * or child workflow can have thrown: by `catch` of a `try` that does nothing else, or of the promise itself. None in a bundle with
 * interceptors or converters of its own, which may throw what they like.
 */
export function causeTests({ file, bundles }: WorkflowCode): readonly CauseTest[] {
  if (bundles.some(({ otherModules }) => otherModules.length > 0)) return [];
  return nodesOfType(file, 'BinaryExpression').flatMap((test) => {
    const failure = test.operator === 'instanceof' ? failureName(file, test.right) : null;
    const error = failure !== null && test.left.type === 'Identifier' ? variableOf(file, test.left) : null;
    const wrapper = error && failure !== null ? wrapperOf(file, error) : null;
    return wrapper ? [{ test, failure: failure!, wrapper }] : [];
  });
}

function failureName(file: SourceFile, type: TSESTree.Node): string | null {
  const origin = originOf(file, type);
  const isCommon = origin?.root.type === 'module' && origin.root.module === COMMON_PACKAGE;
  const name = isCommon ? origin.path.join('.') : workflowName(file, type);
  return name !== null && CAUSES.has(name) ? name : null;
}

/** The class of every error that a variable can hold; null where it can hold others. */
function wrapperOf(file: SourceFile, error: Variable): string | null {
  if (error.references.some((reference) => reference.isWrite())) return null;
  const definition = error.defs[0];
  const node = definition?.node as TSESTree.Node | undefined;
  if (node?.type === 'CatchClause') {
    return node.parent.type === 'TryStatement' && caughtVariable(file, node) === error ? classThrownBy(file, node.parent.block) : null;
  }
  if (!node || !isFunction(node) || unwrapped(node.params[0]!) !== (definition!.name as TSESTree.Node)) return null;
  const call = wrapped(node).parent;
  const callee = call?.type === 'CallExpression' && call.arguments[0] === wrapped(node) ? unwrapped(call.callee) : null;
  if (callee?.type !== 'MemberExpression' || staticName(callee) !== 'catch') return null;
  const promise = unwrapped(callee.object);
  return promise.type === 'CallExpression' ? wrapperOfCall(file, promise) : null;
}

/** The class of what a block throws, if it does nothing that throws but to await activities, or children; null for any other block. */
function classThrownBy(file: SourceFile, block: TSESTree.BlockStatement): string | null {
  const wrappers = new Set<string | null>();
  const visit = (node: TSESTree.Node): void => {
    if (isFunction(node)) return;
    if (node.type === 'ThrowStatement' || node.type === 'NewExpression' || node.type === 'TryStatement') wrappers.add(null);
    else if (node.type === 'AwaitExpression' && unwrapped(node.argument).type !== 'CallExpression') wrappers.add(null);
    else if (node.type === 'CallExpression' && !isLog(file, node)) {
      // Whatever else is called may throw anything.
      wrappers.add(settledAt(file, node) ? wrapperOfCall(file, node) : null);
    }
    for (const child of childNodes(node, file)) visit(child);
  };
  visit(block);
  const [wrapper] = wrappers;
  return wrappers.size === 1 && wrapper ? wrapper : null;
}

function wrapperOfCall(file: SourceFile, call: TSESTree.CallExpression): string | null {
  const kind = commandCallOf(file).get(call)?.kind;
  // To start a child may fail in another way than the child.
  if (kind === undefined || !Object.hasOwn(WRAPPERS, kind) || workflowName(file, call.callee) === 'startChild') return null;
  return WRAPPERS[kind as keyof typeof WRAPPERS];
}

function isLog(file: SourceFile, { callee }: TSESTree.CallExpression): boolean {
  if (workflowName(file, callee)?.startsWith('log.')) return true;
  const origin = originOf(file, callee);
  return origin?.root.type === 'global' && origin.root.name === 'console';
}
