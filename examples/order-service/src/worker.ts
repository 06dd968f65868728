import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import * as activities from './activities/index.js';
import { TASK_QUEUE, temporalAddress } from './shared/config.js';

const connection = await NativeConnection.connect({ address: temporalAddress() });
try {
  const worker = await Worker.create({
    connection,
    taskQueue: TASK_QUEUE,
    workflowsPath: fileURLToPath(new URL('./workflows/index.js', import.meta.url)),
    activities,
  });
  await worker.run();
} finally {
  await connection.close();
}
