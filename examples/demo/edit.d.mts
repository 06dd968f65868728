import type { Linter } from 'eslint';

export interface EditResult {
  /** The workflow file that is edited, relative to the project. */
  file: string;
  /** Its text as it was deployed, edited, and with the quick fix; null where none was offered. */
  deployed: string;
  edited: string;
  guarded: string | null;
  /** What is reported of the edit, and what is left after the quick fix. */
  report: Linter.LintMessage | undefined;
  left: Linter.LintMessage[];
  /** What the SDK says when it replays the history of a running execution on each version; null where it replays. */
  replays: { name: string; error: string | null }[];
}

export function showEdit(options: { project: string; print: (text: string) => void; colours?: boolean }): Promise<EditResult>;
