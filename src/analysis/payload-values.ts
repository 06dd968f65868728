import type { TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from '../syntax/file.ts';
import { isFunction, staticName, unwrapped } from '../syntax/nodes.ts';
import { originOf } from '../syntax/trace.ts';
import { PAYLOAD_CLASSES, type PayloadFate } from '../temporal/payloads.ts';

/** A part of a payload that does not arrive as what it is sent as. */
export interface LossyPart {
  /** The part: an expression or a type. */
  readonly node: TSESTree.Node;
  /** Where in the payload it is: property names with dots; empty for the whole. */
  readonly path: readonly string[];
  /** What it is: `Map`, `bigint`, the name of a class. */
  readonly type: string;
  readonly fate: PayloadFate;
}

/** What is only wrong where the receiver takes it for what it was: without its type, a date may be meant as a text. */
const HARMLESS_AS_VALUE: ReadonlySet<PayloadFate> = new Set(['text', 'fields', 'indexes']);

/** The parts of an expression that certainly do not arrive as they are, by how they are made: `new Map()`, `10n`, a function. */
export function lossyValues(file: SourceFile, expression: TSESTree.Node, path: readonly string[] = []): readonly LossyPart[] {
  const node = unwrapped(expression);
  if (node.type === 'ObjectExpression') {
    return node.properties.flatMap((property) => {
      const name = property.type === 'Property' ? staticName(property) : null;
      return property.type === 'Property' && name !== null ? lossyValues(file, property.value, [...path, name]) : [];
    });
  }
  if (node.type === 'ArrayExpression') {
    return node.elements.flatMap((element) => (element && element.type !== 'SpreadElement' ? lossyValues(file, element, path) : []));
  }
  const found = lossOf(file, node);
  return found && !HARMLESS_AS_VALUE.has(found.fate) ? [{ node: expression, path, ...found }] : [];
}

function lossOf(file: SourceFile, expression: TSESTree.Node): Pick<LossyPart, 'type' | 'fate'> | null {
  const origin = originOf(file, expression);
  const isValue = origin?.root.type === 'value' && origin.path.length === 0;
  const node = isValue ? unwrapped(origin.root.node) : expression;
  if (isFunction(node)) return { type: 'function', fate: 'nothing' };
  if (node.type === 'Literal') return typeof node.value === 'bigint' ? { type: 'bigint', fate: 'refused' } : null;
  if (node.type !== 'NewExpression' && node.type !== 'CallExpression') return null;
  const made = originOf(file, node.callee);
  if (made?.root.type !== 'global' || made.path.length > 0 || !Object.hasOwn(PAYLOAD_CLASSES, made.root.name)) return null;
  const { name } = made.root;
  if (node.type === 'CallExpression' && name !== 'BigInt' && name !== 'Symbol' && !name.endsWith('Error')) return null;
  return { type: name === 'BigInt' || name === 'Symbol' ? name.toLowerCase() : name, fate: PAYLOAD_CLASSES[name]! };
}
