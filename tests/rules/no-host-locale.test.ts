import path from 'node:path';
import rule from '../../src/rules/no-host-locale.ts';
import { RuleTester } from '../rule-tester.ts';

const types = path.resolve(import.meta.dirname, '../fixtures/types');
const withTypes = {
  filename: 'file.ts',
  languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: types } },
  settings: { 'temporal-workflow': { workflows: ['**/fixtures/types/file.ts'] } },
};

/** A workflow that gives the value of an expression. */
const giving = (expression: string) => `
import { sleep } from '@temporalio/workflow';
export async function wf(input: any, at: Date, amount: number) {
  await sleep(1);
  return ${expression};
}
      `;

/** A report of the expression that a workflow gives, and the suggestion of another one. */
const reported = (
  code: string,
  messageId: string,
  at: string,
  data: Record<string, string> | null,
  suggestion: readonly [messageId: string, expression: string] | null,
) =>
  ({
    name: code,
    code: giving(code),
    errors: [
      {
        messageId,
        line: 5,
        column: 10 + code.indexOf(at),
        ...(data && { data }),
        ...(suggestion && { suggestions: [{ messageId: suggestion[0], output: giving(suggestion[1]) }] }),
      },
    ],
  }) as never;

new RuleTester().run('no-host-locale', rule, {
  valid: [
    ...[
      `at.getUTCHours() + at.getTime() + at.getSeconds() + at.getMilliseconds() + at.valueOf()`,
      `at.toISOString() + at.toJSON() + at.toUTCString() + JSON.stringify(at)`,
      `[new Date(), new Date(0), new Date(at), new Date(input), new Date(...input), new Date(Date.UTC(2024, 0, 1))]`,
      `[new Date('2024-01-01'), new Date('2024-01'), Date.parse('2024-01-01T00:00Z'), new Date('2024-01-01T00:00:00+02:00')]`,
      `[new Date('Jan 1, 2024 UTC'), new Date('Mon, 01 Jan 2024 00:00:00 GMT'), new Date('nonsense'), new Date(\`\${input}T00:00:00Z\`)]`,
      `at.toLocaleString('en-US', { timeZone: 'UTC' }) + at.toLocaleDateString('de', { timeZone: input.zone })`,
      `at.toLocaleString(input.locale, input.options) + at.toLocaleTimeString('en', { ...input })`,
      `amount.toLocaleString('de-DE') + input.toLocaleString('en') + amount.toString() + \`\${amount}\``,
      `input.localeCompare('a', 'en') + input.localeCompare('a', input.locale)`,
      `[new Intl.NumberFormat('en'), new Intl.Collator(input), Intl.DateTimeFormat('en', { timeZone: 'UTC' }), new Intl.DateTimeFormat('en', input)]`,
      `[new Intl.DateTimeFormat('en').resolvedOptions().locale, new Intl.DateTimeFormat('en').resolvedOptions()]`,
      `[Intl.getCanonicalLocales('en'), Intl.DateTimeFormat.supportedLocalesOf('en')]`,
      `input.getHours() + input.getDate() + input.toString() + input.toDateString() + \`\${input}\` + String(input)`,
      `(+at) + Number(at) + (at > new Date(0) ? 1 : 0)`,
    ].map((code) => ({ name: code, code: giving(code) })),
    {
      name: 'values that only look like dates',
      code: `
import { sleep } from '@temporalio/workflow';
import { DateTime } from 'luxon';
import { Date as Day } from './days';
class Shop { getHours() { return 8; } toLocaleString() { return 'shop'; } }
interface Opening { getHours(): number }
export async function wf(opening: Opening, Date: typeof Day) {
  await sleep(1);
  const shop = new Shop();
  const custom = { toLocaleString: () => 'x' };
  return [shop.getHours(), shop.toLocaleString(), custom.toLocaleString(), opening.getHours(), new Date(2024, 0, 1), DateTime.utc().toLocaleString()];
}
      `,
    },
    {
      name: 'what is only logged, measured or handed to a sink',
      code: `
import { log, proxySinks, sleep } from '@temporalio/workflow';
const { audit } = proxySinks<any>();
export async function wf(at: Date, amount: number) {
  const text = at.toLocaleDateString();
  log.info(\`paid \${amount.toLocaleString()} on \${text}\`, { hours: at.getHours(), stack: new Error('x').stack });
  console.log(String(at), new Intl.NumberFormat().format(amount));
  audit.write({ at: at.toString() });
  await sleep(1);
}
      `,
    },
    {
      name: 'a stack and import.meta.url that nothing looks into',
      code: `
import { ApplicationFailure, log, sleep } from '@temporalio/workflow';
export async function wf(input: any) {
  try {
    await sleep(1);
  } catch (error: any) {
    if (!error.stack || error.stack === undefined) throw error;
    const { stack } = error;
    log.error(error.stack.split('\\n')[0]);
    throw ApplicationFailure.create({ message: error.message, details: [error.stack, stack, import.meta.url, input.stack.pop()] });
  }
}
      `,
    },
    {
      name: 'a Date that the file assigns',
      code: `
import { sleep } from '@temporalio/workflow';
import { UtcDate } from './dates';
globalThis.Date = UtcDate;
export async function wf() {
  await sleep(1);
  return new Date(2024, 0, 1).getHours();
}
      `,
    },
    {
      name: 'a function that no workflow runs',
      code: `
import { sleep } from '@temporalio/workflow';
const text = (at: Date) => at.toLocaleString() + at.getHours();
export async function wf() { await sleep(1); }
      `,
    },
    {
      name: 'a file that is not workflow code',
      code: `export const text = (at: Date) => at.toLocaleString() + at.getHours() + new Date(2024, 0, 1);`,
    },
    {
      ...withTypes,
      name: 'with types, receivers that are something else',
      code: `
interface Shop { getHours(): number; toLocaleString(): string; localeCompare(other: Shop): number; placedAt: string }
declare function shop(): Shop;
export async function wf() {
  return [shop().getHours(), shop().toLocaleString(), shop().localeCompare(shop()), \`\${shop().placedAt}\`];
}
      `,
    },
  ],
  invalid: [
    reported('at.getHours()', 'localTime', 'getHours', { name: 'getHours', instead: 'getUTCHours' }, ['useUtc', 'at.getUTCHours()']),
    reported('new Date(0).getDay()', 'localTime', 'getDay', { name: 'getDay', instead: 'getUTCDay' }, ['useUtc', 'new Date(0).getUTCDay()']),
    reported(`at?.['getMonth']()`, 'localTime', `'getMonth'`, { name: 'getMonth', instead: 'getUTCMonth' }, null),
    reported('(input as Date).setHours(0, 0)', 'localTime', 'setHours', { name: 'setHours', instead: 'setUTCHours' }, [
      'useUtc',
      '(input as Date).setUTCHours(0, 0)',
    ]),
    reported('at.getTimezoneOffset()', 'offset', 'getTimezoneOffset', { name: 'getTimezoneOffset' }, null),
    reported('at.toDateString()', 'localTime', 'toDateString', { name: 'toDateString', instead: 'toISOString' }, ['useUtc', 'at.toISOString()']),
    reported('Date().toString()', 'localTime', 'toString', { name: 'toString', instead: 'toISOString' }, ['useUtc', 'Date().toISOString()']),
    reported('new Date(2024, 0, 1)', 'localParts', 'new', null, ['useUtc', 'new Date(Date.UTC(2024, 0, 1))']),
    reported('new globalThis.Date(input, 0)', 'localParts', 'new', null, ['useUtc', 'new globalThis.Date(Date.UTC(input, 0))']),
    reported(`new Date('2024-01-01T00:00:00')`, 'localText', `'2024`, null, ['useUtc', `new Date('2024-01-01T00:00:00Z')`]),
    reported(`Date.parse('Jan 1, 2024')`, 'localText', `'Jan`, null, ['useUtc', `Date.parse('Jan 1, 2024 UTC')`]),
    reported('new Date(`${input}T09:30`)', 'localText', '`$', null, ['useUtc', 'new Date(`${input}T09:30Z`)']),
    reported(`new Date(input + 'T09:30:00')`, 'localText', 'input', null, null),
    reported('`on ${at}`', 'dateText', 'at', null, null),
    reported(`'on ' + new Date(0)`, 'dateText', 'new', null, null),
    reported('String(Date())', 'dateText', 'Date', null, null),
    reported('at.toLocaleString()', 'localeAndZone', 'toLocaleString', { name: 'toLocaleString' }, [
      'nameBoth',
      `at.toLocaleString('en-US', { timeZone: 'UTC' })`,
    ]),
    reported(`at.toLocaleDateString('de')`, 'zone', 'toLocaleDateString', { name: 'toLocaleDateString' }, [
      'useUtc',
      `at.toLocaleDateString('de', { timeZone: 'UTC' })`,
    ]),
    reported(`input.toLocaleTimeString([], { hour: 'numeric' })`, 'localeAndZone', 'toLocaleTimeString', { name: 'toLocaleTimeString' }, [
      'nameBoth',
      `input.toLocaleTimeString('en-US', { hour: 'numeric', timeZone: 'UTC' })`,
    ]),
    reported(`at.toLocaleString(undefined, { timeZone: 'UTC' })`, 'locale', 'toLocaleString', { name: 'toLocaleString' }, [
      'nameLocale',
      `at.toLocaleString('en-US', { timeZone: 'UTC' })`,
    ]),
    reported('amount.toLocaleString()', 'locale', 'toLocaleString', { name: 'toLocaleString' }, ['nameLocale', `amount.toLocaleString('en-US')`]),
    reported('input.total.toLocaleString()', 'locale', 'toLocaleString', { name: 'toLocaleString' }, [
      'nameLocale',
      `input.total.toLocaleString('en-US')`,
    ]),
    reported('input.sort((a, b) => a.localeCompare(b))', 'locale', 'localeCompare', { name: 'localeCompare' }, [
      'nameLocale',
      `input.sort((a, b) => a.localeCompare(b, 'en'))`,
    ]),
    reported(`input.localeCompare('b', undefined, { numeric: true })`, 'locale', 'localeCompare', { name: 'localeCompare' }, [
      'nameLocale',
      `input.localeCompare('b', 'en', { numeric: true })`,
    ]),
    reported('new Intl.NumberFormat()', 'locale', 'Intl', { name: 'Intl.NumberFormat' }, ['nameLocale', `new Intl.NumberFormat('en-US')`]),
    reported('new Intl.Collator', 'locale', 'Intl', { name: 'Intl.Collator' }, ['nameLocale', `new Intl.Collator('en-US')`]),
    reported('Intl.DateTimeFormat().resolvedOptions().timeZone', 'offset', 'Intl', { name: 'timeZone' }, null),
    reported('new Intl.DateTimeFormat().resolvedOptions().locale', 'locale', 'Intl', { name: 'Intl.DateTimeFormat' }, [
      'nameLocale',
      `new Intl.DateTimeFormat('en-US').resolvedOptions().locale`,
    ]),
    reported(`new Intl.DateTimeFormat('en', {})`, 'zone', 'Intl', { name: 'Intl.DateTimeFormat' }, [
      'useUtc',
      `new Intl.DateTimeFormat('en', { timeZone: 'UTC' })`,
    ]),
    reported('at.toLocaleString(/* host */)', 'localeAndZone', 'toLocaleString', { name: 'toLocaleString' }, null),
    {
      name: 'through constants, types of the file, classes and namespaces',
      code: `
import * as wf from '@temporalio/workflow';
interface Order { readonly placedAt: Date; readonly lines: { shipAt?: Date } }
const start = new Date(0);
let { getDate } = start;
const { NumberFormat } = Intl;
type Place = { readonly opened: Date | null };
export async function order({ placedAt }: Order, order: Order, place: Place, ...dates: Date[]) {
  await wf.sleep(1);
  const first: Date = dates[0]!;
  return [start.getHours(), placedAt.getDay(), order.placedAt.getMonth(), order.lines.shipAt!.getDate(), place.opened?.getFullYear(),
    first.getMinutes(), new NumberFormat(), getDate];
}
      `,
      errors: [
        { messageId: 'localTime', data: { name: 'getHours', instead: 'getUTCHours' }, line: 11, column: 17 },
        { messageId: 'localTime', data: { name: 'getDay', instead: 'getUTCDay' }, line: 11, column: 38 },
        { messageId: 'localTime', data: { name: 'getMonth', instead: 'getUTCMonth' }, line: 11, column: 63 },
        { messageId: 'localTime', data: { name: 'getDate', instead: 'getUTCDate' }, line: 11, column: 95 },
        { messageId: 'localTime', data: { name: 'getFullYear', instead: 'getUTCFullYear' }, line: 11, column: 120 },
        { messageId: 'localTime', data: { name: 'getMinutes', instead: 'getUTCMinutes' }, line: 12, column: 11 },
        { messageId: 'locale', data: { name: 'Intl.NumberFormat' }, line: 12, column: 29 },
      ].map((error) => ({ ...error, suggestions: 1 })) as never,
    },
    {
      name: 'decisions by the stack of an error and by the place of the bundle',
      code: `
import { sleep } from '@temporalio/workflow';
const here = import.meta.url;
export async function wf() {
  try {
    await sleep(1);
  } catch (error: any) {
    const { message } = error;
    if (error.stack.includes('charge')) return message;
    if (/charge/.test((error as Error).stack!)) return message;
  }
  const trace = new Error('x').stack ?? '';
  if (here.startsWith('file:///app')) return trace;
  return trace === '';
}
      `,
      errors: [
        { messageId: 'moduleUrl', line: 3, column: 14 },
        { messageId: 'stack', line: 9, column: 9 },
        { messageId: 'stack', line: 10, column: 23 },
        { messageId: 'stack', line: 12, column: 17 },
      ],
    },
    {
      name: 'a JavaScript file',
      filename: 'workflows.js',
      code: `
const { sleep } = require('@temporalio/workflow');
exports.wf = async function wf(names) {
  await sleep(1);
  return names.sort((a, b) => a.localeCompare(b)).join() + new Date(0);
};
      `,
      errors: [
        {
          messageId: 'locale',
          data: { name: 'localeCompare' },
          line: 5,
          column: 33,
          suggestions: [
            {
              messageId: 'nameLocale',
              output: `
const { sleep } = require('@temporalio/workflow');
exports.wf = async function wf(names) {
  await sleep(1);
  return names.sort((a, b) => a.localeCompare(b, 'en')).join() + new Date(0);
};
      `,
            },
          ],
        },
      ],
    },
    {
      ...withTypes,
      name: 'with types, what no annotation of the file tells',
      code: `
declare function placedAt(): Date;
declare const events: { readonly at: Date }[];
export async function wf() { return [placedAt().getHours(), events.map(({ at }) => at.getDay()), \`\${placedAt()}\`]; }
      `,
      errors: [
        {
          messageId: 'localTime',
          data: { name: 'getHours', instead: 'getUTCHours' },
          line: 4,
          column: 49,
          suggestions: [
            {
              messageId: 'useUtc',
              output: `
declare function placedAt(): Date;
declare const events: { readonly at: Date }[];
export async function wf() { return [placedAt().getUTCHours(), events.map(({ at }) => at.getDay()), \`\${placedAt()}\`]; }
      `,
            },
          ],
        },
        {
          messageId: 'localTime',
          data: { name: 'getDay', instead: 'getUTCDay' },
          line: 4,
          column: 87,
          suggestions: [
            {
              messageId: 'useUtc',
              output: `
declare function placedAt(): Date;
declare const events: { readonly at: Date }[];
export async function wf() { return [placedAt().getHours(), events.map(({ at }) => at.getUTCDay()), \`\${placedAt()}\`]; }
      `,
            },
          ],
        },
        { messageId: 'dateText', line: 4, column: 101 },
      ],
    },
  ],
});
