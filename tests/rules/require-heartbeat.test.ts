import path from 'node:path';
import rule from '../../src/rules/require-heartbeat.ts';
import { RuleTester } from '../rule-tester.ts';

const project = path.resolve(import.meta.dirname, '../fixtures/heartbeats');
const filename = path.join(project, 'workflows.ts');
const activities = path.resolve(import.meta.dirname, '../fixtures/polling/activities.ts');
const javascript = path.join(project, 'workflows.js');

new RuleTester().run('require-heartbeat', rule, {
  valid: [
    {
      name: 'heartbeats with a timeout, and neither',
      filename,
      code: `
import { proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities';
const { upload, download } = proxyActivities<typeof activities>({ startToCloseTimeout: '1h', heartbeatTimeout: '30s' });
const { notify } = proxyActivities<typeof activities>({ startToCloseTimeout: '1h' });
export async function wf() { await upload('a'); await download('a'); await notify('a'); }
      `,
    },
    {
      name: 'a timeout that comes with the call',
      filename,
      code: `
import { proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities';
const { upload } = proxyActivities<typeof activities>({ startToCloseTimeout: '1h' });
export async function wf() { await upload.executeWithOptions({ heartbeatTimeout: '30s' }, ['a']); }
      `,
    },
    {
      name: 'a timeout that can never end an attempt',
      filename,
      code: `
import { proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities';
const { notify } = proxyActivities<typeof activities>({ startToCloseTimeout: '10s', heartbeatTimeout: '10s' });
const other = proxyActivities<typeof activities>({ startToCloseTimeout: '1h', heartbeatTimeout: 0 });
export async function wf() { await notify('a'); await other.notify('b'); }
      `,
    },
    {
      name: 'attempts that are too short to be watched',
      filename,
      code: `
import { proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities';
const { upload } = proxyActivities<typeof activities>({ startToCloseTimeout: '30s' });
export async function wf() { await upload('a'); }
      `,
    },
    {
      name: 'activities that may send heartbeats, are not there, or are called by a name that is computed',
      filename,
      code: `
import { proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities';
const watched = proxyActivities<typeof activities>({ startToCloseTimeout: '1h', heartbeatTimeout: '10s' });
const unwatched = proxyActivities<typeof activities>({ startToCloseTimeout: '1h' });
export async function wf(name: string) {
  await watched.perhaps();
  await unwatched.perhaps();
  await watched.missing();
  await watched[name]();
}
      `,
    },
    {
      name: 'options that this file does not show, and proxies whose activities nobody calls',
      filename,
      code: `
import { proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities';
import { options } from './options';
const { upload } = proxyActivities<typeof activities>(options);
const { notify } = proxyActivities<typeof activities>({ startToCloseTimeout: '1h', ...options });
const { download } = proxyActivities<typeof activities>({ startToCloseTimeout: '1h' });
export async function wf() { await upload('a'); await notify('a'); }
      `,
    },
    {
      name: 'local activities, which have no heartbeats',
      filename,
      code: `
import { proxyLocalActivities } from '@temporalio/workflow';
import type * as activities from './activities';
const { upload } = proxyLocalActivities<typeof activities>({ startToCloseTimeout: '1h' });
export async function wf() { await upload('a'); }
      `,
    },
    {
      name: 'functions of the same name from elsewhere, shadowed, and types',
      filename,
      code: `
import { sleep, type proxyActivities as Make } from '@temporalio/workflow';
import type * as activities from './activities';
import { proxyActivities } from './fakes';
const { upload } = proxyActivities<typeof activities>({ startToCloseTimeout: '1h' });
export async function wf(make: typeof Make) {
  await sleep(1);
  await upload('a');
  await make<typeof activities>({ startToCloseTimeout: '1h' }).upload('a');
}
      `,
    },
    {
      name: 'long attempts, where nothing is asked for',
      code: `
import { proxyActivities } from '@temporalio/workflow';
const { charge } = proxyActivities({ startToCloseTimeout: '1h' });
export async function wf() { await charge(); }
      `,
    },
    {
      name: 'long attempts with heartbeats, short ones, and unknown ones, where heartbeats are asked for',
      options: [{ above: '10 minutes' }],
      code: `
import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import { LIMIT } from './limits';
proxyActivities({ startToCloseTimeout: '1h', heartbeatTimeout: '1m' });
proxyActivities({ startToCloseTimeout: '10 minutes' });
proxyActivities({ startToCloseTimeout: LIMIT });
proxyActivities({ startToCloseTimeout: '1h', scheduleToCloseTimeout: '5 minutes' });
proxyLocalActivities({ startToCloseTimeout: '1h' });
      `,
    },
    {
      name: 'activities that poll where somebody watches, for a short time, with heartbeats, or called by nobody',
      filename: activities,
      code: `
import { heartbeat, sleep } from '@temporalio/activity';
export async function watched(url: string) { while (!(await fetch(url)).ok) await sleep('5s'); }
export async function short(url: string) { while (!(await fetch(url)).ok) await sleep('5s'); }
export async function uncalled(url: string) { while (!(await fetch(url)).ok) await sleep('5s'); }
export async function untilReady(url: string) {
  while (!(await fetch(url)).ok) {
    heartbeat();
    await sleep('5s');
  }
}
      `,
    },
    {
      name: 'loops with an end, and loops that do not wait',
      filename: activities,
      code: `
import { sleep } from '@temporalio/activity';
export async function untilReady(urls: string[]) {
  for (let turn = 0; turn < 3; turn++) await sleep('5s');
  for (const url of urls) await fetch(url).then(() => sleep('1s'));
  while (urls.pop()) await fetch('x');
  await sleep('5s');
}
      `,
    },
    {
      name: 'the same in a file that is no activity of the project',
      code: `
import { sleep } from '@temporalio/activity';
export async function untilReady(url: string) { while (!(await fetch(url)).ok) await sleep('5s'); }
      `,
    },
  ],
  invalid: [
    {
      name: 'an activity that polls for as long as the workflow allows',
      filename: activities,
      code: `
import { sleep } from '@temporalio/activity';
export async function untilReady(url: string): Promise<void> {
  for (;;) {
    if ((await fetch(url)).ok) return;
    await sleep('5 seconds');
  }
}
      `,
      errors: [{ messageId: 'polling', data: { name: 'untilReady', limit: '2 hours' }, line: 6, column: 5 }],
    },
    {
      name: 'in other ways to wait',
      filename: activities,
      code: `
import { Context } from '@temporalio/activity';
import { setTimeout as delay } from 'node:timers/promises';
const pause = (time: number) => new Promise((resolve) => setTimeout(resolve, time));
export const untilReady = async (url: string): Promise<void> => {
  while (!(await fetch(url)).ok) await Context.current().sleep(5000);
  do { await delay(1000); } while (!(await fetch(url)).ok);
  while (true) { await pause(1000); }
};
      `,
      errors: [{ messageId: 'polling', data: { name: 'untilReady', limit: '2 hours' }, line: 6, column: 34 }],
    },
    {
      name: 'a timeout for an activity that sends no heartbeats',
      filename,
      code: `
import { proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities';
const { upload, notify } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1h',
  heartbeatTimeout: '30s',
});
export async function wf() { await upload('a'); await notify('a'); }
      `,
      errors: [{ messageId: 'silent', data: { activities: '`notify`', name: 'proxyActivities', limit: '60 minutes' }, line: 6, column: 21 }],
    },
    {
      name: 'heartbeats without a timeout, in every form of a proxy',
      filename,
      code: `
import * as workflow from '@temporalio/workflow';
import { proxyActivities as make } from '@temporalio/workflow';
import type * as activities from './activities';
import type { Archive } from './archive';
const { upload, download } = make<Pick<typeof activities, 'upload' | 'download'>>({ startToCloseTimeout: '1h' });
const archive = workflow.proxyActivities<Archive>({ startToCloseTimeout: '1h' });
class Files {
  readonly activities = make<typeof import('./activities')>({ scheduleToCloseTimeout: '2 days' });
  async run() { await this.activities.upload('a'); }
}
export async function wf() {
  await upload('a');
  await download('a');
  await archive.store('a');
  await archive.find('a');
  await new Files().run();
}
      `,
      errors: [
        { messageId: 'unwatched', data: { activities: '`upload`, `download`', name: 'make', limit: '60 minutes' }, line: 6, column: 83 },
        { messageId: 'unwatched', data: { activities: '`store`', name: 'workflow.proxyActivities', limit: '60 minutes' }, line: 7, column: 51 },
        { messageId: 'unwatched', data: { activities: '`upload`', name: 'make', limit: '48 hours' }, line: 9, column: 61 },
      ],
    },
    {
      name: 'in JavaScript, by what the worker is given',
      filename: javascript,
      code: `
const { proxyActivities } = require('@temporalio/workflow');
const { upload, notify, store } = proxyActivities({ startToCloseTimeout: '1h' });
const watched = proxyActivities({ startToCloseTimeout: '1h', heartbeatTimeout: '1m' });
exports.wf = async function () {
  await upload('a');
  await notify('a');
  await store('a');
  await watched.notify('a');
};
      `,
      errors: [
        { messageId: 'unwatched', data: { activities: '`upload`, `store`', name: 'proxyActivities', limit: '60 minutes' }, line: 3, column: 51 },
        { messageId: 'silent', data: { activities: '`notify`', name: 'proxyActivities', limit: '60 minutes' }, line: 4, column: 80 },
      ],
    },
    {
      name: 'by the name of the activity, and by the options of a call',
      filename,
      code: `
import { proxyActivities, scheduleActivity } from '@temporalio/workflow';
import type * as activities from './activities';
const { notify } = proxyActivities<typeof activities>({ startToCloseTimeout: '1h' });
export async function wf() {
  await scheduleActivity('upload', [], { startToCloseTimeout: '1h' });
  await notify.executeWithOptions({ heartbeatTimeout: '1m' }, ['a']);
}
      `,
      errors: [
        { messageId: 'unwatched', data: { activities: '`upload`', name: 'scheduleActivity', limit: '60 minutes' }, line: 6, column: 40 },
        { messageId: 'silent', data: { activities: '`notify`', name: 'notify.executeWithOptions', limit: '60 minutes' }, line: 7, column: 55 },
      ],
    },
    {
      name: 'long attempts, where heartbeats are asked for',
      options: [{ above: '10 minutes' }],
      code: `
import { proxyActivities, scheduleActivity } from '@temporalio/workflow';
const LIMIT = '4 hours';
const { charge } = proxyActivities({ startToCloseTimeout: LIMIT });
export async function wf() {
  await scheduleActivity('charge', [], { startToCloseTimeout: 601_000 });
  await charge();
}
      `,
      errors: [
        { messageId: 'long', data: { activities: '', name: 'proxyActivities', limit: '4 hours' }, line: 4, column: 59 },
        { messageId: 'long', data: { activities: '', name: 'scheduleActivity', limit: '10 minutes' }, line: 6, column: 63 },
      ],
    },
  ],
});
