import { resolveModule } from '../project/resolve.ts';
import { type ModuleUse, moduleUses } from './module-uses.ts';

/** Which exports of the modules of a bundle can run in its workflows, and because of which export of an entry. */
export interface UsedExportsOfBundle {
  /** The exports of a module that are used, or `all`; empty for one that is only loaded. */
  readonly of: (file: string) => ReadonlySet<string> | 'all';
  /** The export of an entry that leads to any export of the module; null for one that is only loaded. */
  readonly workflowOf: (file: string) => string | null;
}

interface State {
  readonly names: Set<string>;
  isAll: boolean;
  workflow: string | null;
  readonly regions: Set<number>;
}

/**
 * Follows what entries export through the modules that they use. Takes all files of the bundle, and the entries among them, whose
 * every export may be a workflow; and exports of other modules that are used besides, `*` for all of a module.
 */
export function usedExports(
  files: Iterable<string>,
  entries: readonly string[],
  others: readonly { readonly file: string; readonly name: string }[] = [],
): UsedExportsOfBundle {
  const states = new Map<string, State>();
  const pending: { readonly file: string; readonly region: number; readonly workflow: string | null }[] = [];
  const stateOf = (file: string) => {
    let state = states.get(file);
    if (!state) states.set(file, (state = { names: new Set(), isAll: false, workflow: null, regions: new Set() }));
    return state;
  };

  const useFrom = (file: string, { specifier, style, name }: ModuleUse, workflow: string | null) => {
    const target = resolveModule(specifier, file, style);
    if (target?.kind === 'file' && target.package === null) useExport(target.file, name, workflow);
  };

  const useExport = (file: string, name: string, workflow: string | null): void => {
    const state = stateOf(file);
    state.workflow ??= workflow;
    if (state.isAll || state.names.has(name)) return;
    state.names.add(name);
    const uses = moduleUses(file);
    if (!uses) return;
    const names = name === '*' ? [...uses.exports.keys()] : [name];
    if (name === '*') state.isAll = true;
    for (const one of names) {
      for (const region of uses.exports.get(one) ?? []) pending.push({ file, region, workflow: workflow ?? null });
    }
    for (const { name: exported, from } of uses.reExports) if (name === '*' || exported === name) useFrom(file, from, workflow);
    const isElsewhere = name === '*' || (name !== 'default' && !uses.exports.has(name) && !uses.reExports.some((one) => one.name === name));
    if (isElsewhere) for (const specifier of uses.stars) useFrom(file, { specifier, style: 'import', name }, workflow);
    // The default import of a CommonJS module is all of it.
    if (name === 'default' && !uses.exports.has('default') && uses.exports.size > 0 && !uses.reExports.some((one) => one.name === 'default')) {
      useExport(file, '*', workflow);
    }
  };

  const useEntry = (file: string, seen: Set<string>) => {
    if (seen.has(file)) return;
    seen.add(file);
    const uses = moduleUses(file);
    if (!uses) return;
    for (const name of [...uses.exports.keys(), ...uses.reExports.map((one) => one.name)]) useExport(file, name, name);
    stateOf(file).isAll = true;
    // The workflows of an entry that only collects them are those of the modules that it collects.
    for (const specifier of uses.stars) {
      const target = resolveModule(specifier, file, 'import');
      if (target?.kind === 'file' && target.package === null) useEntry(target.file, seen);
    }
  };

  const run = () => {
    for (let next = pending.shift(); next; next = pending.shift()) {
      const { file, region, workflow } = next;
      const state = stateOf(file);
      if (state.regions.has(region)) continue;
      state.regions.add(region);
      const uses = moduleUses(file);
      if (!uses) continue;
      for (const use of uses.uses[region] ?? []) useFrom(file, use, workflow);
      for (const started of uses.next[region] ?? []) pending.push({ file, region: started, workflow });
    }
  };

  const seen = new Set<string>();
  for (const entry of entries) useEntry(entry, seen);
  for (const { file, name } of others) useExport(file, name, name);
  run();
  // What runs when a module is loaded, in all of them: after the workflows, so that these give their names.
  for (const file of files) pending.push({ file, region: 0, workflow: null });
  run();

  return {
    of: (file) => {
      const state = states.get(file);
      return state?.isAll ? 'all' : (state?.names ?? new Set());
    },
    workflowOf: (file) => states.get(file)?.workflow ?? null,
  };
}
