import { readEdges } from '../project/modules.ts';
import { importsNothing, moduleFace, type ModuleUse, moduleUses, projectFileOf, usesOfWholeModule } from './module-uses.ts';

/** An export of a module of the project; `*` for all of them. */
export interface NamedExport {
  readonly file: string;
  readonly name: string;
}

/** Which exports of the modules of a bundle can run in its workflows, and because of which export of an entry. */
export interface UsedExportsOfBundle {
  /** The exports of a module that are used, or `all`; empty for one that is only loaded. */
  readonly of: (file: string) => ReadonlySet<string> | 'all';
  /** The export of an entry that leads to any export of the module; null for one that is only loaded. Takes trees of the modules on the way. */
  readonly workflowOf: (file: string) => string | null;
}

/**
 * Follows what entries export through the modules that they use. Takes all files of the bundle, and the entries among them, whose
 * every export may be a workflow; and exports of other modules that are used besides.
 */
export function usedExports(files: Iterable<string>, entries: readonly string[], others: readonly NamedExport[] = []): UsedExportsOfBundle {
  const loaded = new Set(files);
  const walk = new Walk(null);
  walk.run(loaded, entries, others);

  let importers: ReadonlyMap<string, readonly string[]> | undefined;
  const workflows = new Map<string, string | null>();
  return {
    of: (file) => {
      const state = walk.states.get(file);
      return state?.isAll ? 'all' : (state?.names ?? new Set());
    },
    workflowOf: (file) => {
      let workflow = workflows.get(file);
      if (workflow === undefined) {
        const ways = above(file, (importers ??= importersIn(loaded)));
        const way = new Walk(ways);
        way.run(ways, entries, others);
        workflow = way.states.get(file)?.workflow ?? null;
        workflows.set(file, workflow);
      }
      return workflow;
    },
  };
}

/** The files of the project that import a file, for each. */
function importersIn(files: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const importers = new Map<string, string[]>();
  for (const file of files) {
    for (const { specifier, style } of readEdges(file) ?? []) {
      const target = projectFileOf(specifier, file, style);
      if (target === null) continue;
      const known = importers.get(target);
      if (known) known.push(file);
      else importers.set(target, [file]);
    }
  }
  return importers;
}

/** A file and all files that lead to it. */
function above(file: string, importers: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set([file]);
  for (const one of found) for (const importer of importers.get(one) ?? []) found.add(importer);
  return found;
}

interface State {
  readonly names: Set<string>;
  isAll: boolean;
  workflow: string | null;
  readonly regions: Set<number>;
  /** Whether all that the module uses has been followed, whichever of its code runs. */
  isFollowed: boolean;
}

/** Follows what is used from module to module. */
class Walk {
  readonly states = new Map<string, State>();
  private readonly within: ReadonlySet<string> | null;
  private readonly pending: { readonly file: string; readonly region: number; readonly workflow: string | null }[] = [];
  /** The exports of modules whose code is looked at only when nothing else is left, because by then all of them may be used; null for the top level. */
  private readonly postponed = new Map<string, (string | null)[]>();
  private readonly touched = new Set<string>();

  /**
   * Within some files it tells for each by which workflow it is used. Without, it takes no tree of a module of which every export is
   * used, and no workflow is told.
   */
  constructor(within: ReadonlySet<string> | null) {
    this.within = within;
  }

  run(loaded: Iterable<string>, entries: readonly string[], others: readonly NamedExport[]): void {
    const seen = new Set<string>();
    for (const entry of entries) this.useEntry(entry, seen);
    for (const { file, name } of others) this.useExport(file, name, name);
    this.finish();
    // What runs when a module is loaded, in all of them: after the workflows, so that these give their names.
    for (const file of loaded) this.start(file, null, null);
    this.finish();
  }

  private stateOf(file: string): State {
    let state = this.states.get(file);
    if (!state) this.states.set(file, (state = { names: new Set(), isAll: false, workflow: null, regions: new Set(), isFollowed: false }));
    return state;
  }

  private useEntry(file: string, seen: Set<string>): void {
    if (seen.has(file) || this.within?.has(file) === false) return;
    seen.add(file);
    const face = moduleFace(file);
    if (!face) return;
    const names = [...face.exports.keys(), ...face.reExports.map((one) => one.name)];
    for (const name of names) this.useExport(file, name, name);
    this.stateOf(file).isAll = true;
    // The workflows of an entry that only collects them are those of the modules that it collects.
    for (const specifier of face.stars) {
      const target = projectFileOf(specifier, file, 'import');
      if (target !== null) this.useEntry(target, seen);
    }
  }

  private useFrom(file: string, { specifier, style, name }: ModuleUse, workflow: string | null): void {
    const target = projectFileOf(specifier, file, style);
    if (target !== null) this.useExport(target, name, workflow);
  }

  private useExport(file: string, name: string, workflow: string | null): void {
    if (this.within?.has(file) === false) return;
    const state = this.stateOf(file);
    state.workflow ??= workflow;
    if (state.isAll || state.names.has(name)) return;
    state.names.add(name);
    const face = moduleFace(file);
    if (!face) return;
    const isWhole = name === '*';
    if (isWhole) state.isAll = true;
    for (const one of isWhole ? face.exports.keys() : [name]) this.start(file, one, workflow);
    for (const { name: exported, from } of face.reExports) if (isWhole || exported === name) this.useFrom(file, from, workflow);
    const isHere = face.exports.has(name) || face.reExports.some((one) => one.name === name);
    if (isWhole || (name !== 'default' && !isHere)) {
      for (const specifier of face.stars) this.useFrom(file, { specifier, style: 'import', name }, workflow);
    }
    // The default import of a CommonJS module is all of it.
    if (name === 'default' && !isHere && face.exports.size > 0) this.useExport(file, '*', workflow);
  }

  /** Starts what runs because of an export of a module, or, without a name, because it is loaded. */
  private start(file: string, name: string | null, workflow: string | null): void {
    if (this.stateOf(file).isFollowed) return;
    if (this.within) this.startRegions(file, name, workflow);
    else {
      const names = this.postponed.get(file);
      if (names) names.push(name);
      else this.postponed.set(file, [name]);
      this.touched.add(file);
    }
  }

  private startRegions(file: string, name: string | null, workflow: string | null): void {
    if (importsNothing(file)) return;
    const regions = name === null ? [0] : (moduleUses(file)?.exports.get(name) ?? []);
    for (const region of regions) this.pending.push({ file, region, workflow });
  }

  private finish(): void {
    for (;;) {
      this.runRegions();
      for (const file of this.touched) {
        this.touched.delete(file);
        if (this.followWhole(file)) this.postponed.delete(file);
      }
      const [next] = this.postponed;
      if (!next) return;
      const [file, names] = next;
      this.postponed.delete(file);
      for (const name of names) this.startRegions(file, name, null);
    }
  }

  private runRegions(): void {
    for (const { file, region, workflow } of this.pending) {
      const { regions } = this.stateOf(file);
      const uses = regions.has(region) ? null : moduleUses(file);
      if (!uses) continue;
      regions.add(region);
      for (const use of uses.uses[region] ?? []) this.useFrom(file, use, workflow);
      // What is found on the way is walked too.
      for (const started of uses.next[region] ?? []) this.pending.push({ file, region: started, workflow });
    }
    this.pending.length = 0;
  }

  /** Follows all that a module uses, if that needs no tree of it; false where it does. */
  private followWhole(file: string): boolean {
    const state = this.stateOf(file);
    if (importsNothing(file)) return (state.isFollowed = true);
    const face = moduleFace(file);
    if (!face || face.exports.size === 0) return false;
    if (!state.isAll && [...face.exports.keys()].some((name) => !state.names.has(name))) return false;
    const uses = usesOfWholeModule(file);
    if (!uses) return false;
    state.isFollowed = true;
    for (const use of uses) this.useFrom(file, use, null);
    return true;
  }
}
