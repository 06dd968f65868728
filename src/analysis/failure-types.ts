import type { TSESTree } from '@typescript-eslint/utils';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { type FunctionNode, unwrapped } from '../syntax/nodes.ts';
import { staticObject } from '../syntax/static-values.ts';
import { onlyReturn, originOf } from '../syntax/trace.ts';
import { FAILURE_TYPES, WORKFLOW_OPTIONS } from '../temporal/failures.ts';
import { classesOf, type ErrorClasses } from './error-classes.ts';
import { functionOf } from './handlers.ts';
import { workflowCalls } from './sdk.ts';
import type { WorkflowCode } from './workflow-code.ts';

/**
 * Whether errors of these classes fail the workflow, and not the workflow task, because the Worker's options or those of the workflow
 * name one of them as a failure: `workflowFailureErrorTypes`, `failureExceptionTypes`. Null where the options are not in sight.
 */
export function isFailureType({ file, bundles }: WorkflowCode, workflow: FunctionNode | null, classes: ErrorClasses): boolean | null {
  const lists = [
    ...bundles.map(({ failureErrorTypes }) => failureErrorTypes),
    ...[...definedFailures(file)].filter(([node]) => workflow === null || node === workflow).map(([, names]) => names),
  ];
  if (lists.some((names) => names?.includes('Error') === true || classes.some((name) => names?.includes(name)))) return true;
  return lists.includes(null) ? null : false;
}

/** The failure types that a file defines for its workflows, by name; null for those that are not in sight. */
const definedFailures = perFile((file): ReadonlyMap<FunctionNode | null, readonly string[] | null> => {
  const found = new Map<FunctionNode | null, readonly string[] | null>();
  for (const { call, name } of workflowCalls(file)) {
    const at = Object.hasOwn(WORKFLOW_OPTIONS, name) ? WORKFLOW_OPTIONS[name] : undefined;
    if (!at) continue;
    const given = call.arguments[at.options];
    const workflow = call.arguments[at.workflow];
    const options = given && (at.key === null ? given : valueOf(file, given, at.key));
    const types = options ? valueOf(file, resultOf(file, options), FAILURE_TYPES) : options;
    if (types !== undefined) found.set((workflow && functionOf(file, workflow)) ?? null, types && namesOf(file, types));
  }
  return found;
});

/** The value of a key; undefined where there is none, null where that is not known. */
function valueOf(file: SourceFile, expression: TSESTree.Node, key: string): TSESTree.Node | null | undefined {
  const object = staticObject(file, expression);
  if (!object) return null;
  return object.properties.has(key) ? object.properties.get(key)! : object.isComplete ? undefined : null;
}

/** Options may be given as a function that makes them. */
function resultOf(file: SourceFile, options: TSESTree.Node): TSESTree.Node {
  const made = functionOf(file, options);
  return (made && onlyReturn(made, file)) ?? options;
}

function namesOf(file: SourceFile, expression: TSESTree.Node): readonly string[] | null {
  const origin = originOf(file, expression);
  const list = origin?.root.type === 'value' && origin.path.length === 0 ? unwrapped(origin.root.node) : null;
  if (list?.type !== 'ArrayExpression') return null;
  const names: string[] = [];
  for (const element of list.elements) {
    const [own] = (element && classesOf(file, element)) ?? [];
    if (own === undefined) return null;
    names.push(own);
  }
  return names;
}
