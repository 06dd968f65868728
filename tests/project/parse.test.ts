import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as typescriptParser from '@typescript-eslint/parser';
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { describe, expect, it } from 'vitest';
import { parseModule, parseWithFallback } from '../../src/project/parse.ts';

const packages = path.dirname(path.dirname(createRequire(import.meta.url).resolve('@temporalio/workflow/package.json')));

describe('the tree', () => {
  it('is the one of typescript-estree, with the same scopes, for real sources', () => {
    const differences = new Map<string, string>();
    const files = ['workflow', 'common', 'worker', 'activity'].flatMap((name) => typescriptIn(path.join(packages, name, 'src')));
    for (const file of files) {
      const text = fs.readFileSync(file, 'utf8');
      const expected = typescriptParser.parseForESLint(text, { sourceType: 'module', range: true, loc: true, lib: [] });
      const found = parseModule(file, text);
      compare(expected.ast, found?.ast, 'Program', (where) => differences.set(where, file));
      if (describeScopes(expected.scopeManager) !== describeScopes(found?.scopeManager)) differences.set('scopes', file);
    }
    expect(Object.fromEntries(differences)).toEqual({});
    expect(files.length).toBeGreaterThan(100);
  });

  it('is that of a module, in JavaScript too, with JSX, a shebang or a byte order mark', () => {
    const texts = {
      'a.js': `import { a } from './a.js';\nexport const b = <p>{a}</p>;`,
      'a.cjs': `#!/usr/bin/env node\nconst fs = require('fs');`,
      'a.ts': `\ufeffexport const a = <T,>(x: T) => x;`,
      'a.tsx': `export const a = <p />;`,
    };
    for (const [name, text] of Object.entries(texts)) {
      const file = parseModule(`/p/${name}`, text);
      expect(file?.filename).toBe(`/p/${name}`);
      expect(file?.ast.body[0]?.loc.start.line, name).toBe(name === 'a.cjs' ? 2 : 1);
      expect(file?.scopeManager?.globalScope?.childScopes[0]?.type).toBe('module');
      expect(file?.text.charCodeAt(0)).not.toBe(0xfeff);
    }
  });

  it('has parents and places, lines ending as ECMAScript says', () => {
    const file = parseModule('/p/a.ts', 'a;\r\nb;\u2028  c;\rd;');
    expect(file?.ast.body.map(({ parent, range, loc }) => [parent === file.ast, range, loc.start])).toEqual([
      [true, [0, 2], { line: 1, column: 0 }],
      [true, [4, 6], { line: 2, column: 0 }],
      [true, [9, 11], { line: 3, column: 2 }],
      [true, [12, 14], { line: 4, column: 0 }],
    ]);
  });

  it('is null for a syntax error, a binary and a file of another language', () => {
    for (const text of ['const = 1;', 'function (', '\0\u0001\ufffd', '{ "name": }', 'import { a from "x";', '<template>']) {
      expect(parseModule('/p/a.ts', text), text).toBeNull();
    }
  });

  it('is made of deeply nested code', () => {
    expect(parseModule('/p/a.ts', `const a = ${'1 + '.repeat(3000)}1;`)).not.toBeUndefined();
  });
});

describe('the parser of the lint run', () => {
  it('gives the same answers where the native parser is missing, and no project is loaded', () => {
    const seen: object[] = [];
    const parser = {
      parseForESLint(text: string, options: typescriptParser.ParserOptions) {
        seen.push(options);
        return typescriptParser.parseForESLint(text, options);
      },
    };
    const file = parseWithFallback(
      { parser, parserOptions: { project: true, projectService: true, ecmaFeatures: { jsx: true }, sourceType: 'script' } },
      '/p/a.ts',
      '#!/usr/bin/env node\nexport const a: number = 1;',
    );
    expect(seen).toEqual([
      { ecmaFeatures: { jsx: true }, sourceType: 'module', filePath: '/p/a.ts', range: true, loc: true, comment: true, tokens: true },
    ]);
    expect(file?.ast.body[0]?.type).toBe('ExportNamedDeclaration');
    expect(file?.ast.body[0]?.parent).toBe(file?.ast);
    expect(file?.scopeManager?.globalScope?.childScopes[0]?.set.has('a')).toBe(true);
  });

  it('is no help where it gives no scopes', () => {
    expect(parseWithFallback({ parser: { parse: () => ({}) } }, '/p/a.ts', '')).toBeNull();
  });
});

function typescriptIn(directory: string): string[] {
  return fs.readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => path.join(directory, name));
}

const NOT_COMPARED = new Set(['parent', 'start', 'end', 'tokens', 'comments', 'sourceType']);

function compare(expected: unknown, found: unknown, where: string, report: (where: string) => void): void {
  if (typeof expected !== 'object' || expected === null || typeof found !== 'object' || found === null) {
    // What is not there is undefined in one tree and null in the other.
    if ((expected ?? null) !== (found ?? null)) report(`${where}: ${String(expected)} ${String(found)}`);
    return;
  }
  if (expected instanceof RegExp) {
    if (!(found instanceof RegExp) || String(expected) !== String(found)) report(where);
    return;
  }
  const of = 'type' in expected && typeof expected.type === 'string' ? expected.type : where;
  for (const key of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    if (NOT_COMPARED.has(key)) continue;
    const next = Array.isArray(expected) ? where : `${of}.${key}`;
    compare((expected as Record<string, unknown>)[key], (found as Record<string, unknown>)[key], next, report);
  }
}

function describeScopes(manager: object | null | undefined): string {
  const { scopes } = manager as TSESLint.Scope.ScopeManager;
  const place = (node: TSESTree.Node) => node.range.join();
  return JSON.stringify(
    scopes.map((scope) => [
      scope.type,
      scope.variables.map(({ name, defs }) => [name, defs.map((def) => [def.type, place(def.name)])]),
      scope.references.map((reference) => [
        place(reference.identifier),
        reference.resolved?.defs.map((def) => place(def.name)) ?? null,
        reference.isValueReference,
        reference.isTypeReference,
      ]),
    ]),
  );
}
