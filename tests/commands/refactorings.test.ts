import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TSESTree } from '@typescript-eslint/utils';
import { describe, expect, test } from 'vitest';
import { exportedFunctions } from '../../src/analysis/exports.ts';
import { comparePrograms } from '../../src/commands/compare.ts';
import { extractPrograms } from '../../src/commands/extract.ts';
import type { Programs } from '../../src/commands/model.ts';
import type { SourceFile } from '../../src/syntax/file.ts';
import { inspect } from '../inspect.ts';
import { reread, sourceOf } from './programs.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDERS = ['tests/fixtures/silent', 'examples/order-service/src'];

/** All workflow files at hand, and the sources of the matrix. */
function sources(): readonly { readonly name: string; readonly filename: string; readonly code: string }[] {
  const files = FOLDERS.flatMap((folder) => filesBelow(resolve(ROOT, folder)))
    .map((filename) => ({ name: filename.slice(ROOT.length), filename, code: readFileSync(filename, 'utf8') }))
    .filter(({ code }) => code.includes('@temporalio/workflow'));
  const rows = JSON.parse(readFileSync(new URL('../sdk/compat-matrix.json', import.meta.url), 'utf8')) as { id: string; v2: string }[];
  const bodies = new Map(rows.map(({ id, v2 }) => [v2, id] as const));
  return [...files, ...[...bodies].map(([body, name]) => ({ name, filename: '/project/workflow.ts', code: sourceOf(body) }))];
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.[jt]s$/u.test(entry.name) && !entry.parentPath.includes('node_modules'))
    .map((entry) => resolve(entry.parentPath, entry.name));
}

function programs(code: string, filename: string): Programs {
  return inspect(code, (file) => extractPrograms(file, { load }), filename);
}

const parsed = new Map<string, SourceFile>();

function load(specifier: string, from: string | null): SourceFile | null {
  if (!specifier.startsWith('.') || from === null) return null;
  const base = resolve(dirname(from), specifier);
  const path = [base, base.replace(/\.js$/u, '.ts'), `${base}.ts`, `${base}.js`, `${base}/index.ts`].find((file) => /\.[jt]s$/u.test(file) && existsSync(file));
  if (path === undefined) return null;
  if (!parsed.has(path)) parsed.set(path, inspect(readFileSync(path, 'utf8'), (file) => file, path));
  return parsed.get(path) ?? null;
}

/** Edits that keep what a workflow does. */
const REFACTORINGS: Readonly<Record<string, (code: string) => string>> = {
  'nothing at all': (code) => code,
  'comments and blank lines': (code) => code.replace(/;\n/gu, ';\n\n// a comment\n'),
  'renamed locals': (code) => inspect(code, renamedLocals),
  'the body moved into a helper': (code) => inspect(code, (file) => edited(code, [...exportedFunctions(file).values()].flatMap(movedIntoHelper))),
  'a helper around each awaited activity call': (code) => inspect(code, (file) => wrappedCalls(code, file)),
};

interface Edit {
  readonly range: readonly [number, number];
  readonly text: string;
}

function edited(code: string, edits: readonly Edit[]): string {
  const sorted = [...edits].sort((one, other) => other.range[0] - one.range[0]);
  return sorted.reduce((text, { range, text: by }) => text.slice(0, range[0]) + by + text.slice(range[1]), code);
}

function renamedLocals(file: SourceFile): string {
  const edits = new Map<number, Edit>();
  for (const scope of file.scopeManager?.scopes ?? []) {
    if (scope.type === 'module' || scope.type === 'global') continue;
    for (const variable of scope.variables) {
      if (variable.defs.some(({ type }) => (type as string) !== 'Variable' && (type as string) !== 'Parameter')) continue;
      const places = [...variable.identifiers, ...variable.references.map(({ identifier }) => identifier)] as TSESTree.Identifier[];
      for (const { range, name, parent, typeAnnotation } of places) {
        const isShort = parent?.type === 'Property' && parent.shorthand;
        const isShortDefault = parent?.type === 'AssignmentPattern' && parent.parent.type === 'Property' && parent.parent.shorthand;
        const end = typeAnnotation ? range[0] + name.length : range[1];
        edits.set(range[0], { range: [range[0], end], text: isShort || isShortDefault ? `${name}: renamed_${name}` : `renamed_${name}` });
      }
    }
  }
  return edited(file.text, [...edits.values()]);
}

function movedIntoHelper(node: TSESTree.Node): readonly Edit[] {
  if (node.type !== 'FunctionDeclaration' || !node.async || node.generator || !node.id || node.parent.type !== 'ExportNamedDeclaration') return [];
  const { name } = node.id;
  const parameters = node.params.map((_, index) => `input${index}`);
  const wrapper = `\nexport async function ${name}(${parameters.join(', ')}) { return await helperOf${name}(${parameters.join(', ')}); }\n`;
  const isOptional = node.params.some(({ type }) => type === 'AssignmentPattern' || type === 'RestElement');
  if (isOptional) return [];
  return [
    { range: [node.parent.range[0], node.range[0]], text: '' },
    { range: node.id.range, text: `helperOf${name}` },
    { range: [node.range[1], node.range[1]], text: wrapper },
  ];
}

/** `await a(x)` becomes `await (async () => { return await a(x); })()`. */
function wrappedCalls(code: string, file: SourceFile): string {
  const edits: Edit[] = [];
  const visit = (node: TSESTree.Node, isNested: boolean): void => {
    const isCall = node.type === 'AwaitExpression' && node.argument.type === 'CallExpression' && node.argument.callee.type === 'Identifier';
    if (isCall && !isNested) {
      edits.push({ range: [node.range[0], node.range[0]], text: 'await (async () => { return ' }, { range: [node.range[1], node.range[1]], text: '; })()' });
    }
    for (const key of file.visitorKeys[node.type] ?? []) {
      const child = (node as unknown as Record<string, unknown>)[key];
      for (const inner of Array.isArray(child) ? child : [child]) {
        if (inner && typeof inner === 'object' && 'type' in inner) visit(inner as TSESTree.Node, isNested || isCall);
      }
    }
  };
  visit(file.ast, false);
  return edited(code, edits);
}

describe('edits that keep what a workflow does are no difference', () => {
  for (const [refactoring, edit] of Object.entries(REFACTORINGS)) {
    test(refactoring, () => {
      const touched = sources().filter(({ code }) => edit(code) !== code);
      expect(touched.length).toBeGreaterThan(refactoring === 'nothing at all' ? -1 : 20);
      const broken = sources().flatMap(({ name, filename, code }) => {
        const [old, now] = [programs(code, filename), programs(edit(code), filename)];
        const differences = [...comparePrograms(old, now), ...comparePrograms(reread(old), now), ...comparePrograms(now, reread(old))];
        return differences.map(({ kind, decidedBy }) => `${name}: ${kind} ${decidedBy ?? ''}`);
      });
      expect(broken).toEqual([]);
    });
  }
});
