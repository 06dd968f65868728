import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { perFile, type SourceFile } from './file.ts';

export type Variable = TSESLint.Scope.Variable;
export type Reference = TSESLint.Scope.Reference;

interface Bindings {
  readonly references: ReadonlyMap<TSESTree.Node, Reference>;
  readonly globals: ReadonlyMap<string, readonly Reference[]>;
}

const bindingsOf = perFile((file): Bindings => {
  const references = new Map<TSESTree.Node, Reference>();
  const globals = new Map<string, Reference[]>();
  for (const scope of file.scopeManager?.scopes ?? []) {
    for (const reference of scope.references) {
      const { identifier } = reference;
      // `let x = 1` in a loop head and TypeScript's namespaces give a second, outer reference: the first is the one that runs.
      if (references.has(identifier)) continue;
      references.set(identifier, reference);
      if (isDeclaredHere(reference.resolved)) continue;
      const known = globals.get(identifier.name as string);
      if (known) known.push(reference);
      else globals.set(identifier.name as string, [reference]);
    }
  }
  return { references, globals };
});

/** Whether a file declares a variable: a global that the user's config declares has a variable, but no definition. */
export function isDeclaredHere(variable: Variable | null | undefined): variable is Variable {
  return variable != null && variable.defs.length > 0;
}

/** The reference that an identifier is; null for a name that refers to nothing, such as a property key or a declaration. */
export function referenceOf(file: SourceFile, identifier: TSESTree.Node): Reference | null {
  return bindingsOf(file).references.get(identifier) ?? null;
}

/** The variable of this file that an identifier refers to or declares; null for a global, and for a name that is neither. */
export function variableOf(file: SourceFile, identifier: TSESTree.Node): Variable | null {
  const reference = referenceOf(file, identifier);
  if (reference) return isDeclaredHere(reference.resolved) ? reference.resolved : null;
  return declaredVariables(file).get(identifier) ?? null;
}

const declaredVariables = perFile((file): ReadonlyMap<TSESTree.Node, Variable> => {
  const declared = new Map<TSESTree.Node, Variable>();
  for (const scope of file.scopeManager?.scopes ?? []) {
    for (const variable of scope.variables) {
      for (const definition of variable.defs) {
        // A class declares its name outside and inside of itself; the outer variable comes first and has the references.
        if (!declared.has(definition.name)) declared.set(definition.name, variable);
      }
    }
  }
  return declared;
});

/** The references to a global of this name that no declaration of the file shadows, in source order; types included. */
export function globalReferences(file: SourceFile, name: string): readonly Reference[] {
  return bindingsOf(file).globals.get(name) ?? [];
}

/** The names of all globals that a file refers to. */
export function globalNames(file: SourceFile): Iterable<string> {
  return bindingsOf(file).globals.keys();
}

/** Whether a reference is to the value of a variable, and survives compilation; `x: typeof v` and `x: T` do not. */
export function isValueReference(reference: Reference): boolean {
  // `export { x }` refers to the value and to the type of that name, whichever there is. Scopes of a parser that knows no types say neither.
  const { isValueReference: isValue } = reference as { isValueReference?: boolean };
  if (isValue === false) return false;
  for (let node: TSESTree.Node | undefined = reference.identifier; node; node = node.parent) {
    if (node.type === 'TSTypeQuery') return false;
    if (node.type !== 'Identifier' && node.type !== 'TSQualifiedName' && node.type !== 'JSXIdentifier') return true;
  }
  return true;
}

/** Whether any scope of a file declares this name, so that the global of that name may be out of sight somewhere. */
export function isDeclared(file: SourceFile, name: string): boolean {
  return (file.scopeManager?.scopes ?? []).some((scope) => isDeclaredHere(scope.set.get(name)));
}
