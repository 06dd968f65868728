import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { ESLint } from 'eslint';
import { unifiedDiff } from './line-diff.mjs';
import { describe, paintDiff, paintWith } from './report.mjs';

const require = createRequire(import.meta.url);
const { bundleWorkflowCode, DefaultLogger, Runtime, Worker } = require('@temporalio/worker');

const WORKFLOW = 'src/workflows/order.ts';

/** The edit: the card is charged at once, and the customer's window to cancel comes after it. */
const WINDOW = /^ {4}state\.status = 'confirming';\n.*?\n {4}\}\n\n/ms;
const CHARGE = /^ {4}state\.status = 'charging';\n.*?\n\n/ms;

/**
 * Shows an edit that would fail running executions: what is reported of it, what the quick fix writes, and what the SDK says when it
 * replays the history of a running execution.
 *
 * @param {object} options
 * @param {string} options.project  The folder of the project.
 * @param {(text: string) => void} options.print
 * @param {boolean} [options.colours]
 * @returns {Promise<import('./edit.mjs').EditResult>}
 */
export async function showEdit({ project, print, colours = false }) {
  const result = await tryEdit({ project });
  const { file, deployed, edited, guarded, report, replays } = result;
  const diff = (before, after) => unifiedDiff(before, after).map((line) => paintDiff(line, paintWith(colours)));
  const bold = (text) => print(paintWith(colours)('bold', text));

  bold('\nAn edit of the order workflow: the card is charged before the time in which a customer may cancel.');
  print([`\n--- ${file}, as it was deployed`, `+++ ${file}`, ...diff(deployed, edited)].join('\n'));
  if (report) print(`\n${describe(report, edited, null, paintWith(colours))}`);
  if (guarded !== null) {
    bold('\nWhat the quick fix makes of it:');
    print([`\n--- ${file}, edited`, `+++ ${file}`, ...diff(edited, guarded)].join('\n'));
  }
  bold('\nWhat the SDK says when it replays the history of an execution that is on its way (histories/order-on-its-way.json):');
  const width = Math.max(...replays.map(({ name }) => name.length));
  for (const { name, error } of replays) print(`  ${name.padEnd(width)}  ${paintWith(colours)(error === null ? 'green' : 'red', error ?? 'replays')}`);
  return result;
}

/**
 * Edits the order workflow in a copy of the project whose git history has it as it was deployed, lints the edit, takes the quick fix
 * that is offered, and lets the SDK replay the history of a running execution on each version. The project itself is only read.
 *
 * @param {object} options
 * @param {string} options.project  The folder of the project.
 * @returns {Promise<import('./edit.mjs').EditResult>}
 */
async function tryEdit({ project }) {
  const copy = mkdtempSync(path.join(realpathSync(os.tmpdir()), 'order-service-'));
  try {
    cpSync(project, copy, { recursive: true, filter: (source) => path.basename(source) !== 'node_modules' });
    linkPackages(project, copy);
    git(copy, 'init', '--quiet');
    git(copy, 'add', '.');
    git(copy, 'commit', '--quiet', '--message', 'As it was deployed');

    const file = path.join(copy, WORKFLOW);
    const deployed = readFileSync(file, 'utf8');
    const [window] = WINDOW.exec(deployed);
    const [charge] = CHARGE.exec(deployed);
    const edited = deployed.replace(window, '').replace(charge, charge + window);
    writeFileSync(file, edited);

    const [report] = await lint(copy, file);
    const fix = report?.suggestions?.[0]?.fix;
    const guarded = fix ? edited.slice(0, fix.range[0]) + fix.text + edited.slice(fix.range[1]) : null;
    if (guarded !== null) writeFileSync(file, guarded);
    const left = await lint(copy, file);

    const history = JSON.parse(readFileSync(path.join(copy, 'histories', 'order-on-its-way.json'), 'utf8'));
    const replays = [];
    for (const [name, text] of [['as it was deployed', deployed], ['edited', edited], ['edited and guarded', guarded]]) {
      if (text === null) continue;
      writeFileSync(file, text);
      replays.push({ name, error: await replayError(file, history) });
    }
    return { file: WORKFLOW, deployed, edited, guarded, report, left, replays };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Makes the packages that the project finds where it is findable in its copy. */
function linkPackages(project, copy) {
  const modules = path.join(copy, 'node_modules');
  mkdirSync(path.join(modules, '@temporalio'), { recursive: true });
  const find = createRequire(path.join(project, 'package.json'));
  const folderOf = (name) => path.dirname(find.resolve(`${name}/package.json`));
  for (const name of ['@temporalio/workflow', '@temporalio/common', '@temporalio/worker', 'typescript-eslint', 'eslint']) {
    symlinkSync(folderOf(name), path.join(modules, name), 'junction');
  }
  symlinkSync(path.resolve(import.meta.dirname, '../..'), path.join(modules, 'eslint-plugin-temporal-workflow'), 'junction');
}

function git(folder, ...args) {
  const who = ['-c', 'user.name=Order service', '-c', 'user.email=orders@example.com', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...who, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** What the rules about edits report in a file, by the project's own configuration. */
async function lint(folder, file) {
  const eslint = new ESLint({
    cwd: folder,
    overrideConfig: [{ files: ['src/**/*.ts'], settings: { 'temporal-workflow': { baseline: { revision: 'HEAD' } } } }],
  });
  const [result] = await eslint.lintFiles([file]);
  return result.messages.filter(({ ruleId }) => /no-reordered-activities|no-unpatched-conditions/.test(ruleId ?? ''));
}

/** What the SDK says when it replays a history on a workflow file; null where it replays. */
async function replayError(file, history) {
  try {
    Runtime.install({ logger: new DefaultLogger('ERROR', () => {}), telemetryOptions: { logging: { forward: {}, filter: 'OFF' } } });
  } catch {
    // Another replay, or a test, has set it up already.
  }
  const quiet = new DefaultLogger('ERROR', () => {});
  const workflowBundle = await bundleWorkflowCode({ workflowsPath: file, logger: quiet });
  for await (const { error } of Worker.runReplayHistories({ workflowBundle }, [{ workflowId: 'order-1017', history }])) {
    return error ? (/\[TMPRL\d+\][^"\\]*/.exec(error.message)?.[0] ?? error.message) : null;
  }
  return 'The SDK gave no result.';
}
