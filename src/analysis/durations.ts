import type { TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from '../syntax/file.ts';
import { type Primitive, staticValue } from '../syntax/static-values.ts';
import { DURATION_UNITS, LONGEST_DURATION_TEXT } from '../temporal/durations.ts';

/** The milliseconds that the SDK takes a value for; NaN where it refuses the value. */
export function millisecondsOf(value: Primitive): number {
  if (typeof value === 'number') return Number.isFinite(value) ? value : NaN;
  if (typeof value !== 'string' || value.length > LONGEST_DURATION_TEXT) return NaN;
  const [, number, unit = 'ms'] = /^(-?\d*\.?\d+) *([a-z]+)?$/iu.exec(value) ?? [];
  return number === undefined ? NaN : Number.parseFloat(number) * (DURATION_UNITS.get(unit.toLowerCase()) ?? NaN);
}

/** The milliseconds that an expression is certainly taken for; null where that is not known, or the SDK refuses the value. */
export function knownMilliseconds(file: SourceFile, expression: TSESTree.Node | null): number | null {
  const known = expression && staticValue(file, expression);
  const milliseconds = known ? millisecondsOf(known.value) : NaN;
  return Number.isNaN(milliseconds) ? null : milliseconds;
}
