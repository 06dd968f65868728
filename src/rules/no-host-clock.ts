import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { type ClockRead, clockReads } from '../analysis/clock-reads.ts';
import { readOnlyFunctions } from '../analysis/handlers.ts';
import { isOnlyObserved } from '../analysis/observed.ts';
import { isProvided } from '../analysis/provided-globals.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { createRule } from '../create-rule.ts';
import { isDeclared } from '../syntax/bindings.ts';
import type { SourceFile } from '../syntax/file.ts';
import { holdsComment } from '../syntax/fixes.ts';
import { staticName, unwrapped } from '../syntax/nodes.ts';
import { typeInformation } from '../syntax/type-information.ts';

type MessageId = ClockRead['kind'] | 'handDate' | 'useDateNow';

export default createRule<readonly [], MessageId>({
  name: 'no-host-clock',
  meta: {
    type: 'problem',
    hasSuggestions: true,
    docs: {
      description: 'Disallow clocks that are not the time of the workflow',
      recommended: 'error',
    },
    messages: {
      format:
        'Without a date, `{{ name }}` formats the time of the machine and not that of the workflow, another one on every replay. Hand it `new Date()`.',
      originalDate:
        'The `constructor` of a date is the `Date` of the machine, not the one that the sandbox has put in its place, so this gives another time on every replay. Use `Date` itself.',
      unsafe:
        '`workflowInfo().unsafe.now()` is the time of the machine, another one on every replay, so a command or a decision that depends on it breaks the execution. Use `Date.now()`, the time of the workflow task.',
      missing:
        'The workflow sandbox has no `{{ name }}`, so this throws: the workflow task fails and is retried until the code is changed. Use `Date.now()`, the time of the workflow task, or measure in an activity.',
      ofNewerV8:
        '`{{ name }}` is the time of the machine, another one on every replay, where V8 has `Temporal`; where it has not, this throws. Make what is needed of `Date.now()`, the time of the workflow task.',
      outside:
        'The promise of `{{ name }}` settles while no workflow task is running, so the workflow may never go on behind it. Wait with `sleep` or `condition`.',
      handDate: 'Hand it `new Date()`, the time of the workflow task.',
      useDateNow: 'Use `Date.now()`, the time of the workflow task.',
    },
    schema: [],
  },
  create(context) {
    const workflow = workflowCode(context);
    if (!workflow) return {};
    const { file, runsInWorkflow } = workflow;

    return {
      Program() {
        for (const read of clockReads(file, typeInformation(context.sourceCode))) {
          const { kind, name, node, call } = read;
          if (!runsInWorkflow(node) || isProvided(workflow, name.split('.')[0]!)) continue;
          const isTime = kind === 'format' || kind === 'originalDate' || kind === 'unsafe';
          if (isTime && call && (isOnlyObserved(file, call) || isReadOnly(file, call))) continue;
          const isNamed = kind === 'format' || kind === 'missing' || kind === 'ofNewerV8' || kind === 'outside';
          context.report({ node, messageId: kind, data: isNamed ? { name } : {}, suggest: suggestions(file, read) });
        }
      },
    };
  },
});

/** Whether code answers a query or validates an update: it runs once, outside of history, and the SDK means the unsafe clock for it. */
function isReadOnly(file: SourceFile, { range: [start, end] }: TSESTree.Node): boolean {
  return readOnlyFunctions(file).some(({ role, node }) => role !== 'predicate' && node.range[0] <= start && end <= node.range[1]);
}

function suggestions(file: SourceFile, { kind, call }: ClockRead): TSESLint.ReportSuggestionArray<MessageId> {
  if (!call || isDeclared(file, 'Date') || holdsComment(file, call)) return [];
  if (kind === 'format') {
    const [argument] = call.arguments;
    const [, end] = call.range;
    const fix = (fixer: TSESLint.RuleFixer) =>
      argument ? fixer.replaceText(argument, 'new Date()') : fixer.insertTextBeforeRange([end - 1, end], 'new Date()');
    return [{ messageId: 'handDate', fix }];
  }
  const callee = unwrapped(call.callee);
  const givesMilliseconds = callee.type === 'MemberExpression' && staticName(callee) === 'now' && call.arguments.length === 0;
  return givesMilliseconds ? [{ messageId: 'useDateNow', fix: (fixer) => fixer.replaceText(call, 'Date.now()') }] : [];
}
