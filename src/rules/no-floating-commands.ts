import type { TSESTree } from '@typescript-eslint/utils';
import { droppedCommands } from '../analysis/dropped-work.ts';
import { isInReadOnlyFunction } from '../analysis/handlers.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { createRule } from '../create-rule.ts';
import { awaitEdits } from '../syntax/await-edits.ts';
import { calleeName } from '../syntax/callee-name.ts';
import { wrapped } from '../syntax/nodes.ts';
import type { Awaited } from '../temporal/workflow-apis.ts';

type MessageId = 'abandoned' | 'skipped' | 'chained' | 'continueAsNew' | 'await' | 'awaitEnd';

export default createRule<readonly [], MessageId>({
  name: 'no-floating-commands',
  meta: {
    type: 'problem',
    hasSuggestions: true,
    docs: {
      description: 'Disallow activities, child workflows, timers and conditions that nobody waits for',
      recommended: 'error',
    },
    messages: {
      abandoned:
        'Nobody waits for `{{ name }}`: the workflow can complete while it is pending, and a failure of it fails the workflow task. Await it, alone or with others in `Promise.all`.',
      skipped:
        'Nobody waits for `{{ name }}`, so the code behind it runs at once. Await it, alone or with others in `Promise.all`.',
      chained:
        'Nobody handles what `{{ name }}` throws when its scope is cancelled, and that fails the workflow task. Await the chain, or end it with a rejection handler.',
      continueAsNew:
        'Nobody waits for `{{ name }}`, so what it throws to end the run is a rejection that nobody handles, and the workflow task fails. Await it, or return it.',
      await: 'Await it; executions that are running need a `patched` guard.',
      awaitEnd: 'Await it.',
    },
    schema: [],
  },
  create(context) {
    const workflow = workflowCode(context);
    if (!workflow) return {};
    const { file, runsInWorkflow } = workflow;

    return {
      Program() {
        for (const { call, kind, fate } of droppedCommands(file)) {
          if (!runsInWorkflow(call) || isInReadOnlyFunction(file, call)) continue;
          const messageId = messageFor(call, kind);
          // What a timer or a condition sets off beside the rest of the code would be stopped by an `await`.
          const fix = messageId === 'chained' ? null : awaitEdits(file, fate);
          context.report({
            node: call.callee,
            messageId,
            data: { name: calleeName(file, call) ?? kind },
            suggest: fix ? [{ messageId: kind === 'continueAsNew' ? 'awaitEnd' : 'await', fix }] : [],
          });
        }
      },
    };
  },
});

function messageFor(call: TSESTree.Node, kind: Awaited): MessageId {
  if (kind === 'continueAsNew') return 'continueAsNew';
  if (kind !== 'timer' && kind !== 'condition') return 'abandoned';
  return wrapped(call).parent?.type === 'MemberExpression' ? 'chained' : 'skipped';
}
