import { expect, it } from 'vitest';
import { codeKey } from '../../src/syntax/code-key.ts';
import { nodesOfType } from '../../src/syntax/nodes.ts';
import { inspect } from '../inspect.ts';

const keyOf = (code: string) => inspect(code, (file) => codeKey(file, file.ast));

it.each([
  ['formatting and comments', 'if (a) b();', 'if (a)\n  // why\n  b()'],
  ['quotes', `f('a', "b")`, `f("a", 'b')`],
  ['types', 'const a: number = (b as any)!;', 'const a = b;'],
  ['interfaces', 'interface A {} f();', 'f();'],
])('%s do not count', (_, one, other) => {
  expect(keyOf(one)).toBe(keyOf(other));
});

it.each([
  ['names', 'a();', 'b();'],
  ['values', 'a(1);', 'a(2);'],
  ['texts of templates', 'f(`a`);', 'f(`b`);'],
  ['operators', 'a + b;', 'a - b;'],
  ['await', 'await a();', 'a();'],
  ['the kind of a loop', 'for (const a of b) {}', 'for (const a in b) {}'],
  ['optional calls', 'a?.();', 'a();'],
  ['computed keys', 'a[b];', 'a.b;'],
  ['regular expressions', '/a/u;', '/a/g;'],
  ['braces', 'if (a) b();', 'if (a) { b(); }'],
])('%s count', (_, one, other) => {
  expect(keyOf(one)).not.toBe(keyOf(other));
});

it('a text can stand for a node, and a detail can be left out', () => {
  const key = (code: string) =>
    inspect(code, (file) => {
      const bodies = new Set<unknown>(nodesOfType(file, 'BlockStatement'));
      return codeKey(file, file.ast, { substitute: (node) => (bodies.has(node) ? '{}' : null), ignored: 'async' });
    });
  expect(key('f(async () => { a(); });')).toBe(key('f(() => { b(); });'));
  expect(key('f(async () => { a(); });')).not.toBe(key('g(() => { b(); });'));
});
