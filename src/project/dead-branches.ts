import type { TSESTree } from '@typescript-eslint/utils';

/**
 * Whether the bundler leaves out a call because it stands behind a `return` or a `throw`, or in a branch that a constant excludes: webpack
 * decides `typeof require` and, in mode `development`, `process.env.NODE_ENV`. False where the condition is not known.
 */
export function isDeadBranch(node: TSESTree.Node): boolean {
  for (let inner = node, outer = node.parent; outer; inner = outer, outer = outer.parent) {
    switch (outer.type) {
      case 'IfStatement':
      case 'ConditionalExpression': {
        const test = inner === outer.test ? null : truth(outer.test);
        if (test !== null && inner === (test ? outer.alternate : outer.consequent)) return true;
        break;
      }
      case 'LogicalExpression': {
        const left = inner === outer.right && outer.operator !== '??' ? truth(outer.left) : null;
        if (left !== null && left === (outer.operator === '||')) return true;
        break;
      }
      case 'BlockStatement':
      case 'SwitchCase': {
        const statements: readonly TSESTree.Node[] = outer.type === 'BlockStatement' ? outer.body : outer.consequent;
        if (statements.slice(0, statements.indexOf(inner)).some(isEnd)) return true;
        break;
      }
      default:
    }
  }
  return false;
}

/** Whether nothing behind a statement runs. */
function isEnd(statement: TSESTree.Node): boolean {
  switch (statement.type) {
    case 'ReturnStatement':
    case 'ThrowStatement':
      return true;
    case 'BlockStatement':
      return statement.body.some(isEnd);
    case 'IfStatement':
      return statement.alternate !== null && isEnd(statement.consequent) && isEnd(statement.alternate);
    default:
      return false;
  }
}

function truth(test: TSESTree.Expression): boolean | null {
  switch (test.type) {
    case 'LogicalExpression': {
      const left = truth(test.left);
      const right = truth(test.right);
      if (test.operator === '&&') return left === false || right === false ? false : left === null ? null : right;
      if (test.operator === '||') return left === true || right === true ? true : left === null ? null : right;
      return null;
    }
    case 'UnaryExpression': {
      const value = test.operator === '!' ? truth(test.argument) : null;
      return value === null ? null : !value;
    }
    case 'BinaryExpression': {
      const left = constant(test.left);
      const right = constant(test.right);
      if (left === null || right === null) return null;
      if (test.operator === '===' || test.operator === '==') return left === right;
      return test.operator === '!==' || test.operator === '!=' ? left !== right : null;
    }
    default: {
      const value = constant(test);
      return value === null ? null : Boolean(value);
    }
  }
}

function constant(node: TSESTree.Node): string | number | boolean | null {
  if (node.type === 'Literal') return typeof node.value === 'object' || typeof node.value === 'bigint' ? null : node.value;
  if (node.type === 'UnaryExpression' && node.operator === 'typeof' && node.argument.type === 'Identifier') {
    return node.argument.name === 'require' ? 'function' : null;
  }
  return isNodeEnv(node) ? 'development' : null;
}

/** `process.env.NODE_ENV`. */
function isNodeEnv(node: TSESTree.Node): boolean {
  if (node.type !== 'MemberExpression' || node.computed || node.object.type !== 'MemberExpression') return false;
  const { object, property } = node;
  return (
    property.type === 'Identifier' &&
    property.name === 'NODE_ENV' &&
    !object.computed &&
    object.property.type === 'Identifier' &&
    object.property.name === 'env' &&
    object.object.type === 'Identifier' &&
    object.object.name === 'process'
  );
}
