import { createRequire } from 'node:module';
import { analyze } from '@typescript-eslint/scope-manager';
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type * as OxcParser from 'oxc-parser';
import type { SourceFile } from '../syntax/file.ts';
import { childNodes } from '../syntax/nodes.ts';
import { lineStarts, positionAt } from './line-positions.ts';

/** A parser as ESLint's `languageOptions.parser` holds it, with the options of that configuration. */
export interface FallbackParser {
  readonly parser: {
    parseForESLint?(text: string, options: object): unknown;
    parse?(text: string, options: object): unknown;
  };
  readonly parserOptions?: Readonly<Record<string, unknown>> | undefined;
}

type VisitorKeys = SourceFile['visitorKeys'];
type Oxc = Pick<typeof OxcParser, 'parseSync' | 'visitorKeys'>;

let oxc: Oxc | null | undefined;

/** The native parser; null where its binding for this platform is not installed. */
function nativeParser(): Oxc | null {
  if (oxc === undefined) {
    try {
      oxc = createRequire(import.meta.url)('oxc-parser') as Oxc;
    } catch {
      oxc = null;
    }
  }
  return oxc;
}

/** Whether the native parser has been tried in vain. It is loaded when a file is read for the first time, which most lint runs never do. */
export function lacksNativeParser(): boolean {
  return oxc === null;
}

/** Whether `parseModule` works without a parser of the lint run. */
export function hasNativeParser(): boolean {
  return nativeParser() !== null;
}

/**
 * Parses the text of a file that ESLint is not linting now: a tree as typescript-estree makes it, with parents and
 * scopes, always as a module. Tokens are not there. Offsets count from the text of the result, which has no byte order mark.
 * Takes the parser of the lint run for installations without the native one.
 * Null on a syntax error, and where no parser is to be had.
 */
export function parseModule(filename: string, text: string, fallback?: FallbackParser): SourceFile | null {
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const native = nativeParser();
  try {
    if (native) return parseNatively(native, filename, source);
    return fallback ? parseWithFallback(fallback, filename, source) : null;
  } catch {
    return null;
  }
}

function parseNatively({ parseSync, visitorKeys }: Oxc, filename: string, text: string): SourceFile | null {
  const result = parseSync(filename, text, {
    sourceType: 'module',
    astType: 'ts',
    preserveParens: false,
    // Left to itself it takes JSX in `.js` files for an error.
    ...(/\.[cm]?js$/u.test(filename) ? { lang: 'jsx' } : {}),
  });
  if (result.errors.some(({ severity }) => severity === 'Error')) return null;

  const ast = result.program as unknown as TSESTree.Program;
  // The native parser starts the program at its first statement.
  ast.range = [0, text.length];
  completeTree(ast, text, visitorKeys);
  return {
    filename,
    ast,
    // The names of TypeScript's libraries are left out: making a variable of each takes as long as the rest of the analysis.
    scopeManager: analyze(ast, { sourceType: 'module', lib: [] }) as unknown as TSESLint.Scope.ScopeManager,
    text,
    visitorKeys,
  };
}

/** The options of parsers that load a whole project for its types. */
const TYPE_INFORMATION = new Set(['project', 'projectService', 'program', 'programs', 'EXPERIMENTAL_useProjectService']);

/** Parses with the parser of the lint run, without the type information that it may be set up for. Null where it gives no scopes. */
export function parseWithFallback(fallback: FallbackParser, filename: string, text: string): SourceFile | null {
  const { parser, parserOptions } = fallback;
  if (!parser.parseForESLint) return null;
  const options = Object.fromEntries(Object.entries(parserOptions ?? {}).filter(([name]) => !TYPE_INFORMATION.has(name)));
  const result = parser.parseForESLint(text.replace(/^#!/, '//'), {
    ...options,
    filePath: filename,
    sourceType: 'module',
    range: true,
    loc: true,
    comment: true,
    tokens: true,
  }) as {
    ast: TSESTree.Program;
    scopeManager?: TSESLint.Scope.ScopeManager | null;
    visitorKeys?: VisitorKeys;
  };
  const visitorKeys = result.visitorKeys ?? {};
  completeTree(result.ast, text, visitorKeys);
  return { filename, ast: result.ast, scopeManager: result.scopeManager ?? null, text, visitorKeys };
}

/** Sets what ESLint's parsers set and the native one leaves out: `parent`, `range` and `loc` of every node. */
function completeTree(ast: TSESTree.Program, text: string, visitorKeys: VisitorKeys): void {
  const starts = lineStarts(text);
  const stack: TSESTree.Node[] = [ast];
  for (let node = stack.pop(); node; node = stack.pop()) {
    const { start, end } = node as unknown as { start: number; end: number };
    node.range ??= [start, end];
    node.loc ??= { start: positionAt(starts, node.range[0]), end: positionAt(starts, node.range[1]) };
    for (const child of childNodes(node, { visitorKeys })) {
      child.parent = node;
      stack.push(child);
    }
  }
}
