/**
 * What `@temporalio/workflow` exports, and what a call of it does.
 * Source: the exports of @temporalio/workflow 1.24.0 (lib/index.d.ts, lib/workflow.js, lib/workflow-handle.d.ts, lib/nexus.d.ts,
 * lib/cancellation-scope.js); the names that older releases lack are simply never met.
 */
export const WORKFLOW_PACKAGE = '@temporalio/workflow';

/** The package that clients, workers and workflows share: failures, converters, types. Nothing of it emits a command. */
export const COMMON_PACKAGE = '@temporalio/common';

/** The packages of the SDK that a workflow cannot import a value from, and that a file of a client, a worker or a test imports. */
export const HOST_PACKAGES: ReadonlySet<string> = new Set([
  '@temporalio/activity',
  '@temporalio/client',
  '@temporalio/testing',
  '@temporalio/worker',
]);

/** What a call gives a promise of. */
export type Awaited =
  | 'activity'
  | 'localActivity'
  | 'childWorkflow'
  | 'timer'
  | 'condition'
  | 'continueAsNew'
  | 'signal'
  | 'cancel'
  | 'nexusOperation';

export interface WorkflowApi {
  /** It throws outside of a workflow, so a file that uses it is workflow code. */
  readonly onlyInWorkflow?: true;
  /** Its call makes a proxy whose calls schedule activities. */
  readonly proxyOf?: 'activity' | 'localActivity';
  /** Its call emits a command, or waits, and gives the promise of this. */
  readonly awaited?: Awaited;
  /** Its call gives a function whose calls do what this says. */
  readonly returns?: Awaited;
  /** What its call gives, awaited or constructed, has methods whose calls do what this says. */
  readonly methods?: Readonly<Record<string, Awaited>>;
  /** Its call emits a command and gives nothing to wait for, or what it gives is not the command's. */
  readonly emits?: true;
  /** Its call runs the function that it is given, and gives the promise of it. */
  readonly runs?: true;
  /** What it is given is a handler: it runs when a message arrives, not when this is called. */
  readonly setsHandler?: true;
  /** Its call asks or tells which version of the code the execution runs. */
  readonly versions?: true;
  /** Its call draws from the random stream that the whole workflow shares. */
  readonly draws?: true;
  /** The methods of what it makes that let waiting code go on. */
  readonly wakes?: readonly string[];
}

const inWorkflow = { onlyInWorkflow: true } as const;

/** Functions and objects by name; a member is written with a dot. What is not listed works anywhere: failures, enums, definitions. */
export const WORKFLOW_APIS: Readonly<Record<string, WorkflowApi>> = {
  proxyActivities: { ...inWorkflow, proxyOf: 'activity' },
  proxyLocalActivities: { ...inWorkflow, proxyOf: 'localActivity' },
  scheduleActivity: { ...inWorkflow, awaited: 'activity' },
  scheduleLocalActivity: { ...inWorkflow, awaited: 'localActivity' },
  executeChild: { ...inWorkflow, awaited: 'childWorkflow' },
  startChild: { ...inWorkflow, awaited: 'childWorkflow', methods: { signal: 'signal', signalWithOptions: 'signal' } },
  sleep: { ...inWorkflow, awaited: 'timer' },
  condition: { ...inWorkflow, awaited: 'condition' },
  continueAsNew: { ...inWorkflow, awaited: 'continueAsNew' },
  makeContinueAsNewFunc: { ...inWorkflow, returns: 'continueAsNew' },
  getExternalWorkflowHandle: {
    ...inWorkflow,
    methods: { signal: 'signal', signalWithOptions: 'signal', cancel: 'cancel' },
  },
  createNexusServiceClient: {
    ...inWorkflow,
    methods: { executeOperation: 'nexusOperation', startOperation: 'nexusOperation' },
  },
  setHandler: { ...inWorkflow, setsHandler: true },
  setDefaultQueryHandler: { ...inWorkflow, setsHandler: true },
  setDefaultSignalHandler: { ...inWorkflow, setsHandler: true },
  setDefaultUpdateHandler: { ...inWorkflow, setsHandler: true },
  setWorkflowOptions: inWorkflow,
  allHandlersFinished: inWorkflow,
  currentUpdateInfo: inWorkflow,
  patched: { ...inWorkflow, emits: true, versions: true },
  deprecatePatch: { ...inWorkflow, emits: true, versions: true },
  upsertMemo: { ...inWorkflow, emits: true },
  upsertSearchAttributes: { ...inWorkflow, emits: true },
  setCurrentDetails: inWorkflow,
  getCurrentDetails: inWorkflow,
  workflowInfo: inWorkflow,
  // Outside of a workflow it draws from `Math.random`, and host code uses it as well. Source: @temporalio/workflow 1.24.0, lib/workflow.js.
  uuid4: { draws: true },
  workflowRandom: inWorkflow,
  'workflowRandom.fill': { ...inWorkflow, draws: true },
  'workflowRandom.random': { ...inWorkflow, draws: true },
  'workflowRandom.uuid4': { ...inWorkflow, draws: true },
  getRandomStream: inWorkflow,
  proxySinks: inWorkflow,
  log: inWorkflow,
  metricMeter: inWorkflow,
  createEventGroup: inWorkflow,
  CancellationScope: { ...inWorkflow, wakes: ['cancel'] },
  'CancellationScope.cancellable': { ...inWorkflow, runs: true },
  'CancellationScope.nonCancellable': { ...inWorkflow, runs: true },
  'CancellationScope.withTimeout': { ...inWorkflow, runs: true, emits: true },
  Trigger: { ...inWorkflow, wakes: ['reject', 'resolve'] },
};

/** The predicate that is true when no handler of a signal or an update is running. */
export const ALL_HANDLERS_FINISHED = 'allHandlersFinished';

/**
 * The option of `setHandler` that says what becomes of a handler that is running when the workflow ends, and the value that is the default: the
 * other one, `ABANDON`, means that this is wanted. Source: @temporalio/common 1.24.0, lib/interfaces.d.ts.
 */
export const UNFINISHED_POLICY = { key: 'unfinishedPolicy', standard: 'WARN_AND_ABANDON' } as const;
