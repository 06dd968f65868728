import { createRequire } from 'node:module';
import type { TSESLint } from '@typescript-eslint/utils';
import { wayNote } from './analysis/way-note.ts';
import { workflowCode } from './analysis/workflow-code.ts';

const { version } = createRequire(import.meta.url)('../package.json') as { readonly version: string };

export type Severity = 'error' | 'warn';

/** What a rule's documentation says: its description, and its severity in the configs that have it. */
export interface RuleDocs {
  readonly description: string;
  /** Its severity in `recommended`; absent where it is in `strict` only. */
  readonly recommended?: Severity;
  /** Its severity in `strict`, if it is not `error`. */
  readonly strict?: Severity;
  /** Its options in `strict`, if they are not the defaults. */
  readonly strictOptions?: readonly unknown[];
}

export type RuleContext<MessageId extends string, Options extends readonly unknown[]> = Readonly<
  TSESLint.RuleContext<MessageId, Options>
>;

export type Rule<MessageId extends string = string, Options extends readonly unknown[] = readonly unknown[]> =
  TSESLint.RuleModule<MessageId, Options, RuleDocs> & { readonly name: string };

interface RuleDefinition<Options extends readonly unknown[], MessageId extends string> {
  readonly name: string;
  /** Whether what it reports has nothing to do with how the file comes into a bundle. */
  readonly isAboutProject?: true;
  readonly meta: Omit<TSESLint.RuleMetaData<MessageId, RuleDocs, Options>, 'docs' | 'defaultOptions'> & {
    readonly docs: RuleDocs;
    readonly defaultOptions?: Options;
  };
  readonly create: (context: RuleContext<MessageId, Options>, options: Options) => TSESLint.RuleListener;
}

/** Where the page of a rule of the installed version is. */
export function pageUrl(name: string): string {
  return `https://unpkg.com/eslint-plugin-temporal-workflow@${version}/docs/rules/${name}.md`;
}

/**
 * Makes a rule: adds the address of its page, hands `create` the user's options merged over the defaults, which ESLint 8 does not do
 * itself, and ends what is reported in a helper module with the way on which that module comes into a bundle.
 */
export function createRule<Options extends readonly unknown[] = readonly [], MessageId extends string = string>({
  name,
  isAboutProject,
  meta,
  create,
}: RuleDefinition<Options, MessageId>): Rule<MessageId, Options> {
  const defaults = meta.defaultOptions ?? ([] as unknown as Options);
  return {
    name,
    meta: {
      ...meta,
      docs: { ...meta.docs, url: pageUrl(name) },
      defaultOptions: defaults as TSESLint.RuleMetaData<MessageId, RuleDocs, Options>['defaultOptions'] & Options,
    },
    create: (context) => create(isAboutProject ? context : withWay(context, meta.messages), merged(defaults, context.options)),
  } as Rule<MessageId, Options>;
}

function withWay<MessageId extends string, Options extends readonly unknown[]>(
  context: RuleContext<MessageId, Options>,
  messages: Readonly<Record<MessageId, string>>,
): RuleContext<MessageId, Options> {
  const way = workflowCode(context)?.way;
  if (!way) return context;
  return Object.create(context, {
    report: {
      value: ({ messageId, ...descriptor }: TSESLint.ReportDescriptor<MessageId>) =>
        context.report({ ...descriptor, message: `${messages[messageId]} ${wayNote(way)}` } as never),
    },
  }) as RuleContext<MessageId, Options>;
}

function merged<Options extends readonly unknown[]>(defaults: Options, given: readonly unknown[]): Options {
  return defaults.map((value, at) => {
    const option = given[at];
    if (option === undefined) return value;
    return isRecord(value) && isRecord(option) ? { ...value, ...option } : option;
  }) as unknown as Options;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
