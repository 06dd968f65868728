/**
 * The errors that the SDK's packages for workflows export, and what they do where nobody catches them.
 * Source: @temporalio/common 1.24.0 (lib/failure.d.ts, lib/errors.d.ts) and @temporalio/workflow 1.24.0 (lib/errors.d.ts,
 * lib/internals.js, `handleWorkflowFailure`).
 */

/** Errors of the SDK that are no Temporal failures, each with the names of its classes from its own to `Error`. */
export const PLAIN_SDK_ERRORS: Readonly<Record<string, readonly string[]>> = {
  DeterminismViolationError: ['DeterminismViolationError', 'WorkflowError', 'Error'],
  IllegalStateError: ['IllegalStateError', 'Error'],
  NamespaceNotFoundError: ['NamespaceNotFoundError', 'Error'],
  PayloadConverterError: ['PayloadConverterError', 'ValueError', 'Error'],
  ValueError: ['ValueError', 'Error'],
  WorkflowError: ['WorkflowError', 'Error'],
  WorkflowNotFoundError: ['WorkflowNotFoundError', 'Error'],
};

/** The error classes of the language. */
export const ERROR_GLOBALS: ReadonlySet<string> = new Set([
  'AggregateError',
  'Error',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
]);

/** The failures that are only ever the cause of what an awaited activity or child workflow throws, never that itself. */
export const CAUSES: ReadonlySet<string> = new Set(['ApplicationFailure', 'TerminatedFailure', 'TimeoutFailure']);

/** What an activity or a child workflow that has failed throws where it is awaited. */
export const WRAPPERS = { activity: 'ActivityFailure', localActivity: 'ActivityFailure', childWorkflow: 'ChildWorkflowFailure' } as const;

/** The exception by which a run ends to continue as new. */
export const CONTINUE_AS_NEW = 'ContinueAsNew';

/** The function that tells a cancellation from other errors, and the failure that it looks for, itself or as the cause. */
export const IS_CANCELLATION = 'isCancellation';
export const CANCELLED_FAILURE = 'CancelledFailure';

/** Classes that no cancellation is of, neither as it is thrown nor as the cause of the failure of an activity or a child. */
export const NO_CANCELLATIONS: ReadonlySet<string> = new Set([...CAUSES, CONTINUE_AS_NEW, ...Object.keys(PLAIN_SDK_ERRORS)]);

/**
 * The functions that give a workflow options, with the places of their arguments: the options, under a key or as they are, and the workflow.
 * Source: @temporalio/workflow 1.24.0, lib/workflow.d.ts.
 */
export const WORKFLOW_OPTIONS: Readonly<Record<string, { readonly options: number; readonly key: string | null; readonly workflow: number }>> = {
  setWorkflowOptions: { options: 0, key: null, workflow: 1 },
  defineWorkflowOptions: { options: 1, key: 'workflowDefinitionOptions', workflow: 0 },
};

/** The option of a workflow that lists the classes of errors which fail it. Source: lib/workflow-definition-options.d.ts of @temporalio/common 1.24.0. */
export const FAILURE_TYPES = 'failureExceptionTypes';
