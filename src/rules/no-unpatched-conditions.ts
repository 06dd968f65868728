import { workflowCode } from '../analysis/workflow-code.ts';
import { dataOf, type DifferenceId, DIFFERENCE_IDS, idOf, POSSIBLE_MESSAGES } from '../commands/difference-text.ts';
import { lintedEdits, placeIn } from '../commands/linted-edits.ts';
import { createRule } from '../create-rule.ts';

type Options = [{ closedExecutions: boolean; checkPinned: boolean; ignore: readonly DifferenceId[] }];

export default createRule<Options, DifferenceId>({
  name: 'no-unpatched-conditions',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow new and changed conditions in front of what running executions have recorded, unless a patch guards them',
      recommended: 'warn',
      strict: 'warn',
    },
    messages: POSSIBLE_MESSAGES,
    schema: [
      {
        type: 'object',
        properties: {
          closedExecutions: {
            type: 'boolean',
            description: 'Report what only the replay of finished executions shows, such as an activity added at the end.',
          },
          checkPinned: {
            type: 'boolean',
            description: 'Compare workflows that Worker Versioning pins to their version.',
          },
          ignore: {
            type: 'array',
            description: 'Kinds of differences that are not reported.',
            items: { type: 'string', enum: [...DIFFERENCE_IDS] },
            uniqueItems: true,
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ closedExecutions: false, checkPinned: false, ignore: [] }],
  },
  create(context, [{ ignore, ...options }]) {
    const workflow = workflowCode(context);
    if (!workflow) return {};

    return {
      Program() {
        for (const { difference, since } of lintedEdits(workflow, options).edits) {
          const messageId = idOf(difference.kind);
          if (difference.certain || ignore.includes(messageId)) continue;
          context.report({ loc: placeIn(context.sourceCode, difference.newPlace), messageId, data: dataOf(difference, since) });
        }
      },
    };
  },
});
