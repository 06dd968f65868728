import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, it } from 'vitest';
import { reach } from '../../src/project/graph.ts';
import { tempProject } from '../project/temp-project.ts';
import { bundleEntry } from './bundles.ts';

const sdk = path.dirname(path.dirname(createRequire(import.meta.url).resolve('@temporalio/workflow/package.json')));
/** The files of a project that the SDK's bundler reads, relative to it, or the modules that it refuses. */
async function bundled(entry: string): Promise<string[]> {
  const { error, modules } = await bundleEntry(entry);
  const refused = [...(error ?? '').matchAll(/^ {2}- '([^']+)'/gm)].map(([, name]) => `refused: ${name}`);
  return refused.length > 0 ? [...new Set(refused)].sort() : [...modules].sort();
}

function ours(root: string, entry: string): string[] {
  const found = reach([path.join(root, entry)], { isLeaf: (specifier) => /^(?:fs|os)$|^@temporalio\//.test(specifier), followsPackage: () => true });
  const refused = found.endings.filter(({ target }) => !target.startsWith('@temporalio/')).map(({ target }) => `refused: ${target}`);
  return refused.length > 0 ? [...new Set(refused)].sort() : [...found.files.keys()].map((file) => path.relative(root, file)).sort();
}

it.each([
  ['what is imported, not what only types are taken from', {
    'tsconfig.json': '{ "compilerOptions": { "verbatimModuleSyntax": true } }',
    'w.ts': `import { T } from './types'; import { a } from './a'; import './b.js'; import c = require('./c'); export * from './d'; a(); c.c(); export let t: T;`,
    'types.ts': '', 'a.ts': 'export const a = () => 1;', 'b.ts': '', 'c.ts': 'export const c = () => 1;', 'd.js': `import { unused } from './e.js';`, 'e.js': '',
  }],
  ['what `require` takes, unless a constant or a `return` is in the way', {
    'w.js': `
      if (process.env.NODE_ENV === 'production') require('./production.js'); else require('./development.js');
      true || require('./never.js');
      typeof require === 'function' && require('./sure.js');
      try { require('./tried.js') } catch {}
      require.resolve('./resolved.js');
      if (typeof window !== 'undefined') require('./window.js');
      function f() { return; require('./after-return.js'); }
      function g(a) { throw a; require('./after-throw.js'); }
      function h(a) { switch (a) { case 1: return 1; require('./after-case.js'); default: require('./in-case.js'); } }
      function i(a) { if (a) { return; } else { throw a; } require('./after-if.js'); }
      for (;;) { break; require('./after-break.js'); }
      const k = () => { return () => require('./in-return.js'); };`,
    ...Object.fromEntries(['production', 'development', 'never', 'sure', 'tried', 'resolved', 'window', 'after-return', 'after-throw', 'after-case', 'in-case', 'after-if', 'after-break', 'in-return'].map((name) => [`${name}.js`, `module.exports = '${name}';`])),
  }],
  ['no `require` of an ES module of Node', {
    'w.ts': `import './strict/a.js'; import './b.mjs'; import './c.js';`,
    'strict/package.json': '{ "type": "module" }', 'strict/a.js': `globalThis.x?.(() => require('fs'));`,
    'b.mjs': `globalThis.x?.(() => require('fs'));`, 'c.js': `require('./d');`, 'd.js': '',
  }],
  ['a builtin behind a package', {
    'w.ts': `import 'p';`, 'node_modules/p/package.json': '{ "main": "./lib/p" }', 'node_modules/p/lib/p.js': `require('./q');`, 'node_modules/p/lib/q.js': `try { require('os'); } catch {}\nexports.fs = () => require('fs');`,
  }],
  ['of a package without side effects, only what is taken', {
    'w.ts': `import { one, own } from 'p'; one(own);`,
    'node_modules/p/package.json': '{ "name": "p", "sideEffects": false, "module": "index.js" }',
    'node_modules/p/index.js': `export { one } from './one.js'; export { two } from './two.js'; export * as three from './three.js'; export * from './stars.js'; export const own = 1;`,
    'node_modules/p/one.js': 'export const one = () => 1;',
    'node_modules/p/two.js': `import 'fs'; export const two = 2;`,
    'node_modules/p/three.js': `import 'os'; export const three = 3;`,
    'node_modules/p/stars.js': `import 'fs'; export const star = 4;`,
  }],
  ['of a package without side effects, what is behind stars', {
    'w.ts': `import { star } from 'p'; import { late } from './again'; star(late);`,
    'again.ts': `import { two } from 'p'; export const late = two;`,
    'node_modules/p/package.json': '{ "name": "p", "sideEffects": ["*.css", "./polyfills/**"], "module": "index.js" }',
    'node_modules/p/index.js': `import { two } from './two.js'; import { never } from './never.js'; export { two, never }; export * from './stars.js';`,
    'node_modules/p/two.js': 'export const two = 2;',
    'node_modules/p/never.js': `import 'fs'; export const never = 1;`,
    'node_modules/p/stars.js': `export { star, other } from './star.js'; export { far } from './far.js';`,
    'node_modules/p/star.js': 'export const star = () => 4;',
    'node_modules/p/far.js': `import 'os'; export const far = 1;`,
  }],
  ['of a package without side effects, all that a namespace may take', {
    'w.ts': `import * as p from 'p'; console.log(p);`,
    'node_modules/p/package.json': '{ "name": "p", "sideEffects": false, "module": "index.js" }',
    'node_modules/p/index.js': `export { one } from './one.js'; export { two } from './two.js';`,
    'node_modules/p/one.js': 'export const one = 1;', 'node_modules/p/two.js': `import 'fs'; export const two = 2;`,
  }],
  ['of a package that has side effects, all', {
    'w.ts': `import { one } from 'p'; one();`,
    'node_modules/p/package.json': '{ "name": "p", "sideEffects": ["./two.js", "./index.js"], "module": "index.js" }',
    'node_modules/p/index.js': `export { one } from './one.js'; export { two } from './two.js';`,
    'node_modules/p/one.js': 'export const one = () => 1;', 'node_modules/p/two.js': `import 'fs'; export const two = 2;`,
  }],
] as const)('is what the SDK bundles: %s', async (_, files) => {
  const { root, at } = tempProject({ 'package.json': '{ "name": "project" }', ...files });
  fs.mkdirSync(at('node_modules'), { recursive: true });
  fs.symlinkSync(sdk, at('node_modules/@temporalio'));
  const entry = 'w.js' in files ? 'w.js' : 'w.ts';
  expect(ours(root, entry)).toEqual(await bundled(at(entry)));
});
