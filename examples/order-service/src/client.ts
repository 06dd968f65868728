import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { TASK_QUEUE, temporalAddress } from './shared/config.js';
import { orderWorkflowId } from './shared/ids.js';
import type { Order } from './shared/order.js';
import { changeAddress, orderState } from './workflows/messages.js';
import type { processOrder } from './workflows/order.js';

const order: Order = {
  id: randomUUID(),
  email: 'ada@example.com',
  lines: [{ sku: 'mug-blue', quantity: 2, unitPrice: { amount: 1290, currency: 'EUR' } }],
  address: { name: 'Ada', street: 'Hauptstrasse 1', city: 'Berlin', country: 'DE' },
  paymentMethod: 'pm_card_visa',
};

const connection = await Connection.connect({ address: temporalAddress() });
const client = new Client({ connection });

const handle = await client.workflow.start<typeof processOrder>('processOrder', {
  workflowId: orderWorkflowId(order.id),
  taskQueue: TASK_QUEUE,
  args: [order],
});
await handle.executeUpdate(changeAddress, { args: [{ ...order.address, street: 'Hauptstrasse 2' }] });
console.log(new Date().toLocaleTimeString(), await handle.query(orderState));
console.log(new Date().toLocaleTimeString(), await handle.result());

await connection.close();
