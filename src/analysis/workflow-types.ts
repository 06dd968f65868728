import type { Sources } from '../project/sources.ts';

/** An export of an entry, where it is declared. */
export interface WorkflowType {
  readonly file: string;
  readonly name: string;
}

/** What entries export of the project's own, through whatever files: each function among it is a workflow type. */
export function workflowTypes(entries: readonly string[], sources: Sources): readonly WorkflowType[] {
  const found = new Map<string, WorkflowType>();
  const seen = new Set<string>();
  const collect = (file: string, wanted: string | null): void => {
    const key = `${wanted ?? '*'}\0${file}`;
    if (seen.has(key)) return;
    seen.add(key);
    for (const one of sources.exports(file) ?? []) {
      if (one.kind !== 'star' && wanted !== null && one.name !== wanted) continue;
      if (one.kind === 'local') {
        found.set(`${one.name}\0${file}`, { file, name: one.name });
        continue;
      }
      const target = sources.resolve(one.specifier, file);
      const name = one.kind === 'star' ? wanted : one.imported;
      if (target !== null) collect(target, name === '*' ? null : name);
    }
  };
  for (const entry of entries) collect(entry, null);
  return [...found.values()];
}
