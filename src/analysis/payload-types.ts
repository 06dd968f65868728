import type { TSESTree } from '@typescript-eslint/utils';
import type { TypeInformation } from '../syntax/type-information.ts';
import { PAYLOAD_CLASSES } from '../temporal/payloads.ts';
import type { LossyPart } from './payload-values.ts';

type Type = ReturnType<TypeInformation['getTypeAtLocation']>;
type TypeSymbol = NonNullable<ReturnType<Type['getSymbol']>>;

/** How deep a type is looked into, and how many of its parts are named. */
const MAX_DEPTH = 6;
const MAX_PARTS = 5;

/** `ts.SymbolFlags` of TypeScript 5.4 to 6, which is not loaded here. */
const CLASS = 32;
const METHOD_OR_ACCESSOR = 8192 + 98304;

/** The parts of the type of a node that do not arrive as what they are declared to be. Types of packages are not looked into. */
export function lossyTypeOf(types: TypeInformation, node: TSESTree.Node): readonly LossyPart[] {
  return lossyParts(types, types.getTypeAtLocation(node), node);
}

/** The parts that do not arrive as they are of what a call declares to take, by place, and of what its promise declares to give. */
export function lossySignature(
  types: TypeInformation,
  call: TSESTree.CallExpression,
): { readonly parameters: readonly (readonly LossyPart[])[]; readonly result: readonly LossyPart[] } {
  const checker = types.program.getTypeChecker();
  const node = types.esTreeNodeToTSNodeMap.get(call);
  const signature = checker.getResolvedSignature(node as never);
  if (!signature) return { parameters: [], result: [] };
  const parameters = signature.getParameters().map((parameter, at) => {
    const argument = call.arguments[at];
    const isRest = at === signature.getParameters().length - 1 && checker.isArrayLikeType(checker.getTypeOfSymbolAtLocation(parameter, node));
    return argument && !isRest ? lossyParts(types, checker.getTypeOfSymbolAtLocation(parameter, node), argument) : [];
  });
  return { parameters, result: lossyParts(types, signature.getReturnType(), call.callee) };
}

function lossyParts(types: TypeInformation, type: Type, node: TSESTree.Node): readonly LossyPart[] {
  const { program } = types;
  const checker = program.getTypeChecker();
  const seen = new Set<Type>();

  const partsOf = (one: Type, path: readonly string[], depth: number): readonly LossyPart[] => {
    if (depth > MAX_DEPTH) return [];
    const part = (name: string, fate: LossyPart['fate']): LossyPart[] => [{ node, path, type: name, fate }];
    const text = checker.typeToString(one);
    if (text === 'bigint' || /^-?\d+n$/u.test(text)) return part('bigint', 'refused');
    if (text === 'symbol' || text.startsWith('unique symbol')) return part('symbol', 'nothing');
    if (one.isUnion()) {
      const members = one.types.filter((member) => !/^(?:null|undefined)$/u.test(checker.typeToString(member)));
      // Code that takes a string beside a date is made for what arrives.
      const parts = members.map((member) => partsOf(member, path, depth + 1));
      return parts.every((found) => found.length > 0) ? parts.flat().slice(0, 1) : [];
    }
    return objectParts(one, path, depth, part);
  };

  const objectParts = (one: Type, path: readonly string[], depth: number, part: (name: string, fate: LossyPart['fate']) => LossyPart[]) => {
    if (checker.isArrayType(one) || checker.isTupleType(one)) {
      return checker.getTypeArguments(one as never).flatMap((element) => partsOf(element, path, depth + 1));
    }
    const symbol = one.getSymbol();
    const place = symbol ? placeOf(symbol) : 'project';
    const name = symbol?.name ?? '';
    if (place === 'language' && symbol) {
      if (name === 'Promise') return checker.getTypeArguments(one as never).flatMap((result) => partsOf(result, path, depth + 1));
      const fate = Object.hasOwn(PAYLOAD_CLASSES, name) ? PAYLOAD_CLASSES[name]! : null;
      return fate && !(fate === 'indexes' && path.length === 0) ? part(name, fate) : [];
    }
    if (place === 'package') return [];
    if (one.getCallSignatures().length > 0) return one.getProperties().length === 0 ? part('function', 'nothing') : [];
    const properties = one.getProperties();
    if (symbol && symbol.flags & CLASS) {
      const hasMethods = properties.some(({ flags }) => flags & METHOD_OR_ACCESSOR);
      return hasMethods && !properties.some((property) => property.name === 'toJSON') ? part(name, 'fields') : [];
    }
    // Types refer to each other: each is looked into once.
    if (seen.has(one)) return [];
    seen.add(one);
    const values = checker.getIndexInfosOfType(one).flatMap((info) => partsOf(info.type, path, depth + 1));
    return [
      ...values,
      ...properties.flatMap((property) =>
        property.flags & METHOD_OR_ACCESSOR ? [] : partsOf(checker.getTypeOfSymbol(property), [...path, property.name], depth + 1),
      ),
    ];
  };

  const placeOf = (symbol: TypeSymbol): 'language' | 'package' | 'project' => {
    const files = (symbol.getDeclarations() ?? []).map((declaration) => declaration.getSourceFile());
    // What `Readonly` and `Record` make has no name of its own.
    if (files.some((file) => program.isSourceFileDefaultLibrary(file))) return symbol.name === '__type' ? 'project' : 'language';
    return files.some((file) => program.isSourceFileFromExternalLibrary(file) || /[\\/]node_modules[\\/]/u.test(file.fileName)) ? 'package' : 'project';
  };

  return partsOf(type, [], 0).slice(0, MAX_PARTS);
}
