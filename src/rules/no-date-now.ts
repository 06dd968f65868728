import type { TSESTree } from '@typescript-eslint/utils';
import { workflowClock } from '../analysis/clock.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { createRule } from '../create-rule.ts';
import type { SourceFile } from '../syntax/file.ts';
import { addNamedImport, holdsComment } from '../syntax/fixes.ts';
import { type GlobalUse, globalUses } from '../syntax/global-uses.ts';
import { assignedGlobals } from '../syntax/missing-globals.ts';
import { staticName, unwrapped, wrapped } from '../syntax/nodes.ts';
import { isMadeText } from '../syntax/text-uses.ts';
import { originOf } from '../syntax/trace.ts';

type Form = 'Date.now()' | 'new Date()' | 'Date()';
type Options = [{ allow: readonly Form[] }];
type MessageId = 'standsStill' | 'useClock';

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
      standsStill:
        '`{{ form }}` is safe on replay, but stands still within a workflow task: a duration is 0 there, a loop that waits for it never ends, and two ids made of it are the same. Wait with `sleep` or `condition`, make ids with `uuid4()`, and allow plain timestamps with the option `allow`.',
      useClock:
        '`{{ form }}` is safe on replay, but stands still within a workflow task, and outside of a workflow the same code reads the clock of the machine. Take the time from `{{ clock }}()` of `{{ module }}`.',
    },
    schema: [
      {
        type: 'object',
        properties: {
          allow: {
            type: 'array',
            items: { type: 'string', enum: ['Date.now()', 'new Date()', 'Date()'] },
            uniqueItems: true,
            description: 'The forms that are accepted.',
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
        for (const use of globalUses(file)) {
          const read = readOf(use);
          if (!read || allow.includes(read.form) || !runsInWorkflow(read.node)) continue;
          if (isFormatted(file, read.node) || (read.form === 'Date()' && isMadeText(file, read.node))) continue;
          const { form, node } = read;
          const now = clock && !holdsComment(file, node) && addNamedImport(file, clock.module, clock.name, node);
          context.report({
            node,
            messageId: clock ? 'useClock' : 'standsStill',
            data: { form, clock: clock?.name ?? '', module: clock?.module ?? '' },
            fix: now ? (fixer) => [...now.edits(fixer), fixer.replaceText(node, inForm(form, `${now.text}()`))] : null,
          });
        }
      },
    };
  },
});

function inForm(form: Form, milliseconds: string): string {
  return form === 'Date.now()' ? milliseconds : `new Date(${milliseconds})`;
}

interface Read {
  readonly form: Form;
  /** The call or construction. */
  readonly node: TSESTree.CallExpression | TSESTree.NewExpression;
}

/** What a use of `Date` reads the current time by; null for all else that `Date` is used for. */
function readOf({ name, path, node }: GlobalUse): Read | null {
  if (name !== 'Date') return null;
  const callee = wrapped(node);
  const { parent } = callee;
  if ((parent?.type !== 'CallExpression' && parent?.type !== 'NewExpression') || parent.callee !== callee) return null;
  if (path.length === 1 && path[0] === 'now' && parent.type === 'CallExpression') return { form: 'Date.now()', node: parent };
  if (path.length > 0 || parent.arguments.length > 0) return null;
  return { form: parent.type === 'NewExpression' ? 'new Date()' : 'Date()', node: parent };
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
