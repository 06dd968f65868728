import type { TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from './file.ts';
import { nodesOfType, staticName, unwrapped } from './nodes.ts';

/**
 * Whether a use of a global runs only where the code has asked if the global is there: inside an `if`, a conditional or a logical
 * expression that tests it, or behind a test that leaves the block. Which way the test goes is not judged.
 */
export function isBehindExistenceTest(file: SourceFile, node: TSESTree.Node, name: string): boolean {
  const tests = (test: TSESTree.Node) => mentionsExistence(file, test, name);
  for (let inner = node, outer = node.parent; outer; inner = outer, outer = outer.parent) {
    switch (outer.type) {
      case 'IfStatement':
      case 'ConditionalExpression':
        if (inner !== outer.test && tests(outer.test)) return true;
        break;
      case 'LogicalExpression':
        if (inner === outer.right && tests(outer.left)) return true;
        break;
      case 'BlockStatement':
      case 'Program':
        for (const statement of outer.body) {
          if (statement === inner) break;
          if (statement.type === 'IfStatement' && leaves(statement.consequent) && tests(statement.test)) return true;
        }
        break;
    }
  }
  return false;
}

/** Whether an expression asks for a global: `typeof x`, `'x' in globalThis`, or the truth of `globalThis.x`. */
function mentionsExistence(file: SourceFile, test: TSESTree.Node, name: string): boolean {
  const isWithin = (node: TSESTree.Node) => node.range[0] >= test.range[0] && node.range[1] <= test.range[1];
  const isNamed = (node: TSESTree.Node): boolean => {
    const inner = unwrapped(node);
    if (inner.type === 'Identifier') return inner.name === name;
    return inner.type === 'MemberExpression' && (staticName(inner) === name || isNamed(inner.object));
  };
  return (
    nodesOfType(file, 'UnaryExpression').some((node) => node.operator === 'typeof' && isWithin(node) && isNamed(node.argument)) ||
    nodesOfType(file, 'BinaryExpression').some(
      (node) => node.operator === 'in' && isWithin(node) && node.left.type === 'Literal' && node.left.value === name,
    ) ||
    nodesOfType(file, 'MemberExpression').some((node) => isWithin(node) && staticName(node) === name)
  );
}

function leaves(statement: TSESTree.Node): boolean {
  const last = statement.type === 'BlockStatement' ? statement.body.at(-1) : statement;
  return (
    last?.type === 'ReturnStatement' ||
    last?.type === 'ThrowStatement' ||
    last?.type === 'ContinueStatement' ||
    last?.type === 'BreakStatement'
  );
}
