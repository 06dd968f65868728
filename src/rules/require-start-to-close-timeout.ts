import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { activityCalls, activityProxies } from '../analysis/activities.ts';
import { knownOptions, mentions } from '../analysis/activity-options.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { createRule } from '../create-rule.ts';
import { staticName, unwrapped } from '../syntax/nodes.ts';

type Options = [{ allowScheduleToClose: boolean; default?: string | number }];
type MessageId = 'missing' | 'onlyScheduleToClose' | 'removed';

export default createRule<Options, MessageId>({
  name: 'require-start-to-close-timeout',
  meta: {
    type: 'problem',
    fixable: 'code',
    docs: {
      description: 'Require a `startToCloseTimeout` for every activity',
      recommended: 'error',
    },
    messages: {
      missing:
        '`{{ name }}` is given no timeout, so it throws and the workflow task fails. Set `startToCloseTimeout` to the longest that one attempt may take.',
      onlyScheduleToClose:
        '`{{ name }}` is given only a `scheduleToCloseTimeout`, so one attempt that hangs uses it up and leaves no time for a retry. Set `startToCloseTimeout` to the longest that one attempt may take.',
      removed:
        '`executeWithOptions` takes the `startToCloseTimeout` of the proxy away with `undefined`. Leave the key out, or set it to the longest that one attempt may take.',
    },
    schema: [
      {
        type: 'object',
        properties: {
          allowScheduleToClose: {
            type: 'boolean',
            description: 'Accept `scheduleToCloseTimeout` as the only timeout.',
          },
          default: {
            type: ['string', 'number'],
            description: 'The timeout that the fix writes, such as `"1 minute"`; without it there is no fix.',
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ allowScheduleToClose: false }],
  },
  create(context, [{ allowScheduleToClose, default: timeout }]) {
    const workflow = workflowCode(context);
    if (!workflow) return {};
    const { file, runsInWorkflow } = workflow;

    const check = (name: string, call: TSESTree.CallExpression, options: TSESTree.Node | null) => {
      const { state } = knownOptions(file, options);
      if (!runsInWorkflow(call) || state('startToCloseTimeout') !== 'absent') return;
      const scheduleToClose = state('scheduleToCloseTimeout');
      if (scheduleToClose === 'unknown' || (scheduleToClose === 'present' && allowScheduleToClose)) return;
      context.report({
        node: options ?? call.callee,
        messageId: scheduleToClose === 'present' ? 'onlyScheduleToClose' : 'missing',
        data: { name },
        fix: timeout === undefined ? null : addTimeout(options, call, timeout),
      });
    };

    return {
      Program() {
        const calls = activityCalls(file);
        for (const { call, name, options } of activityProxies(file)) {
          const uses = calls.filter(({ proxies }) => proxies.some((proxy) => proxy.call === call));
          // The proxy's own options do not count where every call brings the timeout with it.
          const isOverridden = uses.some(({ ownOptions }) => ownOptions);
          if (isOverridden && uses.every((use) => knownOptions(file, use.ownOptions).state('startToCloseTimeout') !== 'absent')) continue;
          check(name, call, options);
        }
        for (const { call, form, ownOptions, proxies } of calls) {
          if (form === 'schedule') check(calleeName(call), call, ownOptions);
          if (form !== 'executeWithOptions' || !ownOptions || !runsInWorkflow(call)) continue;
          const isRemoved =
            mentions(file, ownOptions, 'startToCloseTimeout') === true &&
            knownOptions(file, ownOptions).state('startToCloseTimeout') === 'absent';
          if (isRemoved && proxies.every(({ options }) => knownOptions(file, options).state('startToCloseTimeout') === 'present')) {
            context.report({ node: ownOptions, messageId: 'removed' });
          }
        }
      },
    };
  },
});

function calleeName({ callee }: TSESTree.CallExpression): string {
  const node = unwrapped(callee);
  return (node.type === 'MemberExpression' ? staticName(node) : node.type === 'Identifier' ? node.name : null) ?? 'scheduleActivity';
}

function addTimeout(
  options: TSESTree.Node | null,
  call: TSESTree.CallExpression,
  timeout: string | number,
): ((fixer: TSESLint.RuleFixer) => TSESLint.RuleFix) | null {
  const property = `startToCloseTimeout: ${typeof timeout === 'number' ? timeout : `'${timeout.replace(/['\\]/g, '\\$&')}'`}`;
  if (!options) return call.arguments.length === 0 ? (fixer) => fixer.insertTextAfterRange([0, call.range[1] - 1], `{ ${property} }`) : null;
  if (options.type !== 'ObjectExpression') return null;
  const [first] = options.properties;
  const given = options.properties.find((one) => one.type === 'Property' && staticName(one) === 'startToCloseTimeout');
  if (given) return (fixer) => fixer.replaceText(given, property);
  if (!first) return (fixer) => fixer.replaceText(options, `{ ${property} }`);
  return (fixer) => fixer.insertTextBefore(first, `${property}, `);
}
