/** Statements: control flow, and the names that declarations bind. */
import type { TSESTree } from '@typescript-eslint/utils';
import { variableOf } from '../../syntax/bindings.ts';
import { isFunction, nodesOfType, staticName, unwrapped } from '../../syntax/nodes.ts';
import type { Nodes } from '../model.ts';
import { isMentionable } from '../guards.ts';
import { isConstant } from '../terms.ts';
import { callExpression } from './calls.ts';
import { compact } from './code-text.ts';
import { assign, decide } from './expressions.ts';
import { awaited, placeOf, type Extraction } from './extraction.ts';
import { forOf, forStatement, switchStatement, whileStatement } from './loops.ts';
import { memberValue } from './members.ts';
import { laterOf } from './promises.ts';
import { data, nothing, stringOf, termOf, unknown, type Activation, type Known } from './values.ts';
import { isChanged } from './variables.ts';

/** Runs a statement. */
export function execute(x: Extraction, node: TSESTree.Node, activation: Activation): void {
  const at = placeOf(activation.module, node);
  switch (node.type) {
    case 'BlockStatement':
      for (const statement of node.body) x.execute(statement, activation);
      return;
    case 'ExpressionStatement':
      x.evaluate(node.expression, activation);
      return;
    case 'VariableDeclaration':
      for (const declarator of node.declarations) declare(x, declarator, activation);
      return;
    case 'IfStatement': {
      const then = x.collect(() => x.execute(node.consequent, activation));
      const otherwise = x.collect(() => node.alternate && x.execute(node.alternate, activation));
      decide(x, node.test, then, otherwise, node, activation);
      return;
    }
    case 'ForStatement':
      return forStatement(x, node, activation, null);
    case 'WhileStatement':
    case 'DoWhileStatement':
      return whileStatement(x, node, activation, null);
    case 'ForOfStatement':
    case 'ForInStatement':
      return forOf(x, node, activation, null);
    case 'SwitchStatement':
      return switchStatement(x, node, activation);
    case 'LabeledStatement':
      return labeled(x, node, activation);
    case 'ReturnStatement':
      return returnStatement(x, node, activation);
    case 'ThrowStatement': {
      const thrown = x.evaluate(node.argument, activation);
      x.write({ type: 'exit', how: isFault(thrown, node.argument) ? 'fault' : 'throw', at });
      return;
    }
    case 'BreakStatement':
    case 'ContinueStatement': {
      const how = node.type === 'BreakStatement' ? 'break' : 'continue';
      x.write(node.label ? { type: 'leave', how, label: node.label.name, at } : { type: 'leave', how, at });
      return;
    }
    case 'TryStatement':
      return tryStatement(x, node, activation);
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return;
    case 'ExportNamedDeclaration':
      if (node.declaration) x.execute(node.declaration, activation);
      return;
    default:
  }
}

const PLAIN_ERRORS = new Set(['Error', 'TypeError', 'RangeError', 'SyntaxError', 'ReferenceError', 'EvalError', 'URIError', 'AggregateError']);

/** A plain error fails the workflow task; anything else may fail the workflow. */
function isFault(thrown: Known, node: TSESTree.Node): boolean {
  const term = termOf(thrown);
  if (isConstant(term)) return true;
  const [made] = term.args;
  const isConstruction = term.op === 'new' || term.op === 'call';
  return isConstruction && made !== undefined && 'op' in made && made.args.length === 0 && PLAIN_ERRORS.has(made.op) && unwrapped(node).type !== 'Identifier';
}

function declare(x: Extraction, declarator: TSESTree.VariableDeclarator, activation: Activation): void {
  const { id, init } = declarator;
  if (!init) return;
  x.bind(id, x.evaluate(init, activation), activation);
}

/** Binds the names of a pattern to the parts of a value. */
export function bind(x: Extraction, pattern: TSESTree.Node, value: Known, activation: Activation): void {
  switch (pattern.type) {
    case 'Identifier': {
      const variable = variableOf(activation.module.file, pattern);
      if (!variable) return;
      const kept = value.is === 'data' ? data(compact(value.term)) : value;
      // A variable of data that changes is told by all of its values.
      if (value.is === 'promise' && isChanged(variable)) assign(x, pattern, value, { ...activation, variables: activation.variables });
      else activation.variables.set(variable, kept);
      return;
    }
    case 'AssignmentPattern': {
      const isMissing = value.is === 'data' && isConstant(value.term) && value.term.value === undefined;
      if (isMissing) x.bind(pattern.left, x.evaluate(pattern.right, activation), activation);
      else if (value.is !== 'data') x.bind(pattern.left, value, activation);
      else {
        const fallback = termOf(x.describe(() => x.evaluate(pattern.right, activation)));
        x.bind(pattern.left, data({ op: 'or', args: [value.term, fallback] }), activation);
      }
      return;
    }
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') x.bind(property.argument, value, activation);
        else {
          const name = property.computed ? stringOf(x.evaluate(property.key, activation)) : staticName(property);
          x.bind(property.value, name === null ? unknown : part(value, name), activation);
        }
      }
      return;
    case 'ArrayPattern':
      for (const [index, element] of pattern.elements.entries()) {
        if (!element) continue;
        if (element.type === 'RestElement') x.bind(element.argument, value.is === 'array' ? { is: 'array', items: value.items.slice(index) } : value, activation);
        else x.bind(element, value.is === 'array' ? (value.items[index] ?? nothing) : memberValue(value, String(index)), activation);
      }
      return;
    case 'MemberExpression':
      assign(x, pattern, value, activation);
      return;
    default:
  }
}

function part(value: Known, name: string): Known {
  return value.is === 'instance' ? (value.fields.get(name) ?? unknown) : memberValue(value, name);
}

function returnStatement(x: Extraction, node: TSESTree.ReturnStatement, activation: Activation): void {
  const at = placeOf(activation.module, node);
  let value: Known = nothing;
  if (node.argument) {
    const argument = unwrapped(node.argument);
    // `return f()` of an async function waits for it like `return await f()`, except that a `try` does not catch its failure.
    const isWaited = activation.isAsync && argument.type === 'CallExpression' && !isInTry(node);
    value = isWaited ? callExpression(x, argument, activation, true) : x.evaluate(argument, activation);
  }
  if (activation.isAsync && (value.is === 'promise' || value.is === 'trigger')) value = awaited(x, value, at);
  activation.returns.push(value);
  const isPromise = value.is === 'promise' || value.is === 'promises' || value.is === 'trigger';
  x.write(isPromise ? { type: 'exit', how: 'return', value: laterOf(value), at } : { type: 'exit', how: 'return', at });
}

function isInTry(node: TSESTree.Node): boolean {
  for (let outer = node.parent; outer && !isFunction(outer); outer = outer.parent) if (outer.type === 'TryStatement') return true;
  return false;
}

function tryStatement(x: Extraction, node: TSESTree.TryStatement, activation: Activation): void {
  const body = x.collect(() => x.execute(node.block, activation));
  const { handler } = node;
  const caught = handler
    ? x.collect(() => {
        if (handler.param) x.bind(handler.param, data({ op: 'error', args: [] }), activation);
        x.execute(handler.body, activation);
      })
    : null;
  const cleanup = x.collect(() => node.finalizer && x.execute(node.finalizer, activation));
  if (body.length === 0) x.write(...cleanup);
  else x.write({ type: 'try', body, catch: caught, finally: cleanup });
}

function labeled(x: Extraction, node: TSESTree.LabeledStatement, activation: Activation): void {
  const label = node.label.name;
  const { body } = node;
  switch (body.type) {
    case 'ForStatement':
      return forStatement(x, body, activation, label);
    case 'WhileStatement':
    case 'DoWhileStatement':
      return whileStatement(x, body, activation, label);
    case 'ForOfStatement':
    case 'ForInStatement':
      return forOf(x, body, activation, label);
    default: {
      const inner = x.collect(() => x.execute(body, activation));
      if (inner.length > 0) x.write({ type: 'block', label, body: inner });
    }
  }
}

/** The functions of a file that set handlers or emit at module level are run before the workflow: their draws and commands count. */
export function moduleEffects(x: Extraction, activation: Activation): Nodes {
  return x.collect(() => {
    for (const statement of activation.module.file.ast.body) {
      if (statement.type === 'VariableDeclaration' || statement.type === 'ExpressionStatement') x.execute(statement, activation);
      else if (statement.type === 'ExportNamedDeclaration' && statement.declaration?.type === 'VariableDeclaration') x.execute(statement.declaration, activation);
    }
  });
}

/** The property names that a file mentions, and the strings that are like names: what data can have been compared with. */
export function mentioned(activation: Activation): { readonly properties: readonly string[]; readonly strings: readonly string[] } {
  const { file } = activation.module;
  const properties = nodesOfType(file, 'MemberExpression', 'Property').flatMap((node) => staticName(node) ?? []);
  const types = nodesOfType(file, 'TSPropertySignature').flatMap(({ key }) => (key.type === 'Identifier' ? [key.name] : []));
  const strings = nodesOfType(file, 'Literal').flatMap(({ value, parent }) => {
    const isSource = parent.type === 'ImportDeclaration' || parent.type === 'ExportNamedDeclaration' || parent.type === 'ExportAllDeclaration';
    return typeof value === 'string' && isMentionable(value) && !isSource ? [value] : [];
  });
  return { properties: [...properties, ...types], strings };
}

