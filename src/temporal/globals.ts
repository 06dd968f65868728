/**
 * The globals of a workflow's sandbox. A name with dots is a property of one. A name that the sandbox lacks is in one of the
 * tables `ABSENT_GLOBALS`, `HOST_SCHEDULERS`, `HOST_CLOCKS` and `HOST_RANDOM`; where one has a property of what another has
 * (`process`, `process.hrtime`), the longer name decides.
 *
 * A bare name that is absent throws a ReferenceError; as a property of `globalThis` it is `undefined`; `typeof` gives
 * `'undefined'`. What the bundler adds is not absent: `require`, `module`, `exports`, `global`, `__dirname`, `__filename`.
 */

export interface AbsentGlobal {
  /** `io`: reaches out of the workflow, which is an activity's work. `missing`: the sandbox does not happen to have it. */
  readonly kind: 'io' | 'missing';
  /** What the sandbox has for much the same. */
  readonly instead?: string;
}

const io: AbsentGlobal = { kind: 'io' };
const missing: AbsentGlobal = { kind: 'missing' };

/**
 * Globals of Node and of browsers that the sandbox lacks, without clocks, timers and randomness.
 * Source: @temporalio/worker 1.24.0, `injectGlobals` in lib/workflow/vm-shared.js, which adds to a bare V8 context only
 * URL, URLSearchParams, assert, TextEncoder, TextDecoder, AbortController, AsyncLocalStorage and console.
 */
export const ABSENT_GLOBALS: ReadonlyMap<string, AbsentGlobal> = new Map<string, AbsentGlobal>([
  // The network.
  ['BroadcastChannel', io],
  ['CloseEvent', io],
  ['EventSource', io],
  ['FormData', io],
  ['Headers', io],
  ['Request', io],
  ['Response', io],
  ['WebSocket', io],
  ['XMLHttpRequest', io],
  ['fetch', io],

  // The process and its machine.
  ['Crypto', io],
  ['CryptoKey', io],
  ['Navigator', io],
  ['Storage', io],
  ['SubtleCrypto', io],
  ['Worker', io],
  ['crypto', io],
  ['localStorage', io],
  ['navigator', io],
  ['process', io],
  ['sessionStorage', io],

  // A browser's page.
  ['FileReader', io],
  ['Image', io],
  ['SharedWorker', io],
  ['alert', io],
  ['caches', io],
  ['confirm', io],
  ['document', io],
  ['indexedDB', io],
  ['prompt', io],
  ['self', { kind: 'missing', instead: 'globalThis' }],
  ['window', { kind: 'missing', instead: 'globalThis' }],

  // What pure code uses as well.
  ['AbortSignal', { kind: 'missing', instead: 'AbortController' }],
  ['Blob', { kind: 'missing', instead: 'Uint8Array' }],
  ['Buffer', { kind: 'missing', instead: 'Uint8Array' }],
  ['ByteLengthQueuingStrategy', missing],
  ['CompressionStream', missing],
  ['CountQueuingStrategy', missing],
  ['CustomEvent', missing],
  ['DOMException', { kind: 'missing', instead: 'Error' }],
  ['DecompressionStream', missing],
  ['ErrorEvent', missing],
  ['Event', missing],
  ['EventTarget', missing],
  ['File', { kind: 'missing', instead: 'Uint8Array' }],
  ['MessageChannel', missing],
  ['MessageEvent', missing],
  ['MessagePort', missing],
  ['QuotaExceededError', { kind: 'missing', instead: 'Error' }],
  ['ReadableByteStreamController', missing],
  ['ReadableStream', missing],
  ['ReadableStreamBYOBReader', missing],
  ['ReadableStreamBYOBRequest', missing],
  ['ReadableStreamDefaultController', missing],
  ['ReadableStreamDefaultReader', missing],
  ['TextDecoderStream', { kind: 'missing', instead: 'TextDecoder' }],
  ['TextEncoderStream', { kind: 'missing', instead: 'TextEncoder' }],
  ['TransformStream', missing],
  ['TransformStreamDefaultController', missing],
  ['URLPattern', { kind: 'missing', instead: 'RegExp' }],
  ['WritableStream', missing],
  ['WritableStreamDefaultController', missing],
  ['WritableStreamDefaultWriter', missing],
  ['atob', missing],
  ['btoa', missing],
  ['structuredClone', missing],
]);

/**
 * What schedules work past the workflow's own timers and promises; the sandbox has none of it.
 * Source: as `ABSENT_GLOBALS`.
 */
export const HOST_SCHEDULERS: ReadonlySet<string> = new Set([
  'cancelAnimationFrame',
  'clearImmediate',
  'clearInterval',
  'process.nextTick',
  'queueMicrotask',
  'requestAnimationFrame',
  'requestIdleCallback',
  'setImmediate',
  'setInterval',
]);

/**
 * What reads the host's clock: `throws` where the sandbox lacks it, `leaks` where it gives another value on every replay,
 * `settlesOutside` where its promise settles when history knows nothing of it.
 * `Temporal` belongs to V8, not to the SDK: the sandbox has it as soon as V8 does, and nothing replaces its clock.
 * Source: @temporalio/worker 1.24.0, lib/workflow/vm-shared.js; @temporalio/workflow 1.24.0, lib/global-overrides.js, which replaces
 * `Date` alone.
 */
export const HOST_CLOCKS: ReadonlyMap<string, 'throws' | 'leaks' | 'settlesOutside'> = new Map<
  string,
  'throws' | 'leaks' | 'settlesOutside'
>([
  ['Atomics.waitAsync', 'settlesOutside'],
  ['Performance', 'throws'],
  ['PerformanceEntry', 'throws'],
  ['PerformanceMark', 'throws'],
  ['PerformanceMeasure', 'throws'],
  ['PerformanceObserver', 'throws'],
  ['PerformanceObserverEntryList', 'throws'],
  ['PerformanceResourceTiming', 'throws'],
  ['Temporal.Now', 'throws'],
  ['performance', 'throws'],
  ['process.hrtime', 'throws'],
]);

/**
 * Methods of what a global constructs that read the host's clock when they are given no date: another value on every replay.
 * Source: as `HOST_CLOCKS`.
 */
export const CLOCK_METHODS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['Intl.DateTimeFormat', new Set(['format', 'formatToParts'])],
]);

/**
 * What `workflowInfo().unsafe` has of the host's, the function `now` and the object `random`, with methods that draw: another value
 * on every replay. Source: @temporalio/workflow 1.24.0, lib/interfaces.d.ts (`UnsafeWorkflowInfo`, `UnsafeRandomSource`).
 */
export const UNSAFE_WORKFLOW_INFO: ReadonlyMap<string, 'clock' | 'random'> = new Map<string, 'clock' | 'random'>([
  ['now', 'clock'],
  ['random', 'random'],
]);

/**
 * What draws random values of the host's; the sandbox has none of it. `uuid4` marks what gives a version 4 UUID as text, as `uuid4()`
 * of `@temporalio/workflow` does. Source: as `ABSENT_GLOBALS`.
 */
export const HOST_RANDOM: ReadonlyMap<string, { readonly uuid4: boolean }> = new Map([
  ['crypto.getRandomValues', { uuid4: false }],
  ['crypto.randomUUID', { uuid4: true }],
]);

/**
 * What the sandbox has and no workflow can rely on: `throws` a DeterminismViolationError; `blocks` the thread, and with it all
 * workflows on it; `settlesOutside` of history, so that the workflow may never go on.
 * Source: @temporalio/workflow 1.24.0, lib/global-overrides.js, for the two that throw; the others are V8's own.
 */
export const NONDETERMINISTIC_BUILTINS: ReadonlyMap<string, 'throws' | 'blocks' | 'settlesOutside'> = new Map<
  string,
  'throws' | 'blocks' | 'settlesOutside'
>([
  ['Atomics.wait', 'blocks'],
  ['FinalizationRegistry', 'throws'],
  ['WeakRef', 'throws'],
  ['WebAssembly.compile', 'settlesOutside'],
  ['WebAssembly.instantiate', 'settlesOutside'],
]);

/**
 * What the sandbox replaces by a version that replays: the time of the workflow task, the stream of random numbers that the run id
 * seeds, timers of the workflow, a console that is silent in replay.
 * Source: @temporalio/workflow 1.24.0, lib/global-overrides.js; @temporalio/worker 1.24.0, `injectGlobals` in lib/workflow/vm-shared.js.
 */
export const REPLACED_GLOBALS: ReadonlyMap<string, 'workflowTime' | 'seededRandom' | 'timer' | 'silentInReplay'> = new Map<
  string,
  'workflowTime' | 'seededRandom' | 'timer' | 'silentInReplay'
>([
  ['Date', 'workflowTime'],
  ['Math.random', 'seededRandom'],
  ['clearTimeout', 'timer'],
  ['console', 'silentInReplay'],
  ['setTimeout', 'timer'],
]);

/**
 * The methods that the sandbox's console has; any other is `undefined`.
 * Source: @temporalio/worker 1.24.0, `injectGlobals` in lib/workflow/vm-shared.js.
 */
export const CONSOLE_METHODS: ReadonlySet<string> = new Set(['debug', 'error', 'info', 'log', 'warn']);

/**
 * Expressions that webpack replaces by a constant, so that they work although their global is absent.
 * Source: @temporalio/worker 1.24.0, lib/workflow/bundler.js (`mode: 'development'`).
 */
export const INLINED_EXPRESSIONS: ReadonlySet<string> = new Set(['process.env.NODE_ENV']);

/**
 * The built-in objects of JavaScript that are no constructors. With a reused V8 context, which is the default, they and everything
 * in them are frozen, so that a write throws. Source: @temporalio/worker 1.24.0, `deepFreeze` in lib/workflow/reusable-vm.js.
 */
export const BUILT_IN_NAMESPACES: ReadonlySet<string> = new Set([
  'Atomics',
  'Intl',
  'JSON',
  'Math',
  'Reflect',
  'WebAssembly',
]);

/**
 * The built-in constructors of JavaScript, and those that the SDK adds. With a reused V8 context they are frozen, so that a write to
 * one throws; their prototypes are not, and are shared by all workflows on a Worker. `Proxy` has none. Source: as `BUILT_IN_NAMESPACES`.
 */
export const BUILT_IN_CONSTRUCTORS: ReadonlySet<string> = new Set([
  'AbortController',
  'AggregateError',
  'Array',
  'ArrayBuffer',
  'AsyncLocalStorage',
  'BigInt',
  'BigInt64Array',
  'BigUint64Array',
  'Boolean',
  'DataView',
  'Date',
  'Error',
  'EvalError',
  'Float32Array',
  'Float64Array',
  'Function',
  'Int16Array',
  'Int32Array',
  'Int8Array',
  'Map',
  'Number',
  'Object',
  'Promise',
  'RangeError',
  'ReferenceError',
  'RegExp',
  'Set',
  'SharedArrayBuffer',
  'String',
  'Symbol',
  'SyntaxError',
  'TextDecoder',
  'TextEncoder',
  'TypeError',
  'URIError',
  'URL',
  'URLSearchParams',
  'Uint16Array',
  'Uint32Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'WeakMap',
  'WeakSet',
]);
