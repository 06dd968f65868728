import type { TSESTree } from '@typescript-eslint/utils';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { type FunctionNode, isFunction, staticName } from '../syntax/nodes.ts';
import { staticObject } from '../syntax/static-values.ts';
import { localValue, onlyReturn } from '../syntax/trace.ts';
import { fileExports } from './exports.ts';

/**
 * The functions of a file that may be activities, by the way to them: `charge` for an export, `createPayments.charge` for a member of what
 * an exported function returns, of an exported object, or of an exported class. What is wrapped or decorated is not known.
 */
export const activityFunctions = perFile((file): ReadonlyMap<string, FunctionNode> => {
  const functions = new Map<string, FunctionNode>();
  for (const { name, node } of fileExports(file)) {
    const value = isFunction(node) ? node : localValue(file, node);
    if (!value) continue;
    if (isFunction(value)) functions.set(name, value);
    for (const [member, method] of members(file, value)) functions.set(`${name}.${member}`, method);
  }
  return functions;
});

function members(file: SourceFile, value: TSESTree.Node): readonly (readonly [string, FunctionNode])[] {
  if (value.type === 'ClassDeclaration' || value.type === 'ClassExpression') return value.decorators.length > 0 ? [] : methods(value);
  const object = isFunction(value) ? onlyReturn(value, file) : value;
  return [...((object && staticObject(file, object)?.properties) ?? [])].flatMap(([name, member]) => {
    const method = member && (isFunction(member) ? member : localValue(file, member));
    return method && isFunction(method) ? [[name, method] as const] : [];
  });
}

function methods({ body }: TSESTree.ClassDeclaration | TSESTree.ClassExpression): (readonly [string, FunctionNode])[] {
  return body.body.flatMap((element) => {
    if ((element.type !== 'MethodDefinition' && element.type !== 'PropertyDefinition') || element.static || element.decorators.length > 0) return [];
    const name = staticName(element);
    return name !== null && element.value && isFunction(element.value) ? [[name, element.value] as const] : [];
  });
}
