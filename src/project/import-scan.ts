import { parse } from 'es-module-lexer';
import { lineStarts, positionAt } from './line-positions.ts';
import type { ModuleEdge } from './module-record.ts';

export interface ScannedEdge extends ModuleEdge {
  /** False for an import that may be erased: whether it is used as a value, the text alone does not tell. */
  readonly certain: boolean;
  /** What an import takes by name; null for a default import, a namespace and an `export from`. */
  readonly taken: readonly TakenName[] | null;
}

export interface TakenName {
  readonly imported: string;
  /** Whether the text uses it as a value: for certain, for certain not, or `unsure`. */
  readonly use: NameUse;
}

type NameUse = 'value' | 'none' | 'unsure';

/** What the text of a module tells of its imports and exports, without those that are erased for certain. */
export interface ModuleScan {
  readonly edges: readonly ScannedEdge[];
  /** The names that the module declares and exports. */
  readonly exports: ReadonlySet<string>;
  /** The names that it hands on, each from another module; `*` for its namespace. */
  readonly reExports: readonly { readonly name: string; readonly specifier: string; readonly imported: string }[];
  /** The modules of which it hands on all names. */
  readonly stars: readonly string[];
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * The imports and exports of a module, from its text: what its record has, and uncertain ones, for a small part of the price of a tree. Null
 * where the text alone does not tell, which is the case with `require`, `import()` and `export =`. `erases` is true for TypeScript.
 */
export function scanModule(text: string, erases: boolean): ModuleScan | null {
  if (/\b(?:require\s*[(.?/]|import\s*(?:\(|\.\s*(?:defer|source)\b|\/[*/])|export\s*=|export\s+import\b)/u.test(text)) return null;
  let statements;
  let exported;
  try {
    [statements, exported] = parse(text);
  } catch {
    return null;
  }

  const edges: ScannedEdge[] = [];
  let starts: number[] | null = null;
  for (const statement of statements) {
    if (statement.type === 'import-meta') continue;
    if (statement.type === 'dynamic' || statement.specifier === undefined) return null;
    const { specifier, start, end, importStart } = statement;
    const clause = text.slice(importStart, start - 1);
    const isExport = clause.startsWith('export');
    const { kept, taken } = clauseOf(clause, isExport, text, { start: importStart, end });
    if (erases && kept === false) continue;
    starts ??= lineStarts(text.slice(0, statements.at(-1)?.end));
    edges.push({
      specifier,
      kind: isExport ? 'export-from' : 'import',
      style: 'import',
      loc: { start: positionAt(starts, start - 1), end: positionAt(starts, end + 1) },
      optional: false,
      certain: !erases || kept === true,
      taken,
    });
  }

  const exports = new Set<string>();
  const reExports: { name: string; specifier: string; imported: string }[] = [];
  const stars: string[] = [];
  for (const one of exported) {
    if (one.typeOnly) continue;
    if (one.type === 'direct') exports.add(one.name);
    else if (one.type === 'reexport-all') stars.push(one.from);
    else reExports.push({ name: one.name, specifier: one.from, imported: one.importName ?? '*' });
  }
  return { edges, exports, reExports, stars };
}

const NAME = String.raw`[\w$]+`;
const IMPORT_CLAUSE = new RegExp(
  String.raw`^import\s*(?:(?<single>${NAME})\s*,?\s*)?(?:\*\s*as\s+(?<namespace>${NAME})\s*|\{(?<list>[^{}]*)\}\s*)?from\s*$`,
  'u',
);
const EXPORT_CLAUSE = /^export\s*(?:(?<star>\*[^{}]*)|\{(?<list>[^{}]*)\}\s*)from\s*$/u;
const SPECIFIER = new RegExp(String.raw`^(?<type>type\s+)?(?:${NAME}|'[^']*'|"[^"]*")(?:\s+as\s+(?<local>${NAME}|'[^']*'|"[^"]*"))?$`, 'u');

/** What an import or `export from` takes, and whether the compiler leaves it in TypeScript; null where that is not certain. */
function clauseOf(clause: string, isExport: boolean, text: string, statement: Range): { readonly kept: boolean | null; readonly taken: ScannedEdge['taken'] } {
  if (/^(?:import|export)\s+type\b/u.test(clause)) {
    return { kept: /^(?:import|export)\s+type\s*(?:[{*]|(?!from\b)\w)/u.test(clause) ? false : null, taken: null };
  }
  if (/^import\s*$/u.test(clause)) return { kept: true, taken: [] };
  const groups = (isExport ? EXPORT_CLAUSE : IMPORT_CLAUSE).exec(clause)?.groups;
  if (!groups) return { kept: null, taken: null };

  const list = groups['list']?.split(',').map((item) => item.trim()).filter(Boolean) ?? [];
  const specifiers = list.map((item) => SPECIFIER.exec(item));
  if (specifiers.includes(null)) return { kept: null, taken: null };
  const values = list.filter((_, index) => !specifiers[index]?.groups?.['type']);
  if (isExport) return { kept: groups['star'] !== undefined || values.length > 0, taken: null };

  const modules = [groups['single'], groups['namespace']].filter((name) => name !== undefined);
  // The compiler keeps `import {} from` for its effects.
  if (modules.length === 0 && values.length === 0) return { kept: list.length === 0, taken: [] };
  const taken = values.map((item): TakenName => {
    const words = item.split(/\s+/u);
    return { imported: words[0]!.replace(/^['"]|['"]$/gu, ''), use: useOf(words.at(-1)!, text, statement) };
  });
  const uses = [...modules.map((name) => useOf(name, text, statement)), ...taken.map(({ use }) => use)];
  const kept = uses.includes('value') ? true : uses.every((use) => use === 'none') ? false : null;
  return { kept, taken: modules.length === 0 ? taken : null };
}

/** How the text around a statement uses the name that it imports: as a value for certain, not as one for certain, or `unsure`. */
function useOf(name: string, text: string, statement: Range): NameUse {
  let use: NameUse = 'none';
  for (let index = text.indexOf(name); index !== -1; index = text.indexOf(name, index + 1)) {
    if (index >= statement.start && index < statement.end) continue;
    const end = index + name.length;
    if (isNamePart(text[index - 1]) || isNamePart(text[end])) continue;
    const line = text.slice(text.lastIndexOf('\n', index - 1) + 1, index);
    const after = text.slice(end, end + 200);
    if (isComment(line, text, index) || isType(line, after, text, index)) continue;
    if (mayBeBinding(line, after, text, index)) return 'unsure';
    if (use !== 'value') use = isCall(line, after) && isCode(line, text, index) ? 'value' : 'unsure';
  }
  return use;
}

function isNamePart(character: string | undefined): boolean {
  return character !== undefined && (/[\w$]/u.test(character) || character > '\x7f');
}

const BEFORE_DECLARED = /\b(?:const|let|var|function|class|enum|namespace|module|catch)\b\s*[*({[]?\s*$/u;
const BEFORE_BINDING = /(?:[({[,:]|\.{3})\s*$/u;
const AFTER_BINDING = /^\s*(?:[,)}\]:?]|=(?!=)|$)/u;

/** Whether a name may be declared again here, by a declaration, a parameter or a pattern, so that uses may mean something else. */
function mayBeBinding(line: string, after: string, text: string, index: number): boolean {
  if (/^\s*(?:=>|\/)/u.test(after) || line.trimEnd().endsWith('*/')) return true;
  let before = line;
  if (before.trim() === '') {
    before = text.slice(0, index).trimEnd();
    before = before.slice(before.lastIndexOf('\n') + 1);
    if (before.includes('//') || before.endsWith('*/')) return AFTER_BINDING.test(after);
  }
  return BEFORE_DECLARED.test(before) || (BEFORE_BINDING.test(before) && AFTER_BINDING.test(after));
}

/** What stands between the start of a type and a name in it, or behind the name. */
const IN_TYPE = String.raw`[\w$<>[\]|., ]*`;

/** A statement that declares a type; a variable, a parameter of a function declaration, or the result of a function with its type; an assertion. */
const BEFORE_TYPE = [
  String.raw`^\s*(?:export\s+)?(?:declare\s+)?type\s+[\w$]+\s*=[^;]*`,
  String.raw`\b(?:const|let|var)\s+[\w$]+\s*:\s*${IN_TYPE}`,
  String.raw`^\s*(?:export\s+)?(?:default\s+)?(?:async\s+)?function\s+[\w$]+\((?:[\w$<>[\]|.,: ]|\?:)*:\s*${IN_TYPE}`,
  String.raw`[\w$)\]}'"]\s+(?:as|satisfies)\s+${IN_TYPE}`,
].map((source) => new RegExp(`${source}$`, 'u'));
const BEFORE_RESULT_TYPE = new RegExp(String.raw`^[^?]*\)\s*:\s*${IN_TYPE}$`, 'u');
const AFTER_RESULT_TYPE = new RegExp(String.raw`^${IN_TYPE}(?:\{|=>)`, 'u');
const BEFORE_MEMBER_TYPE = new RegExp(String.raw`^\s*(?:readonly\s+)?[\w$]+[?!]?:\s*${IN_TYPE}$`, 'u');
const AFTER_MEMBER_TYPE = new RegExp(String.raw`^${IN_TYPE};\s*(?:$|\n|\/\/)`, 'u');
// The compiler, too, takes it for type arguments because of what follows.
const BEFORE_TYPE_ARGUMENT = new RegExp(String.raw`[\w$]<${IN_TYPE}$`, 'u');
const AFTER_TYPE_ARGUMENT = new RegExp(String.raw`^${IN_TYPE}>[(),;\]]`, 'u');

/** Whether a name stands in a type for certain. */
function isType(line: string, after: string, text: string, index: number): boolean {
  if (BEFORE_TYPE.some((before) => before.test(line))) return true;
  if (BEFORE_RESULT_TYPE.test(line)) return AFTER_RESULT_TYPE.test(after);
  if (BEFORE_TYPE_ARGUMENT.test(line) && AFTER_TYPE_ARGUMENT.test(after)) return true;
  if (!BEFORE_MEMBER_TYPE.test(line) || !AFTER_MEMBER_TYPE.test(after)) return false;
  // The rest of a conditional expression looks the same.
  return !text.slice(0, index - line.length).trimEnd().endsWith('?');
}

function isComment(line: string, text: string, index: number): boolean {
  if (/^\s*\/\//u.test(line)) return true;
  return /^\s*\*/u.test(line) && text.lastIndexOf('/*', index) > text.lastIndexOf('*/', index);
}

/** Members, type arguments, and the parenthesis of a call. */
const CALL = /^(?<members>(?:\.[\w$]+)*)(?:<(?:[^<>(){};=]|<[^<>(){};=]*>)*>)?\(/u;

const STATEMENT_CALL = /^[^(]*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\s*[;.]/u;

/** Whether a name is called, or a member of it, where no declaration and no type can stand. */
function isCall(line: string, after: string): boolean {
  if (/\binstanceof\s+$/u.test(line)) return true;
  const members = CALL.exec(after)?.groups?.['members'];
  if (members === undefined) return false;
  if (members !== '') return !line.endsWith('.') || line.endsWith('...');
  // A statement; a method would have a body or a type behind the parentheses.
  if (line.trim() === '' && STATEMENT_CALL.test(after)) return true;
  return /(?:\b(?:await|return|new|throw)\s+|(?:=>|&&|\|\||\?\?|[=([!?:]|\.{3})\s*)$/u.test(line);
}

const STRINGS = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/gu;

/** Whether a place in a text, given with the line before it, is certainly code, and not in a comment, a string or a template. */
function isCode(line: string, text: string, index: number): boolean {
  if (/['"`/]|^\s*\*/u.test(line.replace(STRINGS, ''))) return false;
  if (text.lastIndexOf('/*', index) > text.lastIndexOf('*/', index)) return false;
  if (!text.includes('`')) return true;
  // A template that spans lines opens on a line with an odd number of backticks.
  return text
    .slice(0, index - line.length)
    .split('\n')
    .every((earlier) => !earlier.includes('`') || (earlier.split('`').length - 1) % 2 === 0);
}
