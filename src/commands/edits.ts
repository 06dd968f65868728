/** What the edits of a project, or of one file, do to running executions: its workflows compared with their baseline. */
import type { Bundle } from '../analysis/bundle.ts';
import { exportedFunctions } from '../analysis/exports.ts';
import { workflowTypes, type WorkflowType } from '../analysis/workflow-types.ts';
import { knownState, readText } from '../project/files.ts';
import { type GraphOptions, reach } from '../project/graph.ts';
import { parseText } from '../project/modules.ts';
import { currentSources, type Sources } from '../project/sources.ts';
import type { Settings } from '../settings.ts';
import type { SourceFile } from '../syntax/file.ts';
import { type Baseline, type BaselineProblem, findBaseline, isBaselineProblem, loadFrom, type OldCode, type Surroundings } from './baseline.ts';
import { type CompareOptions, comparePrograms } from './compare.ts';
import { conditionAt } from './condition-text.ts';
import type { Difference } from './difference.ts';
import { type ExtractOptions, extractPrograms } from './extract.ts';
import { patchesIn, type Place, type Programs } from './model.ts';
import { isBound, type Patch, patchesFor } from './patch.ts';

/** A difference, with the file that it is reported in and what the old code is from. */
export interface Edit {
  readonly difference: Difference;
  readonly file: string;
  readonly since: string;
  /** The guard that running executions survive; null where none can be written in the file that is linted. */
  readonly patch: Patch | null;
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
  /** What it exports in the files as they are, or in another state of them; for executions that can have recorded these patches. */
  readonly programs: (knownPatches?: ReadonlySet<string> | null, sources?: Sources) => Programs;
  /** The names of a workflow's parameters; null for one that has none, such as a pattern. */
  readonly parameters: (workflow: string) => readonly (string | null)[];
  /** What decides at a place, as it is written there; null where that is nothing. */
  readonly conditionAt: (place: Place) => string | null;
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
      programs: (knownPatches = null, sources = current) => sought(sources.read(file), { load: loadFrom(sources), knownPatches }, (name) => isSought(name, file)),
      parameters: (workflow) => parametersOf(current.read(file), workflow),
      conditionAt: (place) => {
        const source = current.read(place.file);
        return source && conditionAt(source, place);
      },
    }];
  });
}

/** Workflows are asynchronous functions; an interceptor is made by one that is not. */
function sought(source: SourceFile | null, options: ExtractOptions, isSought: (name: string) => boolean): Programs {
  if (!source) return { workflows: [] };
  const functions = exportedFunctions(source);
  const { workflows } = extractPrograms(source, options);
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

/** The old workflows of a file, and the new ones as the executions of the old ones meet them. */
function bothOf(one: WorkflowFile, old: OldCode): { readonly before: Programs; readonly now: Programs } {
  const now = one.programs();
  const before = old.programs(one.file, now);
  const known = patchesIn(before);
  const hasNew = [...patchesIn(now)].some((id) => !known.has(id));
  return { before, now: hasNew ? one.programs(known) : now };
}

const remembered = new Map<string, readonly Edit[]>();
/** Comparisons that are remembered: an editor asks again on every key, and for several files that a workflow is made of. */
const KEPT_COMPARISONS = 500;

function compared(one: WorkflowFile, old: OldCode, { linted }: EditScope, options: CompareOptions): readonly Edit[] {
  const versions = one.files.map((file) => (file === linted?.filename ? textVersion(linted) : (readText(file)?.version ?? '')));
  const key = [one.file, old.since, JSON.stringify(options), knownState().layout, ...versions].join('\0');
  let edits = remembered.get(key);
  if (!edits) {
    const { before, now } = bothOf(one, old);
    edits = comparePrograms(before, now, options).map((difference) => {
      const edit = named(located(difference, one, now, old), one);
      const patch = linted && edit.file === linted.filename ? patchFor(difference, linted, { one, old, before, now, options }) : null;
      return { ...edit, patch };
    });
    remembered.set(key, edits);
    const [oldest] = remembered.keys();
    if (remembered.size > KEPT_COMPARISONS && oldest !== undefined) remembered.delete(oldest);
  }
  return edits;
}

/** Where an edit is told. */
type Reported = Omit<Edit, 'patch'>;

interface Comparison {
  readonly one: WorkflowFile;
  readonly old: OldCode;
  readonly before: Programs;
  readonly now: Programs;
  readonly options: CompareOptions;
}

/** Guards that are tried for one difference. */
const MAX_PATCHES = 12;

/** The first guard with which running executions of a workflow do what they did before the edit, whatever else is different in it. */
function patchFor(difference: Difference, { filename, text }: SourceFile, { one, old, before, now, options }: Comparison): Patch | null {
  const [oldFile, file] = filename === null ? [] : [old.read(filename), parseText(filename, text)];
  if (filename === null || !oldFile || !file) return null;
  const known = patchesIn(before);
  const taken = new Set([...known, ...patchesIn(now)]);
  let tried = 0;
  for (const { text: result, ...patch } of patchesFor({ old: oldFile, now: file, difference, taken, load: loadFrom(currentSources(file)) })) {
    if (++tried > MAX_PATCHES) break;
    const patched = parseText(filename, result);
    if (!patched || !isBound(patched, oldFile, file)) continue;
    // Where `patched()` is `false` all must be as it was, up to the end: what comes twice there replays, and charges twice.
    const left = comparePrograms(before, one.programs(known, currentSources(patched)), { ...options, closedExecutions: true });
    const isRepaired = left.every(({ workflow }) => workflow !== difference.workflow);
    if (isRepaired) return patch;
  }
  return null;
}

/** An edit of a workflow can show in a helper that nobody has touched: it is told where the workflow begins. */
function located(difference: Difference, { file }: WorkflowFile, { workflows }: Programs, { since, isUnchanged }: OldCode): Reported {
  const place = difference.newPlace;
  if (!place || place.file === file || !isUnchanged(place.file)) return { difference, file: place?.file ?? file, since };
  const newPlace = workflows.find(({ name }) => name === difference.workflow)?.at ?? null;
  return { difference: { ...difference, newPlace }, file, since };
}

/** A condition in the words of the code; a term of the model where it says no more than the code would; otherwise none. */
function named(edit: Reported, { parameters, conditionAt: written }: WorkflowFile): Reported {
  const { difference } = edit;
  const { newPlace, workflow, handler } = difference;
  if (difference.decidedBy === null) return edit;
  const names = handler ? [] : parameters(workflow);
  const term = difference.decidedBy.replace(/\$(\d+)/gu, (argument, index: string) => names[Number(index)] ?? argument);
  const decidedBy = (newPlace && written(newPlace)) ?? (/[$@(]/u.test(term) ? null : term);
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
  return comparePrograms({ workflows: old.gone() }, { workflows: [] }, options).map((difference) => ({ difference, file: entry, since: old.since, patch: null }));
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
