import path from 'node:path';
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { projectOf } from '../analysis/bundle.ts';
import type { WorkflowCode } from '../analysis/workflow-code.ts';
import { realPath } from '../project/files.ts';
import type { BaselineProblem } from './baseline.ts';
import type { CompareOptions } from './compare.ts';
import { type Edits, editsOf } from './edits.ts';
import type { Place } from './model.ts';
import type { Patch } from './patch.ts';

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

/** Writes a guard into the file. */
export function patchFix({ edits }: Patch): TSESLint.ReportFixFunction {
  return (fixer) => edits.map(({ range, text }) => fixer.replaceTextRange(range, text));
}

/** The place to report: of something that is longer, its first line; without a place, the first line of the file. */
export function placeIn({ lines }: Readonly<TSESLint.SourceCode>, place: Place | null): TSESTree.SourceLocation {
  const start = { line: place?.line ?? 1, column: place?.column ?? 0 };
  const end = lines[start.line - 1]?.length ?? start.column;
  return { start, end: { line: start.line, column: Math.min(end, start.column + (place ? place.end - place.start : end)) } };
}
