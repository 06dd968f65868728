import type { TSESTree } from '@typescript-eslint/utils';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { nodesOfType } from '../syntax/nodes.ts';
import { type Origin, originsOf } from '../syntax/trace.ts';
import { WORKFLOW_APIS, WORKFLOW_PACKAGE, type WorkflowApi } from '../temporal/workflow-apis.ts';
import { importedFrom } from './local-modules.ts';

/**
 * The name under which the SDK's workflow package exports what an origin is, members written with a dot: `sleep`, `log.info`,
 * `CancellationScope.nonCancellable`. Null for everything else.
 */
export function workflowNameOf(file: SourceFile, origin: Origin): string | null {
  const from = importedFrom(file, origin);
  if (!from || !('module' in from)) return null;
  const { module, path } = from;
  if (module !== WORKFLOW_PACKAGE && !module.startsWith(`${WORKFLOW_PACKAGE}/lib`)) return null;
  return (path[0] === 'default' ? path.slice(1) : path).join('.');
}

const workflowNames = perFile(() => new Map<TSESTree.Node, string | null>());

/** The workflow export that an expression certainly is, members written with a dot; null for everything else. */
export function workflowName(file: SourceFile, node: TSESTree.Node): string | null {
  const known = workflowNames(file);
  let name = known.get(node);
  if (name === undefined) {
    const [first, ...others] = originsOf(file, node).map((origin) => workflowNameOf(file, origin));
    name = first && others.every((other) => other === first) ? first : null;
    known.set(node, name);
  }
  return name;
}

export interface WorkflowCall {
  readonly call: TSESTree.CallExpression | TSESTree.NewExpression;
  readonly name: string;
  /** What is known of the API; null for an export that the table does not have. */
  readonly api: WorkflowApi | null;
}

/** Every call, or construction, of an export of the workflow package in a file, in source order. */
export const workflowCalls = perFile((file): readonly WorkflowCall[] =>
  nodesOfType(file, 'CallExpression', 'NewExpression')
    .flatMap((call): WorkflowCall[] => {
      const name = workflowName(file, call.callee);
      return name === null ? [] : [{ call, name, api: WORKFLOW_APIS[name] ?? null }];
    })
    .sort((one, other) => one.call.range[0] - other.call.range[0]),
);
