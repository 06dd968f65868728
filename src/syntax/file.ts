import type { TSESLint, TSESTree } from '@typescript-eslint/utils';

/**
 * One parsed file: what ESLint hands to a rule as `sourceCode`, and what `project/parse.ts` makes of a file on the disk.
 * The tree is an ESTree with TypeScript nodes whose nodes know their `parent`.
 */
export interface SourceFile {
  /** The absolute path; null for text that comes from no file. */
  readonly filename: string | null;
  readonly ast: TSESTree.Program;
  /** Null where the parser gives no scopes; nothing can be told of such a file. */
  readonly scopeManager: TSESLint.Scope.ScopeManager | null;
  readonly text: string;
  /** For each node type, the properties that hold child nodes, in source order. */
  readonly visitorKeys: Readonly<Record<string, readonly string[] | undefined>>;
}

/** What all analyses found in a file, by their numbers. One map for all of them: the collector looks at each weak map by itself. */
const known = new WeakMap<TSESTree.Program, ({ readonly result: unknown } | undefined)[]>();
let analyses = 0;

/**
 * Makes an analysis that runs at most once for each parsed file, however many rules ask.
 * Takes a function of the file alone: options of a rule are arguments of a query on the result, never part of it.
 */
export function perFile<Result>(
  analyse: (file: SourceFile) => Result,
): (file: SourceFile) => Result {
  const number = analyses++;

  return (file) => {
    let results = known.get(file.ast);
    if (!results) known.set(file.ast, (results = []));
    return (results[number] ??= { result: analyse(file) }).result as Result;
  };
}
