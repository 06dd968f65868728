import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Linter } from 'eslint';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { showEdit } from '../examples/demo/edit.mjs';
import { type DemoResult, runDemo } from '../examples/demo/run.mjs';
import { rules } from '../src/rules/index.ts';

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

/** Tells what TypeScript says of the project when some of its files, given by relative path, have other texts. */
function typeChecker(): (changed: ReadonlyMap<string, string>) => string[] {
  const configPath = path.join(project, 'tsconfig.json');
  const { config } = ts.readConfigFile(configPath, (file) => ts.sys.readFile(file)) as { config: unknown };
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, project);
  const host = ts.createCompilerHost(options);
  // The SDK's types are most of the work: they are parsed once for all programs.
  const parsed = new Map<string, ts.SourceFile | undefined>();

  return (changed) => {
    const getSourceFile: ts.CompilerHost['getSourceFile'] = (file, version) => {
      const text = changed.get(path.relative(project, file));
      if (text !== undefined) return ts.createSourceFile(file, text, version);
      if (!parsed.has(file)) parsed.set(file, host.getSourceFile(file, version));
      return parsed.get(file);
    };
    const program = ts.createProgram(fileNames, { ...options, noEmit: true }, { ...host, getSourceFile });
    return ts
      .getPreEmitDiagnostics(program)
      .map(({ file, messageText }) => `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
  };
}

/** What a project cannot show in its files: settings, which are right here, and edits, which take a history. */
const WITHOUT_PLANT = ['no-reordered-activities', 'no-unpatched-conditions', 'valid-settings'];

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
    const planted = new Set(result.planted.map(({ rule }) => rule));
    expect(Object.keys(rules).filter((rule) => !planted.has(rule))).toEqual(WITHOUT_PLANT);
  });

  it('is left as it was', () => {
    expect(tree()).toEqual(before);
  });

  it('compiles, with and without the fixes', () => {
    const typeErrors = typeChecker();
    expect(typeErrors(new Map())).toEqual([]);
    expect(typeErrors(result.fixed)).toEqual([]);
  }, 120_000);

  it('is shown in lines that fit, each report with its page', () => {
    const lines = result.printed.split('\n');
    expect(lines.filter((line) => line.length > 120)).toEqual([]);
    expect(lines.filter((line) => /^\s+https:\/\/\S+\/docs\/rules\/[\w-]+\.md$/.test(line))).toHaveLength(
      result.reported.length,
    );
  });

  it('shows what `--fix` mends', () => {
    const diff = result.printed.split('\n').filter((line) => /^[-+]/.test(line));
    expect(diff).toMatchInlineSnapshot(`
      [
        "--- src/workflows/invoice.ts",
        "+++ src/workflows/invoice.ts",
        "-import { TextEncoder } from 'node:util';",
        "+import { TextEncoder } from 'util';",
        "--- src/workflows/refund.ts",
        "+++ src/workflows/refund.ts",
        "-import { proxyActivities, workflowInfo } from '@temporalio/workflow';",
        "+import { proxyActivities, workflowInfo, uuid4 } from '@temporalio/workflow';",
        "-  const refundNumber = crypto.randomUUID();",
        "+  const refundNumber = uuid4();",
        "--- src/workflows/reminders.ts",
        "+++ src/workflows/reminders.ts",
        "-import { condition, proxyLocalActivities, setHandler } from '@temporalio/workflow';",
        "-import { v4 as uuidv4 } from 'uuid';",
        "+import { condition, proxyLocalActivities, setHandler, uuid4 } from '@temporalio/workflow';",
        "-  const voucher = uuidv4();",
        "+  const voucher = uuid4();",
      ]
    `);
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

describe('the edit of the order workflow', () => {
  it('is reported, guarded by the quick fix, and replayed by the SDK', async () => {
    const before = tree();
    const lines: string[] = [];
    const { report, guarded, left, replays, file } = await showEdit({ project, print: (text) => lines.push(text) });

    expect(report?.ruleId).toBe('temporal-workflow/no-reordered-activities');
    expect(left).toEqual([]);
    expect(replays.map(({ error }) => error?.slice(0, 34) ?? 'replays')).toEqual(['replays', '[TMPRL1100] Nondeterminism error: ', 'replays']);
    expect(lines.join('\n')).toContain("+    if (patched('charge-card-before-timer')) {");
    expect(typeChecker()(new Map([[file, guarded!]]))).toEqual([]);
    expect(tree()).toEqual(before);
  }, 120_000);
});
