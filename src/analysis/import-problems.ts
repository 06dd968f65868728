import type { TSESTree } from '@typescript-eslint/utils';
import { isTypeScript, type ModuleImport } from '../syntax/imports.ts';
import type { SourceFile } from '../syntax/file.ts';
import { unwrapped, wrapped } from '../syntax/nodes.ts';
import { usedNames } from '../syntax/used-names.ts';
import {
  NODE_SCHEME,
  REFUSED_BUILTINS,
  REFUSED_SDK_MODULES,
  SANDBOX_BUILTINS,
  UNUSABLE_PACKAGES,
} from '../temporal/modules.ts';
import { SHARED_EXPORTS } from '../temporal/workflow-bundle.ts';
import { chainBehind } from './import-chains.ts';
import { directActivityCalls } from './activity-implementations.ts';
import { bundledImports } from './bundled-imports.ts';
import { computedImports, splitImports } from './lazy-imports.ts';
import { isAmong } from './module-names.ts';
import { isForRandomness } from './random-imports.ts';
import { topLevelAwait } from './top-level-await.ts';
import type { WorkflowCode } from './workflow-code.ts';

/** Something that a file loads and its bundle or its workflows cannot have. */
export interface ImportProblem {
  readonly situation: Situation;
  /** What must change: the name of the module, or the use of it that fails. */
  readonly loc: TSESTree.SourceLocation;
  /** The names in the message of the situation. */
  readonly data: Readonly<Record<string, string>>;
  /** The import that it is about; null where it is not about one. */
  readonly declaration: ModuleImport | null;
}

export type Situation =
  /** A builtin or a module of the SDK that the bundler refuses. */
  | 'builtin'
  | 'host'
  /** Such a one, of which nothing is used; JavaScript is bundled as it is written. */
  | 'unused'
  /** Such a one, of which everything is re-exported by name: it may be types. */
  | 'reexported'
  /** A module of the SDK that is refused, when everything that is taken of it is in the workflow package too. */
  | 'elsewhere'
  /** The `node:` scheme on a module that would be fine without. */
  | 'scheme'
  /** A name that the sandbox's version of a builtin does not have. */
  | 'missing'
  | 'package'
  | 'packageThrows'
  /** A module behind the imported one is refused, and the import takes values that are not called, or others. */
  | 'chain'
  | 'chainOfConstant'
  /** A module behind the imported one is not there, or is a file that the bundler cannot read. */
  | 'chainNotFound'
  | 'chainNotRead'
  /** Only the compiler finds the module. */
  | 'paths'
  | 'activity'
  | 'split'
  | 'computed'
  | 'topLevelAwait';

/** What is wrong with the imports of a file that is bundled. Imports for randomness alone are not among it. */
export function importProblems(workflow: WorkflowCode): readonly ImportProblem[] {
  const { file, runsInWorkflow } = workflow;
  const problems = bundledImports(file).flatMap((declaration) => ofImport(workflow, declaration));

  const add = (situation: Situation, node: Pick<TSESTree.Node, 'loc'>, data = {}) =>
    problems.push({ situation, loc: node.loc, data, declaration: null });
  const isRefused = ({ loc }: TSESTree.Node) => problems.some((problem) => problem.loc === loc);
  for (const { node, module } of splitImports(file)) {
    if (!isRefused(node) && !isIgnored(workflow, module)) add('split', node, { module });
  }
  for (const node of computedImports(file)) if (runsInWorkflow(node)) add('computed', node);
  for (const { call, name } of directActivityCalls(file)) if (runsInWorkflow(call)) add('activity', call.callee, { name });
  const awaiting = topLevelAwait(file);
  if (awaiting) add('topLevelAwait', awaiting);
  return problems;
}

// What the bundler refuses it refuses wherever it stands: whether the code around it runs makes no difference.
function ofImport(workflow: WorkflowCode, declaration: ModuleImport): ImportProblem[] {
  const { file, runsInWorkflow } = workflow;
  const { source, sourceNode, names } = declaration;
  const problem = (situation: Situation, data: Readonly<Record<string, string>> = { module: source }, node: TSESTree.Node = sourceNode) => [
    { situation, loc: node.loc, data, declaration },
  ];
  const uses = usedNames(file, declaration)?.filter(({ node }) => runsInWorkflow(node));
  if (isForRandomness(file, declaration) && uses?.length) return [];

  const refused = (situation: Situation) => {
    if (isUnused(declaration)) return problem('unused');
    return problem(isTypeScript(file) && isReexported(declaration) ? 'reexported' : situation);
  };

  if (source.startsWith(NODE_SCHEME)) {
    const name = source.slice(NODE_SCHEME.length);
    const exports = SANDBOX_BUILTINS.get(name);
    const isWhole = isIgnored(workflow, name) || (exports && usedNames(file, declaration)?.every((used) => exports.has(used.name)));
    return isWhole ? problem('scheme', { module: source, name }) : refused('builtin');
  }
  if (isIgnored(workflow, source)) return [];
  if (isAmong(source, REFUSED_BUILTINS)) return refused('builtin');
  if (isAmong(source, REFUSED_SDK_MODULES)) {
    const isElsewhere = names !== null && names.length > 0 && names.every(({ name }) => SHARED_EXPORTS.has(name));
    return isElsewhere ? problem('elsewhere') : refused('host');
  }

  const exports = SANDBOX_BUILTINS.get(source);
  if (exports) {
    const missing = uses?.filter(({ name }) => !exports.has(name)) ?? [];
    const first = missing.filter(({ name }, at) => missing.findIndex((use) => use.name === name) === at);
    return first.flatMap(({ name, node }) => problem('missing', { module: source, name }, node));
  }
  const unusable = UNUSABLE_PACKAGES.get(source);
  if (unusable?.consequence === 'notBundled') return isUnused(declaration) ? problem('unused') : problem('package');
  const fails = unusable?.consequence === 'throwsAtLoad' || (unusable && uses?.some(({ name }) => !unusable.harmless?.has(name)));
  return fails ? problem('packageThrows') : ofChain(workflow, declaration);
}

// What the imported module is fine without, but not with: something that it imports itself.
function ofChain(workflow: WorkflowCode, declaration: ModuleImport): ImportProblem[] {
  const found = chainBehind(workflow, declaration);
  if (!found) return [];
  const { kind, module, chain } = found;
  const constants = found.isProjectFile && kind === 'refused' ? constantsTaken(workflow.file, declaration) : null;
  const situation = constants ? 'chainOfConstant' : CHAIN_SITUATIONS[kind];
  return [
    {
      situation,
      loc: declaration.sourceNode.loc,
      data: kind === 'paths' ? { module } : constants ? { module, chain, names: constants } : { module, chain },
      declaration,
    },
  ];
}

const CHAIN_SITUATIONS = { refused: 'chain', unresolved: 'chainNotFound', unsupported: 'chainNotRead', paths: 'paths' } as const;

/** The names that an import takes, where none of them is called: constants, enums, classes to compare with. Null where one is. */
function constantsTaken(file: SourceFile, declaration: ModuleImport): string | null {
  const used = usedNames(file, declaration);
  if (!used || used.length === 0) return null;
  const isCalled = used.some(({ node }) => {
    const { parent } = wrapped(node);
    return (parent?.type === 'CallExpression' || parent?.type === 'NewExpression') && unwrapped(parent.callee) === unwrapped(node);
  });
  return isCalled ? null : [...new Set(used.map(({ name }) => `\`${name}\``))].join(', ');
}

/** Whether every Worker that bundles the file has an empty module in place of this one. */
export function isIgnored({ settings, bundles }: WorkflowCode, module: string): boolean {
  if (settings.ignoreModules) return isAmong(module, new Set(settings.ignoreModules));
  return bundles.length > 0 && bundles.every(({ ignoreModules }) => isAmong(module, ignoreModules));
}


/** Whether an import gives names and none of them is used. */
function isUnused({ kind, names }: ModuleImport): boolean {
  const isNamed = kind === 'import' && names !== null && names.length > 0;
  return isNamed && names.every(({ variable }) => variable?.references.length === 0);
}

/** Whether all that is done with an import is to export it, name by name. */
function isReexported({ kind, names }: ModuleImport): boolean {
  if (names === null || names.length === 0) return false;
  if (kind === 'export') return names.every(({ name }) => name !== '*');
  return names.every(({ variable }) => {
    const references = variable?.references ?? [];
    return references.length > 0 && references.every(({ identifier }) => (identifier as TSESTree.Node).parent?.type === 'ExportSpecifier');
  });
}
