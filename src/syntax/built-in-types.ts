import type { TSESTree } from '@typescript-eslint/utils';
import { type Variable, variableOf } from './bindings.ts';
import type { SourceFile } from './file.ts';
import { globalName } from './global-calls.ts';
import { isFunction, nodesOfType, unwrapped } from './nodes.ts';
import { type Origin, originOf, originsOf } from './trace.ts';
import { type TypeInformation, typeName } from './type-information.ts';

/** The built-in types that are told apart; `other` is certainly none of them. */
export type BuiltInType = 'Date' | 'Error' | 'string' | 'number' | 'bigint' | 'other';

const CONSTRUCTED: ReadonlyMap<string, BuiltInType> = new Map<string, BuiltInType>([
  ['AggregateError', 'Error'],
  ['Date', 'Date'],
  ['Error', 'Error'],
  ['EvalError', 'Error'],
  ['RangeError', 'Error'],
  ['ReferenceError', 'Error'],
  ['SyntaxError', 'Error'],
  ['TypeError', 'Error'],
  ['URIError', 'Error'],
]);

const CALLED: ReadonlyMap<string, BuiltInType> = new Map<string, BuiltInType>([
  ['BigInt', 'bigint'],
  ['Date.UTC', 'number'],
  ['Date.now', 'number'],
  ['Date.parse', 'number'],
  ['Number', 'number'],
  ['String', 'string'],
  ['parseFloat', 'number'],
  ['parseInt', 'number'],
]);

/**
 * The built-in type that the value of an expression certainly has: by what makes it or the types that the file writes down, and by
 * TypeScript where the project lints with types. Null where neither says.
 */
export function builtInType(file: SourceFile, expression: TSESTree.Node, types: TypeInformation | null): BuiltInType | null {
  return bySyntax(file, expression) ?? (types && byTypes(types, expression));
}

function byTypes(types: TypeInformation, expression: TSESTree.Node): BuiltInType | null {
  const name = typeName(types, expression);
  if (name === null || name === 'Date' || name === 'string' || name === 'number' || name === 'bigint') return name;
  return CONSTRUCTED.get(name) ?? 'other';
}

function bySyntax(file: SourceFile, expression: TSESTree.Node): BuiltInType | null {
  if (expression.type === 'TSAsExpression' || expression.type === 'TSTypeAssertion') {
    const asserted = typeNodeName(file, expression.typeAnnotation);
    return asserted ?? bySyntax(file, expression.expression);
  }
  const node = unwrapped(expression);
  const declared = node.type === 'Identifier' ? annotationOf(variableOf(file, node)) : null;
  if (declared) return typeNodeName(file, declared);
  const found = new Set(originsOf(file, node).map((origin) => typeOfOrigin(file, origin)));
  const [type] = found;
  return found.size === 1 ? (type ?? null) : null;
}

function typeOfOrigin(file: SourceFile, { root, path }: Origin): BuiltInType | null {
  if (root.type === 'parameter') {
    let type: TSESTree.TypeNode | null = parameterAnnotation(root.variable);
    for (const name of path) type = type && memberType(file, type, name);
    return type && typeNodeName(file, type);
  }
  return root.type === 'value' && path.length === 0 ? typeOfValue(file, root.node) : null;
}

function typeOfValue(file: SourceFile, node: TSESTree.Node): BuiltInType | null {
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' || typeof node.value === 'number' || typeof node.value === 'bigint'
        ? (typeof node.value as BuiltInType)
        : 'other';
    case 'TemplateLiteral':
      return 'string';
    case 'NewExpression': {
      // A class of the file or of a module has methods of its own, also where it extends one of these.
      const from = originOf(file, node.callee)?.root.type;
      if (from === 'value' || from === 'module') return 'other';
      const name = globalName(file, node.callee);
      return name === null ? null : (CONSTRUCTED.get(name) ?? 'other');
    }
    case 'CallExpression': {
      const name = globalName(file, node.callee);
      return name === null ? null : name.startsWith('Math.') ? 'number' : (CALLED.get(name) ?? null);
    }
    case 'ArrayExpression':
    case 'ClassDeclaration':
    case 'ClassExpression':
    case 'ObjectExpression':
      return 'other';
    default:
      return isFunction(node) ? 'other' : null;
  }
}

/** The type that a variable is declared with; null for none. */
function annotationOf(variable: Variable | null): TSESTree.TypeNode | null {
  const name = variable?.defs.length === 1 ? variable.defs[0]!.name : null;
  return (name?.type === 'Identifier' && name.typeAnnotation?.typeAnnotation) || null;
}

/** The type of the parameter that a variable is, or is taken from by a pattern. */
function parameterAnnotation(variable: Variable): TSESTree.TypeNode | null {
  for (let node: TSESTree.Node | undefined = variable.defs[0]?.name; node && !isFunction(node); node = node.parent) {
    if ('typeAnnotation' in node && node.typeAnnotation?.type === 'TSTypeAnnotation') return node.typeAnnotation.typeAnnotation;
  }
  return null;
}

/** The type that a property has by an interface or an object type that is written in the file; null for any other. */
function memberType(file: SourceFile, type: TSESTree.TypeNode, name: string): TSESTree.TypeNode | null {
  const members = type.type === 'TSTypeLiteral' ? type.members : type.type === 'TSTypeReference' ? membersOf(file, type) : [];
  for (const member of members) {
    if (member.type === 'TSPropertySignature' && keyOf(member) === name) return member.typeAnnotation?.typeAnnotation ?? null;
  }
  return null;
}

function membersOf(file: SourceFile, { typeName: name }: TSESTree.TSTypeReference): readonly TSESTree.TypeElement[] {
  if (name.type !== 'Identifier') return [];
  for (const { id, body } of nodesOfType(file, 'TSInterfaceDeclaration')) if (id.name === name.name) return body.body;
  for (const { id, typeAnnotation } of nodesOfType(file, 'TSTypeAliasDeclaration')) {
    if (id.name === name.name && typeAnnotation.type === 'TSTypeLiteral') return typeAnnotation.members;
  }
  return [];
}

function keyOf({ key, computed }: TSESTree.TSPropertySignature): string | null {
  if (key.type === 'Literal') return String(key.value);
  return !computed && key.type === 'Identifier' ? key.name : null;
}

/** What a type that is written down means; null where the file does not say. `T | undefined` is `T`. */
function typeNodeName(file: SourceFile, type: TSESTree.TypeNode): BuiltInType | null {
  switch (type.type) {
    case 'TSStringKeyword':
      return 'string';
    case 'TSNumberKeyword':
      return 'number';
    case 'TSBigIntKeyword':
      return 'bigint';
    case 'TSTypeReference':
      // A type that the file declares or imports under one of the names is another one.
      if (type.typeName.type !== 'Identifier' || variableOf(file, type.typeName)) return null;
      return CONSTRUCTED.get(type.typeName.name) ?? null;
    case 'TSUnionType': {
      const parts = type.types.filter((part) => part.type !== 'TSUndefinedKeyword' && part.type !== 'TSNullKeyword');
      const names = new Set(parts.map((part) => typeNodeName(file, part)));
      const [name] = names;
      return names.size === 1 ? (name ?? null) : null;
    }
    default:
      return null;
  }
}
