import type { Scenario } from './scenario.ts';
import type { Status } from './simulated-execution.ts';

/** One execution of a silent program, and how it ends; with `completed` where nothing else is said. */
export interface Execution extends Scenario {
  workflow: string;
  ends?: Status;
  result?: unknown;
}

/** A silent project, as its main worker bundles it. Paths are relative to the project. */
export interface Project {
  workflowsPath: string;
  interceptors?: string[];
  payloadConverter?: string;
  executions: Execution[];
}

/** What the main worker of each project bundles, and at least one execution for each of its workflows. */
export const PROGRAMS: Record<string, Project> = {
  guide: {
    workflowsPath: 'src/workflows/index.ts',
    executions: [
      {
        workflow: 'bookTrip',
        args: [{ trip: 'rome', seats: 2 }, 'ann'],
        activities: { bookFlight: 'F1', bookHotel: 'H1', chargeCard: { id: 'C1', amount: 200 } },
        result: ['F1', 'H1', 'C1'],
      },
      {
        workflow: 'bookTrip',
        name: 'the card is declined',
        args: [{ trip: 'rome', seats: 2 }, 'ann'],
        activities: { chargeCard: { fail: 'declined', type: 'CardDeclined' }, cancelHotel: { fail: 'closed' } },
        ends: 'failed',
      },
      {
        workflow: 'bookTrip',
        name: 'cancelled on the way',
        args: [{ trip: 'rome', seats: 2 }, 'ann'],
        activities: { bookHotel: { never: true } },
        cancel: { afterTask: 2 },
        ends: 'cancelled',
      },
      {
        workflow: 'waitForDelivery',
        args: ['S1'],
        activities: { shipmentState: ({ call }: { call: number }) => ({ id: 'S1', state: call < 4 ? 'sent' : 'delivered' }) },
        result: 'delivered',
      },
      {
        workflow: 'account',
        args: [{ customer: 'ann', balance: 10, closed: false }],
        updates: [
          { name: 'deposit', args: [5], afterTask: 1 },
          { name: 'deposit', args: [-5], afterTask: 2 },
        ],
        queries: [{ name: 'balance', afterTask: 2 }],
        signals: [{ name: 'closeAccount', afterTask: 3, delay: 5000 }],
        result: { customer: 'ann', balance: 15, closed: true },
      },
      {
        workflow: 'account',
        name: 'the history is long',
        args: [{ customer: 'ann', balance: 10, closed: false }],
        suggestContinueAsNewAfter: 1,
        updates: [{ name: 'deposit', args: [5], afterTask: 1 }],
        ends: 'continued-as-new',
      },
      {
        workflow: 'slidingWindow',
        args: [5, 2],
        signals: [0, 1, 2].map((record) => ({ name: 'recordDone', args: [record], afterTask: record + 2 })),
        ends: 'continued-as-new',
      },
      {
        workflow: 'slidingWindow',
        name: 'the last run',
        args: [4, 2, { next: 3, running: [2], done: 2 }],
        signals: [
          { name: 'recordDone', args: [2], at: 'start' },
          { name: 'recordDone', args: [3], afterTask: 3 },
        ],
        result: 4,
      },
      { workflow: 'handleRecord', args: [7] },
      {
        workflow: 'lockService',
        signals: [{ name: 'requestLock', args: [{ initiatorId: 'w', requestId: 'r', timeoutMs: 500 }], at: 'start' }],
      },
      {
        workflow: 'lockService',
        name: 'released',
        args: [[{ initiatorId: 'w', requestId: 'r', timeoutMs: 60_000 }]],
        suggestContinueAsNewAfter: 2,
        signals: [{ name: 'release-r', afterTask: 2 }],
        ends: 'continued-as-new',
      },
      { workflow: 'criticalSection', args: ['lock'], ends: 'blocked' },
      {
        workflow: 'countdown',
        args: [5000],
        signals: [{ name: 'moveDeadline', args: [60_000], afterTask: 1 }],
        queries: [{ name: 'deadlineOf', afterTask: 1 }],
        result: 'over',
      },
      {
        workflow: 'nightlyReport',
        args: ['core'],
        activities: { collectFigures: { open: 1, done: 2 } },
        maxTasks: 100,
        ends: 'continued-as-new',
      },
      {
        workflow: 'approval',
        args: [{ amount: 5, requestedAt: '2024-01-01' }],
        updates: [
          { name: 'approve', args: [{ by: '' }], afterTask: 1 },
          { name: 'approve', args: [{ by: 'bob' }], afterTask: 2 },
          { name: 'approve', args: [{ by: 'eve' }], afterTask: 3 },
        ],
        queries: [{ name: 'decisionOf', afterTask: 3 }],
        result: 'approved by bob',
      },
      {
        workflow: 'approval',
        name: 'rejected',
        args: [{ amount: 5, requestedAt: '2024-01-01' }],
        signals: [{ name: 'reject', args: ['too much'], at: 'start' }],
        result: 'too much',
      },
      { workflow: 'approval', name: 'nobody decides', args: [{ amount: 5, requestedAt: '2024-01-01' }], ends: 'failed' },
      {
        workflow: 'cluster',
        updates: [
          { name: 'assign', args: ['a'], afterTask: 1, id: '1' },
          { name: 'assign', args: ['b'], afterTask: 1, id: '2' },
          { name: 'unassign', args: ['a'], afterTask: 1, id: '3' },
          { name: 'unassign', args: ['x'], afterTask: 1, id: '4' },
        ],
        signals: [{ name: 'shutDown', afterTask: 2 }],
        queries: [{ name: 'nodesOf', afterTask: 3 }],
        result: 1,
      },
      {
        workflow: 'payment',
        args: ['ann', 5],
        updates: [{ name: 'confirmation', at: 'start' }],
        activities: { chargeCard: { id: 'C1', amount: 5 } },
        result: 'C1',
      },
      {
        workflow: 'payment',
        name: 'cancelled after the charge',
        args: ['ann', 5],
        activities: { chargeCard: { id: 'C1', amount: 5 }, sendInvoice: { never: true } },
        cancel: { afterTask: 2 },
        ends: 'cancelled',
      },
      {
        workflow: 'payment',
        name: 'declined',
        args: ['ann', 5],
        updates: [{ name: 'confirmation', at: 'start' }],
        activities: { chargeCard: { fail: 'declined' } },
        ends: 'failed',
      },
      { workflow: 'lease', args: ['job'], result: 'expired' },
      { workflow: 'lease', name: 'cancelled', args: ['job'], cancel: { afterTask: 2 }, ends: 'cancelled' },
      { workflow: 'impatient', args: ['job'], result: 'startNode:1' },
      { workflow: 'impatient', name: 'too slow', args: ['job'], activities: { startNode: { after: 9000 } }, result: 'none' },
      { workflow: 'fastest', args: [['a', 'b']], result: 'startNode:1' },
      { workflow: 'remindOnce', args: ['a'], activities: { processItem: 3 }, result: 3 },
      { workflow: 'remindOnce', name: 'slow', args: ['a'], activities: { processItem: { ok: 3, after: 60_000 } }, result: 3 },
      {
        workflow: 'everyWay',
        args: [['a', 'b']],
        activities: { processItem: 2, notify: ({ call }: { call: number }) => (call === 1 ? { fail: 'x' } : null), lookUpRate: 1.5 },
        result: { total: 4, first: 1.5, failed: 1 },
      },
      { workflow: 'limited', args: ['a'], activities: { processItem: { never: true } }, ends: 'failed' },
      { workflow: 'measureAll', args: [['a', 'b', 'c']], children: { measure: 2 }, result: 6 },
      { workflow: 'measure', args: ['a'], activities: { processItem: 1 }, result: 1 },
      { workflow: 'handOver', args: ['a'], children: { auditWorkflow: { never: true }, measure: { ok: 4, after: 5000 } } },
      { workflow: 'dailyDigest', args: [{ team: 'CORE' }], activities: { collectFigures: { open: 1 } }, result: '2024-01-01' },
      { workflow: 'processFile', args: ['https://files.example/1'], activities: { workOnFile: 42 }, result: 42 },
      {
        workflow: 'processFile',
        name: 'a host is lost',
        args: ['https://files.example/1'],
        activities: { workOnFile: ({ call }: { call: number }) => (call === 1 ? { timeout: 'HEARTBEAT' } : 42) },
        result: 42,
      },
      { workflow: 'tracked', args: [['a', 'b']] },
      { workflow: 'changing', args: [['a', 'b']], result: 2 },
      { workflow: 'convert', args: [10, ['EUR', 'USD']], result: [10, 20] },
      { workflow: 'stopOther', args: ['other'], result: 'stopped' },
      {
        workflow: 'crossing',
        args: ['main street'],
        signals: [
          { name: 'switchTo', args: ['green'], afterTask: 1 },
          { name: 'switchTo', args: ['off'], afterTask: 2 },
        ],
        queries: [{ name: 'light', afterTask: 2 }],
        result: ['red', 'green', 'green', 'off'],
      },
      { workflow: 'orders', args: [['ann', 'bob']], activities: { chargeCard: { id: 'C', amount: 5 } }, result: { ann: 'C', bob: 'C' } },
      { workflow: 'chatty', args: [['a', 'b']], result: 2 },
      {
        workflow: 'subscription',
        args: [{ customer: 'ann', price: 5, months: 0 }],
        updates: [{ name: 'changePrice', args: [7], afterTask: 1 }],
        queries: [{ name: 'subscriptionOf', afterTask: 2 }],
        signals: [{ name: 'cancelSubscription', afterTask: 6 }],
        result: 1,
      },
      { workflow: 'subscription', name: 'a year', args: [{ customer: 'ann', price: 5, months: 3 }], ends: 'continued-as-new' },
      {
        workflow: 'subscription',
        name: 'cancelled in the trial',
        args: [{ customer: 'ann', price: 5, months: 0 }],
        signals: [{ name: 'cancelSubscription', afterTask: 1 }],
        result: 0,
      },
      { workflow: 'forgiving', args: ['ann', 5], result: 'paid' },
      {
        workflow: 'forgiving',
        name: 'declined',
        args: ['ann', 5],
        activities: { chargeCard: { fail: 'declined', type: 'CardDeclined' } },
        result: 'invoiced',
      },
      {
        workflow: 'forgiving',
        name: 'timed out',
        args: ['ann', 5],
        activities: { chargeCard: { timeout: 'START_TO_CLOSE' } },
        ends: 'failed',
      },
      { workflow: 'carefulParent', args: ['12'], children: { measure: { fail: 'x' } }, result: 12 },
      {
        workflow: 'batch',
        activities: { fetchPage: ({ call }: { call: number }) => ({ items: ['a', 'b'], next: call < 3 ? call : null }) },
        result: 6,
      },
      {
        workflow: 'inbox',
        args: ['ann'],
        signals: [
          { name: 'mail', args: ['one'], at: 'start' },
          { name: 'mail', args: ['two'], afterTask: 1 },
          { name: 'close', afterTask: 1 },
        ],
        result: ['one', 'two'],
      },
      {
        workflow: 'pinned',
        args: ['a'],
        activities: { processItem: 1 },
        signals: [{ name: 'resume', args: ['ann'], afterTask: 2 }],
        result: 'ann: 1',
      },
      {
        workflow: 'escalate',
        args: ['fire'],
        signals: [{ name: 'acknowledge', args: ['bob'], at: 20 * 60_000 }],
        result: 'bob',
      },
      { workflow: 'traced', args: [{ r1: 'a', r2: 'b' }], activities: { processItem: 1 }, result: { r1: 1, r2: 1 } },
      { workflow: 'reward', args: ['ann', 5], nexus: { addPoints: { ok: { total: 15 }, async: true } }, result: 15 },
      { workflow: 'pooled', args: [['a', 'b', 'c'], 2], activities: { processItem: ({ call }: { call: number }) => call }, result: [1, 2, 3] },
      { workflow: 'oneClickBuy', args: ['ann', 5], activities: { chargeCard: { id: 'C', amount: 5 } }, result: 'CONFIRMED' },
      {
        workflow: 'oneClickBuy',
        name: 'cancelled',
        args: ['ann', 5],
        signals: [{ name: 'cancelPurchase', afterTask: 1 }],
        queries: [{ name: 'purchaseState', afterTask: 1 }],
        result: 'CANCELLED',
      },
      {
        workflow: 'helpDesk',
        args: ['bob'],
        updates: [{ name: 'ask', args: ['why?'], afterTask: 1 }],
        signals: [{ name: 'endShift', afterTask: 3 }],
        result: 0,
      },
      {
        workflow: 'somethingNobodyKnows',
        args: ['notify'],
        signals: [{ name: 'processItem', afterTask: 1 }],
        result: ['notify:1', 'processItem:1'],
      },
    ],
  },
  'typed-json': {
    workflowsPath: 'src/workflows.ts',
    payloadConverter: 'src/payload-converter.ts',
    executions: [
      {
        workflow: 'instalments',
        args: [{ $big: '100' }, { $date: 0 }],
        activities: { dueDates: { $map: [['month 0', { $date: 0 }], ['month 1', { $date: 2_678_400_000 }]] } },
        result: { $map: [['month 0', { $big: '50' }], ['month 1', { $big: '50' }]] },
      },
    ],
  },
  agent: {
    workflowsPath: 'src/workflows.ts',
    executions: [
      {
        workflow: 'agent',
        args: ['find it'],
        activities: {
          generate: ({ call }: { call: number }) => ({
            role: 'assistant',
            content: call === 1 ? 'waiting' : 'found',
            ...(call === 1 && { toolCalls: [{ name: 'search', input: { query: 'it' } }] }),
          }),
        },
        signals: [{ name: 'say', args: ['go on'], afterTask: 3 }],
        queries: [{ name: 'transcript', afterTask: 3 }],
        result: 'find it: found',
      },
    ],
  },
  intercepted: {
    workflowsPath: 'src/workflows.ts',
    interceptors: ['src/interceptors.ts'],
    executions: [{ workflow: 'deliver', args: [['a', 'b']], result: ['ship:1', 'ship:2'] }],
  },
  javascript: {
    workflowsPath: 'workflows/index.js',
    executions: [
      { workflow: 'greetAll', args: [['ann', 'bob']], result: 'greet:1; greet:2' },
      { workflow: 'reminder', args: ['tea', {}], result: 'given up' },
      {
        workflow: 'reminder',
        name: 'done',
        args: ['tea', { every: 60_000 }],
        signals: [
          { name: 'snooze', args: [2], at: 'start' },
          { name: 'done', afterTask: 2 },
        ],
        queries: [{ name: 'state', afterTask: 2 }],
        result: 'done',
      },
    ],
  },
  'javascript-modules': {
    workflowsPath: 'workflows.js',
    executions: [{ workflow: 'wordCount', args: [['a.txt']], activities: { lines: ['one two', 'three'] }, result: { 'a.txt': 3 } }],
  },
};
