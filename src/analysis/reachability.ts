import type { TSESTree } from '@typescript-eslint/utils';
import { isValueReference, type Variable, variableOf } from '../syntax/bindings.ts';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { isFunction, nodesOfType, wrapped } from '../syntax/nodes.ts';
import { originOf } from '../syntax/trace.ts';
import { fileExports } from './exports.ts';
import { workflowName } from './sdk.ts';

/** Code that runs as one: a function, the initial value of a class's field, or the top level of a module. */
type Region = TSESTree.Node;

interface Regions {
  /** The functions and classes that run when code of a region uses this name. */
  readonly owned: ReadonlyMap<Variable, readonly Region[]>;
  /** The regions that run with the region around them: callbacks, immediate calls, members of an object that is made there. */
  readonly inline: ReadonlyMap<Region, readonly Region[]>;
  /** The names that the code of a region refers to. */
  readonly uses: ReadonlyMap<Region, readonly Variable[]>;
}

/** The region that a node runs in. */
export function regionOf(node: TSESTree.Node): Region {
  let outer = node;
  for (let inner = node; outer.parent; inner = outer) {
    outer = outer.parent;
    if (isFunction(outer)) return outer;
    if (outer.type === 'PropertyDefinition' && !outer.static && outer.value === inner) return outer;
  }
  return outer;
}

const regionsOf = perFile((file): Regions => {
  const owned = new Map<Variable, Region[]>();
  const inline = new Map<Region, Region[]>();
  const uses = new Map<Region, Variable[]>();
  const add = <Key>(map: Map<Key, Region[]>, key: Key, region: Region) => {
    const known = map.get(key);
    if (known) known.push(region);
    else map.set(key, [region]);
  };

  const regions = nodesOfType(
    file,
    'FunctionDeclaration',
    'FunctionExpression',
    'ArrowFunctionExpression',
    'PropertyDefinition',
  );
  for (const region of regions) {
    if (region.type === 'PropertyDefinition' && region.static) continue;
    const owner = ownerOf(file, region);
    if (owner) add(owned, owner, region);
    else if (owner === null) add(inline, regionOf(region), region);
  }

  for (const scope of file.scopeManager?.scopes ?? []) {
    for (const reference of scope.references) {
      const variable = reference.resolved;
      const identifier = reference.identifier as TSESTree.Node;
      if (!variable || !reference.isRead() || !isValueReference(reference) || isExportOnly(identifier)) continue;
      const region = regionOf(identifier);
      const known = uses.get(region);
      if (known) known.push(variable);
      else uses.set(region, [variable]);
    }
  }
  return { owned, inline, uses };
});

/**
 * The variable whose use makes a region run: the name of a function, of the class that it is a member of, or of the object that
 * holds it. Null where it runs with the code around it; undefined where nothing tells whether it runs.
 */
function ownerOf(file: SourceFile, region: Region): Variable | null | undefined {
  if (region.type === 'FunctionDeclaration') return region.id ? variableOf(file, region.id) : null;
  let node = wrapped(region);
  for (;;) {
    const parent: TSESTree.Node | undefined = node.parent;
    switch (parent?.type) {
      case 'Property':
      case 'ObjectExpression':
      case 'ArrayExpression':
      case 'ConditionalExpression':
      case 'LogicalExpression':
      case 'SpreadElement':
      case 'MethodDefinition':
      case 'PropertyDefinition':
      case 'ClassBody':
        node = wrapped(parent);
        continue;
      case 'ClassExpression':
        node = wrapped(parent);
        continue;
      case 'ClassDeclaration':
        return parent.id ? variableOf(file, parent.id) : null;
      case 'VariableDeclarator':
        return parent.id.type === 'Identifier' ? variableOf(file, parent.id) : null;
      case 'AssignmentExpression':
        return parent.left.type === 'Identifier' ? variableOf(file, parent.left) : null;
      case 'CallExpression':
      case 'NewExpression':
        return parent.callee !== node && isUnknownCallAtLoad(file, parent) ? undefined : null;
      default:
        return null;
    }
  }
}

/** Whether a call at module level is made to something that may keep its callback for another process: `app.get('/', …)`, `it('…', …)`. */
function isUnknownCallAtLoad(file: SourceFile, call: TSESTree.CallExpression | TSESTree.NewExpression): boolean {
  if (isFunction(regionOf(call))) return false;
  if (workflowName(file, call.callee) !== null) return false;
  const callee = originOf(file, call.callee);
  return callee === null || callee.root.type === 'module' || callee.root.type === 'global';
}

/** Whether an identifier is only named to export it: whoever imports it decides whether it runs. */
function isExportOnly(identifier: TSESTree.Node): boolean {
  const { parent } = identifier;
  return parent?.type === 'ExportSpecifier' || parent?.type === 'ExportDefaultDeclaration';
}

/** What runs in a module when what runs: regions by number, the top level first. */
export interface RegionGraph {
  readonly regions: readonly Region[];
  /** For each region, the regions that run, or may run, because it does. */
  readonly next: readonly (readonly number[])[];
  /** For each export of the module's own, the regions that run when it is used. */
  readonly exports: ReadonlyMap<string, readonly number[]>;
}

/** What runs when what runs in a file. What only unknown calls receive runs because of nothing. */
export const regionGraph = perFile((file): RegionGraph => {
  const { owned, inline, uses } = regionsOf(file);
  const numbers = new Map<Region, number>([[file.ast, 0]]);
  const numberOf = (region: Region) => {
    let number = numbers.get(region);
    if (number === undefined) numbers.set(region, (number = numbers.size));
    return number;
  };
  const startedBy = (variable: Variable) => (owned.get(variable) ?? []).map(numberOf);

  const exports = new Map<string, readonly number[]>();
  for (const { name, node } of fileExports(file)) {
    const id = node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration' ? node.id : node;
    const variable = id?.type === 'Identifier' ? variableOf(file, id) : null;
    exports.set(name, [...(isFunction(node) ? [numberOf(node)] : []), ...(variable ? startedBy(variable) : [])]);
  }

  const next: (readonly number[])[] = [];
  const regions: Region[] = [];
  // Numbers are given while the map is walked: it walks the new ones too.
  for (const [region, number] of numbers) {
    regions[number] = region;
    next[number] = [
      ...new Set([...(uses.get(region) ?? []).flatMap(startedBy), ...(inline.get(region) ?? []).map(numberOf)]),
    ];
  }
  return { regions, next, exports };
});

/** Names of exports that are used, or `all` of them. */
export type UsedExports = ReadonlySet<string> | 'all';

/** Tells whether code of a file can run, given which of its exports are used. What only unknown calls receive is not among it. */
export function reachableCode(file: SourceFile, used: UsedExports): (node: TSESTree.Node) => boolean {
  const { regions, next, exports } = regionGraph(file);
  const pending = [0];
  for (const [name, started] of exports) if (used === 'all' || used.has(name)) pending.push(...started);
  const reached = new Set<Region>();
  for (let number = pending.pop(); number !== undefined; number = pending.pop()) {
    const region = regions[number]!;
    if (reached.has(region)) continue;
    reached.add(region);
    pending.push(...next[number]!);
  }
  return (node) => reached.has(regionOf(node));
}
