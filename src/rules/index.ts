import requireStartToCloseTimeout from './require-start-to-close-timeout.ts';
import type { Rule } from '../create-rule.ts';

const all = [requireStartToCloseTimeout];

/** Every rule of the plugin, by its name. */
export const rules = Object.fromEntries(all.map((rule) => [rule.name, rule])) as unknown as Readonly<Record<string, Rule>>;
