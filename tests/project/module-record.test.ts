import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { scanExports, scanImports, settledEdge } from '../../src/project/import-scan.ts';
import { recordOf, type ModuleRecord } from '../../src/project/module-record.ts';
import { parseModule } from '../../src/project/parse.ts';

const require = createRequire(import.meta.url);
const packages = path.dirname(path.dirname(require.resolve('@temporalio/workflow/package.json')));
const swc = createRequire(require.resolve('@temporalio/worker'))('@swc/core') as {
  transformSync(text: string, options: object): { code: string };
};

function record(text: string, filename = '/p/a.ts'): ModuleRecord {
  const file = parseModule(filename, text);
  if (!file) throw new Error(`does not parse: ${text}`);
  return recordOf(file)!;
}

/** What the compiler of the SDK's bundler leaves, with the options of @temporalio/worker 1.24.0, lib/workflow/bundler.js. */
function compiled(text: string): string {
  return swc.transformSync(text, {
    filename: '/p/a.ts',
    sourceMaps: false,
    jsc: { target: 'es2017', parser: { syntax: 'typescript', decorators: true } },
  }).code;
}

const specifiers = ({ imports }: ModuleRecord) => imports.map(({ specifier }) => specifier).sort();

describe('imports of TypeScript', () => {
  it.each([
    `import { a } from './x';`,
    `import { A } from './x'; export const b = (x: A) => 1;`,
    `import { type A } from './x';`,
    `import { type A, b } from './x'; export type C = A;`,
    `import {} from './x';`,
    `import './x';`,
    `import { A } from './x'; export type C = typeof A;`,
    `export { A } from './x';`,
    `export { type A } from './x';`,
    `export {} from './x';`,
    `import { A } from './x'; export { A };`,
    `import { A } from './x'; export type { A };`,
    `import { A } from './x'; export { type A };`,
    `import { A } from './x'; export default A;`,
    `import { A } from './x'; export class B implements A {}`,
    `import { A } from './x'; export class B extends A {}`,
    `import { A } from './x'; export interface B extends A {}`,
    `import x = require('./x');`,
    `import x = require('./x'); export type T = x.T;`,
    `import x = require('./x'); x.f();`,
    `export import x = require('./x');`,
    `import type x = require('./x'); export type T = typeof x;`,
    `import * as n from './x'; import Y = n.Y;`,
    `import * as n from './x'; import Y = n.Y; new Y();`,
    `import * as n from './x'; import Y = n.Y; export let a: Y;`,
    `import * as n from './x'; export import Y = n.Y;`,
    `import { A } from './x'; declare const b: A; export declare class C extends A {}`,
    `import { A } from './x'; declare global { interface W { a: A } }`,
    `import { A } from './x'; export function f(A: any) { return A.b; }`,
    `import { A } from './x'; type B = A; { const A = 1; console.log(A); }`,
    `import { A } from './x'; class C { @A m() {} } export { C };`,
    `import { A } from './x'; import { d } from './y'; @d class C { constructor(p: A) {} } export { C };`,
    `import d, { A } from './x'; export const z: d = A;`,
    `import * as n from './x';`,
    `import { A } from './x'; function f() { A(); }`,
    `import { A } from './x'; export const z = { A: 1 }; z.A;`,
    `import { A } from './x'; export const z = { A };`,
    `import { A } from './x'; export const z = 1 as unknown as A;`,
    `import { A } from './x'; f<A>();`,
    `import { A } from './x'; (A as any) = 3;`,
    `import { A } from './x'; console.log(typeof A);`,
    `import { A } from './x'; export = A;`,
    `export * from './x';`,
    `export type * from './x';`,
    `export * as q from './x';`,
    `import { A } from './x'; interface A { q: 1 } new A();`,
    `import { A } from './x'; export enum E { x = A.y }`,
    `import { A } from './x'; export namespace N { export const z = A; }`,
    `import { A } from './x'; namespace N { export type z = A; }`,
    `let a: import('./x').A;`,
    `const p = import('./x');`,
    `type T = Awaited<typeof import('./x')>;`,
    `import { A } from './x'; export function f(a: A): void; export function f(a: any) {}`,
    `import { A } from './x'; export interface I { [A]: string }`,
    `import { A } from './x'; export class B { constructor(private a: A) {} }`,
    `import data from './x.json' with { type: 'json' }; console.log(data);`,
    `import { A } from './x'; export function is(a: any): a is A { return true }`,
    `import { A, B } from './x'; export const z = A<B>;`,
    `import { A } from './x'; if (false) { A(); }`,
    `import { A } from './x'; export { A as default, A as B };`,
    `import { A } from './x'; A: for (;;) break A;`,
    `const x = require('./x'); export type T = typeof x;`,
  ])('%s', (text) => {
    expect(specifiers(record(text)).filter((specifier) => specifier.startsWith('./x')).length > 0).toBe(/['"]\.\/x/.test(compiled(text)));
  });

  it('are those that the compiler leaves in real sources, and so are the exports', () => {
    const differences: string[] = [];
    let compared = 0;
    for (const file of sourcesIn(packages, /\.ts$/)) {
      const text = fs.readFileSync(file, 'utf8');
      const left = parseModule('/p/a.js', compiled(text));
      const own = parseModule('/p/a.ts', text);
      if (!left || !own) continue;
      const [expected, found] = [recordOf(left)!, recordOf(own)!];
      const names = ({ exports }: ModuleRecord) => exports.map((one) => (one.kind === 'star' ? `* ${one.specifier}` : one.name)).sort().join();
      if (String(specifiers(expected)) !== String(specifiers(found)) || names(expected) !== names(found)) differences.push(file);
      compared += expected.imports.length;
    }
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(500);
  });
});

describe('imports of JavaScript', () => {
  it('are all there, used or not', () => {
    expect(specifiers(record(`import { a } from './a.js';\nimport './b.js';`, '/p/a.js'))).toEqual(['./a.js', './b.js']);
  });

  it('include calls of `require`, but not of another function of that name', () => {
    expect(record(`const a = require('./a');\nrequire.resolve('./b');\nconst c = require(\`./c\`);`, '/p/a.js').imports).toMatchObject([
      { specifier: './a', kind: 'require', style: 'require', optional: false, loc: { start: { line: 1, column: 18 }, end: { line: 1, column: 23 } } },
      { specifier: './b', kind: 'require' },
      { specifier: './c', kind: 'require' },
    ]);
    expect(record(`function f(require) { return require('./a'); }`, '/p/a.js').imports).toEqual([]);
    expect(record(`import { createRequire } from 'm'; const require = createRequire(x); require('./a');`, '/p/a.js').imports).toHaveLength(1);
    expect(record(`loader.require('./a'); require(name); require('./a' + name);`, '/p/a.js').imports).toEqual([]);
  });

  it('are optional inside try', () => {
    const { imports } = record(`try { require('a'); } catch { require('b'); }\ntry {} finally { require('c'); }`, '/p/a.js');
    expect(imports.map(({ specifier, optional }) => [specifier, optional])).toEqual([['a', true], ['b', false], ['c', false]]);
  });

  it('are not those that a constant or a comment leaves out', () => {
    const text = `
      if (process.env.NODE_ENV === 'production') module.exports = require('./production'); else module.exports = require('./development');
      if (process.env.NODE_ENV !== 'production' && typeof x === 'object') require('./kept');
      const a = false ? require('./never') : require('./always');
      true || require('./never');
      typeof require === 'function' && require('./kept');
      require(/* webpackIgnore: true */ './ignored');
      import(/* webpackIgnore: true */ './ignored');
    `;
    expect(specifiers(record(text, '/p/a.js'))).toEqual(['./always', './development', './kept', './kept']);
  });
});

describe('the record', () => {
  it('has the names, in source order', () => {
    const { imports } = record(`
import d, { a, b as c } from './x';
import * as n from './y';
const { e, f: g } = await import('./z');
(await import('./w')).h();
import('./v').then(console.log);
export { i as j } from './u';
export * from './t';
console.log(d, a, c, n, e, g);
    `);
    expect(imports.map(({ specifier, kind, names }) => [specifier, kind, names?.map(({ imported, local }) => `${imported} ${local}`)])).toEqual([
      ['./x', 'import', ['default d', 'a a', 'b c']],
      ['./y', 'import', ['* n']],
      ['./z', 'dynamic-import', ['e e', 'f g']],
      ['./w', 'dynamic-import', ['h h']],
      ['./v', 'dynamic-import', undefined],
      ['./u', 'export-from', ['i i']],
      ['./t', 'export-from', ['* *']],
    ]);
  });

  it('has what is exported, through imports to where it comes from', () => {
    const { exports } = record(`
import { a, type T } from './x';
import * as n from './y';
export { a, a as b, n, T };
export { c as d } from './z';
export * from './w';
export * as v from './v';
export const e = 1, { f, g: [h] } = o;
export function i(parameter) {}
export class J { method() {} }
export enum K { member }
export type L = 1;
export interface M {}
export declare const o: any;
export default i;
const p = 1;
type Q = 1;
export { p as 'a string', Q };
    `);
    expect(exports).toEqual([
      { kind: 'from', name: 'a', specifier: './x', imported: 'a' },
      { kind: 'from', name: 'b', specifier: './x', imported: 'a' },
      { kind: 'from', name: 'n', specifier: './y', imported: '*' },
      { kind: 'from', name: 'd', specifier: './z', imported: 'c' },
      { kind: 'star', specifier: './w' },
      { kind: 'from', name: 'v', specifier: './v', imported: '*' },
      { kind: 'local', name: 'e', local: 'e' },
      { kind: 'local', name: 'f', local: 'f' },
      { kind: 'local', name: 'h', local: 'h' },
      { kind: 'local', name: 'i', local: 'i' },
      { kind: 'local', name: 'J', local: 'J' },
      { kind: 'local', name: 'K', local: 'K' },
      { kind: 'local', name: 'default', local: 'i' },
      { kind: 'local', name: 'a string', local: 'p' },
    ]);
  });

  it('has what CommonJS exports', () => {
    const text = `exports.a = a; module.exports.b = () => {}; module.exports = { c, d: e }; exports.a = 2; function f(exports) { exports.g = 1; }`;
    expect(record(text, '/p/a.js').exports).toEqual([
      { kind: 'local', name: 'a', local: null },
      { kind: 'local', name: 'b', local: null },
      { kind: 'local', name: 'c', local: 'c' },
      { kind: 'local', name: 'd', local: 'e' },
    ]);
  });

  it('has the first await outside of functions', () => {
    expect(record(`async function f() { await 1; }\nawait f();`).topLevelAwait?.start).toEqual({ line: 2, column: 0 });
    expect(record(`for await (const a of b) {}`).topLevelAwait?.start).toEqual({ line: 1, column: 0 });
    expect(record(`const f = async () => { for await (const a of b) await a; };`).topLevelAwait).toBeNull();
  });
});

describe('the scan of a text', () => {
  it('agrees with the record wherever it is certain, in real sources', () => {
    const differences: string[] = [];
    let certain = 0;
    for (const file of [...sourcesIn(packages, /\.(?:ts|js)$/), ...sourcesIn(path.join(packages, '../rxjs'), /\.(?:ts|js)$/)]) {
      const text = fs.readFileSync(file, 'utf8');
      const scanned = scan(text, file.endsWith('.ts'));
      const parsed = scanned && parseModule(file, text);
      if (!parsed) continue;
      const place = ({ loc }: { loc: { start: object } }) => JSON.stringify(loc);
      const uncertain = new Set(scanned.filter((edge) => !edge.certain).map(place));
      const expected = recordOf(parsed)!.imports.filter((edge) => !uncertain.has(place(edge)));
      const found = scanned.filter((edge) => edge.certain);
      certain += found.length;
      const plain = (edges: readonly object[]) =>
        JSON.stringify(edges.map((edge) => ({ ...edge, names: undefined, certain: undefined, taken: undefined })));
      if (plain(expected) !== plain(found)) differences.push(file);
    }
    expect(differences).toEqual([]);
    expect(certain).toBeGreaterThan(1000);
  });

  it.each([
    ['a call', `import { a } from './x';\nconst b = await a(1);`, true],
    ['a call with type arguments', `import { a } from './x';\nconst { b } = a<typeof c>({ d: 1 });`, true],
    ['a call as a statement', `import { a } from './x';\n{\n  a(b(1));\n}`, true],
    ['a member that is called', `import * as a from './x';\na.b();`, true],
    ['a call behind a string', `import { a } from './x';\nconst b = c('d', ["e"]) || a(1);`, true],
    ['an instance', `import { A } from './x';\nif (b instanceof A) c();`, true],
    ['a use in a comment only', `import { a } from './x';\n// const b = a(1);`, false],
    ['a use in a block comment only', `import { a } from './x';\n/*\nconst b = a(1);\n*/`, false],
    ['a use in a string only', `import { a } from './x';\nconst b = 'return a(1)';`, false],
    ['a use in a template only', 'import { a } from \'./x\';\nconst b = `\n  return a(1);\n`;', false],
    ['a use in a later line of a template', 'import { a } from \'./x\';\nconst c = `x`, b = `\n\n${c}\n  = a(1);\n`;', false],
    ['a parameter of that name', `import { a } from './x';\nconst b = (a) => { return a(1); };`, false],
    ['a parameter on a line of its own', `import { a } from './x';\nfunction b(\n  // which\n  a,\n) {\n  return a(1);\n}`, false],
    ['a local function of that name', `import { a } from './x';\nexport function b() { function a() {} return a(1); }`, false],
    ['a destructured variable of that name', `import { a } from './x';\nexport function b(c) { const { a } = c; return a(1); }`, false],
    ['an arrow parameter without parentheses', `import { a } from './x';\nexport const b = a => { return a(1); };`, false],
    ['a method of that name', `import { a } from './x';\nclass B {\n  a(b) {\n  }\n  a(b): void {\n  }\n}`, false],
    ['a property of that name', `import { a } from './x';\nb = c.a(1);`, false],
    ['a longer name', `import { a } from './x';\nb = aa(1); c = $a(1); d = äa(1);`, false],
    ['a type', `import { A } from './x';\nlet b: A; let c = d as A<1>;`, false],
  ])('is certain of %s, or says that it is not', (_, text, isCertain) => {
    const edges = scan(text, true) ?? [];
    expect(edges.some(({ certain }) => certain)).toBe(isCertain);
    const kept = record(text).imports.length > 0;
    if (isCertain) expect(kept).toBe(true);
    // What is left out for certain is left out by the compiler.
    if (edges.length === 0) expect(kept).toBe(false);
  });

  it('leaves `require` and `import()` to the parser', () => {
    expect(scanImports(`const a = require('./a');`, false)).toBeNull();
    expect(scanImports(`await import('./a');`, true)).toBeNull();
    expect(scanImports(`import a = require('./a');`, true)).toBeNull();
    expect(scanImports(`import { a from './a'; export {`, true)).toBeNull();
  });

  it.each([
    ['a function', `import './a';\nfunction f() {\n  // comes from 'nowhere'\n}`],
    ['a template', "import './a';\nconst b = `import './b'`;"],
    ['a comment that ends nowhere', `import './a';\n// from 'nowhere`],
  ])('finds all imports where the last that looks like one is in %s', (_, text) => {
    expect(scan(text, true)?.map(({ specifier }) => specifier)).toEqual(['./a']);
  });

  it('tells the exports of the whole text', () => {
    const { exports, reExports, stars } = scanExports(`import { a } from './a';\nexport const b = a, c = 1;\nexport * from './d';\nexport { e as f } from './e';\nexport type G = 1;\nexport function h() {}`)!;
    expect([[...exports], reExports, stars]).toEqual([['b', 'c', 'h'], [{ name: 'f', specifier: './e', imported: 'e' }], ['./d']]);
    expect(scanExports(`export = 1;`)).toBeNull();
    expect(scanExports(`exports.a = 1;`)).toBeNull();
    expect(scanExports(`export const a = {;`)).toBeNull();
  });
});

/** The imports of a text, after a look at how it uses their names. */
function scan(text: string, erases: boolean) {
  return scanImports(text, erases)?.flatMap((edge) => settledEdge(text, edge) ?? []);
}

function sourcesIn(directory: string, pattern: RegExp): string[] {
  return fs
    .readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name) && !name.endsWith('.d.ts'))
    .map((name) => path.join(directory, name))
    .filter((file) => fs.statSync(file).isFile() && fs.statSync(file).size < 200_000);
}
