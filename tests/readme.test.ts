import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runCommand } from '../src/cli/run-command.ts';
import { clearModules } from '../src/project/modules.ts';
import { rules } from '../src/rules/index.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');

/** The fenced blocks of a language. */
function blocks(language: string): string[] {
  const fenced = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm');
  return [...readme.matchAll(fenced)].map(([, code]) => code!);
}

const picture = blocks('text').find((block) => block.startsWith('src/workflows/order.ts\n'))!;
/** The code of the picture, without the reports. */
const pictured = [...picture.matchAll(/^ *\d+ \|(?: (.*))?$/gm)].map(([, line]) => line ?? '').join('\n');

const TYPESCRIPT = {
  'package.json': '{ "name": "shop", "type": "module" }',
  'src/worker.ts': `
import { fileURLToPath } from 'node:url';
import { Worker } from '@temporalio/worker';
void Worker.create({ workflowsPath: fileURLToPath(new URL('./workflows/order.ts', import.meta.url)), taskQueue: 'orders' });
`,
  'src/workflows/order.ts': `${pictured}\n`,
  'src/shared/pricing.ts': `import { readFileSync } from 'node:fs';\nexport const price = (id: string) => readFileSync(id).length;\n`,
};

const JAVASCRIPT = {
  'package.json': '{ "type": "module" }',
  'worker.js': `
import { Worker } from '@temporalio/worker';
await Worker.create({ workflowsPath: new URL('./workflows.js', import.meta.url).pathname, taskQueue: 'orders' });
`,
  'workflows.js': `
import { readFileSync } from 'fs';
export const order = async () => readFileSync('prices.json', 'utf8');
`,
};

const COMMON_JS = {
  'package.json': '{}',
  'worker.js': `
const { Worker } = require('@temporalio/worker');
Worker.create({ workflowsPath: require.resolve('./workflows.js'), taskQueue: 'orders' });
`,
  'workflows.js': `
const { readFileSync } = require('fs');
exports.order = async () => readFileSync('prices.json', 'utf8');
`,
};

/** A folder with files, in which the built plugin is installed. */
function installedProject(files: Readonly<Record<string, string>>): string {
  mkdirSync(path.join(ROOT, '.work'), { recursive: true });
  // Below the root, so that ESLint's configuration finds the parsers, and the code the SDK, where a project has them.
  const folder = mkdtempSync(path.join(ROOT, '.work', 'readme-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  clearModules();
  mkdirSync(path.join(folder, 'node_modules'));
  symlinkSync(ROOT, path.join(folder, 'node_modules', 'eslint-plugin-temporal-workflow'), 'junction');
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  return folder;
}

const configs = blocks('js').filter((block) => block.startsWith('// eslint.config.'));

async function lint(folder: string, file: string): Promise<ESLint.LintResult['messages']> {
  // The installed plugin is one for all folders here, and looks for new ones now and then only.
  const { recheckFiles } = createRequire(import.meta.url)('../dist/project/files.js') as { recheckFiles: () => void };
  recheckFiles();
  const results = await new ESLint({ cwd: folder }).lintFiles([file]);
  return results.flatMap(({ messages }) => messages);
}

/** Code with the reports under it, as the README shows them. */
function pictureOf(file: string, code: string, messages: ESLint.LintResult['messages']): string {
  const lines = code.split('\n').flatMap((line, at) => {
    const number = String(at + 1).padStart(2);
    const own = messages.filter((message) => message.line === at + 1);
    const reports = own.flatMap(({ column, endColumn, severity, message, ruleId }) => [
      `   | ${' '.repeat(column - 1)}${'~'.repeat(endColumn! - column)}`,
      ...[...wrapped(`${severity === 2 ? 'error' : 'warning'}: ${message}`, 112), `→ ${ruleId}`].map((text) => `     ${text}`),
    ]);
    return [`${number} | ${line}`.trimEnd(), ...reports];
  });
  return `${file}\n\n${lines.join('\n')}\n`;
}

function wrapped(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}

describe('the README', () => {
  it('shows what is reported', async () => {
    const folder = installedProject({ ...TYPESCRIPT, 'eslint.config.js': configs[0]! });
    expect(pictureOf('src/workflows/order.ts', pictured, await lint(folder, 'src/workflows/order.ts'))).toBe(picture);
  });

  it.each(configs)('has a configuration that works:\n%s', async (config) => {
    const file = /^\/\/ (\S+)/.exec(config)![1]!;
    const isTypeScript = config.includes('typescript-eslint');
    const files = isTypeScript ? TYPESCRIPT : file.endsWith('.cjs') ? COMMON_JS : JAVASCRIPT;
    const folder = installedProject({ ...files, [file]: config });
    const reported = await lint(folder, isTypeScript ? 'src/**/*.ts' : 'workflows.js');
    expect(reported.filter(({ fatal }) => fatal)).toEqual([]);
    expect(reported.map(({ ruleId }) => ruleId)).toContain('temporal-workflow/no-io-imports');
  });

  it('shows what `scope` says', async () => {
    const folder = installedProject({ ...TYPESCRIPT, 'eslint.config.js': configs[0]! });
    const block = blocks('text').find((text) => text.startsWith('$ npx --no-install temporal-workflow '))!;
    const [command = '', ...output] = block.trimEnd().split('\n');
    const printed: string[] = [];
    const args = command.split(' ').slice(4);
    expect(await runCommand(args, { cwd: folder, print: (text) => printed.push(text), printError: (text) => printed.push(text) })).toBe(0);
    expect(printed.join('\n')).toBe(output.join('\n'));
  });

  it('names every command', async () => {
    const printed: string[] = [];
    await runCommand(['--help'], { cwd: ROOT, print: (text) => printed.push(text), printError: (text) => printed.push(text) });
    const commands = [...printed.join('\n').matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name);
    expect(commands).toContain('scope');
    const section = /^### What an edit does to running executions\n([\s\S]*?)^## /m.exec(readme)![1]!;
    expect([...section.matchAll(/^\| `(\w+)/gm)].map(([, name]) => name)).toEqual(commands);
  });

  it('has settings of the editor that can be read', () => {
    for (const json of blocks('json')) expect(JSON.parse(json)).toBeTypeOf('object');
  });

  it('has every rule among the answers to what guides warn of', () => {
    const table = /^### What guides warn of\n([\s\S]*?)^## /m.exec(readme)![1]!;
    // This one is about the configuration.
    const wanted = Object.keys(rules).filter((name) => name !== 'valid-settings');
    expect(wanted.filter((name) => !table.includes(`(docs/rules/${name}.md)`))).toEqual([]);
  });

  it('names every dependency with its reason', () => {
    const { dependencies } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
    const table = /^## What comes with it\n([\s\S]*?)^## /m.exec(readme)![1]!;
    expect([...table.matchAll(/^\| \[`([^`]+)`\]/gm)].map(([, name]) => name).sort()).toEqual(Object.keys(dependencies).sort());
  });
});

/** The anchors of the headings of a page, as GitHub makes them. */
function anchors(page: string): Set<string> {
  const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, title]) => title!);
  return new Set(headings.map((title) => title.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-')));
}

const pages = readdirSync(path.join(ROOT, 'docs')).filter((file) => file.endsWith('.md'));

describe.each(['README.md', ...pages.map((file) => `docs/${file}`)])('%s', (file) => {
  it('has links that lead somewhere', () => {
    const page = readFileSync(path.join(ROOT, file), 'utf8').replaceAll(/^```[\s\S]*?^```$/gm, '');
    const links = [...page.matchAll(/\]\((?!\w+:)([^)\s]*)\)/g)].map(([, link]) => link!);
    const broken = links.filter((link) => {
      const [target = '', anchor] = link.split('#');
      const linked = target === '' ? path.join(ROOT, file) : path.resolve(ROOT, path.dirname(file), target);
      if (!existsSync(linked)) return true;
      return anchor !== undefined && !anchors(readFileSync(linked, 'utf8')).has(anchor);
    });
    expect(broken).toEqual([]);
  });
});
