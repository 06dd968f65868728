import type { TSESTree } from '@typescript-eslint/utils';
import { variableOf } from '../syntax/bindings.ts';
import type { SourceFile } from '../syntax/file.ts';
import { enclosingFunction, type FunctionNode, wrapped } from '../syntax/nodes.ts';
import type { WorkflowCode } from './workflow-code.ts';
import { workflowFunctions } from './workflow-functions.ts';

/**
 * Whether what a node throws certainly fails the task, so that no execution has ever got past it: it is at the top of the module,
 * or in the body of a workflow that nothing else in the file uses, and in no `try`. False where somebody may catch it.
 */
export function failsForCertain(workflow: WorkflowCode, node: TSESTree.Node): boolean {
  const holder = enclosingFunction(node);
  if (holder && (!workflowFunctions(workflow).has(holder) || isUsedHere(workflow.file, holder))) return false;
  for (let inner = node, outer = node.parent; outer && inner !== holder; inner = outer, outer = outer.parent) {
    if (outer.type === 'TryStatement' && (inner === outer.block || outer.finalizer)) return false;
  }
  return true;
}

function isUsedHere(file: SourceFile, node: FunctionNode): boolean {
  const { parent } = wrapped(node);
  const name = node.id ?? (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier' ? parent.id : null);
  const references = (name && variableOf(file, name)?.references) ?? [];
  return references.some(({ identifier, init }) => {
    const holder = (identifier as TSESTree.Node).parent?.type;
    return !init && holder !== 'ExportSpecifier' && holder !== 'ExportDefaultDeclaration' && holder !== 'TSTypeQuery';
  });
}
