import type { TSESTree } from '@typescript-eslint/utils';
import { type Variable, variableOf } from '../syntax/bindings.ts';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { moduleImports } from '../syntax/imports.ts';
import { childNodes, nodesOfType, staticName, wrapped } from '../syntax/nodes.ts';
import { originOf } from '../syntax/trace.ts';
import { activityProxies } from './activities.ts';

/** A call of an activity's own function, where a stub of it would schedule the activity. */
export interface DirectActivityCall {
  readonly call: TSESTree.CallExpression;
  /** The name that the activity's module exports it under. */
  readonly name: string;
}

/**
 * The awaited calls in a file of what it imports, as a value, from a module that a proxy is typed by: the same function that the stub
 * would have the worker run. Any other call may be of a plain function beside the activities.
 */
export const directActivityCalls = perFile((file): readonly DirectActivityCall[] => {
  const modules = activityModules(file);
  if (modules.size === 0) return [];
  return nodesOfType(file, 'CallExpression').flatMap((call): DirectActivityCall[] => {
    if (!isAwaited(call)) return [];
    const origin = originOf(file, call.callee);
    if (origin?.root.type !== 'module' || !modules.has(origin.root.module) || origin.path.length !== 1) return [];
    return [{ call, name: origin.path[0]! }];
  });
});

/** The modules that the proxies of a file are typed by: `proxyActivities<typeof activities>()`, `typeof import('./activities')`. */
function activityModules(file: SourceFile): ReadonlySet<string> {
  const modules = new Set<string>();
  const whole = new Map<Variable, string>();
  for (const { names, source } of moduleImports(file)) {
    for (const { name, variable } of names ?? []) if (name === '*' && variable) whole.set(variable, source);
  }
  const pending: TSESTree.Node[] = activityProxies(file).flatMap(({ call }) => call.typeArguments ?? []);
  for (let node = pending.pop(); node; node = pending.pop()) {
    pending.push(...childNodes(node, file));
    if (node.type !== 'TSTypeQuery') continue;
    const { exprName } = node;
    if (exprName.type === 'TSImportType') modules.add(exprName.source.value);
    const variable = exprName.type === 'Identifier' ? variableOf(file, exprName) : null;
    const module = variable && whole.get(variable);
    if (module) modules.add(module);
  }
  return modules;
}

/** Whether a call certainly gives a promise, and something waits for it: `await f()`, `f().then(…)`. */
function isAwaited(call: TSESTree.CallExpression): boolean {
  const node = wrapped(call);
  const { parent } = node;
  switch (parent?.type) {
    case 'AwaitExpression':
      return true;
    case 'MemberExpression':
      return parent.object === node && ['then', 'catch', 'finally'].includes(staticName(parent) ?? '');
    default:
      return false;
  }
}
