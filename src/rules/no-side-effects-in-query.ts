import type { TSESTree } from '@typescript-eslint/utils';
import { type Effect, givesPromise, sideEffects } from '../analysis/effects.ts';
import { type ReadOnlyFunction, readOnlyFunctions } from '../analysis/handlers.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { createRule } from '../create-rule.ts';
import type { SourceFile } from '../syntax/file.ts';
import { type FunctionNode, nodesOfType } from '../syntax/nodes.ts';

type Role = ReadOnlyFunction['role'];
type MessageId = `${'async' | Effect}In${Capitalize<Role>}` | 'synchronous';

export default createRule<readonly [], MessageId>({
  name: 'no-side-effects-in-query',
  meta: {
    type: 'problem',
    hasSuggestions: true,
    docs: {
      description: 'Disallow commands, random draws and changes of state in query handlers, update validators and conditions',
      recommended: 'error',
    },
    messages: {
      asyncInQuery:
        'The SDK refuses a query handler that gives a promise, so every such query fails. Answer at once, from state that the workflow keeps.',
      asyncInValidator:
        'The SDK does not wait for an update validator, so this one accepts every update, and what it throws fails the workflow task. Check at once, or reject in the handler.',
      asyncInPredicate:
        'The promise that this predicate gives counts as true, so `condition` goes on at once. Give a boolean, from state that handlers change.',
      commandInQuery:
        '`{{ name }}` emits a command in a query: answering it shuts the Worker down, or leaves the command in a history that no longer replays. Emit it in the workflow, or in a signal or update handler.',
      commandInValidator:
        '`{{ name }}` emits a command in a validator, which replay does not run, so the execution fails its next replay. Emit it in the handler of the update.',
      commandInPredicate:
        '`{{ name }}` emits a command each time that the predicate is asked, which is whenever something arrives. Emit it before or after the `condition`.',
      patchInQuery:
        '`{{ name }}` records nothing in a query, and is `false` for a patch that the workflow has not met yet. Ask in the workflow, and keep the answer for the query.',
      patchInValidator:
        '`{{ name }}` records a marker in a validator, which replay does not run, so the execution fails its next replay. Ask in the workflow or in the handler of the update.',
      patchInPredicate:
        '`{{ name }}` is asked whenever something arrives, and may be `false` at first and `true` later in one execution. Ask once, before the `condition`, and keep the answer.',
      drawInQuery:
        '`{{ name }}` draws from the random stream of the workflow in a query, which replay does not run, so later draws and generated ids differ on replay. Draw in the workflow, and keep the value for the query.',
      drawInValidator:
        '`{{ name }}` draws from the random stream of the workflow in a validator, which replay does not run, so later draws and generated ids differ on replay. Draw in the handler of the update.',
      drawInPredicate:
        '`{{ name }}` draws from the random stream of the workflow whenever something arrives, so a message more or less changes every later draw. Draw before the `condition`, and keep the value.',
      changeInQuery:
        'A query changes `{{ name }}`, which replay does not repeat, so a workflow that reads it decides otherwise on replay. Change state in the workflow, or in a signal or update handler.',
      changeInValidator:
        'A validator changes `{{ name }}`, which replay does not repeat, so a workflow that reads it decides otherwise on replay. Change state in the handler of the update.',
      changeInPredicate: '`{{ name }}` changes whenever something arrives. Change state outside of the predicate.',
      synchronous: 'Take `async` away.',
    },
    schema: [],
  },
  create(context) {
    const workflow = workflowCode(context);
    if (!workflow) return {};
    const { file, runsInWorkflow } = workflow;

    return {
      Program() {
        const reported = new Set<TSESTree.Node>();
        for (const { role, node, given } of readOnlyFunctions(file)) {
          if (!runsInWorkflow(given) || reported.has(node)) continue;
          reported.add(node);
          const suffix = (role[0]!.toUpperCase() + role.slice(1)) as Capitalize<Role>;
          // A predicate may keep account of what it has seen: it runs in replay too.
          const effects = sideEffects(file, node).filter(({ effect }) => role !== 'predicate' || effect !== 'change');
          for (const { effect, node: place, name } of effects) {
            context.report({ node: place, messageId: `${effect}In${suffix}`, data: { name } });
          }
          // What is awaited in it is the reason for its being `async`.
          if (effects.some(({ effect }) => effect === 'command') || !givesPromise(file, node)) continue;
          const isInline = node === given;
          context.report({
            ...(isInline ? { loc: { start: node.loc.start, end: node.body.loc.start } } : { node: given }),
            messageId: `asyncIn${suffix}`,
            suggest: isInline && canBeSynchronous(file, node)
              ? [{ messageId: 'synchronous', fix: (fixer) => fixer.removeRange(asyncRange(file, node)) }]
              : [],
          });
        }
      },
    };
  },
});

/** Whether a function needs `async` for nothing but its name. */
function canBeSynchronous(file: SourceFile, node: FunctionNode): boolean {
  const isInside = ({ range }: TSESTree.Node) => range[0] > node.range[0] && range[1] <= node.range[1];
  const isAwaited = [...nodesOfType(file, 'AwaitExpression'), ...nodesOfType(file, 'ForOfStatement').filter((loop) => loop.await)].some(isInside);
  return node.async && !isAwaited && file.text.startsWith('async', node.range[0]);
}

/** The word `async` and the space behind it. */
function asyncRange({ text }: SourceFile, { range: [start] }: FunctionNode): TSESTree.Range {
  return [start, start + /^async[ \t]*/u.exec(text.slice(start))![0].length];
}
