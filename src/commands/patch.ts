/**
 * The guard that lets an edit through: `if (patched('…'))` around the new statements, with the old ones in the `else`.
 *
 * What is proposed is text that fits: names are bound, declarations reach the code that uses them. Whether running executions
 * survive it is for the comparison to say (`edits.ts`), which asks for the next proposal where they do not.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { isInReadOnlyFunction } from '../analysis/handlers.ts';
import { globalNames } from '../syntax/bindings.ts';
import { isLoop } from '../syntax/control-flow.ts';
import type { SourceFile } from '../syntax/file.ts';
import { addNamedImport } from '../syntax/fixes.ts';
import { freeName } from '../syntax/hoists.ts';
import { isFunction, isWithin, staticName } from '../syntax/nodes.ts';
import { staticValue } from '../syntax/static-values.ts';
import { edited, textFixer, type TextEdit } from '../syntax/text-edits.ts';
import type { Difference, DifferenceKind } from './difference.ts';
import { CALLING_BACK } from './extract/collections.ts';
import type { Load } from './extract/modules.ts';
import { liftedFrom } from './patch/declarations.ts';
import { constantEdit, guardEdit } from './patch/guard-text.ts';
import { hunksOf, type Region, regionsFor } from './patch/hunks.ts';
import { OldNames } from './patch/old-names.ts';
import { patchIdFor } from './patch/patch-id.ts';

/** A guard as edits of the file that is linted. */
export interface Patch {
  readonly id: string;
  readonly edits: readonly TextEdit[];
}

export interface PatchRequest {
  /** Both versions of the file, from the same parser. */
  readonly old: SourceFile;
  readonly now: SourceFile;
  readonly difference: Difference;
  /** The patch ids that both versions know. */
  readonly taken: ReadonlySet<string>;
  readonly load: Load;
}

/** What a guard around statements does not repair. */
const OTHER_REPAIRS: ReadonlySet<DifferenceKind> = new Set(['handler removed', 'handler added', 'handler moved', 'patch removed', 'patch moved', 'patch renamed', 'workflow gone']);

/** The guards that fit a difference, the one around the least code first, each with the text of the file that it makes. */
export function* patchesFor({ old, now, difference, taken, load }: PatchRequest): Generator<Patch & { readonly text: string }> {
  if (OTHER_REPAIRS.has(difference.kind)) return;
  const offset = difference.newPlace?.start ?? 0;
  const id = patchIdFor(difference, taken);
  const functions = [...hunksOf(old, now)].sort((one, other) => distance(one[0]!, offset) - distance(other[0]!, offset));
  for (const hunks of functions) {
    for (const regions of regionsFor(hunks, offset)) {
      const edits = editsFor(old, now, regions, id, load);
      const text = edits && edited(now.text, edits);
      if (edits && text !== null) yield { id, edits, text };
    }
  }
}

/** Whether the names of a text with a guard are bound as they are without it. */
export function isBound(patched: SourceFile, old: SourceFile, now: SourceFile): boolean {
  const known = new Set([...globalNames(old), ...globalNames(now)]);
  const isTwice = (patched.scopeManager?.scopes ?? []).some(({ variables }) =>
    variables.some(({ defs }) => defs.length > 1 && defs.some(({ parent }) => parent?.type === 'VariableDeclaration' && parent.kind !== 'var')),
  );
  return !isTwice && [...globalNames(patched)].every((name) => known.has(name));
}

function editsFor(old: SourceFile, now: SourceFile, regions: readonly Region[], id: string, load: Load): readonly TextEdit[] | null {
  const [first] = regions;
  if (!first || regions.some(({ list }) => isInReadOnlyFunction(now, list.holder))) return null;
  const name = addNamedImport(now, '@temporalio/workflow', 'patched', first.list.holder);
  const before = topStatement(first.list.holder);
  if (!name || !before) return null;

  const names = new OldNames(old, now, load, before);
  const quote = now.text.includes(`from "`) ? '"' : "'";
  const call = `${name.text}(${quote}${id}${quote})`;
  const around = hoistedBefore(now, regions);
  if (around === 'nowhere') return null;
  const constant = around && freeName(now, 'isPatched');
  const guards: TextEdit[] = [];
  for (const region of regions) {
    const lifted = liftedFrom(old, now, region);
    if (!lifted || !names.provide(region, lifted)) return null;
    guards.push(guardEdit(old, now, { region, condition: constant ?? call, lifted }));
  }
  const hoisted = around && constant !== null ? [constantEdit(now, around, constant, call)] : [];
  return [...name.edits(textFixer), ...names.edits, ...hoisted, ...guards];
}

/**
 * The statement before which the answer is asked once, for guards in a loop and for several guards: an execution may get `false`
 * and later `true`. Null where the one guard asks for itself.
 */
function hoistedBefore(file: SourceFile, regions: readonly Region[]): TSESTree.Node | 'nowhere' | null {
  const [first] = regions;
  if (!first) return 'nowhere';
  // Where nothing is left, the guard stands behind the statement before.
  const anchor = first.now[0] ?? first.list.statements[first.at - 1] ?? first.list.holder;
  const chain = chainOf(anchor);
  const repeated = chain.findLastIndex((node, index) => index > 0 && isRepeating(file, node));
  const shared = regions.length === 1 ? -1 : chain.findIndex((node) => isList(node.parent) && regions.every(({ list }) => isWithin(list.holder, node.parent as TSESTree.Node)));
  if (regions.length > 1 && shared < 0) return 'nowhere';
  if (repeated < 0 && shared < 0) return null;
  const from = Math.max(repeated, shared);
  return chain.slice(from).find((node) => isList(node.parent)) ?? 'nowhere';
}

/** A node and what is around it in the function that runs once for it: callbacks of array methods are part of their call. */
function chainOf(node: TSESTree.Node): readonly TSESTree.Node[] {
  const chain: TSESTree.Node[] = [];
  for (let outer: TSESTree.Node | undefined = node; outer && outer.type !== 'Program'; outer = outer.parent) {
    if (isFunction(outer) && !isEachCallback(outer)) break;
    chain.push(outer);
  }
  return chain;
}

/** An endless loop is how an execution goes on for months: it takes the new code with its next round. */
function isRepeating(file: SourceFile, node: TSESTree.Node): boolean {
  if (isEachCallback(node)) return true;
  if (!isLoop(node)) return false;
  const test = 'test' in node ? node.test : undefined;
  return test === undefined || (test !== null && !staticValue(file, test)?.value);
}

function isEachCallback(node: TSESTree.Node): boolean {
  const { parent } = node;
  if (!isFunction(node) || parent?.type !== 'CallExpression' || parent.arguments[0] !== node || parent.callee.type !== 'MemberExpression') return false;
  const method = staticName(parent.callee) ?? '';
  return method === 'reduce' || CALLING_BACK.has(method);
}

function isList(node: TSESTree.Node | undefined): boolean {
  return node?.type === 'BlockStatement' || node?.type === 'SwitchCase';
}

function topStatement(node: TSESTree.Node): TSESTree.Node | null {
  for (let outer: TSESTree.Node | undefined = node; outer; outer = outer.parent) if (outer.parent?.type === 'Program') return outer;
  return null;
}

function distance({ list }: Region, offset: number): number {
  const [start, end] = list.holder.range;
  return offset < start ? start - offset : Math.max(0, offset - end);
}
