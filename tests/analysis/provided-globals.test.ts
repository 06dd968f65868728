import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isProvided } from '../../src/analysis/provided-globals.ts';
import { workflowCode } from '../../src/analysis/workflow-code.ts';
import { inspect } from '../inspect.ts';
import { tempProject } from '../project/temp-project.ts';

/** Whether `Buffer` is there for the workflows of a project with these files. */
function hasBuffer(files: Readonly<Record<string, string>>): boolean {
  const project = tempProject({
    'package.json': '{ "name": "project" }',
    'worker.ts': `import { Worker } from '@temporalio/worker'; Worker.create({ workflowsPath: require.resolve('./workflows') });`,
    'workflows.ts': `import './setup'; import { sleep } from '@temporalio/workflow'; export async function wf() { await sleep(1); }`,
    ...files,
  });
  const filename = project.at('workflows.ts');
  return inspect(
    readFileSync(filename, 'utf8'),
    (sourceCode) => {
      const workflow = workflowCode({ sourceCode: sourceCode as never, filename, physicalFilename: filename, cwd: project.root, settings: {} });
      expect(workflow?.bundles).toHaveLength(1);
      return isProvided(workflow!, 'Buffer');
    },
    filename,
  );
}

describe('a global of the bundle', () => {
  it.each([
    ['is assigned by a module', { 'setup.ts': `import { B } from './bytes'; globalThis.Buffer ??= B;`, 'bytes.ts': 'export class B {}' }],
    ['is assigned by a package', {
      'setup.ts': `import 'buffer-polyfill';`,
      'node_modules/buffer-polyfill/package.json': '{ "name": "buffer-polyfill", "version": "1.0.0" }',
      'node_modules/buffer-polyfill/index.js': 'if (typeof Buffer === "undefined") { globalThis.Buffer = class {}; }',
    }],
    ['may come from a webpackConfigHook', {
      'worker.ts': `import { Worker } from '@temporalio/worker';
Worker.create({ workflowsPath: require.resolve('./workflows'), bundlerOptions: { webpackConfigHook: provideBuffer } });`,
    }],
    ['may come from a plugin', {
      'worker.ts': `import { Worker } from '@temporalio/worker';
Worker.create({ workflowsPath: require.resolve('./workflows'), plugins: [new BufferPlugin()] });`,
    }],
  ])('%s', (_, files) => {
    expect(hasBuffer(files)).toBe(true);
  });

  it.each([
    ['is only read', { 'setup.ts': 'export const has = globalThis.Buffer !== undefined;' }],
    ['is assigned by a module that is not bundled', { 'setup.ts': '', 'other.ts': 'globalThis.Buffer = class {};' }],
    ['has the name of another property', { 'setup.ts': 'globalThis.bytes = { Buffer: 1 };' }],
  ])('not where it %s', (_, files) => {
    expect(hasBuffer(files)).toBe(false);
  });
});
