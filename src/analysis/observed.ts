import type { TSESTree } from '@typescript-eslint/utils';
import { isValueReference, variableOf } from '../syntax/bindings.ts';
import type { SourceFile } from '../syntax/file.ts';
import { globalName } from '../syntax/global-calls.ts';
import { wrapped } from '../syntax/nodes.ts';
import { originOf } from '../syntax/trace.ts';
import { OBSERVERS } from '../temporal/observers.ts';
import { workflowName } from './sdk.ts';

/**
 * Whether the value of an expression certainly decides nothing: all that becomes of it, through arithmetic, texts, objects and
 * constants, is that it is logged, measured, or handed to a sink. Such a value may be another one on every replay.
 */
export function isOnlyObserved(file: SourceFile, expression: TSESTree.Node): boolean {
  return decidesNothing(file, expression, new Set());
}

const ARITHMETIC: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%', '**']);

function decidesNothing(file: SourceFile, expression: TSESTree.Node, seen: Set<TSESTree.Node>): boolean {
  if (seen.has(expression)) return true;
  seen.add(expression);
  const node = wrapped(expression);
  const { parent } = node;
  switch (parent?.type) {
    case 'ExpressionStatement':
      return true;
    case 'TemplateLiteral':
      return parent.parent?.type !== 'TaggedTemplateExpression' && decidesNothing(file, parent, seen);
    case 'BinaryExpression':
      return ARITHMETIC.has(parent.operator) && decidesNothing(file, parent, seen);
    case 'ConditionalExpression':
      return parent.test !== node && decidesNothing(file, parent, seen);
    case 'LogicalExpression':
      return parent.right === node && decidesNothing(file, parent, seen);
    case 'Property':
      return parent.value === node && parent.parent.type === 'ObjectExpression' && decidesNothing(file, parent.parent, seen);
    case 'ArrayExpression':
    case 'SpreadElement':
    case 'UnaryExpression':
      return decidesNothing(file, parent, seen);
    case 'MemberExpression':
      return parent.object === node && decidesNothing(file, parent, seen);
    case 'CallExpression':
      if (parent.callee === node) return decidesNothing(file, parent, seen);
      return isObserver(file, parent.callee) || (isPure(file, parent.callee) && decidesNothing(file, parent, seen));
    case 'VariableDeclarator':
      return parent.init === node && isOnlyObservedVariable(file, parent.id, seen);
    case 'AssignmentExpression':
      return parent.right === node && parent.parent.type === 'ExpressionStatement' && isOnlyObservedVariable(file, parent.left, seen);
    default:
      return false;
  }
}

function isOnlyObservedVariable(file: SourceFile, id: TSESTree.Node, seen: Set<TSESTree.Node>): boolean {
  const variable = id.type === 'Identifier' ? variableOf(file, id) : null;
  if (!variable || variable.scope.type === 'module' || variable.scope.type === 'global') return false;
  return variable.references.every((reference) => {
    // What else it is given makes nothing of what it had.
    if (reference.isWriteOnly()) return true;
    const { identifier } = reference;
    const isOwn = identifier.parent?.type === 'AssignmentExpression' && identifier.parent.left === identifier;
    if (reference.isWrite()) return isOwn && identifier.parent.parent?.type === 'ExpressionStatement';
    return !isValueReference(reference) || decidesNothing(file, reference.identifier as TSESTree.Node, seen);
  });
}

function isObserver(file: SourceFile, callee: TSESTree.Node): boolean {
  if (globalName(file, callee)?.startsWith('console.')) return true;
  if (isOfObserver(workflowName(file, callee))) return true;
  // A method of what an observer has made: a metric, a sink.
  const origin = originOf(file, callee);
  const made = origin?.root.type === 'value' && origin.path.length > 0 ? origin.root.node : null;
  return made?.type === 'CallExpression' && isOfObserver(workflowName(file, made.callee));
}

function isOfObserver(name: string | null): boolean {
  return name !== null && OBSERVERS.has(name.split('.')[0]!);
}

function isPure(file: SourceFile, callee: TSESTree.Node): boolean {
  const name = globalName(file, callee);
  return name !== null && (name === 'String' || name === 'Number' || name === 'JSON.stringify' || name.startsWith('Math.'));
}
