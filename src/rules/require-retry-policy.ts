import type { TSESTree } from '@typescript-eslint/utils';
import { activityCalls } from '../analysis/activities.ts';
import { type ScheduledOptions, scheduledOptions } from '../analysis/activity-options.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { createRule } from '../create-rule.ts';
import { calleeName } from '../syntax/callee-name.ts';
import { RETRY_FIELDS, type RetryField } from '../temporal/activity-options.ts';

type Options = [{ require: readonly RetryField[] }];
type MessageId = 'missing' | 'missingFields';

export default createRule<Options, MessageId>({
  name: 'require-retry-policy',
  meta: {
    type: 'suggestion',
    docs: {
      description: 'Require a retry policy for every activity',
      strict: 'warn',
    },
    messages: {
      missing:
        '`{{ name }}` sets no retry policy, so an activity that keeps failing is retried for ever, and the workflow waits. Say in `retry` where retrying ends; `maximumAttempts: Infinity` says that it never does.',
      missingFields: 'The retry policy of `{{ name }}` lacks {{ fields }}, which this project asks for. Set it in `retry`.',
    },
    schema: [
      {
        type: 'object',
        properties: {
          require: {
            type: 'array',
            items: { type: 'string', enum: [...RETRY_FIELDS] },
            uniqueItems: true,
            description: 'The fields that every retry policy has to set.',
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ require: [] }],
  },
  create(context, [{ require: required }]) {
    const workflow = workflowCode(context);
    if (!workflow) return {};
    const { file, runsInWorkflow } = workflow;

    // A proxy's own options do not count where every call brings some; those of the calls are judged then.
    const isOverridden = (proxy: TSESTree.CallExpression) => {
      const uses = activityCalls(file).filter(({ proxies }) => proxies.some(({ call }) => call === proxy));
      return uses.length > 0 && uses.every(({ ownOptions }) => ownOptions !== null);
    };

    return {
      Program() {
        const reported = new Set<TSESTree.Node>();
        for (const scheduled of scheduledOptions(file)) {
          const { call, isProxy, over, node } = scheduled;
          const counts = isProxy ? !isOverridden(call) : over === null || isOverridden(over.call);
          const fields = counts && runsInWorkflow(call) && !reported.has(call) ? missingFields(scheduled, required) : null;
          if (fields === null) continue;
          reported.add(call);
          context.report({
            node: node ?? call.callee,
            messageId: fields.length > 0 ? 'missingFields' : 'missing',
            data: { name: calleeName(file, call) ?? 'scheduleActivity', fields: fields.map((field) => `\`${field}\``).join(', ') },
          });
        }
      },
    };
  },
});

/** The required fields that are certainly missing; empty where the whole policy is, and nothing else ends the retries. Null where all is well. */
function missingFields({ options, retry }: ScheduledOptions, required: readonly RetryField[]): readonly RetryField[] | null {
  const missing = required.filter((field) => retry.state(field) === 'absent');
  if (required.length > 0) return missing.length > 0 ? missing : null;
  const isEmpty = RETRY_FIELDS.every((field) => retry.state(field) === 'absent');
  return isEmpty && options.state('scheduleToCloseTimeout') === 'absent' ? [] : null;
}
