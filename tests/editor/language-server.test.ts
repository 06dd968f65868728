import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Editor } from './language-client.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

const WORKFLOW = `import { proxyActivities } from '@temporalio/workflow';
const { charge } = proxyActivities({ retry: { maximumAttempts: 3 } });
export async function order(id: string): Promise<void> {
  charge(id);
}
`;

const CONFIG = `import parser from '@typescript-eslint/parser';
import temporalWorkflow from ${JSON.stringify(pathToFileURL(path.join(ROOT, 'dist/index.js')).href)};

export default [
  { files: ['**/*.ts'], languageOptions: { parser } },
  temporalWorkflow.configs.recommended,
  { rules: { 'temporal-workflow/require-start-to-close-timeout': ['error', { default: '1 minute' }] } },
];
`;

describe('in an editor', () => {
  let folder: string;
  let editor: Editor;

  beforeAll(async () => {
    mkdirSync(path.join(ROOT, '.work'), { recursive: true });
    // Below the root, so that the server finds ESLint and the parser where a project has them.
    folder = mkdtempSync(path.join(ROOT, '.work', 'editor-'));
    writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(path.join(folder, 'eslint.config.js'), CONFIG);
    writeFileSync(path.join(folder, 'order.ts'), WORKFLOW);
    editor = await Editor.open(folder);
    editor.openFile('order.ts');
  });
  afterAll(async () => {
    expect(await editor.close()).toBe(0);
    rmSync(folder, { recursive: true, force: true });
  });

  const find = async (rule: string) =>
    (await editor.diagnostics('order.ts')).filter(({ code }) => code === `temporal-workflow/${rule}`);

  /** Types in a file until it has so many diagnostics: the disk is looked at again after 200 ms, later where looking takes long. */
  const diagnosticsOnceDiskIsSeen = async (text: string, count: number) => {
    for (let attempt = 1; ; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      editor.changeFile('quote.ts', text + '\n'.repeat(attempt));
      const diagnostics = await editor.diagnostics('quote.ts');
      if (diagnostics.length === count || attempt === 40) return diagnostics;
    }
  };

  it('shows what is wrong when a workflow is opened, with a link to the page', async () => {
    const [diagnostic, ...others] = await find('require-start-to-close-timeout');
    expect(others).toEqual([]);
    expect(diagnostic).toMatchObject({
      severity: 1,
      range: { start: { line: 1, character: 35 } },
      codeDescription: { href: expect.stringMatching(/docs\/rules\/require-start-to-close-timeout\.md$/) as string },
    });
  });

  it('applies a quick fix', async () => {
    const diagnostics = await find('require-start-to-close-timeout');
    const fix = (await editor.actions('order.ts', diagnostics)).find(({ title }) =>
      title.startsWith('Fix this temporal-workflow/require-start-to-close-timeout'),
    );
    await editor.apply(fix!);
    expect(editor.textOf('order.ts')).toContain(`proxyActivities({ startToCloseTimeout: '1 minute', retry`);
    expect(await find('require-start-to-close-timeout')).toEqual([]);
  });

  it('applies a suggestion', async () => {
    const diagnostics = await find('no-floating-commands');
    expect(diagnostics).toHaveLength(1);
    const suggestion = (await editor.actions('order.ts', diagnostics)).find(({ title }) => title.startsWith('Await it'));
    await editor.apply(suggestion!);
    expect(editor.textOf('order.ts')).toContain('  await charge(id);');
    expect(await editor.diagnostics('order.ts')).toEqual([]);
  });

  it('fixes on save what is safe, and nothing else', async () => {
    editor.changeFile('order.ts', WORKFLOW);
    expect(await editor.diagnostics('order.ts')).toHaveLength(2);
    const [fixAll] = await editor.actions('order.ts', [], 'source.fixAll.eslint');
    await editor.apply(fixAll!);
    expect(editor.textOf('order.ts')).toBe(WORKFLOW.replace('{ retry', `{ startToCloseTimeout: '1 minute', retry`));
    editor.saveFile('order.ts');
    expect((await editor.diagnostics('order.ts')).map(({ code }) => code)).toEqual(['temporal-workflow/no-floating-commands']);
  });

  it('sees what a helper imports once the helper is saved', async () => {
    const workflow = `import { sleep } from '@temporalio/workflow';
import { rate } from './rates';
export async function quote(): Promise<number> {
  await sleep(1000);
  return rate();
}
`;
    writeFileSync(path.join(folder, 'rates.ts'), 'export const rate = () => 1;\n');
    writeFileSync(path.join(folder, 'quote.ts'), workflow);
    editor.openFile('quote.ts');
    expect(await editor.diagnostics('quote.ts')).toEqual([]);

    editor.saveFile('rates.ts', `import { readFileSync } from 'node:fs';\nexport const rate = () => readFileSync('rate').length;\n`);
    const [diagnostic, ...others] = await diagnosticsOnceDiskIsSeen(workflow, 1);
    expect(others).toEqual([]);
    expect(diagnostic).toMatchObject({ code: 'temporal-workflow/no-io-imports', range: { start: { line: 1, character: 21 } } });
    expect(diagnostic?.message).toContain('(quote.ts → rates.ts → node:fs)');

    editor.saveFile('rates.ts', 'export const rate = () => 1;\n');
    expect(await diagnosticsOnceDiskIsSeen(workflow, 0)).toEqual([]);
  });
});
