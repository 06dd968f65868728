import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { callEmits } from '../analysis/emits.ts';
import { isInReadOnlyFunction } from '../analysis/handlers.ts';
import { type MixedPatch, mixedPatches } from '../analysis/mixed-patches.ts';
import { patchCalls, patchId, patchesAtModuleLoad } from '../analysis/patches.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { createRule } from '../create-rule.ts';
import type { Loop } from '../syntax/control-flow.ts';
import type { SourceFile } from '../syntax/file.ts';
import { hoist } from '../syntax/hoists.ts';
import { enclosingFunction, isWithin, nodesOfType } from '../syntax/nodes.ts';
import { staticValue } from '../syntax/static-values.ts';

type Options = [{ loops: 'bounded' | 'all' | 'none' }];
type MessageId = 'noId' | 'notString' | 'moduleLoad' | 'again' | 'inLoop' | 'inLoopRecorded' | 'deprecated' | 'hoist';

export default createRule<Options, MessageId>({
  name: 'valid-patch',
  meta: {
    type: 'problem',
    hasSuggestions: true,
    docs: {
      description: 'Require that a patch has an id, is asked for inside of a workflow, and gives one execution one answer',
      recommended: 'error',
    },
    messages: {
      noId: '`{{ name }}` records a marker without an id, and every later replay of the execution fails. Give the change an id of its own.',
      notString:
        '`{{ name }}` records a marker for `{{ id }}`, which comes back from history as a text, so every later replay of the execution fails. Give the id as a string.',
      moduleLoad:
        '`{{ name }}` throws while the module is loaded, so every workflow task of the bundle fails and is tried again. Ask for the patch inside of the workflow function.',
      again:
        '`{{ call }}` has been asked on line {{ line }}, and a `false` is not remembered: an execution that took the old code there takes the new code here. Ask once, and keep the answer in a constant.',
      inLoop:
        '`{{ call }}` is asked in every round, and a `false` is not remembered: an execution that ran rounds of the old code goes on with the new code. Ask once before the loop, and keep the answer in a constant.',
      inLoopRecorded:
        '`{{ call }}` is asked in every round, and a `false` is not remembered: an execution that ran rounds of the old code goes on with the new code. Ask once before the loop, as long as no execution has recorded the patch: its marker must stay where it is.',
      deprecated:
        'An execution that took the old code on line {{ line }} records here that it has the patch `{{ id }}`, so that nobody can tell when the old code is no longer needed. Deprecate the patch when the old code goes, in the place of `patched`.',
      hoist: 'Ask once, and keep the answer in `{{ name }}`.',
    },
    schema: [
      {
        type: 'object',
        properties: {
          loops: {
            type: 'string',
            enum: ['bounded', 'all', 'none'],
            description: 'In which loops a patch may not be asked for in every round: those that go through something, all of them, or none.',
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ loops: 'bounded' }],
  },
  create(context, [{ loops }]) {
    const workflow = workflowCode(context);
    if (!workflow) return {};
    const { file, runsInWorkflow } = workflow;
    const isChecked = (loop: Loop) => loops === 'all' || (loops === 'bounded' && isBounded(file, loop));

    return {
      Program() {
        for (const { call } of patchCalls(file)) {
          const id = isInReadOnlyFunction(file, call) ? null : patchId(file, call);
          if (!id || (typeof id.value === 'string' && id.value !== '') || !runsInWorkflow(call)) continue;
          const name = file.text.slice(...call.callee.range);
          const node = call.arguments[0] ?? call;
          if (id.value === '' || id.value === undefined || id.value === null) context.report({ node, messageId: 'noId', data: { name } });
          else context.report({ node, messageId: 'notString', data: { name, id: String(id.value) } });
        }

        for (const node of patchesAtModuleLoad(file)) {
          if (runsInWorkflow(node)) context.report({ node, messageId: 'moduleLoad', data: { name: file.text.slice(...node.callee.range) } });
        }

        for (const mixed of mixedPatches(file)) {
          const { again } = mixed;
          const repeated = mixed.repeated.find(({ loop }) => isChecked(loop));
          const { call: node, asks, name } = repeated?.place ?? again?.place ?? {};
          if (!node || !runsInWorkflow(node)) continue;
          const call = file.text.slice(...node.range);
          const line = String(again?.first.call.loc.start.line);
          const suggest = hoists(file, mixed, isChecked);
          if (repeated) context.report({ node, messageId: suggest.length > 0 ? 'inLoop' : 'inLoopRecorded', data: { call }, suggest });
          else if (asks) context.report({ node, messageId: 'again', data: { call, line }, suggest });
          else context.report({ node, messageId: 'deprecated', data: { id: name, line } });
        }
      },
    };
  },
});

/**
 * Whether a loop goes through something, and is not a way for an execution to go on until it is told to stop. A round that does one thing or
 * another, by a `switch`, is a step of an interpreter or of a machine of states: it has no round in common with the one before.
 */
function isBounded(file: SourceFile, loop: Loop): boolean {
  if (nodesOfType(file, 'SwitchStatement').some((statement) => isWithin(statement, loop.body) && enclosingFunction(statement) === enclosingFunction(loop))) return false;
  if (loop.type === 'ForStatement') return loop.test !== null && !staticValue(file, loop.test)?.value;
  return loop.type === 'ForInStatement' || (loop.type === 'ForOfStatement' && !loop.await);
}

/** To ask once: where the patch is met first, so that its marker stays where running executions have recorded it. */
function hoists(file: SourceFile, { places }: MixedPatch, leaves: (loop: Loop) => boolean): TSESLint.ReportSuggestionArray<MessageId> {
  const [first, ...others] = places.filter(({ asks }) => asks);
  if (!first) return [];
  const words = first.name.split(/[^\p{L}\p{N}]+/u).map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  const hoisted = hoist(file, [first.call, ...others.map(({ call }) => call)], {
    name: `isPatched${words.join('')}`,
    leaves,
    isDisturbed: ([start, end]) => {
      const isInside = ({ range }: TSESTree.Node) => range[0] >= start && range[1] <= end;
      const calls = nodesOfType(file, 'CallExpression', 'NewExpression').filter(isInside);
      return nodesOfType(file, 'AwaitExpression').some(isInside) || calls.some((call) => callEmits(file, call) !== 'no');
    },
  });
  return hoisted ? [{ messageId: 'hoist', data: { name: hoisted.name }, fix: hoisted.fix }] : [];
}
