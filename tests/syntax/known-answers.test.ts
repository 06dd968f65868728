import { describe, expect, it } from 'vitest';
import type { SourceFile } from '../../src/syntax/file.ts';
import { answerAt, answerInNextRound, answerToGoOn, type IsQuestion } from '../../src/syntax/known-answers.ts';
import { nodesOfType } from '../../src/syntax/nodes.ts';
import { inspect } from '../inspect.ts';

const isQuestion: IsQuestion = (node) => node.type === 'Identifier' && node.name === 'q';
const here = (file: SourceFile) => nodesOfType(file, 'CallExpression').find(({ callee }) => callee.type === 'Identifier' && callee.name === 'here')!;

describe('answerAt', () => {
  const answer = (code: string) => inspect(`function f() { ${code} }`, (file) => answerAt(file, here(file), isQuestion));

  it.each([
    ['here();', null],
    ['if (q) here();', true],
    ['if (q) x(); else here();', false],
    ['if (!q) here();', false],
    ['if (q && x) here();', true],
    ['if (x && !q) here();', false],
    ['if (q && x) y(); else here();', null],
    ['if (q || x) here();', null],
    ['if (q || x) y(); else here();', false],
    ['if (here()) q;', null],
    ['q ? here() : x;', true],
    ['q && here();', true],
    ['q || here();', false],
    ['q ?? here();', null],
    ['while (q) here();', true],
    ['for (; !q; ) here();', false],
    ['for (;;) here();', null],
    ['if (q) return; here();', false],
    ['if (!q) { x(); throw 1; } y(); if (x) here();', true],
    ['if (q) x(); else return; here();', true],
    ['if (q) x(); here();', null],
    ['if (x) return; here();', null],
    ['if (q) g(() => here());', true],
    ['switch (x) { case 1: if (q) break; here(); }', false],
  ])('%s', (code, expected) => expect(answer(code)).toBe(expected));
});

describe('answerInNextRound', () => {
  const answer = (code: string) =>
    inspect(`function f() { ${code} }`, (file) => {
      const [loop] = nodesOfType(file, 'WhileStatement', 'ForStatement', 'ForOfStatement', 'DoWhileStatement');
      return answerInNextRound(file, loop!, isQuestion);
    });

  it.each([
    ['for (;;) { x(); }', null],
    ['for (;;) { if (q) break; x(); }', false],
    ['for (const x of y) { if (!q) return; x(); }', true],
    ['while (!q) x();', false],
    ['do x(); while (!q);', false],
    ['if (q) for (;;) x();', true],
    ['for (;;) { if (q) x(); }', null],
    ['for (;;) { if (q) { x(); continue; } y(); }', null],
    ['for (;;) { if (q) { if (x) continue; break; } y(); }', null],
  ])('%s', (code, expected) => expect(answer(code)).toBe(expected));
});

describe('answerToGoOn', () => {
  const answer = (code: string) =>
    inspect(`function f() { for (;;) { ${code} } }`, (file) => {
      const [loop] = nodesOfType(file, 'ForStatement');
      return [answerToGoOn(file, here(file), null), answerToGoOn(file, here(file), loop!)];
    });

  it.each([
    ['if (here()) return;', false, false],
    ['if (!here()) return;', true, true],
    ['if (x && here()) break;', false, false],
    ['if (here() && x) break;', null, null],
    ['if (here() || x) break;', false, false],
    ['if (x || !here()) throw 1;', true, true],
    ['if (here()) x(); else return;', true, true],
    ['if (here()) continue;', false, null],
    ['if (here()) x();', null, null],
    ['if (x ?? here()) return;', null, null],
    ['x(here());', null, null],
    ['if (x) if ((here() as boolean)) return;', false, false],
  ])('%s', (code, behind, inNextRound) => expect(answer(code)).toEqual([behind, inNextRound]));
});
