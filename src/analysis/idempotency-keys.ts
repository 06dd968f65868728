import type { TSESTree } from '@typescript-eslint/utils';
import { perModule } from '../project/modules.ts';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { type FunctionNode, nodesOfType, staticName, unwrapped } from '../syntax/nodes.ts';
import { staticValue } from '../syntax/static-values.ts';
import { originOf } from '../syntax/trace.ts';
import { exportedFunctions } from './exports.ts';
import { functionOf } from './handlers.ts';
import { importedFrom } from './local-modules.ts';

/** Whether a name is one of these, in any spelling: `Idempotency-Key`, `idempotency_key`. */
export function isKeyName(name: string, names: readonly string[]): boolean {
  const plain = (text: string) => text.replace(/[-_]/gu, '').toLowerCase();
  return names.some((one) => plain(one) === plain(name));
}

interface NamedValue {
  readonly name: string;
  readonly value: TSESTree.Node;
}

/** The expressions of a file that are given as an idempotency key, by the names that such keys have, in source order. */
export function keyValues(file: SourceFile, names: readonly string[]): readonly TSESTree.Node[] {
  return namedValues(file).flatMap(({ name, value }) => (isKeyName(name, names) ? [value] : []));
}

/** What is given a name: by a property, an assignment to one, a header, or a parameter of a function of the project. */
const namedValues = perFile((file): readonly NamedValue[] =>
  [
    ...nodesOfType(file, 'Property').flatMap((property) =>
      property.parent.type === 'ObjectExpression' ? named(staticName(property), property.value) : [],
    ),
    ...nodesOfType(file, 'AssignmentExpression').flatMap(({ left, right }) =>
      left.type === 'MemberExpression' ? named(staticName(left), right) : [],
    ),
    ...nodesOfType(file, 'ArrayExpression').flatMap(({ elements: [name, value, ...others] }) =>
      name && value && others.length === 0 ? named(textOf(file, name), value) : [],
    ),
    ...nodesOfType(file, 'CallExpression', 'NewExpression').flatMap((call) => [...headerOf(file, call), ...parametersOf(file, call)]),
  ].sort((one, other) => one.value.range[0] - other.value.range[0]),
);

function named(name: string | null, value: TSESTree.Node): NamedValue[] {
  return name === null ? [] : [{ name, value }];
}

/** `headers.set('Idempotency-Key', key)`. */
function headerOf(file: SourceFile, { callee, arguments: given }: TSESTree.CallExpression | TSESTree.NewExpression): NamedValue[] {
  const method = callee.type === 'MemberExpression' ? staticName(callee) : null;
  const [name, value, ...others] = given;
  if (method === null || !/^(?:set|append|header|setHeader)$/u.test(method) || !name || !value || others.length > 0) return [];
  return named(textOf(file, name), value);
}

function textOf(file: SourceFile, node: TSESTree.Node): string | null {
  const value = staticValue(file, node)?.value;
  return typeof value === 'string' ? value : null;
}

function parametersOf(file: SourceFile, call: TSESTree.CallExpression | TSESTree.NewExpression): NamedValue[] {
  const callee = functionOf(file, call.callee);
  const names = callee ? parameterNames(callee) : importedParameters(file, call.callee);
  const spread = call.arguments.findIndex(({ type }) => type === 'SpreadElement');
  const known = spread === -1 ? call.arguments : call.arguments.slice(0, spread);
  return known.flatMap((argument, at) => named(names[at] ?? null, argument));
}

function parameterNames({ params }: FunctionNode): (string | null)[] {
  return params.map((parameter) => {
    const target = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
    return target.type === 'Identifier' ? target.name : null;
  });
}

function importedParameters(file: SourceFile, callee: TSESTree.Node): readonly (string | null)[] {
  const origin = originOf(file, unwrapped(callee));
  const from = origin?.root.type === 'module' ? importedFrom(file, origin) : null;
  return from && 'file' in from && from.path.length === 0 ? (exportedParameters(from.file)?.get(from.name) ?? []) : [];
}

const exportedParameters = perModule(
  (file): ReadonlyMap<string, readonly (string | null)[]> =>
    new Map([...exportedFunctions(file)].map(([name, node]) => [name, parameterNames(node)])),
);
