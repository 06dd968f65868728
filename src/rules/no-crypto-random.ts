import type { TSESLint } from '@typescript-eslint/utils';
import { failsForCertain } from '../analysis/certain-failures.ts';
import { isIgnored } from '../analysis/import-problems.ts';
import { isProvided } from '../analysis/provided-globals.ts';
import { type RandomUse, randomUses } from '../analysis/random-uses.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { createRule } from '../create-rule.ts';
import type { SourceFile } from '../syntax/file.ts';
import { addNamedImport, holdsComment } from '../syntax/fixes.ts';
import { WORKFLOW_PACKAGE } from '../temporal/workflow-apis.ts';

type MessageId = 'global' | 'builtin' | 'ignored' | 'package' | 'useUuid4';

export default createRule<readonly [], MessageId>({
  name: 'no-crypto-random',
  meta: {
    type: 'problem',
    fixable: 'code',
    hasSuggestions: true,
    docs: {
      description: 'Disallow random values from `crypto` and from packages that need it',
      recommended: 'error',
    },
    messages: {
      global:
        '`{{ name }}` throws, since the workflow sandbox has no `crypto`: the workflow task fails and is retried until the code is changed. Use `uuid4()` of `@temporalio/workflow`, which gives the same on replay, or make the value in an activity.',
      builtin:
        '`{{ source }}` is refused by the workflow bundler, so the Worker does not start. Use `uuid4()` of `@temporalio/workflow`, which gives the same on replay, or make the value in an activity.',
      ignored:
        '`{{ source }}` is an empty module in the bundle, so `{{ name }}` is no function and the workflow task fails. Use `uuid4()` of `@temporalio/workflow`, which gives the same on replay, or make the value in an activity.',
      package:
        '`{{ name }}` throws when it is called, since it needs `crypto` and the workflow sandbox has none: the workflow task fails and is retried until the code is changed. Use `uuid4()` of `@temporalio/workflow`, which gives the same on replay, or make the value in an activity.',
      useUuid4: 'Use `uuid4()` of `@temporalio/workflow`.',
    },
    schema: [],
  },
  create(context) {
    const workflow = workflowCode(context);
    if (!workflow) return {};
    const { file, runsInWorkflow } = workflow;

    return {
      Program() {
        for (const use of randomUses(file)) {
          const { node, name, from, source } = use;
          const isEmpty = from === 'builtin' && isIgnored(workflow, source);
          const isRefused = from === 'builtin' && !isEmpty;
          // A module that is refused is refused wherever it is used.
          if (!isRefused && !runsInWorkflow(node)) continue;
          if (from !== 'builtin' && isProvided(workflow, 'crypto')) continue;
          const edit = useUuid4(file, use);
          const isFix = use.gives === 'uuid4' && use.call !== null && failsForCertain(workflow, use.call);
          context.report({
            node,
            messageId: isEmpty ? 'ignored' : from,
            data: { name, source },
            fix: isFix ? edit : null,
            suggest: edit && !isFix ? [{ messageId: 'useUuid4', fix: edit }] : [],
          });
        }
      },
    };
  },
});

/** Null for what is no id, and for a call that is given what `uuid4()` does not take. */
function useUuid4(
  file: SourceFile,
  { call, gives, ownImport }: RandomUse,
): ((fixer: TSESLint.RuleFixer) => TSESLint.RuleFix[]) | null {
  if (!call || gives === 'value' || call.optional || call.arguments.length > 0 || holdsComment(file, call)) return null;
  const available = addNamedImport(file, WORKFLOW_PACKAGE, 'uuid4', call, ownImport);
  return available && ((fixer) => [...available.edits(fixer), fixer.replaceText(call, `${available.text}()`)]);
}
