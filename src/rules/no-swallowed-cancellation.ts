import { swallowedCancellations } from '../analysis/swallowed-cancellation.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { createRule } from '../create-rule.ts';
import { calleeName } from '../syntax/callee-name.ts';

type MessageId = 'loop' | 'continueAsNew';

export default createRule<readonly [], MessageId>({
  name: 'no-swallowed-cancellation',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow a `catch` that takes a cancellation for a failure and goes on',
      recommended: 'warn',
    },
    messages: {
      loop: 'When the workflow is cancelled, `{{ name }}` throws, this `catch` takes that for a failure, and every further turn of the loop fails at once in the same way. Throw the error on if `isCancellation(error)`.',
      continueAsNew:
        'When the workflow is cancelled, `{{ name }}` throws, this `catch` takes that for a failure, and the run that continues as new is not cancelled. Throw the error on if `isCancellation(error)`.',
    },
    schema: [],
  },
  create(context) {
    const workflow = workflowCode(context);
    if (!workflow) return {};
    const { file, runsInWorkflow } = workflow;

    return {
      Program() {
        for (const { clause, wait, then } of swallowedCancellations(workflow)) {
          if (!runsInWorkflow(clause)) continue;
          context.report({
            loc: { start: clause.loc.start, end: clause.body.loc.start },
            messageId: then,
            data: { name: calleeName(file, wait) ?? 'what it waits for' },
          });
        }
      },
    };
  },
});
