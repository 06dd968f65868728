import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ESLint } from 'eslint';
import { unifiedDiff } from './line-diff.mjs';
import { comparePlanted, plantedProblems } from './planted.mjs';
import { describe, paintDiff, paintWith } from './report.mjs';

const PREFIX = 'temporal-workflow/';

/**
 * Lints a project, prints what is reported and what `--fix` would make of it, and compares the reports with the problems
 * that the project's comments announce. Nothing is written to the disk.
 *
 * @param {object} options
 * @param {string} options.project  The folder of the project.
 * @param {(text: string) => void} options.print
 * @param {boolean} [options.colours]
 * @param {import('eslint').Linter.Config[]} [options.config]  Used in place of the configuration in the project's folder.
 * @returns {Promise<import('./run.mjs').DemoResult>}
 */
export async function runDemo({ project, print, colours = false, config }) {
  const paint = paintWith(colours);
  const setUp = { cwd: project, ...(config && { overrideConfigFile: true, overrideConfig: config }) };
  const nameOf = ({ filePath }) => path.relative(project, filePath).replaceAll(path.sep, '/');

  const eslint = new ESLint(setUp);
  const results = await eslint.lintFiles(['.']);
  const rules = eslint.getRulesMetaForResults(results);
  for (const result of results.filter(({ messages }) => messages.length > 0)) {
    print(paint('bold', `\n${nameOf(result)}`));
    for (const message of result.messages) {
      print(`\n${describe(message, result.source, rules[message.ruleId]?.docs?.url, paint)}`);
    }
  }

  print(paint('bold', '\nWhat `eslint --fix` makes of it:'));
  const mended = await new ESLint({ ...setUp, fix: true }).lintFiles(['.']);
  const fixed = new Map();
  for (const { filePath, output } of mended) {
    if (output === undefined) continue;
    const name = nameOf({ filePath });
    fixed.set(name, output);
    print(`\n--- ${name}\n+++ ${name}`);
    for (const line of unifiedDiff(readFileSync(filePath, 'utf8'), output)) print(paintDiff(line, paint));
  }

  const reported = results.flatMap((result) =>
    result.messages.map(({ ruleId, line, message }) => ({
      file: nameOf(result),
      line,
      rule: ruleId?.replace(PREFIX, '') ?? message,
    })),
  );
  const planted = results.flatMap((result) =>
    plantedProblems(nameOf(result), readFileSync(result.filePath, 'utf8')),
  );
  const differences = comparePlanted(planted, reported);
  print(`\n${summary(results, mended, planted, differences, paint)}`);
  return { planted, reported, fixed, ...differences };
}

const count = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`;

function summary(results, mended, planted, { missing, unexpected }, paint) {
  const sum = (key, of = results) => of.reduce((total, result) => total + result[key], 0);
  const [errors, warnings] = [sum('errorCount'), sum('warningCount')];
  const left = sum('errorCount', mended) + sum('warningCount', mended);
  const lines = [
    `${count(errors, 'error')} and ${count(warnings, 'warning')} in ${results.length} files; --fix mends ${errors + warnings - left}.`,
  ];
  const list = (problems) => problems.map(({ file, line, rule }) => `  ${file}:${line}  ${rule}`);
  if (missing.length > 0) lines.push(paint('red', 'Planted, but not reported:'), ...list(missing));
  if (unexpected.length > 0) lines.push(paint('red', 'Reported, but not planted:'), ...list(unexpected));
  if (missing.length + unexpected.length === 0) {
    lines.push(paint('green', `All ${planted.length} planted problems are reported, and nothing else.`));
  }
  return lines.join('\n');
}
