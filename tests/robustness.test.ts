import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import plugin from '../src/index.ts';

const linter = new Linter();

/** Lints text as workflow code with every rule; gives what went wrong in linting, not what is wrong in the text. */
function failures(text: string, filename: string, settings: unknown = { workflows: [filename] }): string[] {
  const isScript = /\.[cm]?js$/.test(filename);
  const messages = linter.verify(
    text,
    {
      ...plugin.configs.strict,
      files: ['**/*.{ts,tsx,mts,cts,js,mjs,cjs}'],
      languageOptions: isScript
        ? { sourceType: filename.endsWith('.cjs') ? 'commonjs' : 'module', parserOptions: { ecmaFeatures: { jsx: true } } }
        : { parser: parser as never, parserOptions: { ecmaFeatures: { jsx: filename.endsWith('x') } } },
      settings: { 'temporal-workflow': settings },
    },
    filename,
  );
  return messages.filter(({ fatal }) => fatal).map(({ message }) => message);
}

const HEAD = `import * as wf from '@temporalio/workflow';
import { proxyActivities, sleep } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1m' });
`;

const nested = (depth: number, open: string, core: string, close: string) => open.repeat(depth) + core + close.repeat(depth);

describe('odd syntax', () => {
  it.each([
    ['decorators', `@sealed class C { @log() m(@inject() p: string) {} @prop accessor x = 1; }`],
    ['enums', `enum E { A = 1, B = A << 1, C = "x".length } const enum F { X }`],
    ['namespaces', `namespace N.M { export const x = 1; export namespace O { export function f() { return Math.random(); } } }`],
    ['merged declarations', `function f() {} namespace f { export const x = 1; } class C {} interface C { y: number }`],
    ['using', `async function f() { using a = open(); await using b = open(); }`],
    ['generators', `function* g() { yield* g(); const x = yield charge(); } async function* h() { for await (const x of h()) yield x; }`],
    ['labels', `outer: for (;;) { inner: while (true) { if (x) break outer; continue inner; } }`],
    ['switch', `switch (x) { case 1: default: charge(); case 2: { break; } }`],
    ['destructuring of everything', `const { a: { b: [c, , ...d] = [], ...e } = {}, ['x' + y]: f = charge(), ...g } = wf; [c.x, e[0]] = d; ({ a: c.y } = g);`],
    ['classes', `class A extends (cond ? B : C) { static #p = 1; static { this.#p++; } get [key]() { return super.x; } set v(x) {} async *gen() {} static async m() { await charge(); } declare y: string; constructor(private z = sleep(1)) { super(); } }`],
    ['private checks', `class A { #x = 1; static is(o: any) { return #x in o; } }`],
    ['templates', 'const t = tag`a${charge()}b${`c${1}`}`; const raw = String.raw`\\u`;'],
    ['optional everything', `wf?.proxyActivities?.({})?.x?.(); a?.[b]?.c.d?.(); delete a?.b;`],
    ['logical assignment', `let x; x ??= charge(); x ||= sleep(1); x &&= y; x **= 2; x >>>= 1;`],
    ['big and odd literals', `const x = [1n, 0b1, 0o7, 1_000, .5, /re/v, null, undefined, \`\`]; `],
    ['sequences and void', `void charge(), sleep(1), (0, wf.sleep)(1); (async () => { await charge() })(), !function () {}();`],
    ['new.target and meta', `function F() { return new.target; } const u = import.meta.url; const m = await import('./x'); import('./' + u);`],
    ['import forms', `import d, * as ns from 'm'; import e, { default as f, type G, "a b" as h } from 'n'; import type T from 't'; import x = require('x'); import y = ns.z; import json from './j.json' with { type: 'json' }; export * as q from 'r'; export { d as "s t" }; export type { T };`],
    ['export assignment', `const x = { charge }; export = x;`],
    ['overloads and declarations', `declare function f(x: string): void; declare module 'm' { export function g(): void; } declare global { var z: number; } abstract class A { abstract m(): void; } export declare const c: typeof charge;`],
    ['type gymnastics', `type X<T> = T extends infer U ? { [K in keyof U as \`x\${string & K}\`]: typeof charge } : never; let v = <const T,>(x: T) => x satisfies T as unknown as T;`],
    ['assertions', `let a = (<any>wf).proxyActivities!({}) as const; a!; (charge as any)<string>();`],
    ['with cycles', `const a = b; const b = a; let c = c1; var c1 = c; function r() { return r(); } const q = r(); q.x(); const o = { get o() { return o; } }; o.o.o();`],
    ['argument forms', `charge(...args, ...[1]); proxyActivities(...opts); sleep(); wf.condition(); setHandler(); new proxyActivities({}); proxyActivities\`x\`;`],
    ['empty', ``],
    ['a shebang', `#!/usr/bin/env node\nsleep(1);`],
    ['only comments', `/* eslint no-undef: 0 */ // nothing`],
    ['html comments and unicode', `const ünïcode = "𝒳"; const \\u0061bc = ünïcode;`],
    ['top-level await', `await charge(); for await (const x of y) {}`],
    ['shadowed globals', `const Date = 1, Math = 2, process = 3, require = 4, globalThis = 5, undefined1 = 6; Date.now; Math.random; require('fs');`],
    ['writes to globals', `Date = 1; globalThis.fetch = x; ({ process } = y); Math.random++; for (fetch of z) {} [Buffer] = [1];`],
    ['with arguments', `function f() { return arguments[0].then(charge); } eval('x'); new Function('return 1')();`],
  ])('%s', (_, code) => {
    for (const settings of [{}, { workflows: ['odd.ts'] }]) {
      expect(failures(`${code}\n`, 'odd.ts', settings)).toEqual([]);
      if (!code.startsWith('#!')) expect(failures(`${HEAD}${code}\n`, 'odd.ts', settings)).toEqual([]);
    }
  });

  it('JSX', () => {
    const code = `${HEAD}export const C = () => <><div {...wf} onClick={() => charge()}>{sleep(1)}</div><a.b.c d="e" /></>;`;
    expect(failures(code, 'odd.tsx')).toEqual([]);
    expect(failures(code, 'odd.js')).toEqual([]);
  });

  it('scripts and CommonJS', () => {
    expect(failures(`with (wf) { sleep(1); } var x = 010; function f(a, a) {}`, 'odd.cjs')).toEqual([]);
    expect(failures(`const wf = require('@temporalio/workflow'); exports.f = async () => { wf.sleep(1); return; }; return 1;`, 'odd.cjs')).toEqual([]);
  });

  it.each([
    ['calls', nested(400, 'f(', 'charge()', ')')],
    ['blocks', nested(400, '{', 'charge();', '}')],
    ['functions', nested(200, '(() => ', 'charge()', ')()')],
    ['conditions', nested(400, 'x ? 1 : (', 'charge()', ')')],
    ['members', `wf${'.a'.repeat(300)}()`],
    ['sums', `const x = ${Array(300).fill('1').join(' + ')}; sleep(x);`],
    ['promises', `charge()${'.then(f)'.repeat(300)}`],
    ['constants', Array.from({ length: 1000 }, (_, at) => `const c${at + 1} = c${at};`).join('\n') + '\nsleep(c1000);'],
  ])('deeply nested %s', (_, code) => {
    expect(failures(`${HEAD}export async function f() { ${code} }`, 'deep.ts')).toEqual([]);
  });
});

describe('settings and options of the wrong type', () => {
  it.each([[null], [7], ['x'], [[]], [{ workflows: 7, clock: 'x', ignoreModules: [null], baseline: 3, unknown: {} }]])(
    '%j',
    (settings) => {
      expect(failures(`${HEAD}export const f = () => Date.now();`, 'settings.ts', settings)).toEqual([]);
    },
  );
});

/** The source files of an installed package, the largest first left out: a bundle of another tool says little. */
function sources(name: string, most: number): string[] {
  const folder = path.resolve(import.meta.dirname, '../node_modules', name);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.[cm]?[jt]s$/.test(file) && !file.includes('node_modules'))
    .map((file) => path.join(folder, file))
    .filter((file) => statSync(file).isFile() && statSync(file).size < 200_000)
    .sort()
    .slice(0, most);
}

describe('code of other people', () => {
  it.each([
    ['@temporalio/workflow', 200],
    ['@temporalio/common', 120],
    ['typescript', 40],
    ['eslint', 60],
    ['get-tsconfig', 40],
    ['fast-check', 60],
  ])('%s', (name, most) => {
    const files = sources(name, most);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const found = failures(readFileSync(file, 'utf8'), path.basename(file)).filter((message) => !message.startsWith('Parsing error'));
      expect(found, file).toEqual([]);
    }
  });
});
