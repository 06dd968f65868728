import type { TSESTree } from '@typescript-eslint/utils';
import { readExports } from '../project/modules.ts';
import { resolveModule } from '../project/resolve.ts';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { enclosingFunction, type FunctionNode, nodesOfType } from '../syntax/nodes.ts';
import { realPath } from '../project/files.ts';
import type { Bundle } from './bundle.ts';
import { callsParameter } from './emits.ts';
import { exportedFunctions } from './exports.ts';
import { functionOf } from './handlers.ts';
import type { WorkflowCode } from './workflow-code.ts';

/**
 * The functions of a file that are workflows, by the name under which the file exports them: `async`, exported by an entry of the bundle, or
 * by the file itself where no bundle is in sight, and not called by the file's own code, as a helper would be. Nor does a workflow call what
 * it is given: nobody can send it a function.
 */
export function workflowFunctions(workflow: WorkflowCode): ReadonlyMap<FunctionNode, string> {
  let known = functionsOf.get(workflow);
  if (!known) functionsOf.set(workflow, (known = foundFunctions(workflow)));
  return known;
}

const functionsOf = new WeakMap<WorkflowCode, ReadonlyMap<FunctionNode, string>>();

function foundFunctions({ file, bundles }: WorkflowCode): ReadonlyMap<FunctionNode, string> {
  const called = calledFunctions(file);
  const found = new Map<FunctionNode, string>();
  for (const [name, node] of exportedFunctions(file)) {
    if (!node.async || node.generator || called.has(node) || node.params.some((_, at) => callsParameter(file, node, at))) continue;
    const isEntry = (bundle: Bundle) => [name, '*'].some((one) => exportsOfEntries(bundle).has(keyOf(realPath(file.filename ?? ''), one)));
    if (bundles.length === 0 || bundles.some(isEntry)) found.set(node, name);
  }
  return found;
}

/** The workflow function that a node is in, at whatever depth; null for none. */
export function workflowAround(workflow: WorkflowCode, node: TSESTree.Node): FunctionNode | null {
  const functions = workflowFunctions(workflow);
  for (let outer = enclosingFunction(node); outer; outer = enclosingFunction(outer)) if (functions.has(outer)) return outer;
  return null;
}

const calledFunctions = perFile((file: SourceFile): ReadonlySet<FunctionNode | null> =>
  new Set(nodesOfType(file, 'CallExpression').map((call) => functionOf(file, call.callee))),
);

const keyOf = (file: string, name: string) => `${name}\0${file}`;

const memory = new WeakMap<Bundle, ReadonlySet<string>>();

/**
 * What the entries of a bundle export, where it is declared: each export is a workflow type. For a module of which all exports are, `*`: what is
 * just being written in an editor is not on the disk yet.
 */
function exportsOfEntries(bundle: Bundle): ReadonlySet<string> {
  let known = memory.get(bundle);
  if (!known) {
    const found = new Set<string>();
    for (const entry of bundle.entries) collect(entry, null, found, new Set());
    memory.set(bundle, (known = found));
  }
  return known;
}

/** Adds where the exports of a module are declared; with a name, that export alone. */
function collect(file: string, wanted: string | null, found: Set<string>, seen: Set<string>): void {
  const key = keyOf(file, wanted ?? '*');
  if (seen.has(key)) return;
  seen.add(key);
  if (wanted === null) found.add(keyOf(file, '*'));
  for (const one of readExports(file) ?? []) {
    if (one.kind !== 'star' && wanted !== null && one.name !== wanted) continue;
    if (one.kind === 'local') {
      found.add(keyOf(file, one.name));
      continue;
    }
    const target = resolveModule(one.specifier, file, 'import');
    if (target?.kind !== 'file' || target.package !== null) continue;
    const name = one.kind === 'star' ? wanted : one.imported;
    collect(target.file, name === '*' ? null : name, found, seen);
  }
}
