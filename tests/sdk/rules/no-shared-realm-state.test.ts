import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSandbox, type Run, type Sandbox } from '../oracle.ts';

let sandbox: Sandbox;
let runs: Record<string, Run>;

const workflow = (body: string, before = '') => `// @ts-nocheck
import { proxyActivities } from '@temporalio/workflow';
const { act } = proxyActivities({ startToCloseTimeout: '1m' });
${before}
export async function wf() { ${body} }
`;

const reader = (property: string) => workflow(`await act.executeWithOptions({ activityId: 'last-' + typeof [].${property} }, []);`);

const FROZEN: Record<string, string> = {
  'an assignment': `Math.random = () => 4;`,
  'a new property': `JSON.extra = 1;`,
  'a constructor': `Array.extra = 1;`,
  'Date, which the SDK replaces': `Date.now = () => 0;`,
  'inside of a namespace': `Intl.NumberFormat.extra = 1;`,
  'Object.defineProperty': `Object.defineProperty(Reflect, 'extra', { value: 1 });`,
  'Object.assign': `Object.assign(Reflect, { getMetadata() {} });`,
};

beforeAll(async () => {
  sandbox = await openSandbox();
  // One after the other, on one Worker.
  runs = await sandbox.runAll({
    writer: workflow(`Array.prototype.written = () => {};`),
    'reader of what was written': reader('written'),
    definer: workflow(`Object.defineProperty(Array.prototype, 'defined', { value: () => {} });`),
    'reader of what was defined': reader('defined'),
    'state of the module': workflow(`globalThis.count = count++; return [count, globalThis.count];`, `let count = 0;`),
    'state of the module, again': workflow(`return [typeof globalThis.count, typeof [].careful];`),
    careful: workflow(`return [].careful();`, `Array.prototype.careful ??= () => 'careful';`),
    'careful, again': workflow(`return [].careful();`, `Array.prototype.careful ??= () => 'careful';`),
    'Reflect.set': workflow(`return Reflect.set(Math, 'extra', 1);`),
    ...Object.fromEntries(Object.entries(FROZEN).map(([name, body]) => [name, workflow(body)])),
  });
});
afterAll(() => sandbox.close());

describe('a write to a prototype', () => {
  it.each(['written', 'defined'])('is %s for the next execution, which does not replay elsewhere', async (how) => {
    const run = runs[`reader of what was ${how}`]!;
    expect(JSON.stringify(run.history)).toContain('last-function');
    const { verdict, message } = await sandbox.replay(run.history, reader(how));
    expect(verdict).toBe('NDE');
    expect(message).toContain(`'last-function' does not match activity id of activity command 'last-undefined'`);
  });

  it('does no harm where it only adds what is missing', () => {
    for (const name of ['careful', 'careful, again']) {
      expect(runs[name]).toMatchObject({ status: 'completed', result: 'careful', replayError: null });
    }
  });
});

describe('a write to a frozen object', () => {
  it.each(Object.keys(FROZEN))('fails the workflow task: %s', (name) => {
    expect(runs[name]?.status).toBe('task-failed');
    expect(runs[name]?.taskFailures[0]?.message).toMatch(/not extensible|read only/);
  });

  it('tells by its result that it fails, with Reflect', () => {
    expect(runs['Reflect.set']).toMatchObject({ status: 'completed', result: false });
  });

  it('does nothing in sloppy code', async () => {
    const run = await sandbox.run({
      'workflows.ts': `export const { wf } = require('./sloppy.js'); declare const require: any;`,
      'sloppy.js': `exports.wf = async function () { Math.extra = 1; return typeof Math.extra; };`,
    });
    expect(run).toMatchObject({ status: 'completed', result: 'undefined' });
  });
});

it('keeps variables of a module and properties of globalThis apart', () => {
  expect(runs['state of the module']).toMatchObject({ result: [1, 0], replayError: null });
  expect(runs['state of the module, again']).toMatchObject({ result: ['undefined', 'undefined'] });
});

it('throws at load for a polyfill of everything', async () => {
  const run = await sandbox.run(workflow('return 1;', `import 'core-js/stable';`));
  expect(run.status).toBe('task-failed');
  expect(run.taskFailures[0]?.message).toContain('object is not extensible');
});

it('shares nothing without reuseV8Context', async () => {
  const own = await openSandbox({ reuseV8Context: false });
  const apart = await own.runAll({
    writer: workflow(`Array.prototype.written = () => {}; Math.extra = 1; return Math.extra;`),
    reader: workflow(`return [typeof [].written, typeof Math.extra];`),
  });
  await own.close();
  expect(apart['writer']).toMatchObject({ status: 'completed', result: 1 });
  expect(apart['reader']).toMatchObject({ status: 'completed', result: ['undefined', 'undefined'] });
});
