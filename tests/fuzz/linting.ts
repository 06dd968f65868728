/** What the two rules say of generated edits, as rules of ESLint, with git as the baseline; and what their suggestions make of them. */
import { gitProject } from '../project/git-repository.ts';
import { messagesOf } from '../rules/edits.ts';
import type { Versions } from './verdict.ts';

export interface Linted {
  /** Whether `no-reordered-activities` reports, and whether `no-unpatched-conditions` does. */
  readonly isCertain: boolean;
  readonly isPossible: boolean;
  /** The texts that the suggestions make, each followed until nothing is reported or suggested any more. */
  readonly patched: readonly Patched[];
}

export interface Patched {
  readonly text: string;
  /** What the parser or the rules still say. */
  readonly left: readonly string[];
}

/** As many suggestions are followed one after the other. */
const MAX_SUGGESTIONS = 5;

/** Lints pairs, all in one repository; to be called within a test, which removes the repository. */
export function linted(pairs: readonly Pick<Versions, 'old' | 'new'>[]): readonly Linted[] {
  // One project has each workflow type once.
  const named = (text: string, index: number) => text.replace(/\bwf\b/gu, `wf${index}`);
  const file = (index: number) => `src/pair${index}.ts`;
  const files = (version: 'old' | 'new') => Object.fromEntries(pairs.map((pair, index) => [file(index), named(pair[version], index)]));
  const project = gitProject({ 'package.json': '{}', ...files('old') });
  project.write(files('new'));

  return pairs.map((pair, index): Linted => {
    const lint = (text: string) => messagesOf(project, file(index), { text, sameDisk: index > 0 });
    const text = named(pair.new, index);
    const messages = lint(text);
    const followed = (from: string, suggestion: Suggestion, more: number): Patched => {
      const next = applied(from, suggestion);
      const left = lint(next);
      const further = left.find(({ suggestions }) => suggestions?.[0])?.suggestions?.[0];
      if (further && more > 0) return followed(next, further, more - 1);
      return { text: next.replaceAll(`wf${index}`, 'wf'), left: left.map(({ message }) => message) };
    };
    return {
      isCertain: messages.some(({ severity }) => severity === 2),
      isPossible: messages.some(({ severity }) => severity === 1),
      patched: messages.flatMap(({ suggestions = [] }) => suggestions.map((suggestion) => followed(text, suggestion, MAX_SUGGESTIONS))),
    };
  });
}

type Suggestion = NonNullable<ReturnType<typeof messagesOf>[number]['suggestions']>[number];

function applied(text: string, { fix: { range, text: inserted } }: Suggestion): string {
  return text.slice(0, range[0]) + inserted + text.slice(range[1]);
}
