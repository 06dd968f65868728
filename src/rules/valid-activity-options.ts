import type { TSESTree } from '@typescript-eslint/utils';
import { scheduledOptions, type ScheduledOptions } from '../analysis/activity-options.ts';
import { knownMilliseconds, millisecondsOf } from '../analysis/durations.ts';
import { workflowCalls } from '../analysis/sdk.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { createRule } from '../create-rule.ts';
import type { SourceFile } from '../syntax/file.ts';
import { type Primitive, staticObject, staticValue } from '../syntax/static-values.ts';
import { CANCELLATION_TYPES, DEFAULT_INITIAL_INTERVAL, DURATION_ARGUMENTS, DURATION_OPTIONS } from '../temporal/activity-options.ts';

type MessageId = 'duration' | 'durationArgument' | 'maximumAttempts' | 'zeroInterval' | 'shortMaximum' | 'backoff' | 'cancellationType';

const FAILS = 'each call of the activity throws what is no Temporal failure, and the workflow task fails until the code is changed';

export default createRule<readonly [], MessageId>({
  name: 'valid-activity-options',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow timeouts and retry policies that the SDK refuses',
      recommended: 'error',
    },
    messages: {
      duration: `The SDK cannot read {{ value }} as a duration, so ${FAILS}. Write a number of milliseconds, or a text such as \`'5 minutes'\`.`,
      durationArgument:
        "The SDK cannot read {{ value }} as a duration, so `{{ name }}` throws what is no Temporal failure, and the workflow task fails until the code is changed. Write a number of milliseconds, or a text such as `'5 minutes'`.",
      maximumAttempts: `The SDK refuses {{ value }} attempts, so ${FAILS}. Set a whole number, \`1\` for no retry, or leave \`maximumAttempts\` out for no limit.`,
      zeroInterval: `The SDK refuses a \`{{ name }}\` of 0, so ${FAILS}. Set a longer one, or leave it out for the default.`,
      shortMaximum: `The \`maximumInterval\` is below the \`initialInterval\`, {{ initial }}, so ${FAILS}. Set a longer one, or leave it out for 100 times the \`initialInterval\`.`,
      backoff: `The SDK refuses a \`backoffCoefficient\` of {{ value }}, so ${FAILS}. Set \`1\` for intervals that stay the same, more for growing ones.`,
      cancellationType: `The SDK knows no \`cancellationType\` {{ value }}, so ${FAILS}. Use a member of \`ActivityCancellationType\`.`,
    },
    schema: [],
  },
  create(context) {
    const workflow = workflowCode(context);
    if (!workflow) return {};
    const { file, runsInWorkflow } = workflow;

    return {
      Program() {
        const reported = new Set<TSESTree.Node>();
        const problems = [
          ...scheduledOptions(file).flatMap((scheduled) => (runsInWorkflow(scheduled.call) ? problemsIn(file, scheduled) : [])),
          ...durationArguments(file).filter(({ node }) => runsInWorkflow(node)),
        ];
        for (const problem of problems) {
          // A constant may be the option of several proxies.
          if (reported.has(problem.node)) continue;
          reported.add(problem.node);
          context.report(problem);
        }
      },
    };
  },
});

interface Problem {
  readonly node: TSESTree.Node;
  readonly messageId: MessageId;
  readonly data: Readonly<Record<string, string>>;
}

function problemsIn(file: SourceFile, { kind, options, retry }: ScheduledOptions): Problem[] {
  const problems: Problem[] = [];
  const test = (node: TSESTree.Node | null, messageId: MessageId, name: string, isRefused: (value: Primitive) => boolean) => {
    const known = node && staticValue(file, node);
    if (!known || known.value === undefined || !isRefused(known.value)) return false;
    problems.push({ node, messageId, data: { name, value: printed(known.value) } });
    return true;
  };

  for (const name of DURATION_OPTIONS[kind]) test(options.value(name), 'duration', name, isNoDuration);
  test(options.value('cancellationType'), 'cancellationType', 'cancellationType', (value) =>
    typeof value === 'string' ? !CANCELLATION_TYPES.includes(value) : value !== null && typeof value !== 'number',
  );
  test(retry.value('maximumAttempts'), 'maximumAttempts', 'maximumAttempts', (value) => {
    if (value === null || value === Infinity) return false;
    return !Number.isInteger(value) || (value as number) <= 0;
  });
  test(retry.value('backoffCoefficient'), 'backoff', 'backoffCoefficient', (value) => typeof value === 'number' && value <= 0);
  const areIntervals = ['initialInterval', 'maximumInterval'].map(
    (name) =>
      !test(retry.value(name), 'duration', name, (value) => isNoDuration(value) || (value === null && name === 'maximumInterval')) &&
      !test(retry.value(name), 'zeroInterval', name, (value) => millisecondsOf(value) === 0),
  );

  const maximum = retry.value('maximumInterval');
  const limit = knownMilliseconds(file, maximum);
  const initial = retry.state('initialInterval') === 'absent' ? DEFAULT_INITIAL_INTERVAL : knownMilliseconds(file, retry.value('initialInterval'));
  if (maximum && areIntervals.every(Boolean) && limit !== null && initial !== null && limit < initial) {
    const text = staticValue(file, retry.value('initialInterval') ?? maximum)?.value;
    problems.push({
      node: maximum,
      messageId: 'shortMaximum',
      data: { initial: retry.state('initialInterval') === 'absent' ? '1 second by default' : printed(text) },
    });
  }
  return problems;
}

/** Whether a value is there and no duration; `null` is taken for none. */
function isNoDuration(value: Primitive): boolean {
  return value !== null && Number.isNaN(millisecondsOf(value));
}

function durationArguments(file: SourceFile): Problem[] {
  return workflowCalls(file).flatMap(({ call, name }): Problem[] => {
    const [first] = call.arguments;
    const at = DURATION_ARGUMENTS.get(name);
    const isScope = name === 'CancellationScope' && call.type === 'NewExpression';
    const node = isScope ? first && staticObject(file, first)?.properties.get('timeout') : at === undefined ? null : call.arguments[at];
    const known = node ? staticValue(file, node) : null;
    if (!node || !known || !Number.isNaN(millisecondsOf(known.value)) || isTakenForNone(name, known.value)) return [];
    return [{ node, messageId: 'durationArgument', data: { name, value: printed(known.value) } }];
  });
}

/** Whether a function takes a value that is no duration for the absence of a timeout. */
function isTakenForNone(name: string, value: Primitive): boolean {
  if (name === 'condition') return typeof value !== 'number' && typeof value !== 'string';
  return name !== 'sleep' && (value === undefined || typeof value === 'number');
}

function printed(value: Primitive): string {
  return `\`${typeof value === 'string' ? `'${value}'` : String(value)}\``;
}
