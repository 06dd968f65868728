import { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { BundleOptions } from '@temporalio/worker';

/** What stands in the way of a bundle. Paths are relative to the project's root, with `/`. */
export interface Refusal {
  /** As it stands in the import: `node:fs`, `./missing`, `@temporalio/client`; a file where it does not parse or has the top-level await. */
  module: string;
  /**
   * The bundler refuses it: `disallowed` (the SDK's list), `unresolved` (nothing of that name), `scheme` (another `node:`
   * module), `invalid` (a file that does not parse). Or it bundles and does not start: `dynamic-import` (`import()` of
   * what is bundled), `top-level-await` (no workflow is exported).
   */
  reason: 'disallowed' | 'unresolved' | 'scheme' | 'invalid' | 'dynamic-import' | 'top-level-await';
  /** The file with the import or the await; `null` where it is the worker's own path that is refused. */
  importedBy: string | null;
  /** The project's own files from which it is reached without another file of the project in between. */
  reachedFrom: string[];
  /** For each of `reachedFrom`, the shortest way there from an entry, both included. */
  chains: string[][];
}

/** What the bundler made of one worker's options. */
export interface Measured {
  ok: boolean;
  refused: Refusal[];
  /** The message that the bundler rejects with and what it logs; `null` where the bundle is made. */
  error: string | null;
  bundledFiles: string[];
  droppedFiles: string[];
  bundledPackages: string[];
  /** The names that the bundle exports as functions: its workflow types. `null` where it does not start. */
  workflowTypes: string[] | null;
  /** Why the bundle does not start in the sandbox; `null` where it does, or where there is none. */
  startError: string | null;
}

type Config = Parameters<NonNullable<BundleOptions['webpackConfigHook']>>[0];
type Plugin = NonNullable<Config['plugins']>[number];
type Compiler = Parameters<Extract<Plugin, (...compiler: never[]) => unknown>>[0];
type Compilation = Parameters<Parameters<Compiler['hooks']['done']['tap']>[1]>[0]['compilation'];
type Module = Parameters<Compilation['moduleGraph']['getIssuer']>[0];

interface Failure extends Error {
  module?: Module | null;
}

interface Request {
  request?: string;
  contextInfo?: { issuer: string };
}

const require = createRequire(import.meta.url);
const { disallowedModules, moduleMatches } = require('@temporalio/worker/lib/workflow/bundler.js') as {
  disallowedModules: string[];
  moduleMatches: (module: string, modules: string[]) => boolean;
};
const { injectGlobals } = require('@temporalio/worker/lib/workflow/vm-shared.js') as {
  injectGlobals: (context: vm.Context) => void;
};

/** Runs the real `bundleWorkflowCode`, and watches webpack do it. Never throws for what the bundler refuses. */
export async function bundleWith(options: BundleOptions, root: string): Promise<Measured> {
  const requests: { request: string; issuer: string }[] = [];
  const logged: string[] = [];
  let compilation: Compilation | undefined;

  const watch = (config: Config): Config => {
    const hooked = options.webpackConfigHook?.(config) ?? config;
    const external = hooked.externals as (data: Request) => Promise<unknown>;
    return {
      ...hooked,
      // Nobody reads the source map, and to make it costs half of the time.
      devtool: false,
      module: {
        ...hooked.module,
        rules: hooked.module?.rules?.filter((rule) => !JSON.stringify(rule).includes('source-map-loader')) ?? [],
      },
      externals: (data: Request) => {
        const { request = '', contextInfo } = data;
        const bare = request.replace(/^node:/, '');
        if (moduleMatches(bare, disallowedModules) && !moduleMatches(bare, options.ignoreModules ?? [])) {
          requests.push({ request, issuer: contextInfo?.issuer ?? '' });
        }
        return external(data) as Promise<undefined>;
      },
      plugins: [
        ...(hooked.plugins ?? []),
        {
          apply(compiler: Compiler) {
            compiler.hooks.done.tap('MeasureBundle', (stats) => {
              compilation = stats.compilation;
            });
          },
        },
      ],
    };
  };

  let code: string | null = null;
  let error: string | null = null;
  try {
    ({ code } = await bundleWorkflowCode({ ...options, webpackConfigHook: watch, logger: collect(logged) }));
  } catch (thrown) {
    error = [thrown instanceof Error ? thrown.message : String(thrown), ...logged].join('\n');
  }
  if (!compilation) throw new Error(`The bundler did not run: ${error}`);
  const graph = readGraph(compilation, root);
  const start = code === null ? { workflowTypes: null, startError: null } : startBundle(code);
  return {
    ok: error === null,
    refused: refusals(compilation, requests, graph),
    error,
    ...graph.files(),
    ...start,
  };
}

function collect(lines: string[]): NonNullable<BundleOptions['logger']> {
  const ignore = () => {};
  return {
    log: ignore,
    trace: ignore,
    debug: ignore,
    info: ignore,
    warn: ignore,
    error: (message: string) => void lines.push(message),
  };
}

/** The modules of a compilation by file, and who imports whom. */
function readGraph(compilation: Compilation, root: string) {
  const { moduleGraph, chunkGraph } = compilation;
  const named = (module: Module | null | undefined): string | null => {
    const resource = (module as { resource?: string } | null | undefined)?.resource?.replace(/\?.*/, '');
    return resource && path.isAbsolute(resource) ? path.relative(root, resource).split(path.sep).join('/') : null;
  };
  const isProject = (file: string) =>
    !file.startsWith('../') && !file.includes('node_modules/') && !file.endsWith('-autogenerated-entrypoint.cjs');

  const importers = new Map<string, Set<string>>();
  const entries = new Set<string>();
  for (const module of compilation.modules) {
    const file = named(module);
    if (!file) continue;
    const from = importers.get(file) ?? new Set();
    importers.set(file, from);
    for (const { originModule } of moduleGraph.getIncomingConnections(module)) {
      const importer = named(originModule);
      // A CommonJS module is connected with itself through its `exports`.
      if (importer === file) continue;
      const isOfTheProject = importer !== null && (isProject(importer) || /^node_modules\/|\/node_modules\//.test(importer));
      if (isOfTheProject && !importer.startsWith('../')) from.add(importer);
      // The SDK asks for the workflows, and for a payload converter by an alias.
      else if (isProject(file)) entries.add(file);
    }
  }

  /** The nearest files of the project that lead to `file`: the file itself where it is one. */
  const reachedFrom = (file: string): string[] => {
    const found = new Set<string>();
    const seen = new Set([file]);
    for (const next of seen) {
      if (isProject(next)) found.add(next);
      else for (const importer of importers.get(next) ?? []) seen.add(importer);
    }
    return [...found].sort();
  };

  /** The shortest chain from an entry to `file`. */
  const chainTo = (file: string): string[] => {
    const next = new Map<string, string | null>([[file, null]]);
    for (const at of next.keys()) {
      if (entries.has(at)) {
        const chain: string[] = [];
        for (let step: string | null = at; step !== null; step = next.get(step) ?? null) chain.push(step);
        return chain;
      }
      for (const importer of importers.get(at) ?? []) if (!next.has(importer)) next.set(importer, at);
    }
    return [file];
  };

  const files = () => {
    const bundledFiles = new Set<string>();
    const droppedFiles = new Set<string>();
    const bundledPackages = new Set<string>();
    for (const module of compilation.modules) {
      const file = named(module);
      if (!file) continue;
      const isInChunk = chunkGraph.getNumberOfModuleChunks(module) > 0;
      if (isProject(file)) (isInChunk ? bundledFiles : droppedFiles).add(file);
      const installed = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
      if (installed && isInChunk && !file.startsWith('../')) bundledPackages.add(installed);
    }
    return {
      bundledFiles: [...bundledFiles].sort(),
      droppedFiles: [...droppedFiles].sort(),
      bundledPackages: [...bundledPackages].sort(),
    };
  };

  return { root, named, reachedFrom, chainTo, files };
}

function refusals(
  compilation: Compilation,
  requests: readonly { request: string; issuer: string }[],
  graph: ReturnType<typeof readGraph>,
): Refusal[] {
  const found = new Map<string, Refusal>();
  const add = (module: string, reason: Refusal['reason'], importedBy: string | null) => {
    const key = JSON.stringify([module, importedBy]);
    if (found.has(key)) return;
    const reachedFrom = importedBy === null ? [] : graph.reachedFrom(importedBy);
    found.set(key, { module, reason, importedBy, reachedFrom, chains: reachedFrom.map(graph.chainTo) });
  };

  for (const { request, issuer } of requests) {
    add(request, 'disallowed', issuer ? path.relative(graph.root, issuer).split(path.sep).join('/') : null);
  }
  for (const error of compilation.errors as Failure[]) {
    const file = graph.named(error.module);
    if (error.name === 'ModuleNotFoundError' && error.module) {
      // The error does not always name the request; the dependency that has led nowhere does.
      for (const dependency of error.module.dependencies) {
        const { request } = dependency as { request?: string };
        if (request !== undefined && !compilation.moduleGraph.getModule(dependency)) add(request, 'unresolved', file);
      }
    } else if (error.module) {
      // A module with a scheme has no file.
      const module = file ?? (error.module as { userRequest?: string }).userRequest ?? error.message;
      for (const { originModule } of compilation.moduleGraph.getIncomingConnections(error.module)) {
        const importer = graph.named(originModule);
        if (importer !== file) add(module, file ? 'invalid' : 'scheme', importer);
      }
    } else throw error;
  }
  for (const module of compilation.modules) {
    const file = graph.named(module);
    if (!file || file.startsWith('../')) continue;
    for (const { dependencies } of module.blocks) {
      for (const { request } of dependencies as { request?: string }[]) {
        if (request !== undefined) add(request, 'dynamic-import', file);
      }
    }
    if (module.buildMeta?.async === true) add(file, 'top-level-await', file);
  }
  return [...found.values()].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b), 'en'));
}

/** Loads a bundle as the SDK does for an execution (lib/workflow/vm.js), of a type that it need not have. Never throws. */
export function startBundle(code: string): Pick<Measured, 'workflowTypes' | 'startError'> {
  const context = vm.createContext({ __webpack_module_cache__: {} }, { microtaskMode: 'afterEvaluate' });
  injectGlobals(context);
  try {
    vm.runInContext(code, context, { timeout: 5000 });
    const load = vm.runInContext(LOAD_WORKFLOWS, context) as (options: object) => object;
    const info = { workflowType: '', workflowId: 'id', runId: 'id', taskQueue: 'queue', namespace: 'default', unsafe: {} };
    const workflows = load({ info, now: 0, getTimeOfDay: () => 0n, randomnessSeed: [1], registeredActivityNames: new Set() });
    const workflowTypes = Object.entries(workflows).filter(([, value]) => typeof value === 'function');
    return { workflowTypes: workflowTypes.map(([name]) => name).sort(), startError: null };
  } catch (error) {
    return { workflowTypes: null, startError: String((error as Error | null)?.message ?? error) };
  }
}

/** Module code may ask for its execution, so there must be one before it is loaded (lib/worker-interface.js, `initRuntime`). */
const LOAD_WORKFLOWS = `(options) => {
  const { api, importWorkflows } = __TEMPORAL__;
  try {
    api.initRuntime(options);
  } catch (error) {
    if (!error.message.startsWith('Failed to initialize workflow of type')) throw error;
  }
  return importWorkflows();
}`;
