import { describe, expect, it } from 'vitest';
import { nodesOfType } from '../../src/syntax/nodes.ts';
import { staticObject, staticValue } from '../../src/syntax/static-values.ts';
import type { SourceFile } from '../../src/syntax/file.ts';
import { inspect } from '../inspect.ts';

function argument(file: SourceFile) {
  const look = nodesOfType(file, 'CallExpression').find(
    ({ callee }) => callee.type === 'Identifier' && callee.name === 'look',
  );
  return look!.arguments[0]!;
}

const valueIn = (code: string) => inspect(code, (file) => staticValue(file, argument(file)));

describe('static values', () => {
  it.each([
    [`look('a')`, 'a'],
    ['look(`a${1}b${x}`); const x = 2;', 'a1b2'],
    [`const s = 5; look(\`\${s * 60} seconds\`)`, '300 seconds'],
    [`look('1 ' + 'day')`, '1 day'],
    ['look(60 * 1000)', 60_000],
    ['look(-1)', -1],
    ['look(1e3 as number)', 1000],
    ['look(undefined)', undefined],
    ['look(void 0)', undefined],
    ['look(null)', null],
    ['look(Infinity)', Infinity],
    ['look(NaN)', NaN],
    ['look(Number.POSITIVE_INFINITY)', Infinity],
    [`const times = { short: '5s' }; look(times.short)`, '5s'],
    [`const { short } = { short: '5s' }; look(short)`, '5s'],
    ['look(1 < 2 ? "a" : "b")', 'a'],
    ['look(10n)', 10n],
  ])('%s', (code, value) => {
    expect(valueIn(code)).toEqual({ value });
  });

  it.each([
    ['look(x)'],
    ['let x = 1; if (y) x = 2; look(x)'],
    ['function f(x) { look(x) }'],
    ['look(process.env.TIMEOUT)'],
    ['look(a ? 1 : 2)'],
    ['const undefined = 1; function f() { look(x) }'],
    ['look(/x/)'],
    ['look({})'],
  ])('%s is not known', (code) => {
    expect(valueIn(code)).toBeNull();
  });

  it('ends where constants go in circles', () => {
    expect(valueIn('const a = b + 1; const b = a + 1; look(a)')).toBeNull();
  });
});

describe('static objects', () => {
  const objectIn = (code: string) =>
    inspect(code, (file) => {
      const object = staticObject(file, argument(file));
      if (!object) return null;
      const properties = [...object.properties].map(([name, value]) => `${name}: ${value ? file.text.slice(...value.range) : '?'}`);
      return [...properties, ...(object.isComplete ? [] : ['…'])].join(', ');
    });

  it.each([
    ['look({ a: 1, "b": 2, [`c`]: 3 })', 'a: 1, b: 2, c: 3'],
    ['const o = { a: 1 } as const; look(o)', 'a: 1'],
    ['const o = { a: 1 }; look({ ...o, b: 2 })', 'a: 1, b: 2'],
    ['const o = { a: 1 }; look({ a: 2, ...o })', 'a: 1'],
    ['look({ a: 1, ...other })', 'a: ?, …'],
    ['look({ ...other, a: 1 })', 'a: 1, …'],
    ['look({ [key]: 1, a: 1 })', 'a: 1, …'],
    ['look({ a: 1, ...undefined })', 'a: 1'],
    ['const o = Object.freeze({ a: 1 }); look(o)', 'a: 1'],
    ['const o = { a: 1 }; o.b = 2; look(o)', 'a: ?, …'],
    ['const o = { a: 1 }; delete o.a; look(o)', 'a: ?, …'],
    ['const o = { a: 1 }; Object.assign(o, other); look(o)', 'a: ?, …'],
    ['const o = { a: 1 }; const p = o; p.b = 2; look(p)', 'a: ?, …'],
    ['const all = { fast: { a: 1 } }; look(all.fast)', 'a: 1'],
    ['const { fast } = { fast: { a: 1 } }; look(fast)', 'a: 1'],
  ])('%s', (code, object) => {
    expect(objectIn(code)).toBe(object);
  });

  it.each([['look(x)'], ['look(make())'], ['look([1])'], ['let o = {}; if (x) o = { a: 1 }; look(o)']])(
    '%s is not known',
    (code) => {
      expect(objectIn(code)).toBeNull();
    },
  );
});
