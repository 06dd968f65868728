import type { TSESTree } from '@typescript-eslint/utils';
import { isValueReference, variableOf } from '../syntax/bindings.ts';
import { isLoop, isPause, pauses } from '../syntax/control-flow.ts';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { globalName } from '../syntax/global-calls.ts';
import { type GlobalUse, globalUses } from '../syntax/global-uses.ts';
import { enclosingFunction, isFunction, isWithin, nodesOfType, staticName, unwrapped, wrapped } from '../syntax/nodes.ts';
import { functionOf } from './handlers.ts';
import { isOnlyObserved } from './observed.ts';

/** A reading of the current time. */
export interface TimeUse {
  readonly form: 'Date.now()' | 'new Date()' | 'Date()';
  /** The call or construction. */
  readonly node: TSESTree.CallExpression | TSESTree.NewExpression;
  /**
   * `id`: it is made a part of an id or key; `loop`: it is in the test of a loop that waits for nothing; `duration`: all that becomes of it
   * is a difference from another reading, and nothing is waited for in between; `timestamp`: everything else, and what is not known.
   */
  readonly kind: 'id' | 'loop' | 'duration' | 'timestamp';
}

/** The readings of the current time in a file, in source order, and what each is certainly used for. */
export const timeUses = perFile((file): readonly TimeUse[] => {
  const readings = globalUses(file).flatMap((use) => readingOf(use) ?? []);
  const nodes = new Set<TSESTree.Node>(readings.map(({ node }) => node));
  return readings.map(({ form, node }) => ({ form, node, kind: kindOf(file, node, nodes) }));
});

/** What a use of `Date` reads the current time by; null for all else that `Date` is used for. */
function readingOf({ name, path, node }: GlobalUse): Omit<TimeUse, 'kind'> | null {
  if (name !== 'Date') return null;
  const callee = wrapped(node);
  const { parent } = callee;
  if ((parent?.type !== 'CallExpression' && parent?.type !== 'NewExpression') || parent.callee !== callee) return null;
  if (path.length === 1 && path[0] === 'now' && parent.type === 'CallExpression') return { form: 'Date.now()', node: parent };
  if (path.length > 0 || parent.arguments.length > 0) return null;
  return { form: parent.type === 'NewExpression' ? 'new Date()' : 'Date()', node: parent };
}

function kindOf(file: SourceFile, reading: TSESTree.Node, readings: ReadonlySet<TSESTree.Node>): TimeUse['kind'] {
  if (isInTestOfBusyLoop(file, reading)) return 'loop';
  const uses = usesOf(file, reading, 'time', new Set());
  if (uses.some((use) => isId(file, use))) return 'id';
  const ends = uses.filter(({ isConstant }) => !isConstant);
  return ends.length > 0 && ends.every(({ node }) => isStillDifference(file, reading, node, readings)) ? 'duration' : 'timestamp';
}

function isInTestOfBusyLoop(file: SourceFile, reading: TSESTree.Node): boolean {
  for (let { parent: outer } = reading; outer && !isFunction(outer); outer = outer.parent) {
    if (!isLoop(outer) || !('test' in outer) || !outer.test || !isWithin(reading, outer.test)) continue;
    return !pauses(file, outer);
  }
  return false;
}

/** What a time has become: a text of it alone, a text that tells things apart, or one for people to read. */
type Shape = 'time' | 'text' | 'id' | 'prose';

/** A place where a time, or what was made of it, is used. */
interface Use {
  readonly node: TSESTree.Node;
  readonly shape: Shape;
  /** Whether a constant takes it, whose own uses follow. */
  readonly isConstant: boolean;
}

/** What becomes of a time, through conversions, texts and constants. */
function usesOf(file: SourceFile, expression: TSESTree.Node, shape: Shape, seen: Set<TSESTree.Node>): readonly Use[] {
  const node = wrapped(expression);
  const made = conversionOf(file, node, shape);
  if (made) return usesOf(file, made.node, made.shape, seen);
  if (seen.has(node)) return [];
  seen.add(node);
  const { parent } = node;
  const variable = parent?.type === 'VariableDeclarator' && parent.init === node && parent.parent.kind === 'const' ? variableOf(file, parent.id) : null;
  const references = variable?.references.filter((reference) => reference.isRead() && isValueReference(reference)) ?? [];
  const isConstant = references.length > 0;
  return [{ node, shape, isConstant }, ...references.flatMap(({ identifier }) => usesOf(file, identifier as TSESTree.Node, shape, seen))];
}

const TIME_METHODS: ReadonlySet<string> = new Set(['getTime', 'valueOf']);
const TEXT_METHODS: ReadonlySet<string> = new Set(['padStart', 'slice', 'substring', 'toLowerCase', 'toUpperCase', 'trim']);

/** What a time, or a text of it, is made where it stands; null where it is used as it is. */
function conversionOf(file: SourceFile, node: TSESTree.Node, shape: Shape): Pick<Use, 'node' | 'shape'> | null {
  const { parent } = node;
  switch (parent?.type) {
    case 'UnaryExpression':
      return parent.operator === '+' && shape === 'time' ? { node: parent, shape } : null;
    case 'TemplateLiteral': {
      if (parent.parent?.type === 'TaggedTemplateExpression') return null;
      const texts = textsOf(parent);
      const isAlone = parent.expressions.length === 1 && texts.every((text) => text === '');
      return { node: parent, shape: isAlone ? asText(shape) : joined(shape, texts) };
    }
    case 'BinaryExpression': {
      if (parent.operator !== '+') return null;
      const texts = textsOf(parent.left === node ? parent.right : parent.left);
      return shape !== 'time' || texts.length > 0 ? { node: parent, shape: joined(shape, texts) } : null;
    }
    case 'NewExpression':
      return shape === 'time' && parent.arguments[0] === node && isGlobal(file, parent.callee, 'Date') ? { node: parent, shape } : null;
    case 'CallExpression': {
      if (parent.arguments[0] !== node) return null;
      if (isGlobal(file, parent.callee, 'String')) return { node: parent, shape: asText(shape) };
      return shape === 'time' && isGlobal(file, parent.callee, 'Number') ? { node: parent, shape } : null;
    }
    case 'MemberExpression':
      return parent.object === node ? methodOf(parent, shape) : null;
    default:
      return null;
  }
}

function methodOf(member: TSESTree.MemberExpression, shape: Shape): Pick<Use, 'node' | 'shape'> | null {
  const callee = wrapped(member);
  const { parent: call } = callee;
  const name = staticName(member);
  if (call?.type !== 'CallExpression' || call.callee !== callee || name === null) return null;
  const node = wrapped(call);
  if (shape !== 'time') return TEXT_METHODS.has(name) && shape !== 'prose' ? { node, shape } : null;
  if (TIME_METHODS.has(name)) return { node, shape };
  // Nobody reads a time in another base than ten.
  if (name === 'toString') return { node, shape: call.arguments.length > 0 ? 'id' : 'text' };
  return name === 'toISOString' || name === 'toJSON' ? { node, shape: 'prose' } : null;
}

function asText(shape: Shape): Shape {
  return shape === 'time' ? 'text' : shape;
}

/** A text of several words is for people to read. */
function joined(shape: Shape, texts: readonly string[]): Shape {
  return shape === 'prose' || texts.some((text) => /\s/u.test(text)) ? 'prose' : 'id';
}

/** The literal texts in a template or a chain of `+`. */
function textsOf(expression: TSESTree.Node): string[] {
  const node = unwrapped(expression);
  if (node.type === 'BinaryExpression') return node.operator === '+' ? [...textsOf(node.left), ...textsOf(node.right)] : [];
  if (node.type === 'TemplateLiteral') return node.quasis.map(({ value }) => value.cooked ?? '');
  return node.type === 'Literal' && typeof node.value === 'string' ? [node.value] : [];
}

function isGlobal(file: SourceFile, callee: TSESTree.Node, name: string): boolean {
  return globalName(file, callee) === name;
}

const ID_NAME = /^(?:id|key)$|(?:Id|ID|Key|KEY|_id|_key)$/u;

function isId(file: SourceFile, { node, shape, isConstant }: Use): boolean {
  const isNamed = ID_NAME.test(targetName(file, node) ?? '');
  // The uses of a constant say what a text is for that has no name of an id.
  if (!isNamed && (shape !== 'id' || isConstant)) return false;
  return !isOnlyObserved(file, node) && !isOfError(node);
}

/** The name that a value is given: by a property, a variable, an assignment, or a parameter of a function of this file. */
function targetName(file: SourceFile, value: TSESTree.Node): string | null {
  const node = wrapped(value);
  const { parent } = node;
  switch (parent?.type) {
    case 'LogicalExpression':
      return parent.right === node ? targetName(file, parent) : null;
    case 'ConditionalExpression':
      return parent.test === node ? null : targetName(file, parent);
    case 'Property':
    case 'PropertyDefinition':
      return parent.value === node ? staticName(parent) : null;
    case 'VariableDeclarator':
      return parent.init === node ? nameOf(parent.id) : null;
    case 'AssignmentExpression':
    case 'AssignmentPattern':
      return parent.right === node ? nameOf(parent.left) : null;
    case 'CallExpression':
    case 'NewExpression': {
      const at = parent.arguments.indexOf(node as TSESTree.CallExpressionArgument);
      const isKnown = at !== -1 && parent.arguments.slice(0, at).every(({ type }) => type !== 'SpreadElement');
      const parameter = isKnown ? functionOf(file, parent.callee)?.params[at] : undefined;
      return parameter ? nameOf(parameter.type === 'AssignmentPattern' ? parameter.left : parameter) : null;
    }
    default:
      return null;
  }
}

function nameOf(target: TSESTree.Node): string | null {
  if (target.type === 'Identifier') return target.name;
  return target.type === 'MemberExpression' ? staticName(target) : null;
}

/** Whether a value is thrown, or given to an error, as its message or a detail. */
function isOfError(node: TSESTree.Node): boolean {
  for (let inner = node, { parent: outer } = inner; outer && !isFunction(outer); inner = outer, { parent: outer } = outer) {
    if (outer.type === 'ThrowStatement') return true;
    if (outer.type === 'NewExpression' && outer.callee !== inner && /(?:Error|Failure)$/u.test(nameOf(outer.callee) ?? '')) return true;
  }
  return false;
}

const COMPARISONS: ReadonlySet<string> = new Set(['-', '<', '<=', '>', '>=', '==', '!=', '===', '!==']);

/** Whether what becomes of a reading is a difference from another one of the same workflow task. */
function isStillDifference(file: SourceFile, reading: TSESTree.Node, node: TSESTree.Node, readings: ReadonlySet<TSESTree.Node>): boolean {
  const { parent } = node;
  if (parent?.type !== 'BinaryExpression' || !COMPARISONS.has(parent.operator)) return false;
  const other = readIn(file, parent.left === node ? parent.right : parent.left, readings, new Set());
  if (!other || enclosingFunction(reading) !== enclosingFunction(other)) return false;
  return reading.range[0] < other.range[0] ? isSameTask(file, reading, other) : isSameTask(file, other, reading);
}

/** The reading that an expression is, through conversions and constants; null for any other value. */
function readIn(file: SourceFile, expression: TSESTree.Node, readings: ReadonlySet<TSESTree.Node>, seen: Set<TSESTree.Node>): TSESTree.Node | null {
  const node = unwrapped(expression);
  if (readings.has(node)) return node;
  if (seen.has(node)) return null;
  seen.add(node);
  const inner = (converted: TSESTree.Node) => readIn(file, converted, readings, seen);
  switch (node.type) {
    case 'Identifier': {
      const [definition, ...others] = variableOf(file, node)?.defs ?? [];
      const declarator = others.length === 0 ? (definition?.node as TSESTree.Node | undefined) : undefined;
      const isConstant = declarator?.type === 'VariableDeclarator' && declarator.id === definition?.name && declarator.parent.kind === 'const';
      return isConstant && declarator.init ? inner(declarator.init) : null;
    }
    case 'UnaryExpression':
      return node.operator === '+' ? inner(node.argument) : null;
    case 'NewExpression':
      return node.arguments.length === 1 && isGlobal(file, node.callee, 'Date') ? inner(node.arguments[0]!) : null;
    case 'CallExpression': {
      const callee = unwrapped(node.callee);
      if (callee.type === 'MemberExpression' && TIME_METHODS.has(staticName(callee) ?? '')) return inner(callee.object);
      return node.arguments.length === 1 && isGlobal(file, callee, 'Number') ? inner(node.arguments[0]!) : null;
    }
    default:
      return null;
  }
}

/** Whether nothing is waited for between two readings of a function, the first in source order given first. */
function isSameTask(file: SourceFile, first: TSESTree.Node, second: TSESTree.Node): boolean {
  const isBetween = (position: number) => position > first.range[0] && position < second.range[0];
  for (let { parent: outer } = second; outer && !isFunction(outer); outer = outer.parent) {
    // A constant is another one in every turn of a loop that it is in the body of.
    if (isLoop(outer) && !isWithin(first, outer.body) && pauses(file, outer)) return false;
  }
  const region = enclosingFunction(first);
  return !nodesOfType(file, 'AwaitExpression', 'YieldExpression', 'ForOfStatement', 'VariableDeclaration').some(
    (node) => isPause(node) && enclosingFunction(node) === region && (isBetween(node.range[1]) || (node.type === 'ForOfStatement' && isBetween(node.range[0]))),
  );
}
