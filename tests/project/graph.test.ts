import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recheckFiles, skippedFiles } from '../../src/project/files.ts';
import { chainTo, reach, type GraphOptions, type Reach } from '../../src/project/graph.ts';
import { perModule, readModule } from '../../src/project/modules.ts';
import { tempProject, withoutRightsFor, type TempProject } from './temp-project.ts';

const FOLLOW_ALL: GraphOptions = { isLeaf: () => false, followsPackage: () => true };

/** The files, relative to the project. */
function names({ at }: TempProject, { files }: Reach): string[] {
  return [...files.keys()].map((file) => file.slice(at('x').length - 1));
}

function endings({ at }: TempProject, { endings: found }: Reach): string[] {
  return found.map(({ kind, target, file }) => `${file.slice(at('x').length - 1)}: ${kind} ${target}`);
}

describe('what is reached', () => {
  it('is followed through imports, exports, `require` and `import()`, by the shortest chain', () => {
    const project = tempProject({
      'one.ts': `import { a } from './a';\nimport './b';\na();`,
      'two.ts': `export * from './c.js';`,
      'a.ts': `import { b } from './b'; export const a = () => b();`,
      'b.ts': `export const b = async () => (await import('./d')).d;`,
      'c.ts': `import d = require('./d'); d.d();`,
      'd.ts': `export const d = require('./e.js');`,
      'e.js': `import { unused } from './f.js';`,
      'f.js': '',
      'not-reached.ts': '',
    });
    const found = reach([project.at('one.ts'), project.at('two.ts')], FOLLOW_ALL);
    expect(names(project, found)).toEqual(['one.ts', 'two.ts', 'b.ts', 'c.ts', 'a.ts', 'd.ts', 'e.js', 'f.js']);
    expect(found.files.get(project.at('b.ts'))).toMatchObject({ entry: project.at('one.ts'), package: null, builtFile: null, skipped: null });
    expect(chainTo(project.at('f.js'), found)?.map(({ import: edge }) => `${edge.kind} ${edge.specifier} in line ${edge.loc.start.line}`)).toEqual([
      'import ./b in line 2',
      'dynamic-import ./d in line 1',
      'require ./e.js in line 1',
      'import ./f.js in line 1',
    ]);
    expect(chainTo(project.at('one.ts'), found)).toEqual([]);
    expect(chainTo(project.at('not-reached.ts'), found)).toBeNull();
  });

  it('is not what only types are taken from', () => {
    const project = tempProject({
      'a.ts': `
import type { A } from './types';
import { type B } from './types';
import { C } from './types';
import { d } from './unused';
import { E, f } from './used';
export { type G } from './types';
export const x: [A, B, C, E] = f(1 as never);`,
      'types.ts': '',
      'unused.ts': '',
      'used.ts': '',
    });
    expect(names(project, reach([project.at('a.ts')], FOLLOW_ALL))).toEqual(['a.ts', 'used.ts']);
  });

  it('goes round in circles once', () => {
    const project = tempProject({ 'a.ts': `import './b';`, 'b.ts': `import './a';\nimport './b';` });
    expect(names(project, reach([project.at('a.ts')], FOLLOW_ALL))).toEqual(['a.ts', 'b.ts']);
  });

  it('is the same for a file as an editor shows it', () => {
    const project = tempProject({ 'a.ts': `import './b';`, 'b.ts': '', 'c.ts': '' });
    const edge = { specifier: './c', kind: 'import', style: 'import', optional: false, loc: { start: { line: 1, column: 7 }, end: { line: 1, column: 12 } } } as const;
    const found = reach([project.at('a.ts')], FOLLOW_ALL, { file: project.at('a.ts'), edges: [edge] });
    expect(names(project, found)).toEqual(['a.ts', 'c.ts']);
    expect(names(project, reach([project.at('a.ts')], FOLLOW_ALL))).toEqual(['a.ts', 'b.ts']);
  });
});

describe('endings', () => {
  it('are what the bundler refuses, does not find, or finds otherwise than the compiler', () => {
    const project = tempProject({
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./lib/*"] } } }',
      'a.ts': `import 'fs';\nimport 'node:os';\nimport './gone';\nimport './view.tsx';\nimport '@/b';\nimport './data.json';\nimport 'kept';\nimport 'left';`,
      'view.tsx': '',
      'data.json': '{}',
      'lib/b.ts': `import 'fs/promises';\ntry { require('optional'); } catch {}`,
      'node_modules/kept/index.js': `require('fs');`,
      'node_modules/left/index.js': `require('fs');`,
    });
    const options: GraphOptions = { isLeaf: (specifier) => /^fs(?:\/|$)/.test(specifier), followsPackage: (name) => name === 'kept' };
    const found = reach([project.at('a.ts')], options);
    expect(endings(project, found)).toEqual([
      'a.ts: leaf fs',
      'a.ts: builtin node:os',
      'a.ts: unresolved ./gone',
      `a.ts: unsupported ${project.at('view.tsx')}`,
      `a.ts: tsconfig-paths ${project.at('lib/b.ts')}`,
      'a.ts: package left',
      'lib/b.ts: leaf fs/promises',
      'node_modules/kept/index.js: leaf fs',
    ]);
    expect(names(project, found)).toEqual(['a.ts', 'lib/b.ts', 'data.json', 'node_modules/kept/index.js']);
    expect(found.files.get(project.at('node_modules/kept/index.js'))?.package).toBe('kept');
  });

  it('are not what the `browser` field leaves out, or `require` in an ES module of Node', () => {
    const project = tempProject({
      'package.json': '{ "browser": { "fs": false } }',
      'a.ts': `import 'fs';\nimport './b.mjs';`,
      'b.mjs': `typeof require === 'function' && require('os');`,
    });
    expect(endings(project, reach([project.at('a.ts')], FOLLOW_ALL))).toEqual([]);
  });
});

describe('bad input', () => {
  it('is skipped with a reason, the rest of the graph intact', () => {
    const project = tempProject({
      'tsconfig.json': '{ "extends": "./nowhere.json" }',
      'package.json': '{ "name": ',
      'entry.ts': ['broken', 'binary', 'large', 'loop', 'directory', 'good', 'bad-package', 'dangling'].map((name) => `import './${name}';`).join('\n'),
      'broken.ts': `import './good';\nimport { broken from './deep';`,
      'binary.ts': '\0\u0001\u0002\ufffd',
      'large.ts': `import './unseen';\n${'// generated\n'.repeat(400_000)}`,
      'unseen.ts': '',
      'good.ts': `import './entry';\nimport './deep';`,
      'deep.ts': '',
      'directory/index.ts': '',
      'bad-package/package.json': 'nothing',
      'bad-package/index.ts': '',
    });
    fs.symlinkSync(project.at('loop.ts'), project.at('loop.ts'));
    fs.symlinkSync(project.at('nothing.ts'), project.at('dangling.ts'));
    const found = reach([project.at('entry.ts'), project.at('missing.ts')], FOLLOW_ALL);
    expect(names(project, found)).toEqual([
      'entry.ts', 'missing.ts', 'broken.ts', 'binary.ts', 'large.ts', 'directory/index.ts', 'good.ts', 'bad-package/index.ts', 'deep.ts',
    ]);
    expect(endings(project, found)).toEqual(['entry.ts: unresolved ./loop', 'entry.ts: unresolved ./dangling']);
    const reasons = [...found.files.values()].flatMap(({ file, skipped }) => (skipped ? [[file.slice(project.at('x').length - 1), skipped]] : []));
    expect(reasons).toEqual([['missing.ts', 'ENOENT'], ['broken.ts', 'syntax error'], ['large.ts', 'larger than 2 MB']]);
    expect(skippedFiles().get(project.at('package.json'))).toBe('not JSON');
  });

  it('may be a directory without rights, which is there again when the rights are', () => {
    const project = tempProject({ 'entry.ts': `import './closed/a';\nimport './b';`, 'closed/a.ts': '', 'b.ts': '' });
    withoutRightsFor(project, 'closed', () => {
      const found = reach([project.at('entry.ts')], FOLLOW_ALL);
      expect(endings(project, found)).toEqual(['entry.ts: unresolved ./closed/a']);
      expect(names(project, found)).toEqual(['entry.ts', 'b.ts']);
    });
    recheckFiles();
    expect(names(project, reach([project.at('entry.ts')], FOLLOW_ALL))).toEqual(['entry.ts', 'closed/a.ts', 'b.ts']);
  });
});

describe('in a living process', () => {
  it('is remembered, and only what has changed is read again', () => {
    const project = tempProject({ 'a.ts': `import './b';\nimport './c';`, 'b.ts': '', 'c.ts': `import './d';`, 'd.ts': '', 'e.ts': '' });
    const read: string[] = [];
    const length = perModule((file) => {
      read.push(file.filename!);
      return file.text.length;
    });
    const measure = () => [...reach([project.at('a.ts')], FOLLOW_ALL).files.keys()].map(length);
    measure();
    const before = reach([project.at('a.ts')], FOLLOW_ALL);
    expect(read).toHaveLength(4);

    recheckFiles();
    expect(reach([project.at('a.ts')], FOLLOW_ALL)).toBe(before);

    read.length = 0;
    project.write({ 'b.ts': `import './e';` });
    recheckFiles();
    measure();
    expect(read).toEqual([project.at('b.ts'), project.at('e.ts')]);
    expect(names(project, reach([project.at('a.ts')], FOLLOW_ALL))).toEqual(['a.ts', 'b.ts', 'c.ts', 'e.ts', 'd.ts']);
  });

  it('sees files that come and go, and packages that change', () => {
    const project = tempProject({ 'a.ts': `import './b';\nimport 'p';`, 'node_modules/p/package.json': '{ "main": "one.js" }', 'node_modules/p/one.js': '', 'node_modules/p/two.js': '' });
    const now = () => {
      recheckFiles();
      return names(project, reach([project.at('a.ts')], FOLLOW_ALL));
    };
    expect(now()).toEqual(['a.ts', 'node_modules/p/one.js']);
    project.write({ 'b.js': '' });
    expect(now()).toEqual(['a.ts', 'b.js', 'node_modules/p/one.js']);
    project.write({ 'b.ts': '' });
    expect(now()).toEqual(['a.ts', 'b.ts', 'node_modules/p/one.js']);
    fs.rmSync(project.at('b.ts'));
    project.write({ 'node_modules/p/package.json': '{ "main": "two.js", "name": "p" }' });
    expect(now()).toEqual(['a.ts', 'b.js', 'node_modules/p/two.js']);
  });

  it('sees a tsconfig that another one extends change', () => {
    const base = (folder: string) => JSON.stringify({ compilerOptions: { paths: { '@/*': [`./${folder}/*`] } } });
    const project = tempProject({ 'a.ts': `import '@/b';`, 'one/b.ts': '', 'two/b.ts': '', 'tsconfig.json': '{ "extends": "./base.json" }', 'base.json': base('one') });
    expect(names(project, reach([project.at('a.ts')], FOLLOW_ALL))).toEqual(['a.ts', 'one/b.ts']);
    project.write({ 'base.json': base('two') });
    recheckFiles();
    expect(names(project, reach([project.at('a.ts')], FOLLOW_ALL))).toEqual(['a.ts', 'two/b.ts']);
  });

  it('keeps the trees of the last files only', () => {
    const files = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`f${index}.ts`, `export const a${index} = 1;`]));
    const project = tempProject(files);
    const first = readModule(project.at('f0.ts'));
    expect(readModule(project.at('f0.ts'))).toBe(first);
    for (const file of Object.keys(files)) readModule(project.at(file));
    expect(readModule(project.at('f0.ts'))).not.toBe(first);
    expect(readModule(project.at('f0.ts'))?.text).toBe(first?.text);
  });
});
