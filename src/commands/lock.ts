/** The lock file: the commands of each workflow as a text that is made for review, with the revision that it was made from. */
import type { Workflow } from './model.ts';
import { ModelError, parsePrograms } from './parse.ts';
import { printWorkflow, quoted } from './print.ts';

export const LOCK_FILE = 'temporal-workflow.lock';

const VERSION = 1;

/** A workflow with the file that exports it, relative to the lock file's folder, with `/`. */
export interface LockedWorkflow {
  readonly file: string;
  readonly workflow: Workflow;
}

export interface Lock {
  /** The commit that it was made from; null where there was none. */
  readonly revision: string | null;
  readonly workflows: readonly LockedWorkflow[];
}

/** A lock file as text, in the order of files and names. */
export function printLock({ revision, workflows }: Lock): string {
  const head = [
    '# The commands of the workflows that executions are running on. Written by `temporal-workflow baseline` at a release;',
    '# a change here is a change of what replay expects.',
    `version ${VERSION}`,
    `revision ${revision ?? 'none'}`,
  ];
  const key = ({ file, workflow }: LockedWorkflow) => `${file}\0${workflow.name}`;
  const sorted = [...workflows].sort((one, other) => (key(one) < key(other) ? -1 : 1));
  return `${head.join('\n')}\n${sorted.map(({ file, workflow }) => `\nfile ${quoted(file)}\n${printWorkflow(workflow)}`).join('')}`;
}

/** Reads what `printLock` writes; where that cannot be, why, as a sentence. */
export function parseLock(text: string): Lock | string {
  const lines = text.split(/\r?\n/u);
  const conflict = lines.findIndex((line) => /^(?:<{7}|={7}|>{7})(?: |$)/u.test(line));
  if (conflict !== -1) return `Line ${conflict + 1} is a conflict marker.`;
  const version = lines.find((line) => line.startsWith('version '))?.slice('version '.length);
  if (version === undefined) return 'It has no `version`, so it is no lock file.';
  if (Number(version) !== VERSION) return `It has version ${version}, and this release reads version ${VERSION}.`;
  const revision = lines.find((line) => line.startsWith('revision '))?.slice('revision '.length) ?? 'none';
  const files: string[] = [];
  let file: string | null = null;
  // Lines of this format become empty ones, so that numbers of lines stay what they are.
  const models = lines.map((line) => {
    if (line.startsWith('workflow ')) files.push(file ?? '');
    const [, name] = /^file (.+)$/u.exec(line) ?? [];
    if (name !== undefined) file = unquoted(name);
    return name !== undefined || /^(?:version|revision) /u.test(line) ? '' : line;
  });
  try {
    const { workflows } = parsePrograms(models.join('\n'));
    return { revision: revision === 'none' ? null : revision, workflows: workflows.map((workflow, index) => ({ file: files[index] ?? '', workflow })) };
  } catch (error) {
    const sentence = error instanceof ModelError ? error.message : String(error);
    return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
  }
}

function unquoted(name: string): string {
  try {
    return name.startsWith('"') ? (JSON.parse(name) as string) : name;
  } catch {
    return name;
  }
}
