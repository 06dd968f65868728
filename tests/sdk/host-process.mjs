// A Worker in a process of its own, for what is fixed when a process starts: its time zone and its locale. See `hosts.ts`.
import { readFileSync } from 'node:fs';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';

Runtime.install({ logger: new DefaultLogger('ERROR', () => {}), telemetryOptions: { logging: { filter: 'OFF' } } });

const bundleAt = (codePath) => ({ code: readFileSync(codePath, 'utf8') });
const running = new Map();

const answers = {
  async start({ address, codePath, options }) {
    const connection = await NativeConnection.connect({ address });
    const worker = await Worker.create({ ...options, connection, workflowBundle: bundleAt(codePath) });
    running.set(options.taskQueue, { worker, connection, ended: worker.run().catch(() => {}) });
  },

  async state({ taskQueue }) {
    return running.get(taskQueue).worker.getState();
  },

  async stop({ taskQueue }) {
    const { worker, connection, ended } = running.get(taskQueue);
    running.delete(taskQueue);
    if (worker.getState() === 'RUNNING') worker.shutdown();
    await ended;
    await connection.close();
  },

  async replay({ codePath, options, histories }) {
    const results = [];
    const replays = Worker.runReplayHistories({ ...options, workflowBundle: bundleAt(codePath) }, histories);
    for await (const { error } of replays) results.push(error ? { name: error.name, message: error.message } : null);
    return results;
  },
};

process.on('message', async ({ id, call, ...request }) => {
  try {
    process.send({ id, result: await answers[call](request) });
  } catch (error) {
    process.send({ id, error: error.message });
  }
});
process.on('disconnect', () => process.exit());
