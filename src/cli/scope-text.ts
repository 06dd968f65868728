import { chainText, fileLabel } from '../analysis/way-note.ts';
import type { BundleReport, EntryReport, FileReport, ProblemReport, ScopeReport, UnknownEntry } from './scope-report.ts';

/** What is workflow code in a project, for people to read. */
export function projectText(report: ScopeReport): string {
  const { project, bundles, byOwnImports, notBundled, unknownEntries, skipped } = report;
  const title = (at: number) => (bundles.length > 1 ? `Bundle ${at + 1} of ${bundles.length}` : 'Bundle');
  return paragraphs(
    `Project ${project}`,
    entriesNote(report),
    ...bundles.flatMap((bundle, at) => bundleTexts(bundle, title(at))),
    list('Workflow code by its own imports, in no bundle', byOwnImports.map((file) => [file])),
    list('In no bundle, though made for workflows: nothing is reported there', notBundled.map((file) => [file])),
    list('Entries that are not known', unknownEntries.map(unknownRow)),
    list('Skipped', skipped.map(({ path, reason }) => [path, reason])),
  );
}

/** Why one file is workflow code, or why it is not, for people to read. Takes the report of its project. */
export function fileText(file: string, report: ScopeReport): string {
  const ways = report.bundles.flatMap((bundle) => bundle.files.filter((one) => one.file === file).map((one) => ({ bundle, one })));
  const reason = report.skipped.find(({ path }) => path === file)?.reason;
  const skipped = reason === undefined ? '' : `It is skipped, and what it imports is not known: ${reason}.`;
  if (ways.length > 0) {
    const bundler = report.entriesFrom === 'workers' ? 'a Worker bundles it' : 'it is bundled with an entry';
    const texts = ways.map(({ bundle, one }) => wayText(bundle, one, report.entriesFrom));
    return paragraphs(`${file} is workflow code: ${bundler}.`, ...texts, skipped);
  }
  if (report.byOwnImports.includes(file)) {
    return `${file} is workflow code by its own imports: it takes what only works inside a workflow. No entry leads to it.`;
  }
  const entries = report.bundles.flatMap((bundle) => bundle.entries);
  const unreached = entries.length === 0 ? 'Nothing in its project is an entry' : 'No entry of its project leads to it';
  const byImports =
    report.entriesFrom === 'settings'
      ? 'the setting `workflows` decides what an entry is'
      : report.notBundled.includes(file)
        ? 'what it imports only works inside a workflow, but the Workers that are known in its package do not bundle it; the setting `workflows` can name the entry of another one'
        : 'its own imports do not make it workflow code';
  return paragraphs(
    `${file} is not workflow code. ${unreached}, and ${byImports}. Imports of types alone do not count.`,
    list('Entries', entries.map(entryRow)),
    list('Entries that are not known', report.unknownEntries.map(unknownRow)),
    skipped,
  );
}

function entriesNote({ entriesFrom, bundles }: ScopeReport): string {
  switch (entriesFrom) {
    case 'settings':
      return bundles.length > 0
        ? 'The setting `workflows` says what the entries are.'
        : 'The setting `workflows` matches no file of the project, so nothing is workflow code.';
    case 'workers':
      return '';
    case 'imports':
      return bundles.length > 0
        ? 'No code of a Worker shows what is bundled: the entries are the files that import what only works inside a workflow.'
        : 'Nothing is workflow code: no code of a Worker shows what is bundled, and no file imports what only works inside a workflow.';
  }
}

function bundleTexts({ entries, ignoreModules, hooks, files, problems }: BundleReport, title: string): string[] {
  return [
    list(`${title}: entries`, entries.map(entryRow)),
    ignoreModules.length === 0 ? '' : `Modules that it leaves out: ${ignoreModules.join(', ')}`,
    hooks.length === 0 ? '' : `Options that can change what the bundler finds: ${hooks.join(', ')}`,
    list('Files in it', files.map(fileRow)),
    list('What it cannot have', problems.map(problemRow)),
  ];
}

function wayText({ entries, problems }: BundleReport, one: FileReport, entriesFrom: ScopeReport['entriesFrom']): string {
  const { file, chain, workflow, exports } = one;
  const start = chain[0]?.file ?? file;
  const entry = entries.find((one) => one.file === start);
  const lines = (entry?.workers ?? []).map((worker) => `  ${worker} names ${start}`);
  if (lines.length === 0) {
    lines.push(`  ${start} is an entry ${entriesFrom === 'settings' ? 'by the setting `workflows`' : 'by its own imports'}`);
  }
  for (const step of chain) lines.push(`  ${step.file}:${step.line} imports '${step.imports}'`);
  const own = problems.filter((problem) => problem.file === file);
  return paragraphs(lines.join('\n'), exportsText(exports, workflow), list('What the bundle cannot have', own.map(problemRow)));
}

function exportsText(exports: FileReport['exports'], workflow: string | null): string {
  if (exports === 'all') return 'Workflows can run everything that it exports.';
  if (exports.length === 0) return 'Workflows run nothing that it exports: what runs when it is loaded is all that is linted.';
  const names = exports.map((name) => `\`${name}\``).join(', ');
  return `Workflows can run what it exports as ${names}${workflow === null ? '' : `; the first that does is \`${workflow}\``}.`;
}

function entryRow({ file, kind, workers }: EntryReport): string[] {
  const namedBy = workers.length === 0 ? '' : `named in ${workers.join(', ')}`;
  return [file, kind === 'workflows' ? namedBy : [namedBy, '(interceptor or converter)'].filter(Boolean).join(' ')];
}

function unknownRow({ worker, line, path }: UnknownEntry): string[] {
  return line === null ? [worker, `names ${path}, where nothing is`] : [`${worker}:${line}`, 'has a path that its code does not tell'];
}

function fileRow({ file, chain, workflow, exports }: FileReport): string[] {
  if (chain.length === 0) return [file, 'entry'];
  const way = chainText([...chain.map((step) => fileLabel(step.file)), fileLabel(file)]);
  const use = exports.length === 0 ? ' (only loaded)' : workflow === null ? '' : ` (used by \`${workflow}\`)`;
  return [file, `${way}${use}`];
}

function problemRow({ file, line, imports, kind, targets }: ProblemReport): string[] {
  return [`${file}:${line}`, `'${imports}' ${problemText(imports, kind, targets)}`];
}

function problemText(imports: string, kind: ProblemReport['kind'], targets: readonly string[]): string {
  const isDirect = targets.length === 1 && targets[0] === imports;
  const leads = isDirect ? '' : `leads to ${targets.join(', ')}, which `;
  switch (kind) {
    case 'refused':
      return `${leads}the bundler refuses`.replace(/^the bundler refuses$/u, 'is refused by the bundler');
    case 'unresolved':
      return `${leads}is not found`;
    case 'unsupported':
      return `is ${targets.join(', ')}, which the bundler cannot read`;
    case 'tsconfig-paths':
      return `is ${targets.join(', ')} by the paths of tsconfig.json alone, which the bundler does not know`;
  }
}

/** A heading with the number of rows, and the rows in columns; empty where there are none. */
function list(title: string, rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const width = Math.max(...rows.map(([first = '']) => first.length));
  const lines = rows.map(([first = '', second = '']) => `  ${first.padEnd(width)}  ${second}`.trimEnd());
  return [`${title} (${rows.length})`, ...lines].join('\n');
}

/** The texts that are not empty, with a line between them. */
function paragraphs(...texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n\n');
}
