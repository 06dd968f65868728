import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { handlers, isInReadOnlyFunction } from '../analysis/handlers.ts';
import { workflowCalls } from '../analysis/sdk.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { createRule } from '../create-rule.ts';
import { installedVersion, isAtLeast } from '../project/installed.ts';
import type { SourceFile } from '../syntax/file.ts';
import { addNamedImport, holdsComment } from '../syntax/fixes.ts';
import { globalUses, propertyUses } from '../syntax/global-uses.ts';
import { enclosingFunction, functionName, wrapped } from '../syntax/nodes.ts';
import { NAMED_STREAMS_SINCE, UNSAFE_RANDOM } from '../temporal/random-sources.ts';
import { WORKFLOW_PACKAGE } from '../temporal/workflow-apis.ts';

type MessageId = 'shared' | 'unsafe' | 'ownStream';

export default createRule<readonly [], MessageId>({
  name: 'no-math-random',
  meta: {
    type: 'suggestion',
    hasSuggestions: true,
    docs: {
      description: 'Disallow random values that change, or change others, when a workflow is replayed',
      recommended: 'warn',
    },
    messages: {
      shared:
        '`Math.random` is replay-safe here, but it draws from the one stream that `uuid4()` and generated child workflow ids come from too, so a draw that is added, removed or moved changes every later one in running executions. Draw from a stream of its own, `getRandomStream(name)`, or in an activity.',
      unsafe:
        '`workflowInfo().unsafe.random` gives another value on every replay, so a command or a decision that depends on it breaks the execution. Draw from `getRandomStream(name)`, or in an activity.',
      ownStream:
        "Draw from the random stream `'{{ stream }}'`. The values change, also for later draws from the shared stream: behind `patched()` where executions are running.",
    },
    schema: [],
  },
  create(context) {
    const workflow = workflowCode(context);
    if (!workflow) return {};
    const { file, runsInWorkflow } = workflow;

    const report = (node: TSESTree.Node, messageId: 'shared' | 'unsafe', draw: Draw | null) => {
      if (!runsInWorkflow(node) || (messageId === 'shared' && isInReadOnlyFunction(file, node))) return;
      const stream = streamName(node);
      const canReplace = draw !== null && hasNamedStreams(file) && !holdsComment(file, draw.node);
      const available = canReplace ? addNamedImport(file, WORKFLOW_PACKAGE, 'getRandomStream', node) : null;
      const fix = (fixer: TSESLint.RuleFixer) => [
        ...available!.edits(fixer),
        fixer.replaceText(draw!.node, `${available!.text}('${stream}').${draw!.method}`),
      ];
      context.report({
        node,
        messageId,
        suggest: available ? [{ messageId: 'ownStream', data: { stream }, fix }] : [],
      });
    };

    return {
      Program() {
        for (const { name, path, node } of globalUses(file)) {
          if (name !== 'Math' || path.length !== 1 || path[0] !== 'random' || isReplaced(node)) continue;
          report(node, 'shared', drawOf(node, 'random'));
        }
        for (const { call, name } of workflowCalls(file)) {
          if (name !== 'workflowInfo') continue;
          for (const { path, node } of propertyUses(file, call)) {
            if (path[0] !== 'unsafe' || path[1] !== 'random' || isReadOnly(file, node)) continue;
            const [, , method = ''] = path;
            report(node, 'unsafe', path.length === 3 ? drawOf(node, UNSAFE_RANDOM.get(method)) : null);
          }
        }
      },
    };
  },
});

/** Whether a member is given another value instead of being read. */
function isReplaced(node: TSESTree.Node): boolean {
  const { parent } = wrapped(node);
  return parent?.type === 'AssignmentExpression' && parent.left === node;
}

/** A member that draws when it is called, and the method of a stream that takes its place. */
interface Draw {
  readonly node: TSESTree.Node;
  readonly method: string;
}

/** Null where a use does not say on the spot what is called, and is more than a piece of an expression. */
function drawOf(node: TSESTree.Node, method: string | undefined): Draw | null {
  const outer = wrapped(node);
  const isCalled = outer.parent?.type === 'CallExpression' && outer.parent.callee === outer && !outer.parent.optional;
  return isCalled && method !== undefined && node.type === 'MemberExpression' ? { node, method } : null;
}

/** Whether the release that a file uses has named random streams; older ones, and unknown ones, may not. */
function hasNamedStreams({ filename }: SourceFile): boolean {
  const version = filename === null ? null : installedVersion(WORKFLOW_PACKAGE, filename);
  return version !== null && isAtLeast(version, NAMED_STREAMS_SINCE);
}

/** Named for the function that draws, so that draws of others do not move it. */
function streamName(node: TSESTree.Node): string {
  for (let outer = enclosingFunction(node); outer; outer = enclosingFunction(outer)) {
    const name = functionName(outer);
    if (name !== null) return name.replaceAll("'", '');
  }
  return 'random';
}

/** Whether code runs outside of history, where the SDK means the unsafe source to be used: in a query handler or a validator. */
function isReadOnly(file: SourceFile, node: TSESTree.Node): boolean {
  return handlers(file).some(({ kind, handler, validator }) => {
    const readOnly = kind === 'query' ? handler : validator;
    return readOnly !== null && node.range[0] >= readOnly.range[0] && node.range[1] <= readOnly.range[1];
  });
}
