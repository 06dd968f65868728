import { type ChildProcess, fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkerOptions, type WorkflowBundle } from '@temporalio/worker';
import { replayAll, type Replayed, type ReplayOptions, type Verdict, verdictOf, within } from './replay.ts';

/** The environment that sets another host apart: `TZ`, `LC_ALL`. */
export type HostEnvironment = Readonly<Record<string, string>>;

export type HostWorkerOptions = Partial<Omit<WorkerOptions, 'connection' | 'workflowBundle' | 'workflowsPath' | 'taskQueue'>>;

/** A Worker that runs. */
export interface HostWorker {
  readonly taskQueue: string;
  /** As `Worker#getState` says: `RUNNING`, `DRAINING`… */
  state(): Promise<string>;
  /** Stops it; takes a Worker that cannot stop as gone after some seconds. */
  stop(): Promise<void>;
}

/** Where Workers run: in this process or in another. */
export interface Host {
  /** Throws what `Worker.create` throws. */
  startWorker(bundle: WorkflowBundle, taskQueue: string, options: HostWorkerOptions): Promise<HostWorker>;
  replayAll(bundle: WorkflowBundle, histories: readonly Replayed[], options: ReplayOptions): Promise<Verdict[]>;
  close(): Promise<void>;
}

/** How long a Worker may take to stop, in milliseconds. One that shuts down by itself may never get there. */
const stopping = (state: string) => (state === 'RUNNING' ? 5000 : 200);

let installed = false;

/** Core logs nothing: failing workflows are what these tests are about. A process has one Runtime. */
function installRuntime(): void {
  if (installed) return;
  installed = true;
  Runtime.install({ logger: new DefaultLogger('ERROR', () => {}), telemetryOptions: { logging: { filter: 'OFF' } } });
}

/** This process, connected to the service at an address. */
export async function thisHost(address: string): Promise<Host> {
  installRuntime();
  const connection = await NativeConnection.connect({ address });
  return {
    async startWorker(bundle, taskQueue, options) {
      const worker = await Worker.create({ ...options, connection, workflowBundle: bundle, taskQueue });
      // A Worker that ends by itself tells so by its state.
      const ended = worker.run().catch(() => {});
      return {
        taskQueue,
        state: () => Promise.resolve(worker.getState()),
        async stop() {
          const state = worker.getState();
          if (state === 'RUNNING') worker.shutdown();
          await within(stopping(state), ended);
        },
      };
    },
    replayAll,
    // A Worker that could not stop keeps the connection open, until the process ends.
    close: () => connection.close().catch(() => {}),
  };
}

/** Another process, with its own environment, connected to the service at an address. It keeps its files in a folder. */
export function otherHost(address: string, environment: HostEnvironment, folder: string): Host {
  const child = fork(path.join(import.meta.dirname, 'host-process.mjs'), {
    env: { ...process.env, ...environment },
    serialization: 'advanced',
    execArgv: [],
  });
  const ask = questions(child);
  let files = 0;
  const write = ({ code }: WorkflowBundle) => {
    const codePath = path.join(folder, `${child.pid}-${files++}.js`);
    writeFileSync(codePath, code);
    return codePath;
  };
  return {
    async startWorker(bundle, taskQueue, options) {
      // Functions cannot be sent to it: it has no local activities.
      await ask('start', { address, codePath: write(bundle), options: { ...options, taskQueue, activities: {} } });
      return {
        taskQueue,
        state: async () => String(await ask('state', { taskQueue })),
        async stop() {
          const state = String(await ask('state', { taskQueue }));
          await within(stopping(state), ask('stop', { taskQueue }));
        },
      };
    },
    async replayAll(bundle, histories, options) {
      const errors = await ask('replay', { codePath: write(bundle), options, histories });
      return (errors as Parameters<typeof verdictOf>).map(verdictOf);
    },
    async close() {
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.disconnect();
      if (!(await within(5000, exited.then(() => true)))) child.kill();
    },
  };
}

/** Asks a child process questions, whose answers may come in any order. */
function questions(child: ChildProcess): (call: string, request: object) => Promise<unknown> {
  const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  let asked = 0;
  child.on('message', ({ id, result, error }: { id: number; result?: unknown; error?: string }) => {
    const { resolve, reject } = waiting.get(id)!;
    waiting.delete(id);
    if (error === undefined) resolve(result);
    else reject(new Error(error));
  });
  child.on('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('The process of the other host is gone'));
  });
  return (call, request) =>
    new Promise((resolve, reject) => {
      waiting.set(asked, { resolve, reject });
      child.send({ id: asked++, call, ...request });
    });
}
