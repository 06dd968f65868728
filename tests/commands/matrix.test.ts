import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { comparePrograms } from '../../src/commands/compare.ts';
import { programsOf, reread, sourceOf } from './programs.ts';
import { patchesIn } from '../../src/commands/model.ts';

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly verdict: 'safe' | 'breaks' | 'task-failure';
  readonly v1: string;
  readonly v2: string;
}

const ROWS = JSON.parse(readFileSync(new URL('../sdk/compat-matrix.json', import.meta.url), 'utf8')) as readonly Row[];

/** Pairs on which the comparison does not give what the SDK measured, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'ticks-separate-tasks, ticks-same-task': 'an extra microtask in one of two concurrent branches counts in one task only',
  'ticks-helper-async': 'the microtasks of an async helper in one of two concurrent branches',
  'ticks-start': 'an extra microtask before the first command of one of two concurrent branches',
  'ticks-catch-method': 'the microtasks of `.catch()` in one of two concurrent branches',
  'info-used': 'a new condition around a recorded command, which happens to hold',
  'date-branch': 'a new condition around a recorded command, which happens to hold',
};

/** One source pair can be there several times, with scenarios that end differently. */
function sourcePairs(): readonly { readonly id: string; readonly kind: string; readonly v1: string; readonly v2: string; readonly breaks: boolean }[] {
  const pairs = new Map<string, Row[]>();
  for (const row of ROWS) {
    const key = `${row.v1}\0${row.v2}`;
    pairs.set(key, [...(pairs.get(key) ?? []), row]);
  }
  return [...pairs.values()].map((rows) => {
    const [{ v1, v2, kind }] = rows as [Row];
    // A workflow that is gone fails its task, and is told all the same.
    const breaks = rows.some(({ id, verdict }) => verdict === 'breaks' || id === 'workflow-renamed');
    return { id: rows.map(({ id }) => id).join(', '), kind, v1, v2, breaks };
  });
}

describe('pairs that the SDK has judged', () => {
  test('exceptions are pairs of the matrix, ten at most', () => {
    const ids = new Set(sourcePairs().map(({ id }) => id));
    expect(Object.keys(EXCEPTIONS).filter((id) => !ids.has(id))).toEqual([]);
    expect(Object.keys(EXCEPTIONS).length).toBeLessThanOrEqual(10);
  });

  for (const { id, kind, v1, v2, breaks } of sourcePairs()) {
    test(`${id}: ${kind}`, () => {
      const old = programsOf(sourceOf(v1));
      const now = programsOf(sourceOf(v2), {}, patchesIn(old));
      const isReported = comparePrograms(old, now).length > 0;
      expect(isReported).toBe(id in EXCEPTIONS ? !breaks : breaks);
      expect(comparePrograms(reread(old), now).length > 0).toBe(isReported);
    });
  }
});

describe('every source of the matrix', () => {
  const sources = new Set(ROWS.flatMap(({ v1, v2 }) => [v1, v2]));

  test('is compatible with itself, also as it is read back from its text', () => {
    const broken = [...sources].filter((body) => {
      const programs = programsOf(sourceOf(body));
      return comparePrograms(programs, programs).length + comparePrograms(reread(programs), programs).length + comparePrograms(programs, reread(programs)).length > 0;
    });
    expect(broken).toEqual([]);
  });
});
