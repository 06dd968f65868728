import { describe, expect, it } from 'vitest';
import { canComplete, canGoOn, statementsBefore } from '../../src/syntax/control-flow.ts';
import { nodesOfType } from '../../src/syntax/nodes.ts';
import type { SourceFile } from '../../src/syntax/file.ts';
import { inspect } from '../inspect.ts';

const call = (file: SourceFile, name: string) =>
  nodesOfType(file, 'CallExpression').find(({ callee }) => callee.type === 'Identifier' && callee.name === name)!;

describe('statementsBefore', () => {
  const before = (code: string) => inspect(code, (file) => statementsBefore(call(file, 'here')).map(({ range }) => file.text.slice(...range)));

  it('are those of the blocks around, in the same function', () => {
    expect(before('a(); function f() { b(); if (x) { c(); here(); d(); } e(); }').sort()).toEqual(['b();', 'c();']);
    expect(before('a(); here();')).toEqual(['a();']);
  });

  it('are those of the same case, and the try block of a handler', () => {
    expect(before('switch (x) { case 1: a(); case 2: b(); here(); }')).toEqual(['b();']);
    expect(before('try { a(); } catch { b(); here(); }').sort()).toEqual(['b();', '{ a(); }']);
    expect(before('try { a(); } finally { here(); }')).toEqual(['{ a(); }']);
    expect(before('try { here(); } finally { a(); }')).toEqual([]);
  });
});

describe('canGoOn', () => {
  const goesOn = (code: string) =>
    inspect(`function f() { ${code} }`, (file) => {
      const [body] = nodesOfType(file, 'BlockStatement');
      return canGoOn(call(file, 'here'), body!.body[0]!, (last) => last.type === 'ExpressionStatement' && file.text.startsWith('end', last.range[0]));
    });

  it.each([
    ['here();', true],
    ['if (x) { here(); } else { return; }', true],
    ['if (x) { here(); return; }', false],
    ['if (x) { if (y) here(); throw 1; }', false],
    ['if (x) return here();', false],
    ['if (here()) return;', true],
    ['for (;;) { here(); break; }', true],
    ['if (x) { here(); end(); }', false],
    ['switch (x) { case 1: here(); break; }', true],
    ['switch (x) { case 1: here(); return; }', false],
    ['run(() => { here(); return 1; });', true],
  ])('%s', (code, expected) => {
    expect(goesOn(code)).toBe(expected);
  });
});

describe('canComplete', () => {
  const completes = (code: string) =>
    inspect(`function f() { ${code} }`, (file) => canComplete(file, nodesOfType(file, 'BlockStatement')[0]!));

  it.each([
    ['a();', true],
    ['a(); return;', false],
    ['if (x) return;', true],
    ['if (x) return; else throw 1;', false],
    ['for (;;) a();', false],
    ['for (;;) { if (x) break; }', true],
    ['while (true) { switch (x) { case 1: break; } }', false],
    ['out: while (true) { for (;;) { break out; } }', true],
    ['while (x) a();', true],
    ['do { a(); } while (1);', false],
    ['try { return 1; } catch { a(); }', true],
    ['try { return 1; } catch { throw 1; }', false],
    ['try { a(); } finally { return 1; }', false],
  ])('%s', (code, expected) => {
    expect(completes(code)).toBe(expected);
  });
});
