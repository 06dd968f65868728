/** What a file says of itself by what it imports: that it is workflow code, or that it belongs to a client, a worker or an activity. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { ScannedEdge } from '../project/import-scan.ts';
import { recordOf } from '../project/module-record.ts';
import { perModule, perText, readEdgesInText } from '../project/modules.ts';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { type ImportedName, type ModuleImport, moduleImports, survivesCompilation } from '../syntax/imports.ts';
import { wrapped } from '../syntax/nodes.ts';
import { SHARED_EXPORTS } from '../temporal/workflow-bundle.ts';
import { HOST_PACKAGES, WORKFLOW_APIS, WORKFLOW_PACKAGE } from '../temporal/workflow-apis.ts';
import { workflowName } from './sdk.ts';

/** Whether a file uses, by a value import that survives compilation, what only works inside a workflow, and nothing of a client or a worker. */
export const usesWorkflowApi = perFile((file): boolean => callsWorkflowApi(file) && !survivingImports(file).some(isOfHost));

/** The same, whatever else the file uses. */
export const callsWorkflowApi = perFile((file): boolean => {
  // Most files of a project have nothing to do with Temporal: a look at the text is all they cost.
  if (!file.text.includes(WORKFLOW_PACKAGE)) return false;
  return survivingImports(file)
    .filter(({ source }) => source === WORKFLOW_PACKAGE)
    .some(({ names }) => names?.some((name) => isWorkflowOnly(file, name)));
});

/** Tests use what workflows use, in mocks and in workflows of their own: they count where they bundle themselves. */
export function isTestFile(filename: string | null): boolean {
  return filename !== null && /(?:[.-](?:test|spec)\.[cm]?[jt]sx?|[\\/]__(?:tests|mocks)__[\\/].*)$/.test(filename);
}

/** Whether a file on the disk is workflow code by its own imports. */
export function isWorkflowByImports(filename: string): boolean {
  if (!mentionsWorkflows(filename) || isTestFile(filename)) return false;
  const { callsApi, isOfHost: ofHost } = importsInText(filename) ?? UNTOLD;
  if (callsApi === false || ofHost === true) return false;
  return callsApi && ofHost === false ? true : fileUsesWorkflowApi(filename) === true;
}

/** Whether a file on the disk uses the workflow API, whatever else it uses. */
export function speaksForWorkflows(filename: string): boolean {
  if (!mentionsWorkflows(filename)) return false;
  return importsInText(filename)?.callsApi ?? fileCallsWorkflowApi(filename) === true;
}

/** Whether a file on the disk imports, at run time, a package of a client, a worker or an activity. */
export function importsHost(filename: string): boolean {
  return importsInText(filename)?.importsHost ?? fileImportsHost(filename) === true;
}

const mentionsWorkflows = perText((text) => text.includes(WORKFLOW_PACKAGE));

const fileUsesWorkflowApi = perModule((file) => usesWorkflowApi(file));

const fileCallsWorkflowApi = perModule((file) => callsWorkflowApi(file));

const fileImportsHost = perModule((file) =>
  recordOf(file)?.imports.some(({ specifier, kind }) => kind !== 'export-from' && HOST_PACKAGES.has(specifier)) === true,
);

/** What the text of a file tells of its imports, for a small part of the price of a tree; null where that takes one. */
interface ImportsInText {
  readonly callsApi: boolean | null;
  readonly isOfHost: boolean | null;
  readonly importsHost: boolean | null;
}

const UNTOLD: ImportsInText = { callsApi: null, isOfHost: null, importsHost: null };

const importsInText = perText((_, file): ImportsInText => {
  const edges = readEdgesInText(file);
  if (!edges) return UNTOLD;
  const ofHost = edges.filter(({ specifier }) => HOST_PACKAGES.has(specifier));
  return {
    callsApi: someTake(
      edges.filter(({ specifier }) => specifier === WORKFLOW_PACKAGE),
      (names) => names.some((name) => WORKFLOW_APIS[name]?.onlyInWorkflow),
    ),
    isOfHost: someTake(ofHost, isForHost),
    importsHost: someTake(ofHost.filter(({ kind }) => kind !== 'export-from').map((edge) => ({ ...edge, taken: [] })), () => true),
  };
});

/** Whether one of some imports is left by the compiler and takes names of a kind; null where the text does not tell. */
function someTake(edges: readonly ScannedEdge[], isKind: (names: readonly string[]) => boolean | undefined): boolean | null {
  const answers = edges.map(({ certain, taken }) => {
    if (!taken) return null;
    return isKind(taken.map(({ imported }) => imported)) ? certain || null : false;
  });
  return answers.includes(true) ? true : answers.includes(null) ? null : false;
}

/** Whether an import is what a client, a worker or an activity needs: what the workflow package exports too may be a mistake of a workflow. */
function isOfHost({ source, names }: ModuleImport): boolean {
  return HOST_PACKAGES.has(source) && (!names || isForHost(names.filter(({ isType }) => !isType).map(({ name }) => name)));
}

function isForHost(names: readonly string[]): boolean {
  return names.length === 0 || !names.every((name) => SHARED_EXPORTS.has(name));
}

function survivingImports(file: SourceFile): readonly ModuleImport[] {
  return moduleImports(file).filter((declaration) => survivesCompilation(file, declaration));
}

function isWorkflowOnly(file: SourceFile, { name, variable }: ImportedName): boolean {
  if (name !== '*' && name !== 'default') return WORKFLOW_APIS[name]?.onlyInWorkflow === true;
  return (variable?.references ?? []).some(({ identifier }) => {
    const member = wrapped(identifier as TSESTree.Node).parent;
    const used = member?.type === 'MemberExpression' ? workflowName(file, member) : null;
    return used !== null && WORKFLOW_APIS[used]?.onlyInWorkflow === true;
  });
}
