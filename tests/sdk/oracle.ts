import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { WorkflowBundle } from '@temporalio/worker';
import { bundleEntry, type BundleOptions, type BundleReport, type Program, writeProgram, writePrograms } from './bundles.ts';
import { type Host, type HostEnvironment, type HostWorker, otherHost, thisHost } from './hosts.ts';
import { type Judgement, judgePrograms, type Pair } from './judge.ts';
import { type History, historyOf, type ReplayOptions, type Verdict, within } from './replay.ts';
import type { Scenario } from './scenario.ts';
import type { SimulatedExecution, Start, Status } from './simulated-execution.ts';
import { SimulatedServer } from './simulated-server.ts';

export type { BundleReport, History, HostEnvironment, Judgement, Pair, Program, Scenario, Verdict };

export interface SandboxOptions {
  /** Run workflows in the thread of the tests, for a debugger; a Worker in production has threads for them. */
  readonly debugMode?: boolean;
  /** False: a new V8 context for each execution. True is the SDK's default. */
  readonly reuseV8Context?: boolean;
  readonly bundle?: BundleOptions;
  /** By name: the only activities that a Worker here runs itself. */
  readonly localActivities?: Readonly<Record<string, (...args: never[]) => Promise<unknown>>>;
}

export interface RunOptions {
  readonly scenario?: Scenario;
  /** The environment of the Worker's process; this process by default. */
  readonly host?: HostEnvironment;
}

/** How an execution went. README.md explains the fields. */
export interface Run {
  readonly status: Status | 'not-bundled' | 'worker-not-started';
  readonly error: string | null;
  readonly result: unknown;
  readonly failure: string | null;
  readonly taskFailures: readonly { readonly task: number; readonly cause: string; readonly message: string }[];
  readonly commands: readonly (readonly string[])[];
  readonly queries: readonly { readonly name: string; readonly answer: unknown; readonly error: string | null }[];
  /** `workerState` is what the Worker is in after the query: `RUNNING`, or `DRAINING` where the query has shut it down. */
  readonly openQueries: readonly {
    readonly name: string;
    readonly answer: unknown;
    readonly error: string | null;
    readonly workerState: string;
  }[];
  readonly rejectedUpdates: readonly { readonly id: string; readonly message: string; readonly afterTask: number }[];
  readonly history: History;
  /** What a replay of its own history says; null where that replays, and after a failed task, which would only be run again. */
  readonly replayError: string | null;
}

/** Programs in one bundle. `errors` holds what keeps a program out of it, by its name. */
interface Assembled {
  readonly bundle: WorkflowBundle | null;
  readonly errors: ReadonlyMap<string, { readonly status: 'not-bundled' | 'worker-not-started'; readonly error: string }>;
}

const WORK = path.resolve(import.meta.dirname, '../../.work');

/** Starts what proofs need. Close it when they are done: `afterAll(() => sandbox.close())`. */
export async function openSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const server = new SimulatedServer();
  const address = await server.listen();
  return new Sandbox(server, address, await thisHost(address), options);
}

export class Sandbox {
  readonly server: SimulatedServer;
  readonly #address: string;
  readonly #here: Host;
  readonly #options: SandboxOptions;
  readonly #elsewhere = new Map<string, Host>();
  /** By what is in them: a program that is run and replayed is bundled once. */
  readonly #assembled = new Map<string, Promise<Assembled>>();
  readonly #folder: string;
  #count = 0;

  constructor(server: SimulatedServer, address: string, here: Host, options: SandboxOptions) {
    this.server = server;
    this.#address = address;
    this.#here = here;
    this.#options = options;
    // Test files run in several processes, and several sandboxes in one of them.
    this.#folder = path.join(WORK, `sandbox-${process.pid}-${address.replace(/.*:/, '')}`);
    mkdirSync(this.#folder, { recursive: true });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#elsewhere.values()].map((host) => host.close()));
    await this.#here.close();
    this.server.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** A name that nothing else in this sandbox has. */
  unique(prefix: string): string {
    return `${prefix}-${this.#count++}`;
  }

  /** What the bundler makes of a program. */
  bundle(program: Program, options: BundleOptions = {}): Promise<BundleReport> {
    const entry = writeProgram(path.join(this.#folder, this.unique('bundle')), program);
    return this.bundleAt(entry, options);
  }

  /** What the bundler makes of an entry file, or of a folder, on the disk. */
  bundleAt(entry: string, options: BundleOptions = {}): Promise<BundleReport> {
    return bundleEntry(entry, { ...this.#options.bundle, ...options });
  }

  /** Runs a program. `runAll` is the way for many. */
  async run(program: Program, options: RunOptions = {}): Promise<Run> {
    const { wf } = await this.runAll({ wf: program }, options);
    return wf!;
  }

  /** Runs programs out of one bundle, each in an execution of its own, one after the other; gives their runs by name. */
  async runAll(programs: Readonly<Record<string, Program>>, options: RunOptions = {}): Promise<Record<string, Run>> {
    const { scenario = {}, host } = options;
    const { bundle, errors } = await this.assemble(new Map(Object.entries(programs)));
    const runs: Record<string, Run> = {};
    const executions = new Map<string, SimulatedExecution>();
    const openQueries = new Map<string, Run['openQueries']>();

    let worker: HostWorker | null = null;
    for (const name of Object.keys(programs)) {
      if (errors.has(name)) continue;
      // A query can shut a Worker down.
      if (worker && (await worker.state()) !== 'RUNNING') {
        await worker.stop();
        worker = null;
      }
      worker ??= await this.startWorker(bundle!, host);
      const execution = await this.execute({ workflowType: name, taskQueue: worker.taskQueue, scenario });
      executions.set(name, execution);
      openQueries.set(name, await this.#ask(execution, worker));
    }
    await worker?.stop();

    const histories = [...executions].map(([name, { events }]) => ({ workflowId: name, history: historyOf(events) }));
    // A task that has failed would be run again, and tell nothing.
    const replayed = histories.filter(({ workflowId: name }) => executions.get(name)!.status !== 'task-failed');
    const verdicts = replayed.length > 0 ? await this.host(host).replayAll(bundle!, replayed, this.#replayOptions()) : [];
    const replayErrors = new Map(replayed.map(({ workflowId: name }, index) => [name, verdicts[index]!.message]));
    for (const { workflowId: name, history } of histories) {
      const { status, result, failure, taskFailures, commands, queryAnswers, rejectedUpdates } = executions.get(name)!;
      runs[name] = {
        status: status!,
        error: null,
        result,
        failure,
        taskFailures,
        commands,
        queries: queryAnswers,
        openQueries: openQueries.get(name)!,
        rejectedUpdates,
        history,
        replayError: replayErrors.get(name) ?? null,
      };
    }
    for (const [name, { status, error }] of errors) runs[name] = { ...NOTHING_RUN, status, error };
    return runs;
  }

  /**
   * Replays a history on a program. With `rebundle`, the program is bundled again in another folder,
   * as another machine would; otherwise a program that has been run keeps its bundle.
   */
  async replay(
    history: History,
    program: Program,
    { host, rebundle = false }: { readonly host?: HostEnvironment; readonly rebundle?: boolean } = {},
  ): Promise<Verdict> {
    const workflowType = history.events?.[0]?.workflowExecutionStartedEventAttributes?.workflowType?.name ?? '';
    const { bundle, errors } = await this.assemble(new Map([[workflowType, program]]), rebundle);
    if (!bundle) throw new Error(errors.get(workflowType)?.error);
    const [verdict] = await this.host(host).replayAll(bundle, [{ workflowId: 'replayed', history }], this.#replayOptions());
    return verdict!;
  }

  /** Says what becomes of executions of `v1` when `v2` is deployed. `judgeAll` is the way for many. */
  async judge(pair: Pair): Promise<Judgement> {
    const { wf } = await this.judgeAll({ wf: pair });
    return wf!;
  }

  /** Judges pairs out of one bundle for all `v1` and one for all `v2`; gives the judgements by name. */
  judgeAll(pairs: Readonly<Record<string, Pair>>): Promise<Record<string, Judgement>> {
    return judgePrograms(this, pairs, this.#replayOptions());
  }

  /** Bundles programs together, without those that cannot be bundled or keep a Worker from starting. */
  assemble(programs: ReadonlyMap<string, Program>, again = false): Promise<Assembled> {
    const key = JSON.stringify([...programs]);
    let assembled = again ? undefined : this.#assembled.get(key);
    if (!assembled) {
      assembled = this.#assemble(programs);
      this.#assembled.set(key, assembled);
    }
    return assembled;
  }

  async #assemble(programs: ReadonlyMap<string, Program>): Promise<Assembled> {
    const entry = writePrograms(path.join(this.#folder, this.unique('programs')), programs);
    const { bundle, error } = await this.bundleAt(entry);
    const problem = bundle ? await this.#startError(bundle) : error;
    if (problem === null) return { bundle, errors: new Map() };
    if (programs.size === 1) {
      const [name] = [...programs.keys()];
      return { bundle: null, errors: new Map([[name!, { status: bundle ? 'worker-not-started' : 'not-bundled', error: problem }]]) };
    }
    // One bad program fails the bundle of all: halve until each bad one stands alone, then bundle the good ones.
    const errors = new Map<string, { status: 'not-bundled' | 'worker-not-started'; error: string }>();
    const all = [...programs];
    for (const half of [all.slice(0, all.length / 2), all.slice(all.length / 2)]) {
      for (const [name, problemOfOne] of (await this.#assemble(new Map(half))).errors) errors.set(name, problemOfOne);
    }
    const good = new Map(all.filter(([name]) => !errors.has(name)));
    if (good.size === 0) return { bundle: null, errors };
    const rest = await this.#assemble(good);
    return { bundle: rest.bundle, errors: new Map([...errors, ...rest.errors]) };
  }

  /** What keeps a Worker from starting with a bundle; null when it starts. A new thread would load the SDK only to say so. */
  async #startError(bundle: WorkflowBundle): Promise<string | null> {
    try {
      const { reuseV8Context = true } = this.#options;
      const worker = await this.#here.startWorker(bundle, this.unique('queue'), { debugMode: true, reuseV8Context });
      await worker.stop();
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  host(environment: HostEnvironment | undefined): Host {
    if (!environment) return this.#here;
    const key = JSON.stringify(environment);
    let host = this.#elsewhere.get(key);
    if (!host) this.#elsewhere.set(key, (host = otherHost(this.#address, environment, this.#folder)));
    return host;
  }

  /** Starts a Worker on a task queue of its own. Without `cache`, it replays every execution from its start at every task. */
  startWorker(bundle: WorkflowBundle, host?: HostEnvironment, { cache = true } = {}): Promise<HostWorker> {
    const { debugMode = false, reuseV8Context = true, localActivities = {} } = this.#options;
    return this.host(host).startWorker(bundle, this.unique('queue'), {
      debugMode,
      reuseV8Context,
      ...(debugMode ? {} : { workflowThreadPoolSize: 1 }),
      maxCachedWorkflows: cache ? 200 : 0,
      activities: { ...localActivities },
      shutdownGraceTime: 0,
    });
  }

  /** Runs an execution until it ends, stands still, or the Worker is silent for too long. */
  async execute(
    start: Omit<Start, 'workflowId' | 'runId'>,
    prepare: (execution: SimulatedExecution) => void = () => {},
  ): Promise<SimulatedExecution> {
    const execution = this.server.startExecution(
      {
        originalRunId: uuidOf(`${start.workflowType}/${start.scenario.name ?? ''}`),
        ...start,
        workflowId: 'workflow-id',
        runId: uuidOf(this.unique('run')),
      },
      prepare,
    );
    if (!(await within(start.scenario.patience ?? 15_000, execution.done))) execution.stop('hung');
    return execution;
  }

  async #ask(execution: SimulatedExecution, worker: HostWorker): Promise<Run['openQueries']> {
    const answers: Run['openQueries'][number][] = [];
    for (const { name, args } of execution.scenario.openQueries ?? []) {
      const answer = this.server.query(execution, name, args);
      const gaveUp = stopped(worker);
      const { answer: value, error } = (await Promise.race([answer, gaveUp])) ?? { answer: undefined, error: null };
      answers.push({ name, answer: value, error, workerState: await worker.state() });
    }
    return answers;
  }

  #replayOptions(): ReplayOptions {
    const { reuseV8Context = true } = this.#options;
    return { reuseV8Context };
  }
}

const NOTHING_RUN = {
  result: undefined,
  failure: null,
  taskFailures: [],
  commands: [],
  queries: [],
  openQueries: [],
  rejectedUpdates: [],
  history: {},
  replayError: null,
} satisfies Partial<Run>;

/** Waits until a Worker no longer runs, or for five seconds. */
async function stopped(worker: HostWorker): Promise<null> {
  for (let waited = 0; waited < 5000 && (await worker.state()) === 'RUNNING'; waited += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return null;
}

/** A UUID that depends on a text only: the random numbers of an execution come from its run id. */
function uuidOf(text: string): string {
  const hash = createHash('sha1').update(text).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
