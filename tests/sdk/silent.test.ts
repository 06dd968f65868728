import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as parser from '@typescript-eslint/parser';
import { ESLint, type Linter } from 'eslint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import plugin from '../../src/index.ts';
import type { BundleOptions } from './bundles.ts';
import { filesUnder } from './fixture-layout.ts';
import { startBundle } from './measure-bundle.ts';
import { openSandbox, type Sandbox } from './oracle.ts';
import { historyOf } from './replay.ts';
import { PROGRAMS } from './silent-programs.ts';

const silent = path.join(import.meta.dirname, '../fixtures/silent');
const projects = readdirSync(silent, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

it('has programs for every project', () => {
  expect(Object.keys(PROGRAMS).sort()).toEqual(projects.sort());
});

describe('runs and replays', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await openSandbox({ localActivities: { lookUpRate: (currency: string) => Promise.resolve(currency === 'EUR' ? 1 : 2) } });
  });
  afterAll(() => sandbox.close());

  it.each(projects)('%s', async (name) => {
    const { workflowsPath, interceptors, payloadConverter, executions } = PROGRAMS[name]!;
    const at = (file: string) => path.join(silent, name, file);
    const options: BundleOptions = {
      ...(interceptors && { workflowInterceptorModules: interceptors.map(at) }),
      ...(payloadConverter && { payloadConverterPath: at(payloadConverter) }),
    };
    const { bundle, error } = await sandbox.bundleAt(at(workflowsPath), options);
    expect(error).toBeNull();
    const { workflowTypes } = startBundle(bundle!.code);
    const executed = new Set(executions.map(({ workflow }) => (workflowTypes?.includes(workflow) ? workflow : 'default')));
    expect([...executed].sort()).toEqual(workflowTypes);

    const worker = await sandbox.startWorker(bundle!);
    const ran = [];
    for (const scenario of executions) {
      ran.push(await sandbox.execute({ workflowType: scenario.workflow, taskQueue: worker.taskQueue, scenario }));
    }
    await worker.stop();
    const histories = ran.map(({ events, start }) => ({ workflowId: start.workflowId, history: historyOf(events) }));
    const replayed = await sandbox.host(undefined).replayAll(bundle!, histories, { reuseV8Context: true });

    const found = ran.map(({ status, result, taskFailures, start, queryAnswers }, n) => ({
      workflow: [start.workflowType, start.scenario.name].join(' '),
      status,
      taskFailures: taskFailures.map(({ message }) => message),
      queryErrors: queryAnswers.filter((answer) => answer.error !== null),
      queries: queryAnswers.length,
      replay: replayed[n]!.message,
      ...('result' in executions[n]! && { result }),
    }));
    expect(found).toEqual(
      executions.map((execution) => ({
        workflow: [execution.workflow, execution.name].join(' '),
        status: execution.ends ?? 'completed',
        taskFailures: [],
        queryErrors: [],
        queries: execution.queries?.length ?? 0,
        replay: null,
        ...('result' in execution && { result: execution.result }),
      })),
    );
  });
});

describe('is left alone by every rule', () => {
  const allRules: Linter.Config = {
    plugins: { 'temporal-workflow': plugin },
    rules: Object.fromEntries(Object.keys(plugin.rules).map((rule) => [`temporal-workflow/${rule}`, 'error' as const])),
    settings: { 'temporal-workflow': { baseline: false, clock: { module: './src/lib/clock.ts', name: 'workflowTime' } } },
  };

  const linter = (name: string, parserOptions: object): ESLint => {
    const root = path.join(silent, name);
    const isModule = readFileSync(path.join(root, 'package.json'), 'utf8').includes('"type": "module"');
    return new ESLint({
      cwd: root,
      overrideConfigFile: true,
      overrideConfig: [
        { files: ['**/*.js'], languageOptions: { sourceType: isModule ? 'module' : 'commonjs' } },
        { files: ['**/*.ts'], languageOptions: { parser, parserOptions } },
        { files: ['**/*.{js,ts}'], ...allRules },
      ],
    });
  };

  const reports = async (name: string, parserOptions: object): Promise<string[]> => {
    const results = await linter(name, parserOptions).lintFiles(['**/*.{js,ts}']);
    const files = filesUnder(path.join(silent, name)).filter((file) => /\.[jt]s$/.test(file));
    expect(results.length).toBe(files.length);
    return results.flatMap(({ filePath, messages }) =>
      messages.map(({ line, ruleId, message }) => `${path.relative(silent, filePath)}:${line} ${ruleId} ${message}`),
    );
  };

  it.each(projects)('%s, without types', async (name) => {
    expect(await reports(name, {})).toEqual([]);
  });

  it.each(projects.filter((name) => PROGRAMS[name]!.workflowsPath.endsWith('.ts')))('%s, with types', async (name) => {
    expect(await reports(name, { projectService: true, tsconfigRootDir: path.join(silent, name) })).toEqual([]);
  });

  // Silence says something only where a fault would be heard.
  it.each(projects)('%s, but not with a fault added to its workflows', async (name) => {
    const filePath = path.join(silent, name, PROGRAMS[name]!.workflowsPath);
    const fault =
      name === 'javascript'
        ? "require('@temporalio/workflow').proxyActivities({});"
        : "import * as faulty from '@temporalio/workflow';\nfaulty.proxyActivities({});";
    const text = `${readFileSync(filePath, 'utf8')}\n${fault}\n`;
    const [result] = await linter(name, {}).lintText(text, { filePath });

    expect(result?.messages.map(({ ruleId }) => ruleId)).toContain('temporal-workflow/require-start-to-close-timeout');
  });
});
