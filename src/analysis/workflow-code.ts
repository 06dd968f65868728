import path from 'node:path';
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { realPath } from '../project/files.ts';
import { useFallbackParser } from '../project/modules.ts';
import { nearestPackage } from '../project/packages.ts';
import { readSettings, type Settings } from '../settings.ts';
import type { SourceFile } from '../syntax/file.ts';
import { type Bundle, bundlesOf, chainOf, type Project, projectOf } from './bundle.ts';
import { reachableCode } from './reachability.ts';
import { usedExports } from './used-exports.ts';
import { callsWorkflowApi, importsHost, isTestFile, isWorkflowByImports, speaksForWorkflows, usesWorkflowApi } from './workflow-imports.ts';

/** A file that a worker bundles, and which of its code can run there. */
export interface WorkflowCode {
  readonly file: SourceFile;
  readonly settings: Settings;
  /** Whether a node is in a function that a workflow can run, or is run when the module is loaded. */
  readonly runsInWorkflow: (node: TSESTree.Node) => boolean;
  /** The bundles that the file is in. Empty where it is workflow code by its own imports alone. */
  readonly bundles: readonly Bundle[];
  /** Why a helper module is bundled; null for an entry, for what uses the workflow API itself, and where that is not known. */
  readonly way: BundledWay | null;
}

/** How a file comes into a bundle. */
export interface BundledWay {
  /** The workflow that uses it; null where it is only loaded. */
  readonly workflow: string | null;
  /** The files from the entry to this one, both included. */
  readonly chain: readonly string[];
}

export type LintContext = Pick<
  Readonly<TSESLint.RuleContext<string, readonly unknown[]>>,
  'sourceCode' | 'filename' | 'physicalFilename' | 'cwd' | 'settings'
> & { readonly languageOptions?: { readonly parser?: unknown; readonly parserOptions?: unknown } };

const memory = new WeakMap<TSESTree.Program, WorkflowCode | null>();

/** What a rule for workflow code looks at; null where the file that is linted is not workflow code, or nothing can be told of it. */
export function workflowCode(context: LintContext): WorkflowCode | null {
  const { ast } = context.sourceCode;
  let known = memory.get(ast);
  if (known === undefined) memory.set(ast, (known = judged(context)));
  return known;
}

function judged(context: LintContext): WorkflowCode | null {
  const file = fileOf(context);
  if (!file.scopeManager) return null;
  offerParser(context);
  const settings = readSettings(context);
  const code = { file, settings };
  const filename = file.filename === null ? null : realPath(file.filename);
  const project = filename === null ? null : projectOf(filename);
  const isNamed = settings.isWorkflowEntry?.(file.filename ?? '') === true;

  if (filename !== null && project) {
    const all = bundlesAround(project, settings);
    const bundles = all.filter((bundle) => bundle.reach.files.has(filename));
    const [first] = bundles;
    if (first) {
      const chain = chainOf(first, filename) ?? [];
      if (isDraggedIn(chain)) return null;
      // A file that uses the workflow API needs no word on why it is bundled.
      const isHelper = chain.length > 1 && !callsWorkflowApi(file);
      const way = isHelper ? wayInto(filename, chain) : null;
      const used = bundles.map(({ used: { of } }) => of(filename));
      const exports = used.includes('all') ? 'all' : new Set(used.flatMap((names) => [...names]));
      return { ...code, bundles, runsInWorkflow: reachableCode(file, exports), way };
    }
    if (!isNamed && all.some((bundle) => hasEntryIn(bundle, filename))) return null;
  }
  // Nothing in sight says what the Workers of this package bundle.
  const isWorkflow = settings.isWorkflowEntry ? isNamed : usesWorkflowApi(file) && !isTestFile(filename);
  return isWorkflow ? { ...code, bundles: [], runsInWorkflow: reachableCode(file, 'all'), way: null } : null;
}

/** Other files are read with the parser of this one where the plugin's own does not load. */
function offerParser({ languageOptions }: LintContext): void {
  const { parser, parserOptions } = languageOptions ?? {};
  if (typeof parser === 'object' && parser !== null) {
    useFallbackParser({ parser, parserOptions: parserOptions as Readonly<Record<string, unknown>> | undefined });
  }
}

/** What the Workers of a project bundle; where none is in sight, what the files that are workflow code by their imports would bring. */
function bundlesAround(project: Project, { isWorkflowEntry }: Settings): readonly Bundle[] {
  const bundles = bundlesOf(project, isWorkflowEntry);
  return bundles.length > 0 || isWorkflowEntry ? bundles : bundlesOf(project, isWorkflowByImports);
}

/** Whether a bundle has an entry in the package of a file: what is bundled of this package is known then. */
export function hasEntryIn({ entries }: Bundle, filename: string): boolean {
  const own = nearestPackage(path.dirname(filename));
  return entries.some((entry) => nearestPackage(path.dirname(entry))?.directory === own?.directory);
}

/**
 * Whether a chain leads to, or through, a module of an activity, a client or a worker. Such a module is right where it is: what is wrong is
 * the import by which a workflow drags it into the bundle, and it is reported there.
 */
function isDraggedIn(chain: readonly string[]): boolean {
  return chain.slice(1).some((filename) => importsHost(filename) && !speaksForWorkflows(filename));
}

function wayInto(filename: string, chain: readonly string[]): BundledWay {
  return {
    chain,
    // Only a report asks for it. Another workflow may use the file by another way: the name belongs to this one.
    get workflow() {
      return usedExports(chain, chain.slice(0, 1)).workflowOf(filename);
    },
  };
}

/** The file that ESLint lints, with its path; null where the text has no file, such as standard input without a name. */
export function fileOf({ sourceCode, physicalFilename }: LintContext): SourceFile {
  const { ast, scopeManager, text, visitorKeys } = sourceCode;
  const filename = /^<(?:input|text)>$/.test(physicalFilename) ? null : physicalFilename;
  return { filename, ast, scopeManager, text, visitorKeys };
}
