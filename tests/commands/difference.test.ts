import { describe, expect, test } from 'vitest';
import { comparePrograms } from '../../src/commands/compare.ts';
import type { Difference } from '../../src/commands/difference.ts';
import type { Place } from '../../src/commands/model.ts';
import { differencesBetween, kindsBetween, programsOf, sourceOf } from './programs.ts';

const wf = (body: string) => `export async function wf(input: any): Promise<any> {\n${body}\n}`;

/** The text of a source at a place. */
function textAt(source: string, place: Place | null): string | null {
  return place && sourceOf(source).slice(place.start, place.end);
}

function onlyDifference(old: string, now: string): Difference {
  const differences = differencesBetween(old, now);
  expect(differences).toHaveLength(1);
  return differences[0]!;
}

describe('a difference is reported where it is', () => {
  test.each<[string, string, string, string, string | null, string | null]>([
    ['added', 'await a(); await b();', 'await a(); await c(); await b();', 'added', 'b()', 'c()'],
    ['removed', 'await a(); await c(); await b();', 'await a(); await b();', 'removed', 'c()', 'b()'],
    ['renamed', 'await a(); await b();', 'await a(); await c();', 'renamed', 'b()', 'c()'],
    ['reordered', 'await a(); await b(); await c();', 'await b(); await a(); await c();', 'reordered', 'a()', 'b()'],
    ['wait added', 'const p = a(); await b(); await p; await c();', 'await a(); await b(); await c();', 'wait added', 'b()', 'await a()'],
    ['early exit', 'await a(); await b(); await c();', 'await a(); if (input.on) return; await b(); await c();'.replace('input.on', 'Date.now()'), 'early exit', 'b()', 'if (Date.now()) return;'],
    ['loop changed', 'for (let i = 0; i < 2; i++) await a(); await b();', 'for (let i = 0; i < 3; i++) await a(); await b();', 'loop changed', 'b()', 'a()'],
    ['moved into a condition', 'await a(); await b();', 'if (Date.now() > 5) await a(); await b();', 'moved into a condition', 'a()', 'if (Date.now() > 5) await a();'],
  ])('%s', (_, old, now, kind, recorded, reported) => {
    const difference = onlyDifference(wf(old), wf(now));
    expect(difference.kind).toBe(kind);
    expect(textAt(wf(old), difference.oldPlace)).toBe(recorded);
    expect(textAt(wf(now), difference.newPlace)).toBe(reported);
  });

  test('in a helper of another module, at the helper', () => {
    const code = "import { pay } from './pay'; export async function wf() { await pay(); }";
    const pay = (steps: string) => `import { proxyActivities } from '@temporalio/workflow'; const { charge, check, mail } = proxyActivities<any>({ startToCloseTimeout: 1 }); export async function pay() { ${steps} await mail(); }`;
    const [difference] = comparePrograms(programsOf(code, { './pay': pay('await charge();') }), programsOf(code, { './pay': pay('await check(); await charge();') }));
    expect(difference?.kind).toBe('added');
    expect(difference?.newPlace?.file).toBe('/project/pay.ts');
  });
});

test('two edits are two differences', () => {
  expect(kindsBetween(wf('await a(); await b(); await c(); await d();'), wf('await sleep(1); await a(); await b(); await L.c(); await d();'))).toEqual(['added', 'replaced']);
});

test('one edit is one difference, however many commands it shifts', () => {
  expect(kindsBetween(wf('await a(); await b(); await c(); await d(); await a(); await b();'), wf('await d(); await a(); await b(); await c(); await d(); await a(); await b();'))).toEqual(['added']);
});

test('the path tells how executions get there', () => {
  const { path, decidedBy, certain } = onlyDifference(wf('await a(); if (input.x) { await b(); } await c();'), wf('await a(); if (input.x && Date.now() > 5) { await b(); } await c();'));
  expect(certain).toBe(false);
  expect(decidedBy).toBe('5 < now');
  expect(path.map((step) => (step.is === 'settled' ? step.what : `${step.text} ${step.answer} ${step.by}`))).toEqual(['activity a', '$0.x true both', '5 < now false new']);
});

describe('workflows', () => {
  const module = (...functions: string[]) => sourceOf(functions.join('\n'));

  test('one that is gone is told, where it could have open executions', () => {
    const gone = comparePrograms(programsOf(module(wf('await a();'))), programsOf(module(wf('await a();').replace('wf', 'other'))));
    expect(gone.map(({ kind, workflow }) => [kind, workflow])).toEqual([['workflow gone', 'wf']]);
    const idle = comparePrograms(programsOf(module(wf('return 1;'))), programsOf(module('export const x = 1;')));
    expect(idle).toEqual([]);
  });

  test('one that is new is free', () => {
    expect(comparePrograms(programsOf(module(wf('await a();'))), programsOf(module(wf('await a();'), wf('await b();').replace('wf', 'other'))))).toEqual([]);
  });

  test('a helper that is no longer exported is no workflow', () => {
    const helper = 'export async function help() { await b(); }';
    const old = module(helper, wf('await help();'));
    expect(comparePrograms(programsOf(old), programsOf(old.replace('export async function help', 'async function help')))).toEqual([]);
  });

  test('one that is pinned by Worker Versioning is compared on demand', () => {
    const pinned = (body: string) => module(wf(body), "W.setWorkflowOptions({ versioningBehavior: 'PINNED' }, wf);");
    const [old, now] = [programsOf(pinned('await a(); await b();')), programsOf(pinned('await b(); await a();'))];
    expect(comparePrograms(old, now)).toEqual([]);
    expect(comparePrograms(old, now, { checkPinned: true })).toHaveLength(1);
  });
});

describe('interceptors', () => {
  const interceptors = (before: string) => `export const interceptors = () => ({ inbound: [{ async execute(input: any, next: any) { ${before} return next(input); } }] });`;

  test('commands in front of the workflow are those of every execution', () => {
    expect(kindsBetween(interceptors(''), interceptors(''))).toEqual([]);
    expect(kindsBetween(interceptors(''), interceptors('await a();'))).not.toEqual([]);
  });
});
