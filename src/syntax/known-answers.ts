import type { TSESTree } from '@typescript-eslint/utils';
import { canComplete, type Loop } from './control-flow.ts';
import type { SourceFile } from './file.ts';
import { nodesOfType, unwrapped, wrapped } from './nodes.ts';

/** Tells of the expressions that are one and the same question, whose answer is a boolean. */
export type IsQuestion = (expression: TSESTree.Node) => boolean;

/**
 * What the answer to a question certainly was where a node runs, by the tests around it and those before it that leave the way.
 * Null where it may have been either.
 */
export function answerAt(file: SourceFile, node: TSESTree.Node, isQuestion: IsQuestion): boolean | null {
  for (let inner = node, outer = node.parent; outer; inner = outer, outer = outer.parent) {
    const answer = answerInside(outer, inner, isQuestion) ?? answerBehind(statementsIn(outer, inner), isQuestion, (statement) => !canComplete(file, statement));
    if (answer !== null) return answer;
  }
  return null;
}

/** What the answer certainly was when a loop begins its next round. Null where it may have been either. */
export function answerInNextRound(file: SourceFile, loop: Loop, isQuestion: IsQuestion): boolean | null {
  const body = loop.body.type === 'BlockStatement' ? loop.body.body : [loop.body];
  const test = 'test' in loop && loop.test ? impliedBy(loop.test, true, isQuestion) : null;
  return answerBehind(body, isQuestion, (statement) => leavesLoop(file, statement)) ?? test ?? answerAt(file, loop, isQuestion);
}

/**
 * The answer to a question without which the code behind the `if` that asks it does not run, as in `if (x && question) return`. Null where that
 * code runs with either. With a loop, the code behind is the next round of the loop.
 */
export function answerToGoOn(file: SourceFile, question: TSESTree.Node, loop: Loop | null): boolean | null {
  const leaves = (statement: TSESTree.Node | null) => statement !== null && (loop ? leavesLoop(file, statement) : !canComplete(file, statement));
  // What the test is, as far as it is known, with the one answer and with the other.
  let withTrue: boolean | null = true;
  let withFalse: boolean | null = false;
  for (let inner = wrapped(question), outer = inner.parent; outer; inner = wrapped(outer), outer = inner.parent) {
    if (outer.type === 'UnaryExpression' && outer.operator === '!') [withTrue, withFalse] = [negated(withTrue), negated(withFalse)];
    else if (outer.type === 'LogicalExpression' && outer.operator !== '??') {
      // The right side is only asked where the left one leaves it open.
      const decides = outer.operator === '||';
      if (inner === outer.left) [withTrue, withFalse] = [withTrue === decides ? withTrue : null, withFalse === decides ? withFalse : null];
    } else if (outer.type === 'IfStatement' && inner === outer.test) {
      const ends = (outcome: boolean | null) => outcome !== null && leaves(outcome ? outer.consequent : outer.alternate);
      return ends(withTrue) ? false : ends(withFalse) ? true : null;
    } else return null;
  }
  return null;
}

const negated = (value: boolean | null) => (value === null ? null : !value);

/** Whether a statement of a loop certainly ends it, and not only the round. */
function leavesLoop(file: SourceFile, statement: TSESTree.Node): boolean {
  const isInside = ({ range }: TSESTree.Node) => range[0] >= statement.range[0] && range[1] <= statement.range[1];
  return !canComplete(file, statement) && !nodesOfType(file, 'ContinueStatement').some(isInside);
}

/** What a part of a statement or an expression says of the answer by being reached. */
function answerInside(outer: TSESTree.Node, inner: TSESTree.Node, isQuestion: IsQuestion): boolean | null {
  switch (outer.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return inner === outer.test ? null : impliedBy(outer.test, inner === outer.consequent, isQuestion);
    case 'LogicalExpression':
      return inner === outer.right && outer.operator !== '??' ? impliedBy(outer.left, outer.operator === '&&', isQuestion) : null;
    case 'WhileStatement':
    case 'ForStatement':
      return inner === outer.body && outer.test ? impliedBy(outer.test, true, isQuestion) : null;
    default:
      return null;
  }
}

function statementsIn(outer: TSESTree.Node, inner: TSESTree.Node): readonly TSESTree.Node[] {
  const block = outer.type === 'SwitchCase' ? outer.consequent : outer.type === 'BlockStatement' || outer.type === 'Program' ? outer.body : [];
  return block.slice(0, Math.max(0, block.indexOf(inner as never)));
}

/** What is known of the answer behind statements, of which one may leave the way where the answer is the other. */
function answerBehind(
  statements: readonly TSESTree.Node[],
  isQuestion: IsQuestion,
  leaves: (statement: TSESTree.Node) => boolean,
): boolean | null {
  for (const statement of statements) {
    if (statement.type !== 'IfStatement') continue;
    const { test, consequent, alternate } = statement;
    const answer = leaves(consequent) ? impliedBy(test, false, isQuestion) : null;
    const other = alternate && leaves(alternate) ? impliedBy(test, true, isQuestion) : null;
    if ((answer ?? other) !== null) return answer ?? other;
  }
  return null;
}

/** The answer that makes a test true, or false; null where the test says nothing of it. */
function impliedBy(test: TSESTree.Node, outcome: boolean, isQuestion: IsQuestion): boolean | null {
  const node = unwrapped(test);
  if (isQuestion(node)) return outcome;
  if (node.type === 'UnaryExpression' && node.operator === '!') return impliedBy(node.argument, !outcome, isQuestion);
  if (node.type !== 'LogicalExpression' || node.operator !== (outcome ? '&&' : '||')) return null;
  return impliedBy(node.left, outcome, isQuestion) ?? impliedBy(node.right, outcome, isQuestion);
}
