// What linting with the plugin costs: user CPU of an ESLint run with rules over one without, on the example and on a generated project.
// Processes alternate between the configurations, so that what else the machine does falls on all of them. Prints medians and ratios.
// Run after a build. Arguments: rounds, files of a generated project, and `rules` for a figure of each rule.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import temporalWorkflow from '../dist/index.js';

const ROOT = path.resolve(import.meta.dirname, '..');
const [ROUNDS = 3, FILES = 1000] = process.argv.slice(2, 4).map(Number);
const byRule = process.argv[4] === 'rules';
const NONE = 'no rule';

const folder = mkdtempSync(path.join(tmpdir(), 'temporal-workflow-bench-'));
try {
  const projects = { example: example(), generated: generated('generated', 10), 'without Temporal': generated('plain', 0) };
  for (const [name, project] of Object.entries(projects)) {
    const ruleNames = byRule && name === 'generated' ? Object.keys(temporalWorkflow.rules) : [];
    print(name, measure(project, [NONE, 'recommended', ...ruleNames]));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function example() {
  const project = path.join(folder, 'example');
  for (const part of ['src', 'package.json', 'tsconfig.json']) {
    cpSync(path.join(ROOT, 'examples/order-service', part), path.join(project, part), { recursive: true });
  }
  return project;
}

/** A project in the style of a service; one of `every` files is workflow code, none where it is 0. */
function generated(name, every) {
  const project = path.join(folder, name);
  mkdirSync(path.join(project, 'src'), { recursive: true });
  writeFileSync(path.join(project, 'package.json'), JSON.stringify({ name, version: '1.0.0' }));
  for (let at = 0; at < FILES; at++) {
    writeFileSync(path.join(project, 'src', `file${at}.ts`), every && at % every === 0 ? workflowSource(at) : serviceSource(at));
  }
  return project;
}

function workflowSource(at) {
  const steps = Array.from({ length: 20 }, (_, step) => `
  const result${step} = await step${step % 5}({ id: input.id, at: workflowInfo().startTime.getTime(), step: ${step} });
  if (!result${step}.ok) throw ApplicationFailure.create({ message: \`step ${step} of \${input.id}\`, nonRetryable: true });
  total += result${step}.amount;`).join('');
  return `import { ApplicationFailure, condition, defineSignal, proxyActivities, setHandler, sleep, workflowInfo } from '@temporalio/workflow';

interface Result { ok: boolean; amount: number }
interface Activities { ${[0, 1, 2, 3, 4].map((n) => `step${n}(input: { id: string; at: number; step: number }): Promise<Result>`).join('; ')} }

const { step0, step1, step2, step3, step4 } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });
export const approve = defineSignal('approve');

export async function workflow${at}(input: { id: string }): Promise<number> {
  let total = 0;
  let approved = false;
  setHandler(approve, () => { approved = true; });
  await condition(() => approved, '1 day');${steps}
  await sleep('1 second');
  return total;
}
`;
}

function serviceSource(at) {
  const methods = Array.from({ length: 15 }, (_, n) => `
  async find${n}(id: string, filter: Record<string, string> = {}): Promise<Row | undefined> {
    const key = [id, ...Object.entries(filter).map(([name, value]) => \`\${name}=\${value}\`)].join('&');
    const cached = this.cache.get(key);
    if (cached && Date.now() - cached.at < ${n + 1} * 1000) return cached.row;
    const row = (await this.load(key)).find((one) => one.id === id && one.kind === 'kind${n}');
    if (row) this.cache.set(key, { row, at: Date.now() });
    return row;
  }`).join('\n');
  return `import { readFile } from 'node:fs/promises';

export interface Row { id: string; kind: string; amount: number }

export class Service${at} {
  private readonly cache = new Map<string, { row: Row; at: number }>();

  private async load(key: string): Promise<Row[]> {
    return JSON.parse(await readFile(key, 'utf8')) as Row[];
  }
${methods}
}
`;
}

function measure(project, configurations) {
  const times = Object.fromEntries(configurations.map((configuration) => [configuration, []]));
  for (const configuration of configurations) writeFileSync(configFile(project, configuration), config(configuration));
  for (let round = 0; round < ROUNDS; round++) {
    for (const configuration of configurations) times[configuration].push(userCpu(project, configuration));
  }
  return Object.fromEntries(configurations.map((configuration) => [configuration, median(times[configuration])]));
}

function configFile(project, configuration) {
  return path.join(project, `eslint.${configuration.replace(' ', '-')}.config.mjs`);
}

function config(configuration) {
  const module = (file) => JSON.stringify(pathToFileURL(path.join(ROOT, file)).href);
  const rules =
    configuration === NONE
      ? '{}'
      : configuration === 'recommended'
        ? 'plugin.configs.recommended.rules'
        : `{ 'temporal-workflow/${configuration}': 'error' }`;
  return `import plugin from ${module('dist/index.js')};
import parser from ${module('node_modules/@typescript-eslint/parser/dist/index.js')};
export default [{ files: ['**/*.ts'], languageOptions: { parser: parser.default ?? parser }, plugins: { 'temporal-workflow': plugin }, rules: ${rules} }];
`;
}

/** The user CPU time of one ESLint process, in milliseconds, without what starting it costs. */
function userCpu(project, configuration) {
  const script = `
    import { ESLint } from ${JSON.stringify(pathToFileURL(path.join(ROOT, 'node_modules/eslint/lib/api.js')).href)};
    const eslint = new ESLint({ cwd: ${JSON.stringify(project)}, overrideConfigFile: ${JSON.stringify(configFile(project, configuration))} });
    const start = process.cpuUsage();
    await eslint.lintFiles(['src']);
    console.log(process.cpuUsage(start).user / 1000);`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}

function median(values) {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
}

function print(name, medians) {
  console.log(`\n${name}, median of ${ROUNDS} runs`);
  for (const [configuration, time] of Object.entries(medians)) {
    const ratio = configuration === NONE ? '' : `  × ${(time / medians[NONE]).toFixed(3)}`;
    console.log(`  ${configuration.padEnd(34)}${time.toFixed(0).padStart(7)} ms${ratio}`);
  }
}
