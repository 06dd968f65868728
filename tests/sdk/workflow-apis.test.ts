import * as workflow from '@temporalio/workflow';
import { describe, expect, it } from 'vitest';
import { WORKFLOW_APIS } from '../../src/temporal/workflow-apis.ts';

/** Exported functions that work anywhere and that no rule asks for in this table: failures, definitions, tests, encodings. */
const WITHOUT_A_ROW = new Set([
  'ActivityFailure',
  'ApplicationFailure',
  'AsyncLocalStorage',
  'CancelledFailure',
  'ChildWorkflowFailure',
  'CompleteAsyncError',
  'ContinueAsNew',
  'DeterminismViolationError',
  'ExternalStorageNotConfiguredError',
  'IllegalStateError',
  'LocalActivityDoBackoff',
  'NamespaceNotFoundError',
  'PayloadConverterError',
  'ServerFailure',
  'TemporalFailure',
  'TerminatedFailure',
  'TimeoutFailure',
  'ValueError',
  'WorkflowError',
  'WorkflowNotFoundError',
  'addDefaultWorkflowOptions',
  'decodeWorkflowIdConflictPolicy',
  'decodeWorkflowIdReusePolicy',
  'defineQuery',
  'defineSignal',
  'defineUpdate',
  'defineWorkflowOptions',
  'encodeWorkflowIdConflictPolicy',
  'encodeWorkflowIdReusePolicy',
  'extractWorkflowType',
  'extractWorkflowTypeAndConfig',
  'inWorkflowContext',
  'isCancellation',
  'rootCause',
]);

const exported = (path: string) =>
  path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], workflow);

describe('the exports of @temporalio/workflow', () => {
  it.each(Object.keys(WORKFLOW_APIS))('have %s', (path) => {
    expect(exported(path)).toBeDefined();
  });

  it('are all in the table, or known to need no row', () => {
    const functions = Object.entries(workflow).filter(([, value]) => typeof value === 'function');
    const unknown = functions.map(([name]) => name).filter((name) => !(name in WORKFLOW_APIS) && !WITHOUT_A_ROW.has(name));
    expect(unknown).toEqual([]);
  });

  it('make ids outside of a workflow as well', () => {
    expect(WORKFLOW_APIS['uuid4']?.onlyInWorkflow).toBeUndefined();
    expect(workflow.uuid4()).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u);
    expect(() => workflow.workflowInfo()).toThrow();
  });

  it('have every function that needs no row', () => {
    expect([...WITHOUT_A_ROW].filter((name) => typeof exported(name) !== 'function')).toEqual([]);
  });
});
