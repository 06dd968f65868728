import type { TSESTree } from '@typescript-eslint/utils';
import { installedVersion, isAtLeast } from '../project/installed.ts';
import { variableOf } from '../syntax/bindings.ts';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { importOnlyFor } from '../syntax/fixes.ts';
import { globalUses, propertyUses } from '../syntax/global-uses.ts';
import { type ModuleImport, moduleImports, survivesCompilation } from '../syntax/imports.ts';
import { failsWhenMissing } from '../syntax/missing-globals.ts';
import { wrapped } from '../syntax/nodes.ts';
import { staticValue } from '../syntax/static-values.ts';
import { usedNames } from '../syntax/used-names.ts';
import { HOST_RANDOM } from '../temporal/globals.ts';
import { RANDOM_PACKAGES, type RandomExport, type RandomPackage } from '../temporal/modules.ts';
import { cryptoDraw, isForRandomness } from './random-imports.ts';

/** A use of a source of random values that the sandbox lacks. */
export interface RandomUse {
  /** What stands for the source: `crypto.randomUUID`, `v4`. */
  readonly node: TSESTree.Node;
  /** How it is called in its documentation: `crypto.randomUUID`, `uuid.v4`. */
  readonly name: string;
  readonly from: 'global' | 'builtin' | 'package';
  /** The module that it is imported from; the name of the global otherwise. */
  readonly source: string;
  /** What a call gives: a random UUID of version 4, as the SDK's `uuid4()` does; another unique text; anything else. */
  readonly gives: 'uuid4' | 'id' | 'value';
  /** The call whose value it is; null where it is handed on. */
  readonly call: TSESTree.CallExpression | null;
  /** The import that nothing else needs; null where there is none. */
  readonly ownImport: TSESTree.ImportDeclaration | null;
}

/** The uses of random sources of a file that fail in a sandbox without `crypto`: of the global `crypto`, of the builtin, and of known packages. */
export const randomUses = perFile((file): readonly RandomUse[] => [
  ...globalCrypto(file),
  ...moduleImports(file)
    .filter((declaration) => survivesCompilation(file, declaration))
    .flatMap((declaration) => {
      if (isForRandomness(file, declaration)) return usesOfBuiltin(file, declaration);
      const known = RANDOM_PACKAGES.get(declaration.source);
      return known && isAffected(file, declaration.source, known) ? usesOfPackage(file, declaration, known) : [];
    }),
]);

function globalCrypto(file: SourceFile): RandomUse[] {
  const named = new Set<TSESTree.Node>();
  return globalUses(file).flatMap((use): RandomUse[] => {
    const { path, node, reference } = use;
    const name = `${use.name}.${path[0]}`;
    const drawn = HOST_RANDOM.get(name);
    // What fails is the name of the global, once, whatever is read from it.
    if (!drawn || named.has(reference) || !failsWhenMissing(file, use)) return [];
    named.add(reference);
    const call = path.length === 1 ? callOf(node) : null;
    return [{ node, name, from: 'global', source: use.name, gives: drawn.uuid4 ? 'uuid4' : 'value', call, ownImport: null }];
  });
}

function usesOfBuiltin(file: SourceFile, declaration: ModuleImport): RandomUse[] {
  const { source } = declaration;
  return (usedNames(file, declaration) ?? []).flatMap((used): RandomUse[] => {
    const drawn = cryptoDraw(used);
    if (!drawn) return [];
    const { node, name, isUuid4 } = drawn;
    const gives = isUuid4 ? 'uuid4' : 'value';
    return [{ node, name, from: 'builtin', source, gives, call: callOf(node), ownImport: ownImport(file, declaration) }];
  });
}

function usesOfPackage(file: SourceFile, declaration: ModuleImport, { draws }: RandomPackage): RandomUse[] {
  const { source } = declaration;
  return (usedNames(file, declaration) ?? []).flatMap((used): RandomUse[] => {
    const drawn = Object.hasOwn(draws, used.name) ? draws[used.name] : undefined;
    if (!drawn) return [];
    return callsOf(file, used.node)
      .filter((call) => !bringsOwnSource(file, call, drawn))
      .flatMap((call) => (drawn.returns ? callsOf(file, call) : [call]))
      .map((call) => ({
        node: call.callee,
        name: used.name === 'default' ? source : `${source}.${used.name}`,
        from: 'package',
        source,
        gives: drawn.uuid4 ? 'uuid4' : 'id',
        call,
        ownImport: ownImport(file, declaration),
      }));
  });
}

/** Whether the installed release is one that fails; one that is not in sight is taken for a current one. */
function isAffected({ filename }: SourceFile, name: string, { since }: RandomPackage): boolean {
  const version = since && filename !== null ? installedVersion(name, filename) : null;
  return !since || !version || isAtLeast(version, since);
}

function ownImport(file: SourceFile, declaration: ModuleImport): TSESTree.ImportDeclaration | null {
  const [name, ...others] = declaration.names ?? [];
  return name && others.length === 0 ? importOnlyFor(file, name, declaration) : null;
}

/** The calls of what an expression gives, or of the names that a property of a pattern declares. */
function callsOf(file: SourceFile, node: TSESTree.Node): TSESTree.CallExpression[] {
  const target = node.type === 'Property' ? variableOf(file, node.value) : null;
  const expressions = node.type === 'Property' ? (target?.references ?? []).map(({ identifier }) => identifier as TSESTree.Node) : [node];
  return expressions
    .flatMap((expression) => propertyUses(file, expression))
    .flatMap((use) => (use.path.length === 0 ? (callOf(use.node) ?? []) : []));
}

function callOf(node: TSESTree.Node): TSESTree.CallExpression | null {
  const callee = wrapped(node);
  return callee.parent?.type === 'CallExpression' && callee.parent.callee === callee ? callee.parent : null;
}

/** Whether a call hands over something, known or not, that can take the place of `crypto`. */
function bringsOwnSource(file: SourceFile, { arguments: given }: TSESTree.CallExpression, { sourceArgument: at }: RandomExport): boolean {
  if (at === undefined) return false;
  const argument = given[at];
  if (given.slice(0, at + 1).some(({ type }) => type === 'SpreadElement')) return true;
  const known = argument && staticValue(file, argument);
  return argument !== undefined && !(known && (known.value === undefined || known.value === null));
}
