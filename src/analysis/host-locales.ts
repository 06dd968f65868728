import type { TSESTree } from '@typescript-eslint/utils';
import { builtInType, type BuiltInType } from '../syntax/built-in-types.ts';
import type { SourceFile } from '../syntax/file.ts';
import { globalCalls } from '../syntax/global-calls.ts';
import { nodesOfType, staticName, unwrapped, wrapped } from '../syntax/nodes.ts';
import { staticObject, staticValue } from '../syntax/static-values.ts';
import { originOf } from '../syntax/trace.ts';
import type { TypeInformation } from '../syntax/type-information.ts';
import { DATE_FORMAT, LOCALE_CONSTRUCTORS, LOCALE_METHODS, type LocaleMethod } from '../temporal/host-locale.ts';
import type { HostDependence } from './host-dependence.ts';

type Call = TSESTree.CallExpression | TSESTree.NewExpression;

/** Where a file formats or compares by the locale or the time zone of the host, because it names none. */
export function hostLocales(file: SourceFile, types: TypeInformation | null): HostDependence[] {
  const methods = nodesOfType(file, 'CallExpression').flatMap((call): HostDependence[] => {
    const callee = unwrapped(call.callee);
    const name = callee.type === 'MemberExpression' ? staticName(callee) : null;
    const method = name === null ? undefined : LOCALE_METHODS.get(name);
    if (callee.type !== 'MemberExpression' || name === null || !method) return [];
    const type = builtInType(file, callee.object, types);
    if (!mayHave(file, callee.object, type, method)) return [];
    const isDate = method.isOfDates ?? (type === 'Date' ? true : type === null ? null : false);
    return dependence(file, call, name, callee.property, method.localeAt, isDate);
  });
  const constructors = globalCalls(file).flatMap(({ name, call }): HostDependence[] =>
    LOCALE_CONSTRUCTORS.has(name) ? dependence(file, call, name, call.callee, 0, name === DATE_FORMAT) : [],
  );
  return [...methods, ...constructors];
}

/**
 * Whether a receiver can be the built-in value whose method it is by its name. No other thing in common use has a method of one of these
 * names, but for date libraries and `toLocaleString`.
 */
function mayHave(file: SourceFile, receiver: TSESTree.Node, type: BuiltInType | null, { isOfDates }: LocaleMethod): boolean {
  if (type === 'other' || type === 'Error') return false;
  if (type !== null) return isOfDates === null || (type === 'Date') === isOfDates;
  if (isOfDates === false) return true;
  const origin = originOf(file, receiver);
  const made = origin?.root.type === 'value' ? origin.root.node : null;
  const maker = made?.type === 'CallExpression' || made?.type === 'NewExpression' ? originOf(file, made.callee) : null;
  return origin?.root.type !== 'module' && maker?.root.type !== 'module';
}

function dependence(
  file: SourceFile,
  call: Call,
  name: string,
  node: TSESTree.Node,
  localeAt: number,
  isDate: boolean | null,
): HostDependence[] {
  if (call.arguments.some(({ type }) => type === 'SpreadElement')) return [];
  const hasLocale = isGiven(file, call.arguments[localeAt]);
  if (!isDate) return hasLocale ? [] : [{ kind: 'locale', name, node, value: call, edits: withLocale(call, name, localeAt) }];
  const hasZone = namesZone(file, call.arguments[localeAt + 1]);
  const asked = askedOption(call);
  if (asked === 'timeZone') return hasZone === false ? [{ kind: 'offset', name: asked, node, value: call, edits: null }] : [];
  if (hasLocale && (asked !== null || hasZone !== false)) return [];
  if (asked !== null) return [{ kind: 'locale', name, node, value: call, edits: withLocale(call, name, localeAt) }];
  const kind = hasLocale ? 'zone' : hasZone === false ? 'localeAndZone' : 'locale';
  return [{ kind, name, node, value: call, edits: hasZone === false ? withZone(file, call) : withLocale(call, name, localeAt) }];
}

/** What a formatter is made for to ask it: `x` of `new F().resolvedOptions().x`. Empty where that is not in sight; null where it formats. */
function askedOption(call: Call): string | null {
  const method = wrapped(call).parent;
  const asking = method?.type === 'MemberExpression' && staticName(method) === 'resolvedOptions' ? wrapped(method).parent : null;
  if (asking?.type !== 'CallExpression') return null;
  const { parent } = wrapped(asking);
  return (parent?.type === 'MemberExpression' && staticName(parent)) || '';
}

/** Whether an argument names a locale; an unknown one does. */
function isGiven(file: SourceFile, argument: TSESTree.Node | undefined): boolean {
  if (!argument) return false;
  const known = staticValue(file, argument);
  if (known) return known.value !== undefined;
  const node = unwrapped(argument);
  return !(node.type === 'ArrayExpression' && node.elements.length === 0);
}

/** Whether options name a time zone; null where the file does not say. */
function namesZone(file: SourceFile, argument: TSESTree.Node | undefined): boolean | null {
  if (!argument) return false;
  const known = staticValue(file, argument);
  if (known) return known.value === undefined ? false : null;
  const options = staticObject(file, argument);
  const zone = options?.properties.get('timeZone');
  if (zone) return staticValue(file, zone)?.value !== undefined || !staticValue(file, zone);
  return options?.isComplete && zone === undefined ? false : null;
}

/** The name of English as it is used in the world: what text is the same everywhere is for the author to say, this is one. */
const LOCALE = `'en-US'`;

function withLocale(call: Call, name: string, at: number): HostDependence['edits'] {
  const given = call.arguments[at];
  // Case and order of letters have a form that knows no locale.
  const locale = name === 'localeCompare' ? `'en'` : LOCALE;
  if (given) return [{ range: given.range, text: locale }];
  return call.arguments.length === at ? insertedAtEnd(call, locale) : null;
}

function withZone(file: SourceFile, call: Call): HostDependence['edits'] {
  const [locale, options, ...others] = call.arguments;
  if (others.length > 0) return null;
  const zone = `timeZone: 'UTC'`;
  const named = locale && isGiven(file, locale) ? [] : locale ? [{ range: locale.range, text: LOCALE }] : [];
  if (!options) {
    const inserted = insertedAtEnd(call, `${locale ? '' : `${LOCALE}, `}{ ${zone} }`);
    return inserted && [...named, ...inserted];
  }
  if (options.type !== 'ObjectExpression' || staticObject(file, options)?.properties.has('timeZone')) return null;
  const last = options.properties.at(-1);
  const added = last
    ? { range: [last.range[1], last.range[1]] as const, text: `, ${zone}` }
    : { range: options.range, text: `{ ${zone} }` };
  return [...named, added];
}

/** An argument more at the end of a call; null for `new X` without brackets. */
function insertedAtEnd(call: Call, text: string): HostDependence['edits'] {
  const last = call.arguments.at(-1);
  const [, end] = last?.range ?? call.range;
  if (last) return [{ range: [end, end], text: `, ${text}` }];
  const hasBrackets = call.range[1] > (call.typeArguments ?? call.callee).range[1];
  return hasBrackets ? [{ range: [end - 1, end - 1], text }] : [{ range: [end, end], text: `(${text})` }];
}
