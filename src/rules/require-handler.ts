import { isExported } from '../analysis/exports.ts';
import { definitionMadeBy } from '../analysis/message-definitions.ts';
import { mayBeHandled } from '../analysis/message-uses.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { createRule } from '../create-rule.ts';
import { nodesOfType } from '../syntax/nodes.ts';

export default createRule<readonly [], 'signal' | 'update'>({
  name: 'require-handler',
  meta: {
    type: 'problem',
    docs: {
      description: 'Require a handler for every signal and update that workflow code defines',
      strict: 'warn',
    },
    messages: {
      signal:
        'No workflow here handles the signal `{{ name }}`: the Service accepts it, and the execution keeps it unread. Set a handler for it, or take the definition away.',
      update:
        'No workflow here handles the update `{{ name }}`, so every one is rejected. Set a handler for it, or take the definition away.',
    },
    schema: [],
  },
  create(context) {
    const workflow = workflowCode(context);
    if (!workflow) return {};
    const { file, bundles, runsInWorkflow } = workflow;

    return {
      Program() {
        const isHandled = mayBeHandled(workflow);
        for (const call of nodesOfType(file, 'CallExpression')) {
          const definition = definitionMadeBy(file, call);
          // Without a bundle in sight, other files may handle what is exported.
          if (!definition || !runsInWorkflow(call) || (bundles.length === 0 && isExported(file, call))) continue;
          const { kind, name } = definition;
          if (kind === 'query' || name === null || isHandled(definition)) continue;
          context.report({ node: call, messageId: kind, data: { name } });
        }
      },
    };
  },
});
