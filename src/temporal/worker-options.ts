/**
 * The options by which code of a worker, a bundle script or a replay test says what is bundled.
 * Source: WorkerOptions and ReplayWorkerOptions (lib/worker-options.d.ts) and BundleOptions (lib/workflow/bundler.d.ts) of
 * @temporalio/worker 1.24.0.
 */
export const WORKFLOWS_PATH = 'workflowsPath';

/** Options that name further modules of the bundle, wherever in the options they stand. */
export const BUNDLED_MODULE_OPTIONS: readonly string[] = [
  'workflowInterceptorModules',
  'workflowModules',
  'payloadConverterPath',
  'failureConverterPath',
];

/** The option that names modules to leave out of the bundle. */
export const IGNORE_MODULES = 'ignoreModules';

/** Options that can change how the bundler resolves and what the sandbox has. */
export const BUNDLER_HOOKS: readonly string[] = ['webpackConfigHook', 'plugins'];

/** The option that lists, by workflow type, the names of the classes of errors that fail a workflow, where others fail the task. */
export const FAILURE_ERROR_TYPES = 'workflowFailureErrorTypes';

/** The option that, set to `false`, gives each workflow a V8 context, and thereby built-in objects, of its own. */
export const REUSE_V8_CONTEXT = 'reuseV8Context';
