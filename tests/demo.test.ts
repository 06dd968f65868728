import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Linter } from 'eslint';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { type DemoResult, runDemo } from '../examples/demo/run.mjs';

const project = path.resolve(import.meta.dirname, '../examples/order-service');
// In a variable, because TypeScript has no types for it.
const configFile = '../examples/order-service/eslint.config.js';

async function demo(more: Linter.Config[] = []): Promise<DemoResult & { printed: string }> {
  const { default: config } = (await import(configFile)) as { default: Linter.Config[] };
  const lines: string[] = [];
  const result = await runDemo({ project, config: [...config, ...more], print: (text) => lines.push(text) });
  return { ...result, printed: lines.join('\n') };
}

/** All files of the project with their contents, what is installed aside. */
function tree(): Map<string, string> {
  const files = readdirSync(project, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
}

/** What TypeScript says of the project when some of its files, given by relative path, have other texts. */
function typeErrors(changed: ReadonlyMap<string, string>): string[] {
  const { config } = ts.readConfigFile(path.join(project, 'tsconfig.json'), (file) => ts.sys.readFile(file)) as {
    config: unknown;
  };
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, project);
  const host = ts.createCompilerHost(options);
  const readFile = host.readFile.bind(host);
  host.readFile = (file) => changed.get(path.relative(project, file)) ?? readFile(file);
  const program = ts.createProgram(fileNames, { ...options, noEmit: true }, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ file, messageText }) => `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
}

describe('the example project', () => {
  let before: ReadonlyMap<string, string>;
  let result: Awaited<ReturnType<typeof demo>>;
  beforeAll(async () => {
    before = tree();
    result = await demo();
  });

  it('is reported for what is planted in it, and for nothing else', () => {
    expect({ missing: result.missing, unexpected: result.unexpected }).toEqual({ missing: [], unexpected: [] });
    expect(result.planted.length).toBeGreaterThanOrEqual(12);
  });

  it('has a planted problem for each of the rules', () => {
    expect([...new Set(result.planted.map(({ rule }) => rule))].sort()).toEqual([
      'no-crypto-random',
      'no-date-now',
      'no-floating-commands',
      'no-io-globals',
      'no-io-imports',
      'no-math-random',
      'no-raw-concurrency',
      'require-start-to-close-timeout',
    ]);
  });

  it('is left as it was', () => {
    expect(tree()).toEqual(before);
  });

  it('compiles, with and without the fixes', () => {
    expect(typeErrors(new Map())).toEqual([]);
    expect(typeErrors(result.fixed)).toEqual([]);
  });

  it('is shown in lines that fit, each report with its page', () => {
    const lines = result.printed.split('\n');
    expect(lines.filter((line) => line.length > 120)).toEqual([]);
    expect(lines.filter((line) => /^\s+https:\/\/\S+\/docs\/rules\/[\w-]+\.md$/.test(line))).toHaveLength(
      result.reported.length,
    );
  });

  it('shows what `--fix` mends', () => {
    const diff = result.printed.split('\n').filter((line) => /^[-+]/.test(line));
    expect(diff).toMatchInlineSnapshot();
  });
});

describe('the comparison', () => {
  it('names what is planted and not reported', async () => {
    const { planted, missing, unexpected } = await demo([{ rules: { 'temporal-workflow/no-date-now': 'off' } }]);
    expect(missing).toEqual(planted.filter(({ rule }) => rule === 'no-date-now'));
    expect(missing).not.toEqual([]);
    expect(unexpected).toEqual([]);
  });

  it('names what is reported and not planted', async () => {
    const { missing, unexpected } = await demo([{ rules: { 'no-console': 'error' } }]);
    expect(missing).toEqual([]);
    expect(new Set(unexpected.map(({ file, rule }) => `${file} ${rule}`))).toEqual(new Set(['src/client.ts no-console']));
  });
});
