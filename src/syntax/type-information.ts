import type { ParserServicesWithTypeInformation, TSESLint, TSESTree } from '@typescript-eslint/utils';
import type ts from 'typescript';

/** What TypeScript knows of the nodes of the file that is linted. */
export type TypeInformation = ParserServicesWithTypeInformation;

/** TypeScript's knowledge of the file that is linted; null where the project does not lint with types. */
export function typeInformation(sourceCode: Readonly<TSESLint.SourceCode>): TypeInformation | null {
  const services = sourceCode.parserServices;
  return services?.program ? (services as TypeInformation) : null;
}

/** `ts.SymbolFlags.Value` and `ts.SymbolFlags.Alias` of TypeScript 5.4 to 6, which is not loaded here. */
const VALUE = 111551;
const ALIAS = 2097152;

/** Whether the name of an import or export specifier certainly stands for a type and for no value. */
export function isOnlyType({ program, esTreeNodeToTSNodeMap }: TypeInformation, specifier: TSESTree.Node): boolean {
  if (!('local' in specifier)) return false;
  const checker = program.getTypeChecker();
  const symbol = checker.getSymbolAtLocation(esTreeNodeToTSNodeMap.get(specifier.local));
  const target = symbol && symbol.flags & ALIAS ? checker.getAliasedSymbol(symbol) : symbol;
  // What TypeScript cannot find is a value to it.
  return target !== undefined && (target.flags & VALUE) === 0;
}

/**
 * The name of the built-in type that an expression certainly has, `null` and `undefined` aside: `string`, `Date`; `object` for any type
 * that is not built in. Null for `any` and `unknown`, and where it may have several.
 */
export function typeName({ program, esTreeNodeToTSNodeMap }: TypeInformation, node: TSESTree.Node): string | null {
  const checker = program.getTypeChecker();
  const found = checker.getNonNullableType(checker.getTypeAtLocation(esTreeNodeToTSNodeMap.get(node)));
  const names = new Set((found.isUnion() ? found.types : [found]).map((type) => nameOf(program, type)));
  const [name] = names;
  return names.size === 1 ? (name ?? null) : null;
}

function nameOf(program: TypeInformation['program'], type: ts.Type): string | null {
  const checker = program.getTypeChecker();
  const bound = type.isTypeParameter() ? checker.getBaseConstraintOfType(type) : type;
  if (!bound || bound.isIntersection()) return null;
  const symbol = bound.getSymbol();
  // A primitive type has no symbol; a literal type is one of them.
  if (!symbol) {
    const text = checker.typeToString(checker.getBaseTypeOfLiteralType(bound));
    return /^(?:bigint|boolean|number|string|symbol)$/u.test(text) ? text : null;
  }
  const isBuiltIn = symbol.declarations?.some((declaration) => program.isSourceFileDefaultLibrary(declaration.getSourceFile()));
  return isBuiltIn ? symbol.name : 'object';
}
