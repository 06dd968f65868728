// Fixture projects and the example as the SDK's own bundler sees them (`@temporalio/worker` 1.24.0, lib/workflow/bundler.js).
// tests/fixtures/projects/README.md says how a fixture is laid out.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BundleOptions } from '@temporalio/worker';
import { filesUnder, layOut } from './fixture-layout.ts';
import type { Build } from './fixture-layout.ts';
import { bundleWith } from './measure-bundle.ts';
import type { Measured, Refusal } from './measure-bundle.ts';

/** What a worker hands to the bundler, with paths relative to the fixture. */
export interface FixtureWorker {
  workflowsPath: string;
  workflowInterceptorModules?: string[];
  payloadConverterPath?: string;
  failureConverterPath?: string;
  ignoreModules?: string[];
  /** A module with a function `webpackConfigHook`. */
  webpackConfigHook?: string;
}

/** A fixture's `fixture.json`. */
export interface Fixture {
  /** What the project is about, in one sentence. */
  about: string;
  /** One entry for each worker that bundles workflows from source. */
  workers: FixtureWorker[];
  /** What the project's own build makes; made by the harness and not kept in git. */
  builds?: Build[];
  /** Symbolic links that an installation makes: a path, and where it points. */
  links?: Record<string, string>;
  /** What is written otherwise than in the folder that it is made of: by file, pieces of text and what stands in their place. */
  edits?: Record<string, Record<string, string>>;
}

/** What the SDK says about all workers of a fixture together. Paths are relative to `root`, with `/`. */
export interface ProjectBundle {
  name: string;
  /** The project as a developer has it on disk: what an analysis is to be run on. */
  root: string;
  /** True where every worker's bundle is made. */
  ok: boolean;
  /** True where besides every bundle starts and exports a workflow. */
  starts: boolean;
  /** What stands in the way of that, once for each module and importing file. */
  refused: Refusal[];
  /** The project's source files in a bundle; compiled files are named by their source. */
  bundledFiles: string[];
  /** Files that the bundler reads, and drops again because their package says that it has no side effects. */
  droppedFiles: string[];
  /** The installed packages in a bundle, `@temporalio` ones aside. */
  bundledPackages: string[];
  workers: Measured[];
}

const here = import.meta.dirname;
const projects = path.join(here, '../fixtures/projects');
/** Projects as users have them, so without a `fixture.json`: as they are, and without what is planted in them to keep the Worker from starting. */
const orderService = path.join(here, '../../examples/order-service');
const workers: FixtureWorker[] = [{ workflowsPath: 'src/workflows/index.ts' }];
const examples: Readonly<Record<string, { folder: string; fixture: Fixture }>> = {
  'order-service': { folder: orderService, fixture: { about: 'The example that the demo lints.', workers } },
  'order-service-mended': {
    folder: orderService,
    fixture: {
      about: 'The example with what the bundler takes and the sandbox loads.',
      workers,
      edits: {
        'src/shared/bank-holidays.ts': { [`import { readFileSync } from 'node:fs';`]: 'declare const readFileSync: (file: URL, encoding: string) => string;' },
        'src/workflows/invoice.ts': {
          [`import { readFileSync } from 'node:fs';`]: 'declare const readFileSync: (file: URL, encoding: string) => string;',
          [`from 'node:util'`]: `from 'util'`,
        },
        'src/workflows/reminders.ts': {
          [`import { Channel } from '../activities/notifications.js';`]: `const Channel = { Text: 'text', Mail: 'mail' };`,
          // What throws when the module is loaded.
          'proxyLocalActivities<typeof activities>({': `proxyLocalActivities<typeof activities>({ startToCloseTimeout: '1 minute',`,
        },
      },
    },
  },
};
const work = path.join(here, '../../.work/projects');
const sdkVersion = (
  createRequire(import.meta.url)('@temporalio/worker/package.json') as { version: string }
).version;

/** The names of all fixture projects, in alphabetical order, and of the examples. */
export function projectNames(): string[] {
  const fixtures = readdirSync(projects, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return [...fixtures, ...Object.keys(examples)];
}

/** The `fixture.json` of a fixture project, or what it would be for an example. Throws where there is none. */
export function readFixture(name: string): Fixture {
  return examples[name]?.fixture ?? (JSON.parse(readFileSync(path.join(projects, name, 'fixture.json'), 'utf8')) as Fixture);
}

function folderOf(name: string): string {
  return examples[name]?.folder ?? path.join(projects, name);
}

/**
 * Lays a fixture project out on disk and gives the folder: as a developer has it, with its `node_modules` and with only
 * those builds that are there while the code is written.
 */
export function fixtureRoot(name: string): string {
  const folder = path.join(work, `${name}-${contentHash(name)}`);
  return laidOut(name, path.join(folder, 'source'), readFixture(name).builds?.filter((build) => build.onDisk) ?? []);
}

const results = new Map<string, Promise<ProjectBundle>>();

/**
 * Bundles a fixture project with the real `bundleWorkflowCode`, once for each of its workers. What was measured is kept
 * on disk by the content of the fixture, of this harness and the version of the SDK.
 */
export function bundleProject(name: string): Promise<ProjectBundle> {
  let result = results.get(name);
  if (!result) results.set(name, (result = measureOrRecall(name)));
  return result;
}

/** What an analysis says about a project. Paths may be absolute or relative to the root. */
export interface Claim {
  /** The files that it takes for bundled. */
  bundled: Iterable<string>;
  /** The run-time imports that it says cannot work: the file with the import, and what stands in it. */
  refused: Iterable<{ file: string; module: string }>;
}

/** Where a claim and the bundler differ; all empty where they agree. */
export interface Difference {
  /** In the bundle, but not claimed. */
  missing: string[];
  /** Claimed, but not in the bundle. */
  extra: string[];
  /** Refused, but claimed at none of the places in the project that lead there. */
  unreported: Refusal[];
  /** Claimed as refused in a file where nothing refused is reached. */
  overreported: { file: string; module: string }[];
}

/**
 * Compares what an analysis says with what the bundler did. A refusal counts as reported where one of the project's files
 * on a way to it has a report; a report is right where its file leads to a refusal, near or far.
 * Files that do not parse are for the parser to report: they count on neither side.
 */
export function compareWithBundle(bundle: ProjectBundle, claim: Claim): Difference {
  const builds = readFixture(bundle.name).builds ?? [];
  const name = (file: string) => sourceOf(relative(bundle.root, path.resolve(bundle.root, file)), builds);
  const claimed = new Set([...claim.bundled].map(name));
  const reports = [...claim.refused].map(({ file, module }) => ({ file: name(file), module }));
  const bundled = new Set(bundle.bundledFiles);
  const invalid = bundle.refused.filter(({ reason }) => reason === 'invalid').map(({ module }) => module);
  const neither = new Set([...bundle.droppedFiles, ...invalid]);
  return {
    missing: bundle.bundledFiles.filter((file) => !claimed.has(file) && !neither.has(file)),
    extra: [...claimed].filter((file) => !bundled.has(file) && !neither.has(file)).sort(),
    unreported: bundle.refused.filter(
      ({ reason, reachedFrom, chains }) =>
        reason !== 'invalid' && !reports.some(({ file }) => reachedFrom.includes(file) || chains.some((chain) => chain.includes(file))),
    ),
    overreported: reports.filter(
      (report) => !bundle.refused.some(({ chains }) => chains.some((chain) => chain.includes(report.file))),
    ),
  };
}

async function measureOrRecall(name: string): Promise<ProjectBundle> {
  const root = fixtureRoot(name);
  const kept = path.join(path.dirname(root), 'bundle.json');
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8')) as ProjectBundle;

  const { workers: declared, builds = [] } = readFixture(name);
  // The bundler needs all builds; a build that the developer does not have goes to a copy of its own.
  const bundledRoot = builds.every((build) => build.onDisk)
    ? root
    : laidOut(name, path.join(path.dirname(root), 'built'), builds);
  const workers: Measured[] = [];
  for (const worker of declared) {
    const measured = await bundleWith(await optionsOf(worker, bundledRoot), bundledRoot);
    workers.push(inSource(measured, builds));
  }
  const all = <T>(pick: (worker: Measured) => T[]) => unique(workers.flatMap(pick));
  const bundledFiles = all((worker) => worker.bundledFiles);
  const bundle: ProjectBundle = {
    name,
    root,
    ok: workers.every((worker) => worker.ok),
    starts: workers.every((worker) => worker.workflowTypes !== null && worker.workflowTypes.length > 0),
    refused: all((worker) => worker.refused),
    bundledFiles,
    droppedFiles: all((worker) => worker.droppedFiles).filter((file) => !bundledFiles.includes(file)),
    bundledPackages: all((worker) => worker.bundledPackages),
    workers,
  };
  writeFileSync(`${kept}.${process.pid}`, JSON.stringify(bundle, null, 1));
  renameSync(`${kept}.${process.pid}`, kept);
  return bundle;
}

async function optionsOf(worker: FixtureWorker, root: string): Promise<BundleOptions> {
  const { workflowsPath, workflowInterceptorModules, payloadConverterPath, failureConverterPath, ignoreModules } = worker;
  const at = (file: string) => path.join(root, file);
  const hook = worker.webpackConfigHook
    ? ((await import(pathToFileURL(at(worker.webpackConfigHook)).href)) as Pick<BundleOptions, 'webpackConfigHook'>)
    : null;
  return {
    workflowsPath: at(workflowsPath),
    ...(workflowInterceptorModules && { workflowInterceptorModules: workflowInterceptorModules.map(at) }),
    ...(payloadConverterPath && { payloadConverterPath: at(payloadConverterPath) }),
    ...(failureConverterPath && { failureConverterPath: at(failureConverterPath) }),
    ...(ignoreModules && { ignoreModules }),
    ...(hook?.webpackConfigHook && { webpackConfigHook: hook.webpackConfigHook }),
  };
}

function inSource(measured: Measured, builds: readonly Build[]): Measured {
  const source = (file: string) => sourceOf(file, builds);
  return {
    ...measured,
    bundledFiles: unique(measured.bundledFiles.map(source)),
    droppedFiles: unique(measured.droppedFiles.map(source)),
    refused: measured.refused.map((refusal) => ({
      ...refusal,
      importedBy: refusal.importedBy === null ? null : source(refusal.importedBy),
      reachedFrom: unique(refusal.reachedFrom.map(source)),
      chains: refusal.chains.map((chain) => chain.map(source)),
    })),
  };
}

/** The source of a file that a build makes; the file itself where no build makes it. */
function sourceOf(file: string, builds: readonly Build[]): string {
  const build = builds.find(({ outDir }) => file.startsWith(`${outDir}/`));
  if (!build) return file;
  const inside = file.slice(build.outDir.length + 1);
  return `${build.rootDir}/${build.language === 'js' ? inside : inside.replace(/\.js$/, '.ts')}`;
}

function laidOut(name: string, target: string, builds: readonly Build[]): string {
  if (existsSync(target)) return target;
  // Made beside and moved, so that a run that is cut short leaves nothing half done.
  const draft = `${target}.${process.pid}`;
  mkdirSync(path.dirname(target), { recursive: true });
  const { links = {}, edits = {} } = readFixture(name);
  layOut(folderOf(name), draft, { builds, links });
  for (const [file, pieces] of Object.entries(edits)) edit(path.join(draft, file), pieces);
  renameSync(draft, target);
  return target;
}

function edit(file: string, pieces: Readonly<Record<string, string>>): void {
  let text = readFileSync(file, 'utf8');
  for (const [piece, other] of Object.entries(pieces)) {
    if (!text.includes(piece)) throw new Error(`${file} has no ${piece}`);
    text = text.replace(piece, other);
  }
  writeFileSync(file, text);
}

function contentHash(name: string): string {
  const hash = createHash('sha256').update(sdkVersion).update(JSON.stringify(readFixture(name)));
  for (const file of ['bundle-projects.ts', 'fixture-layout.ts', 'measure-bundle.ts']) {
    hash.update(readFileSync(path.join(here, file)));
  }
  for (const file of filesUnder(folderOf(name))) {
    hash.update(file).update(readFileSync(path.join(folderOf(name), file)));
  }
  return hash.digest('hex').slice(0, 12);
}

function relative(root: string, file: string): string {
  return path.relative(root, file).split(path.sep).join('/');
}

/** Sorted and without repetitions; what is not a string is compared by its content. */
function unique<T>(values: readonly T[]): T[] {
  const byText = new Map(values.map((value) => [JSON.stringify(value), value]));
  return [...byText.keys()].sort().map((text) => byText.get(text) as T);
}
