import { parseArgs } from 'node:util';
import { type Edit, type EditScope, editsOf, versionsOf } from '../commands/edits.ts';
import { printWorkflow } from '../commands/print.ts';
import { realPath } from '../project/files.ts';
import { type Command, UsageError } from './command.ts';
import { editScope } from './edit-scope.ts';
import { editLines, sideBySide } from './edit-text.ts';

const usage = `Usage: temporal-workflow check [FOLDER] [--strict] [--side-by-side]

Compares all workflows of a project with the code that running executions started on: that of the lock file,
or of the merge base with the default branch. It says what the rules no-reordered-activities (errors) and
no-unpatched-conditions (warnings) say, and needs no lint run. Exits with 1 where there are errors.

  FOLDER          a folder of the project (default: the current one)
  --strict        exit with 1 for warnings, too
  --side-by-side  print the commands of both versions, too`;

/** Tells which edits would fail running executions. */
export const check: Command = {
  summary: 'Which edits would fail running executions.',
  usage,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { strict: { type: 'boolean' }, 'side-by-side': { type: 'boolean' } },
      allowPositionals: true,
    });
    if (positionals.length > 1) throw new UsageError(`\`check\` takes one folder, not ${positionals.length}.`);
    const found = await editScope(positionals[0] ?? '.', terminal);
    if (found.settings.baseline === false) throw new UsageError('There is nothing to compare with: the setting `baseline` is `false`.');
    // Who starts this asks for a baseline, whatever the settings say.
    const baseline = found.settings.baseline ?? { revision: null, defaultBranch: null, lockFile: null };
    const scope: EditScope = { ...found, settings: { ...found.settings, baseline } };

    const { edits, problem } = editsOf(scope, {});
    const here = realPath(terminal.cwd);
    for (const line of editLines(edits, here)) terminal.print(line);
    if (values['side-by-side']) for (const text of versionTexts(scope, edits)) terminal.print(`\n${text}`);
    if (problem) throw new UsageError(problem.text);
    const errors = edits.filter(({ difference }) => difference.certain).length;
    const warnings = edits.length - errors;
    terminal.print(edits.length === 0 ? 'No edit would fail running executions.' : `\n${count(errors, 'error')}, ${count(warnings, 'warning')}`);
    return errors > 0 || (values.strict && warnings > 0) ? 1 : 0;
  },
};

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function versionTexts(scope: EditScope, edits: readonly Edit[]): readonly string[] {
  const named = new Set(edits.map(({ difference }) => difference.workflow));
  return versionsOf(scope).flatMap(({ since, old, now }) =>
    now.workflows.flatMap((workflow) => {
      const before = old.workflows.find(({ name }) => name === workflow.name);
      if (!before || !named.has(workflow.name)) return [];
      return [sideBySide(linesOf(printWorkflow(before)), linesOf(printWorkflow(workflow)), [since.replace(/`/gu, ''), 'now']).join('\n')];
    }),
  );
}

function linesOf(text: string): readonly string[] {
  return text.trimEnd().split('\n');
}
