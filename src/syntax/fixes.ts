import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { globalReferences, type Variable } from './bindings.ts';
import type { SourceFile } from './file.ts';
import { type ImportedName, type ModuleImport, moduleImports } from './imports.ts';

/** A name of a module that code at some place can use, once the edits are made. */
export interface AvailableName {
  /** The expression that stands for it there: `sleep`, or `workflow.sleep`. */
  readonly text: string;
  /** The edits that bring it there; none where the file has it already. */
  readonly edits: (fixer: TSESLint.RuleFixer) => TSESLint.RuleFix[];
}

/**
 * Makes an export of a module usable at a node: through an import that the file has, by adding the name to one, or by a new import.
 * With `unused`, a declaration that the same fix makes superfluous is taken away.
 * Null where another binding has the name, and in a file that has no ES imports or exports.
 */
export function addNamedImport(
  file: SourceFile,
  module: string,
  name: string,
  at: TSESTree.Node,
  unused: TSESTree.ImportDeclaration | null = null,
): AvailableName | null {
  const imports = moduleImports(file).filter(
    ({ source, isType, node }) => source === module && !isType && node !== unused && isAtTop(node),
  );
  const remove = (fixer: TSESLint.RuleFixer) => (unused ? [fixer.removeRange(lineRange(file, unused))] : []);

  for (const { names } of imports) {
    for (const imported of names ?? []) {
      const text = existingName(imported, name);
      if (text !== null && imported.variable && isVisible(file, imported.variable, at)) return { text, edits: remove };
    }
  }
  if (!isEsModule(file) || !isFree(file, name, at, unused)) return null;

  const extended = imports.map((one) => addSpecifier(file, one, name)).find((edit) => edit !== null);
  if (extended) return { text: name, edits: (fixer) => [extended(fixer), ...remove(fixer)] };
  return { text: name, edits: (fixer) => [addDeclaration(file, module, name, unused, fixer)] };
}

/**
 * The import declaration that is superfluous when one reference to a variable is gone; null where others need it, where the
 * declaration imports something else too, or where a comment inside of it would be lost.
 */
export function importOnlyFor(file: SourceFile, { variable }: ImportedName, { node }: ModuleImport): TSESTree.ImportDeclaration | null {
  if (node.type !== 'ImportDeclaration' || node.specifiers.length !== 1 || variable?.references.length !== 1) return null;
  return holdsComment(file, node) ? null : node;
}

/** Whether there is a comment inside of a node, which is lost when the node is replaced. */
export function holdsComment({ ast }: SourceFile, { range: [start, end] }: TSESTree.Node): boolean {
  return (ast.comments ?? []).some(({ range }) => range[0] >= start && range[1] <= end);
}

function existingName({ name, variable, isType }: ImportedName, wanted: string): string | null {
  if (isType || !variable) return null;
  if (name === wanted) return variable.name;
  return name === '*' ? `${variable.name}.${wanted}` : null;
}

/** An import that is not inside a function: the others may come too late, or never. */
function isAtTop(node: TSESTree.Node): boolean {
  if (node.type === 'ImportDeclaration' || node.type === 'TSImportEqualsDeclaration') return true;
  return node.parent?.type === 'VariableDeclarator' && node.parent.parent.parent?.type === 'Program';
}

/** What stands between the last item of a list and one that is added: items on lines of their own stay so. */
export function separatorAfter({ text }: SourceFile, { range: [start] }: TSESTree.Node): string {
  const line = /(?:\r?\n)[ \t]*$/u.exec(text.slice(0, start));
  return line ? `,${line[0]}` : ', ';
}

function addSpecifier(file: SourceFile, { node }: ModuleImport, name: string): ((fixer: TSESLint.RuleFixer) => TSESLint.RuleFix) | null {
  if (node.type !== 'ImportDeclaration') return null;
  const last = node.specifiers.at(-1);
  if (last?.type === 'ImportSpecifier') return (fixer) => fixer.insertTextAfter(last, `${separatorAfter(file, last)}${name}`);
  if (last?.type === 'ImportDefaultSpecifier') return (fixer) => fixer.insertTextAfter(last, `, { ${name} }`);
  return null;
}

function addDeclaration(
  file: SourceFile,
  module: string,
  name: string,
  unused: TSESTree.ImportDeclaration | null,
  fixer: TSESLint.RuleFixer,
): TSESLint.RuleFix {
  const last = file.ast.body.filter((statement) => statement.type === 'ImportDeclaration').at(-1);
  const quote = last?.source.raw.startsWith('"') ? '"' : "'";
  const end = last && !file.text.slice(...last.range).endsWith(';') ? '' : ';';
  const declaration = `import { ${name} } from ${quote}${module}${quote}${end}`;
  if (unused) return fixer.replaceText(unused, declaration);
  if (last) return fixer.insertTextAfter(last, `\n${declaration}`);
  const directive = file.ast.body.filter((statement) => 'directive' in statement && statement.directive).at(-1);
  if (directive) return fixer.insertTextAfter(directive, `\n${declaration}`);
  const start = file.text.startsWith('#!') ? file.text.indexOf('\n') + 1 : 0;
  return fixer.insertTextBeforeRange([start, start], `${declaration}\n`);
}

function isEsModule({ ast }: SourceFile): boolean {
  if (ast.body.some(({ type }) => type === 'TSExportAssignment')) return false;
  return ast.body.some(({ type }) => /^(?:Import|Export\w*)Declaration$/u.test(type));
}

/** Whether a variable of the module is what its name means at a node. */
function isVisible(file: SourceFile, variable: Variable, at: TSESTree.Node): boolean {
  return scopesAround(file, at).find((scope) => scope.set.has(variable.name)) === variable.scope;
}

/** Whether a name means nothing at a node, and no global anywhere in the file, once a declaration is gone. */
function isFree(file: SourceFile, name: string, at: TSESTree.Node, unused: TSESTree.ImportDeclaration | null): boolean {
  const taken = scopesAround(file, at).some((scope) =>
    scope.set.get(name)?.defs.some((definition) => unused === null || definition.parent !== unused),
  );
  return !taken && globalReferences(file, name).length === 0;
}

/** The scopes that a node is in, the innermost first. */
export function scopesAround(file: SourceFile, at: TSESTree.Node): TSESLint.Scope.Scope[] {
  const scopes: TSESLint.Scope.Scope[] = [];
  for (let node: TSESTree.Node | undefined = at; node && scopes.length === 0; node = node.parent) {
    let scope = file.scopeManager?.acquire(node, true) ?? null;
    for (; scope; scope = scope.upper) scopes.push(scope);
  }
  return scopes;
}

/** The range of a statement, with the line break behind it where nothing else is on its line. */
export function lineRange({ text }: SourceFile, { range: [start, end] }: TSESTree.Node): TSESTree.Range {
  const before = /(?:^|\n)[ \t]*$/u.test(text.slice(0, start));
  const after = /^[ \t]*(?:\r?\n|$)/u.exec(text.slice(end));
  return before && after ? [start, end + after[0].length] : [start, end];
}
