import type { TSESTree } from '@typescript-eslint/utils';
import { activityCode } from '../analysis/activity-code.ts';
import { keyValues } from '../analysis/idempotency-keys.ts';
import { unstableValue } from '../analysis/unstable-values.ts';
import { createRule } from '../create-rule.ts';
import { KEY_NAMES } from '../temporal/idempotency.ts';

type Options = [{ names: readonly string[] }];
type MessageId = 'random' | 'clock' | 'attempt';

const INSTEAD = 'Take it from the arguments of the activity, or from the workflow and activity ids of `activityInfo()`, which stay the same.';

export default createRule<Options, MessageId>({
  name: 'no-unstable-idempotency-key',
  isAboutProject: true,
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow idempotency keys that change with every attempt of an activity',
      recommended: 'error',
    },
    messages: {
      random: `This idempotency key is drawn by \`{{ name }}\`, so a retried activity sends another one, and what it does happens twice. ${INSTEAD}`,
      clock: `This idempotency key is made of the time, by \`{{ name }}\`, so a retried activity sends another one, and what it does happens twice. ${INSTEAD}`,
      attempt: `This idempotency key has the \`{{ name }}\` in it, which is another one at every attempt, so what the activity does happens twice. ${INSTEAD}`,
    },
    schema: [
      {
        type: 'object',
        properties: {
          names: {
            type: 'array',
            items: { type: 'string' },
            uniqueItems: true,
            description: 'Further names of idempotency keys, such as `requestId`: of options, headers and parameters.',
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ names: [] }],
  },
  create(context, [{ names }]) {
    const activity = activityCode(context);
    if (!activity) return {};
    const { file, runsInActivity } = activity;

    return {
      Program() {
        const reported = new Set<TSESTree.Node>();
        for (const value of keyValues(file, [...KEY_NAMES, ...names])) {
          const unstable = runsInActivity(value) ? unstableValue(file, value) : null;
          // A key that is made once may be used in several places.
          if (!unstable || reported.has(unstable.node)) continue;
          reported.add(unstable.node);
          context.report({ node: unstable.node, messageId: unstable.kind, data: { name: unstable.name } });
        }
      },
    };
  },
});
