import * as grpc from '@grpc/grpc-js';
import proto from '@temporalio/proto';
import type { temporal } from '@temporalio/proto';
import type { Root } from 'protobufjs';
import { failureText, long, payloads, payloadValue } from './payloads.ts';
import { SimulatedExecution, type Start, type TaskQueues } from './simulated-execution.ts';

type Api = typeof temporal.api.workflowservice.v1;
type Request<Name extends keyof Api> = Api[Name] extends { prototype: infer Message } ? Message : never;
type Poll = temporal.api.workflowservice.v1.IPollWorkflowTaskQueueResponse;

export interface QueryAnswer {
  readonly answer: unknown;
  readonly error: string | null;
}

/** Gives the next task of a queue, or an empty answer when nothing comes. */
type Poller = (task: () => Poll) => void;

/** How long a poll waits, in milliseconds: a little less than the SDK does (temporalio/sdk-core, 70 s). */
const POLL = 50_000;
const SERVICE = 'temporal.api.workflowservice.v1.WorkflowService';

/**
 * As much of the gRPC interface of a Temporal Service as a Worker needs to run workflows,
 * on the loopback interface. What workflows start besides is simulated by `SimulatedExecution`.
 */
export class SimulatedServer implements TaskQueues {
  readonly #server = new grpc.Server({ 'grpc.max_receive_message_length': -1 });
  readonly #queues = new Map<string, { tasks: (() => Poll)[]; pollers: Poller[] }>();
  readonly #executions = new Map<string, SimulatedExecution>();
  readonly #queries = new Map<string, (answer: QueryAnswer) => void>();
  readonly #polls = new Set<() => void>();
  #tokens = 0;

  /** Starts to listen, and gives the address. */
  async listen(): Promise<string> {
    const { methods, implementations } = this.#service();
    this.#server.addService(methods as unknown as grpc.ServiceDefinition, implementations as unknown as grpc.UntypedServiceImplementation);
    const port = await new Promise<number>((resolve, reject) => {
      const credentials = grpc.ServerCredentials.createInsecure();
      this.#server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
    });
    return `127.0.0.1:${port}`;
  }

  close(): void {
    for (const end of [...this.#polls]) end();
    this.#server.forceShutdown();
  }

  startExecution(start: Start, prepare: (execution: SimulatedExecution) => void = () => {}): SimulatedExecution {
    const execution = new SimulatedExecution(start, this);
    prepare(execution);
    execution.begin();
    return execution;
  }

  /** Asks an execution outside of any workflow task, as a Service does when nothing is going on. */
  query(execution: SimulatedExecution, name: string, args: readonly unknown[] = []): Promise<QueryAnswer> {
    const token = `query/${this.#tokens++}`;
    const answer = new Promise<QueryAnswer>((resolve) => this.#queries.set(token, resolve));
    this.#give(execution.taskQueue, () => ({
      ...execution.identity(),
      taskToken: Buffer.from(token),
      startedEventId: long(0),
      attempt: 1,
      history: { events: execution.events },
      query: { queryType: name, queryArgs: payloads(args) },
    }));
    return answer;
  }

  add(queue: string, execution: SimulatedExecution): void {
    this.#give(queue, () => execution.startTask());
  }

  expect(token: string, execution: SimulatedExecution): void {
    this.#executions.set(token, execution);
  }

  #queue(name: string) {
    let queue = this.#queues.get(name);
    if (!queue) this.#queues.set(name, (queue = { tasks: [], pollers: [] }));
    return queue;
  }

  #give(name: string, task: () => Poll): void {
    const { pollers, tasks } = this.#queue(name);
    const poller = pollers.shift();
    if (poller) poller(task);
    else tasks.push(task);
  }

  /** The methods of the service that the Worker calls; the others are refused as not implemented. */
  readonly #methods: Readonly<Record<string, (request: never, call: grpc.ServerUnaryCall<never, object>) => object | Promise<object>>> = {
    GetSystemInfo: () => ({
      serverVersion: '1.29.0',
      capabilities: {
        signalAndQueryHeader: true,
        internalErrorDifferentiation: true,
        activityFailureIncludeHeartbeat: true,
        supportsSchedules: true,
        encodedFailureAttributes: true,
        buildIdBasedVersioning: true,
        upsertMemo: true,
        eagerWorkflowStart: true,
        sdkMetadata: true,
        countGroupByExecutionStatus: true,
        nexus: true,
      },
    }),

    DescribeNamespace: ({ namespace }: Request<'DescribeNamespaceRequest'>) => ({
      namespaceInfo: {
        name: namespace,
        id: 'namespace',
        state: proto.temporal.api.enums.v1.NamespaceState.NAMESPACE_STATE_REGISTERED,
        capabilities: { eagerWorkflowStart: true, syncUpdate: true, asyncUpdate: true },
      },
      config: {},
    }),

    PollWorkflowTaskQueue: ({ taskQueue }: Request<'PollWorkflowTaskQueueRequest'>, call) => {
      const { tasks, pollers } = this.#queue(taskQueue?.name ?? '');
      const waiting = tasks.shift();
      if (waiting) return waiting();
      return this.#wait(call, (poller) => {
        pollers.push(poller);
        return () => pollers.splice(pollers.indexOf(poller), pollers.includes(poller) ? 1 : 0);
      });
    },

    // Activities and operations are answered by the scenario, so no Worker gets one.
    PollActivityTaskQueue: (_, call) => this.#wait(call, () => () => {}),
    PollNexusTaskQueue: (_, call) => this.#wait(call, () => () => {}),

    RespondWorkflowTaskCompleted: (request: Request<'RespondWorkflowTaskCompletedRequest'>) => {
      this.#executions.get(tokenOf(request))?.completeTask(request);
      return {};
    },

    RespondWorkflowTaskFailed: (request: Request<'RespondWorkflowTaskFailedRequest'>) => {
      const token = tokenOf(request);
      this.#queries.get(token)?.({ answer: undefined, error: failureText(request.failure) });
      this.#executions.get(token)?.failTask(request);
      return {};
    },

    RespondQueryTaskCompleted: (request: Request<'RespondQueryTaskCompletedRequest'>) => {
      const answer = payloadValue(request.queryResult?.payloads?.[0]);
      this.#queries.get(tokenOf(request))?.({ answer, error: request.errorMessage || failureText(request.failure) });
      return {};
    },

    GetWorkflowExecutionHistory: ({ execution }: Request<'GetWorkflowExecutionHistoryRequest'>) => {
      const known = [...this.#executions.values()].find(({ start }) => start.runId === execution?.runId);
      return { history: { events: known?.events ?? [] } };
    },

    ResetStickyTaskQueue: () => ({}),
    ShutdownWorker: () => ({}),
    RecordWorkerHeartbeat: () => ({}),
  };

  /** Waits until something is given, the Worker goes away, or the poll has lasted long enough. */
  #wait(call: grpc.ServerUnaryCall<never, object>, register: (poller: Poller) => () => void): Promise<object> {
    return new Promise((resolve) => {
      const give: Poller = (task) => {
        forget();
        resolve(task());
      };
      const end = () => {
        unregister();
        forget();
        resolve({});
      };
      const forget = () => {
        clearTimeout(timer);
        this.#polls.delete(end);
      };
      const timer = setTimeout(end, POLL);
      const unregister = register(give);
      this.#polls.add(end);
      call.on('cancelled', end);
    });
  }

  #service() {
    const methods: Record<string, grpc.MethodDefinition<never, object>> = {};
    const implementations: Record<string, grpc.handleUnaryCall<never, object>> = {};
    for (const method of (proto as unknown as Root).lookupService(SERVICE).methodsArray) {
      const { name } = method.resolve();
      const request = method.resolvedRequestType!;
      const response = method.resolvedResponseType!;
      methods[name] = {
        path: `/${SERVICE}/${name}`,
        requestStream: false,
        responseStream: false,
        requestSerialize: (message) => Buffer.from(request.encode(message).finish()),
        requestDeserialize: (bytes) => request.decode(bytes) as never,
        responseSerialize: (message) => Buffer.from(response.encode(response.fromObject(message)).finish()),
        responseDeserialize: (bytes) => response.decode(bytes),
      };
      const answer = this.#methods[name];
      implementations[name] = (call, callback) => {
        if (!answer) return callback({ code: grpc.status.UNIMPLEMENTED, message: name });
        Promise.resolve()
          .then(() => answer(call.request, call))
          .then(
            (message) => callback(null, message),
            (error: unknown) => callback({ code: grpc.status.INTERNAL, message: String(error) }),
          );
      };
    }
    return { methods, implementations };
  }
}

const tokenOf = ({ taskToken }: { readonly taskToken?: Uint8Array | null }) => Buffer.from(taskToken ?? []).toString();
