import type { TSESTree } from '@typescript-eslint/utils';
import { isValueReference, type Variable, variableOf } from './bindings.ts';
import type { SourceFile } from './file.ts';
import type { ImportedName, ModuleImport } from './imports.ts';
import { staticName, wrapped } from './nodes.ts';

/** One use of an export of an imported module. */
export interface UsedName {
  /** The export that is used; `default` and `*` where the module itself is what is called, as in `assert(x)`. */
  readonly name: string;
  /** Where it runs: the reference to the imported name, or `m.x` for a namespace or default import. */
  readonly node: TSESTree.Node;
}

/**
 * Every run-time use of what an import declaration takes, by export: `readFile` of `{ readFile }`, of `fs.readFile`, and of
 * `const { readFile } = fs`. What is imported and not used is not among them. Null where the module is handed on as a whole, or
 * re-exported, or what is taken of it is not in sight.
 */
export function usedNames(file: SourceFile, { kind, names }: ModuleImport): readonly UsedName[] | null {
  if (names === null || kind === 'export') return null;
  const used = names.map((name) => usesOf(file, name));
  return used.every((uses) => uses !== null) ? used.flat() : null;
}

function usesOf(file: SourceFile, { name, variable, node }: ImportedName): readonly UsedName[] | null {
  if (!variable) return [{ name, node }];
  const isWhole = name === '*' || name === 'default';
  return isWhole ? propertiesUsed(file, variable, name, new Set()) : runs(variable).map((use) => ({ name, node: use }));
}

/** The properties that are read of a variable; null where it is used in another way than to be called. */
function propertiesUsed(file: SourceFile, variable: Variable, name: string, seen: Set<Variable>): readonly UsedName[] | null {
  if (seen.has(variable)) return [];
  seen.add(variable);
  const used: UsedName[] = [];
  for (const reference of runs(variable)) {
    const node = wrapped(reference);
    const { parent } = node;
    if (parent?.type === 'MemberExpression' && parent.object === node) {
      const property = staticName(parent);
      if (property === null) return null;
      used.push({ name: property, node: parent });
    } else if (parent?.type === 'VariableDeclarator' && parent.id.type === 'ObjectPattern') {
      for (const property of parent.id.properties) {
        const key = property.type === 'Property' ? staticName(property) : null;
        if (key === null) return null;
        used.push({ name: key, node: property });
      }
    } else if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier') {
      const alias = variableOf(file, parent.id);
      const uses = alias && propertiesUsed(file, alias, name, seen);
      if (!uses) return null;
      used.push(...uses);
    } else if ((parent?.type === 'CallExpression' || parent?.type === 'NewExpression') && parent.callee === node) {
      used.push({ name, node });
    } else return null;
  }
  return used;
}

function runs(variable: Variable): TSESTree.Node[] {
  return variable.references
    .filter((reference) => reference.isRead() && isValueReference(reference))
    .map(({ identifier }) => identifier as TSESTree.Node);
}
