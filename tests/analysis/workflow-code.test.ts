import { describe, expect, it, vi } from 'vitest';
import { workflowCode } from '../../src/analysis/workflow-code.ts';
import { tempProject } from '../project/temp-project.ts';
import { inspect } from '../inspect.ts';

function isWorkflowCode(code: string, settings: Record<string, unknown> = {}, filename = '/project/src/file.ts'): boolean {
  return inspect(
    code,
    (sourceCode) =>
      workflowCode({
        sourceCode: sourceCode as never,
        filename,
        physicalFilename: filename,
        cwd: '/project',
        settings: { 'temporal-workflow': settings },
      }) !== null,
    filename,
  );
}

describe('workflow code, by what a file uses', () => {
  it.each([
    ['a proxy', `import { proxyActivities } from '@temporalio/workflow'; export const a = proxyActivities(o);`],
    ['a member of a namespace', `import * as wf from '@temporalio/workflow'; export const f = () => wf.sleep(1);`],
    ['a member of a required module', `const wf = require('@temporalio/workflow'); exports.f = () => wf.sleep(1);`],
    ['a destructured one', `const { sleep } = require('@temporalio/workflow'); exports.f = () => sleep(1);`],
    ['a re-export', `export { sleep } from '@temporalio/workflow';`],
    ['a scope', `import { CancellationScope } from '@temporalio/workflow'; export const f = () => CancellationScope.current();`],
    ['beside types of a client', `import type { Client } from '@temporalio/client'; import { sleep } from '@temporalio/workflow'; export const f = (c: Client) => sleep(1);`],
    ['beside an import of a client that is erased', `import { Client } from '@temporalio/client'; import { sleep } from '@temporalio/workflow'; export const f = (c: Client) => sleep(1);`],
  ])('%s', (_, code) => {
    expect(isWorkflowCode(code)).toBe(true);
  });

  it.each([
    ['nothing of Temporal', `export const f = () => sleep(1);`],
    ['definitions alone', `import { defineSignal } from '@temporalio/workflow'; export const s = defineSignal('s');`],
    ['a namespace of which only definitions are used', `import * as wf from '@temporalio/workflow'; export const s = wf.defineSignal('s');`],
    ['failures and enums', `import { ApplicationFailure, ParentClosePolicy, isCancellation } from '@temporalio/workflow'; export const f = [ApplicationFailure, ParentClosePolicy, isCancellation];`],
    ['types', `import type { sleep } from '@temporalio/workflow'; export type S = typeof sleep;`],
    ['an import that is only used as a type', `import { sleep } from '@temporalio/workflow'; export type S = typeof sleep;`],
    ['an import that nothing uses', `import { sleep } from '@temporalio/workflow'; export const f = 1;`],
    ['a value of a client', `import { Client } from '@temporalio/client'; import { sleep } from '@temporalio/workflow'; export const f = () => [new Client(), sleep];`],
    ['a value of a worker', `import { Worker } from '@temporalio/worker'; import { sleep } from '@temporalio/workflow'; export const f = () => [Worker, sleep];`],
  ])('not %s', (_, code) => {
    expect(isWorkflowCode(code)).toBe(false);
  });
});

describe('workflow code, by the setting', () => {
  const plain = 'export const f = () => 1;';

  it('is what the globs match', () => {
    expect(isWorkflowCode(plain, { workflows: ['src/*.ts'] })).toBe(true);
    expect(isWorkflowCode(plain, { workflows: './src/**' })).toBe(true);
    expect(isWorkflowCode(plain, { workflows: ['lib/**'] })).toBe(false);
  });

  it('is nothing else', () => {
    const code = `import { sleep } from '@temporalio/workflow'; export const f = () => sleep(1);`;
    expect(isWorkflowCode(code, { workflows: ['lib/**'] })).toBe(false);
  });

  it('is decided by the imports where the setting is wrong', () => {
    const code = `import { sleep } from '@temporalio/workflow'; export const f = () => sleep(1);`;
    expect(isWorkflowCode(code, { workflows: 7 })).toBe(true);
  });
});

describe('workflow code, in an editor', () => {
  const workflow = `import { sleep } from '@temporalio/workflow'; export const f = () => sleep(1);`;

  it('is a file that has come since the last look at the disk', async () => {
    const { at, write } = tempProject({ 'package.json': '{}', 'one.ts': workflow });
    expect(isWorkflowCode(workflow, {}, at('one.ts'))).toBe(true);
    for (const name of ['two.ts', 'three.ts', 'four.ts']) {
      write({ [name]: workflow });
      // However long ago the disk was looked at, whatever is found out by it must hold for the next question too.
      await vi.waitFor(() => expect(isWorkflowCode(workflow, {}, at(name))).toBe(true), { timeout: 5000, interval: 250 });
    }
  });
});
