import type { ParserServicesWithTypeInformation, TSESLint, TSESTree } from '@typescript-eslint/utils';

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
