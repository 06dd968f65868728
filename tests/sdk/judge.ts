import type { Program } from './bundles.ts';
import { inLanes, LANES } from './lanes.ts';
import type { Sandbox } from './oracle.ts';
import { historyOf, type ReplayOptions, type Verdict } from './replay.ts';
import type { Scenario } from './scenario.ts';
import type { SimulatedExecution } from './simulated-execution.ts';
import type { HostWorker } from './hosts.ts';

/** An edit: the code that executions have started on, and the code that is deployed then. */
export interface Pair {
  readonly v1: Program;
  readonly v2: Program;
  /** One execution for each; one without anything special by default. */
  readonly scenarios?: readonly Scenario[];
}

/** What becomes of one execution of `v1`. */
export interface ScenarioJudgement {
  readonly name: string;
  /** How `v1` alone ends. */
  readonly status: string;
  readonly result: unknown;
  /** What `v1` sends with each workflow task. */
  readonly commands: readonly (readonly string[])[];
  /** For each workflow task, the replay on `v2` of what has happened before it. */
  readonly replays: readonly Verdict[];
  /** The replay on `v2` of the whole history, which is stricter; null when `v1` does not end. */
  readonly closed: Verdict | null;
  /** For each workflow task, the rest of the execution when `v2` is deployed just before it; the first is `v2` from the start. */
  readonly deployments: readonly {
    readonly beforeTask: number;
    readonly status: string;
    readonly result: unknown;
    readonly taskFailures: SimulatedExecution['taskFailures'];
  }[];
}

export interface Judgement {
  /** `breaks`: a nondeterminism error; `task-failure`: another error that stops the execution; `bundle-error`: `v2` cannot be bundled. */
  readonly verdict: 'safe' | 'breaks' | 'task-failure' | 'bundle-error';
  /** The SDK's message for the first break; null when safe. */
  readonly message: string | null;
  /** The workflow task before which the first execution is met that breaks; null when none is. */
  readonly breaksBeforeTask: number | null;
  readonly scenarios: readonly ScenarioJudgement[];
}

interface Recorded {
  readonly pair: string;
  readonly scenario: Scenario;
  readonly execution: SimulatedExecution;
}

/**
 * Records executions on `v1`, cuts their histories before every workflow task, replays each cut on `v2`, and deploys `v2` before
 * every task. A deployment shows what `Worker.runReplayHistories` does not judge: the last task of a history, and what follows it.
 * Throws where `v1` cannot be bundled, or does not replay on its own history: the pair proves nothing then.
 */
export async function judgePrograms(
  sandbox: Sandbox,
  pairs: Readonly<Record<string, Pair>>,
  options: ReplayOptions,
): Promise<Record<string, Judgement>> {
  const names = Object.keys(pairs);
  const before = await sandbox.assemble(new Map(names.map((name) => [name, pairs[name]!.v1])));
  const after = await sandbox.assemble(new Map(names.map((name) => [name, pairs[name]!.v2])));
  for (const [name, { error }] of before.errors) throw new Error(`v1 of ${name}: ${error}`);
  const here = sandbox.host(undefined);

  const worker = await sandbox.startWorker(before.bundle!);
  const starts = names.flatMap((pair) => (pairs[pair]!.scenarios ?? [{}]).map((scenario) => ({ pair, scenario })));
  const recorded = await inLanes(LANES, starts, async ({ pair, scenario }): Promise<Recorded> => {
    const execution = await sandbox.execute({ workflowType: pair, taskQueue: worker.taskQueue, scenario });
    return { pair, scenario, execution };
  });

  const cuts = recorded.flatMap((of) => {
    const ends = of.execution.closed ? [of.execution.events.length] : [];
    return [...of.execution.cuts, ...ends].map((end) => ({ of, history: historyOf(of.execution.events.slice(0, end)) }));
  });
  const histories = (all: typeof cuts) => all.map(({ history }) => ({ workflowId: 'workflow-id', history }));
  // A replay goes through a history from its start: the longest of an execution is all of them.
  const longest = cuts.filter(({ of }, index) => cuts[index + 1]?.of !== of);
  for (const [index, { verdict, message }] of (await here.replayAll(before.bundle!, histories(longest), options)).entries()) {
    if (verdict !== 'OK') throw new Error(`v1 of ${longest[index]!.of.pair} does not replay on its own history: ${message}`);
  }

  const deployable = recorded.filter(({ pair }) => !after.errors.has(pair));
  const deployableCuts = cuts.filter(({ of }) => !after.errors.has(of.pair));
  const verdicts = after.bundle ? await here.replayAll(after.bundle, histories(deployableCuts), options) : [];

  const newWorker = after.bundle && (await sandbox.startWorker(after.bundle, undefined, { cache: false }));
  const judged = new Map<Recorded, ScenarioJudgement>();
  const deployed = deployable.flatMap((of) => of.execution.cuts.map((_, index) => ({ of, beforeTask: index + 1 })));
  const outcomes = await inLanes(LANES, deployed, async ({ of, beforeTask }) => {
    const { status, result, taskFailures } = await deploy(sandbox, of, beforeTask, worker, newWorker!);
    return { of, beforeTask, status: status!, result, taskFailures };
  });
  for (const of of deployable) {
    const { execution, scenario } = of;
    const replays = verdicts.filter((_, index) => deployableCuts[index]!.of === of);
    const closed = execution.closed ? (replays.pop() ?? null) : null;
    const deployments = outcomes.filter((outcome) => outcome.of === of).map(({ beforeTask, status, result, taskFailures }) => ({ beforeTask, status, result, taskFailures }));
    const { status, result, commands } = execution;
    judged.set(of, { name: scenario.name ?? '', status: status!, result, commands, replays, closed, deployments });
  }
  await newWorker?.stop();
  await worker.stop();

  return Object.fromEntries(
    names.map((name) => {
      const error = after.errors.get(name)?.error;
      const scenarios = [...judged].filter(([{ pair }]) => pair === name).map(([, judgement]) => judgement);
      return [name, error === undefined ? judgementOf(scenarios) : { ...NOT_BUNDLED, message: error }];
    }),
  );
}

const NOT_BUNDLED = { verdict: 'bundle-error', breaksBeforeTask: null, scenarios: [] } as const;

/** Runs an execution on the old code up to a workflow task and, without any cache, on the new code from there. */
function deploy(
  sandbox: Sandbox,
  { pair, scenario }: Recorded,
  task: number,
  before: HostWorker,
  after: HostWorker,
): Promise<SimulatedExecution> {
  return sandbox.execute({ workflowType: pair, taskQueue: before.taskQueue, scenario }, (execution) => {
    execution.beforeTask = (next) => {
      if (next === task) execution.moveTo(after.taskQueue);
    };
  });
}

function judgementOf(scenarios: readonly ScenarioJudgement[]): Judgement {
  const problems = scenarios.flatMap(({ replays, deployments }) => [
    ...replays.flatMap(({ verdict, message }, index) =>
      verdict === 'OK' ? [] : [{ task: index + 1, breaks: verdict === 'NDE', message }],
    ),
    // An execution that starts on the new code proves nothing about running ones.
    ...deployments.slice(1).flatMap(({ beforeTask, taskFailures }) =>
      taskFailures.map(({ cause, message }) => ({ task: beforeTask, breaks: cause === 'NON_DETERMINISTIC_ERROR', message })),
    ),
  ]);
  const breaks = problems.some((problem) => problem.breaks);
  const [first] = problems.filter((problem) => problem.breaks === breaks).sort((a, b) => a.task - b.task);
  return {
    verdict: breaks ? 'breaks' : first ? 'task-failure' : 'safe',
    message: first?.message ?? null,
    breaksBeforeTask: first?.task ?? null,
    scenarios,
  };
}
