import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { type Handler, handlers } from '../analysis/handlers.ts';
import { canBeCutOff, isWaitedFor } from '../analysis/unfinished-handlers.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { endsAfter, mentionsFinishing, waitsForHandlers, type WorkflowEnd } from '../analysis/workflow-ends.ts';
import { workflowAround, workflowFunctions } from '../analysis/workflow-functions.ts';
import { createRule } from '../create-rule.ts';
import type { SourceFile } from '../syntax/file.ts';
import { addNamedImport } from '../syntax/fixes.ts';
import { type FunctionNode, nodesOfType } from '../syntax/nodes.ts';
import { ALL_HANDLERS_FINISHED, WORKFLOW_PACKAGE } from '../temporal/workflow-apis.ts';

type MessageId = 'cutOff' | 'wait';

export default createRule<readonly [], MessageId>({
  name: 'require-handlers-finished',
  meta: {
    type: 'problem',
    hasSuggestions: true,
    docs: {
      description: 'Require a workflow to wait for its signal and update handlers before it ends',
      recommended: 'warn',
    },
    messages: {
      cutOff:
        '`{{ workflow }}` can end on line {{ line }} while this handler waits for its commands: what it still had to do is never done, and the client of an update gets an error. Await `condition(allHandlersFinished)` before the end.',
      wait: 'Wait for the handlers before `{{ workflow }}` ends.',
    },
    schema: [],
  },
  create(context) {
    const workflow = workflowCode(context);
    if (!workflow) return {};
    const { file, bundles } = workflow;

    return {
      Program() {
        const set = handlers(file).filter((handler) => canBeCutOff(file, handler));
        // An interceptor may wait for the handlers of every workflow.
        if (set.length === 0 || bundles.some(({ otherModules }) => otherModules.some(mentionsFinishing))) return;
        for (const [node, name] of workflowFunctions(workflow)) {
          const own = set.filter(({ call, handler }) => workflowAround(workflow, call) === node && !isWaitedFor(file, handler!, node));
          const cutOff = firstCutOff(file, node, own);
          if (!cutOff) continue;
          const { handler, given } = cutOff.handler;
          const isInline = given === handler;
          const fix = waitEdits(file, cutOff.ends);
          context.report({
            ...(isInline ? { loc: { start: handler!.loc.start, end: handler!.body.loc.start } } : { node: given! }),
            messageId: 'cutOff',
            data: { workflow: name, line: String(lineOf(cutOff.ends[0]!)) },
            suggest: fix ? [{ messageId: 'wait', data: { workflow: name }, fix }] : [],
          });
        }
      },
    };
  },
});

/** The first handler that an end of its workflow cuts off, with all such ends; null for none. */
function firstCutOff(file: SourceFile, node: FunctionNode, own: readonly Handler[]) {
  for (const handler of own) {
    const ends = endsAfter(file, node, handler.call).filter((end) => !waitsForHandlers(file, end));
    if (ends.length > 0) return { handler, ends };
  }
  return null;
}

function lineOf(end: WorkflowEnd): number {
  return end.type === 'BlockStatement' ? (lastStatement(end) ?? end).loc.end.line : end.loc.start.line;
}

/** The last statement of a body that runs: functions may be declared behind it. */
function lastStatement({ body }: TSESTree.BlockStatement): TSESTree.Statement | undefined {
  return body.findLast(({ type }) => type !== 'FunctionDeclaration');
}

/** The edits that wait for the handlers before each end; null where no statement can stand there, or where the end waits for something itself. */
function waitEdits(file: SourceFile, ends: readonly WorkflowEnd[]): ((fixer: TSESLint.RuleFixer) => TSESLint.RuleFix[]) | null {
  const places = ends.map((end) => placeBefore(file, end));
  const at = ends[0]!;
  const condition = addNamedImport(file, WORKFLOW_PACKAGE, 'condition', at);
  const finished = addNamedImport(file, WORKFLOW_PACKAGE, ALL_HANDLERS_FINISHED, at);
  if (!condition || !finished || places.includes(null)) return null;
  const wait = `await ${condition.text}(${finished.text});`;
  return (fixer) => [
    ...finished.edits(fixer),
    ...condition.edits(fixer),
    ...places.map((place) => fixer.insertTextBeforeRange([place!.at, place!.at], place!.text(wait))),
  ];
}

interface InsertionPlace {
  readonly at: number;
  readonly text: (statement: string) => string;
}

function placeBefore({ text, ...file }: SourceFile, end: WorkflowEnd): InsertionPlace | null {
  if (end.type === 'BlockStatement') {
    const last = lastStatement(end);
    if (!last) return null;
    return { at: last.range[1], text: (statement) => `\n${indentOf(text, last)}${statement}` };
  }
  let node: TSESTree.Node = end;
  while (node.parent && node.parent.type !== 'BlockStatement' && !node.type.endsWith('Statement')) node = node.parent;
  const isAwaiting = nodesOfType({ text, ...file }, 'AwaitExpression').some(
    ({ range }) => end.type === 'ReturnStatement' && range[0] >= end.range[0] && range[1] <= end.range[1],
  );
  if (node.parent?.type !== 'BlockStatement' || isAwaiting) return null;
  return { at: node.range[0], text: (statement) => `${statement}\n${indentOf(text, node)}` };
}

/** The white space in front of a node on its line. */
function indentOf(text: string, { range: [start] }: TSESTree.Node): string {
  return /[ \t]*$/u.exec(text.slice(0, start))![0];
}
