import type { TSESTree } from '@typescript-eslint/utils';
import { keeperAround } from '../analysis/error-paths.ts';
import { isProvided } from '../analysis/provided-globals.ts';
import { type WorkflowCode, workflowCode } from '../analysis/workflow-code.ts';
import { createRule } from '../create-rule.ts';
import { type GlobalUse, globalUses, propertyOf } from '../syntax/global-uses.ts';
import { failsWhenMissing } from '../syntax/missing-globals.ts';
import { staticName, wrapped } from '../syntax/nodes.ts';
import {
  ABSENT_GLOBALS,
  CONSOLE_METHODS,
  HOST_CLOCKS,
  HOST_RANDOM,
  HOST_SCHEDULERS,
  INLINED_EXPRESSIONS,
} from '../temporal/globals.ts';

type Problem = 'io' | 'missing' | 'replaceable' | 'console';
type MessageId = Problem | `${Problem}Caught`;

export default createRule<readonly [], MessageId>({
  name: 'no-io-globals',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow globals that do I/O, or that the workflow sandbox lacks',
      recommended: 'error',
    },
    messages: {
      io: 'The workflow sandbox has no `{{ name }}`, so this throws: the workflow task fails and is retried until the code is changed. Move what needs it to an activity, or hand the value to the workflow as an argument.',
      missing:
        'The workflow sandbox has no `{{ name }}`, so this throws: the workflow task fails and is retried until the code is changed. Write it in plain JavaScript, or move it to an activity.',
      replaceable:
        'The workflow sandbox has no `{{ name }}`, so this throws: the workflow task fails and is retried until the code is changed. Use `{{ instead }}`, which it has, or move it to an activity.',
      console:
        'The console of the workflow sandbox has no `{{ name }}`, so this throws: the workflow task fails and is retried until the code is changed. Use `log` of `@temporalio/workflow`, or one of {{ instead }}.',
      ioCaught:
        'The workflow sandbox has no `{{ name }}`, so this throws, and the `catch` in line {{ line }} takes that for a failure of something else. Move what needs it to an activity, or hand the value to the workflow as an argument.',
      missingCaught:
        'The workflow sandbox has no `{{ name }}`, so this throws, and the `catch` in line {{ line }} takes that for a failure of something else. Write it in plain JavaScript, or move it to an activity.',
      replaceableCaught:
        'The workflow sandbox has no `{{ name }}`, so this throws, and the `catch` in line {{ line }} takes that for a failure of something else. Use `{{ instead }}`, which it has, or move it to an activity.',
      consoleCaught:
        'The console of the workflow sandbox has no `{{ name }}`, so this throws, and the `catch` in line {{ line }} takes that for a failure of something else. Use `log` of `@temporalio/workflow`, or one of {{ instead }}.',
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
        for (const use of globalUses(file)) {
          const missing = missingIn(workflow, use);
          if (!missing || reported.has(missing.node) || !runsInWorkflow(missing.node)) continue;
          reported.add(missing.node);
          const { node, messageId, data } = missing;
          const keeper = keeperAround(file, node);
          const line = String(keeper?.loc.start.line ?? '');
          context.report({ node, messageId: keeper ? `${messageId}Caught` : messageId, data: { ...data, line } });
        }
      },
    };
  },
});

interface Missing {
  readonly node: TSESTree.Node;
  readonly messageId: Problem;
  readonly data: { readonly name: string; readonly instead: string };
}

/** What a use needs that the sandbox lacks; null where it works, and where another rule has the name. */
function missingIn(workflow: WorkflowCode, use: GlobalUse): Missing | null {
  const { file } = workflow;
  const { object } = use;
  if (object?.type === 'Identifier' && ABSENT_GLOBALS.has(object.name)) {
    return missingIn(workflow, { name: object.name, path: [], node: object, reference: object, object: null });
  }
  if (use.name === 'console') {
    const method = propertyOf(use);
    if (!method || CONSOLE_METHODS.has(method.name) || !failsWhenMissing(file, method)) return null;
    if (isProvided(workflow, 'console')) return null;
    const instead = [...CONSOLE_METHODS].map((name) => `\`${name}\``).join(', ');
    return { node: use.node, messageId: 'console', data: { name: method.name, instead } };
  }

  const absent = ABSENT_GLOBALS.get(use.name);
  if (!absent || hasOtherRule(use) || isInlined(use) || !failsWhenMissing(file, use) || isProvided(workflow, use.name)) return null;
  const messageId = absent.kind === 'io' ? 'io' : absent.instead === undefined ? 'missing' : 'replaceable';
  // A bare name fails where it is read, whatever becomes of it.
  const node = use.object === null ? use.reference : use.node;
  return { node, messageId, data: { name: use.name, instead: absent.instead ?? '' } };
}

function hasOtherRule({ name, path }: GlobalUse): boolean {
  const member = `${name}.${path[0] ?? ''}`;
  return HOST_CLOCKS.has(member) || HOST_RANDOM.has(member) || HOST_SCHEDULERS.has(member);
}

/** Whether the bundler replaces what a global is read for by a constant: where it is written out, or alone destructured on the spot. */
function isInlined({ name, reference, object }: GlobalUse): boolean {
  if (object !== null) return false;
  let expression = name;
  let node = wrapped(reference);
  for (let { parent } = node; parent?.type === 'MemberExpression' && parent.object === node && !parent.optional; { parent } = node) {
    expression += `.${staticName(parent)}`;
    if (INLINED_EXPRESSIONS.has(expression)) return true;
    node = wrapped(parent);
  }
  if (node.parent?.type !== 'VariableDeclarator' || node.parent.id.type !== 'ObjectPattern') return false;
  const [property, ...others] = node.parent.id.properties;
  return property?.type === 'Property' && others.length === 0 && INLINED_EXPRESSIONS.has(`${expression}.${staticName(property)}`);
}
