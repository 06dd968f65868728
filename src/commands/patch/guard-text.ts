/** How a guard is written: in the indentation, quotes and line ends of the code around it. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from '../../syntax/file.ts';
import { nodesOfType } from '../../syntax/nodes.ts';
import type { TextEdit } from '../../syntax/text-edits.ts';
import type { Lifted } from './declarations.ts';
import type { Region, StatementList } from './hunks.ts';

/** What a guard is made of. */
export interface Guard {
  readonly region: Region;
  /** The expression that is true for new executions. */
  readonly condition: string;
  readonly lifted: Lifted;
}

/** The edits that put a region under a guard, with the statements of the old version in the `else`. */
export function guardEdit(oldFile: SourceFile, file: SourceFile, { region, condition, lifted }: Guard): TextEdit {
  const { old, now, oldList, list } = region;
  const [start, end] = placeOf(file, region);
  const anchor = now[0] ?? list.statements[region.at] ?? list.statements[region.at - 1] ?? list.holder;
  const outer = list.is === 'block' && list.statements.length === 0 ? indentAt(file.text, anchor.range[0]) + unitOf(file) : indentAt(file.text, anchor.range[0]);
  const hasBraces = list.is === 'block' || list.is === 'case';
  const indent = hasBraces ? outer : outer + unitOf(file);
  const inner = indent + unitOf(file);

  const taken = now.length > 0 && codeOf(file, list, now, lifted, inner);
  const kept = old.length > 0 && codeOf(oldFile, oldList, old, lifted, inner);
  const body = taken ? taken : (kept as string);
  const test = taken ? condition : `!${condition}`;
  const otherwise = taken && kept ? ` else {\n${inner}${kept}\n${indent}}` : '';
  const semicolon = hasSemicolons(file) ? ';' : '';
  const declarations = [...lifted].map(([name, type]) => `let ${name}${type === null ? '' : `: ${type}`}${semicolon}\n${indent}`).join('');
  const guard = `${declarations}if (${test}) {\n${inner}${body}\n${indent}}${otherwise}`;

  if (!hasBraces) return { range: [start, end], text: withLineEnds(file, `{\n${indent}${guard}\n${outer}}`) };
  // Statements that share a line with others get lines of their own.
  const isFirst = now.length > 0 && /^[ \t]*$/u.test(file.text.slice(file.text.lastIndexOf('\n', start - 1) + 1, start));
  const gap = /^[ \t]*(?=[^\s])/u.exec(file.text.slice(end));
  const before = isFirst ? '' : `\n${indent}`;
  const after = gap ? `\n${list.statements[region.at + now.length] ? indent : indentAt(file.text, list.holder.range[0])}` : '';
  const space = isFirst ? 0 : /[ \t]*$/u.exec(file.text.slice(0, start))![0].length;
  return { range: [start - space, end + (gap?.[0].length ?? 0)], text: withLineEnds(file, `${before}${guard}${after}`) };
}

/** The edit that declares a constant before a statement. */
export function constantEdit(file: SourceFile, statement: TSESTree.Node, name: string, value: string): TextEdit {
  const start = statement.range[0];
  const text = `const ${name} = ${value}${hasSemicolons(file) ? ';' : ''}\n${indentAt(file.text, start)}`;
  return { range: [start, start], text: withLineEnds(file, text) };
}

/** Text in the line ends of a file. */
export function withLineEnds({ text }: SourceFile, inserted: string): string {
  return text.includes('\r\n') ? inserted.replace(/\r?\n/gu, '\r\n') : inserted;
}

/** Whether the statements of a file end with semicolons. */
export function hasSemicolons({ ast, text }: SourceFile): boolean {
  const ended = ast.body.filter(({ type }) => type === 'ImportDeclaration' || type === 'VariableDeclaration');
  return ended.length === 0 || ended.some(({ range }) => text[range[1] - 1] === ';');
}

/** What the edit replaces: the statements with a comment that stands behind the last one, or the gap where there are none. */
function placeOf(file: SourceFile, { now, list, at }: Region): TSESTree.Range {
  const [first, last] = [now[0], now.at(-1)];
  if (first && last) return [first.range[0], endWithComment(file.text, last.range[1])];
  const before = list.statements[at - 1];
  const open = before?.range[1] ?? (list.is === 'case' ? file.text.indexOf(':', (list.holder as TSESTree.SwitchCase).test?.range[1] ?? list.holder.range[0]) + 1 : list.holder.range[0] + 1);
  const end = endWithComment(file.text, open);
  return [end, end];
}

/** The end of a statement, or of the comment that follows it at the end of its line. */
function endWithComment(text: string, end: number): number {
  const comment = /^[ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/(?=[ \t]*(?:\r?\n|$)))/u.exec(text.slice(end));
  return end + (comment?.[0].length ?? 0);
}

function indentAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^[ \t]*/u.exec(line)?.[0] ?? '';
}

/** One step of indentation: that of the first statement of a block against the line in which the block begins. */
function unitOf(file: SourceFile): string {
  for (const { range, body } of nodesOfType(file, 'BlockStatement')) {
    const [outer, inner] = [indentAt(file.text, range[0]), body[0] ? indentAt(file.text, body[0].range[0]) : ''];
    if (inner.length > outer.length && inner.startsWith(outer)) return inner.slice(outer.length);
  }
  return '  ';
}

interface Piece {
  readonly text: string;
  /** Where it stands in its file; null for what is written anew. */
  readonly at: number | null;
}

/** The statements of one version, as they stand in a branch of the guard. */
function codeOf(file: SourceFile, list: StatementList, statements: readonly TSESTree.Node[], lifted: Lifted, indent: string): string {
  const { text } = file;
  const [first, last] = [statements[0]!, statements.at(-1)!];
  const semicolon = hasSemicolons(file) ? ';' : '';
  const slice = (start: number, end: number): Piece => ({ text: text.slice(start, end), at: start });
  const pieces: Piece[] = list.is === 'expression' ? [{ text: 'return ', at: null }] : [];
  let at = first.range[0];
  for (const statement of statements) {
    const assignments = assignmentsOf(file, statement, lifted);
    if (!assignments) continue;
    pieces.push(slice(at, statement.range[0]));
    for (const [index, [target, value]] of assignments.entries()) {
      const [open, close] = target.type === 'ObjectPattern' ? ['(', ')'] : ['', ''];
      const gap = index > 0 ? '\n' + indentAt(text, statement.range[0]) : open && !semicolon && pieces.length > 1 ? ';' : '';
      pieces.push({ text: `${gap}${open}`, at: null }, slice(target.range[0], endOfPattern(target)), { text: ' = ', at: null }, slice(...value.range), { text: `${close}${semicolon}`, at: null });
    }
    at = statement.range[1];
  }
  pieces.push(slice(at, endWithComment(text, last.range[1])));
  if (list.is === 'expression') pieces.push({ text: semicolon, at: null });
  return indented(file, pieces, indentAt(text, first.range[0]), indent).trim();
}

/** What is left of a declaration whose variables are declared before the guard; null for every other statement. */
function assignmentsOf(file: SourceFile, statement: TSESTree.Node, lifted: Lifted): readonly (readonly [TSESTree.Node, TSESTree.Expression])[] | null {
  if (statement.type !== 'VariableDeclaration') return null;
  const isLifted = file.scopeManager?.getDeclaredVariables(statement).some(({ name }) => lifted.has(name));
  return isLifted ? statement.declarations.flatMap(({ id, init }) => (init ? [[id, init] as const] : [])) : null;
}

/** The end of a name or pattern without its type. */
function endOfPattern(node: TSESTree.Node): number {
  return 'typeAnnotation' in node && node.typeAnnotation ? node.typeAnnotation.range[0] : node.range[1];
}

/** Pieces of code with another indentation; what is inside of a template keeps its own. */
function indented(file: SourceFile, pieces: readonly Piece[], from: string, to: string): string {
  const templates = nodesOfType(file, 'TemplateElement').map(({ range }) => range);
  const isFixed = (offset: number) => templates.some(([start, end]) => offset >= start && offset < end);
  return pieces
    .map(({ text, at }) =>
      text.replace(/\r?\n([ \t]*)(?=(\r?\n)?)/gu, (whole: string, space: string, blank: string | undefined, index: number) => {
        if (at !== null && isFixed(at + index)) return whole;
        if (blank !== undefined) return '\n';
        return `\n${to}${space.startsWith(from) ? space.slice(from.length) : ''}`;
      }),
    )
    .join('');
}
