// What comparing an edited workflow with its baseline costs: user CPU beside ESLint parsing the same file, medians, on the example's order
// workflow and on a large generated one, both in a git repository. Run after a build. Arguments: rounds, and steps of the generated workflow.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { loadFrom } from '../dist/commands/baseline.js';
import { comparePrograms } from '../dist/commands/compare.js';
import { extractPrograms } from '../dist/commands/extract.js';
import plugin from '../dist/index.js';
import { parseModule } from '../dist/project/parse.js';
import { currentSources } from '../dist/project/sources.js';

const ROOT = path.resolve(import.meta.dirname, '..');
const [ROUNDS = 50, STEPS = 150] = process.argv.slice(2).map(Number);
const RULES = { 'temporal-workflow/no-reordered-activities': 'error', 'temporal-workflow/no-unpatched-conditions': 'warn' };

const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'edits-bench-'));
try {
  for (const project of [example(), generated()]) print(project, measure(project));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The example, with the receipt sent before the stock is reserved, and with a comment. */
function example() {
  const root = path.join(folder, 'example');
  for (const part of ['src', 'package.json', 'tsconfig.json']) cpSync(path.join(ROOT, 'examples/order-service', part), path.join(root, part), { recursive: true });
  const file = path.join(root, 'src/workflows/order.ts');
  const text = readFileSync(file, 'utf8');
  const edited = (number) => text.replace(/^( *)await reserveStock\(/mu, `$1await sendSurvey('${number}' as never);\n$&`);
  return { name: "the example's order workflow", root: committed(root), file, text, edited };
}

/** A workflow of many steps, with conditions, loops, failures and concurrent work, one of which changes places with the next. */
function generated() {
  const root = path.join(folder, 'generated');
  const file = path.join(root, 'src/workflows.ts');
  const steps = Array.from({ length: STEPS }, (_, step) => stepSource(step));
  const source = (all) => `import { condition, defineSignal, proxyActivities, setHandler, sleep } from '@temporalio/workflow';

const { ${steps.map((_, step) => `step${step}, undo${step}`).join(', ')} } = proxyActivities<any>({ startToCloseTimeout: '1 minute' });
export const approve = defineSignal('approve');

export async function large(input: any): Promise<number> {
  let approved = false;
  let total = 0;
  setHandler(approve, () => { approved = true; });
${all.join('\n')}
  return total;
}
`;
  const text = source(steps);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(path.join(root, 'package.json'), JSON.stringify({ name: 'generated', version: '1.0.0' }));
  writeFileSync(file, text);
  const middle = Math.floor(STEPS / 2);
  const swapped = source([...steps.slice(0, middle), steps[middle + 1], steps[middle], ...steps.slice(middle + 2)]);
  return { name: `a generated workflow of ${text.split('\n').length} lines`, root: committed(root), file, text, edited: (number) => `${swapped}// ${number}\n` };
}

function stepSource(step) {
  const call = `await step${step}({ id: input.id, step: ${step} })`;
  switch (step % 6) {
    case 1:
      return `  if (input.flags.f${step}) {\n    ${call};\n    await sleep('${step} minutes');\n  }`;
    case 2:
      return `  for (const item of input.items${step}) {\n    total += await step${step}({ item });\n  }`;
    case 3:
      return `  try {\n    ${call};\n  } catch (error) {\n    await undo${step}({ id: input.id });\n    throw error;\n  }`;
    case 4:
      return `  await Promise.all([step${step}({ id: input.id }), undo${step}({ id: input.id })]);`;
    case 5:
      return `  await condition(() => approved, '${step} days');`;
    default:
      return `  total += ${call};`;
  }
}

function committed(root) {
  const git = (...args) => execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args], { cwd: root, stdio: 'ignore' });
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'baseline');
  return root;
}

function measure({ root, file, text, edited }) {
  const sourceOf = (code) => parseModule(file, code);
  const linter = new Linter({ cwd: root });
  const lint = (rules) => (code) => linter.verify(code, { files: ['**/*.ts'], languageOptions: { parser }, plugins: { 'temporal-workflow': plugin }, rules }, file);
  const [bare, judged] = [lint({}), lint(RULES)];
  const extract = (source) => extractPrograms(source, { load: loadFrom(currentSources(source)) });
  const old = extract(sourceOf(text));
  const sources = Array.from({ length: ROUNDS }, (_, round) => sourceOf(edited(round)));
  const now = sources.map(extract);
  for (let warm = 0; warm < 10; warm++) judged(edited(-warm - 1));

  const figures = {
    parse: median(sources, ({ text: code }) => parser.parseForESLint(code, { filePath: file, sourceType: 'module', range: true, loc: true })),
    extract: median(sources, extract),
    compare: median(now, (programs) => comparePrograms(old, programs)),
    changed: median(sources, ({ text: code }) => judged(code)) - median(sources, ({ text: code }) => bare(code)),
    unchanged: median(sources, () => judged(text)) - median(sources, () => bare(text)),
  };
  const reported = judged(edited(0)).length;
  if (reported === 0 || judged(text).length > 0) throw new Error('The edit is to be reported, and the baseline is not.');
  return figures;
}

/** The median of the user time that something takes for each item, in milliseconds. */
function median(items, run) {
  const times = items.map((item) => {
    const start = process.cpuUsage();
    run(item);
    return process.cpuUsage(start).user / 1000;
  });
  return times.sort((one, other) => one - other)[Math.floor(times.length / 2)];
}

function print({ name }, { parse, ...figures }) {
  console.log(`\n${name}, edited: medians of ${ROUNDS} rounds`);
  console.log(`  ${'ESLint parses the file'.padEnd(54)}${parse.toFixed(1).padStart(9)} ms`);
  const rows = {
    'extraction of its commands': figures.extract,
    'comparison with the baseline': figures.compare,
    'both rules with their suggestions, the text changed': figures.changed,
    'both rules, the text is that of the baseline': figures.unchanged,
  };
  for (const [row, time] of Object.entries(rows)) console.log(`  ${row.padEnd(54)}${time.toFixed(1).padStart(9)} ms  × ${(time / parse).toFixed(2)}`);
}
