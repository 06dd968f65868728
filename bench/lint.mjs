// What linting with the plugin costs: user CPU of ESLint with its rules over ESLint without any, and over ESLint with one that does nothing, on
// the example and on generated projects. One process for each configuration lints the same files, some at a time, by turns with the others, so
// that what else the machine does falls on all of them; then fresh processes do it again. Prints medians of these rounds, added up, with their
// ratios, and those of the quietest rounds: what else the machine does only adds to a time. Run after a build. Arguments: rounds, files of a
// generated project, and `rules` for a figure of each rule.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import temporalWorkflow from '../dist/index.js';

const ROOT = path.resolve(import.meta.dirname, '..');
const [ROUNDS = 3, FILES = 1000] = process.argv.slice(2, 4).map(Number);
const byRule = process.argv[4] === 'rules';
const NONE = 'no rule';
/** What ESLint itself takes as soon as it has a rule, whatever that does; mostly garbage collection, and about the same for thirty such rules. */
const EMPTY = 'one rule that does nothing';
/** How many files a process lints before it is another one's turn. */
const TURN = 50;
/** How many processes take turns: each needs some hundred megabytes. */
const GROUP = 6;

const folder = mkdtempSync(path.join(tmpdir(), 'temporal-workflow-bench-'));
try {
  const projects = { example: example(), generated: generated('generated', 10), 'without Temporal': generated('plain', 0) };
  for (const [name, project] of Object.entries(projects)) {
    const ruleNames = byRule && name === 'generated' ? Object.keys(temporalWorkflow.rules) : [];
    const configurations = ['recommended', ...ruleNames];
    while (configurations.length > 0) print(name, await measure(project, [NONE, EMPTY, ...configurations.splice(0, GROUP - 2)]));
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

/** Medians of user CPU in milliseconds: of a first time over all files, which has the start of everything in it, and of a second one. */
async function measure(project, configurations) {
  const files = sources(project);
  const turns = Array.from({ length: Math.ceil(files.length / TURN) }, (_, turn) => files.slice(turn * TURN, (turn + 1) * TURN));
  const rounds = [];
  for (const configuration of configurations) writeFileSync(configFile(project, configuration), config(configuration));
  for (let round = 0; round < ROUNDS; round++) rounds.push(await oneRound(project, configurations, [...turns, ...turns]));
  const added = (configuration, from, to, of) =>
    rounds[0][configuration].slice(from, to).reduce((sum, _, turn) => sum + of(rounds.map((times) => times[configuration][from + turn])), 0);
  const figure = (configuration, from, to) => ({
    median: added(configuration, from, to, median),
    least: added(configuration, from, to, (times) => Math.min(...times)),
  });
  return Object.fromEntries(
    configurations.map((one) => [one, { first: figure(one, 0, turns.length), again: figure(one, turns.length, 2 * turns.length) }]),
  );
}

/** What each turn costs each configuration, in fresh processes. */
async function oneRound(project, configurations, turns) {
  const linters = configurations.map((configuration) => {
    const child = linter(project, configuration);
    return { configuration, child, ended: once(child, 'exit').then(() => [NaN]), times: [] };
  });
  try {
    for (const files of turns) {
      for (const { configuration, child, ended, times } of linters) {
        child.send(files);
        const [time] = await Promise.race([once(child, 'message'), ended]);
        if (Number.isNaN(time)) throw new Error(`ESLint has failed with ${configuration}`);
        times.push(time);
      }
      // Nobody is always the first.
      linters.push(linters.shift());
    }
  } finally {
    for (const { child } of linters) child.kill();
  }
  return Object.fromEntries(linters.map(({ configuration, times }) => [configuration, times]));
}

/** A process that answers lists of files with the user CPU time, in milliseconds, that linting them takes. Starting ESLint is not in it. */
function linter(project, configuration) {
  const script = `
    import { ESLint } from ${JSON.stringify(pathToFileURL(path.join(ROOT, 'node_modules/eslint/lib/api.js')).href)};
    const eslint = new ESLint({ cwd: ${JSON.stringify(project)}, overrideConfigFile: ${JSON.stringify(configFile(project, configuration))} });
    process.on('message', async (files) => {
      const start = process.cpuUsage();
      await eslint.lintFiles(files);
      process.send(process.cpuUsage(start).user / 1000);
    });`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

function sources(project) {
  return readdirSync(path.join(project, 'src'), { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.join(project, 'src', name));
}

function configFile(project, configuration) {
  return path.join(project, `eslint.${configuration.replaceAll(' ', '-')}.config.mjs`);
}

function config(configuration) {
  const module = (file) => JSON.stringify(pathToFileURL(path.join(ROOT, file)).href);
  const recommended = 'plugin.configs.recommended.rules';
  const rules = { [NONE]: '{}', recommended }[configuration] ?? `{ 'temporal-workflow/${configuration === EMPTY ? 'empty' : configuration}': 'error' }`;
  const used = configuration === EMPTY ? '{ rules: { empty: { create: () => ({}) } } }' : 'plugin';
  return `import plugin from ${module('dist/index.js')};
import parser from ${module('node_modules/@typescript-eslint/parser/dist/index.js')};
export default [{ files: ['**/*.ts'], languageOptions: { parser: parser.default ?? parser }, plugins: { 'temporal-workflow': ${used} }, rules: ${rules} }];
`;
}

function median(values) {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
}

function print(name, figures) {
  console.log(`\n${name}, ${ROUNDS} rounds: in a new process, and the same files again in it; over no rule, and over one that does nothing`);
  for (const [configuration, { first, again }] of Object.entries(figures)) {
    const column = (time, of) => {
      const ratio = (base) => ` × ${(time.median / of(base).median).toFixed(3)} (${(time.least / of(base).least).toFixed(3)})`;
      const ratios = configuration === NONE ? [] : configuration === EMPTY ? [NONE] : [NONE, EMPTY];
      return `${time.median.toFixed(0).padStart(8)} ms${ratios.map((base) => ratio(figures[base])).join('').padEnd(32)}`;
    };
    console.log(`  ${configuration.padEnd(28)}${column(first, (one) => one.first)}${column(again, (one) => one.again)}`);
  }
}
