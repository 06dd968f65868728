import proto from '@temporalio/proto';
import type { temporal } from '@temporalio/proto';
import { type Activity, type Child, type Timer, writeCommand, writeMessage } from './command-events.ts';
import { failureText, long, payload, payloads, payloadValue, timestamp } from './payloads.ts';
import { type Arrival, type Message, type Outcome, outcomeOf, type Scenario } from './scenario.ts';

export type HistoryEvent = temporal.api.history.v1.IHistoryEvent;
type Completion = temporal.api.workflowservice.v1.IRespondWorkflowTaskCompletedRequest;
type TaskFailure = temporal.api.workflowservice.v1.IRespondWorkflowTaskFailedRequest;

const EPOCH = Date.UTC(2024, 0, 1);
const NORMAL_QUEUE = { kind: proto.temporal.api.enums.v1.TaskQueueKind.TASK_QUEUE_KIND_NORMAL };

/** The name of an enum's value, without the enum's own: `SCHEDULE_ACTIVITY_TASK`. */
function enumName(values: object, value: number | null | undefined, prefix: string): string {
  const found = Object.entries(values).find(([, number]) => number === value);
  return found ? found[0].replace(prefix, '') : String(value);
}

/** What an execution is started with. */
export interface Start {
  readonly workflowId: string;
  readonly runId: string;
  /** The run whose id seeds the random numbers; this one by default. */
  readonly originalRunId?: string;
  readonly workflowType: string;
  readonly taskQueue: string;
  readonly scenario: Scenario;
}

/** How an execution has ended, or why the simulation did. */
export type Closed = 'completed' | 'failed' | 'cancelled' | 'continued-as-new';
export type Status = Closed | 'task-failed' | 'blocked' | 'max-tasks' | 'hung';

interface PendingTask {
  readonly scheduled: number;
  readonly queue: string;
  started: number;
}

/** Where an execution puts its workflow tasks, so that a Worker finds them. */
export interface TaskQueues {
  add(queue: string, execution: SimulatedExecution): void;
  /** Says that a task which has been taken is answered under this token. */
  expect(token: string, execution: SimulatedExecution): void;
}

/**
 * One workflow execution, on a virtual clock: writes the history that a Temporal Service would write,
 * from the commands of the Worker and from the scenario.
 */
export class SimulatedExecution {
  readonly start: Start;
  readonly events: HistoryEvent[] = [];
  /** How many events there were when each workflow task was started. */
  readonly cuts: number[] = [];
  /** The kinds of the commands that came with each completed workflow task. */
  readonly commands: string[][] = [];
  readonly taskFailures: { task: number; cause: string; message: string }[] = [];
  readonly queryAnswers: { name: string; answer: unknown; error: string | null }[] = [];
  readonly rejectedUpdates: { id: string; message: string; afterTask: number }[] = [];
  readonly activities = new Map<number, Activity>();
  readonly timers = new Map<string, Timer>();
  readonly children = new Map<string, Child>();
  /** The events that accepted an update, by the update's id. */
  readonly acceptedUpdates = new Map<string, number>();
  readonly done: Promise<SimulatedExecution>;
  taskQueue: string;
  status: Status | null = null;
  result: unknown = undefined;
  failure: string | null = null;
  completedTasks = 0;
  lastStartedEvent = 0;
  now: number;
  /** Is called before each workflow task is scheduled, with its number. */
  beforeTask: (task: number) => void = () => {};

  readonly #queues: TaskQueues;
  readonly #calls = new Map<string, number>();
  readonly #agenda: { at: number; order: number; apply: () => void }[] = [];
  #admittedUpdates: (Message & { id: string })[] = [];
  #pendingQueries: Message[] = [];
  #sentQueries = new Map<string, string>();
  #pendingTask: PendingTask | null = null;
  #stickyQueue: string | null = null;
  #closed: Closed | null = null;
  #order = 0;
  #started = 0;
  #finish!: (execution: SimulatedExecution) => void;

  constructor(start: Start, queues: TaskQueues) {
    this.start = start;
    this.taskQueue = start.taskQueue;
    this.now = start.scenario.startTime ?? EPOCH;
    this.#queues = queues;
    this.done = new Promise((resolve) => (this.#finish = resolve));
  }

  get scenario(): Scenario {
    return this.start.scenario;
  }

  get closed(): boolean {
    return this.#closed !== null;
  }

  /** Adds an event, whose type follows from the name of its attributes, and gives its id. */
  write(attributes: HistoryEvent): number {
    const key = Object.keys(attributes).find((name) => name.endsWith('EventAttributes'))!;
    const name = key.replace(/EventAttributes$/, '').replace(/[A-Z]/g, '_$&').toUpperCase();
    const type = `EVENT_TYPE_${name}` as keyof typeof proto.temporal.api.enums.v1.EventType;
    this.events.push({
      eventId: long(this.events.length + 1),
      eventTime: timestamp(this.now),
      eventType: proto.temporal.api.enums.v1.EventType[type],
      taskId: long(1000 + this.events.length),
      ...attributes,
    });
    return this.events.length;
  }

  /** Does something so many virtual milliseconds from now. */
  later(delay: number, apply: () => void): void {
    this.#agenda.push({ at: this.now + delay, order: this.#order++, apply });
  }

  /** How the n-th activity, child or operation of a name ends. */
  outcome(script: 'activities' | 'children' | 'nexus', name: string, args: readonly unknown[]): Outcome {
    const key = `${script}:${name}`;
    const call = (this.#calls.get(key) ?? 0) + 1;
    this.#calls.set(key, call);
    return outcomeOf(this.scenario[script], name, args, call);
  }

  /** Milliseconds that something takes; by default a little longer than what was started before it. */
  duration(outcome: Outcome): number {
    return outcome.after ?? 1000 + 10 * ++this.#started;
  }

  close(status: Closed): void {
    this.#closed = status;
  }

  /** Ends the simulation. */
  stop(status: Status): void {
    if (this.status) return;
    this.status = status;
    this.#finish(this);
  }

  begin(): void {
    const { workflowId, workflowType, runId, originalRunId = runId, scenario } = this.start;
    const { memo } = scenario;
    this.write({
      workflowExecutionStartedEventAttributes: {
        workflowType: { name: workflowType },
        workflowId,
        taskQueue: { name: this.taskQueue, ...NORMAL_QUEUE },
        input: payloads(scenario.args ?? []),
        workflowExecutionTimeout: timestamp(0),
        workflowRunTimeout: timestamp(0),
        workflowTaskTimeout: timestamp(10_000),
        firstWorkflowTaskBackoff: timestamp(0),
        originalExecutionRunId: originalRunId,
        firstExecutionRunId: originalRunId,
        identity: 'client',
        attempt: 1,
        ...(memo && { memo: { fields: Object.fromEntries(Object.entries(memo).map(([key, value]) => [key, payload(value)])) } }),
      },
    });
    for (const [arrival, arrive] of this.#messages()) {
      if (arrival.at === 'start') arrive();
      else if (arrival.at !== undefined) this.later(arrival.at, arrive);
    }
    this.scheduleTask();
  }

  /** The messages of the scenario, each with what its arrival does. */
  *#messages(): Generator<[Arrival, () => void]> {
    const { signals = [], updates = [], queries = [], cancel } = this.scenario;
    for (const signal of signals) {
      yield [
        signal,
        () =>
          this.write({
            workflowExecutionSignaledEventAttributes: {
              signalName: signal.name,
              input: payloads(signal.args ?? []),
              identity: 'client',
            },
          }),
      ];
    }
    for (const update of updates) {
      yield [update, () => this.#admittedUpdates.push({ ...update, id: update.id ?? `${update.name}-${this.#order++}` })];
    }
    if (cancel) {
      yield [
        cancel,
        () => this.write({ workflowExecutionCancelRequestedEventAttributes: { cause: cancel.reason ?? '', identity: 'client' } }),
      ];
    }
    for (const query of queries) yield [query, () => this.#pendingQueries.push(query)];
  }

  scheduleTask(): void {
    if (this.#pendingTask || this.#closed) return;
    this.beforeTask(this.completedTasks + 1);
    const scheduled = this.write({
      workflowTaskScheduledEventAttributes: {
        taskQueue: { name: this.taskQueue, ...NORMAL_QUEUE },
        startToCloseTimeout: timestamp(10_000),
        attempt: 1,
      },
    });
    const queue = this.#stickyQueue ?? this.taskQueue;
    this.#pendingTask = { scheduled, queue, started: 0 };
    this.#queues.add(queue, this);
  }

  /** Sends the next workflow tasks, with the whole history, to another queue. */
  moveTo(queue: string): void {
    this.taskQueue = queue;
    this.#stickyQueue = null;
  }

  /** Starts the pending workflow task: the answer to the Worker that polls. */
  startTask(): temporal.api.workflowservice.v1.IPollWorkflowTaskQueueResponse {
    const task = this.#pendingTask!;
    this.now += 5;
    const { suggestContinueAsNewAfter = Infinity } = this.scenario;
    task.started = this.write({
      workflowTaskStartedEventAttributes: {
        scheduledEventId: long(task.scheduled),
        identity: 'worker',
        requestId: `request-${this.events.length}`,
        historySizeBytes: long(200 * this.events.length),
        suggestContinueAsNew: this.completedTasks >= suggestContinueAsNewAfter,
      },
    });
    this.cuts.push(this.events.length);
    const token = `${this.start.runId}/${task.started}`;
    this.#queues.expect(token, this);

    const updates = this.#admittedUpdates;
    this.#admittedUpdates = [];
    const queries = new Map(this.#pendingQueries.map((query) => [`query-${this.#order++}`, query]));
    this.#pendingQueries = [];
    for (const [id, { name }] of queries) this.#sentQueries.set(id, name);

    return {
      ...this.identity(),
      taskToken: Buffer.from(token),
      startedEventId: long(task.started),
      attempt: 1,
      // A Worker that has the execution in its cache gets what is new.
      history: { events: task.queue === this.taskQueue ? this.events : this.events.slice(this.lastStartedEvent) },
      scheduledTime: timestamp(this.now),
      startedTime: timestamp(this.now),
      queries: Object.fromEntries(
        [...queries].map(([id, { name, args = [] }]) => [id, { queryType: name, queryArgs: payloads(args) }]),
      ),
      messages: updates.map(({ id, name, args = [] }) => ({
        id: `${id}/request`,
        protocolInstanceId: id,
        eventId: long(task.started - 1),
        body: {
          type_url: 'type.googleapis.com/temporal.api.update.v1.Request',
          value: proto.temporal.api.update.v1.Request.encode({
            meta: { updateId: id, identity: 'client' },
            input: { header: { fields: {} }, name, args: payloads(args) },
          }).finish(),
        },
      })),
    };
  }

  /** What every answer to a poll says of the execution. */
  identity(): temporal.api.workflowservice.v1.IPollWorkflowTaskQueueResponse {
    return {
      workflowExecution: { workflowId: this.start.workflowId, runId: this.start.runId },
      workflowType: { name: this.start.workflowType },
      previousStartedEventId: long(this.lastStartedEvent),
      workflowExecutionTaskQueue: { name: this.taskQueue, ...NORMAL_QUEUE },
    };
  }

  failTask({ cause, failure }: TaskFailure): void {
    const task = this.#pendingTask!;
    this.#pendingTask = null;
    this.#stickyQueue = null;
    this.taskFailures.push({
      task: this.completedTasks + 1,
      cause: enumName(proto.temporal.api.enums.v1.WorkflowTaskFailedCause, cause, 'WORKFLOW_TASK_FAILED_CAUSE_'),
      message: failureText(failure) ?? '',
    });
    this.write({
      workflowTaskFailedEventAttributes: {
        scheduledEventId: long(task.scheduled),
        startedEventId: long(task.started),
        cause: cause ?? null,
        failure: failure ?? null,
        identity: 'worker',
      },
    });
    if (this.taskFailures.length <= (this.scenario.retryFailedTasks ?? 0)) this.scheduleTask();
    else this.stop('task-failed');
  }

  completeTask(completion: Completion): void {
    const task = this.#pendingTask!;
    this.#pendingTask = null;
    this.now += 5;
    this.#stickyQueue = completion.stickyAttributes?.workerTaskQueue?.name || null;
    const completed = this.write({
      workflowTaskCompletedEventAttributes: {
        scheduledEventId: long(task.scheduled),
        startedEventId: long(task.started),
        identity: 'worker',
        sdkMetadata: completion.sdkMetadata ?? null,
        meteringMetadata: completion.meteringMetadata ?? null,
      },
    });
    this.lastStartedEvent = task.started;
    this.completedTasks++;
    for (const [id, { answer, errorMessage, failure }] of Object.entries(completion.queryResults ?? {})) {
      this.queryAnswers.push({
        name: this.#sentQueries.get(id) ?? id,
        answer: payloadValue(answer?.payloads?.[0]),
        error: errorMessage || failureText(failure),
      });
    }

    const commands = completion.commands ?? [];
    const { CommandType } = proto.temporal.api.enums.v1;
    this.commands.push(commands.map(({ commandType }) => enumName(CommandType, commandType, 'COMMAND_TYPE_')));
    const messages = new Map((completion.messages ?? []).map((message) => [message.id ?? '', message]));
    for (const message of messages.values()) if (message.body?.type_url?.endsWith('.Rejection')) writeMessage(this, message);
    for (const command of commands) writeCommand(this, command, completed, messages);

    if (this.#closed) return this.stop(this.#closed);
    for (const [arrival, arrive] of this.#messages()) {
      if (arrival.afterTask === this.completedTasks) this.later(arrival.delay ?? 1, arrive);
    }
    if (completion.forceCreateNewWorkflowTask) return this.scheduleTask();
    if (this.completedTasks >= (this.scenario.maxTasks ?? 60)) return this.stop('max-tasks');
    this.#advance();
  }

  /** Moves the clock on until something has happened that the workflow must hear of. */
  #advance(): void {
    const seen = () => this.events.length + this.#admittedUpdates.length + this.#pendingQueries.length;
    const before = seen();
    while (seen() === before) {
      this.#agenda.sort((a, b) => a.at - b.at || a.order - b.order);
      const [next] = this.#agenda;
      if (!next) return this.stop('blocked');
      this.now = Math.max(this.now, next.at);
      while (this.#agenda[0]?.at === next.at) this.#agenda.shift()!.apply();
    }
    this.scheduleTask();
  }
}
