import { workflowCode } from '../analysis/workflow-code.ts';
import { dataOf, type DifferenceId, idOf, PATCH_MESSAGE, POSSIBLE_MESSAGES } from '../commands/difference-text.ts';
import { DEFAULT_EDIT_OPTIONS, EDIT_OPTIONS_SCHEMA, type EditOptions } from '../commands/edit-options.ts';
import { lintedEdits, patchFix, placeIn } from '../commands/linted-edits.ts';
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
        for (const { difference, since, patch } of lintedEdits(workflow, options).edits) {
          const messageId = idOf(difference.kind);
          if (difference.certain || ignore.includes(messageId)) continue;
          context.report({
            loc: placeIn(context.sourceCode, difference.newPlace),
            messageId,
            data: dataOf(difference, since),
            suggest: patch && [{ messageId: 'patch', data: { id: patch.id }, fix: patchFix(patch) }],
          });
        }
      },
    };
  },
});
