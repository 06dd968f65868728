import type { TSESTree } from '@typescript-eslint/utils';
import { isDeclared } from '../syntax/bindings.ts';
import { builtInType } from '../syntax/built-in-types.ts';
import type { SourceFile } from '../syntax/file.ts';
import { globalCalls, globalName } from '../syntax/global-calls.ts';
import { nodesOfType, staticName, unwrapped } from '../syntax/nodes.ts';
import { staticValue } from '../syntax/static-values.ts';
import { isMadeText } from '../syntax/text-uses.ts';
import type { TypeInformation } from '../syntax/type-information.ts';
import { LOCAL_DATE_METHODS } from '../temporal/host-locale.ts';
import type { HostDependence } from './host-dependence.ts';

/** Where a file takes or gives local time: methods of dates, dates made of parts or of a text without an offset, dates as texts. */
export function localTimes(file: SourceFile, types: TypeInformation | null): HostDependence[] {
  return [...methods(file, types), ...constructions(file), ...texts(file, types)];
}

function methods(file: SourceFile, types: TypeInformation | null): HostDependence[] {
  return nodesOfType(file, 'CallExpression').flatMap((call): HostDependence[] => {
    const callee = unwrapped(call.callee);
    const name = callee.type === 'MemberExpression' ? staticName(callee) : null;
    const instead = name === null ? undefined : LOCAL_DATE_METHODS.get(name);
    if (callee.type !== 'MemberExpression' || name === null || instead === undefined || !isDate(file, callee.object, types)) return [];
    const { property } = callee;
    const edits = instead !== null && !callee.computed ? [{ range: property.range, text: instead }] : null;
    const changes = name.startsWith('set');
    if (instead === null) return [{ kind: 'offset', name, node: property, value: call, edits: null }];
    return [{ kind: 'localTime', name, instead, node: property, value: changes ? null : call, edits }];
  });
}

function constructions(file: SourceFile): HostDependence[] {
  return globalCalls(file).flatMap(({ name, call }): HostDependence[] => {
    if (call.arguments.some(({ type }) => type === 'SpreadElement')) return [];
    const [first, second] = call.arguments;
    const isMade = name === 'Date' && call.type === 'NewExpression';
    if (isMade && first && second) {
      const [, end] = call.arguments.at(-1)!.range;
      const edits = [
        { range: [first.range[0], first.range[0]] as const, text: 'Date.UTC(' },
        { range: [end, end] as const, text: ')' },
      ];
      return [{ kind: 'localParts', name, node: call, value: call, edits: isDeclared(file, 'Date') ? null : edits }];
    }
    if (!first || (!isMade && name !== 'Date.parse')) return [];
    const suffix = missingZone(file, first);
    if (suffix === null) return [];
    const isText = first.type === 'Literal' || first.type === 'TemplateLiteral';
    const end = first.range[1] - 1;
    return [{ kind: 'localText', name, node: first, value: call, edits: isText ? [{ range: [end, end], text: suffix }] : null }];
  });
}

/** Dates that become texts by themselves: in a template, beside a text, in `String(…)`. */
function texts(file: SourceFile, types: TypeInformation | null): HostDependence[] {
  const candidates = [
    ...nodesOfType(file, 'TemplateLiteral').flatMap(({ expressions }) => expressions),
    ...nodesOfType(file, 'BinaryExpression').flatMap(({ operator, left, right }) => (operator === '+' ? [left, right] : [])),
    ...nodesOfType(file, 'CallExpression').flatMap(({ arguments: [first] }) => first ?? []),
  ];
  return candidates
    .filter((node) => isMadeText(file, node) && isDate(file, node, types))
    .map((node) => ({ kind: 'dateText', name: 'Date', node, value: node, edits: null }));
}

/** Whether an expression is certainly a date; in the sandbox, `Date()` without `new` gives one too. */
function isDate(file: SourceFile, expression: TSESTree.Node, types: TypeInformation | null): boolean {
  const node = unwrapped(expression);
  if (node.type === 'CallExpression' && globalName(file, node.callee) === 'Date') return true;
  return builtInType(file, expression, types) === 'Date';
}

/** What a text lacks to be read as UTC instead of local time; null where it names a zone, is no date, or is not in sight. */
function missingZone(file: SourceFile, expression: TSESTree.Node): string | null {
  const known = staticValue(file, expression);
  if (known) return typeof known.value === 'string' ? zoneFor(known.value) : null;
  const node = unwrapped(expression);
  const end = node.type === 'TemplateLiteral' ? node.quasis.at(-1)!.value.cooked : node.type === 'BinaryExpression' && node.operator === '+' ? staticValue(file, node.right)?.value : null;
  return typeof end === 'string' && /T\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/u.test(end) ? 'Z' : null;
}

function zoneFor(text: string): string | null {
  if (Number.isNaN(Date.parse(text))) return null;
  // Only a date in the form of the standard is UTC without saying so.
  if (/^[+-]?\d{4,6}(?:-\d\d){0,2}$/u.test(text)) return null;
  if (/\d\s*z$|\b(?:utc?|gmt|[ecmp][sd]t)\b|[+-]\d\d:?\d\d\b|\([^)]*\)/iu.test(text)) return null;
  return /^[+-]?\d{4,6}(?:-\d\d){0,2}T[\d:.]+$/u.test(text) ? 'Z' : ' UTC';
}
