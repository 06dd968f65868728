import type { TSESTree } from '@typescript-eslint/utils';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { builtInType } from '../syntax/built-in-types.ts';
import { globalCalls, globalName } from '../syntax/global-calls.ts';
import { globalUses } from '../syntax/global-uses.ts';
import { throwingUses } from '../syntax/missing-globals.ts';
import { nodesOfType, staticName, unwrapped } from '../syntax/nodes.ts';
import { staticValue } from '../syntax/static-values.ts';
import { originOf } from '../syntax/trace.ts';
import type { TypeInformation } from '../syntax/type-information.ts';
import { CLOCK_METHODS, HOST_CLOCKS, UNSAFE_WORKFLOW_INFO } from '../temporal/globals.ts';
import { workflowName } from './sdk.ts';

/** A place where code reads the clock of the machine instead of workflow time, or tries to. */
export interface ClockRead {
  /**
   * `format`: a formatter without a date; `originalDate`: the `Date` behind the sandbox's; `unsafe`: of `workflowInfo()`; `missing`: a
   * global that the sandbox lacks; `ofNewerV8`: one that only a newer V8 has; `outside`: a wait that history knows nothing of.
   */
  readonly kind: 'format' | 'originalDate' | 'unsafe' | 'missing' | 'ofNewerV8' | 'outside';
  /** What it is called: `performance`, `Intl.DateTimeFormat`. */
  readonly name: string;
  readonly node: TSESTree.Node;
  /** The call that gives the time; null where the code does not show it. */
  readonly call: TSESTree.CallExpression | TSESTree.NewExpression | null;
}

/** Every place of a file that reads the clock of the machine, by syntax and by types where the project has them. */
export function clockReads(file: SourceFile, types: TypeInformation | null): readonly ClockRead[] {
  return [...callsOfClocks(file, types), ...globalClocks(file)].sort((one, other) => one.node.range[0] - other.node.range[0]);
}

function callsOfClocks(file: SourceFile, types: TypeInformation | null): ClockRead[] {
  return nodesOfType(file, 'CallExpression', 'NewExpression').flatMap((call): ClockRead[] => {
    const { callee } = call;
    if (isDateBehind(file, call, types)) return [{ kind: 'originalDate', name: 'Date', node: callee, call }];
    const origin = originOf(file, callee);
    const made = origin?.root.type === 'value' ? unwrapped(origin.root.node) : null;
    if (made?.type !== 'CallExpression' && made?.type !== 'NewExpression') return [];
    const [first, second, ...rest] = origin!.path;
    const name = globalName(file, made.callee);
    if (name !== null && second === undefined && CLOCK_METHODS.get(name)?.has(first ?? '') && !hasArgument(file, call)) {
      return [{ kind: 'format', name, node: callee, call }];
    }
    const isUnsafe = first === 'unsafe' && rest.length === 0 && UNSAFE_WORKFLOW_INFO.get(second ?? '') === 'clock';
    return isUnsafe && workflowName(file, made.callee) === 'workflowInfo' ? [{ kind: 'unsafe', name: 'now', node: callee, call }] : [];
  });
}

const globalClocks = perFile((file): readonly ClockRead[] =>
  [...HOST_CLOCKS].flatMap(([name, consequence]): ClockRead[] => {
    if (consequence === 'settlesOutside') {
      const calls = globalCalls(file).filter((one) => one.name === name);
      return calls.map(({ call }) => ({ kind: 'outside', name, node: call.callee, call }));
    }
    const [first, member] = name.split('.');
    if (first === 'Temporal') {
      const uses = globalUses(file).filter((use) => use.name === first && use.path[0] === member);
      return uses.map(({ node }) => ({ kind: 'ofNewerV8', name, node, call: null }));
    }
    return throwingUses(file, name).map(({ node, path }) => ({
      kind: 'missing',
      name: member === undefined && path.length > 0 ? `${name}.${path[0]}` : name,
      node,
      call: node.parent?.type === 'CallExpression' && node.parent.callee === node ? node.parent : null,
    }));
  }),
);

/** Whether a call reads the clock through the constructor of a date, which is not the `Date` of the sandbox. */
function isDateBehind(file: SourceFile, call: TSESTree.CallExpression | TSESTree.NewExpression, types: TypeInformation | null): boolean {
  const callee = unwrapped(call.callee);
  if (callee.type === 'MemberExpression' && staticName(callee) === 'now') return isOriginalDate(file, callee.object, types);
  return call.arguments.length === 0 && isOriginalDate(file, callee, types);
}

function isOriginalDate(file: SourceFile, expression: TSESTree.Node, types: TypeInformation | null): boolean {
  const node = unwrapped(expression);
  if (globalName(file, node) === 'Date.prototype.constructor') return true;
  if (node.type === 'MemberExpression' && staticName(node) === 'constructor') return builtInType(file, node.object, types) === 'Date';
  const origin = node.type === 'Identifier' ? originOf(file, node) : null;
  return origin?.root.type === 'value' && origin.path.join('.') === 'constructor' && builtInType(file, origin.root.node, null) === 'Date';
}

function hasArgument(file: SourceFile, { arguments: [argument] }: TSESTree.CallExpression | TSESTree.NewExpression): boolean {
  const known = argument && argument.type !== 'SpreadElement' ? staticValue(file, argument) : null;
  return argument !== undefined && !(known && known.value === undefined);
}
