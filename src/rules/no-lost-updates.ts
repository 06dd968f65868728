import { type LossKind, lostUpdates } from '../analysis/lost-updates.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { createRule } from '../create-rule.ts';

export default createRule<readonly [], LossKind>({
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
      argument:
        '`{{ name }}` gets what an awaited call makes of it as it was on line {{ line }}: what another message or branch writes before that is done is lost. Let messages wait in a queue, or merge the result into what is there behind the `await`.',
      unchecked:
        '`{{ name }}` was tested on line {{ line }}, before an `await`: another message passes the same test in between, and both act. Set it before the `await`, test again behind it, or let one handler in at a time.',
      overtaken:
        '`{{ name }}` was tested on line {{ line }}, before an `await`: what a message has written in between is lost. Copy and clear it before the `await`, or test it again behind it.',
    },
    schema: [],
  },
  create(context) {
    const workflow = workflowCode(context);
    if (!workflow) return {};
    const { file, runsInWorkflow } = workflow;

    return {
      Program() {
        for (const { write, name, read, kind } of lostUpdates(file)) {
          if (!runsInWorkflow(write)) continue;
          context.report({
            node: write,
            messageId: kind,
            data: { name, line: String(read.loc.start.line) },
          });
        }
      },
    };
  },
});
