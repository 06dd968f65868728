import type { TSESTree } from '@typescript-eslint/utils';
import { diskState, readText, realPath } from '../project/files.ts';
import { perModule, perText } from '../project/modules.ts';
import { resolveModule } from '../project/resolve.ts';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { moduleImports, survivesCompilation } from '../syntax/imports.ts';
import { usedNames } from '../syntax/used-names.ts';
import { ACTIVITY_INTERCEPTOR, ACTIVITY_ONLY, ACTIVITY_PACKAGE, WORKER_PACKAGE } from '../temporal/activity-apis.ts';
import { WORKFLOW_PACKAGE } from '../temporal/workflow-apis.ts';
import { activityProxies } from './activities.ts';
import { type ActivitySource, typeAliasSources, typeSources, workerSources } from './activity-sources.ts';
import { type Project, projectFiles, projectOf } from './bundle.ts';
import { reachableCode } from './reachability.ts';
import { type NamedExport, usedExports, type UsedExportsOfBundle } from './used-exports.ts';
import { fileOf, type LintContext } from './workflow-code.ts';

/** A file with code that runs in activities. */
export interface ActivityCode {
  readonly file: SourceFile;
  /** Whether a node is in a function that an activity can run, or is run when the module is loaded. */
  readonly runsInActivity: (node: TSESTree.Node) => boolean;
}

/**
 * What a rule for activity code looks at: a module that workers are given as activities, that a proxy is typed by, or that one of these
 * uses; and what uses the API that works only there. Null for any other file.
 */
export function activityCode(context: LintContext): ActivityCode | null {
  const file = fileOf(context);
  if (!file.scopeManager) return null;
  const filename = file.filename === null ? null : realPath(file.filename);
  const project = filename === null ? null : projectOf(filename);
  const used = filename !== null && project ? activitiesOf(project).used.of(filename) : new Set<string>();
  if (used === 'all' || used.size > 0) return { file, runsInActivity: reachableCode(file, used) };
  return usesActivityApi(file) ? { file, runsInActivity: reachableCode(file, 'all') } : null;
}

const usesActivityApi = perFile((file): boolean => {
  // Most files of a project have nothing to do with Temporal: a look at the text is all they cost.
  if (!file.text.includes(ACTIVITY_PACKAGE)) return false;
  return moduleImports(file).some((declaration) => {
    if (declaration.source !== ACTIVITY_PACKAGE || !survivesCompilation(file, declaration)) return false;
    return usedNames(file, declaration)?.some(({ name }) => ACTIVITY_ONLY.has(name)) === true;
  });
});

interface ActivitiesOfProject {
  /** Which exports of its modules run in activities. */
  readonly used: UsedExportsOfBundle;
  /** What its workers are given as activities. */
  readonly ofWorkers: readonly NamedExport[];
  /** Whether an interceptor of its workers may send heartbeats for all activities. */
  readonly hasHeartbeatInterceptor: boolean;
  /** The modules that make activity proxies. */
  readonly callers: readonly string[];
}

const remembered = new Map<string, { readonly state: string; readonly activities: ActivitiesOfProject }>();

/** The activities of a project. Remembered until a file of the project changes. */
export function activitiesOf(project: Project): ActivitiesOfProject {
  const state = stateOfDisk();
  const known = remembered.get(project.root);
  if (known?.state === state) return known.activities;
  const mentioning = (name: string) => projectFiles(project).filter((file) => mentioned(file)?.includes(name)).map(realPath);
  const callers = mentioning(WORKFLOW_PACKAGE);
  const ofWorkers = mentioning(WORKER_PACKAGE).flatMap((file) => (givenToWorkers(file) ?? []).flatMap((source) => exportsNamed(file, source)));
  const ofTypes = callers.flatMap((file) => (namedInTypes(file) ?? []).flatMap((source) => exportsNamed(file, source)));
  const entries = [...ofWorkers, ...ofTypes];
  const activities = {
    used: usedExports(new Set(entries.map(({ file }) => file)), [], entries),
    ofWorkers,
    hasHeartbeatInterceptor: mentioning(ACTIVITY_INTERCEPTOR).some((file) => /heartbeat/iu.test(readText(file)?.text ?? '')),
    callers,
  };
  // To follow the modules reads files for the first time, which is no change.
  remembered.set(project.root, { state: stateOfDisk(), activities });
  return activities;
}

/** What of Temporal the text of a file on the disk mentions. */
const mentioned = perText((text) => [WORKFLOW_PACKAGE, WORKER_PACKAGE, ACTIVITY_INTERCEPTOR].filter((name) => text.includes(name)));

function stateOfDisk(): string {
  const { content, layout } = diskState();
  return `${content} ${layout}`;
}

const givenToWorkers = perModule(workerSources);

const namedInTypes = perModule((file): readonly ActivitySource[] =>
  activityProxies(file).flatMap(({ call }) => (call.typeArguments ? typeSources(file, call.typeArguments) : [])),
);

const aliasesIn = perModule(typeAliasSources);

/** How many type aliases are followed from module to module. */
const MAX_ALIASES = 10;

/** The exports of the project's modules that a source stands for; a type is followed to what it names. */
export function exportsNamed(from: string, { specifier, name }: ActivitySource, depth = 0): readonly NamedExport[] {
  const target = specifier === null ? null : resolveModule(specifier, from, 'import');
  if (specifier !== null && (target?.kind !== 'file' || target.package !== null)) return [];
  const file = target?.kind === 'file' ? target.file : from;
  const aliased = depth < MAX_ALIASES ? aliasesIn(file)?.get(name) : undefined;
  if (aliased) return aliased.flatMap((source) => exportsNamed(file, source, depth + 1));
  return [{ file, name }];
}
