import { spawnSync } from 'node:child_process';
import path from 'node:path';
import * as parser from '@typescript-eslint/parser';
import type { ESLint, Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { cacheKey } from '../src/cache-key.ts';
import plugin from '../src/index.ts';
import { recheckFiles } from '../src/project/files.ts';
import { tempProject, type TempProject } from './project/temp-project.ts';

const PROJECT = {
  'package.json': '{ "name": "orders", "type": "module" }',
  'package-lock.json': '{ "lockfileVersion": 3 }',
  'src/worker.ts': `
import { Worker } from '@temporalio/worker';
import * as activities from './activities';
await Worker.create({ workflowsPath: new URL('./workflows.ts', import.meta.url).pathname, activities, taskQueue: 'orders' });
`,
  'src/activities.ts': `export async function charge(): Promise<void> {}\n`,
  'src/workflows.ts': `
import { sleep } from '@temporalio/workflow';
import { price } from './pricing';
export async function order(): Promise<number> {
  await sleep('1 minute');
  return price(2);
}
`,
  'src/pricing.ts': `export const price = (count: number) => count * 3;\n`,
  'src/website.ts': `export const title = 'Orders';\n`,
};

const PRICING_WITH_FILE = `
import { readFileSync } from 'node:fs';
export const price = (count: number) => count * Number(readFileSync('price', 'utf8'));
`;

/** The key after a change of the project's files. */
function keyAfter(project: TempProject, files: Readonly<Record<string, string>>): string {
  project.write(files);
  recheckFiles();
  return cacheKey({ cwd: project.root });
}

describe('the cache key', () => {
  it('is the same where nothing has changed, in whatever folder the project is', () => {
    const key = cacheKey({ cwd: tempProject(PROJECT).root });
    expect(key).toMatch(/^[0-9a-f]{16}$/);
    const elsewhere = tempProject(PROJECT);
    expect(cacheKey({ cwd: elsewhere.root })).toBe(key);
    expect(cacheKey({ cwd: elsewhere.at('src') })).toBe(key);
  });

  it.each<[change: string, files: Record<string, string>]>([
    ['a helper of a workflow', { 'src/pricing.ts': PRICING_WITH_FILE }],
    ['an activity', { 'src/activities.ts': `export async function charge(): Promise<number> { return 1; }\n` }],
    ['the code of the Worker', { 'src/worker.ts': PROJECT['src/worker.ts'].replace('activities,', '') }],
    ['the lock file', { 'package-lock.json': '{ "lockfileVersion": 2 }' }],
    ['new code of a Worker', { 'src/mail.ts': `export const options = { workflowsPath: '/none' };\n` }],
    ['a large generated module', { 'src/pricing.ts': `export const price = (count: number) => count;\n//${'x'.repeat(3_000_000)}\n` }],
  ])('changes with %s', (_, files) => {
    const project = tempProject(PROJECT);
    const before = cacheKey({ cwd: project.root });
    expect(keyAfter(project, files)).not.toBe(before);
  });

  it('does not change with files that no workflow and no Worker loads', () => {
    const project = tempProject(PROJECT);
    const before = cacheKey({ cwd: project.root });
    expect(keyAfter(project, { 'src/website.ts': `export const title = 'Your orders';\n` })).toBe(before);
  });

  it('changes when a module comes that was missing', () => {
    const project = tempProject({ ...PROJECT, 'src/workflows.ts': `export { price } from './missing';\n` });
    const before = cacheKey({ cwd: project.root });
    expect(keyAfter(project, { 'src/missing.ts': `export const price = 1;\n` })).not.toBe(before);
  });

  it('follows the entries that the setting `workflows` names', () => {
    const project = tempProject({
      'package.json': '{}',
      'flows/order.ts': `export { price } from '../pricing';\n`,
      'pricing.ts': `export const price = 1;\n`,
    });
    const keys = () => [cacheKey({ cwd: project.root }), cacheKey({ cwd: project.root, workflows: 'flows/**' })];
    const [without, named] = keys();
    project.write({ 'pricing.ts': `export const price = 2;\n` });
    recheckFiles();
    expect(keys()[0]).toBe(without);
    expect(keys()[1]).not.toBe(named);
  });

  it('changes with what the files were in the baseline, and with its lock file', () => {
    const project = tempProject(PROJECT);
    const git = (...args: string[]) => {
      const setUp = ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'commit.gpgsign=false'];
      expect(spawnSync('git', [...setUp, ...args], { cwd: project.root }).status, args.join(' ')).toBe(0);
      recheckFiles();
    };
    const commit = (files: Readonly<Record<string, string>>) => {
      project.write(files);
      git('add', '.');
      git('commit', '-m', 'change');
    };
    const keys = () => [cacheKey({ cwd: project.root }), cacheKey({ cwd: project.root, baseline: false })];
    git('init', '-b', 'main');
    commit({});
    commit({ 'src/pricing.ts': PRICING_WITH_FILE });
    const [compared, alone] = keys();
    commit({ 'src/website/index.ts': `export {};\n` });
    commit({ 'src/website/index.ts': `export const title = 'Orders';\n` });
    // The parent has the same workflows now.
    const [later] = keys();
    expect(later).not.toBe(compared);
    commit({ 'src/website/index.ts': `export const title = 'Your orders';\n` });
    expect(keys()).toEqual([later, alone]);

    project.write({ 'temporal-workflow.lock': '' });
    recheckFiles();
    expect(keys()[0]).not.toBe(later);
  });

  it('is a text outside of every project, and for a folder that is not there', () => {
    expect(cacheKey({ cwd: path.parse(process.cwd()).root })).toMatch(/^[0-9a-f]{16}$/);
    expect(cacheKey({ cwd: '/no/such/folder' })).toMatch(/^[0-9a-f]{16}$/);
  });
});

interface Release {
  readonly loadESLint: (options: { useFlatConfig: true }) => Promise<typeof ESLint>;
}

describe.each<[version: string, load: () => Promise<Release>]>([
  ['8.57', () => import('eslint-v8' as string) as Promise<Release>],
  ['9', () => import('eslint-v9' as string) as Promise<Release>],
  ['10', () => import('eslint') as unknown as Promise<Release>],
])('`eslint --cache` of ESLint %s', (_, load) => {
  /** What `eslint --cache` reports in the workflow file, before and after its helper has got an import that the bundler refuses. */
  async function beforeAndAfter(settings: (project: TempProject) => Linter.Config['settings'] & object): Promise<string[][]> {
    const project = tempProject(PROJECT);
    const Release = await (await load()).loadESLint({ useFlatConfig: true });
    const lint = async () => {
      const eslint = new Release({
        cwd: project.root,
        cache: true,
        cacheLocation: project.at('.eslintcache'),
        overrideConfigFile: true,
        overrideConfig: [
          { files: ['**/*.ts'], languageOptions: { parser: parser as never } },
          plugin.configs.recommended,
          { settings: { 'temporal-workflow': settings(project) } },
        ],
      });
      const results = await eslint.lintFiles(['src/workflows.ts']);
      return results.flatMap(({ messages }) => messages.map(({ ruleId, line }) => `${line} ${ruleId}`));
    };
    const before = await lint();
    project.write({ 'src/pricing.ts': PRICING_WITH_FILE });
    recheckFiles();
    return [before, await lint()];
  }

  it('lints a workflow again when its helper has changed, with the key', async () => {
    const [before, after] = await beforeAndAfter(({ root }) => ({ cacheKey: cacheKey({ cwd: root }) }));
    expect(before).toEqual([]);
    expect(after).toEqual(['3 temporal-workflow/no-io-imports']);
  });

  it('repeats what it knows of the workflow, without the key', async () => {
    expect(await beforeAndAfter(() => ({}))).toEqual([[], []]);
  });
});
