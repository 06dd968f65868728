import type { TSESTree } from '@typescript-eslint/utils';
import { perModule } from '../project/modules.ts';
import type { Variable } from '../syntax/bindings.ts';
import { calleeName } from '../syntax/callee-name.ts';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { globalUses } from '../syntax/global-uses.ts';
import { type FunctionNode, isWithin, nodesOfType, staticName, unwrapped, wrapped } from '../syntax/nodes.ts';
import { originOf } from '../syntax/trace.ts';
import { isOutside, type Place, placeOf, type Write, writes } from '../syntax/writes.ts';
import { WORKFLOW_APIS, WORKFLOW_PACKAGE } from '../temporal/workflow-apis.ts';
import { emittingCalls } from './command-calls.ts';
import { exportedFunctions } from './exports.ts';
import { functionOf, isInReadOnlyFunction } from './handlers.ts';
import { exportBehind } from './local-modules.ts';
import { workflowCalls, workflowName } from './sdk.ts';

/** What code does beside giving a value, the gravest first. `change` is of state that is there before the code runs. */
const EFFECTS = ['command', 'patch', 'change', 'draw'] as const;
export type Effect = (typeof EFFECTS)[number];

export interface SideEffect {
  readonly effect: Effect;
  /** The call or the write, in the function that was asked about: the call of a helper where that does it. */
  readonly node: TSESTree.Node;
  /** What is called or changed, as the code names it. */
  readonly name: string;
}

/** A function of another module that is called, by the specifier of the module and what is read of that. */
interface Imported {
  readonly module: string;
  readonly path: readonly string[];
}

/** What a function does, or that it calls a function of another module, which may. */
interface Deed extends Omit<SideEffect, 'effect'> {
  readonly what: Effect | Imported;
}

/** What calling a function certainly does, itself and through the functions that it calls, in source order, one for each place. */
export function sideEffects(file: SourceFile, node: FunctionNode): readonly SideEffect[] {
  const found = new Map<TSESTree.Node, SideEffect>();
  for (const { what, node: place, name } of deedsOf(file, node, { around: [], thisIsOutside: true, seen: new Set() })) {
    const effect = gravest([effectOf(what, file.filename, new Set()), found.get(place)?.effect ?? null]);
    if (effect) found.set(place, { effect, node: place, name });
  }
  return [...found.values()].sort((one, other) => one.node.range[0] - other.node.range[0]);
}

function gravest(effects: readonly (Effect | null)[]): Effect | null {
  return EFFECTS.find((effect) => effects.includes(effect)) ?? null;
}

function effectOf(what: Effect | Imported, filename: string | null, seen: Set<string>): Effect | null {
  if (typeof what === 'string') return what;
  const from = exportBehind(what.module, what.path, filename);
  if (!from || !('file' in from) || from.path.length > 0) return null;
  const key = `${from.file}\0${from.name}`;
  if (seen.has(key)) return null;
  seen.add(key);
  const deeds = exportedDeeds(from.file)?.get(from.name) ?? [];
  return gravest(deeds.map((one) => effectOf(one, from.file, seen)));
}

/** What the functions that a module on the disk exports do, by their names. */
const exportedDeeds = perModule((file): ReadonlyMap<string, readonly (Effect | Imported)[]> => {
  const deeds = new Map<string, readonly (Effect | Imported)[]>();
  for (const [name, node] of exportedFunctions(file)) {
    const found = deedsOf(file, node, { around: [], thisIsOutside: false, seen: new Set() });
    deeds.set(name, [...new Set(found.map(({ what }) => what))]);
  }
  return deeds;
});

interface Way {
  /** The functions that have led here. */
  readonly around: readonly FunctionNode[];
  /** Whether `this` is an object that was there before. */
  readonly thisIsOutside: boolean;
  readonly seen: Set<FunctionNode>;
}

function deedsOf(file: SourceFile, node: FunctionNode, way: Way): readonly Deed[] {
  way.seen.add(node);
  const around = [...way.around, node];
  return [
    ...ownEffects(file).filter((effect) => isWithin(effect.node, node)),
    ...writes(file)
      .filter((write) => isWithin(write.node, node) && isChange(file, write, around, way.thisIsOutside))
      .map(({ node: changed, target }): Deed => ({ what: 'change', node: changed, name: file.text.slice(...target.range) })),
    ...nodesOfType(file, 'CallExpression')
      .filter((call) => isWithin(call, node))
      .flatMap((call) => deedsOfCall(file, call, { ...way, around })),
  ];
}

/** What a call does through the function that it calls. */
function deedsOfCall(file: SourceFile, call: TSESTree.CallExpression, way: Way): readonly Deed[] {
  const name = calleeName(file, call) ?? 'it';
  const origin = originOf(file, call.callee);
  if (origin?.root.type === 'module') {
    const { module } = origin.root;
    return module === WORKFLOW_PACKAGE ? [] : [{ what: { module, path: origin.path }, node: call, name }];
  }
  const called = functionOf(file, call.callee);
  if (!called || way.around.some((one) => isWithin(called, one)) || way.seen.has(called)) return [];
  const callee = unwrapped(call.callee);
  const place = callee.type === 'MemberExpression' ? placeOf(file, callee) : null;
  const thisIsOutside = place !== null && isOutsideAll(file, place, way);
  return deedsOf(file, called, { ...way, thisIsOutside }).map((deed) => ({ ...deed, node: call, name }));
}

/** The commands, patches, draws and wake-ups of a file, whatever function they are in. */
const ownEffects = perFile((file): readonly Deed[] => {
  const effects: Deed[] = [];
  for (const call of emittingCalls(file)) {
    if (call.type !== 'CallExpression') continue;
    const api = WORKFLOW_APIS[workflowName(file, call.callee) ?? ''];
    effects.push({ what: api?.versions ? 'patch' : 'command', node: call, name: calleeName(file, call) ?? 'it' });
  }
  for (const { call, name, api } of workflowCalls(file)) if (api?.draws) effects.push({ what: 'draw', node: call, name });
  for (const { name, path, node } of globalUses(file)) {
    const { parent } = wrapped(node);
    const isCalled = parent?.type === 'CallExpression' && unwrapped(parent.callee) === unwrapped(node);
    if (name === 'Math' && path[0] === 'random' && path.length === 1 && isCalled) effects.push({ what: 'draw', node: parent, name: 'Math.random' });
  }
  for (const call of nodesOfType(file, 'CallExpression')) {
    const woken = wokenBy(file, call);
    if (woken) effects.push({ what: 'change', node: call, name: file.text.slice(...woken.range) });
  }
  return effects;
});

/** The trigger or the scope that a call resolves or cancels, with which code that waits for it goes on; null for any other call. */
function wokenBy(file: SourceFile, call: TSESTree.CallExpression): TSESTree.Node | null {
  const callee = unwrapped(call.callee);
  if (callee.type !== 'MemberExpression') return null;
  const method = staticName(callee);
  const origin = originOf(file, callee.object);
  const made = origin?.root.type === 'value' && origin.path.length === 0 ? unwrapped(origin.root.node) : null;
  if (made?.type !== 'NewExpression' || method === null) return null;
  return WORKFLOW_APIS[workflowName(file, made.callee) ?? '']?.wakes?.includes(method) ? callee.object : null;
}

/** Whether a write changes what is there before any of these functions is called. */
function isChange(file: SourceFile, { target, form }: Write, around: readonly FunctionNode[], thisIsOutside: boolean): boolean {
  const place = placeOf(file, target);
  if (!place) return false;
  const { root } = place;
  const changed = form === 'method' ? { ...place, isExact: false } : place;
  if (!isOutsideAll(file, changed, { around, thisIsOutside })) return false;
  if (!('defs' in root)) return form !== 'lazy';
  // What an import stands for has the method for a reason of its own.
  if (form === 'method' && root.defs[0]?.type === ('ImportBinding' as string)) return false;
  return form === 'step' || form === 'delete' || !isMemory(file, root, around.at(-1)!);
}

function isOutsideAll(file: SourceFile, place: Place, { around, thisIsOutside }: Omit<Way, 'seen'>): boolean {
  if (place.node.type === 'ThisExpression' && !thisIsOutside) return false;
  return around.every((one) => isOutside(file, place, one));
}

/** Whether nothing knows of a variable but read-only code, or one function: a result that is kept there changes no workflow. */
function isMemory(file: SourceFile, { defs: [definition], references }: Variable, node: FunctionNode): boolean {
  if (definition?.type !== ('Variable' as string) || isWithin(definition!.name, node)) return false;
  const uses = references.filter(({ init }) => init !== true).map(({ identifier }) => identifier as TSESTree.Node);
  return uses.every((use) => isInReadOnlyFunction(file, use)) || uses.every((use) => isWithin(use, node));
}

/** Whether what a function gives is certainly a promise: it is `async`, or ends by returning what such a function gives. */
export function givesPromise(file: SourceFile, node: FunctionNode): boolean {
  if (node.async) return !node.generator;
  const last = node.body.type === 'BlockStatement' ? node.body.body.at(-1) : node.body;
  const given = last?.type === 'ReturnStatement' ? last.argument : last;
  const call = given ? unwrapped(given) : null;
  const called = call?.type === 'CallExpression' ? functionOf(file, call.callee) : null;
  return called?.async === true && !called.generator;
}
