import type { TSESTree } from '@typescript-eslint/utils';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { type FunctionNode, isFunction, nodesOfType, staticName, unwrapped } from '../syntax/nodes.ts';
import { localValue, type Origin, onlyReturn, originOf } from '../syntax/trace.ts';
import { ACTIVITY_INFO, ACTIVITY_PACKAGE, ATTEMPT_FIELD } from '../temporal/activity-apis.ts';
import { RANDOM_CRYPTO_EXPORTS } from '../temporal/modules.ts';
import { randomUses } from './random-uses.ts';

/** A value that is another one whenever the code runs again. */
export interface UnstableValue {
  readonly node: TSESTree.Node;
  /** What gives it, for a message: `Date.now`, `crypto.randomUUID`, `attempt`. */
  readonly name: string;
  readonly kind: 'random' | 'clock' | 'attempt';
}

/** How deep an expression is looked into, constants and helpers included; what is deeper is not known. */
const MAX_DEPTH = 20;

/**
 * The unstable value that an expression is certainly made of: through constants, texts, conversions and functions of the file, and
 * through the arguments of its calls where the expression is a parameter. Null where none is in sight, or only on some ways.
 */
export function unstableValue(file: SourceFile, expression: TSESTree.Node): UnstableValue | null {
  return find(file, expression, 0);
}

function find(file: SourceFile, expression: TSESTree.Node, depth: number): UnstableValue | null {
  if (depth > MAX_DEPTH) return null;
  const node = unwrapped(expression);
  const inner = (child: TSESTree.Node) => find(file, child, depth + 1);
  const first = (children: readonly TSESTree.Node[]) => {
    for (const child of children) {
      const found = inner(child);
      if (found) return found;
    }
    return null;
  };
  const source = sourceOf(file, node);
  if (source) return source;

  switch (node.type) {
    case 'TemplateLiteral':
      return first(node.expressions);
    case 'BinaryExpression':
      return node.operator === '+' || node.operator === '-' ? first([node.left, node.right]) : null;
    case 'UnaryExpression':
      return node.operator === '+' ? inner(node.argument) : null;
    case 'ArrayExpression':
      return first(node.elements.filter((element) => element !== null));
    case 'AwaitExpression': {
      const made = returnedBy(file, node.argument);
      return made && inner(made);
    }
    case 'CallExpression': {
      const made = returnedBy(file, node);
      if (made) return inner(made);
      const callee = unwrapped(node.callee);
      const method = callee.type === 'MemberExpression' ? staticName(callee) : null;
      if (callee.type === 'MemberExpression' && method !== null && CONVERSIONS.has(method)) return first([callee.object, ...node.arguments]);
      const origin = originOf(file, callee);
      return origin?.root.type === 'global' && origin.root.name === 'String' && origin.path.length === 0 ? first(node.arguments) : null;
    }
    case 'Identifier':
    case 'MemberExpression': {
      const origin = originOf(file, node);
      if (origin?.path.length !== 0) return null;
      if (origin.root.type === 'parameter') return first(passedTo(file, origin));
      return origin.root.type === 'value' && unwrapped(origin.root.node) !== node ? inner(origin.root.node) : null;
    }
    default:
      return null;
  }
}

/** The methods that give what their object and their arguments are made of, in another form: of texts, dates, lists and hashes. */
const CONVERSIONS: ReadonlySet<string> = new Set(
  [
    ['toString', 'toISOString', 'toJSON', 'getTime', 'valueOf', 'toFixed'],
    ['concat', 'join', 'padEnd', 'padStart', 'replace', 'replaceAll', 'slice', 'substring', 'toLowerCase', 'toUpperCase', 'trim'],
    ['update', 'digest'],
  ].flat(),
);

/** What a node itself draws or reads. */
function sourceOf(file: SourceFile, node: TSESTree.Node): UnstableValue | null {
  const random = randomCalls(file).get(node);
  if (random !== undefined) return { node, name: random, kind: 'random' };
  if (node.type === 'CallExpression' || node.type === 'NewExpression') {
    const origin = originOf(file, node.callee);
    const name = origin?.root.type === 'global' ? [origin.root.name, ...origin.path].join('.') : '';
    if (name === 'Math.random') return { node, name, kind: 'random' };
    const drawn = builtinDraw(origin);
    if (drawn !== null) return { node, name: drawn, kind: 'random' };
    const isNow = name === 'Date' ? node.type === 'CallExpression' || node.arguments.length === 0 : CLOCKS.has(name);
    return isNow ? { node, name: node.type === 'NewExpression' ? `new ${name}()` : name, kind: 'clock' } : null;
  }
  if (node.type !== 'MemberExpression' && node.type !== 'Identifier') return null;
  const field = infoField(file, originOf(file, node));
  return field === ATTEMPT_FIELD ? { node, name: field, kind: 'attempt' } : null;
}

/** The function of Node's `crypto` that an origin is, where it draws. */
function builtinDraw(origin: Origin | null): string | null {
  if (origin?.root.type !== 'module' || origin.root.module.replace(/^node:/u, '') !== 'crypto') return null;
  const name = origin.path.filter((part) => part !== 'default' && part !== 'webcrypto').join('.');
  return RANDOM_CRYPTO_EXPORTS.has(name) ? `crypto.${name}` : null;
}

const CLOCKS: ReadonlySet<string> = new Set(['Date.now', 'performance.now', 'process.hrtime', 'process.hrtime.bigint']);

const randomCalls = perFile(
  (file): ReadonlyMap<TSESTree.Node, string> => new Map(randomUses(file).flatMap(({ call, name }) => (call ? [[call, name] as const] : []))),
);

/** The field of the running activity's information that a value is: `attempt` of `activityInfo().attempt`. */
function infoField(file: SourceFile, origin: Origin | null): string | null {
  const field = origin?.path.at(-1);
  if (origin?.root.type !== 'value' || field === undefined) return null;
  const made = unwrapped(origin.root.node);
  const callee = made.type === 'CallExpression' ? originOf(file, made.callee) : null;
  if (callee?.root.type !== 'module' || callee.root.module !== ACTIVITY_PACKAGE) return null;
  return ACTIVITY_INFO.includes([...callee.path, ...origin.path.slice(0, -1)].join('.')) ? field : null;
}

/** What a call of a function of this file gives, that of an `async` one where it is awaited; null for any other expression. */
function returnedBy(file: SourceFile, expression: TSESTree.Node): TSESTree.Node | null {
  const call = unwrapped(expression);
  const callee = call.type === 'CallExpression' ? localValue(file, call.callee) : null;
  return callee && isFunction(callee) && !callee.generator ? onlyReturn(callee, file) : null;
}

/** What the calls in this file pass for a parameter that is a plain name. */
function passedTo(file: SourceFile, { root }: Origin): readonly TSESTree.Node[] {
  const definition = root.type === 'parameter' ? root.variable.defs[0] : undefined;
  const owner = definition?.node as FunctionNode | undefined;
  const at = owner?.params.findIndex((parameter) => parameter === (definition?.name as TSESTree.Node)) ?? -1;
  if (!owner || at === -1) return [];
  return nodesOfType(file, 'CallExpression').flatMap((call) => (localValue(file, call.callee) === owner ? (call.arguments[at] ?? []) : []));
}
