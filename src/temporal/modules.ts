import assert from 'node:assert';
import { builtinModules } from 'node:module';

/**
 * What becomes of a Worker whose workflows have a module:
 * `notBundled`: `bundleWorkflowCode` fails; `throwsAtLoad`: every workflow task fails as soon as the module is loaded;
 * `throwsWhenUsed`: it loads, and the call fails the workflow task.
 */
export type ModuleConsequence = 'notBundled' | 'throwsAtLoad' | 'throwsWhenUsed';

/**
 * The scheme of a specifier that the bundler cannot read, whatever follows it and whatever `ignoreModules` says: webpack's
 * UnhandledSchemeError. Source: @temporalio/worker 1.24.0, lib/workflow/bundler.js, which sets no `externalsPresets.node`.
 */
export const NODE_SCHEME = 'node:';

/**
 * The builtins that a workflow may import without the scheme, and what the sandbox's version of each exports.
 * Any other name of theirs is `undefined`, without an error.
 * Source: @temporalio/worker 1.24.0, `allowedBuiltinModules` in lib/workflow/bundler.js, and lib/workflow/module-overrides/.
 */
export const SANDBOX_BUILTINS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['assert', new Set(['default', ...Object.keys(assert)])],
  ['url', new Set(['default', 'URL', 'URLSearchParams'])],
  ['util', new Set(['default', 'TextDecoder', 'TextEncoder'])],
]);

/**
 * The builtins that the bundler refuses. It refuses a specifier that is one of these, or starts with one and a slash: `buffer/`, the
 * package, as well. `ignoreModules` matches in the same way and gives an empty module.
 * Source: @temporalio/worker 1.24.0, `disallowedBuiltinModules` and `moduleMatches` in lib/workflow/bundler.js.
 */
export const REFUSED_BUILTINS: ReadonlySet<string> = new Set(
  // Newer versions of Node list those that need the scheme with it.
  builtinModules.filter((name) => !SANDBOX_BUILTINS.has(name) && !name.startsWith(NODE_SCHEME)),
);

/**
 * The packages of the SDK that the bundler refuses, matched as the builtins are.
 * Source: @temporalio/worker 1.24.0, `disallowedModules` in lib/workflow/bundler.js.
 */
export const REFUSED_SDK_MODULES: ReadonlySet<string> = new Set([
  '@temporalio/activity',
  '@temporalio/client',
  '@temporalio/common/lib/internal-non-workflow',
  '@temporalio/core-bridge',
  '@temporalio/interceptors-opentelemetry-v2/lib/client',
  '@temporalio/interceptors-opentelemetry-v2/lib/worker',
  '@temporalio/interceptors-opentelemetry/lib/client',
  '@temporalio/interceptors-opentelemetry/lib/worker',
  '@temporalio/testing',
  '@temporalio/worker',
]);

export interface UnusablePackage {
  readonly consequence: ModuleConsequence;
  /** What can be imported and used all the same: error classes, tests for them, constants. */
  readonly harmless?: ReadonlySet<string>;
}

const notBundled: UnusablePackage = { consequence: 'notBundled' };

/**
 * Packages for I/O, each tried in the sandbox: bundled, loaded and called with @temporalio/worker 1.24.0, in the version that
 * package.json names. A package that is not here is not known, which is not to say that it works.
 */
export const UNUSABLE_PACKAGES: ReadonlyMap<string, UnusablePackage> = new Map<string, UnusablePackage>([
  // They reach builtins.
  ['@temporalio/nexus', notBundled],
  ['dotenv', notBundled],
  ['got', notBundled],
  ['ioredis', notBundled],
  ['mongoose', notBundled],
  ['node-fetch', notBundled],
  ['pg', notBundled],
  ['undici', notBundled],
  ['winston', notBundled],
  // Their builds for browsers are bundled, and find nothing of a browser.
  [
    'axios',
    {
      consequence: 'throwsWhenUsed',
      harmless: new Set([
        'AxiosError',
        'AxiosHeaders',
        'Cancel',
        'CancelToken',
        'CanceledError',
        'HttpStatusCode',
        'VERSION',
        'isAxiosError',
        'isCancel',
      ]),
    },
  ],
  ['cross-fetch', { consequence: 'throwsWhenUsed' }],
  [
    'ky',
    {
      consequence: 'throwsWhenUsed',
      harmless: new Set(['HTTPError', 'TimeoutError', 'isHTTPError', 'isKyError', 'isTimeoutError']),
    },
  ],
]);

export interface RandomExport {
  /** Its call gives a version 4 UUID as text, as `uuid4()` of `@temporalio/workflow` does. */
  readonly uuid4?: true;
  /** Its call gives a function, and the call of that one draws. */
  readonly returns?: true;
  /** The argument, counted from 0, that may bring an own source of randomness, with which the call works. */
  readonly sourceArgument?: number;
}

export interface RandomPackage {
  readonly consequence: ModuleConsequence;
  /** The exports that draw. The others work, unless the module throws at load. */
  readonly draws: Readonly<Record<string, RandomExport>>;
  /** The first release of which this is true, major and minor; older ones fall back to `Math.random`. */
  readonly since?: readonly [major: number, minor: number];
}

/**
 * Packages whose ids are made of the host's random numbers, which the sandbox does not have, each tried as `UNUSABLE_PACKAGES` are.
 * A package that falls back to `Math.random`, such as `@paralleldrive/cuid2` or `nanoid/non-secure`, works and is not here.
 */
export const RANDOM_PACKAGES: ReadonlyMap<string, RandomPackage> = new Map<string, RandomPackage>([
  ['cuid', { consequence: 'throwsAtLoad', draws: { default: {}, slug: {} } }],
  ['nanoid', { consequence: 'throwsWhenUsed', draws: { nanoid: {}, random: {}, customAlphabet: { returns: true } } }],
  [
    'ulid',
    {
      consequence: 'throwsWhenUsed',
      draws: { ulid: { sourceArgument: 1 }, monotonicFactory: { returns: true, sourceArgument: 0 } },
    },
  ],
  [
    'uuid',
    {
      consequence: 'throwsWhenUsed',
      since: [7, 0],
      draws: {
        v1: { sourceArgument: 0 },
        v4: { uuid4: true, sourceArgument: 0 },
        v6: { sourceArgument: 0 },
        v7: { sourceArgument: 0 },
      },
    },
  ],
]);

/**
 * The exports of `crypto` that draw random values; the module is refused in any case.
 * Source: Node 20, https://nodejs.org/docs/latest-v20.x/api/crypto.html.
 */
export const RANDOM_CRYPTO_EXPORTS: ReadonlyMap<string, RandomExport> = new Map<string, RandomExport>([
  ['getRandomValues', {}],
  ['pseudoRandomBytes', {}],
  ['randomBytes', {}],
  ['randomFill', {}],
  ['randomFillSync', {}],
  ['randomInt', {}],
  ['randomUUID', { uuid4: true }],
]);

const STREAMS = [
  'ByteLengthQueuingStrategy',
  'CountQueuingStrategy',
  'ReadableByteStreamController',
  'ReadableStream',
  'ReadableStreamBYOBReader',
  'ReadableStreamBYOBRequest',
  'ReadableStreamDefaultController',
  'ReadableStreamDefaultReader',
  'TransformStream',
  'TransformStreamDefaultController',
  'WritableStream',
  'WritableStreamDefaultController',
  'WritableStreamDefaultWriter',
];

const CORE_JS: readonly (readonly [feature: string, globals: readonly string[]])[] = [
  ['atob', ['DOMException', 'atob']],
  ['btoa', ['DOMException', 'btoa']],
  ['clear-immediate', ['clearImmediate', 'setImmediate']],
  ['dom-exception', ['DOMException']],
  ['queue-microtask', ['queueMicrotask']],
  ['set-immediate', ['clearImmediate', 'setImmediate']],
  ['structured-clone', ['DOMException', 'structuredClone']],
];

/**
 * Modules that, imported for their side effects, give the sandbox globals that it lacks, each tried as `UNUSABLE_PACKAGES` are.
 */
export const POLYFILLS: ReadonlyMap<string, readonly string[]> = new Map([
  ['setimmediate', ['clearImmediate', 'setImmediate']],
  ['web-streams-polyfill/polyfill', STREAMS],
  ['web-streams-polyfill/polyfill/es5', STREAMS],
  ...['actual', 'full', 'stable'].flatMap((set) =>
    CORE_JS.map(([feature, globals]) => [`core-js/${set}/${feature}`, globals] as const),
  ),
]);

/**
 * Polyfills that change built-in objects, which a Worker freezes when it reuses V8 contexts, as it does by default: they throw at
 * load, each tried as `UNUSABLE_PACKAGES` are. Source of the freezing: @temporalio/worker 1.24.0, `deepFreeze` in
 * lib/workflow/reusable-vm.js.
 */
export const THROWING_POLYFILLS: ReadonlySet<string> = new Set([
  'core-js',
  'core-js/actual',
  'core-js/es',
  'core-js/full',
  'core-js/stable',
  'reflect-metadata',
  'reflect-metadata/lite',
  'temporal-polyfill/full/global',
  'temporal-polyfill/global',
]);
