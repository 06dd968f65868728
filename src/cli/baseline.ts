import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readLock } from '../commands/baseline.ts';
import { type EditScope, editsOf, surroundingsOf, workflowFiles } from '../commands/edits.ts';
import { LOCK_FILE, type LockedWorkflow, printLock } from '../commands/lock.ts';
import { kindOf, readText, realPath, recheckFiles } from '../project/files.ts';
import { headOf } from '../project/git.ts';
import { findUpwards } from '../project/lock-file.ts';
import { type Command, UsageError } from './command.ts';
import { editScope } from './edit-scope.ts';
import { editLines } from './edit-text.ts';
import { pathText } from './scope-report.ts';

const usage = `Usage: temporal-workflow baseline [FOLDER] [--accept]

Writes ${LOCK_FILE}: the commands of all workflows of a project, as a text for review. From then on
edits are compared with it. Write it at a release, when executions start on the code. It is not written over
one that the code breaks: these breaks are listed, and the exit code is 1.

  FOLDER    a folder of the project (default: the current one)
  --accept  write it all the same: no execution of the old code is running any more`;

/** Writes the lock file. */
export const baseline: Command = {
  summary: `Writes ${LOCK_FILE}, which edits are compared with.`,
  usage,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({ args: [...args], options: { accept: { type: 'boolean' } }, allowPositionals: true });
    if (positionals.length > 1) throw new UsageError(`\`baseline\` takes one folder, not ${positionals.length}.`);
    const scope = await editScope(positionals[0] ?? '.', terminal);
    const here = realPath(terminal.cwd);
    const { settings, directory, root } = scope;
    const named = settings.baseline === false ? null : (settings.baseline?.lockFile ?? null);
    const file = named ?? findUpwards(LOCK_FILE, directory, root) ?? path.join(root, LOCK_FILE);

    if (kindOf(file) === 'file' && !values.accept && breaks(scope, file, (line) => terminal.print(line), here)) {
      terminal.printError(`${pathText(file, here)} is left as it is. With \`--accept\` it is written all the same.`);
      return 1;
    }
    const workflows = lockedWorkflows(scope, path.dirname(file));
    const before = kindOf(file) === 'file' ? readLock(file) : null;
    const isSame = before !== null && typeof before !== 'string' && textOf(before.workflows) === textOf(workflows);
    if (isSame) {
      terminal.print(`${pathText(file, here)} is as it should be: ${workflows.length} workflows.`);
      return 0;
    }
    write(file, printLock({ revision: headOf(root), workflows }));
    terminal.print(`${pathText(file, here)} is written: ${workflows.length} workflows.`);
    return 0;
  },
};

/** Prints what the code breaks of the lock file that is there, and tells whether there is anything. */
function breaks(scope: EditScope, lockFile: string, print: (line: string) => void, here: string): boolean {
  const settings = { ...scope.settings, baseline: { revision: null, defaultBranch: null, lockFile } };
  const { edits, problem } = editsOf({ ...scope, settings }, {});
  for (const line of editLines(edits, here)) print(line);
  if (problem) print(problem.text);
  return edits.length > 0 || problem !== null;
}

function lockedWorkflows(scope: EditScope, folder: string): readonly LockedWorkflow[] {
  return workflowFiles(scope, surroundingsOf(scope)).flatMap(({ file, programs }) =>
    programs().workflows.map((workflow) => ({ file: path.relative(folder, file).split(path.sep).join('/'), workflow })),
  );
}

/** What a lock file holds apart from its revision, which changes while the commands stay. */
function textOf(workflows: readonly LockedWorkflow[]): string {
  return printLock({ revision: null, workflows });
}

/** Writes a file as a whole: one who reads it meanwhile, or a process that is stopped, leaves no half of it. */
function write(file: string, text: string): void {
  const beside = `${file}.${process.pid}.tmp`;
  const content = readText(file)?.text.includes('\r\n') ? text.replace(/\n/gu, '\r\n') : text;
  try {
    fs.writeFileSync(beside, content);
    fs.renameSync(beside, file);
  } catch (error) {
    fs.rmSync(beside, { force: true });
    throw new UsageError(`${file} cannot be written: ${(error as Error).message}`);
  }
  recheckFiles();
}
