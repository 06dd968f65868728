import { leavesFrom } from '../analysis/error-paths.ts';
import { isFailureType } from '../analysis/failure-types.ts';
import { handlers } from '../analysis/handlers.ts';
import { plainThrows } from '../analysis/thrown-errors.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { workflowAround, workflowFunctions } from '../analysis/workflow-functions.ts';
import { createRule } from '../create-rule.ts';

export default createRule<readonly [], 'thrown'>({
  name: 'no-throw-in-signal-handler',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow errors that leave a signal handler and are no Temporal failures',
      recommended: 'error',
    },
    messages: {
      thrown:
        'Nothing catches this error on its way out of the handler of {{ signal }}, so the workflow task fails and is retried for ever: the execution is stuck. Log it or keep it as state, or throw an `ApplicationFailure`, which fails the workflow.',
    },
    schema: [],
  },
  create(context) {
    const workflow = workflowCode(context);
    if (!workflow) return {};
    const { file, runsInWorkflow } = workflow;

    return {
      Program() {
        const signals = handlers(file).filter(({ kind, handler }) => kind === 'signal' && handler);
        if (signals.length === 0) return;
        const updates = handlers(file).flatMap(({ kind, handler }) => (kind === 'update' && handler ? [handler] : []));
        const others = new Set([...workflowFunctions(workflow).keys(), ...updates]);
        for (const { statement, classes } of plainThrows(file)) {
          if (!runsInWorkflow(statement)) continue;
          const left = leavesFrom(file, statement, () => true);
          const signal = signals.find(({ handler }) => left.has(handler!));
          // What a helper throws into a workflow too is judged there.
          if (!signal || [...left].some((node) => others.has(node))) continue;
          if (isFailureType(workflow, workflowAround(workflow, signal.call), classes) !== false) continue;
          context.report({
            node: statement,
            messageId: 'thrown',
            data: { signal: signal.name === null ? 'a signal' : `\`${signal.name}\`` },
          });
        }
      },
    };
  },
});
