import { activityCode } from '../analysis/activity-code.ts';
import { callsWithoutKey } from '../analysis/keyed-calls.ts';
import { createRule } from '../create-rule.ts';
import { calleeName } from '../syntax/callee-name.ts';
import { KEYED_METHODS, type KeyedMethod } from '../temporal/idempotency.ts';

type Options = [{ clients: readonly (Omit<KeyedMethod, 'argument'> & { readonly argument?: number })[] }];
type MessageId = 'missing';

export default createRule<Options, MessageId>({
  name: 'require-idempotency-key',
  isAboutProject: true,
  meta: {
    type: 'suggestion',
    docs: {
      description: 'Require an idempotency key where an activity has a service do something',
      strict: 'warn',
    },
    messages: {
      missing:
        'An activity may run more than once, and each run of `{{ name }}` does its work again. Set `{{ key }}` to something that stays the same, from the arguments or from the workflow and activity ids of `activityInfo()`.',
    },
    schema: [
      {
        type: 'object',
        properties: {
          clients: {
            type: 'array',
            items: {
              type: 'object',
              properties: {
                module: { type: 'string', description: 'The package of the client.' },
                method: { type: 'string', description: 'The last name of what is called.' },
                key: { type: 'string', description: 'The property that holds the key.' },
                argument: { type: 'integer', minimum: 0, description: 'The first argument, counted from 0, that may hold it; 0 by default.' },
              },
              required: ['module', 'method', 'key'],
              additionalProperties: false,
            },
            description: 'Methods of further clients: their package, their last name, and the property that holds the key.',
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ clients: [] }],
  },
  create(context, [{ clients }]) {
    const activity = activityCode(context);
    if (!activity) return {};
    const { file, runsInActivity } = activity;

    return {
      Program() {
        const methods = [...KEYED_METHODS, ...clients.map((client) => ({ argument: 0, ...client }))];
        for (const { call, method } of callsWithoutKey(file, methods)) {
          if (!runsInActivity(call)) continue;
          context.report({ node: call.callee, messageId: 'missing', data: { name: calleeName(file, call) ?? method.method, key: method.key } });
        }
      },
    };
  },
});
