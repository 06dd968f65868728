/** Calls of the SDK: what each of them emits and waits for, as `@temporalio/workflow` 1.24.0 does it. */
import type { TSESTree } from '@typescript-eslint/utils';
import { DRAWS_PER_UUID, type Command, type MessageKind, type Node, type Place } from '../model.ts';
import { constant, isConstant, not, partsOf, question, textOf, type Term } from '../terms.ts';
import { compact } from './code-text.ts';
import { awaited, placeOf, type Extraction } from './extraction.ts';
import { setHandler } from './handlers.ts';
import { data, nothing, promise, propertyOf, stringOf, termOf, unknown, type Activation, type Known } from './values.ts';

interface Call {
  readonly x: Extraction;
  readonly args: readonly Known[];
  readonly at: Place;
  readonly node: TSESTree.Node;
  readonly activation: Activation;
  readonly isAwaited: boolean;
}

function emit(x: Extraction, command: Command, slot: string, at: Place, gives: Known): Known {
  const to = x.slot(slot);
  x.write({ type: 'emit', command, to, at });
  return promise({ slot: to }, gives);
}

function plain(kind: Command['kind'], name = ''): Command {
  return { kind, name, id: null };
}

function resultOf(name: string): Known {
  return data({ op: 'result', args: [constant(name)] });
}

/** Calls an activity: of a proxy, by `scheduleActivity`, or with options of its own. */
export function startActivity(
  x: Extraction,
  activity: Extract<Known, { is: 'activity' }>,
  node: TSESTree.Node,
  activation: Activation,
): Known {
  const id = activity.options && propertyOf(activity.options, 'activityId');
  const cancellation = activity.options && propertyOf(activity.options, 'cancellationType');
  const command: Command = {
    kind: activity.isLocal ? 'local activity' : 'activity',
    name: activity.name,
    id: id && !isUndefined(id) ? idText(termOf(id)) : null,
    cancellation: cancellationOf(cancellation, 'try'),
  };
  return emit(x, command, activity.name, placeOf(activation.module, node), resultOf(activity.name));
}

function isUndefined(known: Known): boolean {
  return known.is === 'data' && isConstant(known.term) && known.term.value === undefined;
}

/** An id as text: a constant as it is, anything else as its term. */
function idText(of: Term): string {
  return isConstant(of) ? String(of.value) : `{${textOf(of)}}`;
}

/** The default of activities is `TRY_CANCEL`, that of children `WAIT_CANCELLATION_COMPLETED`. */
function cancellationOf(type: Known | null, byDefault: 'try' | 'wait'): 'try' | 'wait' | 'abandon' {
  if (!type || isUndefined(type)) return byDefault;
  const text = textOf(termOf(type));
  return text.includes('WAIT_CANCELLATION') ? 'wait' : text.includes('ABANDON') ? 'abandon' : 'try';
}

/** The options of a call over those of its proxy; what neither says is unknown. */
function merged(base: Known | null, own: Known | undefined): Known | null {
  if (!own || own.is !== 'object') return base;
  if (base?.is !== 'object') return own;
  return { is: 'object', properties: new Map([...base.properties, ...own.properties]), rest: own.rest ?? base.rest };
}

const CALLS: Readonly<Record<string, (call: Call) => Known>> = {
  proxyActivities: ({ args }) => ({ is: 'proxy', isLocal: false, options: args[0] ?? null }),
  proxyLocalActivities: ({ args }) => ({ is: 'proxy', isLocal: true, options: args[0] ?? null }),
  scheduleActivity: (call) => scheduled(call, false),
  scheduleLocalActivity: (call) => scheduled(call, true),
  sleep: ({ x, at }) => emit(x, plain('timer'), 'timer', at, nothing),
  setTimeout: timeout,
  condition,
  executeChild: (call) => child(call, true),
  startChild: (call) => child(call, false),
  continueAsNew: ({ x, at }) => {
    x.write({ type: 'exit', how: 'continue as new', at });
    return promise({ is: 'never' }, nothing);
  },
  makeContinueAsNewFunc: () => ({ is: 'continue as new' }),
  getExternalWorkflowHandle: () => ({ is: 'external workflow' }),
  upsertSearchAttributes: ({ x, at }) => {
    x.write({ type: 'emit', command: plain('search attributes'), at });
    return nothing;
  },
  upsertMemo: ({ x, at }) => {
    x.write({ type: 'emit', command: plain('memo'), at });
    return nothing;
  },
  patched: ({ x, args, at }) => {
    const id = textOf(termOf(args[0] ?? unknown));
    const name = stringOf(args[0]) ?? id;
    const isNew = x.knownPatches !== null && !x.knownPatches.has(name);
    if (x.isSilent) return data(isNew ? constant(false) : { op: 'patched', args: [constant(name)] });
    const to = x.slot(`patched ${name}`);
    x.write({ type: 'patch', id: name, deprecated: false, to, at });
    return isNew ? data(constant(false)) : { is: 'flag', slot: to, id: name };
  },
  deprecatePatch: ({ x, args, at }) => {
    x.write({ type: 'patch', id: stringOf(args[0]) ?? textOf(termOf(args[0] ?? unknown)), deprecated: true, at });
    return nothing;
  },
  uuid4: ({ x, at }) => {
    x.write({ type: 'draw', count: DRAWS_PER_UUID, at });
    return data({ op: 'uuid', args: [] });
  },
  setHandler: ({ x, args, at, activation, node }) => setHandler(x, args, node, activation, at),
  setDefaultSignalHandler: ({ x, args, at, activation, node }) => {
    const any: Known = { is: 'message', message: 'any signal', name: '*' };
    return setHandler(x, [any, ...args], node, activation, at);
  },
  setDefaultUpdateHandler: ({ x, args, at, activation, node }) => {
    const any: Known = { is: 'message', message: 'update', name: '*' };
    return setHandler(x, [any, ...args], node, activation, at);
  },
  defineSignal: ({ args }) => message('signal', args),
  defineUpdate: ({ args }) => message('update', args),
  defineQuery: ({ args }) => message('query', args),
  createNexusServiceClient: () => ({ is: 'nexus client' }),
  workflowInfo: () => data({ op: 'info', args: [] }),
  'CancellationScope.withTimeout': withTimeout,
  'CancellationScope.cancellable': runScoped,
  'CancellationScope.nonCancellable': runScoped,
};

/** A call of an export of the SDK. What is not listed emits nothing: logs, metrics, information, definitions, failures. */
export function sdkCall(
  x: Extraction,
  name: string,
  args: readonly Known[],
  node: TSESTree.Node,
  activation: Activation,
  isAwaited: boolean,
): Known {
  const call: Call = { x, args, node, activation, isAwaited, at: placeOf(activation.module, node) };
  const known = Object.hasOwn(CALLS, name) ? CALLS[name] : undefined;
  return known ? known(call) : data({ op: name, args: args.map(termOf) });
}

function message(kind: MessageKind | 'query', args: readonly Known[]): Known {
  return { is: 'message', message: kind, name: stringOf(args[0]) ?? textOf(termOf(args[0] ?? unknown)) };
}

function scheduled({ x, args, node, activation }: Call, isLocal: boolean): Known {
  const [type, , options] = args;
  const name = stringOf(type) ?? `[${textOf(termOf(type ?? unknown))}]`;
  return startActivity(x, { is: 'activity', name, isLocal, options: options ?? null }, node, activation);
}

/** A timer, whose callback is a branch of its own. */
function timeout({ x, args, at, node, activation }: Call): Known {
  const to = x.slot('timer');
  x.write({ type: 'emit', command: plain('timer'), to, at });
  const [callback] = args;
  const { body, own } = x.collectOwn(() => {
    x.write({ type: 'wait', on: { slot: to }, at });
    if (callback) x.call(callback, args.slice(2), node, activation, true);
  });
  if (body.length > 1) x.write({ type: 'start', body, to: x.slot('timeout'), own, at });
  return promise({ slot: to }, nothing);
}

/**
 * `condition(predicate, timeout)`: with a timeout, a timer is started first, and cancelled when the predicate has come true.
 * A literal 0 goes by a patch of the SDK's own: code that is replayed waits without a timeout.
 */
function condition({ x, args, at, node, activation, isAwaited }: Call): Known {
  const [predicate, limit] = args;
  const holds = predicate ? predicateOf(x, predicate, node, activation) : constant(true);
  const { term: asked, negated } = question(holds);
  const until = negated ? not(asked) : asked;
  const isZero = limit?.is === 'data' && isConstant(limit.term) && limit.term.value === 0;
  const later = isConstant(asked) ? ({ is: Boolean(asked.value) !== negated ? 'ready' : 'never' } as const) : ({ until } as const);
  if (!limit || isUndefined(limit) || isZero) return promise(later, nothing);

  const gives = data({ op: 'satisfied', args: [until] });
  const timer = x.slot('timer');
  const started = (): void => {
    x.write({ type: 'emit', command: plain('timer'), to: timer, at });
    x.write({ type: 'wait', on: { of: 'race', promises: [later, { slot: timer }] }, at });
    x.write({ type: 'cancel', slot: timer, late: false, at });
  };
  if (isAwaited) {
    started();
    return gives;
  }
  const { body, own } = x.collectOwn(started);
  const to = x.slot('condition');
  x.write({ type: 'start', body, to, own: [...own, timer], at });
  return promise({ slot: to }, gives);
}

function predicateOf(x: Extraction, predicate: Known, node: TSESTree.Node, activation: Activation): Term {
  if (predicate.is === 'sdk') return { op: predicate.name, args: [] };
  return compact(x.describe(() => termOf(x.call(predicate, [], node, activation))));
}

/** A child workflow. Without an id of its own the SDK makes one from the random stream. */
function child({ x, args, at }: Call, isExecuted: boolean): Known {
  const [type, options] = args;
  const id = options ? propertyOf(options, 'workflowId') : nothing;
  const cancellation = options ? propertyOf(options, 'cancellationType') : null;
  const term = id && !isUndefined(id) ? termOf(id) : null;
  const isRandom = id !== null && (term === null || [...partsOf(term)].some((part) => !isConstant(part) && part.op === 'uuid'));
  const name = typeName(type);
  const command: Command = {
    kind: 'child workflow',
    name,
    id: term ? idText(term) : id === null ? '?' : null,
    ...(isRandom ? { random: true } : {}),
    cancellation: cancellationOf(cancellation, 'wait'),
  };
  const to = x.slot(name);
  const started = x.slot(`${to} started`);
  x.write({ type: 'emit', command, to, started, at });
  return isExecuted ? promise({ slot: to }, resultOf(name)) : promise({ slot: started }, { is: 'child', result: to });
}

function typeName(type: Known | undefined): string {
  if (type?.is === 'function') {
    const { node } = type;
    const named = node.id ?? (node.parent?.type === 'VariableDeclarator' && node.parent.id.type === 'Identifier' ? node.parent.id : null);
    if (named) return named.name;
  }
  const term = type ? termOf(type) : constant('?');
  if ('op' in term && term.op === 'import' && term.args[1]) return String(isConstant(term.args[1]) ? term.args[1].value : '?');
  return isConstant(term) ? String(term.value) : `[${textOf(term)}]`;
}

/** The SDK's `withTimeout`: a timer outside of the scope, which cancels the scope; it is cancelled when the function is done. */
function withTimeout(call: Call): Known {
  const { x, args, at, node, activation, isAwaited } = call;
  const work = args[1];
  let gives: Known = unknown;
  const timed = (): void => {
    const timer = x.slot('timer');
    const scope = x.slot('scope');
    const watch: Node = { type: 'start', own: [], to: x.slot('watch'), at, body: [{ type: 'wait', on: { slot: timer }, at }, { type: 'cancel', slot: scope, late: false, at }] };
    x.write({ type: 'scope', to: scope }, { type: 'emit', command: plain('timer'), to: timer, at }, watch);
    const inner = x.collectOwn(() => {
      if (work) gives = awaited(x, x.call(work, [], node, activation, true), at);
    });
    const run = x.slot('scoped');
    x.write({ type: 'start', body: inner.body, own: inner.own, to: run, scope, at });
    x.write({ type: 'try', body: [{ type: 'wait', on: { slot: run }, at }], catch: null, finally: [{ type: 'cancel', slot: timer, late: false, at }] });
  };
  if (isAwaited) {
    timed();
    return gives;
  }
  const { body, own } = x.collectOwn(timed);
  const to = x.slot('timed');
  x.write({ type: 'start', body, to, own, at });
  return promise({ slot: to }, gives);
}

/** Runs a function in a scope that nothing here can cancel. */
function runScoped({ x, args: [work], node, activation, isAwaited }: Call): Known {
  return work ? x.call(work, [], node, activation, isAwaited) : nothing;
}

/** `new CancellationScope()`, `new Trigger()`; null for other classes. */
export function sdkConstruction(x: Extraction, name: string): Known | null {
  if (name === 'CancellationScope') {
    const slot = x.slot('scope');
    x.write({ type: 'scope', to: slot });
    return { is: 'scope', slot };
  }
  if (name !== 'Trigger') return null;
  const slot = x.slot('trigger');
  x.write({ type: 'promise', to: slot });
  return { is: 'trigger', slot };
}

/** A method of something that the SDK has given; null for any other value. */
export function sdkMethod(
  x: Extraction,
  of: Known,
  name: string,
  args: readonly Known[],
  node: TSESTree.Node,
  activation: Activation,
  isAwaited: boolean,
): Known | null {
  const at = placeOf(activation.module, node);
  switch (of.is) {
    case 'activity': {
      if (name !== 'executeWithOptions') return null;
      return startActivity(x, { ...of, options: merged(of.options, args[0]) }, node, activation);
    }
    case 'child':
      if (name === 'signal' || name === 'signalWithOptions') return emit(x, plain('external signal'), 'external signal', at, nothing);
      return name === 'result' ? promise({ slot: of.result }, resultOf(of.result)) : null;
    case 'external workflow':
      if (name === 'signal' || name === 'signalWithOptions') return emit(x, plain('external signal'), 'external signal', at, nothing);
      return name === 'cancel' ? emit(x, plain('external cancel'), 'external cancel', at, nothing) : null;
    case 'nexus client': {
      if (name !== 'executeOperation' && name !== 'startOperation') return null;
      const to = x.slot('nexus operation');
      const started = x.slot(`${to} started`);
      x.write({ type: 'emit', command: plain('nexus operation'), to, started, at });
      return name === 'executeOperation' ? promise({ slot: to }, resultOf('operation')) : promise({ slot: started }, { is: 'child', result: to });
    }
    case 'scope': {
      if (name === 'cancel') {
        x.write({ type: 'cancel', slot: of.slot, late: true, at });
        return nothing;
      }
      const [work] = args;
      if (name !== 'run' || !work) return null;
      return runIn(x, of.slot, work, node, activation, isAwaited);
    }
    default:
      return null;
  }
}

/** `scope.run(f)`. */
function runIn(x: Extraction, scope: string, work: Known, node: TSESTree.Node, activation: Activation, isAwaited: boolean): Known {
  const at = placeOf(activation.module, node);
  let gives: Known = unknown;
  const { body, own } = x.collectOwn(() => {
    gives = awaited(x, x.call(work, [], node, activation, true), at);
  });
  const to = x.slot('scoped');
  x.write({ type: 'start', body, own, to, scope, at });
  if (!isAwaited) return promise({ slot: to }, gives);
  x.write({ type: 'wait', on: { slot: to }, at });
  return gives;
}
