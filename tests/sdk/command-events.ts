import proto from '@temporalio/proto';
import type { temporal } from '@temporalio/proto';
import { applicationFailure, failureText, long, milliseconds, payload, payloads, payloadValue, payloadValues } from './payloads.ts';
import type { Outcome } from './scenario.ts';
import type { SimulatedExecution } from './simulated-execution.ts';

type Command = temporal.api.command.v1.ICommand;
type Message = temporal.api.protocol.v1.IMessage;
type Execution = temporal.api.common.v1.IWorkflowExecution;

export interface Timer {
  readonly started: number;
  open: boolean;
}

export interface Activity {
  readonly scheduled: number;
  readonly outcome: Outcome;
  open: boolean;
}

export interface Child {
  readonly initiated: number;
  readonly execution: Execution;
  readonly workflowType: temporal.api.common.v1.IWorkflowType;
  readonly outcome: Outcome;
  started: number;
  open: boolean;
}

/** What a Temporal Service does for a command of each kind: the events it writes now, and what it will write later. */
type Writers = {
  readonly [Attributes in keyof Command]?: (
    execution: SimulatedExecution,
    attributes: NonNullable<Command[Attributes]>,
    task: { readonly workflowTaskCompletedEventId: ReturnType<typeof long> },
    command: Command,
    messages: ReadonlyMap<string, Message>,
  ) => void;
};

const NAMESPACE = { namespace: 'default' };
const IDENTITY = { identity: 'worker' };

/** Writes what follows from a command of a workflow task, whose completion is the given event. */
export function writeCommand(
  execution: SimulatedExecution,
  command: Command,
  completed: number,
  messages: ReadonlyMap<string, Message>,
): void {
  const attributes = (Object.keys(command) as (keyof Command)[]).find((key) => key.endsWith('CommandAttributes') && command[key]);
  const writer = attributes && (WRITERS[attributes] as Writers['startTimerCommandAttributes']);
  if (!writer) throw new Error(`The simulation has no answer to the command ${JSON.stringify(command)}`);
  writer(execution, command[attributes] as object, { workflowTaskCompletedEventId: long(completed) }, command, messages);
}

const WRITERS: Writers = {
  scheduleActivityTaskCommandAttributes(execution, attributes, task, command) {
    const scheduled = execution.write({
      activityTaskScheduledEventAttributes: { ...attributes, ...task },
      ...userMetadata(command),
    });
    const outcome = execution.outcome('activities', attributes.activityType?.name ?? '', payloadValues(attributes.input));
    const activity: Activity = { scheduled, outcome, open: true };
    execution.activities.set(scheduled, activity);
    if (!outcome.never) execution.later(execution.duration(outcome), () => endActivity(execution, activity));
  },

  requestCancelActivityTaskCommandAttributes(execution, { scheduledEventId }, task) {
    const requested = execution.write({
      activityTaskCancelRequestedEventAttributes: { scheduledEventId: scheduledEventId ?? null, ...task },
    });
    const activity = execution.activities.get(Number(scheduledEventId));
    if (!activity?.open || activity.outcome.onCancel === 'ignore') return;
    activity.open = false;
    execution.later(20, () =>
      execution.write({
        activityTaskCanceledEventAttributes: {
          scheduledEventId: long(activity.scheduled),
          latestCancelRequestedEventId: long(requested),
          details: payloads([]),
          ...IDENTITY,
        },
      }),
    );
  },

  startTimerCommandAttributes(execution, { timerId, startToFireTimeout }, task, command) {
    const started = execution.write({
      timerStartedEventAttributes: { timerId: timerId ?? null, startToFireTimeout: startToFireTimeout ?? null, ...task },
      ...userMetadata(command),
    });
    const timer: Timer = { started, open: true };
    execution.timers.set(timerId ?? '', timer);
    execution.later(milliseconds(startToFireTimeout), () => {
      if (!timer.open) return;
      timer.open = false;
      execution.write({ timerFiredEventAttributes: { timerId: timerId ?? null, startedEventId: long(started) } });
    });
  },

  cancelTimerCommandAttributes(execution, { timerId }, task) {
    const timer = execution.timers.get(timerId ?? '');
    if (timer) timer.open = false;
    execution.write({
      timerCanceledEventAttributes: { timerId: timerId ?? null, startedEventId: long(timer?.started ?? 0), ...task, ...IDENTITY },
    });
  },

  completeWorkflowExecutionCommandAttributes(execution, { result }, task) {
    execution.write({ workflowExecutionCompletedEventAttributes: { result: result ?? null, ...task } });
    execution.result = payloadValue(result?.payloads?.[0]);
    execution.close('completed');
  },

  failWorkflowExecutionCommandAttributes(execution, { failure }, task) {
    execution.write({
      workflowExecutionFailedEventAttributes: {
        failure: failure ?? null,
        retryState: proto.temporal.api.enums.v1.RetryState.RETRY_STATE_RETRY_POLICY_NOT_SET,
        ...task,
      },
    });
    execution.failure = failureText(failure);
    execution.close('failed');
  },

  cancelWorkflowExecutionCommandAttributes(execution, { details }, task) {
    execution.write({ workflowExecutionCanceledEventAttributes: { details: details ?? null, ...task } });
    execution.close('cancelled');
  },

  continueAsNewWorkflowExecutionCommandAttributes(execution, attributes, task) {
    const { workflowType, taskQueue, input, workflowRunTimeout, workflowTaskTimeout, memo, searchAttributes } = attributes;
    execution.write({
      workflowExecutionContinuedAsNewEventAttributes: {
        newExecutionRunId: execution.start.runId.replace(/^./, 'f'),
        workflowType: workflowType ?? null,
        taskQueue: taskQueue ?? null,
        input: input ?? null,
        workflowRunTimeout: workflowRunTimeout ?? null,
        workflowTaskTimeout: workflowTaskTimeout ?? null,
        memo: memo ?? null,
        searchAttributes: searchAttributes ?? null,
        initiator: proto.temporal.api.enums.v1.ContinueAsNewInitiator.CONTINUE_AS_NEW_INITIATOR_WORKFLOW,
        ...task,
      },
    });
    execution.close('continued-as-new');
  },

  recordMarkerCommandAttributes(execution, attributes, task, command) {
    execution.write({ markerRecordedEventAttributes: { ...attributes, ...task }, ...userMetadata(command) });
  },

  upsertWorkflowSearchAttributesCommandAttributes(execution, { searchAttributes }, task) {
    execution.write({
      upsertWorkflowSearchAttributesEventAttributes: { searchAttributes: searchAttributes ?? null, ...task },
    });
  },

  modifyWorkflowPropertiesCommandAttributes(execution, { upsertedMemo }, task) {
    execution.write({ workflowPropertiesModifiedEventAttributes: { upsertedMemo: upsertedMemo ?? null, ...task } });
  },

  startChildWorkflowExecutionCommandAttributes(execution, attributes, task, command) {
    const { workflowId = null, workflowType } = attributes;
    const initiated = execution.write({
      startChildWorkflowExecutionInitiatedEventAttributes: { ...attributes, ...NAMESPACE, ...task },
      ...userMetadata(command),
    });
    const outcome = execution.outcome('children', workflowType?.name ?? '', payloadValues(attributes.input));
    const runId = `00000000-0000-4000-8000-${String(initiated).padStart(12, '0')}`;
    const child: Child = {
      initiated,
      execution: { workflowId, runId },
      workflowType: workflowType ?? {},
      outcome,
      started: 0,
      open: true,
    };
    execution.children.set(workflowId ?? '', child);
    execution.later(30, () => {
      const about = { ...NAMESPACE, initiatedEventId: long(initiated), workflowType: child.workflowType };
      if (outcome.startFails) {
        child.open = false;
        execution.write({
          startChildWorkflowExecutionFailedEventAttributes: {
            ...about,
            ...task,
            workflowId,
            cause: proto.temporal.api.enums.v1.StartChildWorkflowExecutionFailedCause.START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS,
          },
        });
        return;
      }
      child.started = execution.write({
        childWorkflowExecutionStartedEventAttributes: { ...about, workflowExecution: child.execution },
      });
      if (!outcome.never) execution.later(execution.duration(outcome), () => endChild(execution, child));
    });
  },

  signalExternalWorkflowExecutionCommandAttributes(execution, attributes, task) {
    const { execution: target, ...rest } = attributes;
    const about = { ...NAMESPACE, workflowExecution: target ?? null };
    const initiated = execution.write({
      signalExternalWorkflowExecutionInitiatedEventAttributes: { ...rest, ...about, ...task },
    });
    execution.later(40, () =>
      execution.write({ externalWorkflowExecutionSignaledEventAttributes: { ...about, initiatedEventId: long(initiated) } }),
    );
  },

  requestCancelExternalWorkflowExecutionCommandAttributes(execution, attributes, task) {
    const { workflowId = null, runId = null, ...rest } = attributes;
    const about = { ...NAMESPACE, workflowExecution: { workflowId, runId } };
    const initiated = execution.write({
      requestCancelExternalWorkflowExecutionInitiatedEventAttributes: { ...rest, ...about, ...task },
    });
    execution.later(40, () => {
      execution.write({
        externalWorkflowExecutionCancelRequestedEventAttributes: { ...about, initiatedEventId: long(initiated) },
      });
      const child = execution.children.get(workflowId ?? '');
      if (child?.open && child.started) execution.later(40, () => cancelChild(execution, child));
    });
  },

  scheduleNexusOperationCommandAttributes(execution, attributes, task, command) {
    const scheduled = execution.write({
      nexusOperationScheduledEventAttributes: { ...attributes, requestId: 'nexus', endpointId: 'endpoint', ...task },
      ...userMetadata(command),
    });
    const about = { scheduledEventId: long(scheduled) };
    const outcome = execution.outcome('nexus', attributes.operation ?? '', [payloadValue(attributes.input)]);
    const { endpoint = null, service = null, operation = null } = attributes;
    const end = () =>
      outcome.fail === undefined
        ? execution.write({ nexusOperationCompletedEventAttributes: { ...about, result: payload(outcome.ok) } })
        : execution.write({
            nexusOperationFailedEventAttributes: {
              ...about,
              failure: {
                message: 'nexus operation completed unsuccessfully',
                nexusOperationExecutionFailureInfo: { ...about, endpoint, service, operation },
                cause: applicationFailure(outcome.fail, outcome.type),
              },
            },
          });
    const endLater = () => {
      if (!outcome.never) execution.later(execution.duration(outcome), end);
    };
    if (!outcome.async) return endLater();
    execution.later(30, () => {
      execution.write({ nexusOperationStartedEventAttributes: { ...about, operationToken: 'token', requestId: 'nexus' } });
      endLater();
    });
  },

  protocolMessageCommandAttributes(execution, { messageId }, _task, _command, messages) {
    const message = messages.get(messageId ?? '');
    if (!message) throw new Error(`The Worker has sent no message ${messageId}`);
    writeMessage(execution, message);
  },
};

/** Writes what follows from the Worker's answer to an update: accepted, completed, or rejected. */
export function writeMessage(execution: SimulatedExecution, { body, protocolInstanceId }: Message): void {
  const { Acceptance, Rejection, Response } = proto.temporal.api.update.v1;
  const id = protocolInstanceId ?? '';
  const bytes = body?.value ?? new Uint8Array();
  switch (body?.type_url?.replace(/.*\./, '')) {
    case 'Acceptance': {
      const { acceptedRequestMessageId, acceptedRequestSequencingEventId, acceptedRequest } = Acceptance.decode(bytes);
      const accepted = execution.write({
        workflowExecutionUpdateAcceptedEventAttributes: {
          protocolInstanceId: id,
          acceptedRequestMessageId,
          acceptedRequestSequencingEventId,
          acceptedRequest: acceptedRequest ?? null,
        },
      });
      execution.acceptedUpdates.set(id, accepted);
      break;
    }
    case 'Response': {
      const { meta, outcome } = Response.decode(bytes);
      const accepted = execution.acceptedUpdates.get(id) ?? 0;
      execution.write({
        workflowExecutionUpdateCompletedEventAttributes: {
          meta: meta ?? null,
          outcome: outcome ?? null,
          acceptedEventId: long(accepted),
        },
      });
      break;
    }
    case 'Rejection': {
      const message = failureText(Rejection.decode(bytes).failure) ?? '';
      execution.rejectedUpdates.push({ id, message, afterTask: execution.completedTasks });
      break;
    }
    default:
      throw new Error(`The simulation has no answer to the message ${body?.type_url}`);
  }
}

/** What a user said of a command, for the event that records it. */
function userMetadata(command: Command): Pick<Command, 'userMetadata'> {
  return command.userMetadata ? { userMetadata: command.userMetadata } : {};
}

function endActivity(execution: SimulatedExecution, activity: Activity): void {
  if (!activity.open) return;
  activity.open = false;
  const { ok, fail, type, timeout } = activity.outcome;
  const scheduledEventId = long(activity.scheduled);
  const started = execution.write({
    activityTaskStartedEventAttributes: {
      scheduledEventId,
      requestId: `activity-${activity.scheduled}`,
      attempt: 1,
      ...IDENTITY,
    },
  });
  const about = { scheduledEventId, startedEventId: long(started) };
  const { RetryState, TimeoutType } = proto.temporal.api.enums.v1;
  if (fail !== undefined) {
    execution.write({
      activityTaskFailedEventAttributes: {
        ...about,
        ...IDENTITY,
        failure: applicationFailure(fail, type, true),
        retryState: RetryState.RETRY_STATE_NON_RETRYABLE_FAILURE,
      },
    });
  } else if (timeout) {
    execution.write({
      activityTaskTimedOutEventAttributes: {
        ...about,
        retryState: RetryState.RETRY_STATE_TIMEOUT,
        failure: {
          message: `activity ${timeout} timeout`,
          timeoutFailureInfo: { timeoutType: TimeoutType[`TIMEOUT_TYPE_${timeout}`] },
        },
      },
    });
  } else {
    execution.write({ activityTaskCompletedEventAttributes: { ...about, ...IDENTITY, result: payloads([ok]) } });
  }
}

/** What every event of a child that runs says of it. */
function aboutChild(child: Child) {
  return {
    ...NAMESPACE,
    workflowExecution: child.execution,
    workflowType: child.workflowType,
    initiatedEventId: long(child.initiated),
    startedEventId: long(child.started),
  };
}

function endChild(execution: SimulatedExecution, child: Child): void {
  if (!child.open) return;
  child.open = false;
  const { ok, fail, type } = child.outcome;
  if (fail === undefined) {
    execution.write({
      childWorkflowExecutionCompletedEventAttributes: { ...aboutChild(child), result: payloads([ok]) },
    });
    return;
  }
  execution.write({
    childWorkflowExecutionFailedEventAttributes: {
      ...aboutChild(child),
      failure: applicationFailure(fail, type),
      retryState: proto.temporal.api.enums.v1.RetryState.RETRY_STATE_RETRY_POLICY_NOT_SET,
    },
  });
}

function cancelChild(execution: SimulatedExecution, child: Child): void {
  if (!child.open) return;
  child.open = false;
  execution.write({ childWorkflowExecutionCanceledEventAttributes: aboutChild(child) });
}
