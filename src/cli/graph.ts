import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadFrom } from '../commands/baseline.ts';
import { versionsOf } from '../commands/edits.ts';
import { extractPrograms } from '../commands/extract.ts';
import { mermaidOf } from '../commands/mermaid.ts';
import type { Workflow } from '../commands/model.ts';
import { printWorkflow } from '../commands/print.ts';
import { kindOf, realPath } from '../project/files.ts';
import { currentSources } from '../project/sources.ts';
import { type Command, UsageError } from './command.ts';
import { editScope } from './edit-scope.ts';
import { sideBySide } from './edit-text.ts';

const usage = `Usage: temporal-workflow graph FILE [--mermaid]

The commands that the workflows of a file emit, in their order, with what they wait for and what decides. Where
the baseline has other commands, both versions are shown.

  --mermaid  as Mermaid flowcharts`;

/** Shows the commands of workflows. */
export const graph: Command = {
  summary: 'The commands that the workflows of a file emit.',
  usage,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({ args: [...args], options: { mermaid: { type: 'boolean' } }, allowPositionals: true });
    const [given, ...others] = positionals;
    if (given === undefined || others.length > 0) throw new UsageError(`\`graph\` takes one file, not ${positionals.length}.`);
    const file = realPath(path.resolve(terminal.cwd, given));
    if (kindOf(file) !== 'file') throw new UsageError(`There is no file ${given}.`);
    const scope = await editScope(given, terminal);
    const current = currentSources(null);
    const source = current.read(file);
    if (!source) throw new UsageError(`${given} cannot be parsed.`);

    const { workflows } = extractPrograms(source, { load: loadFrom(current) });
    if (workflows.length === 0) throw new UsageError(`${given} exports no functions.`);
    const versions = versionsOf(scope).find((one) => one.file === file);
    for (const workflow of workflows) {
      const before = versions?.old.workflows.find(({ name }) => name === workflow.name);
      const isOther = before !== undefined && printWorkflow(before) !== printWorkflow(workflow);
      const since = versions?.since.replace(/`/gu, '') ?? '';
      terminal.print(values.mermaid ? charts(workflow, isOther ? before : null, since) : text(workflow, isOther ? before : null, since));
    }
    return 0;
  },
};

function text(now: Workflow, old: Workflow | null, since: string): string {
  if (!old) return printWorkflow(now);
  const [before, after] = [old, now].map((workflow) => printWorkflow(workflow).trimEnd().split('\n'));
  return `${sideBySide(before!, after!, [since, 'now']).join('\n')}\n`;
}

function charts(now: Workflow, old: Workflow | null, since: string): string {
  return old ? `%% ${since}\n${mermaidOf(old)}\n%% now\n${mermaidOf(now)}` : mermaidOf(now);
}
