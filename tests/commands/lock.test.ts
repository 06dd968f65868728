import { describe, expect, test } from 'vitest';
import { parseLock, printLock } from '../../src/commands/lock.ts';
import { programsOf } from './programs.ts';

const source = `
import { patched, proxyActivities } from '@temporalio/workflow';
const { a, b } = proxyActivities<any>({ startToCloseTimeout: 1 });
export async function second(input: any) { if (patched('x')) await a(); else await b(); }
export async function first() { await b(); }
`;
const { workflows } = programsOf(source);
const LOCK = { revision: 'a1b2', workflows: workflows.map((workflow) => ({ file: 'src/die Größe.ts', workflow })) };

describe('the lock file', () => {
  test('is in the order of files and names', () => {
    const text = printLock(LOCK);
    expect([...text.matchAll(/^workflow (\w+)/gmu)].map(([, name]) => name)).toEqual(['first', 'second']);
    expect(printLock({ ...LOCK, workflows: [...LOCK.workflows].reverse() })).toBe(text);
  });

  test('is read back as it was written, with other line ends, too', () => {
    const text = printLock(LOCK);
    for (const given of [text, text.replaceAll('\n', '\r\n')]) {
      const lock = parseLock(given);
      if (typeof lock === 'string') throw new Error(lock);
      expect(lock).toMatchObject({ revision: 'a1b2', workflows: [{ file: 'src/die Größe.ts' }, { file: 'src/die Größe.ts' }] });
      expect(printLock(lock)).toBe(text);
    }
  });

  test('without a revision and without workflows', () => {
    expect(parseLock(printLock({ revision: null, workflows: [] }))).toEqual({ revision: null, workflows: [] });
  });

  test.each([
    ['', 'It has no `version`, so it is no lock file.'],
    ['version 7\n', 'It has version 7, and this release reads version 1.'],
    ['version 1\n<<<<<<< HEAD\n', 'Line 2 is a conflict marker.'],
    ['version 1\nrevision none\n\nfile a.ts\nworkflow a parameters 1\n  dance\n', 'Line 6 is not understood: dance.'],
    ['version 1\nfile "a\nworkflow "a parameters 1\n', 'Line 3 is not understood: workflow "a parameters 1.'],
  ])('%j is none', (text, why) => {
    expect(parseLock(text)).toBe(why);
  });
});
