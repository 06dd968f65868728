import type { SourceFile } from './file.ts';
import { type FunctionNode, isFunction, nodesOfType } from './nodes.ts';
import { isGlobalCall } from './promises.ts';
import { localValue } from './trace.ts';

/** The `async` functions of a file that are given to `new Promise`; not one that catches whatever goes wrong in it. */
export function asyncExecutors(file: SourceFile): readonly FunctionNode[] {
  return nodesOfType(file, 'NewExpression').flatMap((made) => {
    const executor = made.arguments[0] && isGlobalCall(file, made, 'Promise') ? localValue(file, made.arguments[0]) : null;
    return executor && isFunction(executor) && executor.async && !catchesAll(executor) ? [executor] : [];
  });
}

function catchesAll({ body }: FunctionNode): boolean {
  const [statement, ...others] = body.type === 'BlockStatement' ? body.body : [];
  return statement?.type === 'TryStatement' && statement.handler !== null && others.length === 0;
}
