// Each export of a workflow is a workflow type that the Worker registers under its name.
export { deliverParcels } from './delivery.js';
export { issueInvoice } from './invoice.js';
export { keepPoints, watchStock } from './loyalty.js';
export { processOrder } from './order.js';
export { refundOrder } from './refund.js';
export { remindOfBasket } from './reminders.js';
export { reportSales } from './reports.js';
export { acceptReturns } from './returns.js';
