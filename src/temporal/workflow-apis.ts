/**
 * What `@temporalio/workflow` exports, and what a call of it does.
 * Source: the exports of @temporalio/workflow 1.24.0 (lib/index.d.ts, lib/workflow.js, lib/cancellation-scope.js); the names that
 * older releases lack are simply never met.
 */
export const WORKFLOW_PACKAGE = '@temporalio/workflow';

/** The packages of the SDK that a workflow cannot import a value from, and that a file of a client, a worker or a test imports. */
export const HOST_PACKAGES: ReadonlySet<string> = new Set([
  '@temporalio/activity',
  '@temporalio/client',
  '@temporalio/testing',
  '@temporalio/worker',
]);

/** What a call gives a promise of. */
export type Awaited = 'activity' | 'localActivity' | 'childWorkflow' | 'timer' | 'condition' | 'continueAsNew' | 'signal';

export interface WorkflowApi {
  /** It throws outside of a workflow, so a file that uses it is workflow code. */
  readonly onlyInWorkflow?: true;
  /** Its call makes a proxy whose calls schedule activities. */
  readonly proxyOf?: 'activity' | 'localActivity';
  /** Its call emits a command, or waits, and gives the promise of this. */
  readonly awaited?: Awaited;
  /** Its call gives a function whose calls do what this says. */
  readonly returns?: Awaited;
}

const inWorkflow = { onlyInWorkflow: true } as const;

/** Functions and objects by name; a member is written with a dot. What is not listed works anywhere: failures, enums, definitions. */
export const WORKFLOW_APIS: Readonly<Record<string, WorkflowApi>> = {
  proxyActivities: { ...inWorkflow, proxyOf: 'activity' },
  proxyLocalActivities: { ...inWorkflow, proxyOf: 'localActivity' },
  scheduleActivity: { ...inWorkflow, awaited: 'activity' },
  scheduleLocalActivity: { ...inWorkflow, awaited: 'localActivity' },
  executeChild: { ...inWorkflow, awaited: 'childWorkflow' },
  startChild: { ...inWorkflow, awaited: 'childWorkflow' },
  sleep: { ...inWorkflow, awaited: 'timer' },
  condition: { ...inWorkflow, awaited: 'condition' },
  continueAsNew: { ...inWorkflow, awaited: 'continueAsNew' },
  makeContinueAsNewFunc: { ...inWorkflow, returns: 'continueAsNew' },
  getExternalWorkflowHandle: inWorkflow,
  createNexusServiceClient: inWorkflow,
  setHandler: inWorkflow,
  setDefaultQueryHandler: inWorkflow,
  setDefaultSignalHandler: inWorkflow,
  setDefaultUpdateHandler: inWorkflow,
  setWorkflowOptions: inWorkflow,
  allHandlersFinished: inWorkflow,
  currentUpdateInfo: inWorkflow,
  patched: inWorkflow,
  deprecatePatch: inWorkflow,
  upsertMemo: inWorkflow,
  upsertSearchAttributes: inWorkflow,
  setCurrentDetails: inWorkflow,
  getCurrentDetails: inWorkflow,
  workflowInfo: inWorkflow,
  uuid4: inWorkflow,
  workflowRandom: inWorkflow,
  getRandomStream: inWorkflow,
  proxySinks: inWorkflow,
  log: inWorkflow,
  metricMeter: inWorkflow,
  createEventGroup: inWorkflow,
  CancellationScope: inWorkflow,
  Trigger: inWorkflow,
};
