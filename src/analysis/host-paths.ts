import type { TSESTree } from '@typescript-eslint/utils';
import { variableOf } from '../syntax/bindings.ts';
import { builtInType } from '../syntax/built-in-types.ts';
import type { SourceFile } from '../syntax/file.ts';
import { nodesOfType, staticName, unwrapped, wrapped } from '../syntax/nodes.ts';
import type { TypeInformation } from '../syntax/type-information.ts';
import type { HostDependence } from './host-dependence.ts';

/** Where a file decides by what holds paths of the machine that made the bundle: the stack of an error, `import.meta.url`. */
export function hostPaths(file: SourceFile, types: TypeInformation | null): HostDependence[] {
  return nodesOfType(file, 'MemberExpression').flatMap((node): HostDependence[] => {
    const name = staticName(node);
    const object = unwrapped(node.object);
    const isUrl = name === 'url' && object.type === 'MetaProperty';
    const isStack = name === 'stack' && (isCaught(file, object) || builtInType(file, node.object, types) === 'Error');
    if ((!isUrl && !isStack) || !decides(file, node, new Set())) return [];
    return [{ kind: isUrl ? 'moduleUrl' : 'stack', name, node, value: node, edits: null }];
  });
}

function isCaught(file: SourceFile, node: TSESTree.Node): boolean {
  const definition = node.type === 'Identifier' ? variableOf(file, node)?.defs[0] : undefined;
  return (definition?.type as string | undefined) === 'CatchClause';
}

/** Whether code looks into a text: compares it, searches it, or takes it apart. That there is one says nothing of the machine. */
function decides(file: SourceFile, expression: TSESTree.Node, seen: Set<TSESTree.Node>): boolean {
  if (seen.has(expression)) return false;
  seen.add(expression);
  const node = wrapped(expression);
  const { parent } = node;
  switch (parent?.type) {
    case 'BinaryExpression':
      return /^[!=<>]/u.test(parent.operator) && !isNothing(parent.left) && !isNothing(parent.right);
    case 'SwitchStatement':
      return parent.discriminant === node;
    case 'MemberExpression': {
      const call = wrapped(parent).parent;
      return parent.object === node && call?.type === 'CallExpression' && unwrapped(call.callee) === parent;
    }
    case 'LogicalExpression':
      return parent.operator !== '&&' && decides(file, parent, seen);
    case 'CallExpression': {
      const callee = unwrapped(parent.callee);
      return callee.type === 'MemberExpression' && unwrapped(callee.object).type === 'Literal' && parent.arguments[0] === node;
    }
    case 'VariableDeclarator': {
      const variable = parent.init === node && parent.id.type === 'Identifier' ? variableOf(file, parent.id) : null;
      return (variable?.references ?? []).some(
        (reference) => reference.isRead() && decides(file, reference.identifier as TSESTree.Node, seen),
      );
    }
    default:
      return false;
  }
}

function isNothing(node: TSESTree.Node): boolean {
  return (node.type === 'Identifier' && node.name === 'undefined') || (node.type === 'Literal' && node.value === null);
}
