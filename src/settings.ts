import path from 'node:path';
import picomatch from 'picomatch';

/** The checked settings of `settings['temporal-workflow']`. Null means: not set, found by looking at the project. */
export interface Settings {
  /** Tells whether an absolute path is a workflow entry file. */
  readonly isWorkflowEntry: ((filename: string) => boolean) | null;
  readonly ignoreModules: readonly string[] | null;
  readonly clock: { readonly module: string; readonly name: string } | null;
  /** What edits are compared with; `false`: with nothing. */
  readonly baseline: BaselineSettings | false | null;
  /** What is wrong with the settings, a sentence each; the settings that are right still work. */
  readonly problems: readonly string[];
}

/** What the code of running executions is found by, the rest as without the setting. */
export interface BaselineSettings {
  readonly revision: string | null;
  readonly defaultBranch: string | null;
  /** An absolute path. */
  readonly lockFile: string | null;
}

interface SettingsContext {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly cwd: string;
}

const KEYS = ['workflows', 'ignoreModules', 'baseline', 'clock', 'cacheKey'] as const;
const BASELINE_KEYS = ['revision', 'defaultBranch', 'lockFile'] as const;
const memory = new WeakMap<object, Map<string, Settings>>();

/** The settings of a lint run, checked once. Globs are relative to ESLint's working directory. Never throws. */
export function readSettings(context: SettingsContext): Settings {
  const shared = context.settings;
  let byFolder = memory.get(shared);
  if (!byFolder) memory.set(shared, (byFolder = new Map<string, Settings>()));
  let settings = byFolder.get(context.cwd);
  if (!settings) byFolder.set(context.cwd, (settings = checked(shared['temporal-workflow'], context.cwd)));
  return settings;
}

function checked(given: unknown, cwd: string): Settings {
  const problems: string[] = [];
  if (given !== undefined && !isRecord(given)) problems.push(`\`settings['temporal-workflow']\` is ${kind(given)}, not an object.`);
  const record = isRecord(given) ? given : {};

  for (const key of Object.keys(record)) {
    if (!(KEYS as readonly string[]).includes(key)) {
      problems.push(`\`${key}\` is no setting of \`temporal-workflow\`; there are ${KEYS.map((name) => `\`${name}\``).join(', ')}.`);
    }
  }

  const strings = (key: string): readonly string[] | null => {
    const value = record[key];
    if (value === undefined) return null;
    const list = typeof value === 'string' ? [value] : value;
    if (Array.isArray(list) && list.every((item) => typeof item === 'string' && item !== '')) return list as string[];
    problems.push(`The setting \`${key}\` is ${kind(value)}, not a list of strings.`);
    return null;
  };

  const workflows = strings('workflows');
  const ignoreModules = strings('ignoreModules');
  const { clock, cacheKey } = record;
  const isClock = isRecord(clock) && typeof clock['module'] === 'string' && typeof clock['name'] === 'string';
  if (clock !== undefined && !isClock) {
    problems.push('The setting `clock` is not of the form `{ module: string, name: string }`.');
  }
  if (cacheKey !== undefined && typeof cacheKey !== 'string') {
    problems.push(`The setting \`cacheKey\` is ${kind(cacheKey)}, not the string that \`cacheKey()\` gives.`);
  }

  return {
    isWorkflowEntry: workflows && matcher(workflows, cwd),
    ignoreModules,
    baseline: checkedBaseline(record['baseline'], cwd, problems),
    clock: isClock ? { module: clock['module'] as string, name: clock['name'] as string } : null,
    problems,
  };
}

function checkedBaseline(given: unknown, cwd: string, problems: string[]): Settings['baseline'] {
  if (given === undefined) return null;
  if (given === false) return false;
  const isRight =
    isRecord(given) &&
    Object.entries(given).every(([key, value]) => (BASELINE_KEYS as readonly string[]).includes(key) && (value === undefined || (typeof value === 'string' && value !== '')));
  if (!isRight) {
    problems.push('The setting `baseline` is neither `false` nor of the form `{ revision?: string, defaultBranch?: string, lockFile?: string }`.');
    return null;
  }
  const [revision, defaultBranch, lockFile] = BASELINE_KEYS.map((key) => (given[key] as string | undefined) ?? null);
  return { revision: revision ?? null, defaultBranch: defaultBranch ?? null, lockFile: lockFile ? path.resolve(cwd, lockFile) : null };
}

function matcher(globs: readonly string[], cwd: string): (filename: string) => boolean {
  // A negated glob by itself would match everything else; `!(a|b)` is a glob like any other.
  const negation = /^!(?!\()/;
  const within = (glob: string) => glob.replace(negation, '').replace(/^\.\//, '');
  const match = picomatch(globs.filter((glob) => !negation.test(glob)).map(within), {
    dot: true,
    ignore: globs.filter((glob) => negation.test(glob)).map(within),
  });
  return (filename) => match(path.relative(cwd, filename).split(path.sep).join('/'));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kind(value: unknown): string {
  if (value === null) return '`null`';
  if (Array.isArray(value)) return 'a list with other things than strings in it';
  return typeof value === 'object' ? 'an object' : `\`${String(value as string)}\``;
}
