/** Where two versions of a file differ, statement by statement, from the outside in. */
import type { TSESTree } from '@typescript-eslint/utils';
import { codeKey } from '../../syntax/code-key.ts';
import type { SourceFile } from '../../syntax/file.ts';
import { childNodes, enclosingFunction, functionName, type FunctionNode, isFunction, nodesOfType } from '../../syntax/nodes.ts';
import { commonSequence } from '../common-sequence.ts';

/** Statements that run one after the other, and the node that they fill. */
export interface StatementList {
  /** For a `statement` without braces, and for an arrow function that is an `expression`, that alone. */
  readonly is: 'block' | 'case' | 'statement' | 'expression';
  readonly holder: TSESTree.Node;
  readonly statements: readonly TSESTree.Node[];
}

/** Statements of the new version, and those that the old one has in their place; either may be none. */
export interface Region {
  readonly old: readonly TSESTree.Node[];
  readonly now: readonly TSESTree.Node[];
  /** The lists that they are parts of, and how many statements stand before these. */
  readonly oldList: StatementList;
  readonly oldAt: number;
  readonly list: StatementList;
  readonly at: number;
}

/** A region in which the versions differ. */
export interface Hunk extends Region {
  /** Whether a statement of the list has another place now. */
  readonly isMove: boolean;
  /** The same difference more exactly, inside of the one statement that it is; empty where it cannot be told so. */
  readonly inner: readonly Hunk[];
}

/** The differences of each function of the module that both versions have, function by function. */
export function hunksOf(old: SourceFile, now: SourceFile): readonly (readonly Hunk[])[] {
  const before = outerFunctions(old);
  return [...outerFunctions(now)].flatMap(([name, node]) => {
    const earlier = before.get(name);
    if (!earlier || codeKey(old, earlier) === codeKey(now, node)) return [];
    const hunks = bothLists([bodyOf(earlier)], [bodyOf(node)])?.flatMap(([one, other]) => differing(old, one, now, other)) ?? [];
    return hunks.length > 0 ? [hunks] : [];
  });
}

/** The functions that stand in no other one, by a name that does not depend on their place. */
function outerFunctions(file: SourceFile): ReadonlyMap<string, FunctionNode> {
  const functions = new Map<string, FunctionNode>();
  const nodes = nodesOfType(file, 'FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression');
  for (const node of nodes) if (!enclosingFunction(node)) functions.set(nameOf(file, node), node);
  return functions;
}

function nameOf(file: SourceFile, node: FunctionNode): string {
  const name = functionName(node);
  const owner = node.parent.type === 'MethodDefinition' || node.parent.type === 'PropertyDefinition' ? node.parent.parent.parent : null;
  if (name !== null) return owner && 'id' in owner && owner.id?.type === 'Identifier' ? `${owner.id.name}.${name}` : name;
  // A callback is known by the call that it is given to: `setHandler(approve, …)`.
  const { parent } = node;
  return parent.type === 'CallExpression' ? codeKey(file, parent, { substitute: (part) => (part === node ? 'callback' : null) }) : parent.type;
}

function bodyOf({ body }: FunctionNode): StatementList {
  if (body.type === 'BlockStatement') return { is: 'block', holder: body, statements: body.body };
  return { is: 'expression', holder: body, statements: [body] };
}

function differing(oldFile: SourceFile, old: StatementList, file: SourceFile, list: StatementList): readonly Hunk[] {
  const keysOf = (of: SourceFile, { statements }: StatementList) => statements.map((statement) => codeKey(of, statement));
  const [oldKeys, keys] = [keysOf(oldFile, old), keysOf(file, list)];
  const common = commonSequence(oldKeys, keys);
  const gone = new Set(oldKeys.filter((_, index) => !common.some(([row]) => row === index)));
  const isMove = keys.some((key, index) => gone.has(key) && !common.some(([, column]) => column === index));
  const hunks: Hunk[] = [];
  let [row, column] = [0, 0];
  for (const [nextRow, nextColumn] of [...common, [old.statements.length, list.statements.length] as const]) {
    const [before, after] = [old.statements.slice(row, nextRow), list.statements.slice(column, nextColumn)];
    if (before.length > 0 || after.length > 0) {
      const [one, other] = [before[0], after[0]];
      const inner = one && other && before.length === 1 && after.length === 1 ? insideOf(oldFile, one, file, other) : [];
      hunks.push({ old: before, now: after, oldList: old, oldAt: row, list, at: column, isMove, inner });
    }
    [row, column] = [nextRow + 1, nextColumn + 1];
  }
  return hunks;
}

/** The differences inside of two statements that differ in nothing but the lists of statements that they hold. */
function insideOf(oldFile: SourceFile, old: TSESTree.Node, file: SourceFile, now: TSESTree.Node): readonly Hunk[] {
  const [before, after] = [listsIn(oldFile, old), listsIn(file, now)];
  if (shellOf(oldFile, old, before) !== shellOf(file, now, after)) return [];
  return bothLists(before, after)?.flatMap(([one, other]) => differing(oldFile, one, file, other)) ?? [];
}

function bothLists(old: readonly StatementList[], now: readonly StatementList[]): readonly (readonly [StatementList, StatementList])[] | null {
  if (old.length !== now.length) return null;
  const pairs = old.map((one, index) => [one, now[index]!] as const);
  const canHold = ([one, other]: readonly [StatementList, StatementList]) =>
    (one.is === 'expression') === (other.is === 'expression') && (isAsync(other) || !isAsync(one));
  return pairs.every(canHold) ? pairs : null;
}

function isAsync({ holder: { parent } }: StatementList): boolean {
  return parent !== undefined && isFunction(parent) && parent.async;
}

/** The outermost lists of statements in a node. */
function listsIn(file: SourceFile, node: TSESTree.Node): readonly StatementList[] {
  const within = (nodes: readonly (TSESTree.Node | null)[]) => nodes.flatMap((one) => (one ? listsIn(file, one) : []));
  switch (node.type) {
    case 'BlockStatement':
      return [{ is: 'block', holder: node, statements: node.body }];
    case 'SwitchCase':
      return [...within([node.test]), { is: 'case', holder: node, statements: node.consequent }];
    case 'IfStatement':
      return [...within([node.test]), ...branch(file, node.consequent), ...(node.alternate ? branch(file, node.alternate) : [])];
    case 'ForStatement':
      return [...within([node.init, node.test, node.update]), ...branch(file, node.body)];
    case 'ForOfStatement':
    case 'ForInStatement':
      return [...within([node.right]), ...branch(file, node.body)];
    case 'WhileStatement':
    case 'DoWhileStatement':
      return [...within([node.test]), ...branch(file, node.body)];
    default:
      return isFunction(node) ? [bodyOf(node)] : within(childNodes(node, file));
  }
}

function branch(file: SourceFile, node: TSESTree.Statement): readonly StatementList[] {
  // `else if` goes on with its own branches.
  if (node.type === 'BlockStatement' || node.type === 'IfStatement') return listsIn(file, node);
  return [{ is: 'statement', holder: node, statements: [node] }];
}

/** A node without what is in its lists, as text. A handler that has become asynchronous can run the old statements as well. */
function shellOf(file: SourceFile, node: TSESTree.Node, lists: readonly StatementList[]): string {
  const held = new Map<TSESTree.Node, string>();
  for (const { is, holder, statements } of lists) {
    if (is === 'case') for (const statement of statements) held.set(statement, '');
    else held.set(holder, is === 'expression' ? '=>' : '{}');
  }
  return codeKey(file, node, { substitute: (part) => held.get(part) ?? null, ignored: 'async' });
}

/**
 * What a guard may be put around for a difference at an offset of the new version, the least code first: the statements that
 * differ there, all statements that differ, and what is around them.
 */
export function regionsFor(hunks: readonly Hunk[], offset: number): readonly (readonly Region[])[] {
  const levels: (readonly Hunk[])[] = [];
  for (let level = hunks; level.length > 0; level = nearest(level, offset).inner) levels.unshift(level);
  const finest = leaves(hunks);
  return levels.flatMap((level, index): readonly (readonly Region[])[] => {
    const one = nearest(level, offset);
    const all = level.length > 1 ? spanning(level) : null;
    const wider = [...(index === 0 && finest.length > 1 ? [finest] : []), ...(all ? [[all]] : [])];
    // Where statements have changed places, both orders are easier to read side by side.
    return [[one], ...(one.isMove ? wider.reverse() : wider)];
  });
}

function leaves(hunks: readonly Hunk[]): readonly Hunk[] {
  return hunks.flatMap((hunk) => (hunk.inner.length > 0 ? leaves(hunk.inner) : [hunk]));
}

function nearest(hunks: readonly Hunk[], offset: number): Hunk {
  return hunks.reduce((best, hunk) => (distance(hunk, offset) < distance(best, offset) ? hunk : best));
}

/** How far an offset is from a hunk; one without statements begins where the next statement does. */
function distance({ now, list, at }: Region, offset: number): number {
  const start = now[0]?.range[0] ?? list.statements[at]?.range[0] ?? list.holder.range[1];
  const end = now.at(-1)?.range[1] ?? start;
  return offset < start ? start - offset : Math.max(0, offset - end);
}

/** All from the first hunk to the last, where they are in one list. */
function spanning(hunks: readonly Hunk[]): Region | null {
  const [first, last] = [hunks[0], hunks.at(-1)];
  if (!first || !last || hunks.some(({ list }) => list !== first.list)) return null;
  const { list, oldList, at, oldAt } = first;
  return {
    list,
    oldList,
    at,
    oldAt,
    now: list.statements.slice(at, last.at + last.now.length),
    old: oldList.statements.slice(oldAt, last.oldAt + last.old.length),
  };
}
