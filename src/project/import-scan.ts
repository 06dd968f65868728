import { parse } from 'es-module-lexer';
import { lineStarts, positionAt } from './line-positions.ts';
import type { ModuleEdge } from './module-record.ts';
import { type NameUse, type TextRange, useOf } from './name-uses.ts';

/** An import or `export from` of a module, as its text has it. */
export interface TextEdge extends ModuleEdge {
  /** False for an import that the compiler may erase: `settledEdge` tells, as far as the text does. */
  readonly certain: boolean;
  /** Where it stands in the text. */
  readonly statement: TextRange & { readonly specifier: number };
}

/** One that is not erased for certain. */
export interface ScannedEdge extends ModuleEdge {
  /** False for an import that may be erased: whether it is used as a value, the text alone does not tell. */
  readonly certain: boolean;
  /** What an import takes by name; null for a default import, a namespace and an `export from`. */
  readonly taken: readonly TakenName[] | null;
}

export interface TakenName {
  readonly imported: string;
  /** How the text uses it. */
  readonly use: NameUse;
}

/** What the text of a module tells of its exports. */
export interface ExportScan {
  /** The names that the module declares and exports. */
  readonly exports: ReadonlySet<string>;
  /** The names that it hands on, each from another module; `*` for its namespace. */
  readonly reExports: readonly { readonly name: string; readonly specifier: string; readonly imported: string }[];
  /** The modules of which it hands on all names. */
  readonly stars: readonly string[];
}

/** What a text must have for a parser to be asked, and what each import and `export from` ends with. */
const TELLING = /\b(?:require\s*[(.?/]|export\s*=|export\s+import\b|import\s*(?:\(|\.\s*(?:defer|source)\b)|(?:import|from)\s*(?:['"]|\/[*/]))/gu;

/** Where the last import or `export from` ends at the latest, its attributes aside; 0 without any. Null where the text alone does not tell all imports. */
function endOfImports(text: string): number | null {
  let end = 0;
  for (const { 0: found, index } of text.matchAll(TELLING)) {
    const quote = found.at(-1)!;
    if (quote !== "'" && quote !== '"') return null;
    end = index + found.length;
  }
  if (end === 0) return 0;
  const closing = text.indexOf(text[end - 1]!, end);
  return closing === -1 ? text.length : closing + 1;
}

/**
 * The imports of a module, from its text: those of its record, those that may be erased, and none of those that are marked as types, for a small
 * part of the price of a tree. `erases` is true for TypeScript. Null where the text alone does not tell, which is the case with `require`,
 * `import()` and `export =`.
 */
export function scanImports(text: string, erases: boolean): readonly TextEdge[] | null {
  const last = endOfImports(text);
  if (last === null) return null;
  if (last === 0) return [];
  // Up to the last import, which is mostly a small part; what looks like one may be in the middle of something.
  const statements = (lexed(text.slice(0, last)) ?? lexed(text))?.[0];
  if (!statements) return null;

  const edges: TextEdge[] = [];
  let starts: number[] | null = null;
  for (const { type, specifier, start, end, importStart } of statements) {
    if (type === 'import-meta') continue;
    if (type === 'dynamic' || specifier === undefined) return null;
    const isExport = text.startsWith('export', importStart);
    const kept = !erases || isKept(text.slice(importStart, start - 1), isExport);
    if (kept === false) continue;
    starts ??= lineStarts(text.slice(0, last));
    edges.push({
      specifier: detached(specifier),
      kind: isExport ? 'export-from' : 'import',
      style: 'import',
      loc: { start: positionAt(starts, start - 1), end: positionAt(starts, end + 1) },
      optional: false,
      certain: kept === true,
      statement: { start: importStart, specifier: start, end },
    });
  }
  return edges;
}

/** What the text of a module tells of its exports; null where it does not. */
export function scanExports(text: string): ExportScan | null {
  const exported = endOfImports(text) === null ? null : lexed(text)?.[1];
  if (!exported) return null;
  const exports = new Set<string>();
  const reExports: { name: string; specifier: string; imported: string }[] = [];
  const stars: string[] = [];
  for (const one of exported) {
    if (one.typeOnly) continue;
    if (one.type === 'direct') exports.add(detached(one.name));
    else if (one.type === 'reexport-all') stars.push(detached(one.from));
    else reExports.push({ name: detached(one.name), specifier: detached(one.from), imported: detached(one.importName ?? '*') });
  }
  // What CommonJS exports takes a tree.
  const isCommonJs = exports.size + reExports.length + stars.length === 0 && text.includes('exports');
  return isCommonJs ? null : { exports, reExports, stars };
}

/** A string of its own: one that is cut out of a text keeps the whole text in memory. */
function detached(part: string): string {
  return ` ${part}`.slice(1);
}

function lexed(text: string): ReturnType<typeof parse> | null {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

/** Whether the compiler leaves a statement in TypeScript, by what stands before the specifier; null where that depends on how its names are used, or is not certain. */
function isKept(clause: string, isExport: boolean): boolean | null {
  if (/^(?:import|export)\s+type\b/u.test(clause)) return /^\w+\s+type\s*(?:[{*]|(?!from\b)\w)/u.test(clause) ? false : null;
  if (!isExport) return /^import\s*$/u.test(clause) ? true : null;
  const [found, star, list] = EXPORT_CLAUSE.exec(clause) ?? [];
  if (star !== undefined) return true;
  const names = found === undefined ? null : namesIn(list);
  return names && names.length > 0;
}

const NAME = String.raw`[\w$]+`;
const IMPORT_CLAUSE = new RegExp(String.raw`^import\s*(?:(${NAME})\s*,?\s*)?(?:\*\s*as\s+(${NAME})\s*|\{([^{}]*)\}\s*)?from\s*$`, 'u');
const EXPORT_CLAUSE = /^export\s*(?:(\*[^{}]*)|\{([^{}]*)\}\s*)from\s*$/u;
const SPECIFIER = new RegExp(String.raw`^\s*(type\s+)?(${NAME}|'[^']*'|"[^"]*")(?:\s+as\s+(${NAME}|'[^']*'|"[^"]*"))?\s*$`, 'u');

/** The names between braces that are not marked as types; null where that is not certain. */
function namesIn(list = ''): { readonly imported: string; readonly local: string }[] | null {
  const names = [];
  for (const item of list.split(',')) {
    if (item.trim() === '') continue;
    const found = SPECIFIER.exec(item);
    if (!found) return null;
    const [, type, imported = '', local = imported] = found;
    if (type === undefined) names.push({ imported: imported.replace(/^['"]|['"]$/gu, ''), local });
  }
  return names;
}

/**
 * What is known of an import after a look at how its text uses its names. Takes the text that the edge was found in. Null for one that the
 * compiler erases.
 */
export function settledEdge(text: string, { statement, certain, ...edge }: TextEdge): ScannedEdge | null {
  const clause = text.slice(statement.start, statement.specifier - 1);
  if (/^import\s*$/u.test(clause)) return { ...edge, certain, taken: [] };
  const [found, single, namespace, list] = IMPORT_CLAUSE.exec(clause) ?? [];
  const names = namesIn(list);
  if (found === undefined || !names || edge.kind === 'export-from' || /^import\s+type\b/u.test(clause)) return { ...edge, certain, taken: null };

  const modules = [single, namespace].filter((name) => name !== undefined);
  const taken = names.map(({ imported, local }): TakenName => ({ imported: detached(imported), use: useOf(local, text, statement) }));
  const uses = [...modules.map((name) => useOf(name, text, statement)), ...taken.map(({ use }) => use)];
  // The compiler keeps `import {} from` for its effects.
  const isKeptEmpty = uses.length === 0 && (list ?? '').trim() === '';
  if (!certain && !isKeptEmpty && uses.every((use) => use === 'none')) return null;
  return { ...edge, certain: certain || isKeptEmpty || uses.includes('value'), taken: modules.length === 0 ? taken : null };
}
