import { type Handler, handlers } from '../analysis/handlers.ts';
import { waits } from '../analysis/waits.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { workflowAround, workflowFunctions } from '../analysis/workflow-functions.ts';
import { createRule } from '../create-rule.ts';
import { canGoOn, statementsBefore } from '../syntax/control-flow.ts';
import { enclosingFunction, isWithin } from '../syntax/nodes.ts';

export default createRule<readonly [], 'query' | 'update'>({
  name: 'require-early-handlers',
  meta: {
    type: 'problem',
    docs: {
      description: 'Require the handlers of queries and updates to be set before the workflow waits for anything',
      recommended: 'warn',
    },
    messages: {
      query:
        'The workflow waits on line {{ line }} before it has a handler for {{ name }}, and every query that arrives until then fails. Set the handler before the first `await`.',
      update:
        'The workflow waits on line {{ line }} before it has a handler for {{ name }}, and every update that arrives until then is rejected. Set the handler before the first `await`.',
    },
    schema: [],
  },
  create(context) {
    const workflow = workflowCode(context);
    if (!workflow) return {};
    const { file } = workflow;

    return {
      Program() {
        for (const handler of handlers(file)) {
          const { call, kind, name, isDefault } = handler;
          // The name of a message that is made at run time may not be known any earlier.
          if ((kind !== 'query' && kind !== 'update') || (name === null && !isDefault)) continue;
          const around = enclosingFunction(call);
          if (!around || !workflowFunctions(workflow).has(around)) continue;
          const others = handlers(file).filter((other) => (workflowAround(workflow, other.call) ?? around) === around);
          if (others.some((other) => isEarlier(other, handler))) continue;

          const before = statementsBefore(call);
          const wait = waits(file).find(
            (node) => enclosingFunction(node) === around && before.some((statement) => isWithin(node, statement) && canGoOn(node, statement)),
          );
          if (!wait) continue;
          context.report({
            node: call.callee,
            messageId: kind,
            data: { line: wait.loc.start.line, name: isDefault ? `other ${kind === 'query' ? 'queries' : 'updates'}` : `\`${name}\`` },
          });
        }
      },
    };
  },
});

/** Whether a handler that may be set before takes the same message. */
function isEarlier(other: Handler, { call, kind, name }: Handler): boolean {
  if (other.call.range[0] >= call.range[0] || (other.kind !== null && other.kind !== kind)) return false;
  return other.isDefault || other.name === null || other.name === name;
}
