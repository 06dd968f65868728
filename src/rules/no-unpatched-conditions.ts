import { workflowCode } from '../analysis/workflow-code.ts';
import { type DifferenceId, idOf, PATCH_MESSAGE, POSSIBLE_MESSAGES } from '../commands/difference-text.ts';
import { DEFAULT_EDIT_OPTIONS, EDIT_OPTIONS_SCHEMA, type EditOptions } from '../commands/edit-options.ts';
import { lintedEdits, reportOf } from '../commands/linted-edits.ts';
import { createRule } from '../create-rule.ts';

export default createRule<[EditOptions], DifferenceId | 'patch'>({
  name: 'no-unpatched-conditions',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow new and changed conditions in front of what running executions have recorded, unless a patch guards them',
      recommended: 'warn',
      strict: 'warn',
    },
    hasSuggestions: true,
    messages: { ...POSSIBLE_MESSAGES, patch: PATCH_MESSAGE },
    schema: [EDIT_OPTIONS_SCHEMA],
    defaultOptions: [DEFAULT_EDIT_OPTIONS],
  },
  create(context, [{ ignore, ...options }]) {
    const workflow = workflowCode(context);
    if (!workflow) return {};

    return {
      Program() {
        for (const edit of lintedEdits(workflow, options).edits) {
          const messageId = idOf(edit.difference.kind);
          if (edit.difference.certain || ignore.includes(messageId)) continue;
          const { loc, data, suggest } = reportOf(edit, context.sourceCode);
          context.report({ loc, messageId, data, suggest });
        }
      },
    };
  },
});
