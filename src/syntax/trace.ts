import type { TSESTree } from '@typescript-eslint/utils';
import { type Variable, variableOf } from './bindings.ts';
import { perFile, type SourceFile } from './file.ts';
import { childNodes, type FunctionNode, isFunction, nodesOfType, staticName, unwrapped } from './nodes.ts';

/**
 * Where a value comes from: a root, and the properties that are read from it on the way.
 * `wf.log.info` of `import * as wf from 'm'` is module `m`, path `['log', 'info']`.
 */
export interface Origin {
  readonly root: Root;
  readonly path: readonly string[];
}

export type Root =
  /** A module, as imported or required; the first name of the path is the export, `default` for the default one. */
  | { readonly type: 'module'; readonly module: string; readonly node: TSESTree.Node }
  /** A name that no declaration of the file has; `globalThis.x` is the global `x`. */
  | { readonly type: 'global'; readonly name: string; readonly node: TSESTree.Node }
  /** A value made by this expression or declaration: a call, a function, a class, an object, a literal. */
  | { readonly type: 'value'; readonly node: TSESTree.Node }
  | { readonly type: 'parameter'; readonly variable: Variable }
  | { readonly type: 'unknown' };

const UNKNOWN: Origin = { root: { type: 'unknown' }, path: [] };
/** The names of the global object itself. */
export const GLOBAL_OBJECTS: ReadonlySet<string> = new Set(['globalThis', 'global', 'self', 'window']);

/** How many alternatives of one value, and steps to find them, are followed; what takes more is unknown. */
const MAX_ORIGINS = 16;
const MAX_STEPS = 500;

const memory = perFile(() => new WeakMap<TSESTree.Node, readonly Origin[]>());

/**
 * The origins that an expression may have, through constants, assignments, destructuring, namespaces, `require`, assertions,
 * conditionals, fields of classes and functions of this file that return it. At least one; `unknown` is one of them where the
 * file does not say.
 */
export function originsOf(file: SourceFile, node: TSESTree.Node): readonly Origin[] {
  const known = memory(file).get(node);
  if (known) return known;
  const tracer = new Tracer(file);
  const origins = tracer.expression(node, []);
  const result = origins.length > 0 && origins.length <= MAX_ORIGINS ? origins : [UNKNOWN];
  memory(file).set(node, result);
  return result;
}

/** The one origin that an expression has; null where it may have several or an unknown one. */
export function originOf(file: SourceFile, node: TSESTree.Node): Origin | null {
  const [origin, ...others] = originsOf(file, node);
  return origin && others.length === 0 && origin.root.type !== 'unknown' ? origin : null;
}

/** The function or class of this file that an expression certainly is; null for any other value. */
export function localValue(file: SourceFile, node: TSESTree.Node): TSESTree.Node | null {
  const origin = originOf(file, node);
  return origin?.root.type === 'value' && origin.path.length === 0 ? origin.root.node : null;
}

class Tracer {
  private readonly file: SourceFile;
  /** What is being followed: a constant that is defined by itself has no origin. */
  private readonly active = new Set<unknown>();
  private steps = 0;

  constructor(file: SourceFile) {
    this.file = file;
  }

  expression(wrappedNode: TSESTree.Node, path: readonly string[]): Origin[] {
    if (++this.steps > MAX_STEPS) return [UNKNOWN];
    const node = unwrapped(wrappedNode);
    switch (node.type) {
      case 'Identifier':
      case 'JSXIdentifier':
        return this.identifier(node, path);
      case 'MemberExpression': {
        const name = staticName(node);
        return name === null ? [UNKNOWN] : this.expression(node.object, [name, ...path]);
      }
      case 'TSQualifiedName':
        return this.expression(node.left, [node.right.name, ...path]);
      case 'ConditionalExpression':
        return [...this.expression(node.consequent, path), ...this.expression(node.alternate, path)];
      case 'LogicalExpression':
        // `a && b` is `b` where it is used as an object or called.
        return node.operator === '&&'
          ? this.expression(node.right, path)
          : [...this.expression(node.left, path), ...this.expression(node.right, path)];
      case 'SequenceExpression':
        return this.expression(node.expressions.at(-1)!, path);
      case 'AssignmentExpression':
        return node.operator === '=' ? this.expression(node.right, path) : [UNKNOWN];
      case 'AwaitExpression': {
        const argument = unwrapped(node.argument);
        if (argument.type === 'ImportExpression') return this.module(argument.source, argument, path);
        return path.length === 0 ? [value(node)] : [UNKNOWN];
      }
      case 'CallExpression':
        return this.call(node, path);
      case 'ThisExpression':
        return this.member(thisClass(node), path) ?? [UNKNOWN];
      case 'NewExpression':
      case 'ObjectExpression':
      case 'ArrayExpression':
        return this.made(node, path);
      default:
        return [{ root: { type: 'value', node }, path }];
    }
  }

  private identifier(node: TSESTree.Identifier | TSESTree.JSXIdentifier, path: readonly string[]): Origin[] {
    const variable = variableOf(this.file, node);
    if (variable) return this.once(variable, () => this.variable(variable, path));
    const [first, ...rest] = path;
    if (GLOBAL_OBJECTS.has(node.name) && first !== undefined) {
      return [{ root: { type: 'global', name: first, node }, path: rest }];
    }
    return [{ root: { type: 'global', name: node.name, node }, path }];
  }

  private variable(variable: Variable, path: readonly string[]): Origin[] {
    const [definition] = variable.defs;
    // A declaration that is merged with another one, such as a class and a namespace, is more than either.
    if (!definition || variable.defs.length > 1) return [UNKNOWN];

    switch (definition.type as string) {
      case 'ImportBinding':
        return this.importBinding(definition.node as TSESTree.Node, definition.parent as TSESTree.Node, path);
      case 'FunctionName':
      case 'ClassName':
        return this.isReassigned(variable) ? [UNKNOWN] : this.made(definition.node as TSESTree.Node, path);
      case 'Parameter':
        return this.isReassigned(variable)
          ? [UNKNOWN]
          : [{ root: { type: 'parameter', variable }, path: [...patternPath(definition), ...path] }];
      case 'Variable':
        return this.writes(variable, path);
      default:
        return [UNKNOWN];
    }
  }

  private isReassigned(variable: Variable): boolean {
    return variable.references.some((reference) => reference.isWrite() && !reference.init);
  }

  private writes(variable: Variable, path: readonly string[]): Origin[] {
    const origins: Origin[] = [];
    // A pattern with a default writes its name twice.
    const targets = new Set(variable.references.filter((reference) => reference.isWrite()).map(({ identifier }) => identifier));
    for (const target of targets as Set<TSESTree.Node>) {
      const source = writtenFrom(target);
      if (!source) return [UNKNOWN];
      origins.push(...this.expression(source.from, [...source.path, ...path]));
      for (const fallback of source.defaults) origins.push(...this.expression(fallback, path));
    }
    return origins;
  }

  private importBinding(node: TSESTree.Node, parent: TSESTree.Node | null, path: readonly string[]): Origin[] {
    if (node.type === 'TSImportEqualsDeclaration') {
      if (node.importKind === 'type') return [UNKNOWN];
      return node.moduleReference.type === 'TSExternalModuleReference'
        ? this.module(node.moduleReference.expression, node, path)
        : this.expression(node.moduleReference, path);
    }
    if (parent?.type !== 'ImportDeclaration' || parent.importKind === 'type') return [UNKNOWN];
    if (node.type === 'ImportNamespaceSpecifier') return this.module(parent.source, node, path);
    if (node.type === 'ImportDefaultSpecifier') return this.module(parent.source, node, ['default', ...path]);
    if (node.type !== 'ImportSpecifier' || node.importKind === 'type') return [UNKNOWN];
    return this.module(parent.source, node, [importedName(node), ...path]);
  }

  private module(source: TSESTree.Node, node: TSESTree.Node, path: readonly string[]): Origin[] {
    if (source.type !== 'Literal' || typeof source.value !== 'string') return [UNKNOWN];
    return [{ root: { type: 'module', module: source.value, node }, path }];
  }

  private call(node: TSESTree.CallExpression, path: readonly string[]): Origin[] {
    const callee = unwrapped(node.callee);
    const [argument] = node.arguments;
    if (callee.type === 'Identifier' && callee.name === 'require' && argument && !variableOf(this.file, callee)) {
      return this.module(argument, node, path);
    }
    const returned = this.returned(callee);
    if (returned) return this.once(node, () => this.expression(returned, path));
    return [{ root: { type: 'value', node }, path }];
  }

  /** What a call certainly gives: the value of the one `return` of a plain function of this file. */
  private returned(callee: TSESTree.Node): TSESTree.Node | null {
    if (callee.type !== 'Identifier' && callee.type !== 'MemberExpression' && !isFunction(callee)) return null;
    const [origin, ...others] = this.once(callee, () => this.expression(callee, []));
    if (!origin || others.length > 0 || origin.path.length > 0 || origin.root.type !== 'value') return null;
    const { node } = origin.root;
    return isFunction(node) && !node.async && !node.generator ? onlyReturn(node, this.file) : null;
  }

  private made(node: TSESTree.Node, path: readonly string[]): Origin[] {
    const [name, ...rest] = path;
    if (name === undefined) return [value(node)];
    if (node.type === 'ObjectExpression') return this.property(node, name, rest);
    if (node.type === 'NewExpression') {
      const origins = this.expression(node.callee, []);
      const made = origins.length === 1 && origins[0]?.path.length === 0 ? origins[0].root : null;
      if (made?.type === 'value') return this.member(made.node, path) ?? [{ root: { type: 'value', node }, path }];
    }
    return [{ root: { type: 'value', node }, path }];
  }

  private property(node: TSESTree.ObjectExpression, name: string, rest: readonly string[]): Origin[] {
    for (const property of [...node.properties].reverse()) {
      if (property.type === 'SpreadElement') {
        const spread = this.expression(property.argument, [name, ...rest]);
        return node.properties.indexOf(property) === 0 ? spread : [UNKNOWN];
      }
      const key = staticName(property);
      if (key === null || (key === name && property.kind !== 'init')) return [UNKNOWN];
      if (key === name) return this.expression(property.value, rest);
    }
    return [UNKNOWN];
  }

  /** The origins of a member of an object of a class; null where the class does not define it in one place. */
  private member(node: TSESTree.Node | null, path: readonly string[]): Origin[] | null {
    const [name, ...rest] = path;
    if (!node || name === undefined || (node.type !== 'ClassDeclaration' && node.type !== 'ClassExpression')) return null;
    const values: TSESTree.Node[] = [];
    for (const element of node.body.body) {
      if ((element.type !== 'PropertyDefinition' && element.type !== 'MethodDefinition') || element.static) continue;
      if (staticName(element) !== name) continue;
      if (element.type === 'MethodDefinition' && element.kind !== 'method') return null;
      if (element.value) values.push(element.value);
    }
    values.push(...assignmentsToThis(node, name, this.file));
    return values.length === 1 ? this.once(node, () => this.expression(values[0]!, rest)) : null;
  }

  private once(key: unknown, follow: () => Origin[]): Origin[] {
    if (this.active.has(key)) return [UNKNOWN];
    this.active.add(key);
    const origins = follow();
    this.active.delete(key);
    return origins;
  }
}

function value(node: TSESTree.Node): Origin {
  return { root: { type: 'value', node }, path: [] };
}

/** The name under which a specifier imports: `a` of `{ a as b }`. */
export function importedName(specifier: TSESTree.ImportSpecifier): string {
  return specifier.imported.type === 'Identifier' ? specifier.imported.name : specifier.imported.value;
}

interface Written {
  readonly from: TSESTree.Node;
  readonly path: readonly string[];
  /** The values that stand in where the property is missing. */
  readonly defaults: readonly TSESTree.Node[];
}

/** What is written to a name by `const x = …`, `x = …` or a pattern; null for any other write, such as `x += 1` or `for (x of …)`. */
function writtenFrom(target: TSESTree.Node): Written | null {
  const path: string[] = [];
  const defaults: TSESTree.Node[] = [];
  let node = target;
  for (;;) {
    const { parent } = node;
    switch (parent?.type) {
      case 'VariableDeclarator':
        return parent.id === node && parent.init ? { from: parent.init, path, defaults } : null;
      case 'AssignmentExpression':
        return parent.left === node && parent.operator === '=' ? { from: parent.right, path, defaults } : null;
      case 'AssignmentPattern':
        defaults.push(parent.right);
        break;
      case 'Property': {
        const name = staticName(parent);
        if (name === null) return null;
        path.unshift(name);
        break;
      }
      case 'ArrayPattern':
        path.unshift(String(parent.elements.indexOf(node as never)));
        break;
      case 'RestElement':
        if (parent.parent.type !== 'ObjectPattern') return null;
        break;
      case 'ObjectPattern':
        break;
      default:
        return null;
    }
    node = parent;
  }
}

function patternPath(definition: Variable['defs'][number]): readonly string[] {
  const path: string[] = [];
  for (let node: TSESTree.Node = definition.name; node !== (definition.node as TSESTree.Node); node = node.parent!) {
    const { parent } = node;
    if (!parent || isFunction(parent)) break;
    if (parent.type === 'Property') path.unshift(staticName(parent) ?? '*');
    else if (parent.type === 'ArrayPattern') path.unshift(String(parent.elements.indexOf(node as never)));
  }
  return path;
}

/** The expression of the only `return` of a function that ends with it; null where it has several, or none. */
export function onlyReturn(node: FunctionNode, file: Pick<SourceFile, 'visitorKeys'>): TSESTree.Node | null {
  if (node.body.type !== 'BlockStatement') return node.body;
  const last = node.body.body.at(-1);
  if (last?.type !== 'ReturnStatement' || !last.argument) return null;
  let returns = 0;
  const stack: TSESTree.Node[] = [node.body];
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (next.type === 'ReturnStatement') returns++;
    stack.push(...childNodes(next, file).filter((child) => !isFunction(child)));
  }
  return returns === 1 ? last.argument : null;
}

/** The class whose object `this` is; null outside of methods and fields. */
export function thisClass(node: TSESTree.Node): TSESTree.ClassDeclaration | TSESTree.ClassExpression | null {
  for (let inner = node, outer = node.parent; outer; inner = outer, outer = outer.parent) {
    if (outer.type === 'PropertyDefinition' && outer.value === inner && !outer.static) return outer.parent.parent;
    if (outer.type === 'MethodDefinition' && !outer.static) return outer.parent.parent;
    const hasOwnThis = outer.type === 'FunctionDeclaration' || outer.type === 'FunctionExpression';
    if (hasOwnThis && outer.parent?.type !== 'MethodDefinition') return null;
  }
  return null;
}

function assignmentsToThis(node: TSESTree.Node, name: string, file: SourceFile): readonly TSESTree.Node[] {
  return (thisAssignments(file).get(node) ?? []).filter((assignment) => assignment.name === name).map(({ value }) => value);
}

const thisAssignments = perFile((file) => {
  const byClass = new Map<TSESTree.Node, { readonly name: string; readonly value: TSESTree.Node }[]>();
  for (const { left, right } of nodesOfType(file, 'AssignmentExpression')) {
    if (left.type !== 'MemberExpression' || left.object.type !== 'ThisExpression') continue;
    const owner = thisClass(left);
    const name = staticName(left);
    if (owner && name !== null) byClass.set(owner, [...(byClass.get(owner) ?? []), { name, value: right }]);
  }
  return byClass;
});
