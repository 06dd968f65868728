import type { TSESTree } from '@typescript-eslint/utils';
import { perFile } from '../syntax/file.ts';
import { nodesOfType, unwrapped } from '../syntax/nodes.ts';
import { commandCallOf, commandCalls } from './command-calls.ts';
import { callEmits } from './emits.ts';

/**
 * The `await` expressions of a file that certainly wait for something from history: a command, a condition, or a function that waits for
 * one. To continue as new is no such thing: it ends the run.
 */
export const waits = perFile((file): readonly TSESTree.AwaitExpression[] =>
  nodesOfType(file, 'AwaitExpression').filter((node) => {
    const awaited = unwrapped(node.argument);
    const kind = commandCallOf(file).get(awaited)?.kind;
    if (kind) return kind !== 'continueAsNew';
    const isWithin = ({ range }: TSESTree.Node) => range[0] >= node.range[0] && range[1] <= node.range[1];
    return commandCalls(file).some(({ call }) => isWithin(call)) || (awaited.type === 'CallExpression' && callEmits(file, awaited) === 'yes');
  }),
);
