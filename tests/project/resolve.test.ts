import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isStrictModule, resolveModule, type ImportStyle } from '../../src/project/resolve.ts';
import { skippedFiles } from '../../src/project/files.ts';
import { tempProject, type TempProject } from './temp-project.ts';

const require = createRequire(import.meta.url);
const { webpack } = createRequire(require.resolve('@temporalio/worker'))('webpack') as {
  readonly webpack: (config: object) => {
    resolverFactory: {
      get(type: string, options: object): {
        resolve(context: object, from: string, request: string, more: object, done: (error: unknown, found: string | false) => void): void;
      };
    };
  };
};

// The `resolve` settings of @temporalio/worker 1.24.0, lib/workflow/bundler.js.
const compiler = webpack({
  context: '/',
  entry: './none',
  mode: 'development',
  resolve: { extensions: ['.ts', '.js'], extensionAlias: { '.js': ['.ts', '.js'] } },
  module: { rules: [{ test: /\.ts$/, use: 'swc-loader' }] },
});

/** What webpack itself finds. */
function byWebpack(specifier: string, from: string, style: ImportStyle): Promise<string | false | null> {
  const resolver = compiler.resolverFactory.get('normal', {
    dependencyType: style === 'import' ? 'esm' : 'commonjs',
    ...(style === 'import' && isStrictModule(from) ? { fullySpecified: true } : {}),
  });
  return new Promise((resolve) => {
    resolver.resolve({}, path.dirname(from), specifier, {}, (error, found) => {
      resolve(error ? null : found && found.replace(/[?#].*$/, ''));
    });
  });
}

function ours(specifier: string, from: string, style: ImportStyle): string | false | null {
  const resolution = resolveModule(specifier, from, style);
  if (resolution?.kind === 'ignored') return false;
  return resolution?.kind === 'file' && resolution.by === 'bundler' ? (resolution.builtFile ?? resolution.file) : null;
}

const PROJECT = {
  'package.json': JSON.stringify({
    name: 'own',
    exports: { '.': './src/a.ts', './feature/*': './src/features/*.ts' },
    imports: { '#config': './src/config.js', '#deep/*': './src/features/*.ts', '#other': 'main-only', '#none': './nowhere.js' },
  }),
  'src/from.ts': '',
  'src/from.js': '',
  'src/from.mjs': '',
  'src/from.cjs': '',
  'src/a.ts': '',
  'src/both.ts': '',
  'src/both.js': '',
  'src/plain.js': '',
  'src/module.mts': '',
  'src/view.tsx': '',
  'src/esm.mjs': '',
  'src/data.json': '{}',
  'src/config.ts': '',
  'src/dir/index.ts': '',
  'src/dir.ts': '',
  'src/folder/index.js': '',
  'src/main/package.json': '{ "main": "./lib" }',
  'src/main/lib/index.js': '',
  'src/broken/package.json': '{ "main": ',
  'src/broken/index.ts': '',
  'src/features/x.ts': '',
  'src/dotted.name.ts': '',
  'strict/package.json': '{ "type": "module" }',
  'strict/from.js': '',
  'strict/from.ts': '',
  'strict/x.js': '',
  'strict/sub/index.js': '',
  'node_modules/main-only/package.json': '{ "main": "lib/main" }',
  'node_modules/main-only/lib/main.js': '',
  'node_modules/main-only/lib/deep.js': '',
  'node_modules/fields/package.json': '{ "main": "main.js", "module": "module.js", "browser": "browser.js" }',
  'node_modules/fields/main.js': '',
  'node_modules/fields/module.js': '',
  'node_modules/fields/browser.js': '',
  'node_modules/missing-module/package.json': '{ "main": "./main.js", "module": "./gone.js" }',
  'node_modules/missing-module/main.js': '',
  'node_modules/browser-map/package.json': JSON.stringify({
    main: './node.js',
    browser: { './node.js': './web.js', './skip.js': false, fs: false, 'main-only': './shim.js', './sub/x': './web.js' },
  }),
  'node_modules/browser-map/node.js': '',
  'node_modules/browser-map/web.js': '',
  'node_modules/browser-map/skip.js': '',
  'node_modules/browser-map/shim.js': '',
  'node_modules/browser-map/sub/x.js': '',
  'node_modules/conditions/package.json': JSON.stringify({
    exports: {
      '.': { node: './node.js', import: './import.js', require: './require.js' },
      './nested': { browser: { development: './dev.js', default: './web.js' }, default: './node.js' },
      './default': { worker: './node.js', default: './web.js' },
      './null': null,
      './array': ['bad', './web.js'],
      './p/*': './parts/*.js',
      './p/private/*': null,
      './p/*/more': './parts/more-*.js',
      './folder/': './parts/',
      './gone': './gone.js',
      './sync': { 'module-sync': './import.js', default: './node.js' },
    },
  }),
  ...Object.fromEntries(
    ['node', 'import', 'require', 'dev', 'web', 'parts/x', 'parts/more-x', 'parts/private/y'].map((name) => [`node_modules/conditions/${name}.js`, '']),
  ),
  'node_modules/sugar/package.json': '{ "exports": "./x.js" }',
  'node_modules/sugar/x.js': '',
  'node_modules/single.js': '',
  'node_modules/events/package.json': '{ "main": "events.js" }',
  'node_modules/events/events.js': '',
  'node_modules/@scope/pkg/package.json': '{}',
  'node_modules/@scope/pkg/index.js': '',
  'node_modules/@scope/pkg/lib/x.js': '',
  'node_modules/decimal.js/package.json': '{ "main": "decimal.js" }',
  'node_modules/decimal.js/decimal.js': '',
  'node_modules/no-main/x.js': '',
  'src/node_modules/nested/index.js': '',
  'src/node_modules/main-only/index.js': '',
  'src/circle/package.json': '{ "browser": { "./one.js": "./two.js", "./two.js": "./one.js" } }',
  'src/circle/one.js': '',
  'src/circle/two.js': '',
};

const SPECIFIERS = [
  './a', './a.ts', './a.js', './both', './both.js', './plain', './plain.js', './plain.ts', './module', './module.mts', './module.mjs', './view',
  './view.tsx', './esm', './esm.mjs', './data', './data.json', './dir', './dir/', './dir/index', './dir/index.js', './folder', './main',
  './broken', './dotted.name', './dotted.name.js', './gone', '.', '..', './', './circle/one.js', './a?raw', './x', './x.js', './sub', '../src/a',
  'own', 'own/feature/x', 'own/src/a', '#config', '#deep/x', '#other', '#none', '#unknown',
  'main-only', 'main-only/lib/deep', 'main-only/lib/deep.js', 'main-only/gone', 'fields', 'missing-module', 'browser-map', 'browser-map/skip.js',
  'browser-map/skip', 'browser-map/sub/x', 'conditions', 'conditions/nested', 'conditions/default', 'conditions/null', 'conditions/array',
  'conditions/p/x', 'conditions/p/private/y', 'conditions/p/x/more', 'conditions/folder/x.js', 'conditions/gone', 'conditions/none',
  'conditions/sync', 'conditions/node.js', 'sugar', 'sugar/x.js', 'single', 'events', '@scope/pkg', '@scope/pkg/lib/x', '@scope', 'decimal.js',
  'no-main', 'no-main/x', 'nested', 'unknown', 'fs', 'node:fs',
];

describe('as webpack does', () => {
  it.each(['src/from.ts', 'src/from.js', 'src/from.mjs', 'src/from.cjs', 'strict/from.js', 'strict/from.ts', 'node_modules/browser-map/node.js'])(
    'from %s',
    async (from) => {
      const { at } = tempProject(PROJECT);
      const different: object[] = [];
      for (const specifier of SPECIFIERS) {
        for (const style of ['import', 'require'] as const) {
          // Webpack refuses the whole package; here it is read as if it had no package.json.
          if (specifier === './broken' && from.startsWith('src/')) continue;
          const expected = await byWebpack(specifier, at(from), style);
          const found = ours(specifier, at(from), style);
          if (found !== expected) different.push({ specifier, style, expected, found });
        }
      }
      expect(different).toEqual([]);
    },
  );

  it('in the installed packages of this project', async () => {
    const packages = path.dirname(path.dirname(require.resolve('@temporalio/workflow/package.json')));
    const different: object[] = [];
    let compared = 0;
    for (const file of javascriptIn(packages)) {
      const specifiers = new Set([...fs.readFileSync(file, 'utf8').matchAll(/(?:\bfrom |\brequire\()['"]([^'"\n]+)['"]/g)].map(([, name]) => name!));
      for (const specifier of specifiers) {
        const expected = await byWebpack(specifier, file, 'require');
        const found = ours(specifier, file, 'require');
        if (found !== expected) different.push({ file, specifier, expected, found });
        compared++;
      }
    }
    expect(different).toEqual([]);
    expect(compared).toBeGreaterThan(500);
  });
});

function javascriptIn(directory: string): string[] {
  return fs.readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const target = path.join(directory, entry.name);
    if (entry.isDirectory()) return javascriptIn(target);
    return entry.name.endsWith('.js') && fs.statSync(target).size < 200_000 ? [target] : [];
  });
}

describe('beyond webpack', () => {
  it('says which builtin of Node a specifier names, unless a package of that name is installed', () => {
    const { at } = tempProject({ 'a.ts': '', 'node_modules/events/index.js': '' });
    expect(resolveModule('fs/promises', at('a.ts'), 'import')).toEqual({ kind: 'builtin', name: 'fs/promises' });
    expect(resolveModule('node:fs', at('a.ts'), 'import')).toEqual({ kind: 'builtin', name: 'node:fs' });
    expect(resolveModule('events', at('a.ts'), 'import')).toMatchObject({ kind: 'file', package: 'events' });
  });

  it('marks what only tsconfig paths finds, through what the tsconfig extends', () => {
    const { at } = tempProject({
      'tsconfig.base.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } } // with a comment',
      'tsconfig.json': '{ "extends": "./tsconfig.base.json" }',
      'src/a.ts': '',
      'src/b.ts': '',
    });
    const found = { kind: 'file', file: at('src/b.ts'), by: 'tsconfig-paths', package: null, builtFile: null };
    expect(resolveModule('@/b', at('src/a.ts'), 'import')).toEqual(found);
    expect(resolveModule('@/b.js', at('src/a.ts'), 'import')).toEqual(found);
    expect(resolveModule('@/none', at('src/a.ts'), 'import')).toBeNull();
  });

  it('does without a tsconfig that extends what is not there, and says so', () => {
    const { at } = tempProject({ 'tsconfig.json': '{ "extends": "nowhere" }', 'a.ts': '', 'b.ts': '' });
    expect(resolveModule('@/b', at('a.ts'), 'import')).toBeNull();
    expect(resolveModule('./b', at('a.ts'), 'import')).toMatchObject({ file: at('b.ts') });
    expect(skippedFiles().get(at('tsconfig.json'))).toMatch(/nowhere/);
  });

  it('reads a package with a package.json that is not JSON as if it had none', () => {
    const { at } = tempProject({ 'a.ts': '', 'node_modules/p/package.json': '{', 'node_modules/p/index.js': '' });
    expect(resolveModule('p', at('a.ts'), 'import')).toMatchObject({ file: at('node_modules/p/index.js') });
  });
});

describe('workspaces', () => {
  const shared = (exports: object | string, more: Record<string, string> = {}) => {
    const project = tempProject({
      'package.json': '{ "workspaces": ["packages/*"] }',
      'packages/app/a.ts': '',
      'packages/app/package.json': '{}',
      'packages/shared/package.json': JSON.stringify({ name: '@o/shared', exports }),
      'packages/shared/src/index.ts': '',
      'packages/shared/src/money/cents.ts': '',
      ...more,
    });
    fs.mkdirSync(project.at('node_modules/@o'), { recursive: true });
    fs.symlinkSync(project.at('packages/shared'), project.at('node_modules/@o/shared'));
    return project;
  };
  const source = ({ at }: TempProject, specifier: string) => {
    const resolution = resolveModule(specifier, at('packages/app/a.ts'), 'import');
    return resolution?.kind === 'file' ? resolution : null;
  };

  it('gives the source, at its real path, of a package that exports it', () => {
    const project = shared({ '.': './src/index.ts' });
    expect(source(project, '@o/shared')).toEqual({
      kind: 'file', file: project.at('packages/shared/src/index.ts'), by: 'bundler', package: null, builtFile: null,
    });
  });

  it('gives the source of build output that is not there', () => {
    const project = shared({ '.': './dist/index.js', './*': './dist/*.js' });
    expect(source(project, '@o/shared')).toMatchObject({
      file: project.at('packages/shared/src/index.ts'), builtFile: project.at('packages/shared/dist/index.js'),
    });
    expect(source(project, '@o/shared/money/cents')).toMatchObject({ file: project.at('packages/shared/src/money/cents.ts') });
    expect(source(project, '@o/shared/money/gone')).toBeNull();
  });

  it('gives the source of build output that is there', () => {
    const project = shared({ '.': './dist/index.js' }, { 'packages/shared/dist/index.js': '' });
    expect(source(project, '@o/shared')).toMatchObject({
      file: project.at('packages/shared/src/index.ts'), builtFile: project.at('packages/shared/dist/index.js'),
    });
  });

  it('takes the folders from tsconfig.json', () => {
    const project = shared('./made/code/index.js', {
      'packages/shared/tsconfig.json': '{ "compilerOptions": { "outDir": "made", "rootDir": "." } }',
      'packages/shared/code/index.ts': '',
    });
    expect(source(project, '@o/shared')).toMatchObject({ file: project.at('packages/shared/code/index.ts') });
  });

  it('leaves plain JavaScript that is no build output alone', () => {
    const project = shared('./lib/index.js', { 'packages/shared/lib/index.js': '', 'packages/shared/src/index.ts': '' });
    fs.rmSync(project.at('packages/shared/src/index.ts'));
    expect(source(project, '@o/shared')).toMatchObject({ file: project.at('packages/shared/lib/index.js'), builtFile: null });
  });
});
