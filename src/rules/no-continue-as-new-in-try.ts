import type { TSESTree } from '@typescript-eslint/utils';
import { commandsWith, fateOf } from '../analysis/caught-errors.ts';
import { commandCalls } from '../analysis/command-calls.ts';
import { catchesAround, type Exit, exitsOf, settledAt } from '../analysis/error-paths.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { createRule } from '../create-rule.ts';
import { calleeName } from '../syntax/callee-name.ts';
import type { SourceFile } from '../syntax/file.ts';
import { enclosingFunction, type FunctionNode, unwrapped } from '../syntax/nodes.ts';

type MessageId = 'swallowed' | 'replaced' | 'handled';

export default createRule<readonly [], MessageId>({
  name: 'no-continue-as-new-in-try',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow awaiting `continueAsNew` in a `try` whose `catch` keeps its exception',
      recommended: 'error',
    },
    messages: {
      swallowed:
        '`{{ name }}` ends the run by an exception, which the `catch` in line {{ line }} takes: the workflow goes on as if it had not been called. Move the call behind the `try`, or throw on an error that is an `instanceof ContinueAsNew`.',
      replaced:
        '`{{ name }}` ends the run by an exception, which the `catch` in line {{ line }} takes, and throws another error in its place. Move the call behind the `try`, or throw on an error that is an `instanceof ContinueAsNew`.',
      handled:
        '`{{ name }}` ends the run by an exception, which the `catch` in line {{ line }} takes for a failure before it throws it again: it calls `{{ command }}` whenever the workflow continues as new. Move the call behind the `try`, or throw on an error that is an `instanceof ContinueAsNew` first.',
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
        for (const { call, kind } of commandCalls(file)) {
          if (kind !== 'continueAsNew' || !runsInWorkflow(call)) continue;
          const first = settledAt(file, call);
          for (const { exit, clause, problem, command } of first ? takers(file, first) : []) {
            const node = calledAt(exit.node) ?? call;
            if (!problem || reported.has(node)) continue;
            reported.add(node);
            context.report({
              node,
              messageId: problem,
              data: {
                name: calleeName(file, node) ?? 'continueAsNew',
                line: String(clause.loc.start.line),
                command: command ? (calleeName(file, command) ?? 'a command') : '',
              },
            });
          }
        }
      },
    };
  },
});

interface Taker {
  /** Where the exception comes from, in the function of the `catch`. */
  readonly exit: Exit;
  readonly clause: TSESTree.CatchClause;
  /** What it does with the exception; null where that is not known, or where it throws it on in some cases. */
  readonly problem: MessageId | null;
  /** What it calls before it throws the exception on; null for nothing. */
  readonly command: TSESTree.CallExpression | null;
}

/** The first `catch` clauses on the ways out that may keep an exception, or do something with it: further out there is nothing left to catch, or told already. */
function takers(file: SourceFile, first: Exit): readonly Taker[] {
  const found: Taker[] = [];
  const seen = new Set<FunctionNode>();
  const pending = [first];
  for (let exit = pending.pop(); exit; exit = pending.pop()) {
    const { node, isReturned } = exit;
    const around = isReturned ? [] : catchesAround(node);
    const [taker] = around.flatMap(({ handler }) => takerBy(file, exit, handler) ?? []);
    if (taker) found.push(taker);
    const holder = enclosingFunction(node);
    if (taker || !holder || seen.has(holder)) continue;
    seen.add(holder);
    pending.push(...exitsOf(file, holder));
  }
  return found;
}

/** What a `catch` makes of the exception; null where it only throws it on. */
function takerBy(file: SourceFile, exit: Exit, clause: TSESTree.CatchClause): Taker | null {
  const fate = fateOf('continueAsNew', file, clause);
  if (!fate) return { exit, clause, problem: null, command: null };
  if (!fate.rethrows) return { exit, clause, problem: fate.swallows ? 'swallowed' : 'replaced', command: null };
  if (fate.swallows || fate.throwsOther) return { exit, clause, problem: null, command: null };
  const [command] = commandsWith('continueAsNew', file, clause);
  return command ? { exit, clause, problem: 'handled', command } : null;
}

/** The call that an exception comes out of where it is awaited. */
function calledAt(node: TSESTree.Node): TSESTree.CallExpression | null {
  const inner = node.type === 'AwaitExpression' ? unwrapped(node.argument) : unwrapped(node);
  return inner.type === 'CallExpression' ? inner : null;
}
