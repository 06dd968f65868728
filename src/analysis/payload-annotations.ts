import type { TSESTree } from '@typescript-eslint/utils';
import { globalReferences, variableOf } from '../syntax/bindings.ts';
import type { SourceFile } from '../syntax/file.ts';
import { isFunction, staticName } from '../syntax/nodes.ts';
import { PAYLOAD_CLASSES } from '../temporal/payloads.ts';
import type { LossyPart } from './payload-values.ts';

/** Types that are what they are given: their first argument, wherever it stands in a payload. */
const WRAPPERS: ReadonlySet<string> = new Set(['Array', 'Partial', 'Promise', 'Readonly', 'ReadonlyArray', 'Required']);

/** How deep a type is looked into. */
const MAX_DEPTH = 6;

/** The parts of a type that do not arrive as what they are declared to be, as far as the file itself shows the type. */
export function lossyAnnotations(file: SourceFile, type: TSESTree.TypeNode): readonly LossyPart[] {
  return partsOf(file, type, [], 0);
}

function partsOf(file: SourceFile, type: TSESTree.TypeNode, path: readonly string[], depth: number): readonly LossyPart[] {
  const part = (name: string, fate: LossyPart['fate']): LossyPart[] => [{ node: type, path, type: name, fate }];
  const inner = (one: TSESTree.TypeNode) => partsOf(file, one, path, depth + 1);
  if (depth > MAX_DEPTH) return [];
  switch (type.type) {
    case 'TSBigIntKeyword':
      return part('bigint', 'refused');
    case 'TSSymbolKeyword':
      return part('symbol', 'nothing');
    case 'TSFunctionType':
      return part('function', 'nothing');
    case 'TSArrayType':
      return inner(type.elementType);
    case 'TSTupleType':
      return type.elementTypes.flatMap((element) => inner(element.type === 'TSNamedTupleMember' ? element.elementType : element));
    case 'TSTypeOperator':
      return type.operator === 'readonly' && type.typeAnnotation ? inner(type.typeAnnotation) : [];
    case 'TSOptionalType':
      return inner(type.typeAnnotation);
    case 'TSUnionType': {
      const members = type.types.filter((one) => one.type !== 'TSNullKeyword' && one.type !== 'TSUndefinedKeyword');
      // Code that takes a string beside a date is made for what arrives.
      const parts = members.map(inner);
      return parts.every((found) => found.length > 0) ? parts.flat().slice(0, 1) : [];
    }
    case 'TSTypeLiteral':
      return type.members.flatMap((member) => memberParts(file, member, path, depth));
    case 'TSTypeReference':
      return referenceParts(file, type, path, depth);
    default:
      return [];
  }
}

function memberParts(file: SourceFile, member: TSESTree.TypeElement, path: readonly string[], depth: number): readonly LossyPart[] {
  if (member.type !== 'TSPropertySignature' || !member.typeAnnotation) return [];
  const name = member.key.type === 'Identifier' && !member.computed ? member.key.name : member.key.type === 'Literal' ? String(member.key.value) : null;
  return name === null ? [] : partsOf(file, member.typeAnnotation.typeAnnotation, [...path, name], depth + 1);
}

function referenceParts(file: SourceFile, type: TSESTree.TSTypeReference, path: readonly string[], depth: number): readonly LossyPart[] {
  if (type.typeName.type !== 'Identifier') return [];
  const { name } = type.typeName;
  const [definition, ...others] = variableOf(file, type.typeName)?.defs ?? [];
  if (definition) return others.length === 0 ? declaredParts(file, definition.node as TSESTree.Node, type, path, depth) : [];
  if (!globalReferences(file, name).some(({ identifier }) => (identifier as TSESTree.Node) === type.typeName)) return [];
  const [first] = type.typeArguments?.params ?? [];
  if (WRAPPERS.has(name)) return first ? partsOf(file, first, path, depth + 1) : [];
  if (name === 'Record') return type.typeArguments?.params[1] ? partsOf(file, type.typeArguments.params[1], path, depth + 1) : [];
  const fate = Object.hasOwn(PAYLOAD_CLASSES, name) ? PAYLOAD_CLASSES[name]! : null;
  if (!fate || (fate === 'indexes' && path.length === 0)) return [];
  return [{ node: type, path, type: name, fate }];
}

function declaredParts(
  file: SourceFile,
  declaration: TSESTree.Node,
  type: TSESTree.TSTypeReference,
  path: readonly string[],
  depth: number,
): readonly LossyPart[] {
  // What is inside of a declaration is reported where the type is used: one declaration may serve others, too.
  const at = (parts: readonly LossyPart[]) => parts.map((part) => ({ ...part, node: type }));
  switch (declaration.type) {
    case 'TSTypeAliasDeclaration':
      return at(partsOf(file, declaration.typeAnnotation, path, depth + 1));
    case 'TSInterfaceDeclaration':
      return at(declaration.body.body.flatMap((member) => memberParts(file, member, path, depth)));
    case 'ClassDeclaration':
      return hasMethods(declaration) ? [{ node: type, path, type: declaration.id?.name ?? 'class', fate: 'fields' }] : [];
    default:
      return [];
  }
}

/** Whether objects of a class have methods, and none that makes JSON of them; one that extends another class is not known. */
function hasMethods({ body, superClass }: TSESTree.ClassDeclaration): boolean {
  const methods = body.body.flatMap((member) =>
    member.type === 'MethodDefinition' && !member.static && member.kind !== 'constructor' && isFunction(member.value) ? [staticName(member)] : [],
  );
  return !superClass && methods.length > 0 && !methods.includes('toJSON');
}
