import type { TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from '../syntax/file.ts';
import { enclosingFunction, functionName, type FunctionNode, nodesOfType, unwrapped } from '../syntax/nodes.ts';
import { staticObject } from '../syntax/static-values.ts';
import { activityCallOf } from './activities.ts';
import { commandCalls } from './command-calls.ts';
import { handlers } from './handlers.ts';
import { definitionMadeBy } from './message-definitions.ts';
import type { WorkflowCode } from './workflow-code.ts';
import { workflowFunctions } from './workflow-functions.ts';

/** What a payload is on both sides: a parameter or the result of a workflow, or of a message. By its type, or for a parameter without one by the default. */
export type DeclaredPayload = ({ readonly type: TSESTree.TypeNode } | { readonly byDefault: TSESTree.Expression }) & {
  /** How a message calls it: the parameter, or what gives the result. */
  readonly name: string;
};

/** The values of a file that its workflows send: arguments of activities, children, signals and new runs, and what workflows, queries and updates return. */
export function sentValues(workflow: WorkflowCode): readonly TSESTree.Node[] {
  const { file } = workflow;
  const returning = new Set<FunctionNode>(workflowFunctions(workflow).keys());
  for (const { kind, handler } of handlers(file)) if (handler && (kind === 'query' || kind === 'update')) returning.add(handler);
  const returned = [...returning].flatMap((node) => {
    if (node.body.type !== 'BlockStatement') return [node.body];
    return nodesOfType(file, 'ReturnStatement').flatMap(({ argument, parent }) => (argument && enclosingFunction(parent) === node ? [argument] : []));
  });
  const sent = commandCalls(file).flatMap(({ call, kind }) => sentArguments(file, call, kind));
  return [...sent, ...returned].filter((node) => node.type !== 'SpreadElement');
}

function sentArguments(file: SourceFile, call: TSESTree.CallExpression, kind: string): readonly TSESTree.Node[] {
  switch (kind) {
    case 'activity':
    case 'localActivity':
      if (activityCallOf(file).get(call)?.form === 'proxy') return call.arguments;
      return elements(file, call.arguments[1]);
    case 'continueAsNew':
      return call.arguments;
    case 'signal':
      return call.arguments.slice(1);
    case 'childWorkflow': {
      const options = call.arguments.at(-1);
      return elements(file, options && staticObject(file, options)?.properties.get('args'));
    }
    default:
      return [];
  }
}

function elements(file: SourceFile, list: TSESTree.Node | null | undefined): readonly TSESTree.Node[] {
  const node = list && unwrapped(list);
  return node?.type === 'ArrayExpression' ? node.elements.filter((element) => element !== null) : [];
}

/** The types that a file declares for payloads: of its workflows, and of the messages that it defines. */
export function declaredPayloads(workflow: WorkflowCode): readonly DeclaredPayload[] {
  const { file } = workflow;
  const found: DeclaredPayload[] = [];
  for (const [node, name] of workflowFunctions(workflow)) {
    // Made for whatever type its caller has: such a function is rather a helper beside the workflows.
    if (node.typeParameters) continue;
    for (const parameter of node.params) {
      const target = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
      const type = 'typeAnnotation' in target ? target.typeAnnotation?.typeAnnotation : undefined;
      const own = target.type === 'Identifier' ? target.name : name;
      if (type) found.push({ type, name: own });
      else if (parameter.type === 'AssignmentPattern') found.push({ byDefault: parameter.right, name: own });
    }
    if (node.returnType) found.push({ type: node.returnType.typeAnnotation, name: `${functionName(node) ?? name}()` });
  }
  for (const call of nodesOfType(file, 'CallExpression')) {
    const definition = definitionMadeBy(file, call);
    for (const type of (definition && call.typeArguments?.params) ?? []) found.push({ type, name: definition!.name ?? definition!.kind });
  }
  return found;
}
