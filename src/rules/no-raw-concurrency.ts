import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { type DroppedWork, droppedWork } from '../analysis/dropped-work.ts';
import { isInReadOnlyFunction } from '../analysis/handlers.ts';
import { isProvided } from '../analysis/provided-globals.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { createRule } from '../create-rule.ts';
import { awaitEdits } from '../syntax/await-edits.ts';
import { calleeName } from '../syntax/callee-name.ts';
import type { SourceFile } from '../syntax/file.ts';
import { addNamedImport } from '../syntax/fixes.ts';
import { throwingUses } from '../syntax/missing-globals.ts';
import { type FunctionNode, isFunction, unwrapped, wrapped } from '../syntax/nodes.ts';
import { asyncExecutors } from '../syntax/promise-executors.ts';
import { awaitedTimeouts, type PromisedTimeout } from '../syntax/promised-timeouts.ts';
import { HOST_SCHEDULERS } from '../temporal/globals.ts';
import { WORKFLOW_PACKAGE } from '../temporal/workflow-apis.ts';

type MessageId = 'call' | 'function' | 'callback' | 'executor' | 'timeout' | 'absent' | 'await' | 'sleep';

export default createRule<readonly [], MessageId>({
  name: 'no-raw-concurrency',
  meta: {
    type: 'problem',
    hasSuggestions: true,
    docs: {
      description: 'Disallow work that is started outside of what the workflow waits for',
      recommended: 'error',
    },
    messages: {
      call: 'Nobody waits for `{{ name }}`, which emits commands: the workflow can complete while it is pending, and an error in it fails the workflow task. Await it, alone or with others in `Promise.all`.',
      function:
        'Nobody waits for this function, which emits commands: the workflow can complete while it is pending, and an error in it fails the workflow task. Await its promise, or store that and await it later.',
      callback:
        '`{{ name }}` ignores the promise of this callback, which emits commands: the code goes on while they are pending, and an error in it fails the workflow task. Await the work instead: a `for` loop, `Promise.all` over `map`, `sleep` for a timer.',
      executor:
        '`new Promise` ignores the promise of this `async` function: an error in it does not reject the new promise, it fails the workflow task. Await in an `async` function, and return from that.',
      timeout:
        'When the workflow is cancelled, this `setTimeout` never calls back, so what awaits it hangs. Await `sleep`, which throws a `CancelledFailure` then.',
      absent:
        'The workflow sandbox has no `{{ name }}`, so this throws and the workflow task fails. Await `sleep`, in a loop for what repeats, or call the function directly.',
      await: 'Await it; executions that are running need a `patched` guard.',
      sleep: 'Await `sleep` instead; where other branches run beside it, executions that are running need a `patched` guard.',
    },
    schema: [],
  },
  create(context) {
    const workflow = workflowCode(context);
    if (!workflow) return {};
    const { file, runsInWorkflow } = workflow;
    const isOurs = (node: TSESTree.Node) => runsInWorkflow(node) && !isInReadOnlyFunction(file, node);

    return {
      Program() {
        for (const work of droppedWork(file)) {
          if (!isOurs(work.start)) continue;
          const fix = awaitEdits(file, work.fate);
          context.report({ ...described(file, work), suggest: fix ? [{ messageId: 'await', fix }] : [] });
        }
        for (const executor of asyncExecutors(file)) {
          if (isOurs(executor)) context.report({ loc: headOf(executor), messageId: 'executor' });
        }
        for (const timeout of awaitedTimeouts(file)) {
          if (!isOurs(timeout.promise)) continue;
          const fix = sleepEdits(file, timeout);
          context.report({ node: timeout.promise, messageId: 'timeout', suggest: fix ? [{ messageId: 'sleep', fix }] : [] });
        }
        for (const name of HOST_SCHEDULERS) {
          for (const use of throwingUses(file, name)) {
            if (!runsInWorkflow(use.node) || isProvided(workflow, use.name)) continue;
            context.report({ node: use.node, messageId: 'absent', data: { name } });
          }
        }
      },
    };
  },
});

type Report = { readonly messageId: MessageId; readonly data?: Record<string, string> } & (
  | { readonly node: TSESTree.Node }
  | { readonly loc: TSESTree.SourceLocation }
);

function described(file: SourceFile, { start, fate }: DroppedWork): Report {
  const place = isFunction(start) ? { loc: headOf(start) } : { node: start };
  if (fate.ignoredBy) return { ...place, messageId: 'callback', data: { name: calleeName(file, fate.ignoredBy) ?? 'forEach' } };
  if (isFunction(start)) return { ...place, messageId: 'function' };
  if (start.type !== 'CallExpression') return { ...place, messageId: 'call', data: { name: file.text.slice(...start.range) } };
  const callee = unwrapped(start.callee);
  if (isFunction(callee)) return { loc: headOf(callee), messageId: 'function' };
  return { node: start.callee, messageId: 'call', data: { name: calleeName(file, start) ?? file.text.slice(...start.callee.range) } };
}

/** A function up to its body: all of it would underline half a file. */
function headOf(node: FunctionNode): TSESTree.SourceLocation {
  return { start: node.loc.start, end: node.body.loc.start };
}

/** The edits that put `sleep` in the place of a timer in a promise; null where its value is used, or a comment would be lost. */
function sleepEdits(file: SourceFile, { promise, delay, givesValue }: PromisedTimeout) {
  const isUsed = wrapped(promise).parent?.parent?.type !== 'ExpressionStatement';
  if (!delay || (givesValue && isUsed)) return null;
  const around = file.text.slice(promise.range[0], delay.range[0]) + file.text.slice(delay.range[1], promise.range[1]);
  const sleep = /\/[/*]/u.test(around) ? null : addNamedImport(file, WORKFLOW_PACKAGE, 'sleep', promise);
  if (!sleep) return null;
  return (fixer: TSESLint.RuleFixer) => [
    ...sleep.edits(fixer),
    fixer.replaceText(promise, `${sleep.text}(${file.text.slice(...delay.range)})`),
  ];
}
