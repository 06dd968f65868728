import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { variableOf } from './bindings.ts';
import type { SourceFile } from './file.ts';
import { staticName, unwrapped, wrapped } from './nodes.ts';
import { awaitingFunction, type DroppedPromise } from './promises.ts';
import { originOf } from './trace.ts';

export type Edits = (fixer: TSESLint.RuleFixer) => TSESLint.RuleFix[];

/**
 * The edits that make the code wait for a promise that it drops: `await`, or `await Promise.all` over the promises of a `map` or a
 * `forEach`. Null where `await` cannot stand, and where it is not certain that a list is an array.
 */
export function awaitEdits(file: SourceFile, { promise, operator, ignoredBy, isList }: DroppedPromise): Edits | null {
  if (ignoredBy) return awaitEach(file, ignoredBy);
  if (!awaitingFunction(promise)) return null;

  // `void` is replaced by `await` where its operand is the promise itself.
  const isOperand = operator !== null && unwrapped(operator.argument) === unwrapped(promise);
  const before = (fixer: TSESLint.RuleFixer, text: string) =>
    isOperand
      ? [fixer.replaceTextRange([operator.range[0], operator.range[0] + 'void'.length], 'await'), fixer.insertTextBefore(promise, text)]
      : [fixer.insertTextBefore(promise, `await ${text}`)];
  if (!isList) return (fixer) => before(fixer, '');
  return (fixer) => [...before(fixer, 'Promise.all('), fixer.insertTextAfter(promise, ')')];
}

/** The edits that turn `items.forEach(…)` into `await Promise.all(items.map(…))`: the callbacks are started in the same order. */
function awaitEach(file: SourceFile, call: TSESTree.CallExpression): Edits | null {
  const { callee } = call;
  if (callee.type !== 'MemberExpression' || callee.computed || callee.optional || staticName(callee) !== 'forEach') return null;
  if (wrapped(call).parent?.type !== 'ExpressionStatement' || !awaitingFunction(call) || !isArray(file, callee.object)) return null;
  return (fixer) => [
    fixer.insertTextBefore(call, 'await Promise.all('),
    fixer.replaceText(callee.property, 'map'),
    fixer.insertTextAfter(call, ')'),
  ];
}

const ARRAY_METHODS: ReadonlySet<string | null> = new Set(['concat', 'filter', 'flat', 'flatMap', 'map', 'slice', 'split']);
const ARRAY_MAKERS: ReadonlySet<string> = new Set(['Array.from', 'Array.of', 'Object.entries', 'Object.keys', 'Object.values']);

/** Whether an expression is certainly an array: by how it is made, or by the type that a variable is declared with. */
export function isArray(file: SourceFile, expression: TSESTree.Node): boolean {
  const node = unwrapped(expression);
  const declared = node.type === 'Identifier' ? variableOf(file, node)?.defs[0]?.name : undefined;
  if (declared?.type === 'Identifier' && declared.typeAnnotation) return isArrayType(declared.typeAnnotation.typeAnnotation);

  const origin = originOf(file, node);
  if (origin?.root.type !== 'value' || origin.path.length > 0) return false;
  const made = unwrapped(origin.root.node);
  if (made.type === 'ArrayExpression') return true;
  if (made.type !== 'CallExpression') return false;
  const callee = unwrapped(made.callee);
  if (callee.type !== 'MemberExpression') return false;
  const maker = originOf(file, callee);
  if (maker?.root.type === 'global') return ARRAY_MAKERS.has([maker.root.name, ...maker.path].join('.'));
  return ARRAY_METHODS.has(staticName(callee));
}

function isArrayType(type: TSESTree.TypeNode): boolean {
  switch (type.type) {
    case 'TSArrayType':
    case 'TSTupleType':
      return true;
    case 'TSTypeOperator':
      return type.operator === 'readonly' && type.typeAnnotation !== undefined && isArrayType(type.typeAnnotation);
    case 'TSTypeReference':
      return type.typeName.type === 'Identifier' && /^(?:Readonly)?Array$/u.test(type.typeName.name);
    default:
      return false;
  }
}
