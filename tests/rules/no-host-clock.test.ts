import path from 'node:path';
import rule from '../../src/rules/no-host-clock.ts';
import { RuleTester } from '../rule-tester.ts';

const types = path.resolve(import.meta.dirname, '../fixtures/types');
const withTypes = {
  filename: 'file.ts',
  languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: types } },
  settings: { 'temporal-workflow': { workflows: ['**/fixtures/types/file.ts'] } },
};

new RuleTester().run('no-host-clock', rule, {
  valid: [
    {
      name: 'workflow time',
      code: `
import { sleep } from '@temporalio/workflow';
const format = new Intl.DateTimeFormat('en', { timeZone: 'UTC' });
export async function wf(at: Date, ...args: Date[]) {
  await sleep(1);
  return [Date.now(), new Date(), format.format(at), format.formatToParts(Date.now()), format.format(...args), format.formatRange(at, at)];
}
      `,
    },
    {
      name: 'format functions of other things',
      code: `
import { sleep } from '@temporalio/workflow';
import { formatter } from './formats';
const list = new Intl.ListFormat('en');
export async function wf(given: Intl.DateTimeFormat) {
  await sleep(1);
  return [formatter.format(), given.resolvedOptions(), list.format([]), { format() {} }.format(), [new Date()].map(Intl.DateTimeFormat('en').format)];
}
      `,
    },
    {
      name: 'constructors of other things, and of a date with a time',
      code: `
import { sleep } from '@temporalio/workflow';
class Clock { static now() { return 0; } }
export async function wf(at: Date, unknown: any) {
  await sleep(1);
  const clock = new Clock();
  return [(clock.constructor as typeof Clock).now(), unknown.constructor.now(), new (at.constructor as any)(0), at.constructor === Date];
}
      `,
    },
    {
      name: 'names of the file, and of other modules',
      code: `
import { sleep, workflowInfo } from '@temporalio/workflow';
import { Temporal } from '@js-temporal/polyfill';
import { info } from './info';
export async function wf(performance: { now(): number }, Intl: any) {
  await sleep(1);
  return [performance.now(), Temporal.Now.instant(), new Intl.DateTimeFormat().format(), info().unsafe.now(), workflowInfo().unsafe.isReplaying];
}
      `,
    },
    {
      name: 'a global that the file assigns, and one that it asks for',
      code: `
import { sleep } from '@temporalio/workflow';
globalThis.Temporal = { Now: {} } as any;
export async function wf() {
  await sleep(1);
  return [Temporal.Now.instant(), typeof performance === 'undefined' ? 0 : performance.now(), globalThis.performance?.now()];
}
      `,
    },
    {
      name: 'time of the machine that is only logged, measured or handed to a sink',
      code: `
import { log, metricMeter, proxyActivities, proxySinks, workflowInfo } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1m' });
const { timing } = proxySinks<any>();
export async function wf() {
  const start = workflowInfo().unsafe.now();
  const duration = metricMeter.createHistogram('duration');
  await charge();
  const took = workflowInfo().unsafe.now() - start;
  log.info('charged', { took, at: new Intl.DateTimeFormat('en').format(), nested: [took / 1000] });
  console.log(\`took \${Math.round(took)} ms\`);
  timing.record(String(took));
  duration.record(took);
}
      `,
    },
    {
      name: 'in a query handler and in a validator',
      code: `
import { condition, defineQuery, defineUpdate, setHandler, workflowInfo } from '@temporalio/workflow';
const age = defineQuery<number>('age');
const set = defineUpdate<void, [number]>('set');
export async function wf() {
  setHandler(age, () => workflowInfo().unsafe.now());
  setHandler(set, () => {}, { validator: (at) => { if (at < workflowInfo().unsafe.now()) throw new Error(); } });
  await condition(() => false);
}
      `,
    },
    {
      name: 'types',
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf(now: typeof performance.now, mark?: PerformanceMark) {
  await sleep(1);
  return [now(), mark];
}
      `,
    },
    {
      name: 'a function that no workflow runs',
      code: `
import { sleep } from '@temporalio/workflow';
const measure = () => [performance.now(), new Intl.DateTimeFormat().format(), process.hrtime()];
export async function wf() { await sleep(1); }
      `,
    },
    {
      name: 'a file that is not workflow code',
      code: `export const now = () => [performance.now(), new Date().constructor.now(), new Intl.DateTimeFormat().format()];`,
    },
    {
      ...withTypes,
      name: 'with types, a constructor of something else',
      code: `
interface Moment { readonly at: number }
declare function moment(): Moment;
export async function wf() { return (moment().constructor as any).now(); }
      `,
    },
  ],
  invalid: [
    {
      name: 'a formatter without a date',
      code: `
import { sleep } from '@temporalio/workflow';
const short = new Intl.DateTimeFormat('en', { timeZone: 'UTC' });
const { format } = short;
export async function wf() {
  await sleep(1);
  return [short.format(), Intl.DateTimeFormat('en').formatToParts(undefined), format()];
}
      `,
      errors: [
        {
          messageId: 'format',
          data: { name: 'Intl.DateTimeFormat' },
          line: 7,
          column: 11,
          suggestions: [
            {
              messageId: 'handDate',
              output: `
import { sleep } from '@temporalio/workflow';
const short = new Intl.DateTimeFormat('en', { timeZone: 'UTC' });
const { format } = short;
export async function wf() {
  await sleep(1);
  return [short.format(new Date()), Intl.DateTimeFormat('en').formatToParts(undefined), format()];
}
      `,
            },
          ],
        },
        {
          messageId: 'format',
          data: { name: 'Intl.DateTimeFormat' },
          line: 7,
          column: 27,
          suggestions: [
            {
              messageId: 'handDate',
              output: `
import { sleep } from '@temporalio/workflow';
const short = new Intl.DateTimeFormat('en', { timeZone: 'UTC' });
const { format } = short;
export async function wf() {
  await sleep(1);
  return [short.format(), Intl.DateTimeFormat('en').formatToParts(new Date()), format()];
}
      `,
            },
          ],
        },
        {
          messageId: 'format',
          data: { name: 'Intl.DateTimeFormat' },
          line: 7,
          column: 79,
          suggestions: [
            {
              messageId: 'handDate',
              output: `
import { sleep } from '@temporalio/workflow';
const short = new Intl.DateTimeFormat('en', { timeZone: 'UTC' });
const { format } = short;
export async function wf() {
  await sleep(1);
  return [short.format(), Intl.DateTimeFormat('en').formatToParts(undefined), format(new Date())];
}
      `,
            },
          ],
        },
      ],
    },
    {
      name: 'the Date behind a date',
      code: `
import { sleep } from '@temporalio/workflow';
const Real = new Date(0).constructor as DateConstructor;
export async function wf(at: Date) {
  await sleep(1);
  return [Real.now(), new Real(), new (at.constructor as any)(), (at.constructor as any)(), (Date.prototype.constructor as any).now(/* now */)];
}
      `,
      errors: [
        {
          messageId: 'originalDate',
          line: 6,
          column: 11,
          suggestions: [
            {
              messageId: 'useDateNow',
              output: `
import { sleep } from '@temporalio/workflow';
const Real = new Date(0).constructor as DateConstructor;
export async function wf(at: Date) {
  await sleep(1);
  return [Date.now(), new Real(), new (at.constructor as any)(), (at.constructor as any)(), (Date.prototype.constructor as any).now(/* now */)];
}
      `,
            },
          ],
        },
        { messageId: 'originalDate', line: 6, column: 27 },
        { messageId: 'originalDate', line: 6, column: 40 },
        { messageId: 'originalDate', line: 6, column: 67 },
        { messageId: 'originalDate', line: 6, column: 93 },
      ],
    },
    {
      name: 'the unsafe time of the workflow, through a namespace and a pattern',
      code: `
import * as wf from '@temporalio/workflow';
const { now } = wf.workflowInfo().unsafe;
export async function order(deadline: number) {
  await wf.sleep(1);
  if (wf.workflowInfo().unsafe.now() > deadline) return 'late';
  await wf.condition(() => now() > deadline);
  const start = now();
  wf.log.info('order', { start });
  return start;
}
      `,
      errors: [
        {
          messageId: 'unsafe',
          line: 6,
          column: 7,
          suggestions: [
            {
              messageId: 'useDateNow',
              output: `
import * as wf from '@temporalio/workflow';
const { now } = wf.workflowInfo().unsafe;
export async function order(deadline: number) {
  await wf.sleep(1);
  if (Date.now() > deadline) return 'late';
  await wf.condition(() => now() > deadline);
  const start = now();
  wf.log.info('order', { start });
  return start;
}
      `,
            },
          ],
        },
        { messageId: 'unsafe', line: 7, column: 28 },
        { messageId: 'unsafe', line: 8, column: 17 },
      ],
    },
    {
      name: 'what the sandbox does not have',
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf() {
  const start = performance.now();
  await sleep(1);
  const { hrtime } = process;
  return [process.hrtime.bigint(), globalThis.performance.now() - start, new PerformanceObserver(() => {}), hrtime()];
}
      `,
      errors: [
        {
          messageId: 'missing',
          data: { name: 'performance.now' },
          line: 4,
          column: 17,
          suggestions: [
            {
              messageId: 'useDateNow',
              output: `
import { sleep } from '@temporalio/workflow';
export async function wf() {
  const start = Date.now();
  await sleep(1);
  const { hrtime } = process;
  return [process.hrtime.bigint(), globalThis.performance.now() - start, new PerformanceObserver(() => {}), hrtime()];
}
      `,
            },
          ],
        },
        { messageId: 'missing', data: { name: 'process.hrtime' }, line: 6, column: 11 },
        { messageId: 'missing', data: { name: 'process.hrtime' }, line: 7, column: 11 },
        {
          messageId: 'missing',
          data: { name: 'performance.now' },
          line: 7,
          column: 36,
          suggestions: [
            {
              messageId: 'useDateNow',
              output: `
import { sleep } from '@temporalio/workflow';
export async function wf() {
  const start = performance.now();
  await sleep(1);
  const { hrtime } = process;
  return [process.hrtime.bigint(), Date.now() - start, new PerformanceObserver(() => {}), hrtime()];
}
      `,
            },
          ],
        },
        { messageId: 'missing', data: { name: 'PerformanceObserver' }, line: 7, column: 78 },
      ],
    },
    {
      name: 'what only newer releases of V8 have, asked for or not, and a wait outside of history',
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf(ints: Int32Array) {
  await sleep(1);
  const { value } = Atomics.waitAsync(ints, 0, 0, 1000);
  await value;
  return globalThis.Temporal ? Temporal.Now.instant() : null;
}
      `,
      errors: [
        { messageId: 'outside', data: { name: 'Atomics.waitAsync' }, line: 5, column: 21 },
        { messageId: 'ofNewerV8', data: { name: 'Temporal.Now' }, line: 7, column: 32 },
      ],
    },
    {
      name: 'a file with a Date of its own, where nothing is suggested',
      code: `
import { sleep } from '@temporalio/workflow';
import { Date as Day } from './days';
type Date = Day;
export async function wf(Date: unknown) {
  await sleep(1);
  return performance.now();
}
      `,
      errors: [{ messageId: 'missing', data: { name: 'performance.now' }, line: 7, column: 10 }],
    },
    {
      name: 'a JavaScript file',
      filename: 'workflows.js',
      code: `
const { sleep } = require('@temporalio/workflow');
exports.wf = async function wf() {
  await sleep(1);
  return new Intl.DateTimeFormat('en').format();
};
      `,
      errors: [
        {
          messageId: 'format',
          data: { name: 'Intl.DateTimeFormat' },
          line: 5,
          column: 10,
          suggestions: [
            {
              messageId: 'handDate',
              output: `
const { sleep } = require('@temporalio/workflow');
exports.wf = async function wf() {
  await sleep(1);
  return new Intl.DateTimeFormat('en').format(new Date());
};
      `,
            },
          ],
        },
      ],
    },
    {
      ...withTypes,
      name: 'with types, the constructor of what is a date',
      code: `
declare function placedAt(): Date | undefined;
export async function wf() { return (placedAt()!.constructor as DateConstructor).now(); }
      `,
      errors: [
        {
          messageId: 'originalDate',
          line: 3,
          column: 37,
          suggestions: [
            {
              messageId: 'useDateNow',
              output: `
declare function placedAt(): Date | undefined;
export async function wf() { return Date.now(); }
      `,
            },
          ],
        },
      ],
    },
  ],
});
