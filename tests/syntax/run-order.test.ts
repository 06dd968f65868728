import { describe, expect, it } from 'vitest';
import type { SourceFile } from '../../src/syntax/file.ts';
import { nodesOfType } from '../../src/syntax/nodes.ts';
import { mayRunBefore } from '../../src/syntax/run-order.ts';
import { inspect } from '../inspect.ts';

const call = (file: SourceFile, name: string) =>
  nodesOfType(file, 'CallExpression').find(({ callee }) => callee.type === 'Identifier' && callee.name === name)!;

describe('mayRunBefore', () => {
  const order = (code: string) =>
    inspect(`async function f() { ${code} }`, (file) => {
      const isEnd = (statement: { range: readonly number[] }) => file.text.startsWith('end', statement.range[0]);
      return [mayRunBefore(call(file, 'a'), call(file, 'b'), isEnd), mayRunBefore(call(file, 'b'), call(file, 'a'), isEnd)];
    });

  it.each([
    ['a(); b();', true, false],
    ['if (a()) b();', true, false],
    ['if (x) a(); else b();', false, false],
    ['if (x) a(); b();', true, false],
    ['if (x) { a(); return; } b();', false, false],
    ['if (x) { a(); end(); } b();', false, false],
    ['x ? a() : b();', false, false],
    ['a() ? b() : x;', true, false],
    ['a() && b();', true, false],
    ['b(a());', true, false],
    ['f(a(), b());', true, false],
    ['switch (a()) { case 1: b(); }', true, false],
    ['switch (x) { case 1: a(); break; case 2: b(); }', false, false],
    ['switch (x) { case 1: a(); b(); }', true, false],
    ['try { a(); } catch { b(); }', true, false],
    ['try { a(); return; } finally { b(); }', true, false],
    ['for (a(); x; ) b();', true, false],
    ['for (; a(); ) b();', true, false],
    ['for (; x; b()) a();', true, false],
    ['for (; x; a()) b();', false, true],
    ['for (; a(); b()) x();', true, false],
    ['for (const x of a()) b();', true, false],
    ['for (;;) { a(); break; } b();', true, false],
    ['do { a(); } while (b());', true, false],
    ['a(); g(() => b());', true, false],
    ['g(async () => { a(); return 1; }); b();', true, false],
  ])('%s', (code, forth, back) => expect(order(code)).toEqual([forth, back]));
});
