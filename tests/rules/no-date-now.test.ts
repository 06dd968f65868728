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
        { messageId: 'standsStill', data: { form: 'Date.now()' }, line: 5, column: 11 },
        { messageId: 'standsStill', data: { form: 'new Date()' }, line: 5, column: 23 },
        { messageId: 'standsStill', data: { form: 'new Date()' }, line: 5, column: 35 },
        { messageId: 'standsStill', data: { form: 'Date()' }, line: 5, column: 45 },
        { messageId: 'standsStill', data: { form: 'Date.now()' }, line: 5, column: 53 },
        { messageId: 'standsStill', data: { form: 'new Date()' }, line: 5, column: 68 },
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
        { messageId: 'standsStill', data: { form: 'Date.now()' }, line: 8, column: 11 },
        { messageId: 'standsStill', data: { form: 'Date.now()' }, line: 8, column: 34 },
        { messageId: 'standsStill', data: { form: 'new Date()' }, line: 8, column: 47 },
        { messageId: 'standsStill', data: { form: 'Date.now()' }, line: 8, column: 60 },
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
      errors: [{ messageId: 'standsStill', data: { form: 'Date.now()' }, line: 5, column: 11 }],
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
        { messageId: 'standsStill', data: { form: 'new Date()' }, line: 7, column: 18 },
        { messageId: 'standsStill', data: { form: 'new Date()' }, line: 7, column: 52 },
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
