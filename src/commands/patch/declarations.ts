/** Variables that guarded statements declare and that the code behind them uses: they are declared before the guard. */
import type { TSESTree } from '@typescript-eslint/utils';
import { referenceOf, type Variable } from '../../syntax/bindings.ts';
import type { SourceFile } from '../../syntax/file.ts';
import { isTypeScript } from '../../syntax/imports.ts';
import { enclosingFunction, nodesOfType } from '../../syntax/nodes.ts';
import type { Region } from './hunks.ts';

/** The variables to declare before a guard, by name, each with the type that both versions give it, or without. */
export type Lifted = ReadonlyMap<string, string | null>;

/**
 * What a region declares for the code around it. Null where a guard would take a declaration from code that needs it: where one
 * version only declares it, where it is no `const` or `let`, and where TypeScript could not tell its type.
 */
export function liftedFrom(oldFile: SourceFile, file: SourceFile, region: Region): Lifted | null {
  const { old, now } = region;
  const [before, after] = [declared(oldFile, old), declared(file, now)];
  const needed = [...after.values()].filter(({ variable }) => isUsedOutside(variable, now));
  const lost = [...before].filter(([name, { variable }]) => isUsedOutside(variable, old) && !after.has(name));
  if (lost.some(([name]) => isMentionedAround(file, name, region))) return null;

  const lifted = new Map<string, string | null>();
  // A declaration is taken apart as a whole, in both versions.
  const queue = needed.map(({ variable }) => variable.name);
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (lifted.has(name)) continue;
    const [one, other] = [before.get(name), after.get(name)];
    const isNeeded = needed.some(({ variable }) => variable.name === name);
    if (isNeeded && (!one || !other)) return null;
    const versions = [one, other].filter((declaration) => declaration !== undefined);
    if (versions.some(({ statement }) => !isTaken(statement))) return null;
    const types = new Set(versions.map(({ type }) => type));
    const [type] = types.size === 1 ? types : [null];
    if (type === null && isTypeScript(file) && versions.some(({ variable }) => isCaptured(variable))) return null;
    lifted.set(name, type ?? null);
    for (const { statement } of versions) {
      for (const [sibling, declaration] of [...before, ...after]) if (declaration.statement === statement) queue.push(sibling);
    }
  }
  return lifted;
}

interface Declared {
  readonly variable: Variable;
  readonly statement: TSESTree.Node;
  /** The text of the type that it is declared with; null for none. */
  readonly type: string | null;
}

function declared(file: SourceFile, statements: readonly TSESTree.Node[]): ReadonlyMap<string, Declared> {
  const names = new Map<string, Declared>();
  for (const statement of statements) {
    for (const variable of file.scopeManager?.getDeclaredVariables(statement) ?? []) {
      const identifier = variable.identifiers[0];
      const annotation = identifier?.type === 'Identifier' && identifier.typeAnnotation;
      names.set(variable.name, { variable, statement, type: annotation ? file.text.slice(...annotation.typeAnnotation.range) : null });
    }
  }
  return names;
}

function isTaken(statement: TSESTree.Node): boolean {
  return statement.type === 'VariableDeclaration' && (statement.kind === 'const' || statement.kind === 'let');
}

function isUsedOutside({ references }: Variable, statements: readonly TSESTree.Node[]): boolean {
  return references.some(({ identifier }) => !isWithin(identifier as TSESTree.Node, statements));
}

/** Whether a name is used in the function around a region, apart from the region. */
function isMentionedAround(file: SourceFile, name: string, { now, list }: Region): boolean {
  const around = enclosingFunction(list.holder) ?? file.ast;
  return nodesOfType(file, 'Identifier').some((node) => node.name === name && isWithin(node, [around]) && !isWithin(node, now) && referenceOf(file, node) !== null);
}

function isWithin({ range }: TSESTree.Node, statements: readonly TSESTree.Node[]): boolean {
  return statements.some(({ range: [start, end] }) => range[0] >= start && range[1] <= end);
}

/** TypeScript does not tell the type of a `let` without one in functions that use it. */
function isCaptured({ references, scope }: Variable): boolean {
  return references.some(({ from }) => from.variableScope !== scope.variableScope);
}
