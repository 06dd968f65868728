import type { TSESTree } from '@typescript-eslint/utils';
import { perModule } from '../project/modules.ts';
import { namedPaths, type NamedPath, resolvedSpecifier } from '../project/path-expressions.ts';
import type { SourceFile } from '../syntax/file.ts';
import { variableOf } from '../syntax/bindings.ts';
import { isFunction, nodesOfType, staticName, unwrapped, wrapped } from '../syntax/nodes.ts';
import { staticObject, staticValue } from '../syntax/static-values.ts';
import { onlyReturn, originOf } from '../syntax/trace.ts';
import { BUNDLED_MODULE_OPTIONS, BUNDLER_HOOKS, FAILURE_ERROR_TYPES, IGNORE_MODULES, WORKFLOWS_PATH } from '../temporal/worker-options.ts';
import { HOST_PACKAGES } from '../temporal/workflow-apis.ts';

/** What code says of bundles: of a worker, a build script, a replay test, or options that are handed to somebody's helper. */
export interface WorkerFile {
  readonly entries: readonly NamedPath[];
  /** Interceptors and converters, which are in the same bundles. */
  readonly otherModules: readonly NamedPath[];
  /** The lines of entries whose path this file does not tell: it comes from a caller elsewhere, or from the environment. */
  readonly unknownEntries: readonly number[];
  readonly ignoreModules: readonly string[];
  /** Whether the options stand where the SDK is given them, so that there are no others. */
  readonly isWhole: boolean;
  /** The options beside these that can change how the bundler resolves: their names. */
  readonly hooks: readonly string[];
  /** The names of the classes of errors that fail a workflow of any type; null where they are not in sight. */
  readonly failureErrorTypes: readonly string[] | null;
}

const BUNDLE_OPTIONS = [WORKFLOWS_PATH, ...BUNDLED_MODULE_OPTIONS];

/** What a text must hold for a file to say anything of a bundle: a look that is cheaper than parsing. */
export function mentionsBundle(text: string): boolean {
  if (BUNDLE_OPTIONS.some((name) => text.includes(name))) return true;
  // The plain search goes through a text several times faster than the expression does.
  return text.includes('resolve(') && /\bresolve\(['"`][^'"`]*workflow/iu.test(text);
}

/** What a file on the disk says of bundles; null where it cannot be read. */
export const workerFile = perModule((file): WorkerFile => {
  const entries: NamedPath[] = [];
  const otherModules: NamedPath[] = [];
  const unknownEntries: number[] = [];
  const ignoreModules: string[] = [];
  const hooks: string[] = [];
  let failureErrorTypes: readonly string[] | null = [];
  let isWhole = true;

  const option = (name: string | null, value: TSESTree.Node) => {
    if (name === WORKFLOWS_PATH) {
      const named = namedPaths(file, isFunction(value) ? (onlyReturn(value, file) ?? value) : value);
      entries.push(...named);
      if (named.length === 0) unknownEntries.push(value.loc.start.line);
    } else if (name !== null && BUNDLED_MODULE_OPTIONS.includes(name)) otherModules.push(...elements(file, value).flatMap((one) => namedPaths(file, one)));
    else if (name === IGNORE_MODULES) ignoreModules.push(...elements(file, value).flatMap((one) => strings(file, one)));
    else if (name === FAILURE_ERROR_TYPES) failureErrorTypes = failureErrorTypes && joined(failureErrorTypes, failureNames(file, value));
    else if (name !== null && BUNDLER_HOOKS.includes(name) && !isEmpty(file, value)) hooks.push(name);
  };
  for (const property of nodesOfType(file, 'Property')) {
    if (property.parent.type !== 'ObjectExpression') continue;
    option(staticName(property), property.value);
    if (staticName(property) === WORKFLOWS_PATH) isWhole &&= isGivenToSdk(file, property.parent);
  }
  for (const { left, right } of nodesOfType(file, 'AssignmentExpression')) {
    if (left.type !== 'MemberExpression') continue;
    option(staticName(left), right);
    isWhole &&= staticName(left) !== WORKFLOWS_PATH;
  }
  // A path for somebody's helper: `createWorker(require.resolve('./workflows'))`, `{ getWorkflowsPath: () => require.resolve('./workflows') }`.
  for (const call of nodesOfType(file, 'CallExpression')) {
    const specifier = resolvedSpecifier(file, call);
    if (specifier === null || !/workflows?(?:\.[cm]?[jt]s)?$/iu.test(specifier)) continue;
    const named: NamedPath = { kind: 'specifier', specifier };
    if (entries.some((entry) => entry.kind === 'specifier' && entry.specifier === specifier)) continue;
    entries.push(named);
    isWhole = false;
  }
  return { entries, otherModules, unknownEntries, ignoreModules, isWhole, hooks, failureErrorTypes };
});

/** Whether an object is handed to a function of the SDK as it stands, in place or by a constant. */
function isGivenToSdk(file: SourceFile, object: TSESTree.ObjectExpression): boolean {
  if (object.properties.some(({ type }) => type === 'SpreadElement')) return false;
  const node = wrapped(object);
  const { parent } = node;
  const variable = parent?.type === 'VariableDeclarator' && parent.parent.kind === 'const' ? variableOf(file, parent.id) : null;
  const uses = variable ? variable.references.filter(({ init }) => !init).map(({ identifier }) => wrapped(identifier as TSESTree.Node)) : [node];
  return uses.length > 0 && uses.every((use) => use.parent?.type === 'CallExpression' && use.parent.callee !== use && isOfSdk(file, use.parent.callee));
}

function isOfSdk(file: SourceFile, callee: TSESTree.Node): boolean {
  const origin = originOf(file, callee);
  return origin?.root.type === 'module' && HOST_PACKAGES.has(origin.root.module);
}

/** The elements of an array, those of spread constants included; the expression itself where it is no array. */
function elements(file: SourceFile, expression: TSESTree.Node): readonly TSESTree.Node[] {
  const origin = originOf(file, expression);
  const node = origin?.root.type === 'value' && origin.path.length === 0 ? unwrapped(origin.root.node) : expression;
  if (node.type !== 'ArrayExpression') return [expression];
  return node.elements.flatMap((element) => {
    if (!element) return [];
    return element.type === 'SpreadElement' ? elements(file, element.argument) : [element];
  });
}

/** The names in lists by workflow type, of all types; null where one is not in sight. */
function failureNames(file: SourceFile, value: TSESTree.Node): readonly string[] | null {
  const byType = staticObject(file, value);
  if (!byType?.isComplete) return null;
  return [...byType.properties.values()].reduce<readonly string[] | null>((names, list) => {
    const found = list && elements(file, list).map((element) => staticValue(file, element)?.value);
    return found?.every((name) => typeof name === 'string') ? joined(names, found as string[]) : null;
  }, []);
}

function joined(one: readonly string[] | null, other: readonly string[] | null): readonly string[] | null {
  return one && other && [...one, ...other];
}

function strings(file: SourceFile, expression: TSESTree.Node): string[] {
  const value = staticValue(file, expression)?.value;
  return typeof value === 'string' ? [value] : [];
}

function isEmpty(file: SourceFile, value: TSESTree.Node): boolean {
  const known = staticValue(file, value);
  if (known) return known.value == null;
  const node = unwrapped(value);
  return (node.type === 'ArrayExpression' && node.elements.length === 0) || staticObject(file, value)?.properties.size === 0;
}
