/** What names stand for: bindings of the function that runs, of the functions around it, and of modules. */
import type { TSESTree } from '@typescript-eslint/utils';
import { variableOf, type Variable } from '../../syntax/bindings.ts';
import { isFunction, isWithin, staticName } from '../../syntax/nodes.ts';
import { WORKFLOW_PACKAGE } from '../../temporal/workflow-apis.ts';
import { constant, type Term } from '../terms.ts';
import type { Extraction } from './extraction.ts';
import { exportOf, nameOf, type Module } from './modules.ts';
import { data, nothing, termOf, unknown, type Activation, type Known } from './values.ts';
import { changedValue, isChanged } from './variables.ts';

/** What an identifier stands for here. */
export function nameValue(x: Extraction, node: TSESTree.Node & { name: string }, activation: Activation): Known {
  const variable = variableOf(activation.module.file, node);
  if (!variable) return globalValue(node.name);
  const bound = boundValue(variable, activation);
  if (bound && (!isData(bound) || !isChanged(variable))) return bound;
  if (!isChanged(variable)) return definedValue(x, variable, activation);
  return changedValue(x, variable, activation, () => boundValue(variable, activation) ?? defined(x, variable, activation));
}

/** What a variable was bound to, by the function that runs or one around it; null where it was not. */
function boundValue(variable: Variable, activation: Activation): Known | null {
  for (let at: Activation | null = activation; at; at = at.outer) {
    const bound = at.variables.get(variable);
    if (bound) return bound;
  }
  return null;
}

/** Whether a value is data all through, so that its changes are changes of data. */
function isData(known: Known): boolean {
  if (known.is === 'array') return known.items.every(isData);
  if (known.is === 'object') return [...known.properties.values()].every(isData);
  return known.is === 'data';
}

function globalValue(name: string): Known {
  if (name === 'undefined') return nothing;
  if (name === 'NaN' || name === 'Infinity') return data(constant(Number(name)));
  return data({ op: name, args: [] });
}

/** A variable that is given one value: by its declaration, or as a parameter of a function that nobody calls in sight. */
function definedValue(x: Extraction, variable: Variable, activation: Activation): Known {
  const known = activation.module.known.get(variable);
  if (known) return known;
  const definition = variable.defs[0];
  if (!definition || x.describing.has(variable)) return unknown;
  x.describing.add(variable);
  const value = x.describe(() => defined(x, variable, activation));
  x.describing.delete(variable);
  if (isModuleLevel(variable)) activation.module.known.set(variable, value);
  return value;
}

function isModuleLevel(variable: Variable): boolean {
  return variable.scope.type === 'module' || variable.scope.type === 'global';
}

function defined(x: Extraction, variable: Variable, activation: Activation): Known {
  const [definition] = variable.defs;
  const node = definition?.node as TSESTree.Node | undefined;
  switch (definition?.type as string | undefined) {
    case 'ImportBinding':
      return importedValue(x, node as TSESTree.ImportClause, definition?.parent as TSESTree.ImportDeclaration, activation.module);
    case 'FunctionName':
      return { is: 'function', node: node as TSESTree.FunctionDeclaration, activation: activationOf(variable, activation), self: null };
    case 'ClassName':
      return { is: 'class', node: node as TSESTree.ClassDeclaration, activation: activationOf(variable, activation) };
    case 'TSEnumName':
      return enumValue(x, node as TSESTree.TSEnumDeclaration, activation);
    case 'CatchClause':
      return data({ op: 'error', args: [] });
    case 'Parameter':
      return parameterValue(definition as { node: TSESTree.Node; name: TSESTree.Node });
    case 'Variable':
      return declaredValue(x, variable, node as TSESTree.VariableDeclarator, activation);
    default:
      return unknown;
  }
}

/** The innermost activation that sees a variable: its own names must not get into the way of those that are declared elsewhere. */
function activationOf(variable: Variable, activation: Activation): Activation {
  return isModuleLevel(variable) ? activation.module.activation : activation;
}

function declaredValue(x: Extraction, variable: Variable, node: TSESTree.VariableDeclarator, activation: Activation): Known {
  if (!node.init) {
    const loop = node.parent.parent;
    if (loop.type !== 'ForOfStatement' && loop.type !== 'ForInStatement') return nothing;
    return data({ op: 'item', args: [termOf(x.evaluate(loop.right, activation))] });
  }
  const value = x.evaluate(node.init, activationOf(variable, activation));
  return node.id.type === 'Identifier' ? value : (patternValue(x, node.id, value, variable, activation) ?? unknown);
}

/** What one name of a pattern stands for. */
function patternValue(x: Extraction, pattern: TSESTree.Node, value: Known, variable: Variable, activation: Activation): Known | null {
  const bound: Activation = { ...activation, variables: new Map() };
  x.bind(pattern, value, bound);
  return bound.variables.get(variable) ?? null;
}

function parameterValue(definition: { node: TSESTree.Node; name: TSESTree.Node }): Known {
  const index = isFunction(definition.node) ? definition.node.params.findIndex((parameter) => isWithin(definition.name, parameter)) : -1;
  let of: Term = { op: 'argument', args: [constant(index)] };
  for (let node: TSESTree.Node | undefined = definition.name; node && node !== definition.node; node = node.parent) {
    if (node.parent?.type === 'Property') of = { op: `.${staticName(node.parent) ?? '?'}`, args: [of] };
  }
  return data(of);
}

function importedValue(x: Extraction, node: TSESTree.ImportClause, parent: TSESTree.ImportDeclaration, module: Module): Known {
  const specifier = parent.source.value;
  if (node.type === 'ImportNamespaceSpecifier') {
    if (isWorkflowPackage(specifier)) return { is: 'sdk', name: '' };
    const target = module.modules.imported(specifier, module);
    return target ? { is: 'namespace', module: target } : foreign(specifier, '*');
  }
  const name = node.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(node.imported);
  if (isWorkflowPackage(specifier)) return { is: 'sdk', name: name === 'default' ? '' : name };
  const target = module.modules.imported(specifier, module);
  return target ? exportedValue(x, target, name) : foreign(specifier, name);
}

function isWorkflowPackage(specifier: string): boolean {
  return specifier === WORKFLOW_PACKAGE || specifier.startsWith(`${WORKFLOW_PACKAGE}/lib`);
}

/** An export of a package, or of a file that cannot be read. A local file is told by its name alone: it may move. */
function foreign(specifier: string, name: string): Known {
  const from = specifier.startsWith('.') ? '.' : specifier;
  return data({ op: 'import', args: [constant(from), constant(name)] });
}

/** What a module exports under a name. */
export function exportedValue(x: Extraction, module: Module, name: string): Known {
  const found = exportOf(module, name);
  if (!found) return foreign('.', name);
  if ('from' in found) return isWorkflowPackage(found.from) ? { is: 'sdk', name: found.name } : foreign(found.from, found.name);
  const { node } = found;
  const { activation } = found.module;
  if (node.type === 'Identifier') return nameValue(x, node, activation);
  if (isFunction(node)) return { is: 'function', node, activation, self: null };
  if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') return { is: 'class', node, activation };
  return x.describe(() => x.evaluate(node, activation));
}

/** Members of an enum by their values; members without one are numbered. */
function enumValue(x: Extraction, node: TSESTree.TSEnumDeclaration, activation: Activation): Known {
  const properties = new Map<string, Known>();
  let next = 0;
  for (const member of node.body.members) {
    const name = member.id.type === 'Identifier' ? member.id.name : member.id.type === 'Literal' ? String(member.id.value) : null;
    const value = member.initializer ? x.evaluate(member.initializer, activation) : data(constant(next));
    if (value.is === 'data' && 'value' in value.term && typeof value.term.value === 'number') next = value.term.value + 1;
    if (name !== null) properties.set(name, value);
  }
  return { is: 'object', properties, rest: null };
}
