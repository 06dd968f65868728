import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../src/cli/run-command.ts';
import type { ScopeReport } from '../src/cli/scope-report.ts';
import { tempProject } from './project/temp-project.ts';

const CONFIG = `export default [{ files: ['**/*.ts'] }];\n`;

const SHOP = {
  'package.json': '{ "name": "shop", "type": "module" }',
  'eslint.config.js': CONFIG,
  'node_modules/@temporalio/workflow/package.json': '{ "name": "@temporalio/workflow", "version": "1.24.0" }',
  'node_modules/@temporalio/workflow/index.js': 'exports.sleep = () => {};',
  'src/worker.ts': `
import { Worker } from '@temporalio/worker';
await Worker.create({ workflowsPath: new URL('./workflows/index.ts', import.meta.url).pathname, taskQueue: 'shop' });
`,
  'src/workflows/index.ts': `export * from './order';\n`,
  'src/workflows/order.ts': `
import { sleep } from '@temporalio/workflow';
import { price } from '../shared/pricing';
import { LIMIT } from '../shared/limits';
export async function processOrder(count: number): Promise<number> {
  await sleep(LIMIT);
  return price(count);
}
`,
  'src/shared/pricing.ts': `
import { readFileSync } from 'node:fs';
export const price = (count: number) => count * 3;
export const table = () => readFileSync('prices');
`,
  'src/shared/limits.ts': `export const LIMIT = 1000;\n`,
  'src/client.ts': `
import type { processOrder } from './workflows';
export type Order = typeof processOrder;
`,
};

interface Run {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

async function run(cwd: string, ...args: string[]): Promise<Run> {
  const output: string[] = [];
  const errors: string[] = [];
  const code = await runCommand(args, { cwd, print: (text) => output.push(text), printError: (text) => errors.push(text) });
  return { code, output: output.join('\n'), errors: errors.join('\n') };
}

const report = async (cwd: string, ...args: string[]) => JSON.parse((await run(cwd, 'scope', '--json', ...args)).output) as ScopeReport;

describe('temporal-workflow', () => {
  it('lists its commands', async () => {
    const { code, output } = await run('/', '--help');
    expect(code).toBe(0);
    expect(output).toMatch(/^ {2}scope +What is workflow code in a project, and why\.$/m);
  });

  it.each([
    [[], 'Usage: temporal-workflow COMMAND'],
    [['scpoe'], 'There is no command `scpoe`.'],
    [['constructor'], 'There is no command `constructor`.'],
    [['scope', '--jsno'], `Unknown option '--jsno'\n\nUsage: temporal-workflow scope`],
    [['scope', 'a', 'b'], '`scope` takes one folder or file, not 2.\n\nUsage'],
    [['scope', 'no-such-folder'], 'There is no file or folder no-such-folder.\n\nUsage'],
    [['scope', '/'], '/ belongs to no project: there is no package.json in it or above it.\n\nUsage'],
  ])('%j is bad usage', async (args, message) => {
    const { code, output, errors } = await run(tempProject({}).root, ...args);
    expect([code, output]).toEqual([2, '']);
    expect(errors.startsWith(message), errors).toBe(true);
  });

  it('runs as a program', () => {
    const { root } = tempProject(SHOP);
    const cli = path.resolve(import.meta.dirname, '../dist/cli.js');
    const temporalWorkflow = (...args: string[]) => spawnSync(process.execPath, [cli, ...args], { cwd: root, encoding: 'utf8' });
    expect(temporalWorkflow('scope', 'src/client.ts')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^src\/client\.ts is not workflow code\./) as string,
      stderr: '',
    });
    expect(temporalWorkflow('scope', 'src/none.ts')).toMatchObject({ status: 2, stdout: '' });
    expect(temporalWorkflow('--version').stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('temporal-workflow scope', () => {
  it('tells of a project what is bundled, and why', async () => {
    const { root } = tempProject(SHOP);
    expect(await run(root, 'scope')).toEqual({
      code: 0,
      errors: '',
      output: `Project .

Bundle: entries (1)
  src/workflows/index.ts  named in src/worker.ts

Files in it (4)
  src/workflows/index.ts  entry
  src/workflows/order.ts  workflows/index.ts → order.ts (used by \`processOrder\`)
  src/shared/pricing.ts   workflows/index.ts → order.ts → pricing.ts (used by \`processOrder\`)
  src/shared/limits.ts    workflows/index.ts → order.ts → limits.ts (used by \`processOrder\`)

What it cannot have (1)
  src/shared/pricing.ts:2  'node:fs' is refused by the bundler`,
    });
  });

  it('tells of a file why it is linted as workflow code', async () => {
    const { root } = tempProject(SHOP);
    expect((await run(root, 'scope', 'src/shared/pricing.ts')).output).toBe(`src/shared/pricing.ts is workflow code: a Worker bundles it.

  src/worker.ts names src/workflows/index.ts
  src/workflows/index.ts:1 imports './order'
  src/workflows/order.ts:3 imports '../shared/pricing'

Workflows can run what it exports as \`price\`; the first that does is \`processOrder\`.

What the bundle cannot have (1)
  src/shared/pricing.ts:2  'node:fs' is refused by the bundler`);
  });

  it('tells of a file why it is not workflow code', async () => {
    const { root } = tempProject(SHOP);
    const { output } = await run(root, 'scope', 'src/client.ts');
    expect(output).toBe(`src/client.ts is not workflow code. No entry of its project leads to it, \
and its own imports do not make it workflow code. Imports of types alone do not count.

Entries (1)
  src/workflows/index.ts  named in src/worker.ts`);
  });

  it('gives the same as JSON', async () => {
    const { root } = tempProject(SHOP);
    const whole = await report(root);
    expect(whole).toMatchObject({ project: '.', entriesFrom: 'workers', byOwnImports: [], unknownEntries: [], skipped: [] });
    const [bundle] = whole.bundles;
    expect(bundle?.entries).toEqual([{ file: 'src/workflows/index.ts', kind: 'workflows', workers: ['src/worker.ts'] }]);
    expect(bundle?.problems).toEqual([
      { file: 'src/shared/pricing.ts', line: 2, imports: 'node:fs', kind: 'refused', targets: ['node:fs'] },
    ]);
    const pricing = bundle?.files.find(({ file }) => file === 'src/shared/pricing.ts');
    expect(pricing).toEqual({
      file: 'src/shared/pricing.ts',
      chain: [
        { file: 'src/workflows/index.ts', line: 1, imports: './order' },
        { file: 'src/workflows/order.ts', line: 3, imports: '../shared/pricing' },
      ],
      workflow: 'processOrder',
      exports: ['price'],
    });
    const one = await report(root, 'src/shared/pricing.ts');
    expect(one).toMatchObject({ file: 'src/shared/pricing.ts', isWorkflowCode: true, bundles: [{ files: [pricing] }] });
    expect(await report(root, 'src/client.ts')).toMatchObject({ file: 'src/client.ts', isWorkflowCode: false, bundles: [] });
  });

  it('starts at the package of the folder, with paths as seen from where it runs', async () => {
    const { root, at } = tempProject(Object.fromEntries(Object.entries(SHOP).map(([file, text]) => [`shop/${file}`, text])));
    expect((await report(root, 'shop/src')).bundles[0]?.entries[0]?.file).toBe('shop/src/workflows/index.ts');
    expect((await report(at('shop/src/shared'), '..')).bundles[0]?.entries[0]?.file).toBe('../workflows/index.ts');
  });

  it('takes the setting `workflows` from the configuration of ESLint', async () => {
    const settings = `settings: { 'temporal-workflow': { workflows: ['src/shared/limits.ts'] } }`;
    const { root } = tempProject({ ...SHOP, 'eslint.config.js': `export default [{ files: ['**/*.ts'], ${settings} }];\n` });
    const { output } = await run(root, 'scope');
    expect(output).toContain('The setting `workflows` says what the entries are.\n\nBundle: entries (1)\n  src/shared/limits.ts\n');
    expect((await run(root, 'scope', 'src/workflows/order.ts')).output).toContain('the setting `workflows` decides what an entry is');
    const { output: entry } = await run(root, 'scope', 'src/shared/limits.ts');
    expect(entry).toContain('src/shared/limits.ts is an entry by the setting `workflows`');
  });

  it('takes `ignoreModules` from it, and says which settings are wrong', async () => {
    const settings = `settings: { 'temporal-workflow': { ignoreModules: ['fs'], worfklows: [] } }`;
    const { root } = tempProject({
      ...SHOP,
      'eslint.config.js': `export default [{ files: ['**/*.ts'], ${settings} }];\n`,
      'src/shared/pricing.ts': `import fs from 'fs';\nexport const price = (count: number) => (fs ? count : 0);\n`,
    });
    const { errors, output } = await run(root, 'scope');
    expect(errors).toContain('`worfklows` is no setting of `temporal-workflow`');
    expect(output).toContain('Modules that it leaves out: fs');
    expect(output).not.toContain('What it cannot have');
  });

  it('goes on without the settings where the configuration of ESLint cannot be read', async () => {
    const { root } = tempProject({ ...SHOP, 'eslint.config.js': 'throw new Error("no such parser");\n' });
    const { code, errors, output } = await run(root, 'scope');
    expect(errors).toContain(`ESLint's configuration cannot be read, so its settings are not taken into account: no such parser`);
    expect([code, output.split('\n')[2]]).toEqual([0, 'Bundle: entries (1)']);
  });

  it('falls back on the imports of the files where no Worker is in sight', async () => {
    const { root } = tempProject({ ...SHOP, 'src/worker.ts': 'export {};' });
    const { output } = await run(root, 'scope');
    expect(output).toContain('the entries are the files that import what only works inside a workflow.\n');
    expect(output).toContain('\nBundle: entries (1)\n  src/workflows/order.ts\n');
    const { output: helper } = await run(root, 'scope', 'src/shared/limits.ts');
    expect(helper).toContain('  src/workflows/order.ts is an entry by its own imports\n');
  });

  it('says that nothing is workflow code where nothing is', async () => {
    const { root } = tempProject({ 'package.json': '{}', 'eslint.config.js': CONFIG, 'src/index.ts': 'export {};\n' });
    expect((await run(root, 'scope')).output).toContain('Nothing is workflow code: no code of a Worker shows what is bundled');
  });

  it('names what a Worker bundles and the code does not tell', async () => {
    const { root } = tempProject({
      ...SHOP,
      'src/other-worker.ts': `
import { Worker } from '@temporalio/worker';
void Worker.create({ workflowsPath: process.env.WORKFLOWS, taskQueue: 'a' });
void Worker.create({ workflowsPath: require.resolve('./moved'), taskQueue: 'b' });
`,
    });
    const { unknownEntries } = await report(root);
    expect(unknownEntries).toEqual([
      { worker: 'src/other-worker.ts', line: 3, path: null },
      { worker: 'src/other-worker.ts', line: null, path: './moved' },
    ]);
    expect((await run(root, 'scope')).output).toContain(`Entries that are not known (2)
  src/other-worker.ts:3  has a path that its code does not tell
  src/other-worker.ts    names ./moved, where nothing is`);
  });

  it('lists files of other packages that are workflow code by their own imports', async () => {
    const { root } = tempProject({
      ...SHOP,
      'package.json': '{ "name": "shop", "type": "module", "workspaces": ["packages/*"] }',
      'packages/mail/package.json': '{ "name": "mail" }',
      'packages/mail/remind.ts': `import { sleep } from '@temporalio/workflow';\nexport const remind = () => sleep('1 day');\n`,
    });
    expect((await report(root)).byOwnImports).toEqual(['packages/mail/remind.ts']);
    expect((await run(root, 'scope', 'packages/mail/remind.ts')).output).toContain('is workflow code by its own imports');
  });

  it('lists files of the package that are made for workflows and that no known Worker bundles', async () => {
    const { root } = tempProject({ ...SHOP, 'src/other/remind.ts': `import { sleep } from '@temporalio/workflow';\nexport const remind = () => sleep('1 day');\n` });
    expect(await report(root)).toMatchObject({ byOwnImports: [], notBundled: ['src/other/remind.ts'] });
    expect((await run(root, 'scope')).output).toContain('In no bundle, though made for workflows: nothing is reported there (1)\n  src/other/remind.ts');
    expect((await run(root, 'scope', 'src/other/remind.ts')).output).toContain('the Workers that are known in its package do not bundle it');
  });

  it('says what was skipped, and goes on with the rest', async () => {
    const { root } = tempProject({
      ...SHOP,
      'tsconfig.json': '{ "extends": "./no-such.json" }',
      'src/shared/package.json': 'not JSON',
      'src/shared/limits.ts': `export const LIMIT = ;\n`,
      'src/workflows/order.ts': `${SHOP['src/workflows/order.ts']}
export * from './generated';
export * from './order';
export * from './absent';
`,
      'src/workflows/generated.ts': `export const table = '${'x'.repeat(5_000_000)}';\n`,
    });
    const { bundles, skipped } = await report(root);
    expect(skipped).toEqual([
      { path: 'src/shared/limits.ts', reason: 'syntax error' },
      { path: 'src/shared/package.json', reason: 'not JSON' },
      { path: 'src/workflows/generated.ts', reason: 'larger than 2 MB' },
      { path: 'tsconfig.json', reason: expect.stringContaining('no-such.json') as string },
    ]);
    expect(bundles[0]?.files).toHaveLength(5);
    expect(bundles[0]?.problems.map(({ imports, kind }) => [imports, kind])).toEqual([
      ['./absent', 'unresolved'],
      ['node:fs', 'refused'],
    ]);
    const { output } = await run(root, 'scope', 'src/shared/limits.ts');
    expect(output).toContain('It is skipped, and what it imports is not known: syntax error.');
  });

  it('tells of an installed package at the import that leads there', async () => {
    const { root } = tempProject({
      ...SHOP,
      'node_modules/prices/package.json': '{ "name": "prices", "version": "1.0.0", "main": "index.js" }',
      'node_modules/prices/index.js': `require('./files');\nrequire('net');\n`,
      'node_modules/prices/files.js': `require('fs');\nrequire('absent');\n`,
      'src/shared/pricing.ts': `import * as prices from 'prices';\nexport const price = (count: number) => (prices ? count : 0);\n`,
    });
    expect((await run(root, 'scope')).output).toContain(`What it cannot have (2)
  src/shared/pricing.ts:1  'prices' leads to net, fs, which the bundler refuses
  src/shared/pricing.ts:1  'prices' leads to absent, which is not found`);
  });
});
