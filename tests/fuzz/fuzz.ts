/**
 * `npm run fuzz`: generated edits, judged by the real SDK and by us. FUZZ_PAIRS and FUZZ_SEED say how many, and which.
 * What is wrong is printed by the smallest pair that shows it.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSandbox, type Sandbox } from '../sdk/oracle.ts';
import { THOROUGH } from './fuzzing.ts';
import { fuzz, reportOf } from './report.ts';
import { LOCAL_ACTIVITIES } from './scenarios.ts';

const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const pairs = Number(process.env['FUZZ_PAIRS'] ?? 3000);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ localActivities: LOCAL_ACTIVITIES });
});
afterAll(() => sandbox.close());

/** Pairs that are judged before what they have shown is printed. */
const PORTION = 250;

for (let start = 0; start < pairs; start += PORTION) {
  test(`pairs ${start} to ${Math.min(start + PORTION, pairs)}`, async () => {
    const found = await fuzz(sandbox, { seed: seed + start, pairs: Math.min(PORTION, pairs - start), effort: THOROUGH, shrinks: true });
    console.log(`FUZZ_SEED=${seed + start} FUZZ_PAIRS=${Math.min(PORTION, pairs - start)}\n\n${reportOf(found)}`);
    expect({ missed: found.missed.length, misreported: found.misreported.length, wrongSuggestions: found.suggestions.wrong.length }).toEqual({ missed: 0, misreported: 0, wrongSuggestions: 0 });
  });
}
