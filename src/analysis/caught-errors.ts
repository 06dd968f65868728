import type { TSESTree } from '@typescript-eslint/utils';
import { type Variable, variableOf } from '../syntax/bindings.ts';
import { holdsExit } from '../syntax/control-flow.ts';
import type { SourceFile } from '../syntax/file.ts';
import { childNodes, enclosingFunction, isFunction, isWithin, unwrapped, wrapped } from '../syntax/nodes.ts';
import { originOf } from '../syntax/trace.ts';
import { CONTINUE_AS_NEW, IS_CANCELLATION, NO_CANCELLATIONS, PLAIN_SDK_ERRORS } from '../temporal/failures.ts';
import { COMMON_PACKAGE } from '../temporal/workflow-apis.ts';
import { commandCallOf } from './command-calls.ts';
import { workflowName } from './sdk.ts';

/** What is caught: the exception that ends a run to continue as new, a cancellation, or an error that is no failure of the SDK. */
export type Caught = 'continueAsNew' | 'cancellation' | 'plainError';

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

/** What a `catch` does with an error. Null where it hands the error to code that is not in sight, or stores it. */
export function fateOf(caught: Caught, file: SourceFile, clause: TSESTree.CatchClause): CaughtFate | null {
  const error = caughtVariable(file, clause);
  if (clause.param && !error) return null;
  const references = error?.references ?? [];
  if (references.some(({ identifier }) => !isHarmless(file, identifier as TSESTree.Node, clause))) return null;
  return new Run(file, caught, error).of(clause.body);
}

/** Whether a `catch` certainly throws an error again, on every way. */
export function throwsAgain(caught: Caught, file: SourceFile, clause: TSESTree.CatchClause): boolean {
  const fate = fateOf(caught, file, clause);
  return fate !== null && fate.rethrows && !fate.swallows && !fate.throwsOther;
}

/** What a test in a `catch` says of the error that it has caught; null where it does not depend on that alone. */
export function truthIn(caught: Caught, file: SourceFile, clause: TSESTree.CatchClause, test: TSESTree.Node): boolean | null {
  return truthOf(file, test, caughtVariable(file, clause), caught);
}

/**
 * The commands that a `catch` starts, one after the other, with a certain kind of error, before it leaves; what depends on the error in a way
 * that is not known ends the search.
 */
export function commandsWith(caught: Caught, file: SourceFile, clause: TSESTree.CatchClause): readonly TSESTree.CallExpression[] {
  const error = caughtVariable(file, clause);
  const found: TSESTree.CallExpression[] = [];
  const collect = (node: TSESTree.Node | null): void => {
    if (!node || isFunction(node)) return;
    if (node.type === 'CallExpression' && commandCallOf(file).has(node)) found.push(node);
    childNodes(node, file).forEach(collect);
  };
  for (const statement of clause.body.body) {
    if (statement.type !== 'IfStatement') {
      collect(statement);
      if (statement.type === 'ThrowStatement' || statement.type === 'ReturnStatement') break;
      continue;
    }
    const truth = truthOf(file, statement.test, error, caught);
    const isAboutError = error?.references.some(({ identifier }) => isWithin(identifier as TSESTree.Node, statement.test)) === true;
    if (truth === null && (isAboutError || holdsExit(file, statement))) break;
    const taken = [...(truth === false ? [] : [statement.consequent]), ...(truth === true ? [] : [statement.alternate])];
    taken.forEach(collect);
    if (truth !== null && taken[0] && holdsExit(file, taken[0])) break;
  }
  return found;
}

/** A way through the body of a `catch` with the error that it has caught. */
class Run {
  private readonly fate = { rethrows: false, throwsOther: false, swallows: false };

  private readonly file: SourceFile;
  private readonly caught: Caught;
  private readonly error: Variable | null;

  constructor(file: SourceFile, caught: Caught, error: Variable | null) {
    this.file = file;
    this.caught = caught;
    this.error = error;
  }

  of(body: TSESTree.BlockStatement): CaughtFate {
    if (this.run(body) === 'goes on') this.fate.swallows = true;
    return this.fate;
  }

  /** Runs a statement: tells whether control can come out behind it, and notes how it can leave. */
  private run(node: TSESTree.Node): 'goes on' | 'ends' {
    switch (node.type) {
      case 'BlockStatement':
        return node.body.some((statement) => this.run(statement) === 'ends') ? 'ends' : 'goes on';
      case 'ThrowStatement':
        this.throws(node);
        return 'ends';
      case 'ReturnStatement':
      case 'BreakStatement':
      case 'ContinueStatement':
        this.fate.swallows = true;
        return 'ends';
      case 'IfStatement': {
        const truth = truthOf(this.file, node.test, this.error, this.caught);
        const ends = [
          ...(truth === false ? [] : [this.run(node.consequent)]),
          ...(truth === true ? [] : [node.alternate ? this.run(node.alternate) : 'goes on']),
        ];
        return ends.includes('goes on') ? 'goes on' : 'ends';
      }
      default:
        this.noteThrows(node);
        return 'goes on';
    }
  }

  /** A loop, a `switch` or an inner `try` may throw whatever is thrown in it. */
  private noteThrows(node: TSESTree.Node): void {
    if (isFunction(node)) return;
    if (node.type === 'ThrowStatement') this.throws(node);
    for (const child of childNodes(node, this.file)) this.noteThrows(child);
  }

  private throws({ argument }: TSESTree.ThrowStatement): void {
    if (isReferenceTo(this.file, argument, this.error)) this.fate.rethrows = true;
    else this.fate.throwsOther = true;
  }
}

function isReferenceTo(file: SourceFile, expression: TSESTree.Node, error: Variable | null): boolean {
  const node = unwrapped(expression);
  return error !== null && node.type === 'Identifier' && variableOf(file, node) === error;
}

function truthOf(file: SourceFile, test: TSESTree.Node, error: Variable | null, caught: Caught): boolean | null {
  const node = unwrapped(test);
  switch (node.type) {
    case 'UnaryExpression': {
      const truth = node.operator === '!' ? truthOf(file, node.argument, error, caught) : null;
      return truth === null ? null : !truth;
    }
    case 'LogicalExpression': {
      if (node.operator === '??') return null;
      const decisive = node.operator === '||';
      const sides = [truthOf(file, node.left, error, caught), truthOf(file, node.right, error, caught)];
      if (sides.includes(decisive)) return decisive;
      return sides.includes(null) ? null : !decisive;
    }
    case 'BinaryExpression':
      return node.operator === 'instanceof' && isReferenceTo(file, node.left, error) ? isInstance(file, node.right, caught) : null;
    case 'CallExpression': {
      const [argument] = node.arguments;
      const asksCancellation = workflowName(file, node.callee) === IS_CANCELLATION;
      return asksCancellation && argument && isReferenceTo(file, argument, error) ? caught === 'cancellation' : null;
    }
    default:
      return null;
  }
}

/** Whether what is caught is an instance of a class; null for a class that is neither of the SDK nor of the language, and where that depends. */
function isInstance(file: SourceFile, type: TSESTree.Node, caught: Caught): boolean | null {
  const origin = originOf(file, type);
  if (origin?.root.type === 'global' && origin.path.length === 0) {
    // A plain error may be of any class of the language, or a text.
    return caught === 'plainError' ? null : origin.root.name === 'Error' || origin.root.name === 'Object';
  }
  const isCommon = origin?.root.type === 'module' && origin.root.module === COMMON_PACKAGE;
  const name = isCommon ? origin.path.join('.') : workflowName(file, type);
  if (name === null) return null;
  switch (caught) {
    case 'continueAsNew':
      return name === CONTINUE_AS_NEW;
    case 'cancellation':
      return NO_CANCELLATIONS.has(name) ? false : null;
    case 'plainError':
      return Object.hasOwn(PLAIN_SDK_ERRORS, name) ? null : false;
  }
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
