// What the module graph costs, on a generated monorepo of 5,000 files with 1,000 workflow modules: in relation to ESLint's parser on all
// files, by user CPU of all threads (half of it is the engine's, which compiles what runs often) and by the clock, medians of fresh processes
// by turns. Run after a build. Arguments: rounds, files, and a folder with another build of the plugin.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const WORKSPACES = 5;
const [task, ...rest] = process.argv.slice(2);

/** What a process of its own measures. */
const TASKS = { parse, graph };
if (task in TASKS) {
  console.log(JSON.stringify(await TASKS[task](...rest)));
} else {
  const [rounds = 3, files = 5000] = process.argv.slice(2, 4).map(Number);
  const build = path.resolve(process.argv[4] ?? path.join(import.meta.dirname, '../dist'));
  const root = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'graph-bench-'));
  try {
    generate(root, files);
    print(rounds, files, medians(rounds, [['parse', root], ['graph', root, build]]));
  } finally {
    fs.rmSync(root, { recursive: true });
  }
}

function print(rounds, files, { entries, bundled, reread, ...times }) {
  console.log(`\nmodule graph of ${files} files, ${entries} entries, ${bundled} bundled: user CPU and elapsed time, medians of ${rounds} runs`);
  const rows = {
    'ESLint parses all files': ['parse'],
    'finding entries, and edges of what they reach': ['edges'],
    'with the functions that workflows can run': ['edges', 'functions'],
    'all rules for the first file after that': ['first'],
    'all rules for a workflow file, nothing changed': ['relint'],
    'all rules for a workflow file, a helper changed': ['relintChanged'],
    'comparing all known files with the disk': ['recheck'],
  };
  for (const [label, names] of Object.entries(rows)) {
    const columns = ['User', 'Elapsed'].map((kind) => {
      const cost = names.reduce((sum, name) => sum + times[name + kind], 0);
      return `${cost.toFixed(1).padStart(9)} ms  × ${(cost / times[`parse${kind}`]).toFixed(4)}`;
    });
    console.log(`  ${label.padEnd(50)}${columns.join('  ')}`);
  }
  console.log(`  files read again after one helper has changed: ${reread}`);
}

/** The median of each figure that tasks give in fresh processes. */
function medians(rounds, tasks) {
  const runs = Array.from({ length: rounds }, () => Object.assign({}, ...tasks.map(run)));
  return Object.fromEntries(Object.keys(runs[0]).map((name) => [name, middle(runs.map((one) => one[name]))]));
}

function run(args) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [import.meta.filename, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

function middle(values) {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
}

async function parse(root) {
  const { parseForESLint } = await import('@typescript-eslint/parser');
  const files = sources(root).map((file) => ({ filePath: file, text: fs.readFileSync(file, 'utf8') }));
  return named('parse', () => {
    for (const { filePath, text } of files) parseForESLint(text, { filePath, sourceType: 'module', range: true, loc: true });
  });
}

async function graph(root, build) {
  const load = (module) => import(pathToFileURL(path.join(build, module)).href);
  const { bundlesOf, projectOf } = await load('analysis/bundle.js');
  const { recheckFiles } = await load('project/files.js');
  const { Linter } = await import('eslint');
  const parser = await import('@typescript-eslint/parser');
  const { default: plugin } = await load('index.js');

  const workflow = path.join(root, 'packages/p0/src/workflows/w0.ts');
  const helper = path.join(root, 'packages/p0/src/helpers/h0.ts');
  const bundles = () => bundlesOf(projectOf(workflow), null);
  const edges = named('edges', () => bundles().map((bundle) => bundle.reach));
  const functions = named('functions', () => bundles().map((bundle) => bundle.used.of(workflow)));

  const linter = new Linter({ cwd: root });
  const rules = Object.fromEntries(Object.keys(plugin.rules).map((name) => [`temporal-workflow/${name}`, 'error']));
  const text = fs.readFileSync(workflow, 'utf8');
  const lint = (some) => {
    const config = { files: ['**/*.ts'], languageOptions: { parser }, plugins: { 'temporal-workflow': plugin }, rules: some };
    return time(() => linter.verify(text, config, workflow));
  };
  const costOfRules = () => difference(lint(rules), lint({}));
  /** What all rules cost in a lint run that has been done before, beside the parser. */
  const relint = (name, before) => {
    const costs = Array.from({ length: 15 }, () => {
      before();
      return costOfRules();
    });
    return figures(name, medianOf(costs));
  };
  // The parser's own first time is none of it.
  for (let warm = 0; warm < 5; warm++) lint({});
  const first = figures('first', costOfRules());
  // An editor's process lives for hours.
  for (let warm = 0; warm < 30; warm++) lint(rules);

  const unchanged = relint('relint', () => {});
  const reads = countReads();
  const changed = relint('relintChanged', () => {
    fs.appendFileSync(helper, '\n// changed\n');
    recheckFiles();
  });
  return {
    entries: bundles().reduce((sum, bundle) => sum + bundle.entries.length, 0),
    bundled: bundles().reduce((sum, bundle) => sum + bundle.reach.files.size, 0),
    ...edges,
    ...functions,
    ...first,
    ...unchanged,
    ...changed,
    reread: reads() / 15,
    ...figures('recheck', medianOf(Array.from({ length: 5 }, () => time(recheckFiles)))),
  };
}

/** Counts the files that are read from now on. */
function countReads() {
  const { openSync } = fs;
  let count = 0;
  fs.openSync = (...args) => {
    count++;
    return openSync(...args);
  };
  return () => count;
}

/** User time of the processor, and time on the clock, which also counts what else the machine does; in milliseconds. */
function time(run) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  run();
  const elapsed = performance.now() - start;
  return { user: process.cpuUsage(cpu).user / 1000, elapsed };
}

function named(name, run) {
  return figures(name, time(run));
}

function figures(name, { user, elapsed }) {
  return { [`${name}User`]: user, [`${name}Elapsed`]: elapsed };
}

function difference(one, other) {
  return { user: one.user - other.user, elapsed: one.elapsed - other.elapsed };
}

function medianOf(times) {
  return { user: middle(times.map(({ user }) => user)), elapsed: middle(times.map(({ elapsed }) => elapsed)) };
}

function sources(root) {
  return fs
    .readdirSync(path.join(root, 'packages'), { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.join(root, 'packages', name));
}

/** Workflows import helpers, helpers import helpers; what they do not import belongs to services that no workflow reaches. */
function generate(directory, count) {
  let written = 0;
  const write = (file, text) => {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    written++;
  };
  const json = (file, value) => {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, JSON.stringify(value));
  };

  json(path.join(directory, 'package.json'), { name: 'root', private: true, workspaces: ['packages/*'] });
  const perWorkspace = count / WORKSPACES;
  const workflows = perWorkspace / 5;
  fs.mkdirSync(path.join(directory, 'node_modules/@app'), { recursive: true });
  const sdk = path.join(directory, 'node_modules/@temporalio/workflow');
  json(path.join(sdk, 'package.json'), { name: '@temporalio/workflow', main: 'lib/index.js' });
  fs.mkdirSync(path.join(sdk, 'lib'));
  fs.writeFileSync(path.join(sdk, 'lib/index.js'), '');
  for (let w = 0; w < WORKSPACES; w++) {
    const home = path.join(directory, `packages/p${w}`);
    json(path.join(home, 'package.json'), { name: `@app/p${w}`, exports: { '.': './dist/index.js', './*': './dist/*.js' } });
    json(path.join(home, 'tsconfig.json'), { compilerOptions: { outDir: 'dist', rootDir: 'src' } });
    fs.symlinkSync(home, path.join(directory, `node_modules/@app/p${w}`));
    write(path.join(home, 'src/index.ts'), `export * from './helpers/h0';\n`);
    write(
      path.join(home, 'src/worker.ts'),
      `import { Worker } from '@temporalio/worker';\n\n` +
        `export const worker = Worker.create({ taskQueue: 'p${w}', workflowsPath: require.resolve('./workflows') });\n`,
    );
    write(path.join(home, 'src/workflows/index.ts'), Array.from({ length: workflows }, (_, i) => `export * from './w${i}';\n`).join(''));
    const helpers = workflows;
    for (let i = 0; i < workflows; i++) {
      const other = (w + 1) % WORKSPACES;
      write(
        path.join(home, `src/workflows/w${i}.ts`),
        `import { proxyActivities, sleep } from '@temporalio/workflow';\n` +
          `import type * as activities from '../activities/a${i % 50}';\n` +
          `import { h${i}, type H${i}Options } from '../helpers/h${i}';\n` +
          `import { H${(i * 7) % helpers}Result } from '../helpers/h${(i * 7) % helpers}${i % 2 ? '.js' : ''}';\n` +
          (i % 10 === 0 ? `import { h${i} as shared } from '@app/p${other}/helpers/h${i}';\n` : '') +
          `\nconst { a${i % 50} } = proxyActivities<typeof activities>({ startToCloseTimeout: '1 minute' });\n` +
          body(`w${i}`, `h${i}`, `H${(i * 7) % helpers}Result`, `await a${i % 50}({ items, label }); await sleep('1 minute');${i % 10 === 0 ? '\n  shared(value as never);' : ''}`),
      );
    }
    for (let i = 0; i < helpers; i++) {
      const next = (i * 3 + 1) % helpers;
      write(
        path.join(home, `src/helpers/h${i}.ts`),
        `import { h${next}, H${next}Result } from './h${next}';\n` +
          (i % 5 === 0 ? `import { Shape } from '../types/t${i}';\nexport type Shape${i} = Shape;\n` : '') +
          `export interface H${i}Options { depth: number }\nexport interface H${i}Result { total: number }\n` +
          body(`h${i}`, `h${next}`, `H${next}Result`, ''),
      );
    }
    for (let i = 0; i < helpers; i += 5) write(path.join(home, `src/types/t${i}.ts`), 'export interface Shape { area: number }\n');
    for (let i = 0; written < (w + 1) * perWorkspace; i++) {
      const next = i % 10 === 9 ? i - 9 : i + 1;
      write(
        path.join(home, `src/${i < 50 ? 'activities' : 'services'}/a${i}.ts`),
        `import fs from 'node:fs';\nimport { a${next} } from './a${next}';\n` + body(`a${i}`, `a${next}`, 'unknown', 'fs.existsSync(label);'),
      );
    }
  }
}

/** About ninety lines of ordinary code. */
function body(name, callee, type, extra) {
  const step = (n) => `
/** Takes part ${n} of ${name}: "quoted", and a/b. */
function step${n}(input: readonly number[], label: string): number {
  const factor = input.length > ${n} ? input.length / ${n + 1} : ${n};
  // Sums what is left over; see also ${name}.
  const total = input.filter((item) => item % ${n + 2} !== 0).reduce((sum, item) => sum + item * factor, 0);
  if (/^part-[a-z]+$/u.test(label)) return total;
  return total + \`\${label}-\${total.toFixed(2)}\`.length;
}
`;
  return `
export async function ${name}(value: { items: number[]; label: string }): Promise<${type} | null> {
  const { items, label } = value;
  ${extra}
  const results: ${type}[] = [];
  for (const [index, item] of items.entries()) {
    try {
      const result = await ${callee}({ items: [item], label } as never);
      if (result) results.push(result as never);
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
  }
  const sums = [${[0, 1, 2, 3, 4, 5].map((n) => `step${n}(items, label)`).join(', ')}];
  return sums.some(Boolean) ? (results[0] ?? null) : null;
}
${[0, 1, 2, 3, 4, 5].map(step).join('')}`;
}
