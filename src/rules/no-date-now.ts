import type { TSESTree } from '@typescript-eslint/utils';
import { workflowClock } from '../analysis/clock.ts';
import { type TimeUse, timeUses } from '../analysis/time-uses.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { createRule } from '../create-rule.ts';
import type { SourceFile } from '../syntax/file.ts';
import { addNamedImport, holdsComment } from '../syntax/fixes.ts';
import { assignedGlobals } from '../syntax/missing-globals.ts';
import { staticName, unwrapped, wrapped } from '../syntax/nodes.ts';
import { isMadeText } from '../syntax/text-uses.ts';
import { originOf } from '../syntax/trace.ts';

type Options = [{ allow: readonly (TimeUse['form'] | 'timestamps')[] }];
type MessageId = TimeUse['kind'] | 'useClock';

export default createRule<Options, MessageId>({
  name: 'no-date-now',
  meta: {
    type: 'suggestion',
    fixable: 'code',
    docs: {
      description: 'Disallow `Date.now()` and `new Date()` for the current time, which stands still within a workflow task',
      recommended: 'warn',
    },
    messages: {
      id:
        '`{{ form }}` stands still within a workflow task, so it tells apart neither two ids that are made in one task nor those of executions that start together. Make ids with `uuid4()`, or of something in the input.',
      loop:
        '`{{ form }}` stands still while this loop runs, since nothing in it waits: time never ends it, and a loop that nothing else ends fails the task after five seconds, again and again. Wait with `sleep`, or with a timeout for `condition`.',
      duration:
        '`{{ form }}` stands still within a workflow task, and no `await` lies between this reading and the one that it is compared with, so the difference is 0. Measure a duration in an activity.',
      timestamp:
        "`{{ form }}` is the time of the workflow task, the same on every replay, and stands still until the next task: fine for timestamps, deadlines of timers, and durations with a wait in between. Allow that with the option `{ allow: ['timestamps'] }`, or name a clock of the project in the setting `clock`.",
      useClock:
        '`{{ form }}` is safe on replay, but stands still within a workflow task, and outside of a workflow the same code reads the clock of the machine. Take the time from `{{ clock }}()` of `{{ module }}`.',
    },
    schema: [
      {
        type: 'object',
        properties: {
          allow: {
            type: 'array',
            items: { type: 'string', enum: ['Date.now()', 'new Date()', 'Date()', 'timestamps'] },
            uniqueItems: true,
            description: 'What is accepted: forms of reading the time, or `"timestamps"` for every use that is none of the traps.',
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ allow: [] }],
  },
  create(context, [{ allow }]) {
    const workflow = workflowCode(context);
    if (!workflow) return {};
    const { file, runsInWorkflow, settings } = workflow;
    const clock = workflowClock(settings, file, context.cwd);
    if (clock?.isHere) return {};

    return {
      Program() {
        if (assignedGlobals(file).has('Date')) return;
        for (const { form, node, kind } of timeUses(file)) {
          if (allow.includes(form) || (kind === 'timestamp' && allow.includes('timestamps')) || !runsInWorkflow(node)) continue;
          if (isFormatted(file, node) || (form === 'Date()' && isMadeText(file, node))) continue;
          const now = clock && !holdsComment(file, node) && addNamedImport(file, clock.module, clock.name, node);
          context.report({
            node,
            messageId: clock ? 'useClock' : kind,
            data: { form, clock: clock?.name ?? '', module: clock?.module ?? '' },
            fix: now ? (fixer) => [...now.edits(fixer), fixer.replaceText(node, inForm(form, `${now.text}()`))] : null,
          });
        }
      },
    };
  },
});

function inForm(form: TimeUse['form'], milliseconds: string): string {
  return form === 'Date.now()' ? milliseconds : `new Date(${milliseconds})`;
}

/** Whether the time is handed to a date formatter: without it, `format` reads the clock of the machine. */
function isFormatted(file: SourceFile, node: TSESTree.Node): boolean {
  const argument = wrapped(node);
  const { parent } = argument;
  if (parent?.type !== 'CallExpression' || parent.callee === argument) return false;
  const callee = unwrapped(parent.callee);
  if (callee.type !== 'MemberExpression') return false;
  const method = staticName(callee);
  if (method !== 'format' && method !== 'formatToParts') return false;
  const formatter = originOf(file, callee.object);
  if (formatter?.root.type !== 'value') return formatter === null || formatter.root.type === 'parameter';
  const made = unwrapped(formatter.root.node);
  if (made.type !== 'NewExpression' && made.type !== 'CallExpression') return false;
  const origin = originOf(file, made.callee);
  return origin?.root.type === 'global' && origin.root.name === 'Intl' && origin.path[0] === 'DateTimeFormat';
}
