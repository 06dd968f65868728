import { lostUpdates } from '../analysis/lost-updates.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { createRule } from '../create-rule.ts';

export default createRule<readonly [], 'stale' | 'unchecked'>({
  name: 'no-lost-updates',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow writing state from what was read before an `await`, where other handlers and branches write it too',
      recommended: 'warn',
    },
    messages: {
      stale:
        '`{{ name }}` gets a value made of what was read on line {{ line }}, before an `await`: what another message or branch has written in between is lost. Await first, then read and write without an `await` between them.',
      unchecked:
        '`{{ name }}` was tested on line {{ line }}, before an `await`: another message passes the same test in between, and both act. Set it before the `await`, test again behind it, or let one handler in at a time.',
    },
    schema: [],
  },
  create(context) {
    const workflow = workflowCode(context);
    if (!workflow) return {};
    const { file, runsInWorkflow } = workflow;

    return {
      Program() {
        for (const { write, name, read, isDerived } of lostUpdates(file)) {
          if (!runsInWorkflow(write)) continue;
          context.report({
            node: write,
            messageId: isDerived ? 'stale' : 'unchecked',
            data: { name, line: String(read.loc.start.line) },
          });
        }
      },
    };
  },
});
