import type { TSESTree } from '@typescript-eslint/utils';

/** A place where a value depends on the machine that a Worker runs on, or that its bundle was made on. */
export interface HostDependence {
  readonly kind:
    | 'localTime'
    | 'offset'
    | 'localParts'
    | 'localText'
    | 'dateText'
    | 'locale'
    | 'localeAndZone'
    | 'zone'
    | 'stack'
    | 'moduleUrl';
  /** What is called or read: `getHours`, `Intl.NumberFormat`. */
  readonly name: string;
  /** What is the same everywhere, where it has a name. */
  readonly instead?: string;
  /** What must change. */
  readonly node: TSESTree.Node;
  /** The expression whose value depends on the host; null where something is changed by it. */
  readonly value: TSESTree.Node | null;
  /** What makes it the same everywhere, by one choice of several; null where that is not a matter of an edit. */
  readonly edits: readonly { readonly range: readonly [number, number]; readonly text: string }[] | null;
}
