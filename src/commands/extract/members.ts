/** Properties of values: of modules, classes, instances, proxies, and of data. */
import type { TSESTree } from '@typescript-eslint/utils';
import { isFunction, staticName } from '../../syntax/nodes.ts';
import { code, constant, isConstant, term, textOf, UNDEFINED, variable as variableTerm, type Term } from '../terms.ts';
import { choiceMember, propertyByKey } from './choices.ts';
import type { Extraction } from './extraction.ts';
import { exportedValue } from './names.ts';
import { data, nothing, propertyOf, stringOf, termOf, unknown, type Activation, type Known } from './values.ts';
import { fieldValue } from './variables.ts';

/** What a member expression gives, of an object that has been evaluated. */
export function memberOf(x: Extraction, object: Known, node: TSESTree.MemberExpression, activation: Activation): Known {
  const computed = node.computed ? x.evaluate(node.property, activation) : null;
  const name = computed ? (stringOf(computed) ?? staticName(node)) : node.property.type === 'PrivateIdentifier' ? `#${node.property.name}` : staticName(node);
  if (name === null) {
    const key = computed ? termOf(computed) : code('?');
    if (object.is === 'proxy') return { is: 'activity', name: `[${textOf(key)}]`, isLocal: object.isLocal, options: object.options };
    const choice = object.is === 'object' ? propertyByKey(object, key) : null;
    return choice ?? data({ op: 'at', args: [termOf(object), key] });
  }
  if (object.is === 'namespace') return exportedValue(x, object.module, name);
  if (object.is === 'class') return staticMember(x, object, name);
  if (object.is === 'instance') return instanceMember(x, object, node, name, activation);
  return memberValue(object, name);
}

function staticMember(x: Extraction, owner: Extract<Known, { is: 'class' }>, name: string): Known {
  for (const element of owner.node.body.body) {
    if ((element.type !== 'MethodDefinition' && element.type !== 'PropertyDefinition') || !element.static || staticName(element) !== name) continue;
    if (element.value && isFunction(element.value)) return { is: 'function', node: element.value, activation: owner.activation, self: owner };
    return element.value ? x.describe(() => x.evaluate(element.value!, owner.activation)) : nothing;
  }
  return data(term(`.${name}`, code(owner.node.id?.name ?? 'class')));
}

function instanceMember(
  x: Extraction,
  object: Extract<Known, { is: 'instance' }>,
  node: TSESTree.MemberExpression,
  name: string,
  activation: Activation,
): Known {
  const field = object.fields.get(name);
  if (field && field.is !== 'data') return field;
  let owner: Extract<Known, { is: 'class' }> | null = { is: 'class', node: object.of, activation: object.activation };
  for (let depth = 0; owner && depth < MAX_CLASSES; depth++) {
    for (const element of owner.node.body.body) {
      if (element.type !== 'MethodDefinition' || element.static || memberName(element) !== name || !isFunction(element.value)) continue;
      const method: Known = { is: 'function', node: element.value, activation: owner.activation, self: object };
      if (element.kind === 'method') return method;
      if (element.kind === 'get') return x.call(method, [], node, activation);
    }
    const parent: Known | null = owner.node.superClass ? x.evaluate(owner.node.superClass, owner.activation) : null;
    owner = parent?.is === 'class' ? parent : null;
  }
  return node.object.type === 'ThisExpression' ? fieldValue(x, node, activation) : data(term(`.${name}`, code('instance')));
}

/** Classes above a class that are looked through for a method. */
const MAX_CLASSES = 8;

function memberName(element: TSESTree.MethodDefinition): string | null {
  return element.key.type === 'PrivateIdentifier' ? `#${element.key.name}` : staticName(element);
}

/** A property of a value. */
export function memberValue(of: Known, name: string): Known {
  const property = propertyOf(of, name);
  if (property) return property;
  switch (of.is) {
    case 'sdk':
      return { is: 'sdk', name: of.name === '' ? name : `${of.name}.${name}` };
    case 'one of':
      return choiceMember(of, (one) => memberValue(one, name));
    case 'proxy':
      return { is: 'activity', name, isLocal: of.isLocal, options: of.options };
    case 'data':
      return data(propertyTerm(of.term, name));
    case 'instance':
    case 'namespace':
    case 'class':
      return unknown;
    default:
      return { is: 'method', of, name };
  }
}

/** A property of data. Of a variable that changes only what changes this property counts. */
function propertyTerm(of: Term, name: string): Term {
  if (isConstant(of)) return term(`.${name}`, of);
  if (of.op === 'object') {
    const found = of.args.find((part) => !isConstant(part) && part.op === 'property' && textOf(part.args[0] ?? part) === JSON.stringify(name));
    const isComplete = of.args.every((part) => !isConstant(part) && part.op === 'property');
    if (found && !isConstant(found) && isComplete) return found.args[1] ?? UNDEFINED;
    return isComplete ? UNDEFINED : { op: `.${name}`, args: [of] };
  }
  if (of.op !== 'variable') return term(`.${name}`, of);
  return variableTerm(of.args.flatMap((definition) => propertyDefinition(definition, name) ?? []));
}

function propertyDefinition(definition: Term, name: string): Term | null {
  if (isConstant(definition)) return term(`.${name}`, definition);
  const [first = UNDEFINED, second = UNDEFINED] = definition.args;
  if (definition.op === 'on' || definition.op === 'when') {
    const inner = propertyDefinition(second, name);
    return inner && { op: definition.op, args: [first, inner] };
  }
  if (definition.op === 'changed') return definition;
  if (definition.op !== 'set') return propertyTerm(definition, name);
  const property = isConstant(first) ? String(first.value) : '';
  if (property === '?') return definition;
  if (property === name) return second;
  return property.startsWith(`${name}.`) ? { op: 'set', args: [constant(property.slice(name.length + 1)), second] } : null;
}
