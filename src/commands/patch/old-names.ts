/** Names that the old statements need: those that the new version has, and those that have to come back. */
import type { TSESTree } from '@typescript-eslint/utils';
import { activityProxies, type ActivityProxy } from '../../analysis/activities.ts';
import { exportBehind } from '../../analysis/local-modules.ts';
import { isDeclaredHere, type Reference, type Variable } from '../../syntax/bindings.ts';
import { codeKey } from '../../syntax/code-key.ts';
import type { SourceFile } from '../../syntax/file.ts';
import { scopesAround, separatorAfter } from '../../syntax/fixes.ts';
import { isWithin, staticName, unwrapped } from '../../syntax/nodes.ts';
import type { TextEdit } from '../../syntax/text-edits.ts';
import { importedName } from '../../syntax/trace.ts';
import type { Load } from '../extract/modules.ts';
import { mayHaveActivity } from './activity-types.ts';
import type { Lifted } from './declarations.ts';
import { hasSemicolons, withLineEnds } from './guard-text.ts';
import type { Region } from './hunks.ts';

type Definition = Variable['defs'][number];

/** Brings back what a module has lost of the names that old code uses. */
export class OldNames {
  /** The edits that bring them back. */
  readonly edits: TextEdit[] = [];
  private readonly restored = new Set<Variable>();
  private readonly oldFile: SourceFile;
  private readonly file: SourceFile;
  private readonly load: Load;
  /** The statement of the module before which declarations come back. */
  private readonly before: TSESTree.Node;

  constructor(oldFile: SourceFile, file: SourceFile, load: Load, before: TSESTree.Node) {
    this.oldFile = oldFile;
    this.file = file;
    this.load = load;
    this.before = before;
  }

  /** Sees to it that the old statements of a region mean the same in its place. False where that cannot be had. */
  provide(region: Region, lifted: Lifted): boolean {
    const { old, now, list, at } = region;
    const later = list.statements.slice(at + now.length);
    return outerReferences(this.oldFile, old).every((reference) => lifted.has(nameOf(reference)) || this.has(reference, list.holder, now, later));
  }

  /** Whether a name is there for old code at a node: not in statements that move away, and not in those that come later. */
  private has(reference: Reference, at: TSESTree.Node, hidden: readonly TSESTree.Node[], later: readonly TSESTree.Node[]): boolean {
    const old = reference.resolved;
    const found = visible(this.file, nameOf(reference), at, hidden);
    if (!isDeclaredHere(old)) return found === null;
    if (found && !isTopLevel(found) && later.some((statement) => statement.type === 'VariableDeclaration' && isWithin(found.defs[0]!.name as TSESTree.Node, statement))) return false;
    if (found) return isTopLevel(found) === isTopLevel(old) && this.isSame(old, found);
    return isTopLevel(old) && this.restore(old);
  }

  /** Whether two variables of one name stand for the same, as far as the old code can tell. */
  private isSame(old: Variable, now: Variable): boolean {
    const [one, other] = [old.defs[0], now.defs[0]];
    if (String(one?.type) === 'Parameter') return String(other?.type) === 'Parameter';
    if (!one || !other || String(one.type) !== String(other.type)) return false;
    if (isImport(one) && isImport(other)) return sourceOf(one) === sourceOf(other) && importOf(one) === importOf(other);
    if (one.node.type === 'VariableDeclarator' && other.node.type === 'VariableDeclarator') {
      return this.sameValue(one.node, other.node) && propertyOf(one) === propertyOf(other);
    }
    if (one.node.type !== 'FunctionDeclaration' || other.node.type !== 'FunctionDeclaration') return true;
    const parameters = (file: SourceFile, { params }: TSESTree.FunctionDeclaration) => params.map(({ range }) => file.text.slice(...range)).join();
    return parameters(this.oldFile, one.node) === parameters(this.file, other.node);
  }

  /** Options of a proxy may change: what it calls is the same. */
  private sameValue({ init: one }: TSESTree.VariableDeclarator, { init: other }: TSESTree.VariableDeclarator): boolean {
    if (!one || !other) return one === other;
    const [old, now] = [proxyIn(this.oldFile, one), proxyIn(this.file, other)];
    if (old && now) return old.name === now.name && typesOf(this.oldFile, old.call) === typesOf(this.file, now.call);
    return codeKey(this.oldFile, one) === codeKey(this.file, other);
  }

  private restore(variable: Variable): boolean {
    if (this.restored.has(variable)) return true;
    this.restored.add(variable);
    const [definition] = variable.defs;
    if (!definition || variable.defs.length > 1) return false;
    if (isImport(definition)) return this.restoreImport(definition);
    if (definition.node.type === 'VariableDeclarator') return this.restoreVariable(definition, definition.node);
    const isStatement = /^(?:Function|Class|TS\w+)Declaration$/u.test(definition.node.type);
    return isStatement && this.restoreStatement(definition.node as TSESTree.Node, this.oldFile.text.slice(...(definition.node as TSESTree.Node).range));
  }

  private restoreImport(definition: Definition): boolean {
    const specifier = definition.node as TSESTree.ImportClause;
    const declaration = definition.parent as TSESTree.ImportDeclaration;
    const source = declaration.source.value;
    const text = this.oldFile.text.slice(...specifier.range);
    const isType = declaration.importKind === 'type' || ('importKind' in specifier && specifier.importKind === 'type');
    if (importOf(definition) !== '*' && !isType && /^\.\.?(?:\/|$)/u.test(source) && exportBehind(source, [importOf(definition)], this.file.filename) === null) return false;
    const isNamed = specifier.type === 'ImportSpecifier';
    const imports = this.file.ast.body.filter((statement) => statement.type === 'ImportDeclaration');
    const known = imports.find(({ source: { value }, importKind, specifiers }) => isNamed && value === source && importKind === declaration.importKind && specifiers.at(-1)?.type === 'ImportSpecifier');
    const last = known?.specifiers.at(-1);
    if (last) this.edits.push({ range: [last.range[1], last.range[1]], text: `${separatorAfter(this.file, last)}${text}` });
    else {
      const keyword = declaration.importKind === 'type' ? 'import type' : 'import';
      const line = `${keyword} ${isNamed ? `{ ${text} }` : text} from ${declaration.source.raw}${hasSemicolons(this.file) ? ';' : ''}`;
      const end = imports.at(-1)?.range[1];
      this.edits.push(end === undefined ? { range: [0, 0], text: withLineEnds(this.file, `${line}\n`) } : { range: [end, end], text: withLineEnds(this.file, `\n${line}`) });
    }
    return true;
  }

  private restoreVariable(definition: Definition, declarator: TSESTree.VariableDeclarator): boolean {
    const { id, init } = declarator;
    const kind = declarator.parent.kind;
    if (id.type === 'Identifier') return this.restoreStatement(declarator, `${kind} ${this.oldFile.text.slice(...declarator.range)}${hasSemicolons(this.file) ? ';' : ''}`);
    const property = id.type === 'ObjectPattern' ? id.properties.find((one) => one.type === 'Property' && isWithin(definition.name, one)) : undefined;
    if (!init || property?.type !== 'Property') return false;
    const name = staticName(property);
    if (name !== null && !mayHaveActivity(this.oldFile, init, name, this.load)) return false;
    const text = this.oldFile.text.slice(...property.range);
    for (const statement of this.file.ast.body) {
      for (const other of statement.type === 'VariableDeclaration' ? statement.declarations : []) {
        const last = other.id.type === 'ObjectPattern' ? other.id.properties.at(-1) : undefined;
        if (last?.type !== 'Property' || !this.sameValue(declarator, other)) continue;
        this.edits.push({ range: [last.range[1], last.range[1]], text: `${separatorAfter(this.file, last)}${text}` });
        return true;
      }
    }
    return this.restoreStatement(init, `${kind} { ${text} } = ${this.oldFile.text.slice(...init.range)}${hasSemicolons(this.file) ? ';' : ''}`);
  }

  /** Writes a declaration of the old module into the new one, with what it needs in turn. */
  private restoreStatement(node: TSESTree.Node, text: string): boolean {
    if (!outerReferences(this.oldFile, [node]).every((reference) => this.has(reference, this.file.ast, [], []))) return false;
    const [start] = this.before.range;
    this.edits.push({ range: [start, start], text: withLineEnds(this.file, `${text}\n\n`) });
    return true;
  }
}

/** The references in some nodes to what is declared outside of them. */
function outerReferences(file: SourceFile, nodes: readonly TSESTree.Node[]): readonly Reference[] {
  const isInside = (node: TSESTree.Node) => nodes.some((outer) => isWithin(node, outer));
  return (file.scopeManager?.scopes ?? []).flatMap(({ references }) =>
    references.filter(({ identifier, resolved }) => isInside(identifier as TSESTree.Node) && !resolved?.defs.some(({ name }) => isInside(name as TSESTree.Node))),
  );
}

/** The variable that a name is at a node, once some statements have moved into a block of their own; null for a global. */
function visible(file: SourceFile, name: string, at: TSESTree.Node, hidden: readonly TSESTree.Node[]): Variable | null {
  for (const scope of scopesAround(file, at)) {
    const variable = scope.set.get(name);
    const [definition] = variable?.defs ?? [];
    if (variable && definition && !hidden.some((node) => isWithin(definition.name as TSESTree.Node, node))) return variable;
  }
  return null;
}

function isTopLevel({ scope }: Variable): boolean {
  return scope.type === 'module' || scope.type === 'global';
}

function isImport({ node }: Definition): boolean {
  return /^Import\w*Specifier$/u.test(node.type);
}

function sourceOf({ parent }: Definition): string {
  return (parent as TSESTree.ImportDeclaration).source.value;
}

/** The export that an imported name stands for. */
function importOf({ node }: Definition): string {
  const specifier = node as TSESTree.ImportClause;
  if (specifier.type === 'ImportSpecifier') return importedName(specifier);
  return specifier.type === 'ImportDefaultSpecifier' ? 'default' : '*';
}

/** The property that a destructured variable is; empty for one that is not destructured. */
function propertyOf({ node, name }: Definition): string {
  const pattern = node.type === 'VariableDeclarator' ? node.id : null;
  if (pattern?.type !== 'ObjectPattern') return '';
  const property = pattern.properties.find((one) => isWithin(name as TSESTree.Node, one));
  return property?.type === 'Property' ? (staticName(property) ?? '') : '...';
}

function proxyIn(file: SourceFile, node: TSESTree.Node): ActivityProxy | undefined {
  const call = unwrapped(node);
  return activityProxies(file).find((proxy) => proxy.call === call);
}

function typesOf({ text }: SourceFile, { typeArguments }: TSESTree.CallExpression): string {
  return typeArguments ? text.slice(...typeArguments.range).replace(/\s+/gu, '') : '';
}

function nameOf({ identifier }: Reference): string {
  return identifier.name as string;
}
