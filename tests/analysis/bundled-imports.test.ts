import { expect, it } from 'vitest';
import { bundledImports } from '../../src/analysis/bundled-imports.ts';
import { inspect } from '../inspect.ts';

const bundled = (code: string, filename?: string) =>
  inspect(code, (file) => bundledImports(file).map(({ source, names }) => [source, names?.map(({ name }) => name) ?? null]), filename);

it('keeps what is left of an import', () => {
  expect(bundled(`import a, { b, type C } from 'm'; import D from 'n'; export { e, type F } from 'o'; a; let d: D;`)).toEqual([
    ['m', ['default']],
    ['o', ['e']],
  ]);
});

it('keeps everything in JavaScript', () => {
  expect(bundled(`import a, { b } from 'm';`, '/project/file.js')).toEqual([['m', ['default', 'b']]]);
});

it('leaves out what webpack does', () => {
  const code = `
if (process.env.NODE_ENV === 'test') require('one');
require(/* webpackIgnore: true */ 'two');
if (x) require('three');
`;
  expect(bundled(code)).toEqual([['three', []]]);
});

it('is empty where the parser gives no scopes', () => {
  expect(inspect(`import 'm';`, (file) => bundledImports({ ...file, ast: { ...file.ast }, scopeManager: null }))).toEqual([]);
});
