export * from './inventory.js';
export * from './notifications.js';
export * from './payments.js';
export * from './shipping.js';
