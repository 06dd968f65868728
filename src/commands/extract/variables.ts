/** Variables and fields that change: in a condition they stand for all that they may be, and what that depends on. */
import type { TSESTree } from '@typescript-eslint/utils';
import { variableOf, type Variable } from '../../syntax/bindings.ts';
import { isFunction, staticName, unwrapped } from '../../syntax/nodes.ts';
import { thisClass } from '../../syntax/trace.ts';
import { constant, isConstant, question, term, variable as variableTerm, type Term } from '../terms.ts';
import { codeTerm, compact } from './code-text.ts';
import type { Extraction } from './extraction.ts';
import { data, termOf, type Activation, type Known } from './values.ts';

/** Of variables that were asked for: each of their uses asks again. */
const changed = new WeakMap<Variable, boolean>();

/** Whether a variable is given a value at more than one place, or is changed inside. */
export function isChanged(variable: Variable): boolean {
  let known = changed.get(variable);
  if (known === undefined) {
    known = writesTo(variable).length > 0 || variable.references.some((reference) => mutation(reference.identifier as TSESTree.Node) !== null);
    changed.set(variable, known);
  }
  return known;
}

/** The places that give a variable a value after its declaration. */
function writesTo(variable: Variable): readonly TSESTree.Node[] {
  const isDeclaredEmpty = variable.defs[0]?.type === 'Variable' && !(variable.defs[0].node as TSESTree.VariableDeclarator).init;
  const isLoopVariable = isDeclaredEmpty && /^For(?:Of|In)Statement$/u.test(variable.defs[0]?.parent?.parent?.type ?? '');
  const writes = variable.references.filter((reference) => reference.isWrite() && !reference.init && !isLoopVariable);
  return writes.map((reference) => reference.identifier as TSESTree.Node);
}

const MUTATING = new Set(['push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill', 'set', 'delete', 'clear', 'add']);

interface Mutation {
  /** The property that is written, `a.b` for one inside another; null where the whole changes. */
  readonly property: string | null;
  readonly node: TSESTree.Node;
}

/** How a use of a name changes what it holds; null where it does not. */
function mutation(identifier: TSESTree.Node): Mutation | null {
  const path: (string | null)[] = [];
  let node = identifier;
  for (let parent = node.parent; parent; parent = node.parent) {
    if (parent.type === 'TSNonNullExpression' || parent.type === 'TSAsExpression' || parent.type === 'ChainExpression') {
      node = parent;
      continue;
    }
    if (parent.type !== 'MemberExpression' || parent.object !== node) break;
    path.push(staticName(parent));
    node = parent;
  }
  const { parent } = node;
  const last = path.at(-1);
  const property = path.includes(null) ? null : path.join('.');
  if (!parent || path.length === 0) return null;
  if (parent.type === 'AssignmentExpression' && parent.left === node) return { property, node: parent };
  if (parent.type === 'UpdateExpression') return { property, node: parent };
  if (parent.type === 'UnaryExpression' && parent.operator === 'delete') return { property, node: parent };
  if (parent.type === 'CallExpression' && parent.callee === node && last != null && MUTATING.has(last)) {
    return { property: path.length === 1 ? null : path.slice(0, -1).join('.'), node: parent };
  }
  return null;
}

/** A variable that is used more often than this is told by the code around it. */
const MAX_REFERENCES = 60;

function codeAround(x: Extraction, variable: Variable, activation: Activation): Known {
  x.describing.add(variable);
  const around = codeTerm(x, variable.scope.block as TSESTree.Node, activation);
  x.describing.delete(variable);
  return data(around);
}

/**
 * A variable that changes, as the set of all that it may be. Variables inside of it stand for their first value only.
 * `initial` gives the value of the declaration.
 */
export function changedValue(x: Extraction, variable: Variable, activation: Activation, initial: () => Known): Known {
  if (x.describing.has(variable)) return data({ op: 'self', args: [] });
  if (variable.references.length > MAX_REFERENCES) return codeAround(x, variable, activation);
  const isInner = [...x.describing].some((other) => other !== variable && isVariable(other) && isChanged(other));
  x.describing.add(variable);
  const definition = x.describe((): Term => {
    const first = termOf(initial());
    const [write] = writesTo(variable);
    if (isInner) return write && isConstant(first) && first.value === undefined ? writtenValue(x, write, activation) : first;
    const writes = writesTo(variable).flatMap((write) => definitionAt(x, write, variable, activation) ?? []);
    const mutations = variable.references
      .map((reference) => mutation(reference.identifier as TSESTree.Node))
      .filter((change) => change !== null)
      .flatMap((change) => conditional(x, change.node, mutationTerm(x, change, activation), variable.scope.block as TSESTree.Node, activation) ?? []);
    // `let x;` that is certainly given a value has that value.
    const isGiven = isConstant(first) && first.value === undefined && writes.some((write) => isConstant(write) || (write.op !== 'when' && write.op !== 'on'));
    const [given] = writes;
    if (isGiven && given && writes.length + mutations.length === 1) return given;
    return variableTerm([...(isGiven ? [] : [first]), ...writes, ...mutations]);
  });
  x.describing.delete(variable);
  return data(compact(definition));
}

function isVariable(of: unknown): of is Variable {
  return typeof of === 'object' && of !== null && 'references' in of && 'defs' in of;
}

/** A change of the whole by a method; what it is given is data. */
function changedBy(method: string): Term {
  return { op: 'changed', args: [constant(method)] };
}

function definitionAt(x: Extraction, write: TSESTree.Node, variable: Variable, activation: Activation): Term | null {
  const value = writtenValue(x, write, activation);
  return conditional(x, write, value, variable.scope.block as TSESTree.Node, activation);
}

function writtenValue(x: Extraction, write: TSESTree.Node, activation: Activation): Term {
  const { parent } = write;
  const self: Term = { op: 'self', args: [] };
  if (parent?.type === 'UpdateExpression') return term(parent.operator === '++' ? '+' : '-', self, constant(1));
  if (parent?.type === 'AssignmentExpression' && parent.left === write) {
    const value = termOf(x.evaluate(parent.right, activation));
    return parent.operator === '=' ? value : term(parent.operator.slice(0, -1), self, value);
  }
  for (let node: TSESTree.Node | undefined = parent; node; node = node.parent) {
    if (node.type === 'AssignmentExpression') return { op: 'part', args: [termOf(x.evaluate(node.right, activation))] };
    if (node.type === 'ForOfStatement') return { op: 'item', args: [termOf(x.evaluate(node.right, activation))] };
  }
  return { op: 'code', args: [] };
}

function mutationTerm(x: Extraction, { property, node }: Mutation, activation: Activation): Term {
  const inner = (value: Term): Term => ({ op: 'set', args: [constant(property ?? '?'), value] });
  if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression') {
    const method = changedBy(staticName(node.callee) ?? '?');
    return property === null ? method : inner(method);
  }
  if (node.type === 'AssignmentExpression') return inner(writtenValue(x, node.left, activation));
  if (node.type === 'UpdateExpression') return inner(writtenValue(x, node.argument, activation));
  return inner({ op: 'delete', args: [] });
}

/**
 * A definition with what it depends on: the conditions around it in its function, and the message whose handler it is in. Null for
 * one that is never made.
 */
function conditional(x: Extraction, node: TSESTree.Node, value: Term, owner: TSESTree.Node, activation: Activation): Term | null {
  let result = value;
  let inner = node;
  for (let outer = node.parent; outer && outer !== owner; inner = outer, outer = outer.parent) {
    if ((outer.type === 'IfStatement' || outer.type === 'ConditionalExpression') && outer.test !== inner) {
      const { term: asked, negated } = question(termOf(x.evaluate(outer.test, activation)));
      const isNegated = negated !== (outer.alternate === inner);
      if (isConstant(asked)) {
        if (Boolean(asked.value) === isNegated) return null;
        continue;
      }
      result = { op: 'when', args: [isNegated ? term('!', asked) : asked, result] };
    } else if (isFunction(outer)) {
      const message = messageOf(x, outer, activation);
      if (message !== null) return { op: 'on', args: [constant(message), result] };
    }
  }
  return result;
}

/** The message that a function is set as the handler of; null where it is none's. */
function messageOf(x: Extraction, handler: TSESTree.Node, activation: Activation): string | null {
  const direct = messageOfCall(x, handler, activation);
  if (direct !== null) return direct;
  const declared = handler.type === 'FunctionDeclaration' ? handler.id : handler.parent?.type === 'VariableDeclarator' ? handler.parent.id : null;
  const variable = declared && variableOf(activation.module.file, declared);
  for (const { identifier } of variable?.references ?? []) {
    const message = messageOfCall(x, identifier as TSESTree.Node, activation);
    if (message !== null) return message;
  }
  return null;
}

function messageOfCall(x: Extraction, handler: TSESTree.Node, activation: Activation): string | null {
  const call = handler.parent;
  if (call?.type !== 'CallExpression' || !call.arguments.includes(handler as TSESTree.CallExpressionArgument)) return null;
  const callee = x.evaluate(unwrapped(call.callee), activation);
  if (callee.is !== 'sdk' || !call.arguments[0]) return null;
  if (callee.name === 'setDefaultSignalHandler') return '*';
  if (callee.name !== 'setHandler') return null;
  const message = x.evaluate(call.arguments[0], activation);
  return message.is === 'message' ? message.name : null;
}

/** A property of `this` that is data: all that the class assigns to it. */
export function fieldValue(x: Extraction, node: TSESTree.MemberExpression, activation: Activation): Known {
  const owner = thisClass(node);
  const name = staticName(node);
  const key = owner && `this.${name ?? '?'}`;
  if (!owner || name === null || x.describing.has(key)) return data({ op: 'self', args: [] });
  if ([...x.describing].some((other) => typeof other === 'string' && other.startsWith('this.'))) return data({ op: 'this', args: [] });
  x.describing.add(key);
  const definitions = x.describe(() => fieldDefinitions(x, owner, name, activation));
  x.describing.delete(key);
  return data(variableTerm(definitions));
}

function fieldDefinitions(x: Extraction, owner: TSESTree.Node, name: string, activation: Activation): readonly Term[] {
  const found: Term[] = [];
  const visit = (node: TSESTree.Node): void => {
    if (node.type === 'PropertyDefinition' && staticName(node) === name && node.value) found.push(termOf(x.evaluate(node.value, activation)));
    if (node.type === 'ThisExpression') {
      const member = node.parent;
      if (member?.type === 'MemberExpression' && staticName(member) === name) {
        const { parent } = member;
        const isWritten = (parent?.type === 'AssignmentExpression' && parent.left === member) || parent?.type === 'UpdateExpression';
        const definition = isWritten ? writtenValue(x, member, activation) : mutationOfField(member);
        const made = definition && conditional(x, member, definition, owner, activation);
        if (made) found.push(made);
      }
    }
    for (const key of activation.module.file.visitorKeys[node.type] ?? []) {
      const child = (node as unknown as Record<string, unknown>)[key];
      for (const inner of Array.isArray(child) ? child : [child]) if (isNode(inner)) visit(inner);
    }
  };
  visit(owner);
  return found;
}

function mutationOfField(member: TSESTree.MemberExpression): Term | null {
  const outer = member.parent;
  if (outer.type !== 'MemberExpression' || outer.object !== member || outer.parent.type !== 'CallExpression') return null;
  const method = staticName(outer);
  return method !== null && MUTATING.has(method) ? changedBy(method) : null;
}

function isNode(value: unknown): value is TSESTree.Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'range' in value;
}
