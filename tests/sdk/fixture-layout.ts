import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** A compiler's output in a fixture project: every file of `rootDir`, transpiled to `outDir`. Relative paths, with `/`. */
export interface Build {
  rootDir: string;
  outDir: string;
  /** True where the output is there while the code is written; false where only the release has it. */
  onDisk: boolean;
  /** `js` where the sources are JavaScript and are copied as they are. */
  language?: 'ts' | 'js';
}

/** The files under a folder, relative to it, in a stable order; an empty list where there is no such folder. */
export function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}

/**
 * Copies a fixture project to `target`, as an installed project: folders named `installed` become `node_modules` (which
 * git would not keep), the packages of npm workspaces are linked into the root's `node_modules`, `links` (path → where it
 * points, both relative to the root) and `builds` are made.
 */
export function layOut(
  fixture: string,
  target: string,
  { builds, links }: { builds: readonly Build[]; links: Readonly<Record<string, string>> },
): void {
  for (const file of filesUnder(fixture)) {
    if (file === 'fixture.json') continue;
    const to = path.join(target, file.replaceAll(/(?<=^|\/)installed(?=\/)/g, 'node_modules'));
    mkdirSync(path.dirname(to), { recursive: true });
    cpSync(path.join(fixture, file), to);
  }
  for (const folder of workspaceFolders(target)) {
    const { name } = readJson(path.join(target, folder, 'package.json')) as { name: string };
    link(target, `node_modules/${name}`, folder);
  }
  for (const [from, to] of Object.entries(links)) link(target, from, to);
  for (const build of builds) make(target, build);
}

function link(root: string, from: string, to: string): void {
  const at = path.join(root, from);
  mkdirSync(path.dirname(at), { recursive: true });
  symlinkSync(path.relative(path.dirname(at), path.join(root, to)), at);
}

/** The folders that `workspaces` of the root's package.json names; understands `folder` and `folder/*`. */
function workspaceFolders(root: string): string[] {
  const manifest = path.join(root, 'package.json');
  const { workspaces = [] } = existsSync(manifest)
    ? (readJson(manifest) as { workspaces?: string[] })
    : {};
  return workspaces
    .flatMap((pattern) =>
      pattern.endsWith('/*')
        ? readdirSync(path.join(root, pattern.slice(0, -2))).map((name) => `${pattern.slice(0, -1)}${name}`)
        : [pattern],
    )
    .filter((folder) => existsSync(path.join(root, folder, 'package.json')));
}

function make(root: string, { rootDir, outDir, language }: Build): void {
  const from = path.join(root, rootDir);
  for (const file of filesUnder(from)) {
    if (file.includes('node_modules/') || file.endsWith('.d.ts')) continue;
    const source = readFileSync(path.join(from, file), 'utf8');
    const isTypeScript = language !== 'js' && file.endsWith('.ts');
    const to = path.join(root, outDir, isTypeScript ? file.replace(/\.ts$/, '.js') : file);
    mkdirSync(path.dirname(to), { recursive: true });
    writeFileSync(to, isTypeScript ? transpile(source, path.join(from, file)) : source);
  }
}

/** Compiles one file with the options of the nearest tsconfig.json. */
function transpile(source: string, fileName: string): string {
  const config = ts.findConfigFile(path.dirname(fileName), existsSync);
  const { compilerOptions = {} } = config
    ? (ts.readConfigFile(config, (file) => readFileSync(file, 'utf8')).config as { compilerOptions?: object })
    : {};
  const { options } = ts.convertCompilerOptionsFromJson(compilerOptions, path.dirname(fileName));
  // One file alone does not tell `nodenext` what the nearest package.json says.
  const manifest = ts.findConfigFile(path.dirname(fileName), existsSync, 'package.json');
  const isModule = manifest !== undefined && (readJson(manifest) as { type?: string }).type === 'module';
  if (options.module === ts.ModuleKind.NodeNext && isModule) options.module = ts.ModuleKind.ESNext;
  return ts.transpileModule(source, { fileName, compilerOptions: options }).outputText;
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
