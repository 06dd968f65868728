/** What the edits of a project, or of one file, do to running executions: its workflows compared with their baseline. */
import type { Bundle } from '../analysis/bundle.ts';
import { exportedFunctions } from '../analysis/exports.ts';
import { workflowTypes, type WorkflowType } from '../analysis/workflow-types.ts';
import { diskState, readText } from '../project/files.ts';
import { type GraphOptions, reach } from '../project/graph.ts';
import { currentSources } from '../project/sources.ts';
import type { Settings } from '../settings.ts';
import type { SourceFile } from '../syntax/file.ts';
import { type Baseline, type BaselineProblem, findBaseline, isBaselineProblem, loadFrom, type OldCode, type Surroundings } from './baseline.ts';
import { type CompareOptions, comparePrograms } from './compare.ts';
import type { Difference } from './difference.ts';
import { extractPrograms } from './extract.ts';
import type { Programs } from './model.ts';

/** A difference, with the file that it is reported in and what the old code is from. */
export interface Edit {
  readonly difference: Difference;
  readonly file: string;
  readonly since: string;
}

export interface Edits {
  readonly edits: readonly Edit[];
  readonly problem: BaselineProblem | null;
}

export interface EditScope {
  readonly bundles: readonly Bundle[];
  readonly settings: Settings;
  /** A folder of the project, and the folder up to which a lock file is looked for. */
  readonly directory: string;
  readonly root: string;
  /** The file that is linted, under its real path; null for all. */
  readonly linted: SourceFile | null;
}

/** A workflow file with what it has now, and all files that its commands come from. */
export interface WorkflowFile {
  readonly file: string;
  readonly files: readonly string[];
  readonly programs: () => Programs;
  /** The names of a workflow's parameters; null for one that has none, such as a pattern. */
  readonly parameters: (workflow: string) => readonly (string | null)[];
}

const NOTHING: Edits = { edits: [], problem: null };

/** The differences in workflows that the linted file is part of, as far as they are reported in it; without one, all of the project. */
export function editsOf(scope: EditScope, options: CompareOptions): Edits {
  if (scope.settings.baseline === false) return NOTHING;
  const surroundings = surroundingsOf(scope);
  const baseline = findBaseline(surroundings, scope.settings.baseline);
  if (baseline === null) return NOTHING;
  if (isBaselineProblem(baseline)) return { edits: [], problem: baseline };

  const linted = scope.linted?.filename ?? null;
  const edits: Edit[] = [];
  let problem: BaselineProblem | null = null;
  for (const one of workflowFiles(scope, surroundings)) {
    const old = baseline.of(one.files);
    if (isBaselineProblem(old)) problem = old;
    else if (old) {
      edits.push(...compared(one, old, scope, options));
      problem ??= old.unread();
    }
  }
  edits.push(...goneWith(scope, baseline, options));
  const own = linted === null ? edits : edits.filter(({ file }) => file === linted);
  return { edits: distinct(own), problem };
}

/** The workflows of a file before and after an edit. */
export interface Versions {
  readonly file: string;
  readonly since: string;
  readonly old: Programs;
  readonly now: Programs;
}

/** Both versions of the workflow files that have changed, or that a lock file has; empty where there is no baseline. */
export function versionsOf(scope: EditScope): readonly Versions[] {
  const surroundings = surroundingsOf(scope);
  const baseline = findBaseline(surroundings, scope.settings.baseline);
  if (baseline === null || isBaselineProblem(baseline)) return [];
  return workflowFiles(scope, surroundings).flatMap(({ file, files, programs }): Versions[] => {
    const code = baseline.of(files);
    if (code === null || isBaselineProblem(code)) return [];
    const now = programs();
    return [{ file, since: code.since, old: code.programs(file, now), now }];
  });
}

/** What there is to compare, apart from the baseline. */
export function surroundingsOf({ bundles, directory, root, linted }: EditScope): Surroundings {
  const current = currentSources(linted);
  return { bundles, directory, root, current, linted, types: bundles.flatMap((bundle) => typesOf(bundle)) };
}

const types = new WeakMap<Bundle, readonly WorkflowType[]>();

/** What the entries of a bundle export on the disk. */
function typesOf(bundle: Bundle): readonly WorkflowType[] {
  let known = types.get(bundle);
  if (!known) types.set(bundle, (known = workflowTypes(bundle.entries, currentSources(null))));
  return known;
}

const IN_PROJECT: GraphOptions = { isLeaf: () => false, followsPackage: () => false };

/** The files that export workflows: all, or those that the linted file is part of. */
export function workflowFiles({ bundles, linted }: EditScope, { current, types: all }: Surroundings): readonly WorkflowFile[] {
  const load = loadFrom(current);
  const interceptors = bundles.flatMap(({ otherModules }) => otherModules);
  const isSought = (name: string, file: string) =>
    bundles.length === 0 || (name === 'interceptors' ? interceptors.includes(file) : all.some((type) => type.file === file && type.name === name));
  const own = linted?.filename ?? null;
  const candidates = bundles.length === 0 ? (own === null ? [] : [own]) : [...new Set([...all.map(({ file }) => file), ...interceptors])];
  return candidates.flatMap((file): WorkflowFile[] => {
    const { files } = reach([file], IN_PROJECT);
    if (own !== null && file !== own && !files.has(own)) return [];
    return [{
      file,
      files: [...files.keys()],
      programs: () => sought(current.read(file), load, (name) => isSought(name, file)),
      parameters: (workflow) => parametersOf(current.read(file), workflow),
    }];
  });
}

/** Workflows are asynchronous functions; an interceptor is made by one that is not. */
function sought(source: SourceFile | null, load: ReturnType<typeof loadFrom>, isSought: (name: string) => boolean): Programs {
  if (!source) return { workflows: [] };
  const functions = exportedFunctions(source);
  const { workflows } = extractPrograms(source, { load });
  return {
    workflows: workflows.filter(({ name }) => isSought(name) && (name === 'interceptors' || [...functions].some(([other, node]) => other === name && node.async && !node.generator))),
  };
}

function parametersOf(source: SourceFile | null, workflow: string): readonly (string | null)[] {
  const [, node] = (source && [...exportedFunctions(source)].find(([name]) => name === workflow)) ?? [];
  return (node?.params ?? []).map((parameter) => {
    const name = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
    return name.type === 'Identifier' ? name.name : null;
  });
}

const remembered = new Map<string, readonly Edit[]>();
/** Comparisons that are remembered: an editor asks again on every key, and for several files that a workflow is made of. */
const KEPT_COMPARISONS = 500;

function compared(one: WorkflowFile, old: OldCode, { linted }: EditScope, options: CompareOptions): readonly Edit[] {
  const versions = one.files.map((file) => (file === linted?.filename ? textVersion(linted) : (readText(file)?.version ?? '')));
  const key = [one.file, old.since, JSON.stringify(options), diskState().layout, ...versions].join('\0');
  let edits = remembered.get(key);
  if (!edits) {
    const now = one.programs();
    edits = comparePrograms(old.programs(one.file, now), now, options).map((difference) => named(located(difference, one, now, old), one));
    remembered.set(key, edits);
    const [oldest] = remembered.keys();
    if (remembered.size > KEPT_COMPARISONS && oldest !== undefined) remembered.delete(oldest);
  }
  return edits;
}

/** An edit of a workflow can show in a helper that nobody has touched: it is told where the workflow begins. */
function located(difference: Difference, { file }: WorkflowFile, { workflows }: Programs, { since, isUnchanged }: OldCode): Edit {
  const place = difference.newPlace;
  if (!place || place.file === file || !isUnchanged(place.file)) return { difference, file: place?.file ?? file, since };
  const newPlace = workflows.find(({ name }) => name === difference.workflow)?.at ?? null;
  return { difference: { ...difference, newPlace }, file, since };
}

/** Conditions as text say `$0` for the first argument of the workflow: here it gets the name that it has in the code. */
function named(edit: Edit, { parameters }: WorkflowFile): Edit {
  const { difference } = edit;
  if (difference.decidedBy === null || difference.handler) return edit;
  const names = parameters(difference.workflow);
  const decidedBy = difference.decidedBy.replace(/\$(\d+)/gu, (argument, index: string) => names[Number(index)] ?? argument);
  return { ...edit, difference: { ...difference, decidedBy } };
}

/** The version of the text on the disk where the editor shows the same, otherwise the text. */
function textVersion({ filename, text }: SourceFile): string | number {
  const disk = filename === null ? null : readText(filename);
  return disk?.text === text ? disk.version : text;
}

/** Workflows whose file is gone: told in the first entry, since no file of theirs is left. */
function goneWith({ bundles, linted }: EditScope, baseline: Baseline, options: CompareOptions): readonly Edit[] {
  const entry = bundles.flatMap(({ entries }) => entries)[0];
  if (entry === undefined || (linted && linted.filename !== entry)) return [];
  const old = baseline.ofGone();
  if (old === null) return [];
  return comparePrograms({ workflows: old.gone() }, { workflows: [] }, options).map((difference) => ({ difference, file: entry, since: old.since }));
}

/** A helper of several workflows has one edit, and commands that go together are one: it is told for the first of them. */
function distinct(edits: readonly Edit[]): readonly Edit[] {
  const seen = new Set<string>();
  return edits.filter(({ difference: { kind, newPlace, certain }, file }) => {
    if (!newPlace) return true;
    const key = [kind, file, newPlace.start, certain].join('\0');
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
