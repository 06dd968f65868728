import { workflowCode } from '../analysis/workflow-code.ts';
import { CERTAIN_MESSAGES, dataOf, type DifferenceId, DIFFERENCE_IDS, idOf } from '../commands/difference-text.ts';
import { isFirstToTell, lintedEdits, placeIn } from '../commands/linted-edits.ts';
import { createRule } from '../create-rule.ts';

type Options = [{ closedExecutions: boolean; checkPinned: boolean; ignore: readonly DifferenceId[] }];
type MessageId = DifferenceId | 'noBaseline';

export default createRule<Options, MessageId>({
  name: 'no-reordered-activities',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow edits that change what running executions have recorded, unless a patch guards them',
      recommended: 'error',
    },
    messages: { ...CERTAIN_MESSAGES, noBaseline: '{{ problem }}' },
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
        const { edits, problem } = lintedEdits(workflow, options);
        if (problem && isFirstToTell(problem, context.filename)) {
          context.report({ loc: placeIn(context.sourceCode, null), messageId: 'noBaseline', data: { problem: problem.text } });
        }
        for (const { difference, since } of edits) {
          const messageId = idOf(difference.kind);
          if (!difference.certain || ignore.includes(messageId)) continue;
          context.report({ loc: placeIn(context.sourceCode, difference.newPlace), messageId, data: dataOf(difference, since) });
        }
      },
    };
  },
});
