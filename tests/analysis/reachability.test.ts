import { describe, expect, it } from 'vitest';
import { reachableCode, type UsedExports } from '../../src/analysis/reachability.ts';
import { nodesOfType } from '../../src/syntax/nodes.ts';
import { inspect } from '../inspect.ts';

/** The names of the calls `mark…()` in a program that can run. */
const reached = (code: string, used: UsedExports = 'all') =>
  inspect(code, (file) => {
    const isReachable = reachableCode(file, used);
    return nodesOfType(file, 'CallExpression')
      .filter(({ callee }) => callee.type === 'Identifier' && callee.name.startsWith('mark'))
      .filter(isReachable)
      .map(({ callee }) => (callee as { name: string }).name);
  });

describe('code that can run', () => {
  it.each([
    ['module level', 'mark()'],
    ['an exported function', 'export function f() { mark(); }'],
    ['an exported arrow', 'export const f = () => mark()'],
    ['the default export', 'export default () => { mark(); }'],
    ['an export under another name', 'function f() { mark(); } export { f as g }'],
    ['a default export by name', 'function f() { mark(); } export default f'],
    ['a function that is called', 'function g() { mark(); } export function f() { g(); }'],
    ['a function that is passed', 'function g() { mark(); } export function f(x) { x.map(g); }'],
    ['a callback', 'export function f(x) { x.map(() => mark()); }'],
    ['an immediate function', '(() => mark())()'],
    ['a method of a used class', 'class C { m() { mark(); } } export function f() { return new C(); }'],
    ['a field of a used class', 'class C { x = mark(); } export function f() { return new C(); }'],
    ['a static block', 'class C { static { mark(); } }'],
    ['an exported class', 'export class C { m() { mark(); } }'],
    ['a method of a used object', 'const o = { m() { mark(); } }; export function f() { return o; }'],
    ['an object of functions', 'const o = { a: { b: () => mark() } }; export const f = () => o.a.b()'],
    ['commonjs', 'function f() { mark(); } module.exports = { f }'],
    ['a handler at module level', `import { setHandler } from '@temporalio/workflow'; setHandler(x, () => mark())`],
    ['a function that calls itself by way of another', 'function a() { b(); } function b() { a(); mark(); } export const f = () => a()'],
    ['a function assigned later', 'let g; g = () => mark(); export const f = () => g()'],
  ])('%s', (_, code) => {
    expect(reached(code)).toEqual(['mark']);
  });

  it.each([
    ['a function that nobody uses', 'function g() { mark(); } export function f() {}'],
    ['a method of an object that nobody uses', 'const o = { m() { mark(); } }; export function f() {}'],
    ['a class that nobody uses', 'class C { m() { mark(); } } export function f() {}'],
    ['a function that is only named in a type', 'function g() { mark(); } export function f(x: typeof g) {}'],
    ['a callback of a test or a server', `it('works', () => mark()); app.get('/', () => mark())`],
  ])('not %s', (_, code) => {
    expect(reached(code)).toEqual([]);
  });

  it('only what the used exports reach', () => {
    const code = `
      function shared() { markShared(); }
      export function used() { shared(); markUsed(); }
      export function unused() { markUnused(); }
      markLoad();`;
    expect(reached(code, new Set(['used']))).toEqual(['markShared', 'markUsed', 'markLoad']);
    expect(reached(code, new Set())).toEqual(['markLoad']);
  });
});
