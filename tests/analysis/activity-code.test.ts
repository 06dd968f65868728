import { readFileSync } from 'node:fs';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { expect, it } from 'vitest';
import { activityCode } from '../../src/analysis/activity-code.ts';
import { tempProject, type TempProject } from '../project/temp-project.ts';

/** The functions of a file that can run in an activity, by name; null where it is no activity code. */
function runsInActivity(project: TempProject, name: string): string[] | null {
  let found: string[] | null = null;
  const linter = new Linter({ cwd: project.root });
  const probe = {
    create: (context: never) => ({
      Program() {
        const code = activityCode(context);
        if (code) found = [];
      },
      'FunctionDeclaration, MethodDefinition > FunctionExpression, Property > FunctionExpression'(node: { parent: { key?: { name: string } }; id?: { name: string }; body: never }) {
        if (activityCode(context)?.runsInActivity(node.body)) found?.push(node.id?.name ?? node.parent.key!.name);
      },
    }),
  };
  const messages = linter.verify(
    readFileSync(project.at(name), 'utf8'),
    { files: ['**/*.{js,ts}'], languageOptions: { parser: parser as never }, plugins: { p: { rules: { probe: probe as never } } }, rules: { 'p/probe': 'error' } },
    project.at(name),
  );
  expect(messages).toEqual([]);
  return found;
}

const PACKAGE = { 'package.json': '{ "name": "shop" }' };

it('is what a worker is given, and what that uses', () => {
  const project = tempProject({
    ...PACKAGE,
    'src/worker.ts': `
import { Worker } from '@temporalio/worker';
import * as payments from './payments';
import { ship as deliver } from './shipping';
import { createMail } from './mail';
import { Files } from './files';
const files = new Files();
const activities = { ...payments, deliver, ...createMail('host'), store: files.store.bind(files) };
export const start = () => Worker.create({ taskQueue: 'q', activities });
`,
    'src/payments.ts': `import { post } from './http'; export async function charge() { await post(); }`,
    'src/http.ts': `export function post() {} export function unused() {}`,
    'src/shipping.ts': `export function ship() {} export function track() {}`,
    'src/mail.ts': `export function createMail(host: string) { return { send() { return host; } }; }`,
    'src/files.ts': `export class Files { store() {} }`,
    'src/server.ts': `import { post } from './http'; export function handle() { post(); }`,
  });
  expect(runsInActivity(project, 'src/payments.ts')).toEqual(['charge']);
  expect(runsInActivity(project, 'src/http.ts')).toEqual(['post']);
  expect(runsInActivity(project, 'src/shipping.ts')).toEqual(['ship']);
  expect(runsInActivity(project, 'src/mail.ts')).toEqual(['createMail', 'send']);
  expect(runsInActivity(project, 'src/files.ts')).toEqual(['store']);
  expect(runsInActivity(project, 'src/server.ts')).toBeNull();
});

it('is what the type of a proxy names', () => {
  const project = tempProject({
    ...PACKAGE,
    'workflows.ts': `
import { proxyActivities } from '@temporalio/workflow';
import type * as payments from './payments';
import type { Mail } from './types';
import type { Order } from './order';
type Both = Pick<typeof payments, 'charge'> & typeof import('./shipping');
proxyActivities<Both>({ startToCloseTimeout: '1m' });
proxyActivities<Mail>({ startToCloseTimeout: '1m' });
proxyActivities<{ pack(order: Order): Promise<void> }>({ startToCloseTimeout: '1m' });
`,
    'payments.ts': `export async function charge() {}`,
    'shipping.ts': `export async function ship() {}`,
    'types.ts': `import type { createMail } from './mail'; export type Mail = ReturnType<typeof createMail>;`,
    'mail.ts': `export const createMail = () => ({ send() {} });`,
    'order.ts': `export class Order { total() {} }`,
  });
  expect(runsInActivity(project, 'payments.ts')).toEqual(['charge']);
  expect(runsInActivity(project, 'shipping.ts')).toEqual(['ship']);
  expect(runsInActivity(project, 'mail.ts')).toEqual(['send']);
  expect(runsInActivity(project, 'order.ts')).toBeNull();
  expect(runsInActivity(project, 'workflows.ts')).toBeNull();
});

it('is what uses the API of activities', () => {
  const project = tempProject({
    ...PACKAGE,
    'uses.js': `const { heartbeat } = require('@temporalio/activity'); export function beat() { heartbeat(); }`,
    'shares.ts': `import { ApplicationFailure } from '@temporalio/activity'; export function fail() { throw ApplicationFailure.retryable(''); }`,
    'types.ts': `import type { Context } from '@temporalio/activity'; export function f(context: Context) { return context; }`,
  });
  expect(runsInActivity(project, 'uses.js')).toEqual(['beat']);
  expect(runsInActivity(project, 'shares.ts')).toBeNull();
  expect(runsInActivity(project, 'types.ts')).toBeNull();
});

it('follows what changes, and types that name themselves', () => {
  const project = tempProject({
    ...PACKAGE,
    'workflows.ts': `
import { proxyActivities } from '@temporalio/workflow';
import type { Round } from './round';
proxyActivities<Round>({ startToCloseTimeout: '1m' });
`,
    'round.ts': `import type { Trip } from './trip'; export type Round = Trip; export function go() {}`,
    'trip.ts': `import type { Round } from './round'; export type Trip = Round;`,
  });
  expect(runsInActivity(project, 'trip.ts')).toBeNull();
});
