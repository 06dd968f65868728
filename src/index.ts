import { createRequire } from 'node:module';
import type { ESLint, Linter, Rule } from 'eslint';
import { rules } from './rules/index.ts';

const { name, version } = createRequire(import.meta.url)('../package.json') as {
  readonly name: string;
  readonly version: string;
};

/** The prefix of the rules, in configs and in disable comments. */
const PREFIX = 'temporal-workflow';

export interface TemporalWorkflowPlugin extends ESLint.Plugin {
  meta: { name: string; version: string };
  rules: Record<string, Rule.RuleModule>;
  configs: {
    /** What breaks a worker, a workflow task or a replay: errors, and warnings where the code may be right. */
    recommended: Linter.Config;
    /** Everything in `recommended` as errors, and the rules and options that ask for more than safety. */
    strict: Linter.Config;
  };
}

const plugin: TemporalWorkflowPlugin = {
  meta: { name, version },
  rules: rules as unknown as Record<string, Rule.RuleModule>,
  configs: {
    recommended: config('recommended', ({ recommended }) => recommended),
    strict: config('strict', ({ recommended, strict, strictOptions = [] }) => {
      const severity = strict ?? (recommended && 'error');
      return severity && strictOptions.length > 0 ? [severity, ...strictOptions] : severity;
    }),
  },
};

function config(
  configName: string,
  entryOf: (docs: (typeof rules)[string]['meta']['docs'] & object) => Linter.RuleEntry | undefined,
): Linter.Config {
  const entries = Object.values(rules).flatMap((rule) => {
    const entry = entryOf(rule.meta.docs!);
    return entry ? [[`${PREFIX}/${rule.name}`, entry] as const] : [];
  });
  return {
    name: `${PREFIX}/${configName}`,
    // The config holds the plugin that holds it: a getter, since the plugin is not made yet.
    get plugins() {
      return { [PREFIX]: plugin };
    },
    rules: Object.fromEntries(entries),
  };
}

export default plugin;
export { cacheKey, type CacheKeyOptions } from './cache-key.ts';
/** @internal For `require()`; `stripInternal` keeps the name from TypeScript 5.4, which cannot read it. */
export { plugin as 'module.exports' };
