import { describe, expect, test } from 'vitest';
import { kindsBetween } from './programs.ts';

const wf = (parameters: string, body: string, before = '') =>
  `${before}\nexport async function wf(${parameters}): Promise<any> {\n${body}\nawait d();\n}`;

describe('conditions that mean the same are no difference', () => {
  test.each<[string, string, string]>([
    ['an early return instead of an else', 'if (input.x) { await a(); } else { await b(); } await c();', 'if (!input.x) { await b(); } else { await a(); } await c();'],
    ['a renamed local', 'const big = input.n > 3; if (big) await a(); await c();', 'const large = input.n > 3; if (large) await a(); await c();'],
    ['a constant with a name', 'if (input.n > 3) await a(); await c();', 'const limit = 3; if (input.n > limit) await a(); await c();'],
    ['a predicate in a helper', 'if (input.n > 3) await a(); await c();', 'const isBig = (n: number) => n > 3; if (isBig(input.n)) await a(); await c();'],
    ['a destructured parameter', 'if (input.n > 3) await a(); await c();', 'const { n } = input; if (n > 3) await a(); await c();'],
    ['a template', 'if (`${input.n}x` === "1x") await a(); await c();', 'if (input.n + "x" === "1x") await a(); await c();'],
    ['a switch instead of ifs', 'if (input.k === "x") await a(); else if (input.k === "y") await b(); await c();', 'switch (input.k) { case "x": await a(); break; case "y": await b(); } await c();'],
    ['`&&` instead of nesting', 'if (input.x) { if (input.y) await a(); } await c();', 'if (input.x && input.y) await a(); await c();'],
    ['a result under another name', 'const r = await b(); if (r.ok) await a(); await c();', 'const { ok } = await b(); if (ok) await a(); await c();'],
    ['a log in a pure helper\u2019s place', 'if (input.x) { log.info("x"); } await a(); await c();', 'await a(); await c();'],
    ['the length of a list', 'if (input.list.length > 0) await a(); await c();', 'if (input.list.length !== 0) await a(); await c();'],
    ['a state object instead of a variable', 'let n = 0; while (n < input.n) { n++; await a(); } await c();', 'const s = { n: 0, other: 1 }; while (s.n < input.n) { s.n++; await a(); } await c();'],
  ])('%s', (_, old, now) => {
    expect(kindsBetween(wf('input: any', old), wf('input: any', now))).toEqual([]);
    expect(kindsBetween(wf('input: any', now), wf('input: any', old))).toEqual([]);
  });
});

describe('conditions that changed are possible differences', () => {
  test.each<[string, string, string, string]>([
    ['the length of a list, which the old code did not ask for', 'await a(input.list); await c();', 'if (input.list.length > 0) await a(input.list); await c();', 'moved into a condition?'],
    ['a method of a string, which the old code did not call', 'await a(input.id); await c();', 'if (input.id.startsWith("x")) await a(input.id); await c();', 'moved into a condition?'],
    ['another operator', 'if (input.n > 3) await a(); await c();', 'if (input.n >= 3) await a(); await c();', 'condition changed?'],
    ['a limit in a constant', 'const limit = 3; if (input.n % limit) await a(); await c();', 'const limit = 2; if (input.n % limit) await a(); await c();', 'condition changed?'],
    ['a condition in a helper', 'const is = (n: number) => n % 3; if (is(input.n)) await a(); await c();', 'const is = (n: number) => n % 2; if (is(input.n)) await a(); await c();', 'condition changed?'],
    ['a helper with several ways out', 'const is = (n: number) => { if (n > 5) return true; return n === 1; }; if (is(input.n)) await a(); await c();', 'const is = (n: number) => { if (n > 6) return true; return n === 1; }; if (is(input.n)) await a(); await c();', 'condition changed?'],
    ['what a variable may be', 'let x = 0; if (input.n) x = 1; if (x) await a(); await c();', 'let x = 0; if (input.n) x = 2; if (x) await a(); await c();', 'condition changed?'],
    ['a new `if` around a command', 'await a(); await c(); if (input.x) await b();', 'if (input.x) await a(); await c(); if (input.x) await b();', 'moved into a condition?'],
    ['a new function out of two, by a new word', 'await a(input.x); await c();', "const table: any = { left: () => b(), right: () => sleep(1) }; await table[input.x ? 'left' : 'right'](); await a(); await c();", 'added?'],
    ['a new word for what the code itself has chosen', 'await a(input.x); await c();', "let mode = 'quick'; if (input.x) mode = 'slow'; if (mode === 'slow') await b(); await a(); await c();", 'added?'],
    ['a new early exit', 'await a(); await c(); if (input.x) await b();', 'await a(); if (input.x) return; await c(); if (input.x) await b();', 'early exit?'],
  ])('%s', (_, old, now, kind) => {
    expect(kindsBetween(wf('input: any', old), wf('input: any', now))).toEqual([kind]);
  });
});

describe('what old executions cannot have met is false', () => {
  test.each<[string, string, string]>([
    ['a new field of the input', wf('input: any', 'await a(input.x);'), wf('input: any', 'if (input.fresh) await b(); await a(input.x);')],
    ['a new field of a result', wf('input: any', 'await a();'), wf('input: any', 'const r = await a(); if (r.fresh) await b();')],
    ['a new parameter', wf('input: any', 'await a();'), wf('input: any, fresh?: boolean', 'if (fresh) await b(); await a();')],
    ['a new parameter with a default', wf('input: any', 'await a();'), wf('input: any, fresh = false', 'if (fresh) await b(); await a();')],
    ['a new value of a field', wf('input: any', 'if (input.k === "x") await b(); await a();'), wf('input: any', 'if (input.k === "fresh") await c(); if (input.k === "x") await b(); await a();')],
    ['a flag that only a new signal sets', wf('input: any', 'await a();'), wf('input: any', 'let on = false; setHandler(fresh, () => { on = true; }); if (on) await b(); await a();', "export const fresh = defineSignal('fresh');")],
    ['a function in a list that is new', wf('input: any', 'const undo: any[] = []; try { await a(); undo.push(() => b()); await c(); } catch { for (const u of undo) await u(); }'), wf('input: any', 'const undo: any[] = []; try { await a(); undo.push(() => b()); await c(); await d(); undo.push(() => L.a()); } catch { for (const u of undo) await u(); }')],
  ])('%s', (name, old, now) => {
    expect(kindsBetween(old, now).filter((kind) => kind.endsWith('?'))).toEqual([]);
    if (!name.includes('list')) expect(kindsBetween(old, now)).toEqual([]);
  });

  test('a field that the old code only hands on can be there', () => {
    expect(kindsBetween(wf('input: any', 'await a(input.x); await c();'), wf('input: any', 'if (input.x) await b(); await a(input.x); await c();'))).toEqual(['added?']);
  });
});
