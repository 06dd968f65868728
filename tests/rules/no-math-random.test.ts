import path from 'node:path';
import rule from '../../src/rules/no-math-random.ts';
import { RuleTester } from '../rule-tester.ts';

new RuleTester().run('no-math-random', rule, {
  valid: [
    {
      name: 'a query, a validator, a predicate, and a helper of theirs alone, which are judged by another rule',
      code: `
import { condition, defineQuery, defineUpdate, setHandler } from '@temporalio/workflow';
const pick = () => Math.random();
export async function order() {
  setHandler(defineQuery('a'), () => Math.random() + pick());
  setHandler(defineUpdate('b'), () => 1, { validator() { Math.random(); } });
  await condition(() => Math.random() > 0.5);
}
      `,
    },
    {
      name: 'the rest of Math',
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf(n) { await sleep(Math.max(1, Math.floor(n))); }
      `,
    },
    {
      name: 'a Math of the file, a type, and a test',
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf(Math, draw: typeof globalThis.Math.random) {
  await sleep(Math.random());
  return draw();
}
      `,
    },
    {
      name: 'named streams and uuid4',
      code: `
import { getRandomStream, uuid4, workflowInfo } from '@temporalio/workflow';
export async function wf() { return [getRandomStream('jitter').random(), uuid4(), workflowInfo().unsafe.isReplaying]; }
      `,
    },
    {
      name: 'the unsafe source where the SDK means it to be used: in queries and validators',
      code: `
import { defineQuery, defineUpdate, setHandler, workflowInfo } from '@temporalio/workflow';
const sample = () => workflowInfo().unsafe.random.random();
export async function wf() {
  setHandler(defineQuery('sample'), sample);
  setHandler(defineUpdate('u'), () => 1, { validator() { if (workflowInfo().unsafe.random.random() > 0.5) throw new Error('no'); } });
}
      `,
    },
    {
      name: 'unsafe.random of something else',
      code: `
import { sleep } from '@temporalio/workflow';
import { workflowInfo } from './info';
export async function wf() { await sleep(workflowInfo().unsafe.random.random()); }
      `,
    },
    {
      name: 'a function that no workflow runs',
      code: `
import { sleep } from '@temporalio/workflow';
function roll() { return Math.random(); }
export async function wf() { await sleep(1); }
      `,
    },
    {
      name: 'an assignment',
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf(draw) { Math.random = draw; await sleep(1); }
      `,
    },
    { name: 'a file that is not workflow code', code: `export const roll = () => Math.random();` },
  ],
  invalid: [
    {
      name: 'a draw',
      code: `
import { sleep } from '@temporalio/workflow';
export async function retry() {
  await sleep(1000 * Math.random());
}
      `,
      errors: [
        {
          messageId: 'shared',
          line: 4,
          column: 22,
          endColumn: 33,
          suggestions: [
            {
              messageId: 'ownStream',
              data: { stream: 'retry' },
              output: `
import { sleep, getRandomStream } from '@temporalio/workflow';
export async function retry() {
  await sleep(1000 * getRandomStream('retry').random());
}
      `,
            },
          ],
        },
      ],
    },
    {
      name: 'at module level, in a method, with the import at hand',
      code: `
import * as workflow from '@temporalio/workflow';
const seed = Math.random();
class Dice { roll = () => globalThis.Math.random(); }
export async function wf() { await workflow.sleep(new Dice().roll()); }
      `,
      errors: [
        {
          messageId: 'shared',
          line: 3,
          column: 14,
          suggestions: [
            {
              messageId: 'ownStream',
              data: { stream: 'random' },
              output: `
import * as workflow from '@temporalio/workflow';
const seed = workflow.getRandomStream('random').random();
class Dice { roll = () => globalThis.Math.random(); }
export async function wf() { await workflow.sleep(new Dice().roll()); }
      `,
            },
          ],
        },
        {
          messageId: 'shared',
          line: 4,
          column: 27,
          suggestions: [
            {
              messageId: 'ownStream',
              data: { stream: 'roll' },
              output: `
import * as workflow from '@temporalio/workflow';
const seed = Math.random();
class Dice { roll = () => workflow.getRandomStream('roll').random(); }
export async function wf() { await workflow.sleep(new Dice().roll()); }
      `,
            },
          ],
        },
      ],
    },
    {
      name: 'handed on, through an alias and destructured: nothing to replace on the spot',
      code: `
import { sleep } from '@temporalio/workflow';
import { shuffle } from './shuffle';
const { random } = Math;
export async function wf(items) {
  const draw = Math.random;
  await sleep(draw());
  return shuffle(items, Math.random);
}
      `,
      errors: [
        { messageId: 'shared', line: 4, column: 9, suggestions: [] },
        { messageId: 'shared', line: 7, column: 15, suggestions: [] },
        { messageId: 'shared', line: 8, column: 25, suggestions: [] },
      ],
    },
    {
      name: 'the unsafe source',
      code: `
import { workflowInfo } from '@temporalio/workflow';
export async function wf(bytes) {
  const { unsafe } = workflowInfo();
  return [workflowInfo().unsafe.random.uuid4(), unsafe.random.fillRandom(bytes), unsafe.random];
}
      `,
      errors: [
        {
          messageId: 'unsafe',
          line: 5,
          column: 11,
          suggestions: [
            {
              messageId: 'ownStream',
              data: { stream: 'wf' },
              output: `
import { workflowInfo, getRandomStream } from '@temporalio/workflow';
export async function wf(bytes) {
  const { unsafe } = workflowInfo();
  return [getRandomStream('wf').uuid4(), unsafe.random.fillRandom(bytes), unsafe.random];
}
      `,
            },
          ],
        },
        {
          messageId: 'unsafe',
          line: 5,
          column: 49,
          suggestions: [
            {
              messageId: 'ownStream',
              data: { stream: 'wf' },
              output: `
import { workflowInfo, getRandomStream } from '@temporalio/workflow';
export async function wf(bytes) {
  const { unsafe } = workflowInfo();
  return [workflowInfo().unsafe.random.uuid4(), getRandomStream('wf').fill(bytes), unsafe.random];
}
      `,
            },
          ],
        },
        { messageId: 'unsafe', line: 5, column: 82, suggestions: [] },
      ],
    },
    {
      name: 'where the SDK is not in sight, and where the name is taken',
      filename: path.join(path.parse(process.cwd()).root, 'elsewhere', 'workflows.ts'),
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf() { await sleep(Math.random()); }
      `,
      errors: [{ messageId: 'shared', line: 3, column: 42, suggestions: [] }],
    },
    {
      name: 'where the name is taken',
      code: `
import { sleep } from '@temporalio/workflow';
export async function wf(getRandomStream) { await sleep(Math.random()); }
      `,
      errors: [{ messageId: 'shared', line: 3, column: 57, suggestions: [] }],
    },
  ],
});
