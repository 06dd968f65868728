import { describe, expect, it } from 'vitest';
import { moduleImports, survivesCompilation } from '../../src/syntax/imports.ts';
import { usedNames } from '../../src/syntax/used-names.ts';
import { inspect } from '../inspect.ts';

const imported = (code: string) =>
  inspect(code, (file) => moduleImports(file).map(({ source, kind, names }) => [source, kind, names?.map(({ name }) => name) ?? null]));

const survivors = (code: string, filename?: string) =>
  inspect(code, (file) => moduleImports(file).filter((one) => survivesCompilation(file, one)).map(({ source }) => source), filename);

const used = (code: string) =>
  inspect(code, (file) => {
    const [declaration] = moduleImports(file);
    return usedNames(file, declaration!)?.map(({ name, node }) => `${name}: ${file.text.slice(...node.range)}`) ?? null;
  });

describe('moduleImports', () => {
  it('are static, re-exporting, required, resolved and dynamic', () => {
    const code = `
import a, { b as c, type D } from 'one';
import * as e from 'two';
import 'three';
import f = require('four');
export { g as h } from 'five';
export * from 'six';
const { i, j: k } = require('seven');
require.resolve('eight');
const l = require(\`nine\`).m;
await import('ten');
const { n } = await import(('eleven' as string));
`;
    expect(imported(code)).toEqual([
      ['one', 'import', ['default', 'b', 'D']],
      ['two', 'import', ['*']],
      ['three', 'import', []],
      ['four', 'import', ['*']],
      ['five', 'export', ['g']],
      ['six', 'export', ['*']],
      ['seven', 'require', ['i', 'j']],
      ['eight', 'require', []],
      ['nine', 'require', ['m']],
      ['ten', 'dynamic', []],
      ['eleven', 'dynamic', ['n']],
    ]);
  });

  it('are not those of a require that the file declares, of a computed name, or of types', () => {
    expect(imported(`const require = (name: string) => name; require('one'); require.resolve('two');`)).toEqual([]);
    expect(imported('const name = "one"; require(name); import(name); require(`./${name}`); type T = import("two").T;')).toEqual([]);
  });
});

describe('survivesCompilation', () => {
  it.each([
    [`import { a } from 'm'; export { a };`, true],
    [`import { a } from 'm'; export default a;`, true],
    [`import type { a } from 'm'; export { a };`, false],
    [`import { a } from 'm'; export type { a };`, false],
    [`import { a } from 'm'; export { type a };`, false],
    [`import { a } from 'm'; export let b: typeof a;`, false],
    [`import { a } from 'm'; export class B extends a {}`, true],
    [`import { a } from 'm'; export class B implements a {}`, false],
    [`export {} from 'm';`, false],
    [`import {} from 'm';`, true],
  ])('%s: %s', (code, survives) => {
    expect(survivors(code)).toEqual(survives ? ['m'] : []);
  });

  it('holds for everything in JavaScript', () => {
    expect(survivors(`import a from 'one'; export {} from 'two';`, '/project/file.js')).toEqual(['one', 'two']);
  });
});

describe('usedNames', () => {
  it('are the named imports that are used at run time, one by one', () => {
    const code = `import { a, b as c, d, type E } from 'm'; a(c); const e: E = c; type T = typeof d;`;
    expect(used(code)).toEqual(['a: a', 'b: c', 'b: c']);
  });

  it.each([
    [`import * as m from 'm'; m.a(); new m.b.c();`, ['a: m.a', 'b: m.b']],
    [`import m from 'm'; m['a']; m(1);`, ['a: m[\'a\']', 'default: m']],
    [`import * as m from 'm'; const { a, b: c } = m; const n = m; n.d;`, ['a: a', 'b: b: c', 'd: n.d']],
    [`const m = require('m'); (m as any).a();`, ['a: (m as any).a']],
    [`const a = require('m').b;`, ["b: require('m').b"]],
    [`import m = require('m'); let a: m.T; m!.b;`, ['b: m!.b']],
  ])('are read from the whole module: %s', (code, names) => {
    expect(used(code)).toEqual(names);
  });

  it.each([
    `import * as m from 'm'; f(m);`,
    `import * as m from 'm'; m[key];`,
    `import * as m from 'm'; const { a, ...rest } = m;`,
    `import * as m from 'm'; export { m };`,
    `export { a } from 'm';`,
    `const later = import('m');`,
  ])('are unknown where the module is handed on: %s', (code) => {
    expect(used(code)).toBeNull();
  });

  it('do not go in circles', () => {
    expect(used(`import * as m from 'm'; const a = m, b = a; var c = b; var c = c; a.d;`)).toContain('d: a.d');
  });
});
