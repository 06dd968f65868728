/** A run of the fuzzer: what it has found, and as text. */
import type { Sandbox } from '../sdk/oracle.ts';
import { type Effort, generated, isFalseAlarm, isMissed, isSilent, judged, shrunk, type Judged } from './fuzzing.ts';
import { linted } from './linting.ts';
import { SCENARIOS } from './scenarios.ts';
import { verdictsOf } from './verdict.ts';

export interface FuzzOptions {
  readonly seed: number;
  readonly pairs: number;
  readonly effort: Effort;
  /** Whether a break without a report is told by the smallest pair that shows it, which takes a minute each. */
  readonly shrinks: boolean;
}

export interface Found {
  readonly judged: readonly Judged[];
  /** Pairs that the SDK breaks and we are silent about. */
  readonly missed: readonly Judged[];
  /** Pairs in which we report what no execution shows that gets there. */
  readonly falseAlarms: readonly Judged[];
  /** Pairs of which the rules say something else than the comparison. */
  readonly misreported: readonly Judged[];
  readonly suggestions: {
    readonly offered: number;
    /** Suggestions whose text is not silent, with what is left, or not replayed, with what the SDK says. */
    readonly wrong: readonly { readonly of: Judged; readonly text: string; readonly why: string }[];
  };
}

/** One in so many pairs is judged by the rules as rules, too. */
const LINTED = 10;
/** As many are made smaller. */
const MAX_SHRUNK = 5;

/** Generates pairs and judges them; to be called within a test. */
export async function fuzz(sandbox: Sandbox, { seed, pairs, effort, shrinks }: FuzzOptions): Promise<Found> {
  const values = generated(seed, pairs);
  const results = await judged(sandbox, values.map(({ value }) => value), effort);

  const missed: Judged[] = [];
  for (const [index, of] of results.entries()) {
    if (isMissed(of)) missed.push(shrinks && missed.length < MAX_SHRUNK ? await shrunk(sandbox, values[index]!, of) : of);
  }

  const chosen = results.filter((_, index) => index % LINTED === 0);
  const said = linted(chosen);
  const misreported = chosen.filter(({ differences }, index) => {
    const { isCertain, isPossible } = said[index]!;
    return isCertain !== differences.some(({ certain }) => certain) || isPossible !== differences.some(({ certain }) => !certain);
  });
  const patched = chosen.flatMap((of, index) => said[index]!.patched.map((one) => ({ of, ...one })));
  const verdicts = await verdictsOf(sandbox, patched.map(({ of, text }) => ({ old: of.old, new: text, scenarios: SCENARIOS })));
  const wrong = patched.flatMap(({ of, text, left }, index) => {
    const { is, message } = verdicts[index]!;
    const why = left.length > 0 ? left.join('\n') : is === 'breaks' ? message : null;
    return why === null ? [] : [{ of, text, why }];
  });

  return { judged: results, missed, falseAlarms: results.filter(isFalseAlarm), misreported, suggestions: { offered: patched.length, wrong } };
}

/** What a run has found, for a reader. */
export function reportOf({ judged: all, missed, falseAlarms, misreported, suggestions }: Found): string {
  const count = (is: (of: Judged) => boolean) => all.filter(is).length;
  const ofRule = (isCertain: boolean) => (of: Judged) => of.differences.some(({ certain }) => certain === isCertain);
  const rate = (name: string, isCertain: boolean) => {
    const alarms = count(ofRule(isCertain));
    const wrong = all.filter((of) => ofRule(isCertain)(of) && isFalseAlarm(of)).length;
    return `${name}: ${alarms} reported, ${wrong} of them without a break (${((100 * wrong) / Math.max(1, alarms)).toFixed(1)}%)`;
  };
  return [
    ...missed.map((of) => `The SDK breaks this, and no rule says so:\n${textOf(of)}`),
    ...falseAlarms.map((of) => `No execution breaks, and ${of.differences.map(({ kind, certain }) => `${certain ? 'no-reordered-activities' : 'no-unpatched-conditions'} says "${kind}"`).join(', ')}:\n${textOf(of)}`),
    ...misreported.map((of) => `The rules do not say what the comparison says:\n${textOf(of)}`),
    ...suggestions.wrong.map(({ of, text, why }) => `A suggestion does not do:\n${textOf(of)}\nSuggested:\n${bodyOf(text)}\n${why}`),
    `${all.length} pairs: ${count(({ verdict }) => verdict.is === 'breaks')} break, ${count(({ verdict }) => verdict.is === 'safe')} are safe, ${count(({ verdict }) => verdict.is === 'task-failure')} fail their task otherwise`,
    `silent where the SDK breaks: ${count(isMissed)}, and ${count((of) => isSilent(of) && of.isOutOfReach)} out of reach`,
    rate('no-reordered-activities', true),
    rate('no-unpatched-conditions', false),
    `reported where no execution gets: ${count(({ verdict, differences, isReached }) => verdict.is === 'safe' && differences.length > 0 && isReached === false)}`,
    `suggestions: ${suggestions.offered} offered and replayed, ${suggestions.wrong.length} of them do not do`,
  ].join('\n\n');
}

function textOf({ old, new: now, edits, verdict: { scenario, message } }: Judged): string {
  const said = scenario === null ? [] : [`Scenario: ${scenario}`, `The SDK: ${message ?? ''}`];
  return [`Edit: ${edits.join(', ')}`, 'Old:', bodyOf(old), 'New:', bodyOf(now), ...said].join('\n');
}

/** The text without its imports and definitions. */
function bodyOf(text: string): string {
  return text.slice(text.indexOf("defineUpdate('ask');") + "defineUpdate('ask');".length).trim();
}
