import { workflowCode } from '../analysis/workflow-code.ts';
import { CERTAIN_MESSAGES, dataOf, type DifferenceId, idOf, PATCH_MESSAGE } from '../commands/difference-text.ts';
import { DEFAULT_EDIT_OPTIONS, EDIT_OPTIONS_SCHEMA, type EditOptions } from '../commands/edit-options.ts';
import { isFirstToTell, lintedEdits, patchFix, placeIn } from '../commands/linted-edits.ts';
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
        for (const { difference, since, patch } of edits) {
          const messageId = idOf(difference.kind);
          if (!difference.certain || ignore.includes(messageId)) continue;
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
