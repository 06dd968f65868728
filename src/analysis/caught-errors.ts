import type { TSESTree } from '@typescript-eslint/utils';
import { type Variable, variableOf } from '../syntax/bindings.ts';
import type { SourceFile } from '../syntax/file.ts';
import { childNodes, enclosingFunction, isFunction, unwrapped, wrapped } from '../syntax/nodes.ts';
import { originOf } from '../syntax/trace.ts';
import { CONTINUE_AS_NEW, IS_CANCELLATION } from '../temporal/failures.ts';
import { COMMON_PACKAGE } from '../temporal/workflow-apis.ts';
import { commandCallOf } from './command-calls.ts';
import { workflowName } from './sdk.ts';

/** What a `catch` may do with an error: each of these on some path, as far as the tests of the error do not rule the path out. */
export interface CaughtFate {
  /** It throws the error again. */
  readonly rethrows: boolean;
  /** It throws another error. */
  readonly throwsOther: boolean;
  /** It lets the code go on, or returns. */
  readonly swallows: boolean;
}

/** The variable that holds the error of a `catch`; null for none, and for a pattern. */
export function caughtVariable(file: SourceFile, { param }: TSESTree.CatchClause): Variable | null {
  return param?.type === 'Identifier' ? variableOf(file, param) : null;
}

/**
 * What a `catch` does with the exception that ends a run to continue as new. Null where it hands the error to code that is not in sight, or
 * stores it.
 */
export function fateOfContinueAsNew(file: SourceFile, clause: TSESTree.CatchClause): CaughtFate | null {
  const error = caughtVariable(file, clause);
  if (clause.param && !error) return null;
  const references = error?.references ?? [];
  if (references.some(({ identifier }) => !isHarmless(file, identifier as TSESTree.Node, clause))) return null;
  const fate = { rethrows: false, throwsOther: false, swallows: false };
  if (run(file, clause.body, error, fate) === 'goes on') fate.swallows = true;
  return fate;
}

type Noted = { -readonly [Key in keyof CaughtFate]: boolean };

/** Runs a statement: tells whether control can come out behind it, and notes how it can leave. */
function run(file: SourceFile, node: TSESTree.Node, error: Variable | null, fate: Noted): 'goes on' | 'ends' {
  switch (node.type) {
    case 'BlockStatement':
      return node.body.some((statement) => run(file, statement, error, fate) === 'ends') ? 'ends' : 'goes on';
    case 'ThrowStatement':
      if (isReferenceTo(file, node.argument, error)) fate.rethrows = true;
      else fate.throwsOther = true;
      return 'ends';
    case 'ReturnStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
      fate.swallows = true;
      return 'ends';
    case 'IfStatement': {
      const truth = truthOf(file, node.test, error);
      const ends = [
        ...(truth === false ? [] : [run(file, node.consequent, error, fate)]),
        ...(truth === true ? [] : [node.alternate ? run(file, node.alternate, error, fate) : 'goes on']),
      ];
      return ends.includes('goes on') ? 'goes on' : 'ends';
    }
    default:
      noteThrows(file, node, error, fate);
      return 'goes on';
  }
}

/** A loop, a `switch` or an inner `try` may throw whatever is thrown in it. */
function noteThrows(file: SourceFile, node: TSESTree.Node, error: Variable | null, fate: Noted): void {
  if (isFunction(node)) return;
  if (node.type === 'ThrowStatement') {
    if (isReferenceTo(file, node.argument, error)) fate.rethrows = true;
    else fate.throwsOther = true;
  }
  for (const child of childNodes(node, file)) noteThrows(file, child, error, fate);
}

function isReferenceTo(file: SourceFile, expression: TSESTree.Node, error: Variable | null): boolean {
  const node = unwrapped(expression);
  return error !== null && node.type === 'Identifier' && variableOf(file, node) === error;
}

/** What a test says of the exception of a continue-as-new; null where it does not depend on that alone. */
function truthOf(file: SourceFile, test: TSESTree.Node, error: Variable | null): boolean | null {
  const node = unwrapped(test);
  switch (node.type) {
    case 'UnaryExpression': {
      const truth = node.operator === '!' ? truthOf(file, node.argument, error) : null;
      return truth === null ? null : !truth;
    }
    case 'LogicalExpression': {
      if (node.operator === '??') return null;
      const decisive = node.operator === '||';
      const sides = [truthOf(file, node.left, error), truthOf(file, node.right, error)];
      if (sides.includes(decisive)) return decisive;
      return sides.includes(null) ? null : !decisive;
    }
    case 'BinaryExpression':
      return node.operator === 'instanceof' && isReferenceTo(file, node.left, error) ? isInstance(file, node.right) : null;
    case 'CallExpression': {
      const [argument] = node.arguments;
      const asksCancellation = workflowName(file, node.callee) === IS_CANCELLATION;
      return asksCancellation && argument && isReferenceTo(file, argument, error) ? false : null;
    }
    default:
      return null;
  }
}

/** Whether the exception is an instance of a class; null for a class that is neither of the SDK nor of the language. */
function isInstance(file: SourceFile, type: TSESTree.Node): boolean | null {
  const origin = originOf(file, type);
  if (origin?.root.type === 'global' && origin.path.length === 0) return origin.root.name === 'Error' || origin.root.name === 'Object';
  if (origin?.root.type === 'module' && origin.root.module === COMMON_PACKAGE) return false;
  const name = workflowName(file, type);
  return name === null ? null : name === CONTINUE_AS_NEW;
}

/** Whether what is done with a caught error cannot throw it: a test, a property that is read, a log, an argument of an activity. */
function isHarmless(file: SourceFile, reference: TSESTree.Node, clause: TSESTree.CatchClause): boolean {
  if (enclosingFunction(reference) !== enclosingFunction(clause)) return false;
  for (let node = wrapped(reference); ; node = wrapped(node.parent!)) {
    const { parent } = node;
    switch (parent?.type) {
      case 'ThrowStatement':
        // Thrown as it is; what holds it as a cause is another error.
        return node === wrapped(reference) || unwrapped(node).type === 'NewExpression';
      case 'BinaryExpression':
      case 'TemplateLiteral':
      case 'UnaryExpression':
      case 'IfStatement':
        return true;
      case 'MemberExpression':
        return parent.object === node;
      case 'CallExpression':
        return parent.callee !== node && isHarmlessCall(file, parent);
      case 'NewExpression':
      case 'ConditionalExpression':
      case 'LogicalExpression':
      case 'Property':
      case 'ObjectExpression':
      case 'ArrayExpression':
      case 'SpreadElement':
        continue;
      default:
        return false;
    }
  }
}

function isHarmlessCall(file: SourceFile, call: TSESTree.CallExpression): boolean {
  const name = workflowName(file, call.callee);
  if (name !== null || commandCallOf(file).has(call)) return true;
  const origin = originOf(file, call.callee);
  if (origin?.root.type === 'module') return origin.root.module === COMMON_PACKAGE;
  return origin?.root.type === 'global' && !(origin.root.name === 'Promise' && origin.path[0] === 'reject');
}
