import path from 'node:path';
import { bundlesOf, type Project, projectFiles, projectOf } from '../analysis/bundle.ts';
import { isWorkflowByImports } from '../analysis/workflow-imports.ts';
import type { EditScope } from '../commands/edits.ts';
import { kindOf, readText, realPath } from '../project/files.ts';
import { WORKFLOW_PACKAGE } from '../temporal/workflow-apis.ts';
import { type Terminal, UsageError } from './command.ts';
import { eslintSettings } from './eslint-settings.ts';

/** All workflows of the project that a folder or file belongs to, with the settings of ESLint's configuration. Throws a `UsageError`. */
export async function editScope(given: string, { cwd, printError }: Terminal): Promise<EditScope> {
  const target = realPath(path.resolve(cwd, given));
  const kind = kindOf(target);
  if (!kind) throw new UsageError(`There is no file or folder ${given}.`);
  const directory = kind === 'directory' ? target : path.dirname(target);
  const project = projectOf(path.join(directory, 'package.json'));
  if (!project) throw new UsageError(`${given} belongs to no project: there is no package.json in it or above it.`);

  const { settings, unread } = await eslintSettings(workflowFiles(project), realPath(cwd));
  if (unread !== null) printError(`ESLint's configuration cannot be read, so its settings are not taken into account: ${unread}\n`);
  for (const problem of settings.problems) printError(problem);

  const named = bundlesOf(project, settings.isWorkflowEntry);
  const bundles = named.length > 0 || settings.isWorkflowEntry ? named : bundlesOf(project, isWorkflowByImports);
  if (bundles.length === 0) throw new UsageError(`There are no workflows in ${given}: \`temporal-workflow scope\` shows where they are looked for.`);
  return { bundles, settings, directory, root: project.root, linted: null };
}

/** The files of a project whose text has to do with workflows: it is for them that settings are made. */
function workflowFiles(project: Project): string[] {
  return projectFiles(project).filter((file) => readText(file)?.text.includes(WORKFLOW_PACKAGE));
}
