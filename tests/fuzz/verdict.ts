/** What the real SDK says: executions of the old code, replayed on the new. */
import type { Sandbox } from '../sdk/oracle.ts';
import { inLanes, LANES } from '../sdk/lanes.ts';
import { historyOf, type History } from '../sdk/replay.ts';
import type { Scenario } from '../sdk/scenario.ts';
import type { SimulatedExecution } from '../sdk/simulated-execution.ts';

/** The texts of modules that export the workflow `wf`, and what executions of the old one go through. */
export interface Versions {
  /** The code that executions have started on; the old code where it is not given. */
  readonly started?: string;
  readonly old: string;
  readonly new: string;
  readonly scenarios: readonly Scenario[];
}

export interface Verdict {
  /** `task-failure`: the new code fails its task with another error than a nondeterminism error. */
  readonly is: 'safe' | 'breaks' | 'task-failure';
  /** The name of the first scenario that is not safe, and what the SDK says; null where all are. */
  readonly scenario: string | null;
  readonly message: string | null;
}

const nameOf = (pair: number) => `pair${pair}`;

interface Recorded {
  readonly pair: number;
  readonly scenario: Scenario;
  readonly history: History;
}

/** Executions after which pairs are settled; a replay starts Workers, which takes as long as dozens of executions. */
const AT_ONCE = 80;

/**
 * Judges pairs out of one bundle for all old texts and one for all new; gives a verdict for each, in their order.
 *
 * An execution is replayed once, up to its last workflow task: a replay goes through the history from its start, so it
 * fails wherever one of an earlier cut would. Throws where a text cannot be bundled.
 */
export async function verdictsOf(sandbox: Sandbox, pairs: readonly Versions[]): Promise<readonly Verdict[]> {
  const started = await assembled(sandbox, pairs.map((pair) => pair.started ?? pair.old));
  const before = await assembled(sandbox, pairs.map((pair) => pair.old));
  const after = await assembled(sandbox, pairs.map((pair) => pair.new));
  const worker = await sandbox.startWorker(started);
  const verdicts = pairs.map((): Verdict => ({ is: 'safe', scenario: null, message: null }));
  const left = pairs.map(({ scenarios }) => [...scenarios]);

  // Some scenarios of each pair after the other: one that breaks settles its pair.
  for (;;) {
    const unsettled = [...pairs.keys()].filter((pair) => verdicts[pair]!.is !== 'breaks' && left[pair]!.length > 0);
    if (unsettled.length === 0) break;
    const some = Math.ceil(AT_ONCE / unsettled.length);
    const open = unsettled.flatMap((pair) => left[pair]!.splice(0, some).map((scenario) => ({ pair, scenario })));
    const recorded = await inLanes(LANES, open, async ({ pair, scenario }): Promise<Recorded> => {
      const execution = await sandbox.execute({ workflowType: nameOf(pair), taskQueue: worker.taskQueue, scenario });
      return { pair, scenario, history: openHistory(execution) };
    });
    for (const { pair, verdict } of await problemsOf(sandbox, before, after, recorded)) {
      if (verdicts[pair]!.is === 'safe' || (verdict.is === 'breaks' && verdicts[pair]!.is !== 'breaks')) verdicts[pair] = verdict;
    }
  }
  await worker.stop();
  return verdicts;
}

type Bundle = Parameters<Sandbox['startWorker']>[0];

/** The verdicts for what does not replay on the new code. */
async function problemsOf(sandbox: Sandbox, before: Bundle, after: Bundle, recorded: readonly Recorded[]): Promise<readonly { readonly pair: number; readonly verdict: Verdict }[]> {
  const results = await replayed(sandbox, after, recorded);
  const failed = recorded.flatMap((of, index) => (results[index]!.verdict === 'OK' ? [] : [{ ...of, ...results[index]! }]));
  // What the old code itself does not replay proves nothing.
  const own = await replayed(sandbox, before, failed);
  return failed
    .filter((_, index) => own[index]!.verdict === 'OK')
    .map(({ pair, scenario, verdict, message }) => ({ pair, verdict: { is: verdict === 'NDE' ? 'breaks' : 'task-failure', scenario: scenario.name ?? '', message } }));
}

/** Whether any execution of each text gets as far as to upsert the memo `reached`. */
export async function reachedIn(sandbox: Sandbox, texts: readonly string[], scenarios: readonly Scenario[]): Promise<readonly boolean[]> {
  const worker = await sandbox.startWorker(await assembled(sandbox, texts));
  const reached = await inLanes(LANES, [...texts.keys()], async (text) => {
    for (const scenario of scenarios) {
      const { events } = await sandbox.execute({ workflowType: nameOf(text), taskQueue: worker.taskQueue, scenario });
      if (events.some((event) => event.workflowPropertiesModifiedEventAttributes?.upsertedMemo?.fields?.['reached'])) return true;
    }
    return false;
  });
  await worker.stop();
  return reached;
}

async function assembled(sandbox: Sandbox, texts: readonly string[]): Promise<Bundle> {
  const { bundle, errors } = await sandbox.assemble(new Map(texts.map((text, index) => [nameOf(index), text])));
  for (const [name, { error }] of errors) throw new Error(`${texts[Number(name.replace(/\D/gu, ''))]}\n${error}`);
  return bundle!;
}

/** What is in history while the execution is open: of a closed one all up to its last workflow task. */
function openHistory({ closed, cuts, events, status }: SimulatedExecution): History {
  const isOver = closed || status === 'task-failed' || status === 'hung';
  return historyOf(isOver ? events.slice(0, cuts.at(-1)) : events);
}

async function replayed(sandbox: Sandbox, bundle: Bundle, recorded: readonly Recorded[]) {
  if (recorded.length === 0) return [];
  const histories = recorded.map(({ history }) => ({ workflowId: 'workflow-id', history }));
  return sandbox.host(undefined).replayAll(bundle, histories, { reuseV8Context: true });
}
