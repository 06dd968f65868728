import type { TSESTree } from '@typescript-eslint/utils';
import { knownState, readText, realPath } from '../project/files.ts';
import { perModule, perText } from '../project/modules.ts';
import { resolveModule } from '../project/resolve.ts';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { moduleImports, survivesCompilation } from '../syntax/imports.ts';
import { usedNames } from '../syntax/used-names.ts';
import { ACTIVITY_INTERCEPTOR, ACTIVITY_ONLY, ACTIVITY_PACKAGE, WORKER_PACKAGE } from '../temporal/activity-apis.ts';
import { WORKFLOW_PACKAGE } from '../temporal/workflow-apis.ts';
import { type ActivitySource, typeAliasSources, workerSources } from './activity-sources.ts';
import { type Project, projectFiles, projectOf } from './bundle.ts';
import { proxyTypes } from './proxy-types.ts';
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

const remembered = new WeakMap<Project, { readonly state: string; readonly activities: ActivitiesOfProject }>();

/** The activities of a project. Remembered until a file of the project changes. */
export function activitiesOf(project: Project): ActivitiesOfProject {
  const { content, layout } = knownState();
  const state = `${content} ${layout}`;
  const known = remembered.get(project);
  if (known?.state === state) return known.activities;
  const mentioning = (name: string) => projectFiles(project).filter((file) => mentioned(file)?.includes(name)).map(realPath);
  // Whatever a file calls `proxyActivities` and `scheduleActivity`, it has to import them by these names.
  const callers = mentioning(WORKFLOW_PACKAGE).filter((file) => /Activit(?:y|ies)\b/u.test(readText(file)?.text ?? ''));
  const ofWorkers = mentioning(WORKER_PACKAGE).flatMap((file) => (givenToWorkers(file) ?? []).flatMap((source) => exportsNamed(file, source)));
  const ofTypes = callers.flatMap((file) => proxyTypes(file).flatMap((source) => exportsNamed(file, source)));
  const entries = [...ofWorkers, ...ofTypes];
  const activities = {
    used: usedExports(new Set(entries.map(({ file }) => file)), [], entries),
    ofWorkers,
    hasHeartbeatInterceptor: mentioning(ACTIVITY_INTERCEPTOR).some((file) => /heartbeat/iu.test(readText(file)?.text ?? '')),
    callers,
  };
  remembered.set(project, { state, activities });
  return activities;
}

/** What of Temporal the text of a file on the disk mentions. */
const mentioned = perText((text) => [WORKFLOW_PACKAGE, WORKER_PACKAGE, ACTIVITY_INTERCEPTOR].filter((name) => text.includes(name)));

const givenToWorkers = perModule(workerSources);

const aliasesIn = perModule(typeAliasSources);

/** A look that is cheaper than parsing: most of what a proxy is typed by is a module, or a value of it. */
function mayDeclareType(file: string, name: string): boolean {
  return name !== '*' && new RegExp(String.raw`\b(?:type|interface)\s+${name.replaceAll('$', '\\$')}\b`, 'u').test(readText(file)?.text ?? '');
}

/** How many type aliases are followed from module to module. */
const MAX_ALIASES = 10;

/** The exports of the project's modules that a source stands for; a type is followed to what it names. */
export function exportsNamed(from: string, { specifier, name }: ActivitySource, depth = 0): readonly NamedExport[] {
  const target = specifier === null ? null : resolveModule(specifier, from, 'import');
  if (specifier !== null && (target?.kind !== 'file' || target.package !== null)) return [];
  const file = target?.kind === 'file' ? target.file : from;
  const aliased = depth < MAX_ALIASES && mayDeclareType(file, name) ? aliasesIn(file)?.get(name) : undefined;
  if (aliased) return aliased.flatMap((source) => exportsNamed(file, source, depth + 1));
  return [{ file, name }];
}
