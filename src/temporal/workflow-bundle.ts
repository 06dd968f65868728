/**
 * The packages that are in every workflow bundle, without an import of the file at hand.
 * Source: @temporalio/worker 1.24.0, the entry that `genEntrypoint` in lib/workflow/bundler.js writes; a file that defines workflows
 * imports the second.
 */
export const BASE_PACKAGES: ReadonlySet<string> = new Set(['@temporalio/common', '@temporalio/workflow']);

/**
 * The classes and functions that the client and activity packages re-export from `@temporalio/common`, and that the workflow package
 * exports as the same object.
 * Source: the exports of @temporalio/activity, @temporalio/client and @temporalio/workflow 1.24.0.
 */
export const SHARED_EXPORTS: ReadonlySet<string> = new Set([
  'ActivityFailure',
  'ApplicationFailure',
  'CancelledFailure',
  'ChildWorkflowFailure',
  'IllegalStateError',
  'NamespaceNotFoundError',
  'PayloadConverterError',
  'ServerFailure',
  'TemporalFailure',
  'TerminatedFailure',
  'TimeoutFailure',
  'ValueError',
  'WorkflowIdReusePolicy',
  'WorkflowNotFoundError',
  'defaultPayloadConverter',
]);
