import { workflowCode } from '../analysis/workflow-code.ts';
import { CERTAIN_MESSAGES, type DifferenceId, idOf, PATCH_MESSAGE } from '../commands/difference-text.ts';
import { DEFAULT_EDIT_OPTIONS, EDIT_OPTIONS_SCHEMA, type EditOptions } from '../commands/edit-options.ts';
import { isFirstToTell, lintedEdits, placeIn, reportOf } from '../commands/linted-edits.ts';
import { createRule } from '../create-rule.ts';

export default createRule<[EditOptions], DifferenceId | 'noBaseline' | 'patch'>({
  name: 'no-reordered-activities',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow edits that change what running executions have recorded, unless a patch guards them',
      recommended: 'error',
    },
    hasSuggestions: true,
    messages: { ...CERTAIN_MESSAGES, patch: PATCH_MESSAGE, noBaseline: '{{ problem }}' },
    schema: [EDIT_OPTIONS_SCHEMA],
    defaultOptions: [DEFAULT_EDIT_OPTIONS],
  },
  create(context, [{ ignore, ...options }]) {
    const workflow = workflowCode(context);
    if (!workflow) return {};

    return {
      Program() {
        const { edits, problem } = lintedEdits(workflow, options);
        if (problem && isFirstToTell(problem, context.filename)) {
          context.report({ loc: placeIn(context.sourceCode, null), messageId: 'noBaseline', data: { problem: problem.text } });
        }
        for (const edit of edits) {
          const messageId = idOf(edit.difference.kind);
          if (!edit.difference.certain || ignore.includes(messageId)) continue;
          const { loc, data, suggest } = reportOf(edit, context.sourceCode);
          context.report({ loc, messageId, data, suggest });
        }
      },
    };
  },
});
