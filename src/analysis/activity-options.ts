import type { TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from '../syntax/file.ts';
import { staticObject, staticValue } from '../syntax/static-values.ts';

/** What is known of options: for each key whether it is certainly there, with a value that is not `undefined`. */
export interface KnownOptions {
  readonly state: (key: string) => 'present' | 'absent' | 'unknown';
  /** The value that a key certainly has; null where that is not known, or the key is absent. */
  readonly value: (key: string) => TSESTree.Node | null;
}

const UNKNOWN: KnownOptions = { state: () => 'unknown', value: () => null };

/** What is known of the options in an expression; no expression at all is no options. */
export function knownOptions(file: SourceFile, options: TSESTree.Node | null): KnownOptions {
  if (!options || isUndefined(file, options)) {
    return { state: () => 'absent', value: () => null };
  }
  const object = staticObject(file, options);
  if (!object) return UNKNOWN;
  return {
    state: (key) => {
      if (!object.properties.has(key)) return object.isComplete ? 'absent' : 'unknown';
      const value = object.properties.get(key);
      if (!value) return 'unknown';
      return isUndefined(file, value) ? 'absent' : 'present';
    },
    value: (key) => object.properties.get(key) ?? null,
  };
}

/** Whether options say something of a key, be it `undefined`: `executeWithOptions` merges that over the proxy's own. */
export function mentions(file: SourceFile, options: TSESTree.Node | null, key: string): boolean | null {
  if (!options) return false;
  const object = staticObject(file, options);
  if (!object) return isUndefined(file, options) ? false : null;
  return object.properties.has(key) || (object.isComplete ? false : null);
}

function isUndefined(file: SourceFile, node: TSESTree.Node): boolean {
  const known = staticValue(file, node);
  return known !== null && known.value === undefined;
}
