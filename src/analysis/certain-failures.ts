import type { TSESTree } from '@typescript-eslint/utils';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { variableOf } from '../syntax/bindings.ts';
import { enclosingFunction, type FunctionNode, wrapped } from '../syntax/nodes.ts';
import { exportedFunctions } from './exports.ts';

/**
 * Whether what a node throws certainly fails the task, so that no execution has ever got past it: it is at the top of the module,
 * or in the body of an exported `async` function that nothing else in the file uses, and in no `try`.
 * False where somebody may catch it.
 */
export function failsForCertain(file: SourceFile, node: TSESTree.Node): boolean {
  const holder = enclosingFunction(node);
  if (holder && !workflowFunctions(file).has(holder)) return false;
  for (let inner = node, outer = node.parent; outer && inner !== holder; inner = outer, outer = outer.parent) {
    if (outer.type === 'TryStatement' && (inner === outer.block || outer.finalizer)) return false;
  }
  return true;
}

const workflowFunctions = perFile((file): ReadonlySet<FunctionNode> => {
  const functions = [...exportedFunctions(file).values()];
  return new Set(functions.filter((node) => node.async && !node.generator && !isUsedHere(file, node)));
});

function isUsedHere(file: SourceFile, node: FunctionNode): boolean {
  const { parent } = wrapped(node);
  const name = node.id ?? (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier' ? parent.id : null);
  const references = (name && variableOf(file, name)?.references) ?? [];
  return references.some(({ identifier, init }) => {
    const holder = (identifier as TSESTree.Node).parent?.type;
    return !init && holder !== 'ExportSpecifier' && holder !== 'ExportDefaultDeclaration' && holder !== 'TSTypeQuery';
  });
}
