import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { type LostCleanup, lostCleanups } from '../analysis/cleanup.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { createRule } from '../create-rule.ts';
import { calleeName } from '../syntax/callee-name.ts';
import type { SourceFile } from '../syntax/file.ts';
import { addNamedImport } from '../syntax/fixes.ts';
import { childNodes, isFunction } from '../syntax/nodes.ts';
import { awaitingFunction } from '../syntax/promises.ts';
import { WORKFLOW_PACKAGE } from '../temporal/workflow-apis.ts';

type Options = [{ anyCatch: boolean }];
type MessageId = 'finally' | 'catch' | 'anyCatch' | 'wrap';

export default createRule<Options, MessageId>({
  name: 'require-non-cancellable-cleanup',
  meta: {
    type: 'problem',
    hasSuggestions: true,
    docs: {
      description: 'Require a scope that is not cancelled for what cleans up after a cancellation',
      recommended: 'error',
      strictOptions: [{ anyCatch: true }],
    },
    messages: {
      finally:
        'When the workflow is cancelled in the `try`, `{{ name }}` is called in the cancelled scope: it throws a `CancelledFailure` and is never scheduled. Call it in `CancellationScope.nonCancellable`.',
      catch:
        'What runs for a cancellation runs in the cancelled scope: `{{ name }}` throws a `CancelledFailure` and is never scheduled. Call it in `CancellationScope.nonCancellable`.',
      anyCatch:
        'For other errors this works, but when the workflow is cancelled in the `try`, `{{ name }}` is called in the cancelled scope: it throws a `CancelledFailure` and is never scheduled. Call it in `CancellationScope.nonCancellable`.',
      wrap: 'Call it in `CancellationScope.nonCancellable`.',
    },
    schema: [
      {
        type: 'object',
        properties: {
          anyCatch: {
            type: 'boolean',
            description: 'Report as well what a `catch` for all errors undoes: after a cancellation it is not scheduled.',
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ anyCatch: false }],
  },
  create(context, [{ anyCatch }]) {
    const workflow = workflowCode(context);
    if (!workflow) return {};
    const { file, runsInWorkflow } = workflow;

    return {
      Program() {
        for (const cleanup of lostCleanups(workflow, { anyCatch })) {
          const { start } = cleanup.commands[0]!;
          if (!runsInWorkflow(start)) continue;
          const fix = scopeEdits(file, cleanup);
          context.report({
            node: start.callee,
            messageId: cleanup.place,
            data: { name: calleeName(file, start) ?? 'this' },
            suggest: fix ? [{ messageId: 'wrap', fix }] : [],
          });
        }
      },
    };
  },
});

/** The edits that put the only command, or a whole `finally`, in a scope; null where a function cannot stand around it. */
function scopeEdits(file: SourceFile, { commands, block }: LostCleanup) {
  const starts = new Set(commands.map(({ start }) => start));
  const [start] = starts;
  const isSingle = starts.size === 1;
  const code = isSingle ? start : block;
  if (!code || !awaitingFunction(code) || !canBeMoved(file, code, isSingle)) return null;
  const scope = addNamedImport(file, WORKFLOW_PACKAGE, 'CancellationScope', code);
  const text = file.text.slice(...code.range);
  return (
    scope &&
    ((fixer: TSESLint.RuleFixer) => [
      ...scope.edits(fixer),
      fixer.replaceText(
        code,
        isSingle ? `${scope.text}.nonCancellable(() => ${text})` : `{ await ${scope.text}.nonCancellable(async () => ${text}); }`,
      ),
    ])
  );
}

/** Whether code means the same in a function of its own: nothing in it leaves the code, or waits where the function is not `async`. */
function canBeMoved(file: SourceFile, code: TSESTree.Node, isExpression: boolean): boolean {
  switch (code.type) {
    case 'ReturnStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'YieldExpression':
      return false;
    case 'AwaitExpression':
      if (isExpression) return false;
      break;
  }
  return isFunction(code) || childNodes(code, file).every((child) => canBeMoved(file, child, isExpression));
}
