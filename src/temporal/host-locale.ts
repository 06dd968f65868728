/**
 * The methods of a date that take or give local time, with what takes or gives UTC in their place; null where there is no such method.
 * Not those for seconds and milliseconds: time zones differ by whole minutes.
 * Source: ECMAScript 2024, which the sandbox does not change (@temporalio/workflow 1.24.0, lib/global-overrides.js).
 */
export const LOCAL_DATE_METHODS: ReadonlyMap<string, string | null> = new Map<string, string | null>([
  ['getDate', 'getUTCDate'],
  ['getDay', 'getUTCDay'],
  ['getFullYear', 'getUTCFullYear'],
  ['getHours', 'getUTCHours'],
  ['getMinutes', 'getUTCMinutes'],
  ['getMonth', 'getUTCMonth'],
  ['getTimezoneOffset', null],
  ['getYear', 'getUTCFullYear'],
  ['setDate', 'setUTCDate'],
  ['setFullYear', 'setUTCFullYear'],
  ['setHours', 'setUTCHours'],
  ['setMinutes', 'setUTCMinutes'],
  ['setMonth', 'setUTCMonth'],
  ['setYear', 'setUTCFullYear'],
  ['toDateString', 'toISOString'],
  ['toString', 'toISOString'],
  ['toTimeString', 'toISOString'],
]);

export interface LocaleMethod {
  /** The argument, counted from 0, that names the locale. */
  readonly localeAt: 0 | 1;
  /** Whether only dates have it; null for a method of dates and of others. */
  readonly isOfDates: boolean | null;
}

/**
 * The methods of built-in values that use the locale of the host where they are given none. Not those for upper and lower case, for
 * which V8 takes no locale then. Source: ECMA-402.
 */
export const LOCALE_METHODS: ReadonlyMap<string, LocaleMethod> = new Map<string, LocaleMethod>([
  ['localeCompare', { localeAt: 1, isOfDates: false }],
  ['toLocaleDateString', { localeAt: 0, isOfDates: true }],
  ['toLocaleString', { localeAt: 0, isOfDates: null }],
  ['toLocaleTimeString', { localeAt: 0, isOfDates: true }],
]);

/** The constructors whose objects use the locale of the host where they are given none. Source: ECMA-402. */
export const LOCALE_CONSTRUCTORS: ReadonlySet<string> = new Set([
  'Intl.Collator',
  'Intl.DateTimeFormat',
  'Intl.DurationFormat',
  'Intl.ListFormat',
  'Intl.NumberFormat',
  'Intl.PluralRules',
  'Intl.RelativeTimeFormat',
  'Intl.Segmenter',
]);

/** The constructor among them whose objects use the time zone of the host, too. */
export const DATE_FORMAT = 'Intl.DateTimeFormat';
