import { endlessLoops } from '../analysis/endless-loops.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { createRule } from '../create-rule.ts';

export default createRule({
  name: 'require-continue-as-new',
  meta: {
    type: 'problem',
    docs: {
      description: 'Require that a loop without an end continues as new',
      recommended: 'warn',
    },
    messages: {
      endless:
        'This loop never ends and adds to the history in every turn; at the limit of a history, the Service terminates the workflow. Leave it when `workflowInfo().continueAsNewSuggested`, or after a number of turns, and call `continueAsNew`.',
    },
    schema: [],
  },
  create(context) {
    const workflow = workflowCode(context);
    if (!workflow) return {};

    return {
      Program() {
        for (const loop of endlessLoops(workflow)) {
          if (!workflow.runsInWorkflow(loop)) continue;
          context.report({ loc: { start: loop.loc.start, end: loop.body.loc.start }, messageId: 'endless' });
        }
      },
    };
  },
});
