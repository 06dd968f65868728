import type { TSESTree } from '@typescript-eslint/utils';
import { activityCallOf, proxiesOf } from '../analysis/activities.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { createRule } from '../create-rule.ts';
import type { SourceFile } from '../syntax/file.ts';
import { enclosingFunction, nodesOfType } from '../syntax/nodes.ts';
import { originOf } from '../syntax/trace.ts';

type MessageId = 'awaited' | 'returned' | 'resolved' | 'serialised' | 'argument' | 'dropAwait';

export default createRule<readonly [], MessageId>({
  name: 'no-awaited-proxy',
  meta: {
    type: 'problem',
    hasSuggestions: true,
    docs: {
      description: 'Disallow treating an activity proxy as a promise, or as data',
      recommended: 'error',
    },
    messages: {
      awaited: '`{{ name }}` gives no promise, but has an activity of every name: the `await` schedules one called `then`, and waits for ever. Drop the `await`.',
      returned:
        'The promise of an `async` function resolves what `{{ name }}` gives by its `then`, which schedules an activity of that name: the caller waits for ever. Return an object that holds the proxy, or make the function synchronous.',
      resolved:
        '`Promise.{{ method }}` resolves what `{{ name }}` gives by its `then`, which schedules an activity of that name, and waits for ever. Hand over the promises of activity calls.',
      serialised:
        '`JSON.stringify` asks what `{{ name }}` gives for a `toJSON`, which schedules an activity of that name. Leave the proxy out of what is serialised.',
      argument:
        'Arguments are sent as JSON, which asks what `{{ name }}` gives for a `toJSON` and so schedules an activity of that name. Hand over data.',
      dropAwait: 'Drop the `await`.',
    },
    schema: [],
  },
  create(context) {
    const workflow = workflowCode(context);
    if (!workflow) return {};
    const { file, runsInWorkflow } = workflow;

    return {
      Program() {
        for (const { node, messageId, method = '' } of proxyUses(file)) {
          const [proxy] = runsInWorkflow(node) ? (proxiesOf(file, node) ?? []) : [];
          if (!proxy) continue;
          const { parent } = node;
          const isDroppable = parent?.type === 'AwaitExpression' && parent.parent.type !== 'ExpressionStatement';
          context.report({
            node,
            messageId,
            data: { name: proxy.name, method },
            suggest: isDroppable
              ? [{ messageId: 'dropAwait', fix: (fixer) => fixer.replaceTextRange([parent.range[0], node.range[0]], afterAwait(file, parent)) }]
              : [],
          });
        }
      },
    };
  },
});

interface Use {
  readonly node: TSESTree.Node;
  readonly messageId: MessageId;
  /** The function of `Promise` that it is handed to. */
  readonly method?: string;
}

/** The expressions that are resolved as promises are, or written as JSON. */
function proxyUses(file: SourceFile): Use[] {
  const awaited = nodesOfType(file, 'AwaitExpression').map(({ argument }) => argument);
  const returned = [
    ...nodesOfType(file, 'ReturnStatement').flatMap((node) => (node.argument && enclosingFunction(node)?.async ? [node.argument] : [])),
    ...nodesOfType(file, 'ArrowFunctionExpression').flatMap(({ async, body }) => (async && body.type !== 'BlockStatement' ? [body] : [])),
  ];
  const handedOver = nodesOfType(file, 'CallExpression').flatMap((call): Use[] => {
    const [value] = call.arguments;
    if (activityCallOf(file).has(call)) return call.arguments.map((node) => ({ node, messageId: 'argument' }));
    const callee = value ? originOf(file, call.callee) : null;
    const method = callee?.root.type === 'global' && callee.path.length === 1 ? callee.path[0]! : '';
    if (callee?.root.type !== 'global' || !value) return [];
    if (callee.root.name === 'JSON' && method === 'stringify') return [{ node: value, messageId: 'serialised' }];
    if (callee.root.name !== 'Promise') return [];
    const resolved = method === 'resolve' ? [value] : value.type === 'ArrayExpression' ? value.elements : [];
    return resolved.flatMap((node) => (node ? [{ node, messageId: 'resolved', method }] : []));
  });
  return [
    ...awaited.map((node): Use => ({ node, messageId: 'awaited' })),
    ...returned.map((node): Use => ({ node, messageId: 'returned' })),
    ...handedOver,
  ];
}

/** What stands between an `await` and its argument: parentheses and comments. */
function afterAwait({ text }: SourceFile, { range, argument }: TSESTree.AwaitExpression): string {
  return text.slice(range[0] + 'await'.length, argument.range[0]).trimStart();
}
