import type { TSESTree } from '@typescript-eslint/utils';
import { isProvided } from '../analysis/provided-globals.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { createRule } from '../create-rule.ts';
import type { SourceFile } from '../syntax/file.ts';
import { globalCalls, globalName } from '../syntax/global-calls.ts';
import { nodesOfType } from '../syntax/nodes.ts';
import { NONDETERMINISTIC_BUILTINS } from '../temporal/globals.ts';

type MessageId = 'throws' | 'blocks' | 'settlesOutside';

export default createRule<readonly [], MessageId>({
  name: 'no-nondeterministic-builtins',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow built-ins that the sandbox has and no workflow can rely on: weak references, blocking waits, asynchronous WebAssembly',
      recommended: 'error',
    },
    messages: {
      throws:
        '`{{ name }}` depends on when garbage is collected, so the sandbox replaces it by one that throws: the workflow task fails and is retried until the code is changed. Hold the object itself, or key it in a `WeakMap`, which works.',
      blocks:
        '`{{ name }}` blocks the thread, and with it every workflow of the Worker on that thread. Wait with `sleep` or `condition`.',
      settlesOutside:
        'The promise of `{{ name }}` settles while no workflow task is running, so the workflow may never go on behind it. Use the synchronous `{{ instead }}`, or move it to an activity.',
    },
    schema: [],
  },
  create(context) {
    const workflow = workflowCode(context);
    if (!workflow) return {};
    const { file, runsInWorkflow } = workflow;

    return {
      Program() {
        for (const { name, node } of runs(file)) {
          const consequence = NONDETERMINISTIC_BUILTINS.get(name);
          // A test for the name says nothing here: the sandbox has it.
          if (!consequence || !runsInWorkflow(node) || isProvided(workflow, name.split('.')[0]!)) continue;
          const instead = name === 'WebAssembly.compile' ? 'new WebAssembly.Module(…)' : 'new WebAssembly.Instance(…)';
          context.report({ node, messageId: consequence, data: consequence === 'settlesOutside' ? { name, instead } : { name } });
        }
      },
    };
  },
});

/** The globals that a file calls, constructs or extends: handed on or compared, they do nothing yet. */
function runs(file: SourceFile): { readonly name: string; readonly node: TSESTree.Node }[] {
  const called = globalCalls(file).map(({ name, call }) => ({ name, node: call.callee as TSESTree.Node }));
  const extended = nodesOfType(file, 'ClassDeclaration', 'ClassExpression').flatMap(({ superClass }) => {
    const name = superClass && globalName(file, superClass);
    return name ? [{ name, node: superClass as TSESTree.Node }] : [];
  });
  return [...called, ...extended];
}
