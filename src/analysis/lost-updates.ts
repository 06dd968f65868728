import type { TSESTree } from '@typescript-eslint/utils';
import { type Variable, variableOf } from '../syntax/bindings.ts';
import { canComplete, canGoOn, statementsBefore } from '../syntax/control-flow.ts';
import type { SourceFile } from '../syntax/file.ts';
import { enclosingFunction, type FunctionNode, isFunction, isWithin, nodesOfType, staticName, unwrapped } from '../syntax/nodes.ts';
import { overlap, readsOf } from '../syntax/reads.ts';
import { failingTest } from '../syntax/tests.ts';
import { isOutside, type Place, placeOf, type Write, writes } from '../syntax/writes.ts';
import { commandCallOf } from './command-calls.ts';
import { handlers } from './handlers.ts';
import { overtakenTest } from './lost-messages.ts';

/** A write of state that others may have written since the code looked at it. */
export interface LostUpdate {
  readonly write: TSESTree.Node;
  /** The state, as the code names it. */
  readonly name: string;
  /** Where it was read, or tested, before the `await`. */
  readonly read: TSESTree.Node;
  readonly kind: LossKind;
}

/**
 * `stale`: the value that is written is made of the one that was read; `argument`: by a call that is given it, and awaited. `unchecked`: the
 * code acts on a test that may not hold any more. `overtaken`: it clears or fills what it has tested, and a message may have come in between.
 */
export type LossKind = 'stale' | 'argument' | 'unchecked' | 'overtaken';

/** Code that others run beside. */
interface Branch {
  readonly node: FunctionNode;
  /** Whether it runs beside itself: a handler, for the next message, or the callback of a `map`. Other code only runs beside handlers. */
  readonly besideItself: boolean;
}

/** The writes of a file that certainly may undo what another handler or branch has written meanwhile, in source order, one for each write. */
export function lostUpdates(file: SourceFile): readonly LostUpdate[] {
  return branches(file)
    .flatMap((branch) => {
      const { node, besideItself } = branch;
      const awaits = ownAwaits(file, node);
      return writes(file).flatMap((write): LostUpdate[] => {
        const place = enclosingFunction(write.node) === node ? placeOf(file, write.target) : null;
        if (!place?.isExact || !(besideItself ? isOutside(file, place, node) : isWrittenByHandlers(file, place, node, write))) return [];
        const found = readBefore(file, write, place, branch, awaits);
        return found ? [{ write: write.node, name: file.text.slice(...write.target.range), ...found }] : [];
      });
    })
    .sort((one, other) => one.write.range[0] - other.write.range[0]);
}

/** What a write relies on that others may have changed since, and how. */
function readBefore(
  file: SourceFile,
  write: Write,
  place: Place,
  { node, besideItself }: Branch,
  awaits: readonly TSESTree.AwaitExpression[],
): Pick<LostUpdate, 'read' | 'kind'> | null {
  const stale = staleRead(file, write, place, node, awaits);
  if (!stale && !besideItself) {
    const read = overtakenTest(file, write, place, node);
    return read && { read, kind: 'overtaken' };
  }
  const read = stale ?? staleTest(file, write, place, node, awaits);
  if (!read || isGuarded(file, write, read, node, awaits)) return null;
  const value = write.form === 'set' && write.value ? unwrapped(write.value) : null;
  const isArgument = value?.type === 'AwaitExpression' || awaits.some((one) => value && isWithin(one, value) && isWithin(read, one));
  return { read, kind: !stale ? 'unchecked' : isArgument ? 'argument' : 'stale' };
}

function branches(file: SourceFile): readonly Branch[] {
  const beside = new Set(handlers(file).flatMap(({ kind, handler }) => ((kind === 'signal' || kind === 'update') && handler?.async ? [handler] : [])));
  for (const { callee, arguments: given } of nodesOfType(file, 'CallExpression')) {
    const member = unwrapped(callee);
    const method = member.type === 'MemberExpression' ? staticName(member) : null;
    const [callback] = given;
    if ((method === 'map' || method === 'flatMap') && callback && isFunction(callback) && callback.async) beside.add(callback);
  }
  const others = new Set(handlers(file).map(({ call }) => enclosingFunction(call)));
  return [
    ...[...beside].map((node) => ({ node, besideItself: true })),
    ...[...others].flatMap((node) => (node && !beside.has(node) ? [{ node, besideItself: false }] : [])),
  ];
}

/** What a function itself awaits. */
function ownAwaits(file: SourceFile, node: FunctionNode): readonly TSESTree.AwaitExpression[] {
  return nodesOfType(file, 'AwaitExpression').filter((one) => enclosingFunction(one) === node);
}

function isWrittenByHandlers(file: SourceFile, place: Place, except: FunctionNode, { node: before }: Write): boolean {
  const nodes = handlers(file).flatMap(({ call, kind, handler }) => {
    // A message waits for its handler to be set.
    const isSetLater = enclosingFunction(call) === except && call.range[0] > before.range[0];
    return kind !== 'query' && handler && handler !== except && !isSetLater ? [handler] : [];
  });
  return writes(file).some(({ node, target }) => {
    const written = nodes.some((handler) => isWithin(node, handler)) ? placeOf(file, target) : null;
    return written !== null && overlap(written, place);
  });
}

/** What a write takes its value from, where that was read before an `await` that comes before the write. */
function staleRead(
  file: SourceFile,
  { node, target, value, form }: Write,
  place: Place,
  around: FunctionNode,
  awaits: readonly TSESTree.AwaitExpression[],
): TSESTree.Node | null {
  if (!value || (form !== 'set' && form !== 'step')) return null;
  const inside = awaits.filter((one) => isWithin(one, value));
  // `total += await f()` looks at `total` first.
  if (form === 'step' && inside.length > 0) return target;
  const isOwn = (one: TSESTree.Node) => enclosingFunction(one) === around;
  const fresh = readsOf(file, place, value).filter(isOwn);
  const early = fresh.find((read) => inside.some((one) => read.range[0] < one.range[1]));
  if (early || fresh.length > 0 || form === 'step') return early ?? null;

  for (const name of nodesOfType(file, 'Identifier')) {
    // The value itself may be the object that is there, changed in place.
    if (!isWithin(name, value) || name === unwrapped(value) || !isOwn(name)) continue;
    const read = readInto(file, variableOf(file, name), place, around);
    const isBehind = (one: TSESTree.Node) => read !== null && one.range[0] >= read.range[1] && one.range[1] <= node.range[1];
    if (read && awaits.some((one) => isBehind(one) && isBefore(one, node))) return read;
  }
  return null;
}

/** The place where a constant of a function has its value from the state; null where it is made of anything else. */
function readInto(file: SourceFile, variable: Variable | null, place: Place, around: FunctionNode): TSESTree.Node | null {
  const declarator = variable?.defs[0]?.node as TSESTree.Node | undefined;
  if (declarator?.type !== 'VariableDeclarator' || !declarator.init || enclosingFunction(declarator) !== around) return null;
  if (variable!.references.some((reference) => reference.isWrite() && !reference.init)) return null;
  if (declarator.id.type === 'Identifier') {
    const holdsAwait = ownAwaits(file, around).some((one) => isWithin(one, declarator.init!));
    const reads = readsOf(file, place, declarator.init).filter((one) => enclosingFunction(one) === around);
    return holdsAwait ? null : (reads[0] ?? null);
  }
  const source = declarator.id.type === 'ObjectPattern' ? placeOf(file, declarator.init) : null;
  const property = (declarator.id as TSESTree.ObjectPattern).properties?.find(
    (one): one is TSESTree.Property => one.type === 'Property' && one.value === (variable!.defs[0]!.name as TSESTree.Node),
  );
  const key = property && staticName(property);
  const taken = source?.isExact && key != null ? { ...source, path: [...source.path, key] } : null;
  return taken && taken.root === place.root && taken.path.join('.') === place.path.join('.') ? declarator.init : null;
}

/**
 * The test that a write relies on, and makes fail, where an `await` comes between the two and nothing is written before that: in the same
 * function, or in the validator that lets an update in.
 */
function staleTest(
  file: SourceFile,
  write: Write,
  place: Place,
  around: FunctionNode,
  awaits: readonly TSESTree.AwaitExpression[],
): TSESTree.Node | null {
  const { node, value } = write;
  const earlier = statementsBefore(node);
  const validators = handlers(file).flatMap(({ handler, validator }) => (handler === around && validator ? [validator] : []));
  for (const guard of nodesOfType(file, 'IfStatement')) {
    const isValidating = validators.some(({ body }) => guard.parent === body) && isThrow(guard.consequent);
    if (enclosingFunction(guard) !== around && !isValidating) continue;
    const isExit = (isValidating || earlier.includes(guard)) && !guard.alternate && !canComplete(file, guard.consequent);
    if (!isExit && !isWithin(node, guard.consequent)) continue;
    const { test } = guard;
    const from = isValidating ? around.range[0] : test.range[1];
    const read = failingTest(file, test, isExit, write, place);
    if (!read || awaits.some((one) => isWithin(one, test))) continue;
    // An `await` in the value itself is over before the write.
    const between = awaits.filter(
      (one) => one.range[0] >= from && ((value !== null && isWithin(one, value)) || (one.range[1] <= node.range[0] && isBefore(one, node))),
    );
    const first = between[0];
    const last = between.at(-1);
    if (!first || !last) continue;
    const isSetBefore = writes(file).some((other) => {
      const written = other.node.range[0] >= from && other.node.range[1] <= first.range[0] ? placeOf(file, other.target) : null;
      return written !== null && overlap(written, place);
    });
    const isTestedAgain = readsOf(file, place, around.body).some((one) => one.range[0] >= last.range[1] && one.range[1] <= node.range[0]);
    if (!isSetBefore && !isTestedAgain) return read;
  }
  return null;
}

function isThrow(statement: TSESTree.Statement): boolean {
  return (statement.type === 'BlockStatement' ? statement.body.at(-1) : statement)?.type === 'ThrowStatement';
}

/**
 * Whether something may keep others out: what is awaited before, other than a command; a `condition` about what is set behind it, other than
 * by the late write; or a flag that is tested and set before.
 */
function isGuarded(
  file: SourceFile,
  late: Write,
  read: TSESTree.Node,
  around: FunctionNode,
  awaits: readonly TSESTree.AwaitExpression[],
): boolean {
  const sets = writes(file).filter(({ node, form }) => form === 'set' && node !== late.node && enclosingFunction(node) === around);
  const isLock = awaits.some((one) => {
    if (one.range[1] > read.range[0]) return false;
    const kind = commandCallOf(file).get(unwrapped(one.argument))?.kind;
    if (kind !== undefined && kind !== 'condition') return false;
    return kind === undefined || sets.some((write) => write.node.range[0] > one.range[1] && isRead(file, write, one));
  });
  const [first] = awaits;
  if (isLock || !first) return isLock;
  const guards = nodesOfType(file, 'IfStatement', 'WhileStatement').filter(
    (one) => enclosingFunction(one) === around && (one.type === 'WhileStatement' || !canComplete(file, one.consequent)),
  );
  return sets.some((write) => {
    const block = write.node.parent?.parent;
    return write.node.range[1] <= first.range[0] && guards.some((one) => one.parent === block && isRead(file, write, one.test));
  });
}

/** Whether some code reads what a write sets. */
function isRead(file: SourceFile, { target }: Write, code: TSESTree.Node): boolean {
  const place = placeOf(file, target);
  return place !== null && readsOf(file, place, code).length > 0;
}

/** Whether an expression certainly may run before another of its function. */
function isBefore(node: TSESTree.Node, other: TSESTree.Node): boolean {
  return isWithin(node, other) || statementsBefore(other).some((statement) => isWithin(node, statement) && canGoOn(node, statement));
}
