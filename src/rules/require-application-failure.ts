import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { causeTests } from '../analysis/cause-tests.ts';
import { leavesFrom } from '../analysis/error-paths.ts';
import { isFailureType } from '../analysis/failure-types.ts';
import { handlers, isInReadOnlyFunction } from '../analysis/handlers.ts';
import { type PlainThrow, plainThrows } from '../analysis/thrown-errors.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { workflowFunctions } from '../analysis/workflow-functions.ts';
import { createRule } from '../create-rule.ts';
import type { SourceFile } from '../syntax/file.ts';
import { addNamedImport } from '../syntax/fixes.ts';
import type { FunctionNode } from '../syntax/nodes.ts';
import { ERROR_GLOBALS } from '../temporal/failures.ts';
import { WORKFLOW_PACKAGE } from '../temporal/workflow-apis.ts';

type MessageId = 'workflow' | 'update' | 'cause' | 'nonRetryable';

export default createRule<readonly [], MessageId>({
  name: 'require-application-failure',
  meta: {
    type: 'problem',
    hasSuggestions: true,
    docs: {
      description: 'Require workflows to fail by a Temporal failure, and to look for one where it is',
      recommended: 'error',
    },
    messages: {
      workflow:
        '{{ error }} is no Temporal failure: it fails the workflow task, which is retried for ever, and not the workflow. Throw an `ApplicationFailure` to fail the workflow.',
      update:
        '{{ error }} is no Temporal failure: it fails the workflow task, which is retried for ever, and not the update. Throw an `ApplicationFailure` to fail the update.',
      cause:
        'What fails here throws `{{ wrapper }}`, so this is never true: the `{{ failure }}` is its `cause`. Test for `{{ wrapper }}`, and its `cause` for `{{ failure }}`.',
      nonRetryable: 'Throw `ApplicationFailure.nonRetryable(…)`.',
    },
    schema: [],
  },
  create(context) {
    const workflow = workflowCode(context);
    if (!workflow) return {};
    const { file, runsInWorkflow } = workflow;

    return {
      Program() {
        const workflows = workflowFunctions(workflow);
        const updates = new Set(handlers(file).flatMap(({ kind, handler }) => (kind === 'update' && handler ? [handler] : [])));
        const isRoot = (node: FunctionNode) => workflows.has(node) || updates.has(node);

        for (const thrown of plainThrows(file)) {
          const { statement, classes } = thrown;
          if (!runsInWorkflow(statement) || isInReadOnlyFunction(file, statement)) continue;
          const failed = [...leavesFrom(file, statement, isRoot)].filter(
            // An update handler may be set by any workflow of the file.
            (root) => isFailureType(workflow, updates.has(root) ? null : root, classes) === false,
          );
          const [first] = failed;
          if (!first) continue;
          const fix = applicationFailure(file, thrown);
          context.report({
            node: statement.argument,
            messageId: failed.every((root) => updates.has(root)) ? 'update' : 'workflow',
            data: { error: classes[0] === undefined ? 'A text' : `\`${classes[0]}\`` },
            suggest: fix ? [{ messageId: 'nonRetryable', fix }] : [],
          });
        }
        for (const { test, failure, wrapper } of causeTests(workflow)) {
          if (runsInWorkflow(test)) context.report({ node: test, messageId: 'cause', data: { failure, wrapper } });
        }
      },
    };
  },
});

/** The edits that throw a failure with the message of an error of the language, and its name as the type; null where more would be lost. */
function applicationFailure(file: SourceFile, { statement: { argument }, classes }: PlainThrow) {
  const [own] = classes;
  // The message of any other class is for its constructor to say.
  const text = own === undefined ? argument : ERROR_GLOBALS.has(own) ? onlyArgument(argument) : null;
  const failure = text && addNamedImport(file, WORKFLOW_PACKAGE, 'ApplicationFailure', argument);
  const type = own === undefined || own === 'Error' ? '' : `, '${own}'`;
  return (
    failure &&
    ((fixer: TSESLint.RuleFixer) => [
      ...failure.edits(fixer),
      fixer.replaceText(argument, `${failure.text}.nonRetryable(${file.text.slice(...text.range)}${type})`),
    ])
  );
}

function onlyArgument(node: TSESTree.Node): TSESTree.Node | null {
  if (node.type !== 'NewExpression' || node.arguments.length !== 1) return null;
  const [argument] = node.arguments;
  return argument && argument.type !== 'SpreadElement' ? argument : null;
}
