/** Modules as extraction sees them: where an imported name is really declared, through any number of re-exports. */
import type { TSESTree } from '@typescript-eslint/utils';
import { fileExports } from '../../analysis/exports.ts';
import type { SourceFile } from '../../syntax/file.ts';
import type { Variable } from '../../syntax/bindings.ts';
import type { Activation, Known } from './values.ts';

/** Gives the file that a specifier stands for in another file; null for a package, and for what cannot be read. */
export type Load = (specifier: string, fromFile: string | null) => SourceFile | null;

export interface Module {
  readonly file: SourceFile;
  readonly modules: Modules;
  /** The module's own names, as far as they were asked for. */
  readonly known: Map<Variable, Known>;
  readonly activation: Activation;
}

/** The modules of one extraction. */
export class Modules {
  private readonly byTree = new Map<TSESTree.Program, Module>();
  private readonly load: Load;

  constructor(load: Load) {
    this.load = load;
  }

  of(file: SourceFile): Module {
    const known = this.byTree.get(file.ast);
    if (known) return known;
    const module: { -readonly [Key in keyof Module]: Module[Key] } = { file, modules: this, known: new Map(), activation: null as never };
    module.activation = {
      module,
      outer: null,
      variables: module.known,
      isAsync: false,
      self: null,
      handler: null,
      returns: [],
      node: null,
      onYield: null,
    };
    this.byTree.set(file.ast, module);
    return module;
  }

  /** All modules that were met. */
  all(): readonly Module[] {
    return [...this.byTree.values()];
  }

  /** The module that a specifier stands for; null for a package, and for what cannot be read. */
  imported(specifier: string, from: Module): Module | null {
    const file = this.load(specifier, from.file.filename);
    return file && this.of(file);
  }
}

export interface Exported {
  readonly module: Module;
  readonly node: TSESTree.Node;
}

/** Where a module, or one that it re-exports from, declares an export; the package and name where that is a package. */
export function exportOf(module: Module, name: string, seen = new Set<Module>()): Exported | { readonly from: string; readonly name: string } | null {
  if (seen.has(module)) return null;
  seen.add(module);
  const own = fileExports(module.file).find((exported) => exported.name === name);
  if (own) return { module, node: own.node };

  for (const statement of module.file.ast.body) {
    if (statement.type === 'ExportNamedDeclaration' && statement.source) {
      const specifier = statement.specifiers.find(({ exported }) => nameOf(exported) === name);
      if (specifier) return followed(module, statement.source.value, nameOf(specifier.local), seen);
    } else if (statement.type === 'ExportAllDeclaration') {
      if (statement.exported && nameOf(statement.exported) !== name) continue;
      const found = followed(module, statement.source.value, name, seen);
      if (found && 'node' in found) return found;
    }
  }
  return null;
}

function followed(module: Module, specifier: string, name: string, seen: Set<Module>) {
  const target = module.modules.imported(specifier, module);
  return target ? exportOf(target, name, seen) : { from: specifier, name };
}

/** The name that an identifier or a string stands for in an import or export. */
export function nameOf(node: TSESTree.Identifier | TSESTree.StringLiteral): string {
  return node.type === 'Identifier' ? node.name : node.value;
}
