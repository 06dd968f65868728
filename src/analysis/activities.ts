import type { TSESTree } from '@typescript-eslint/utils';
import { perModule, perText } from '../project/modules.ts';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { nodesOfType, unwrapped } from '../syntax/nodes.ts';
import { staticValue } from '../syntax/static-values.ts';
import { type Origin, originsOf } from '../syntax/trace.ts';
import { WORKFLOW_APIS } from '../temporal/workflow-apis.ts';
import { fileExports } from './exports.ts';
import { importedFrom } from './local-modules.ts';
import { workflowName } from './sdk.ts';

export type ActivityKind = 'activity' | 'localActivity';

/** A call that makes a proxy: `proxyActivities(options)`. */
export interface ActivityProxy {
  readonly call: TSESTree.CallExpression;
  /** The export that is called: `proxyActivities` or `proxyLocalActivities`. */
  readonly name: string;
  readonly kind: ActivityKind;
  readonly options: TSESTree.Node | null;
}

export interface ActivityCall {
  readonly call: TSESTree.CallExpression;
  readonly kind: ActivityKind;
  /** The activity type that is scheduled; null where the file does not say. */
  readonly activity: string | null;
  /** The proxies of this file that it may be called on; none for `scheduleActivity`, and for a proxy that is imported. */
  readonly proxies: readonly ActivityProxy[];
  /** The options that this call alone has: of `executeWithOptions`, and of `scheduleActivity`. Null for a plain call of a proxy. */
  readonly ownOptions: TSESTree.Node | null;
  readonly form: 'proxy' | 'executeWithOptions' | 'schedule';
}

/** The calls in a file that make an activity proxy, in source order. */
export const activityProxies = perFile((file): readonly ActivityProxy[] =>
  nodesOfType(file, 'CallExpression').flatMap((call) => proxyMadeBy(file, call) ?? []),
);

/** Every call in a file that schedules an activity, in whatever shape the proxy reaches it, in source order. */
export const activityCalls = perFile((file): readonly ActivityCall[] =>
  nodesOfType(file, 'CallExpression').flatMap((call) => activityCall(file, call) ?? []),
);

/** What an activity call is, where this call is one. */
export const activityCallOf = perFile(
  (file): ReadonlyMap<TSESTree.Node, ActivityCall> => new Map(activityCalls(file).map((call) => [call.call, call])),
);

function proxyMadeBy(file: SourceFile, node: TSESTree.Node): ActivityProxy | null {
  if (node.type !== 'CallExpression') return null;
  const name = workflowName(file, node.callee);
  const kind = name === null ? undefined : WORKFLOW_APIS[name]?.proxyOf;
  return name !== null && kind ? { call: node, name, kind, options: node.arguments[0] ?? null } : null;
}

function activityCall(file: SourceFile, call: TSESTree.CallExpression): ActivityCall | null {
  const name = workflowName(file, call.callee);
  if (name === 'scheduleActivity' || name === 'scheduleLocalActivity') {
    const [type, , options] = call.arguments;
    const activity = type && staticValue(file, type)?.value;
    return {
      call,
      kind: name === 'scheduleActivity' ? 'activity' : 'localActivity',
      activity: typeof activity === 'string' ? activity : null,
      proxies: [],
      ownOptions: options ?? null,
      form: 'schedule',
    };
  }

  const uses = proxyUses(file, call.callee);
  const [use] = uses ?? [];
  if (!uses || !use) return importedActivityCall(file, call);
  const isOverridden = uses.every(({ path }) => path[1] === 'executeWithOptions');
  if (uses.some(({ path }) => path.length !== (isOverridden ? 2 : 1))) return null;
  const types = new Set(uses.map(({ path }) => path[0]));
  const kinds = new Set(uses.map(({ proxy }) => proxy.kind));
  if (kinds.size > 1) return null;
  return {
    call,
    kind: use.proxy.kind,
    activity: types.size === 1 && use.path[0] !== COMPUTED ? use.path[0]! : null,
    proxies: uses.map(({ proxy }) => proxy),
    ownOptions: isOverridden ? (call.arguments[0] ?? null) : null,
    form: isOverridden ? 'executeWithOptions' : 'proxy',
  };
}

interface ProxyUse {
  readonly proxy: ActivityProxy;
  readonly path: readonly string[];
}

/** Stands for the name of an activity that is computed: `activities[name]()`. */
const COMPUTED = '[computed]';

/** The proxies that a callee may be read from; null where it may be something else. */
function proxyUses(file: SourceFile, wrappedCallee: TSESTree.Node): readonly ProxyUse[] | null {
  const callee = unwrapped(wrappedCallee);
  const read = uses(file, originsOf(file, callee));
  if (read || callee.type !== 'MemberExpression' || !callee.computed) return read;
  const computed = uses(file, originsOf(file, callee.object));
  return computed?.every(({ path }) => path.length === 0) ? computed.map(({ proxy }) => ({ proxy, path: [COMPUTED] })) : null;
}

function uses(file: SourceFile, origins: readonly Origin[]): readonly ProxyUse[] | null {
  const found: ProxyUse[] = [];
  for (const { root, path } of origins) {
    const proxy = root.type === 'value' ? proxyMadeBy(file, root.node) : null;
    if (!proxy) return null;
    found.push({ proxy, path });
  }
  return found;
}

/**
 * The activity proxies that an expression may be, not yet asked for an activity: what must not be awaited.
 * Null where it may be something else.
 */
export function proxiesOf(file: SourceFile, expression: TSESTree.Node): readonly ActivityProxy[] | null {
  const found = uses(file, originsOf(file, expression));
  return found?.every(({ path }) => path.length === 0) ? found.map(({ proxy }) => proxy) : null;
}

/** What an export of a module is, where it is an activity proxy, or an activity of one. */
interface ExportedProxy {
  readonly kind: ActivityKind;
  /** Null for the proxy itself. */
  readonly activity: string | null;
}

const proxiesExportedBy = perModule((file): ReadonlyMap<string, ExportedProxy> => {
  const exported = new Map<string, ExportedProxy>();
  for (const { name, node } of fileExports(file)) {
    const [use, ...others] = uses(file, originsOf(file, node)) ?? [];
    if (!use || others.length > 0 || use.path.length > 1) continue;
    exported.set(name, { kind: use.proxy.kind, activity: use.path[0] ?? null });
  }
  return exported;
});

/** Most modules that a workflow imports make no proxy: a look at the text is all they cost. */
function exportedProxies(file: string): ReadonlyMap<string, ExportedProxy> | null {
  return mentionsProxies(file) ? proxiesExportedBy(file) : null;
}

const mentionsProxies = perText((text) => text.includes('Activities'));

/** A call of an activity whose proxy another module of the project makes. */
function importedActivityCall(file: SourceFile, call: TSESTree.CallExpression): ActivityCall | null {
  const [origin, ...others] = originsOf(file, call.callee);
  const from = origin && others.length === 0 ? importedFrom(file, origin) : null;
  const exported = from && 'file' in from ? exportedProxies(from.file)?.get(from.name) : null;
  if (!from || !exported) return null;
  const path = exported.activity === null ? from.path : [exported.activity, ...from.path];
  const isOverridden = path.length === 2 && path[1] === 'executeWithOptions';
  if (path.length !== 1 && !isOverridden) return null;
  return {
    call,
    kind: exported.kind,
    activity: path[0]!,
    proxies: [],
    ownOptions: isOverridden ? (call.arguments[0] ?? null) : null,
    form: isOverridden ? 'executeWithOptions' : 'proxy',
  };
}
