import type { SourceFile } from '../syntax/file.ts';
import { clearFiles, readText, skip } from './files.ts';
import { type ScannedEdge, scanExports, scanImports, settledEdge, type TextEdge } from './import-scan.ts';
import { isTypeScript, recordOf, type RuntimeExport } from './module-record.ts';
import { hasNativeParser, lacksNativeParser, parseModule, type FallbackParser } from './parse.ts';

/** Trees are large: only those of the files read last are kept, for analyses that follow each other. */
const KEPT_TREES = 20;

interface ParsedModule {
  readonly version: number;
  readonly tree: SourceFile | null;
}

const trees = new Map<string, ParsedModule>();
let fallback: FallbackParser | undefined;
let parserGeneration = 0;

/** Names the parser of the lint run, for installations where the native parser does not load. */
export function useFallbackParser(parser: FallbackParser): void {
  if (parser.parser === fallback?.parser) return;
  fallback = parser;
  if (!lacksNativeParser()) return;
  parserGeneration++;
  trees.clear();
}

/** The tree of a text that is not what the disk has under that name, such as an older one. Null where it cannot be parsed. */
export function parseText(file: string, text: string): SourceFile | null {
  return parseModule(file, text, fallback);
}

/** Forgets all modules and files. For tests. */
export function clearModules(): void {
  trees.clear();
  clearFiles();
}

/**
 * The tree of a file on the disk as it is now. Not to be kept: what is to be remembered of it is a matter for `perModule`.
 * Null where the file cannot be read or parsed; `skippedFiles` has the reason.
 */
export function readModule(file: string): SourceFile | null {
  const content = readText(file);
  if (!content) return null;
  const known = trees.get(file);
  trees.delete(file);
  if (known?.version === content.version) {
    trees.set(file, known);
    return known.tree;
  }
  const tree = parseModule(file, content.text, fallback);
  if (!tree) skip(file, hasNativeParser() || fallback ? 'syntax error' : 'no parser');
  trees.set(file, { version: content.version, tree });
  const [oldest] = trees.keys();
  if (trees.size > KEPT_TREES && oldest !== undefined) trees.delete(oldest);
  return tree;
}

/**
 * Makes an analysis of files on the disk that runs once for each content of a file. What it gives must be plain data:
 * a node in it would keep the whole tree in memory. The result is null where the file cannot be read or parsed.
 */
export function perModule<Facts>(derive: (file: SourceFile) => Facts): (file: string) => Facts | null {
  const known = new Map<string, { readonly version: number; readonly parser: number; readonly facts: Facts | null }>();

  return (file) => {
    const content = readText(file);
    if (!content) return null;
    const earlier = known.get(file);
    if (earlier?.version === content.version && earlier.parser === parserGeneration) return earlier.facts;
    const tree = readModule(file);
    const facts = tree && derive(tree);
    known.set(file, { version: content.version, parser: parserGeneration, facts });
    return facts;
  };
}

/** The record of a file on the disk; null where it cannot be read or parsed. */
export const readRecord = perModule(recordOf);

/** Makes an analysis of the text of files on the disk that runs once for each content of a file. Null where the file cannot be read. */
export function perText<Facts>(derive: (text: string, file: string) => Facts): (file: string) => Facts | null {
  const known = new Map<string, { readonly version: number; readonly facts: Facts }>();

  return (file) => {
    const content = readText(file);
    if (!content) return null;
    let earlier = known.get(file);
    if (earlier?.version !== content.version) {
      earlier = { version: content.version, facts: derive(content.text, file) };
      known.set(file, earlier);
    }
    return earlier.facts;
  };
}

const importsInText = perText((text, file) => scanImports(text, isTypeScript(file)));

const settled = new WeakMap<TextEdge, ScannedEdge | null>();

/** What the text of a file tells of an import that was found in it; null where the compiler erases it. */
export function readSettledEdge(file: string, edge: TextEdge): ScannedEdge | null {
  let known = settled.get(edge);
  if (known === undefined) settled.set(edge, (known = settledEdge(readText(file)?.text ?? '', edge)));
  return known;
}

/** The imports that the text of a file on the disk tells of, without those that are erased for certain; null where it does not tell, and where it cannot be read. */
export const readEdgesInText = perText((_, file) => importsInText(file)?.flatMap((edge) => readSettledEdge(file, edge) ?? []) ?? null);

/** What the text of a file on the disk tells of its exports; null where it does not tell, and where it cannot be read. */
export const readExportsInText = perText(scanExports);

/**
 * What a file on the disk imports at run time, from its text where that tells, else from its record. An edge that is not certain may be
 * missing in the record. Null where the file cannot be read or parsed.
 */
export function readEdges(file: string): readonly ScannedEdge[] | null {
  return readEdgesInText(file) ?? edgesOfRecord(file);
}

/** The same, before a look at how the text uses the names that it imports: `readSettledEdge` takes the edges that are not certain. */
export function readPossibleEdges(file: string): readonly (TextEdge | (ScannedEdge & { readonly certain: true }))[] | null {
  return importsInText(file) ?? edgesOfRecord(file);
}

/** What a module exports of its own, and hands on from others; of a declaration it does not tell where its value is. */
export type ModuleExport = Exclude<RuntimeExport, { kind: 'local' }> | Pick<Extract<RuntimeExport, { kind: 'local' }>, 'kind' | 'name'>;

/**
 * What a file on the disk exports, from its text where that tells, else from its record. Types may be among it. Null where the file cannot be
 * read or parsed.
 */
export function readExports(file: string): readonly ModuleExport[] | null {
  return exportsInText(file) ?? readRecord(file)?.exports ?? null;
}

const exportsInText = perText((_, file): readonly ModuleExport[] | null => {
  const scan = readExportsInText(file);
  return scan && [
    ...Array.from(scan.exports, (name) => ({ kind: 'local' as const, name })),
    ...scan.reExports.map((one) => ({ kind: 'from' as const, ...one })),
    ...scan.stars.map((specifier) => ({ kind: 'star' as const, specifier })),
  ];
});

const edgesOfRecord = perModule((file): readonly (ScannedEdge & { readonly certain: true })[] | null => {
  const record = recordOf(file);
  return record && record.imports.map((edge) => ({ ...edge, certain: true as const, taken: null }));
});
