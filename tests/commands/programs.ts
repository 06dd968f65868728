import { readFileSync } from 'node:fs';
import { compareWorkflows, comparePrograms, type CompareOptions } from '../../src/commands/compare.ts';
import type { Difference } from '../../src/commands/difference.ts';
import { extractPrograms } from '../../src/commands/extract.ts';
import { patchesIn, type Programs } from '../../src/commands/model.ts';
import { parsePrograms } from '../../src/commands/parse.ts';
import { printNodes, printPrograms } from '../../src/commands/print.ts';
import type { SourceFile } from '../../src/syntax/file.ts';
import { inspect } from '../inspect.ts';

/** The models of a source; other modules by their specifier. `knownPatches` are those of the code that executions started on. */
export function programsOf(code: string, modules: Readonly<Record<string, string>> = {}, knownPatches: ReadonlySet<string> | null = null): Programs {
  const parsed = new Map<string, SourceFile>();
  const load = (specifier: string): SourceFile | null => {
    const text = modules[specifier];
    if (text === undefined) return null;
    if (!parsed.has(specifier)) parsed.set(specifier, fileOf(text, `/project/${specifier.replace(/^\.\//u, '')}.ts`));
    return parsed.get(specifier) ?? null;
  };
  return extractPrograms(fileOf(code, '/project/workflow.ts'), { load, knownPatches });
}

function fileOf(code: string, filename: string): SourceFile {
  return inspect(code, (file) => file, filename);
}

/** The commands of the workflow `wf` of a source, as text; handlers behind them. */
export function modelOf(code: string, modules: Readonly<Record<string, string>> = {}): string {
  const workflow = programsOf(code, modules).workflows.find(({ name }) => name === 'wf');
  if (!workflow) return '';
  const handlers = workflow.handlers.flatMap(({ message, name, body }) => [`on ${message} ${name}`, ...printNodes(body).map((line) => `  ${line}`)]);
  return [...printNodes(workflow.body), ...handlers].join('\n');
}

/** The head that every source of the matrix starts with. */
export const HEAD = readFileSync(new URL('../sdk/compat-matrix.head.ts', import.meta.url), 'utf8');

/** A source of the matrix: a body of `wf`, or whole code with exports. */
export function sourceOf(body: string): string {
  return `${HEAD}${/\bexport\b/u.test(body) ? body : `export async function wf(input: any): Promise<any> {\n${body}\n}`}\n`;
}

/** The differences between two sources of that kind. */
export function differencesBetween(old: string, now: string, options?: CompareOptions): readonly Difference[] {
  const before = programsOf(sourceOf(old));
  return comparePrograms(before, programsOf(sourceOf(now), {}, patchesIn(before)), options);
}

/** The kinds of the differences between two sources, with `?` behind those that are only possible. */
export function kindsBetween(old: string, now: string): readonly string[] {
  return differencesBetween(old, now).map(({ kind, certain }) => `${kind}${certain ? '' : '?'}`);
}

/** The kinds of the differences between two bodies that are given as the text of a model. */
export function kindsOfModels(old: string, now: string, options?: CompareOptions): readonly string[] {
  const [one, other] = [old, now].map((text) => parsePrograms(`workflow wf parameters 1\n${text.replace(/^/gmu, '  ')}`).workflows[0]!);
  return compareWorkflows(one!, other!, options).map(({ kind, certain }) => `${kind}${certain ? '' : '?'}`);
}

/** A model that has gone through its text, as through a lock file. */
export function reread(programs: Programs): Programs {
  return parsePrograms(printPrograms(programs));
}
