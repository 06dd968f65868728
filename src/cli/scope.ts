import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Project, projectFiles, projectOf } from '../analysis/bundle.ts';
import { kindOf, readText, realPath } from '../project/files.ts';
import { WORKFLOW_PACKAGE } from '../temporal/workflow-apis.ts';
import { type Command, UsageError } from './command.ts';
import { eslintSettings } from './eslint-settings.ts';
import { pathText, type ScopeReport, scopeReport } from './scope-report.ts';
import { fileText, projectText } from './scope-text.ts';

const usage = `Usage: temporal-workflow scope [FOLDER | FILE] [--json]

What is workflow code, and why: the entries and the code of the Workers that names them, the files that
they bundle with the imports that lead there, what the bundler cannot have, and what was skipped.

  FOLDER  a folder of the project (default: the current one)
  FILE    one file: why it is linted as workflow code, or why not
  --json  the same as JSON

Run it where ESLint is run: it takes the settings from ESLint's configuration.`;

/** Tells what the rules take for workflow code in a project, and why. */
export const scope: Command = {
  summary: 'What is workflow code in a project, and why.',
  usage,
  async run(args, { cwd, print, printError }) {
    const { values, positionals } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } }, allowPositionals: true });
    const [given = '.', ...others] = positionals;
    if (others.length > 0) throw new UsageError(`\`scope\` takes one folder or file, not ${positionals.length}.`);
    const target = realPath(path.resolve(cwd, given));
    const kind = kindOf(target);
    if (!kind) throw new UsageError(`There is no file or folder ${given}.`);
    const inside = kind === 'directory' ? path.join(target, 'package.json') : target;
    const project = projectOf(inside);
    if (!project) throw new UsageError(`${given} belongs to no project: there is no package.json in it or above it.`);

    const here = realPath(cwd);
    const { settings, unread } = await eslintSettings(kind === 'file' ? [target] : workflowFiles(project), here);
    if (unread !== null) printError(`ESLint's configuration cannot be read, so its settings are not taken into account: ${unread}\n`);
    for (const problem of settings.problems) printError(problem);

    const report = scopeReport(project, settings, here);
    const file = kind === 'file' ? pathText(target, here) : null;
    if (values.json) print(JSON.stringify(file === null ? report : onlyFile(report, file), null, 2));
    else print(file === null ? projectText(report) : fileText(file, report));
    return 0;
  },
};

/** The files of a project whose text has to do with workflows: it is for them that settings are made. */
function workflowFiles(project: Project): string[] {
  return projectFiles(project).filter((file) => readText(file)?.text.includes(WORKFLOW_PACKAGE));
}

/** The report as far as it is about one file. */
function onlyFile(report: ScopeReport, file: string): ScopeReport & { readonly file: string; readonly isWorkflowCode: boolean } {
  const bundles = report.bundles
    .filter((bundle) => bundle.files.some((one) => one.file === file))
    .map((bundle) => ({
      ...bundle,
      files: bundle.files.filter((one) => one.file === file),
      problems: bundle.problems.filter((problem) => problem.file === file),
    }));
  const byOwnImports = report.byOwnImports.filter((one) => one === file);
  const notBundled = report.notBundled.filter((one) => one === file);
  return { file, isWorkflowCode: bundles.length + byOwnImports.length > 0, ...report, bundles, byOwnImports, notBundled };
}
