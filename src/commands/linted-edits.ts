import path from 'node:path';
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { projectOf } from '../analysis/bundle.ts';
import type { WorkflowCode } from '../analysis/workflow-code.ts';
import { realPath } from '../project/files.ts';
import type { BaselineProblem } from './baseline.ts';
import type { CompareOptions } from './compare.ts';
import { dataOf } from './difference-text.ts';
import { type Edit, type Edits, editsOf } from './edits.ts';
import type { Place } from './model.ts';

const NOTHING: Edits = { edits: [], problem: null };

/** What is to be reported in the file that is linted: differences whose place it is. Nothing for text without a file. */
export function lintedEdits({ file, bundles, settings }: WorkflowCode, options: CompareOptions): Edits {
  if (file.filename === null) return NOTHING;
  const filename = realPath(file.filename);
  const directory = path.dirname(filename);
  const root = projectOf(filename)?.root ?? directory;
  return editsOf({ bundles, settings, directory, root, linted: { ...file, filename } }, options);
}

const tellers = new Map<string, string>();

/** Whether a problem is to be told in this file: of all files of a lint run, one tells it, and tells it again when it is linted again. */
export function isFirstToTell({ key }: BaselineProblem, filename: string): boolean {
  const teller = tellers.get(key) ?? filename;
  tellers.set(key, teller);
  return teller === filename;
}

interface EditReport {
  readonly loc: TSESTree.SourceLocation;
  readonly data: Readonly<Record<string, string>>;
  readonly suggest: { readonly messageId: 'patch'; readonly data: { readonly id: string }; readonly fix: TSESLint.ReportFixFunction }[] | null;
}

/** What a rule reports of an edit beside its message: the place, what is named in the message, and the guard that it suggests. */
export function reportOf({ difference, since, patch }: Edit, sourceCode: Readonly<TSESLint.SourceCode>): EditReport {
  const fix: TSESLint.ReportFixFunction = (fixer) => (patch?.edits ?? []).map(({ range, text }) => fixer.replaceTextRange(range, text));
  return {
    loc: placeIn(sourceCode, difference.newPlace),
    data: dataOf(difference, since),
    suggest: patch && [{ messageId: 'patch', data: { id: patch.id }, fix }],
  };
}

/** The place to report: of something that is longer, its first line; without a place, the first line of the file. */
export function placeIn({ lines }: Readonly<TSESLint.SourceCode>, place: Place | null): TSESTree.SourceLocation {
  const start = { line: place?.line ?? 1, column: place?.column ?? 0 };
  const end = lines[start.line - 1]?.length ?? start.column;
  return { start, end: { line: start.line, column: Math.min(end, start.column + (place ? place.end - place.start : end)) } };
}
