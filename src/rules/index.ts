import type { Rule } from '../create-rule.ts';
import noCryptoRandom from './no-crypto-random.ts';
import noDateNow from './no-date-now.ts';
import noFloatingCommands from './no-floating-commands.ts';
import noIoGlobals from './no-io-globals.ts';
import noIoImports from './no-io-imports.ts';
import noMathRandom from './no-math-random.ts';
import noRawConcurrency from './no-raw-concurrency.ts';
import requireStartToCloseTimeout from './require-start-to-close-timeout.ts';
import validSettings from './valid-settings.ts';

const all: readonly { readonly name: string }[] = [
  noCryptoRandom,
  noDateNow,
  noFloatingCommands,
  noIoGlobals,
  noIoImports,
  noMathRandom,
  noRawConcurrency,
  requireStartToCloseTimeout,
  validSettings,
];

/** Every rule of the plugin, by its name. */
export const rules = Object.fromEntries(all.map((rule) => [rule.name, rule])) as unknown as Readonly<Record<string, Rule>>;
