import { describe, expect, it } from 'vitest';
import { nodesOfType } from '../../src/syntax/nodes.ts';
import { originsOf } from '../../src/syntax/trace.ts';
import { inspect } from '../inspect.ts';

/** The origins of the argument of the call `look(…)` in a program, as text. */
function origins(code: string): string[] {
  return inspect(code, (file) => {
    const look = nodesOfType(file, 'CallExpression').find(
      ({ callee }) => callee.type === 'Identifier' && callee.name === 'look',
    );
    return originsOf(file, look!.arguments[0]!).map(({ root, path }) => {
      const start =
        root.type === 'module'
          ? `'${root.module}'`
          : root.type === 'value'
            ? file.text.slice(...root.node.range).replace(/\s+/g, ' ')
            : root.type === 'global'
              ? `global ${root.name}`
              : root.type;
      return [start, ...path].join('.');
    });
  });
}

describe('where a value comes from', () => {
  it.each([
    ['a named import', `import { a } from 'm'; look(a)`, `'m'.a`],
    ['another name', `import { a as b } from 'm'; look(b)`, `'m'.a`],
    ['a namespace', `import * as m from 'm'; look(m.a.b)`, `'m'.a.b`],
    ['a default import', `import m from 'm'; look(m.a)`, `'m'.default.a`],
    ['a name that is a string', `import { 'a-b' as c } from 'm'; look(c)`, `'m'.a-b`],
    ['a required module', `const m = require('m'); look(m.a)`, `'m'.a`],
    ['destructured from a namespace', `import * as m from 'm'; const { a: { b } } = m; look(b)`, `'m'.a.b`],
    ['the rest of a namespace', `import * as m from 'm'; const { a, ...rest } = m; look(rest.b)`, `'m'.b`],
    ['an import that is assigned', `import m = require('m'); look(m.a)`, `'m'.a`],
    ['a namespace that is shortened', `import * as m from 'm'; import s = m.a; look(s.b)`, `'m'.a.b`],
    ['an awaited import', `const { a } = await import('m'); look(a)`, `'m'.a`],
    ['assertions', `import { a } from 'm'; look((a as any)!.b satisfies unknown)`, `'m'.a.b`],
    ['an optional chain', `import * as m from 'm'; look(m?.a?.b)`, `'m'.a.b`],
    ['a computed name that is known', `import * as m from 'm'; look(m['a'][\`b\`])`, `'m'.a.b`],
    ['a global', `look(Date.now)`, 'global Date.now'],
    ['a property of the global object', `look(globalThis.crypto.randomUUID)`, 'global crypto.randomUUID'],
    ['a property of an object', `import { a } from 'm'; const o = { x: { y: a } }; look(o.x.y.z)`, `'m'.a.z`],
    ['a call', `const o = make(); look(o.x)`, 'make().x'],
    ['a function that returns it', `import { a } from 'm'; function get() { return a; } look(get().x)`, `'m'.a.x`],
    ['an arrow that returns it', `import { a } from 'm'; const get = () => a; look(get())`, `'m'.a`],
    ['a field', `import { a } from 'm'; class C { f = a; run() { look(this.f.x); } }`, `'m'.a.x`],
    ['a private field', `import { a } from 'm'; class C { #f = a; run() { look(this.#f); } }`, `'m'.a`],
    ['a field set in the constructor', `import { a } from 'm'; class C { constructor() { this.f = a; } run() { look(this.f); } }`, `'m'.a`],
    ['a field of an object of a class', `import { a } from 'm'; class C { f = a; } const c = new C(); look(c.f)`, `'m'.a`],
    ['the last of a sequence', `import { a } from 'm'; look((0, a))`, `'m'.a`],
  ])('%s', (_, code, origin) => {
    expect(origins(code)).toEqual([origin]);
  });

  it.each([
    ['a conditional', `import { a, b } from 'm'; look(x ? a : b)`],
    ['an assignment in each branch', `import { a, b } from 'm'; let v; if (x) v = a; else v = b; look(v)`],
    ['a default', `import { a, b } from 'm'; const { v = b } = { v: a }; look(v)`],
    ['a fallback', `import { a, b } from 'm'; look(a ?? b)`],
  ])('%s has two', (_, code) => {
    expect(origins(code)).toEqual([`'m'.a`, `'m'.b`]);
  });

  it.each([
    ['a parameter that is written to', `function f(p) { p = 1; look(p); }`],
    ['a computed name', `import * as m from 'm'; look(m[key].x)`],
    ['a loop variable', `for (const v of list) look(v)`],
    ['what is added up', `let v = 1; v += 2; look(v)`],
    ['a type', `import type { a } from 'm'; look(a)`],
    ['a name of a type', `import { type a } from 'm'; look(a)`],
    ['a module whose name is not known', `look(require(name).x)`.replace('look(', 'const v = require(name); look(v.x); void (')],
    ['a function that returns one of two', `function get() { if (x) return 1; return 2; } const { y } = get(); look(y)`],
    ['a getter', `class C { get f() { return 1; } run() { look(this.f); } }`],
    ['a property behind a spread', `const o = { x: 1, ...more }; look(o.x)`],
    ['an enum and a namespace in one', `enum E { A } namespace E { export const B = 1; } look(E.B)`],
  ])('%s is not known', (_, code) => {
    expect(origins(code)).not.toContainEqual(expect.stringContaining(`'m'`));
  });

  it('ends where constants go in circles', () => {
    expect(origins('const a = b; const b = c; const c = a; look(a)')).toEqual(['unknown']);
    expect(origins('const f = () => g(); const g = () => f(); look(f())')).toEqual(['unknown']);
    expect(origins('class C { a = this.b; b = this.a; run() { look(this.a); } }')).toEqual(['unknown']);
  });

  it('ends where alternatives multiply', () => {
    const doubled = Array.from({ length: 40 }, (_, at) => `const v${at + 1} = x ? v${at} : v${at};`).join('\n');
    expect(origins(`const v0 = 1;\n${doubled}\nlook(v40)`)).toEqual(['unknown']);
  });
});
