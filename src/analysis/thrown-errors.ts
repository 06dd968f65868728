import type { TSESTree } from '@typescript-eslint/utils';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { nodesOfType } from '../syntax/nodes.ts';
import { statementsBefore } from '../syntax/control-flow.ts';
import { isUnreachable } from '../syntax/unreachable.ts';
import { type ErrorClasses, plainErrorClasses } from './error-classes.ts';
import { isRenewal } from './workflow-ends.ts';

/** A `throw` of what is certainly no Temporal failure. */
export interface PlainThrow {
  readonly statement: TSESTree.ThrowStatement;
  readonly classes: ErrorClasses;
}

/** The statements of a file that throw an error which is certainly no Temporal failure, in source order; not where its types say that it never runs. */
export const plainThrows = perFile((file: SourceFile): readonly PlainThrow[] =>
  nodesOfType(file, 'ThrowStatement').flatMap((statement) => {
    const classes = plainErrorClasses(file, statement.argument);
    return classes && !isUnreachable(file, statement) && !isBehindRenewal(file, statement) ? [{ statement, classes }] : [];
  }),
);

/** Whether a statement stands behind one that ends the run: the compiler asks for a `throw` there, and nothing gets to it. */
function isBehindRenewal(file: SourceFile, statement: TSESTree.ThrowStatement): boolean {
  return statementsBefore(statement).some((one) => isRenewal(file, one) || one.type === 'ReturnStatement');
}
