/**
 * What the module graph costs, on a generated monorepo of 5,000 files with 1,000 workflow modules: times relative to ESLint's parser on
 * all files. Run after a build. The first argument names another folder with the compiled plugin.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseForESLint } from '@typescript-eslint/parser';

const build = pathToFileURL(path.resolve(process.argv[2] ?? path.join(import.meta.dirname, '../dist')) + path.sep);
const { reach } = await import(new URL('project/graph.js', build));
const { perModule } = await import(new URL('project/modules.js', build));
const { recheckFiles } = await import(new URL('project/files.js', build));

const WORKSPACES = 5;
const FILES = 5000;
const WORKFLOWS = 1000;

const root = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'graph-bench-'));
try {
  const { files, entries } = generate(root);
  const texts = files.map((file) => fs.readFileSync(file, 'utf8'));
  const options = { isLeaf: (specifier) => specifier.startsWith('@sdk/'), followsPackage: () => false };

  const first = time(() => reach(entries, options));
  const edges = first.result.endings.length + first.result.files.size;
  const again = time(() => reach(entries, options));
  const recheck = time(recheckFiles);

  const changed = first.result.files.keys().next().value;
  fs.appendFileSync(changed, '\n// changed\n');
  recheckFiles();
  const afterChange = time(() => reach(entries, options));

  const countFunctions = perModule((file) => file.scopeManager.scopes.filter((scope) => scope.type === 'function').length);
  const facts = time(() => [...first.result.files.keys()].forEach(countFunctions));
  const parse = time(() => {
    texts.forEach((text, index) => parseForESLint(text, { filePath: files[index], sourceType: 'module', range: true, loc: true }));
  });

  const row = (name, { milliseconds }) =>
    console.log(`${name.padEnd(62)} ${milliseconds.toFixed(1).padStart(9)} ms ${((100 * milliseconds) / parse.milliseconds).toFixed(3).padStart(9)} %`);
  console.log(`${files.length} files, ${entries.length} entries, ${first.result.files.size} reached, ${edges} edges\n`);
  row('ESLint parses all files', parse);
  row('edges of what the entries reach, first time', first);
  row('trees and facts of the same files, first time', facts);
  row('the same question again', again);
  row('comparing all known files with the disk', recheck);
  row('the same question after one file has changed', afterChange);
} finally {
  fs.rmSync(root, { recursive: true });
}

/** Processor time: the clock on the wall also counts what else the machine does. */
function time(run) {
  const start = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(start);
  return { result, milliseconds: (user + system) / 1000 };
}

/** Workflows import helpers, helpers import helpers; what they do not import belongs to services that no workflow reaches. */
function generate(directory) {
  const files = [];
  const entries = [];
  const write = (file, text) => {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    files.push(file);
  };
  const json = (file, value) => {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, JSON.stringify(value));
  };

  json(path.join(directory, 'package.json'), { name: 'root', private: true, workspaces: ['packages/*'] });
  const perWorkspace = FILES / WORKSPACES;
  const workflows = WORKFLOWS / WORKSPACES;
  fs.mkdirSync(path.join(directory, 'node_modules/@app'), { recursive: true });
  for (let w = 0; w < WORKSPACES; w++) {
    const home = path.join(directory, `packages/p${w}`);
    json(path.join(home, 'package.json'), { name: `@app/p${w}`, exports: { '.': './dist/index.js', './*': './dist/*.js' } });
    json(path.join(home, 'tsconfig.json'), { compilerOptions: { outDir: 'dist', rootDir: 'src' } });
    fs.symlinkSync(home, path.join(directory, `node_modules/@app/p${w}`));
    write(path.join(home, 'src/index.ts'), `export * from './helpers/h0';\n`);
    const helpers = workflows;
    for (let i = 0; i < workflows; i++) {
      const file = path.join(home, `src/workflows/w${i}.ts`);
      const other = (w + 1) % WORKSPACES;
      write(
        file,
        `import { proxy, sleep } from '@sdk/workflow';\n` +
          `import type * as activities from '../activities/a${i % 50}';\n` +
          `import { h${i}, type H${i}Options } from '../helpers/h${i}';\n` +
          `import { H${(i * 7) % helpers}Result } from '../helpers/h${(i * 7) % helpers}${i % 2 ? '.js' : ''}';\n` +
          (i % 10 === 0 ? `import { h${i} as shared } from '@app/p${other}/helpers/h${i}';\n` : '') +
          `\nconst { work } = proxy<typeof activities>({ startToCloseTimeout: '1 minute' });\n` +
          body(`w${i}`, `h${i}`, `H${(i * 7) % helpers}Result`, i % 10 === 0 ? 'shared(value as never);' : ''),
      );
      entries.push(file);
    }
    for (let i = 0; i < helpers; i++) {
      const next = (i * 3 + 1) % helpers;
      write(
        path.join(home, `src/helpers/h${i}.ts`),
        `import { h${next}, H${next}Result } from './h${next}';\n` +
          (i % 5 === 0 ? `import { Shape } from '../types/t${i}';\nexport type Shape${i} = Shape;\n` : '') +
          `export interface H${i}Options { depth: number }\nexport interface H${i}Result { total: number }\n` +
          body(`h${i}`, `h${next}`, `H${next}Result`, ''),
      );
    }
    for (let i = 0; i < helpers; i += 5) write(path.join(home, `src/types/t${i}.ts`), 'export interface Shape { area: number }\n');
    for (let i = 0; files.length < (w + 1) * perWorkspace; i++) {
      write(
        path.join(home, `src/${i < 50 ? 'activities' : 'services'}/a${i}.ts`),
        `import fs from 'node:fs';\nimport { a${i + 1} } from './a${i + 1}';\n` + body(`a${i}`, `a${i + 1}`, 'unknown', 'fs.existsSync(label);'),
      );
    }
  }
  return { files, entries };
}

/** About ninety lines of ordinary code. */
function body(name, callee, type, extra) {
  const step = (n) => `
/** Takes part ${n} of ${name}: "quoted", and a/b. */
function step${n}(input: readonly number[], label: string): number {
  const factor = input.length > ${n} ? input.length / ${n + 1} : ${n};
  // Sums what is left over; see also ${name}.
  const total = input.filter((item) => item % ${n + 2} !== 0).reduce((sum, item) => sum + item * factor, 0);
  if (/^part-[a-z]+$/u.test(label)) return total;
  return total + \`\${label}-\${total.toFixed(2)}\`.length;
}
`;
  return `
export async function ${name}(value: { items: number[]; label: string }): Promise<${type} | null> {
  const { items, label } = value;
  ${extra}
  const results: ${type}[] = [];
  for (const [index, item] of items.entries()) {
    try {
      const result = await ${callee}({ items: [item], label } as never);
      if (result) results.push(result as never);
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
  }
  const sums = [${[0, 1, 2, 3, 4, 5].map((n) => `step${n}(items, label)`).join(', ')}];
  return sums.some(Boolean) ? (results[0] ?? null) : null;
}
${[0, 1, 2, 3, 4, 5].map(step).join('')}`;
}
