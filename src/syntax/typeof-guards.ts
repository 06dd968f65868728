import type { TSESTree } from '@typescript-eslint/utils';
import { variableOf } from './bindings.ts';
import type { SourceFile } from './file.ts';
import { childNodes, staticName, unwrapped } from './nodes.ts';

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

/**
 * Whether an expression asks for a global: `'x' in globalThis`, `Object.hasOwn(globalThis, 'x')`, the truth of `globalThis.x` or of a name for it, `typeof x`. A `typeof` of
 * another global is a question for the same host: what has no `window` has no `document`. Constants that hold a test are followed.
 */
function mentionsExistence(file: SourceFile, test: TSESTree.Node, name: string, seen = new Set<TSESTree.Node>()): boolean {
  if (seen.has(test)) return false;
  seen.add(test);
  const stack = [test];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (asksFor(file, node, name)) return true;
    const held = node.type === 'Identifier' ? constantOf(file, node) : null;
    if (held && mentionsExistence(file, held, name, seen)) return true;
    stack.push(...childNodes(node, file));
  }
  return false;
}

function asksFor(file: SourceFile, node: TSESTree.Node, name: string): boolean {
  switch (node.type) {
    case 'UnaryExpression':
      return node.operator === 'typeof' && isGlobal(file, node.argument);
    case 'BinaryExpression':
      return node.operator === 'in' && node.left.type === 'Literal' && node.left.value === name;
    case 'CallExpression':
      return asksForProperty(node, name);
    case 'MemberExpression':
      return staticName(node) === name;
    case 'Identifier':
      return node.name === name;
    default:
      return false;
  }
}

/** Whether a call is `Object.hasOwn(o, name)`, `o.hasOwnProperty(name)`, `Object.prototype.hasOwnProperty.call(o, name)` or `Reflect.has(o, name)`. */
function asksForProperty({ callee, arguments: given }: TSESTree.CallExpression, name: string): boolean {
  let called = unwrapped(callee);
  if (called.type === 'MemberExpression' && staticName(called) === 'call') called = unwrapped(called.object);
  const method = called.type === 'MemberExpression' ? staticName(called) : null;
  const asks = method === 'hasOwn' || method === 'hasOwnProperty' || method === 'has';
  return asks && given.some((argument) => argument.type === 'Literal' && argument.value === name);
}

function isGlobal(file: SourceFile, expression: TSESTree.Node): boolean {
  const node = unwrapped(expression);
  if (node.type === 'MemberExpression') return isGlobal(file, node.object);
  return node.type === 'Identifier' && variableOf(file, node) === null;
}

function constantOf(file: SourceFile, identifier: TSESTree.Identifier): TSESTree.Node | null {
  const [definition] = variableOf(file, identifier)?.defs ?? [];
  const node = definition?.node as TSESTree.Node | undefined;
  return node?.type === 'VariableDeclarator' && node.parent.kind === 'const' ? node.init : null;
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
