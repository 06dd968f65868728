import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Judged } from '../fuzz/fuzzing.ts';
import { fuzz, reportOf, type Found } from '../fuzz/report.ts';
import { LOCAL_ACTIVITIES } from '../fuzz/scenarios.ts';
import { openSandbox, type Sandbox } from './oracle.ts';

/** Another seed is as good, and goes through other edits; `npm run fuzz` goes through thousands. */
const OPTIONS = { seed: 4, pairs: 60, effort: { scenarios: 3, further: 12, isForCertain: true }, shrinks: false };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ localActivities: LOCAL_ACTIVITIES });
});
afterAll(() => sandbox.close());

it('reports each of 60 generated edits that the SDK breaks, and none for certain that it does not', async () => {
  const found = await fuzz(sandbox, OPTIONS);
  const isWrong = ({ missed, misreported, falseAlarms, suggestions }: Found) =>
    missed.length + misreported.length + suggestions.wrong.length > 0 || falseAlarms.some(({ differences }) => differences.some(({ certain }) => certain));
  expect(isWrong(found), reportOf(found)).toBe(false);
  const count = (is: (of: Judged) => boolean) => found.judged.filter(is).length;
  expect(count(({ verdict }) => verdict.is === 'breaks')).toBeGreaterThan(20);
  expect(count(({ verdict, differences }) => verdict.is === 'safe' && differences.length === 0)).toBeGreaterThan(20);
  expect(count(({ differences }) => differences.some(({ certain }) => certain))).toBeGreaterThan(10);
  expect(found.suggestions.offered).toBeGreaterThan(0);
}, 300_000);
