/** Generated edits, judged by the SDK and by us. */
import { parse } from '@typescript-eslint/parser';
import fc from 'fast-check';
import { comparePrograms } from '../../src/commands/compare.ts';
import type { Difference } from '../../src/commands/difference.ts';
import { patchesIn } from '../../src/commands/model.ts';
import { programsOf } from '../commands/programs.ts';
import { inLanes } from '../sdk/lanes.ts';
import type { Sandbox } from '../sdk/oracle.ts';
import { choice, editedBy, type Edited } from './edits.ts';
import { scenario, SCENARIOS } from './scenarios.ts';
import { sourceOf } from './source.ts';
import { reachedIn, type Verdict, verdictsOf } from './verdict.ts';
import { workflow } from './workflows.ts';

/** An edit of a generated workflow. */
export interface Pair {
  readonly old: string;
  readonly new: string;
  readonly edits: readonly string[];
  /** One of the edits is of a kind that no comparison of commands can judge. */
  readonly isOutOfReach: boolean;
}

/** A pair with both judgements. */
export interface Judged extends Pair {
  readonly verdict: Verdict;
  readonly differences: readonly Difference[];
  /** Some execution of the old code gets to where the first difference is; null where that was not looked for. */
  readonly isReached: boolean | null;
}

const pair: fc.Arbitrary<Pair> = fc
  .record({ old: workflow, choices: fc.array(choice, { minLength: 1, maxLength: 2 }) })
  .map(({ old, choices }): Pair => {
    const steps: Edited[] = [];
    for (const each of choices) steps.push(editedBy(steps.at(-1)?.workflow ?? old, each));
    return {
      old: sourceOf(old),
      new: sourceOf(steps.at(-1)!.workflow),
      edits: steps.map(({ edit }) => edit),
      isOutOfReach: steps.some(({ isOutOfReach }) => isOutOfReach),
    };
  })
  .filter(({ old, new: now }) => old !== now);

/** Keeps what is generated together with what fast-check shrinks it by. */
class Recorded extends fc.Arbitrary<Pair> {
  readonly values: fc.Value<Pair>[] = [];

  override generate(random: fc.Random, bias: number | undefined): fc.Value<Pair> {
    const value = pair.generate(random, bias);
    this.values.push(value);
    return value;
  }

  override canShrinkWithoutContext(value: unknown): value is Pair {
    return pair.canShrinkWithoutContext(value);
  }

  override shrink(value: Pair, context: unknown): fc.Stream<fc.Value<Pair>> {
    return pair.shrink(value, context);
  }
}

/** A number of pairs, the same for the same seed. */
export function generated(seed: number, count: number): readonly fc.Value<Pair>[] {
  const recorded = new Recorded();
  fc.sample(recorded, { seed, numRuns: count });
  return recorded.values;
}

/** Pairs that are bundled together. */
const BATCH = 100;

/** How many courses of events executions are taken through. */
export interface Effort {
  /** For every pair; those there are at most. */
  readonly scenarios: number;
  /** For a pair in which we report what these do not show. */
  readonly further: number;
  /** Whether this is for pairs alone in which we report something for certain. */
  readonly isForCertain: boolean;
}

export const THOROUGH: Effort = { scenarios: SCENARIOS.length, further: 40, isForCertain: false };

/** Judges pairs; what we report and the usual scenarios do not show is looked for in others. */
export async function judged(sandbox: Sandbox, pairs: readonly Pair[], effort: Effort = THOROUGH): Promise<readonly Judged[]> {
  const batches = Array.from({ length: Math.ceil(pairs.length / BATCH) }, (_, index) => pairs.slice(index * BATCH, (index + 1) * BATCH));
  // Two at once: while executions wait for the Worker's thread, replays have this one.
  return (await inLanes(2, batches, (batch) => judgedTogether(sandbox, batch, effort))).flat();
}

async function judgedTogether(sandbox: Sandbox, pairs: readonly Pair[], effort: Effort): Promise<readonly Judged[]> {
  const usual = SCENARIOS.slice(0, effort.scenarios);
  const verdicts = await verdictsOf(sandbox, pairs.map((of) => ({ old: of.old, new: of.new, scenarios: usual })));
  const first = pairs.map((of, index): Judged => ({ ...of, verdict: verdicts[index]!, differences: differencesOf(of), isReached: null }));

  const doubted = first.filter(({ verdict, differences }) => verdict.is !== 'breaks' && differences.some(({ certain }) => certain || !effort.isForCertain));
  if (doubted.length === 0) return first;
  const scenarios = fc.sample(scenario, { seed: 1, numRuns: effort.further });
  const again = await verdictsOf(sandbox, doubted.flatMap((of) => [
    { old: of.old, new: of.new, scenarios },
    { started: beforePatches(of.old), old: of.old, new: of.new, scenarios },
  ]));
  const reached = await reachedIn(sandbox, doubted.map(marked), scenarios);
  return first.map((of) => {
    const index = doubted.indexOf(of);
    const broken = again.slice(index * 2, index * 2 + 2).find(({ is }) => is === 'breaks');
    return index === -1 ? of : { ...of, verdict: broken ?? of.verdict, isReached: reached[index]! };
  });
}

/** The code before its patches: the executions that started on it are still there. */
function beforePatches(text: string): string {
  return text.replace(/\bpatched\('\w+'\)/gu, 'false').replace(/\bdeprecatePatch\('\w+'\);/gu, '');
}

const SIGN = 'upsertMemo({ reached: 1 })';

/** The old code with a sign that an execution has come to the first difference; the sign is at the start where there is no better place. */
function marked({ old, differences }: Pick<Judged, 'old' | 'differences'>): string {
  const atStart = old.replace('  let count', `  ${SIGN};\n  let count`);
  const place = differences[0]?.oldPlace;
  if (!place) return atStart;
  const [before, code, behind] = [old.slice(0, place.start), old.slice(place.start, place.end), old.slice(place.end)];
  return [`${before}(${SIGN}, ${code})${behind}`, `${before}{ ${SIGN}; ${code} }${behind}`].find(isCode) ?? atStart;
}

function isCode(text: string): boolean {
  try {
    parse(text, { sourceType: 'module' });
    return true;
  } catch {
    return false;
  }
}

/** Whether the SDK breaks and we are silent. */
export function isSilent({ verdict, differences }: Judged): boolean {
  return verdict.is === 'breaks' && differences.length === 0;
}

/** Whether we are silent though the edit is of a kind that we say we judge. */
export function isMissed(of: Judged): boolean {
  return isSilent(of) && !of.isOutOfReach;
}

/** Whether we report and no execution breaks, though some get there. */
export function isFalseAlarm({ verdict, differences, isReached }: Judged): boolean {
  return verdict.is === 'safe' && differences.length > 0 && isReached === true;
}

/** How many smaller pairs are tried at once, and how often one of them is taken. */
const TRIED_AT_ONCE = 40;
const MAX_SHRINKS = 30;

/** The smallest pair found that breaks in the same course of events and that we are silent about. */
export async function shrunk(sandbox: Sandbox, value: fc.Value<Pair>, missed: Judged): Promise<Judged> {
  let [smallest, current] = [missed, value];
  const scenarios = SCENARIOS.filter(({ name }) => name === missed.verdict.scenario);
  for (let round = 0; round < MAX_SHRINKS; round++) {
    const smaller: fc.Value<Pair>[] = [];
    for (const candidate of pair.shrink(current.value_, current.context)) {
      if (differencesOf(candidate.value_).length === 0 && smaller.push(candidate) >= TRIED_AT_ONCE) break;
    }
    if (smaller.length === 0) break;
    const verdicts = await verdictsOf(sandbox, smaller.map(({ value_: { old, new: now } }) => ({ old, new: now, scenarios })));
    const found = verdicts.findIndex(({ is }) => is === 'breaks');
    if (found === -1) break;
    current = smaller[found]!;
    smallest = { ...current.value_, verdict: verdicts[found]!, differences: [], isReached: null };
  }
  return smallest;
}

function differencesOf(of: Pair): readonly Difference[] {
  const old = programsOf(of.old);
  return comparePrograms(old, programsOf(of.new, {}, patchesIn(old)));
}
