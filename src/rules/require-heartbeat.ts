import type { TSESTree } from '@typescript-eslint/utils';
import { activityCode } from '../analysis/activity-code.ts';
import { knownMilliseconds, millisecondsOf } from '../analysis/durations.ts';
import { activitiesThat, unwatchedPolling } from '../analysis/heartbeat-joins.ts';
import { attemptLimit, scheduledActivities, type ScheduledActivities } from '../analysis/scheduled-activities.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { createRule, type RuleContext } from '../create-rule.ts';
import { calleeName } from '../syntax/callee-name.ts';
import type { SourceFile } from '../syntax/file.ts';
import { HEARTBEAT_THROTTLE } from '../temporal/activity-apis.ts';

type Options = [{ above?: string | number }];
type MessageId = 'silent' | 'unwatched' | 'polling' | 'long';

export default createRule<Options, MessageId>({
  name: 'require-heartbeat',
  meta: {
    type: 'problem',
    docs: {
      description: 'Require heartbeats and `heartbeatTimeout` to go together',
      recommended: 'warn',
    },
    messages: {
      silent:
        'With `heartbeatTimeout` an attempt that sends no heartbeat in that time is timed out, and none ever comes from {{ activities }}. Call `heartbeat()` in the activity, or leave the timeout to `startToCloseTimeout`.',
      unwatched:
        'Heartbeats come from {{ activities }}, but without `heartbeatTimeout` nobody misses them: a Worker that died is noticed only when `startToCloseTimeout` is over. Set `heartbeatTimeout` to a few times the interval of the heartbeats.',
      polling:
        '`{{ name }}` waits here for up to {{ limit }}, as the workflow that calls it allows, and without heartbeats a Worker that died is noticed only then. Call `heartbeat()` in the loop, and set `heartbeatTimeout` in the workflow.',
      long: 'An attempt of `{{ name }}` may take {{ limit }}, and without `heartbeatTimeout` a Worker that died is noticed only then. Set `heartbeatTimeout`, and call `heartbeat()` in the activity.',
    },
    schema: [
      {
        type: 'object',
        properties: {
          above: {
            type: ['string', 'number'],
            description: 'Ask for a `heartbeatTimeout` wherever an attempt may take longer than this, such as `"10 minutes"`.',
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{}],
  },
  create(context, [{ above }]) {
    const workflow = workflowCode(context);
    if (!workflow) return { Program: () => reportPolling(context) };
    const { file, runsInWorkflow } = workflow;
    const longest = above === undefined ? Infinity : millisecondsOf(above);

    return {
      Program() {
        const reported = new Set<TSESTree.Node>();
        for (const scheduled of scheduledActivities(file)) {
          const { kind, call, node, options } = scheduled;
          // A local activity has no heartbeats: its Worker is the one that waits for it.
          if (kind === 'localActivity' || reported.has(call) || !runsInWorkflow(call)) continue;
          const limit = attemptLimit(file, options);
          const problem = mismatch(file, scheduled, limit) ?? tooLong(scheduled, limit, longest);
          if (!problem) continue;
          reported.add(call);
          const { activities = [] } = problem;
          context.report({
            node: problem.node ?? node ?? call.callee,
            messageId: problem.messageId,
            data: {
              activities: activities.map((activity) => `\`${activity}\``).join(', '),
              name: calleeName(file, call) ?? 'scheduleActivity',
              limit: limit === null ? '' : inWords(limit),
            },
          });
        }
      },
    };
  },
});

/** Reports, in the activities of a file, the loops that wait for longer than anybody should without a sign of life. */
function reportPolling(context: RuleContext<MessageId, Options>): void {
  const activity = activityCode(context);
  for (const { wait, activity: name, limit } of activity ? unwatchedPolling(activity.file) : []) {
    context.report({ node: wait, messageId: 'polling', data: { name, limit: inWords(limit) } });
  }
}

interface Problem {
  readonly messageId: MessageId;
  /** What is to be changed; null for the options as a whole. */
  readonly node: TSESTree.Node | null;
  readonly activities?: readonly string[];
}

/** What the options and the implementations of the activities that are called with them say against each other. */
function mismatch(file: SourceFile, scheduled: ScheduledActivities, limit: number | null): Problem | null {
  const { options } = scheduled;
  const state = options.state('heartbeatTimeout');
  if (state === 'absent') {
    // So short an attempt sends one heartbeat at most.
    if (limit !== null && limit <= HEARTBEAT_THROTTLE) return null;
    const activities = activitiesThat('yes', file, scheduled);
    return activities.length > 0 ? { messageId: 'unwatched', node: null, activities } : null;
  }
  const node = options.value('heartbeatTimeout');
  const timeout = knownMilliseconds(file, node);
  // As long as the attempt itself, or 0: it never ends one.
  if (state === 'unknown' || !node || timeout === 0 || (timeout !== null && limit !== null && timeout >= limit)) return null;
  const activities = activitiesThat('no', file, scheduled);
  return activities.length > 0 ? { messageId: 'silent', node, activities } : null;
}

function tooLong({ options }: ScheduledActivities, limit: number | null, longest: number): Problem | null {
  const isLong = limit !== null && limit > longest && options.state('heartbeatTimeout') === 'absent';
  return isLong ? { messageId: 'long', node: options.value('startToCloseTimeout') } : null;
}

function inWords(milliseconds: number): string {
  const minutes = milliseconds / 60_000;
  if (minutes < 120) return `${Math.round(minutes * 10) / 10} minutes`;
  return `${Math.round(minutes / 6) / 10} hours`;
}
