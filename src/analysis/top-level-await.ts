import type { TSESTree } from '@typescript-eslint/utils';
import { perFile } from '../syntax/file.ts';
import { enclosingFunction, nodesOfType, unwrapped } from '../syntax/nodes.ts';
import { commandCallOf } from './command-calls.ts';
import { fileExports } from './exports.ts';

/**
 * The first `await` of a file outside of functions, which makes its exports come later than a Worker looks for them. Null where there is
 * none, and where nothing is exported. What awaits a command there is a fragment of a workflow, as documentation shows them, and no module.
 */
export const topLevelAwait = perFile((file): TSESTree.Node | null => {
  if (fileExports(file).length === 0) return null;
  const awaits: TSESTree.Node[] = [
    ...nodesOfType(file, 'AwaitExpression').filter(({ argument }) => !commandCallOf(file).has(unwrapped(argument))),
    ...nodesOfType(file, 'ForOfStatement').flatMap((statement) => (statement.await ? [statement.right] : [])),
    ...nodesOfType(file, 'VariableDeclaration').filter(({ kind }) => kind === 'await using'),
  ];
  const atTop = awaits.filter((node) => !enclosingFunction(node)).sort((one, other) => one.range[0] - other.range[0]);
  return atTop[0] ?? null;
});
