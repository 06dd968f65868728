import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { globalReferences, isDeclared, variableOf } from './bindings.ts';
import { isLoop, type Loop } from './control-flow.ts';
import type { SourceFile } from './file.ts';
import { holdsComment } from './fixes.ts';
import { isFunction, isWithin, nodesOfType, unwrapped } from './nodes.ts';

/** The edits by which an expression is evaluated once, and what keeps its value. */
export interface Hoist {
  /** The constant that holds the value: a new one, or the one that the code has. */
  readonly name: string;
  readonly fix: (fixer: TSESLint.RuleFixer) => TSESLint.RuleFix[];
}

interface Wanted {
  readonly name: string;
  /** Whether once is once for all rounds of a loop, and not once in a round. */
  readonly leaves: (loop: Loop) => boolean;
  /** Whether the value may not come before the code in this range. */
  readonly isDisturbed: (range: TSESTree.Range) => boolean;
}

/**
 * Evaluates the first of several expressions once, in a constant in front of all of them. Null where that would be at another point of the
 * way, such as behind a test or before what disturbs it, and where no block holds all of the expressions.
 */
export function hoist(
  file: SourceFile,
  expressions: readonly [TSESTree.Node, ...TSESTree.Node[]],
  { name: wantedName, leaves, isDisturbed }: Wanted,
): Hoist | null {
  const [first, ...others] = expressions;
  const statement = commonStatement(expressions, leaves);
  if (!statement || !runsFirst(file, first, statement) || isDisturbed([statement.range[0], first.range[0]])) return null;
  // A loop may have no round, and the others would be evaluated later all the same.
  const loop = loopAround(first, statement);
  if (loop && !others.every((one) => isWithin(one, loop))) return null;
  if (others.some((one) => holdsComment(file, one))) return null;
  const known = constantOf(file, first, statement);
  if (known) return { name: known, fix: (fixer) => others.map((one) => fixer.replaceText(one, known)) };
  if (usesNamesOf(file, first, statement)) return null;

  const name = freeName(file, wantedName);
  const { text } = file;
  const indent = /(?:^|\n)([ \t]*)$/u.exec(text.slice(0, statement.range[0]))?.[1];
  const end = indent === undefined ? '; ' : `${endBefore(file, statement)}\n${indent}`;
  const declaration = `const ${name} = ${text.slice(...first.range)}${end}`;
  return {
    name,
    fix: (fixer) => [fixer.insertTextBefore(statement, declaration), ...expressions.map((one) => fixer.replaceText(one, name))],
  };
}

/** The innermost statement around an expression that stands in a block which holds all others as well, out of the loops that are left. */
function commonStatement([first, ...others]: readonly [TSESTree.Node, ...TSESTree.Node[]], leaves: (loop: Loop) => boolean): TSESTree.Node | null {
  let found: TSESTree.Node | null = null;
  for (let inner = first, outer = first.parent; outer && !isFunction(inner); inner = outer, outer = outer.parent) {
    const isBlock = outer.type === 'BlockStatement' || outer.type === 'Program';
    if (found && isLoop(inner)) {
      if (!leaves(inner)) return found;
      found = null;
    }
    if (isBlock && !found && others.every((one) => isWithin(one, outer!))) found = inner;
  }
  return found;
}

/** The innermost loop around an expression in a statement; null for none. */
function loopAround(expression: TSESTree.Node, statement: TSESTree.Node): TSESTree.Node | null {
  for (let outer = expression; ; outer = outer.parent!) {
    if (isLoop(outer)) return outer;
    if (outer === statement) return null;
  }
}

/** Whether an expression is evaluated whenever a statement that holds it runs, the rounds of a loop aside. */
function runsFirst(file: SourceFile, expression: TSESTree.Node, statement: TSESTree.Node): boolean {
  for (let inner = expression; inner !== statement; inner = inner.parent!) if (!isAlwaysRun(inner, inner.parent!)) return false;
  return !nodesOfType(file, 'ReturnStatement', 'ThrowStatement', 'BreakStatement', 'ContinueStatement').some(
    ({ range }) => range[0] >= statement.range[0] && range[1] <= expression.range[0],
  );
}

function isAlwaysRun(inner: TSESTree.Node, outer: TSESTree.Node): boolean {
  switch (outer.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return inner === outer.test;
    case 'LogicalExpression':
      return inner === outer.left;
    case 'SwitchStatement':
      return inner === outer.discriminant;
    case 'ForStatement':
      return inner !== outer.update;
    case 'ForOfStatement':
      return !outer.await || inner === outer.right;
    case 'TryStatement':
      return inner === outer.block;
    case 'AssignmentExpression':
      return !['&&=', '||=', '??='].includes(outer.operator);
    case 'ArrowFunctionExpression':
    case 'AssignmentPattern':
    case 'ChainExpression':
    case 'ClassBody':
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'SwitchCase':
      return false;
    default:
      return true;
  }
}

/** The constant that a statement makes of an expression and nothing else, where its name means the same in the whole file. */
function constantOf(file: SourceFile, expression: TSESTree.Node, statement: TSESTree.Node): string | null {
  if (statement.type !== 'VariableDeclaration' || statement.kind !== 'const') return null;
  const declarator = statement.declarations.find(({ init }) => init && unwrapped(init) === expression);
  if (declarator?.id.type !== 'Identifier') return null;
  const { name } = declarator.id;
  const declaring = (file.scopeManager?.scopes ?? []).filter(({ set }) => (set.get(name)?.defs.length ?? 0) > 0);
  return declaring.length === 1 ? name : null;
}

/** Whether an expression uses a name that a statement around it declares. */
function usesNamesOf(file: SourceFile, expression: TSESTree.Node, statement: TSESTree.Node): boolean {
  return nodesOfType(file, 'Identifier').some((identifier) => {
    const variable = isWithin(identifier, expression) ? variableOf(file, identifier) : null;
    return variable?.defs.some(({ name }) => isWithin(name as TSESTree.Node, statement)) === true;
  });
}

/** A name that a file has nowhere: the wanted one, or that with a number. */
export function freeName(file: SourceFile, wanted: string): string {
  const isTaken = (name: string) => isDeclared(file, name) || globalReferences(file, name).length > 0;
  let name = wanted;
  for (let number = 2; isTaken(name); number++) name = `${wanted}${number}`;
  return name;
}

/** What a statement ends with that comes before another one: nothing in a file whose first one has no semicolon, where that does no harm. */
function endBefore({ ast, text }: SourceFile, next: TSESTree.Node): string {
  const first = ast.body.find(({ type }) => type === 'ImportDeclaration' || type === 'VariableDeclaration');
  const isContinued = /^[([`/+-]/u.test(text.slice(next.range[0], next.range[0] + 1));
  return first && !isContinued && !text.slice(...first.range).endsWith(';') ? '' : ';';
}
