import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { readSettings, type Settings } from '../settings.ts';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { type ImportedName, moduleImports, survivesCompilation } from '../syntax/imports.ts';
import { wrapped } from '../syntax/nodes.ts';
import { HOST_PACKAGES, WORKFLOW_APIS, WORKFLOW_PACKAGE } from '../temporal/workflow-apis.ts';
import { reachableCode } from './reachability.ts';
import { workflowName } from './sdk.ts';

/** A file that a worker bundles, and which of its code can run there. */
export interface WorkflowCode {
  readonly file: SourceFile;
  readonly settings: Settings;
  /** Whether a node is in a function that a workflow can run, or is run when the module is loaded. */
  readonly runsInWorkflow: (node: TSESTree.Node) => boolean;
}

type Context = Pick<
  Readonly<TSESLint.RuleContext<string, readonly unknown[]>>,
  'sourceCode' | 'filename' | 'physicalFilename' | 'cwd' | 'settings'
>;

const memory = new WeakMap<TSESTree.Program, WorkflowCode | null>();

/** What a rule for workflow code looks at; null where the file that is linted is not workflow code, or nothing can be told of it. */
export function workflowCode(context: Context): WorkflowCode | null {
  const { ast } = context.sourceCode;
  let known = memory.get(ast);
  if (known === undefined) memory.set(ast, (known = judged(context)));
  return known;
}

function judged(context: Context): WorkflowCode | null {
  const file = fileOf(context);
  const settings = readSettings(context);
  const isWorkflow = settings.isWorkflowEntry
    ? file.filename !== null && settings.isWorkflowEntry(file.filename)
    : usesWorkflowApi(file);
  if (!isWorkflow || !file.scopeManager) return null;
  return { file, settings, runsInWorkflow: reachableCode(file, 'all') };
}

/** The file that ESLint lints, with its path; null where the text has no file, such as standard input without a name. */
function fileOf({ sourceCode, physicalFilename }: Context): SourceFile {
  const { ast, scopeManager, text, visitorKeys } = sourceCode;
  const filename = /^<(?:input|text)>$/.test(physicalFilename) ? null : physicalFilename;
  return { filename, ast, scopeManager, text, visitorKeys };
}

/** Whether a file uses, by a value import that survives compilation, what only works inside a workflow, and nothing of a client or a worker. */
const usesWorkflowApi = perFile((file): boolean => {
  // Most files of a project have nothing to do with Temporal: a look at the text is all they cost.
  if (!file.text.includes(WORKFLOW_PACKAGE)) return false;
  const imports = moduleImports(file).filter((declaration) => survivesCompilation(file, declaration));
  if (imports.some(({ source }) => HOST_PACKAGES.has(source))) return false;
  return imports.filter(({ source }) => source === WORKFLOW_PACKAGE).some(({ names }) => names?.some((name) => isWorkflowOnly(file, name)));
});

function isWorkflowOnly(file: SourceFile, { name, variable }: ImportedName): boolean {
  if (name !== '*' && name !== 'default') return WORKFLOW_APIS[name]?.onlyInWorkflow === true;
  return (variable?.references ?? []).some(({ identifier }) => {
    const member = wrapped(identifier as TSESTree.Node).parent;
    const used = member?.type === 'MemberExpression' ? workflowName(file, member) : null;
    return used !== null && WORKFLOW_APIS[used]?.onlyInWorkflow === true;
  });
}
