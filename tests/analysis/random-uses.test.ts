import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { failsForCertain } from '../../src/analysis/certain-failures.ts';
import type { WorkflowCode } from '../../src/analysis/workflow-code.ts';
import { randomUses } from '../../src/analysis/random-uses.ts';
import { nodesOfType } from '../../src/syntax/nodes.ts';
import { inspect } from '../inspect.ts';
import { tempProject } from '../project/temp-project.ts';

describe('random sources that fail', () => {
  it.each([
    ['3.4.0', []],
    ['7.0.3', ['uuid.v4']],
    ['11.1.0', ['uuid.v4']],
  ])('uuid %s', (version, names) => {
    const project = tempProject({
      'package.json': '{ "name": "project" }',
      'node_modules/uuid/package.json': JSON.stringify({ name: 'uuid', version }),
      'workflows.ts': `import { v4 } from 'uuid'; export const id = () => v4();`,
    });
    const file = project.at('workflows.ts');
    expect(inspect(readFileSync(file, 'utf8'), (source) => randomUses(source).map(({ name }) => name), file)).toEqual(names);
  });

  it('are taken for current ones where none is installed', () => {
    const uses = inspect(`import { v4 } from 'uuid'; export const id = () => v4();`, (source) => randomUses(source).length, '/nowhere/file.ts');
    expect(uses).toBe(1);
  });

  it.each([
    ['a cycle of constants', `const a = b; const b = a; a.randomUUID(); const c = { d: crypto }; c.d.randomUUID();`],
    ['a computed member', `crypto[name]();`],
    ['a type', `import type { randomUUID } from 'crypto'; let x: ReturnType<typeof randomUUID>; let y: typeof crypto.randomUUID;`],
    ['an import that is handed on', `import * as crypto from 'crypto'; use(crypto); crypto.randomUUID();`],
  ])('%s has none', (_, code) => {
    expect(inspect(code, (source) => randomUses(source))).toEqual([]);
  });
});

describe('an exception that nobody can catch', () => {
  const fails = (code: string) =>
    inspect(code, (file) => {
      const call = nodesOfType(file, 'CallExpression').find(({ callee }) => callee.type === 'Identifier' && callee.name === 'here');
      return failsForCertain({ file, bundles: [] } as unknown as WorkflowCode, call!);
    });

  it.each([
    ['at module level', `const id = here();`],
    ['in an exported async function', `export async function wf() { if (x) for (;;) { here(); } }`],
    ['in an exported arrow function', `export const wf = async () => here();`],
    ['in a function that is exported by name', `async function wf() { here(); } export { wf as order };`],
    ['in the default export', `export default async function () { here(); }`],
    ['in a default of a parameter', `export async function wf(id = here()) {}`],
    ['in a catch clause', `export async function wf() { try { f(); } catch { here(); } }`],
    ['in a function that is also named as a type', `export async function wf() { here(); } export type Wf = typeof wf;`],
  ])('%s', (_, code) => {
    expect(fails(code)).toBe(true);
  });

  it.each([
    ['in a try', `export async function wf() { try { here(); } catch {} }`],
    ['in a try with finally, and in its catch', `export async function wf() { try { f(); } catch { here(); } finally { return 1; } }`],
    ['in a try at module level', `try { here(); } catch {}`],
    ['in a function that is not exported', `async function wf() { here(); }`],
    ['in a function that is not async', `export function wf() { here(); }`],
    ['in a generator', `export async function* wf() { here(); }`],
    ['in a function inside of a workflow', `export async function wf() { items.map(() => here()); }`],
    ['in a workflow that another function calls', `export async function wf() { here(); } export const other = () => wf().catch(() => 1);`],
    ['in a method', `export class C { async wf() { here(); } }`],
  ])('not %s', (_, code) => {
    expect(fails(code)).toBe(false);
  });
});
