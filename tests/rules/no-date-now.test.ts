import path from 'node:path';
import rule from '../../src/rules/no-date-now.ts';
import { RuleTester } from '../rule-tester.ts';

// With an absolute file name, the rule tester works in the root of the file system.
const project = path.join(path.parse(process.cwd()).root, 'project');
const clock = (module: string, name = 'now') => ({ 'temporal-workflow': { clock: { module, name } } });

new RuleTester().run('no-date-now', rule, {
  valid: [
    {
      name: 'a date that is made of something',
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf(...parts) {
  await sleep(1);
  return [new Date(0), new Date('2024-01-01T00:00:00Z'), new Date(...parts), Date.UTC(2024, 0, 1), Date.parse('2024-01-01')];
}
      `,
    },
    {
      name: 'types, and Date as a value',
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf(at: Date, make: typeof Date.now): Promise<boolean> {
  await sleep(1);
  return at instanceof Date && make() > 0;
}
      `,
    },
    {
      name: 'a Date of the file',
      code: `
import { sleep } from '@temporalio/workflow';
import { Date } from './dates';
export async function wf() {
  await sleep(1);
  return [Date.now(), new Date()];
}
      `,
    },
    {
      name: 'a Date that the file assigns',
      code: `
import { sleep } from '@temporalio/workflow';
import { FakeDate } from './dates';
globalThis.Date = FakeDate;
export async function wf() {
  await sleep(1);
  return Date.now();
}
      `,
    },
    {
      name: 'the time that is handed to a formatter',
      code: `
import { sleep } from '@temporalio/workflow';
import { formatter } from './formats';
const utc = new Intl.DateTimeFormat('en-US', { timeZone: 'UTC' });
export async function wf(given) {
  await sleep(1);
  return [utc.format(new Date()), utc.formatToParts(Date.now()), given.format(new Date())];
}
      `,
    },
    {
      name: 'Date() as a text, which depends on the time zone',
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf() {
  await sleep(1);
  return [\`at \${Date()}\`, 'at ' + Date(), String(Date()), Date().toString()];
}
      `,
    },
    {
      name: 'forms that are allowed',
      options: [{ allow: ['Date.now()', 'new Date()', 'Date()'] }],
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf() {
  await sleep(1);
  return [Date.now(), new Date(), new Date, Date()];
}
      `,
    },
    {
      name: 'timestamps are allowed: what none of the traps is in sight of, in each form',
      options: [{ allow: ['timestamps'] }],
      code: `
import { condition, log, proxyActivities, sleep } from '@temporalio/workflow';
const { report } = proxyActivities({ startToCloseTimeout: '1m', retry: { maximumAttempts: 3 } });
export async function wf(due) {
  await sleep(due - Date.now());
  const started = Date.now();
  await report({ at: new Date().toISOString(), now: Date(), text: \`done at \${Date.now()}\` });
  await report(Date.now() - started);
  return new Date();
}
      `,
    },
    {
      name: 'timestamps are allowed: texts that are only logged or tell of an error',
      options: [{ allow: ['timestamps'] }],
      code: `
import { ApplicationFailure, log, sleep } from '@temporalio/workflow';
export async function wf(isLate) {
  const line = \`order-\${Date.now()}\`;
  log.info(line, { requestId: Date.now() });
  console.log('at:' + Date.now());
  await sleep(1);
  if (isLate) throw ApplicationFailure.nonRetryable(\`late:\${Date.now()}\`);
  return new RangeError('early:' + Date.now());
}
      `,
    },
    {
      name: 'timestamps are allowed: texts for people, names of days, and names that no id has',
      options: [{ allow: ['timestamps'] }],
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf(tag) {
  await sleep(1);
  const month = new Date().toISOString().slice(0, 7);
  return {
    subject: 'Report of ' + new Date(),
    file: \`report-\${new Date().toISOString()}\`,
    workflowId: \`report-\${month}\`,
    paid: Date.now(),
    text: String(Date.now()),
    sum: Date.now() + 1,
    tagged: tag\`x\${Date.now()}\`,
  };
}
      `,
    },
    {
      name: 'timestamps are allowed: durations with a wait in between, in every way',
      options: [{ allow: ['timestamps'] }],
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf(given, parts, isSlow) {
  const branched = Date.now();
  if (isSlow) await sleep(1);
  const one = Date.now() - branched;

  const looped = Date.now();
  for (const part of parts) {
    if (Date.now() - looped > 1000) break;
    await sleep(part);
  }

  const streamed = new Date();
  for await (const part of given) if (new Date() > streamed) break;

  const outer = Date.now();
  const later = () => Date.now() - outer;
  let assigned = Date.now();
  const two = Date.now() - assigned;
  const maybe = given.now ?? Date.now();
  const three = maybe - Date.now();
  return [one, two, three, later, Date.now() - given.at];
}
export async function* generator() {
  const before = Date.now();
  yield before;
  yield Date.now() - before;
}
      `,
    },
    {
      name: 'timestamps are allowed: loops that wait, and functions in a test',
      options: [{ allow: ['timestamps'] }],
      code: `
import { condition, sleep } from '@temporalio/workflow';
export async function wf(end, parts) {
  while (Date.now() < end) await sleep(1000);
  do { await sleep(1); } while (new Date() < end);
  while ((await condition(() => parts.length > 0, 10)) && Date.now() < end) parts.pop();
  for (; Date.now() < end; await sleep(1)) parts.pop();
  while (parts.some((part) => part.at < Date.now())) parts.pop();
  for (const part of [Date.now()]) parts.push(part);
}
      `,
    },
    {
      name: 'the module of the clock itself',
      filename: path.join(project, 'src/workflows/clock.ts'),
      settings: clock('./project/src/workflows/clock'),
      code: `
import { workflowInfo } from '@temporalio/workflow';
export const now = () => (workflowInfo().unsafe.isReplaying, Date.now());
      `,
    },
    {
      name: 'a function that no workflow runs',
      code: `
import { sleep } from '@temporalio/workflow';
function later() { return Date.now(); }
export async function wf() { await sleep(1); }
      `,
    },
    {
      name: 'a file that is not workflow code',
      code: `export const now = () => Date.now();`,
    },
  ],
  invalid: [
    {
      name: 'each form',
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf() {
  await sleep(1);
  return [Date.now(), new Date(), new Date, Date(), Date['now'](), new Date().toISOString()];
}
      `,
      errors: [
        { messageId: 'timestamp', data: { form: 'Date.now()' }, line: 5, column: 11 },
        { messageId: 'timestamp', data: { form: 'new Date()' }, line: 5, column: 23 },
        { messageId: 'timestamp', data: { form: 'new Date()' }, line: 5, column: 35 },
        { messageId: 'timestamp', data: { form: 'Date()' }, line: 5, column: 45 },
        { messageId: 'timestamp', data: { form: 'Date.now()' }, line: 5, column: 53 },
        { messageId: 'timestamp', data: { form: 'new Date()' }, line: 5, column: 68 },
      ],
    },
    {
      name: 'through the global object, an alias and a pattern',
      code: `
import { sleep } from '@temporalio/workflow';
const Clock = Date;
const { now } = Date;
const current = globalThis.Date.now;
export async function wf() {
  await sleep(1);
  return [globalThis.Date.now(), Clock.now(), new Clock(), current()];
}
      `,
      errors: [
        { messageId: 'timestamp', data: { form: 'Date.now()' }, line: 8, column: 11 },
        { messageId: 'timestamp', data: { form: 'Date.now()' }, line: 8, column: 34 },
        { messageId: 'timestamp', data: { form: 'new Date()' }, line: 8, column: 47 },
        { messageId: 'timestamp', data: { form: 'Date.now()' }, line: 8, column: 60 },
      ],
    },
    {
      name: 'only the other forms are allowed',
      options: [{ allow: ['new Date()'] }],
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf() {
  await sleep(1);
  return [Date.now(), new Date()];
}
      `,
      errors: [{ messageId: 'timestamp', data: { form: 'Date.now()' }, line: 5, column: 11 }],
    },
    {
      name: 'ids: texts that a time is made a part of',
      options: [{ allow: ['timestamps'] }],
      code: `
import { proxyActivities, sleep } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1m', retry: { maximumAttempts: 3 } });
export async function wf(order) {
  await charge(\`charge-\${Date.now()}\`);
  await charge('charge-' + order + '-' + new Date().getTime());
  await charge(order + '-' + +new Date());
  await charge(Date.now().toString(36) + Math.random());
  await charge(\`charge-\${String(new Date().valueOf()).slice(-6)}\`);
  await charge(\`\${order}:\${new Date(Date.now()).getTime()}\`);
  const stamp = Date.now();
  const name = \`charge-\${stamp}\`;
  await charge(name);
  await sleep(stamp);
}
      `,
      errors: [
        { messageId: 'id', data: { form: 'Date.now()' }, line: 5, column: 26 },
        { messageId: 'id', data: { form: 'new Date()' }, line: 6, column: 42 },
        { messageId: 'id', data: { form: 'new Date()' }, line: 7, column: 31 },
        { messageId: 'id', data: { form: 'Date.now()' }, line: 8, column: 16 },
        { messageId: 'id', data: { form: 'new Date()' }, line: 9, column: 33 },
        { messageId: 'id', data: { form: 'Date.now()' }, line: 10, column: 37 },
        { messageId: 'id', data: { form: 'Date.now()' }, line: 11, column: 17 },
      ],
    },
    {
      name: 'ids: by the name that the time is given',
      options: [{ allow: ['timestamps'] }],
      code: `
import { sleep } from '@temporalio/workflow';
function send(to, idempotencyKey = Date.now()) { return { to, idempotencyKey }; }
export async function wf(order) {
  await sleep(1);
  const orderId = Date.now();
  const key = order.key ?? new Date().toISOString();
  order.request_id = order.isNew ? String(Date.now()) : 'old';
  send('a', new Date());
  send(...order, new Date());
  return { orderId, key, workflowId: 'a b ' + Date.now(), at: Date.now() };
}
      `,
      errors: [
        { messageId: 'id', data: { form: 'Date.now()' }, line: 3, column: 36 },
        { messageId: 'id', data: { form: 'Date.now()' }, line: 6, column: 19 },
        { messageId: 'id', data: { form: 'new Date()' }, line: 7, column: 28 },
        { messageId: 'id', data: { form: 'Date.now()' }, line: 8, column: 43 },
        { messageId: 'id', data: { form: 'new Date()' }, line: 9, column: 13 },
        { messageId: 'id', data: { form: 'Date.now()' }, line: 11, column: 47 },
      ],
    },
    {
      name: 'a constant that is made of itself',
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf() {
  await sleep(1);
  const text = Date.now() + 'a' + text;
  const time = +time;
  return [text, time - Date.now()];
}
      `,
      errors: [
        { messageId: 'id', data: { form: 'Date.now()' }, line: 5, column: 16 },
        { messageId: 'timestamp', data: { form: 'Date.now()' }, line: 7, column: 24 },
      ],
    },
    {
      name: 'loops that wait for nothing',
      options: [{ allow: ['timestamps'] }],
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf(end, parts) {
  await sleep(1);
  while (Date.now() < end);
  do { parts.pop(); } while (parts.length > 0 && new Date() < end);
  for (let i = 0; Date.now() - end < 10; i++) parts.forEach(async () => { await sleep(1); });
  for (;;) {
    await sleep(1);
    while (Date.now() < end) parts.pop();
  }
}
      `,
      errors: [
        { messageId: 'loop', data: { form: 'Date.now()' }, line: 5, column: 10 },
        { messageId: 'loop', data: { form: 'new Date()' }, line: 6, column: 50 },
        { messageId: 'loop', data: { form: 'Date.now()' }, line: 7, column: 19 },
        { messageId: 'loop', data: { form: 'Date.now()' }, line: 10, column: 12 },
      ],
    },
    {
      name: 'durations without a wait in between',
      options: [{ allow: ['timestamps'] }],
      code: `
import { proxyActivities } from '@temporalio/workflow';
const { report } = proxyActivities({ startToCloseTimeout: '1m', retry: { maximumAttempts: 3 } });
export async function wf(parts) {
  const started = new Date();
  parts.sort();
  const ended = new Date();
  await report(ended.getTime() - started.getTime());

  for (const part of parts) {
    const before = Date.now();
    part.sort();
    await report(Date.now() - before);
  }

  const first = Date.now();
  parts.sort();
  const elapsed = Date.now() - first;
  await report(elapsed);
  const isLate = +new Date() > Number(first);
  return isLate;
}
      `,
      errors: [
        { messageId: 'duration', data: { form: 'new Date()' }, line: 5, column: 19 },
        { messageId: 'duration', data: { form: 'new Date()' }, line: 7, column: 17 },
        { messageId: 'duration', data: { form: 'Date.now()' }, line: 11, column: 20 },
        { messageId: 'duration', data: { form: 'Date.now()' }, line: 13, column: 18 },
        // The first reading also has a use that a wait lies before.
        { messageId: 'duration', data: { form: 'Date.now()' }, line: 18, column: 19 },
      ],
    },
    {
      name: 'only timestamps are allowed, and the clock of the settings stands in for the rest',
      options: [{ allow: ['timestamps'] }],
      settings: clock('@acme/time'),
      code: `
import { sleep } from '@temporalio/workflow';
import { now } from '@acme/time';
export async function wf() {
  await sleep(now());
  return { at: Date.now(), id: Date.now() };
}
      `,
      errors: [{ messageId: 'useClock', data: { form: 'Date.now()', clock: 'now', module: '@acme/time' }, line: 6, column: 32 }],
      output: `
import { sleep } from '@temporalio/workflow';
import { now } from '@acme/time';
export async function wf() {
  await sleep(now());
  return { at: Date.now(), id: now() };
}
      `,
    },
    {
      name: 'a format function that is no method of a formatter',
      code: `
import { sleep } from '@temporalio/workflow';
import { format } from 'date-fns';
import * as dates from 'date-fns';
export async function wf() {
  await sleep(1);
  return [format(new Date(), 'yyyy'), dates.format(new Date(), 'yyyy')];
}
      `,
      errors: [
        { messageId: 'timestamp', data: { form: 'new Date()' }, line: 7, column: 18 },
        { messageId: 'timestamp', data: { form: 'new Date()' }, line: 7, column: 52 },
      ],
    },
    {
      name: 'the clock of the settings, a package',
      settings: clock('@acme/time', 'workflowNow'),
      code: `
import { sleep } from '@temporalio/workflow';

export async function wf() {
  await sleep(1);
  return [Date.now(), new Date()];
}
      `,
      errors: [
        { messageId: 'useClock', data: { form: 'Date.now()', clock: 'workflowNow', module: '@acme/time' }, line: 6, column: 11 },
        { messageId: 'useClock', data: { form: 'new Date()', clock: 'workflowNow', module: '@acme/time' }, line: 6, column: 23 },
      ],
      output: [
        `
import { sleep } from '@temporalio/workflow';
import { workflowNow } from '@acme/time';

export async function wf() {
  await sleep(1);
  return [workflowNow(), new Date()];
}
      `,
        `
import { sleep } from '@temporalio/workflow';
import { workflowNow } from '@acme/time';

export async function wf() {
  await sleep(1);
  return [workflowNow(), new Date(workflowNow())];
}
      `,
      ],
    },
    {
      name: 'the clock of the settings, a file, imported already and from a subfolder with endings',
      filename: path.join(project, 'src/workflows/orders/order.ts'),
      settings: clock('./project/src/clock.ts'),
      code: `
import { sleep } from "@temporalio/workflow"
import { total } from "./total.js"
export async function wf() {
  await sleep(total);
  return Date.now()
}
      `,
      errors: [{ messageId: 'useClock', data: { form: 'Date.now()', clock: 'now', module: '../../clock.js' }, line: 6, column: 10 }],
      output: `
import { sleep } from "@temporalio/workflow"
import { total } from "./total.js"
import { now } from "../../clock.js"
export async function wf() {
  await sleep(total);
  return now()
}
      `,
    },
    {
      name: 'the clock is imported under another name',
      settings: clock('@acme/time'),
      code: `
import { sleep } from '@temporalio/workflow';
import { now as current } from '@acme/time';
export async function wf() {
  await sleep(1);
  return [current(), Date.now()];
}
      `,
      errors: [{ messageId: 'useClock', data: { form: 'Date.now()', clock: 'now', module: '@acme/time' }, line: 6, column: 22 }],
      output: `
import { sleep } from '@temporalio/workflow';
import { now as current } from '@acme/time';
export async function wf() {
  await sleep(1);
  return [current(), current()];
}
      `,
    },
    {
      name: 'no fix where the name is taken, a comment would be lost, or the file has no imports',
      settings: clock('@acme/time'),
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf(now) {
  await sleep(now);
  return Date.now();
}
export async function other() {
  await sleep(1);
  return Date.now(/* of the task */);
}
      `,
      errors: [
        { messageId: 'useClock', data: { form: 'Date.now()', clock: 'now', module: '@acme/time' }, line: 5, column: 10 },
        { messageId: 'useClock', data: { form: 'Date.now()', clock: 'now', module: '@acme/time' }, line: 9, column: 10 },
      ],
      output: null,
    },
    {
      name: 'no fix without ES imports',
      filename: 'workflows.js',
      settings: clock('@acme/time'),
      code: `
const { sleep } = require('@temporalio/workflow');
exports.wf = async () => { await sleep(Date.now()); };
      `,
      errors: [{ messageId: 'useClock', data: { form: 'Date.now()', clock: 'now', module: '@acme/time' }, line: 3, column: 40 }],
      output: null,
    },
  ],
});
