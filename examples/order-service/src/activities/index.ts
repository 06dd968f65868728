export * from './inventory.js';
export * from './loyalty.js';
export * from './notifications.js';
export * from './payments.js';
export * from './payouts.js';
export * from './reports.js';
export * from './returns.js';
export * from './shipping.js';
