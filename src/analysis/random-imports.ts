import type { TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from '../syntax/file.ts';
import type { ModuleImport } from '../syntax/imports.ts';
import { staticName, wrapped } from '../syntax/nodes.ts';
import { type UsedName, usedNames } from '../syntax/used-names.ts';
import { HOST_RANDOM } from '../temporal/globals.ts';
import { RANDOM_CRYPTO_EXPORTS } from '../temporal/modules.ts';

const CRYPTO_MODULES: ReadonlySet<string> = new Set(['crypto', 'node:crypto']);

/** A use of a function of Node's `crypto` that gives random values. */
export interface CryptoDraw {
  /** What stands for the function: `randomBytes`, `crypto.webcrypto.randomUUID`. */
  readonly node: TSESTree.Node;
  readonly name: string;
  /** Whether its call gives a UUID of version 4. */
  readonly isUuid4: boolean;
}

/**
 * Whether an import of Node's `crypto` is there for random values and nothing else: `no-crypto-random` reports the draws then, and
 * `no-io-imports` leaves the import alone. False where it is not used, or handed on.
 */
export function isForRandomness(file: SourceFile, declaration: ModuleImport): boolean {
  if (!CRYPTO_MODULES.has(declaration.source)) return false;
  const used = usedNames(file, declaration);
  return used !== null && used.length > 0 && used.every((use) => cryptoDraw(use) !== null);
}

/** What a use of an export of Node's `crypto` draws; null for what draws nothing. */
export function cryptoDraw({ name, node }: UsedName): CryptoDraw | null {
  const drawn = RANDOM_CRYPTO_EXPORTS.get(name);
  if (drawn) return { node, name: `crypto.${name}`, isUuid4: drawn.uuid4 === true };
  const member = wrapped(node).parent;
  if (name !== 'webcrypto' || member?.type !== 'MemberExpression') return null;
  // The export is what a browser has as its global `crypto`.
  const global = HOST_RANDOM.get(`crypto.${staticName(member)}`);
  return global ? { node: member, name: `crypto.webcrypto.${staticName(member)}`, isUuid4: global.uuid4 } : null;
}
