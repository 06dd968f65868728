import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as parser from '@typescript-eslint/parser';
import type { ESLint, Linter } from 'eslint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import plugin from '../src/index.ts';

interface Release {
  readonly loadESLint: (options: { useFlatConfig: true }) => Promise<typeof ESLint>;
}

const CODE = `import { proxyActivities } from '@temporalio/workflow';
const { charge } = proxyActivities({ retry: { maximumAttempts: 3 } });
export async function order(id: string): Promise<void> {
  await charge(id);
}
`;

/** The releases of ESLint that are installed, each under a name of its own. */
const releases: [version: string, load: () => Promise<Release>][] = [
  ['8.57', () => import('eslint-v8' as string) as Promise<Release>],
  ['9', () => import('eslint-v9' as string) as Promise<Release>],
  ['10', () => import('eslint') as unknown as Promise<Release>],
];

describe.each(releases)('ESLint %s', (version, load) => {
  let folder: string;
  let lint: (code: string, rules?: Record<string, unknown>, fix?: boolean) => Promise<ESLint.LintResult>;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'temporal-workflow-'));
    writeFileSync(path.join(folder, 'orders.ts'), CODE);
    const Release = await (await load()).loadESLint({ useFlatConfig: true });
    expect(Release.version.startsWith(version)).toBe(true);
    lint = async (code, rules = {}, fix = false) => {
      const eslint = new Release({
        cwd: folder,
        fix,
        overrideConfigFile: true,
        overrideConfig: [
          { files: ['**/*.ts'], languageOptions: { parser: parser as never } },
          plugin.configs.recommended,
          { rules: rules as never },
        ],
      });
      const [result] = await eslint.lintText(code, { filePath: path.join(folder, 'orders.ts') });
      return result!;
    };
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('reports what the recommended config has', async () => {
    const { messages } = await lint(CODE);
    expect(messages.map(({ ruleId, line, severity }) => [ruleId, line, severity])).toEqual([
      ['temporal-workflow/require-start-to-close-timeout', 2, 2],
    ]);
  });

  it('merges the defaults of options', async () => {
    const code = CODE.replace('retry: { maximumAttempts: 3 }', `scheduleToCloseTimeout: '1 hour'`);
    const rule = 'temporal-workflow/require-start-to-close-timeout';
    expect((await lint(code, { [rule]: ['error', { default: '1 minute' }] })).messages).toHaveLength(1);
    expect((await lint(code, { [rule]: ['error', { allowScheduleToClose: true }] })).messages).toEqual([]);
  });

  it('fixes', async () => {
    const rule = 'temporal-workflow/require-start-to-close-timeout';
    const { output } = await lint(CODE, { [rule]: ['error', { default: '1 minute' }] }, true);
    expect(output).toContain(`proxyActivities({ startToCloseTimeout: '1 minute', retry: { maximumAttempts: 3 } })`);
  });
});

describe('in a config made with `defineConfig`', () => {
  it.each([
    ['9', () => import('eslint-v9' as string), () => import('eslint-v9/config' as string)],
    ['10', () => import('eslint'), () => import('eslint/config')],
  ] as [string, () => Promise<Release>, () => Promise<{ defineConfig: (...configs: unknown[]) => Linter.Config[] }>][])(
    'the configs extend by name, ESLint %s',
    async (_, load, loadConfig) => {
      const { defineConfig } = await loadConfig();
      const Release = await (await load()).loadESLint({ useFlatConfig: true });
      const eslint = new Release({
        overrideConfigFile: true,
        overrideConfig: defineConfig({
          files: ['**/*.ts'],
          plugins: { 'temporal-workflow': plugin },
          extends: ['temporal-workflow/recommended'],
          languageOptions: { parser: parser as never },
        }),
      });
      const [result] = await eslint.lintText(CODE, { filePath: 'orders.ts' });
      expect(result?.messages.map(({ ruleId }) => ruleId)).toEqual(['temporal-workflow/require-start-to-close-timeout']);
    },
  );
});
