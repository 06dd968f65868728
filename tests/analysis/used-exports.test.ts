import { describe, expect, it } from 'vitest';
import { usedExports, type UsedExportsOfBundle } from '../../src/analysis/used-exports.ts';
import { reach } from '../../src/project/graph.ts';
import { tempProject } from '../project/temp-project.ts';

const OPTIONS = { isLeaf: () => false, followsPackage: () => false };

/** What `main.ts` uses of the other files of a project. */
function used(files: Readonly<Record<string, string>>): { of: (file: string) => 'all' | string[]; workflowOf: UsedExportsOfBundle['workflowOf'] } {
  const { at } = tempProject({ 'package.json': '{}', ...files });
  const entries = [at('main.ts')];
  const found = usedExports(reach(entries, OPTIONS).files.keys(), entries);
  return {
    of: (file) => {
      const names = found.of(at(file));
      return names === 'all' ? names : [...names].sort();
    },
    workflowOf: (file) => found.workflowOf(at(file)),
  };
}

describe('the exports that are used', () => {
  it('are those that used functions use, from module to module', () => {
    const { of } = used({
      'main.ts': `import { price } from './price.ts';\nexport async function order() { return price(1); }`,
      'price.ts': `import { tax } from './tax.ts';\nimport { send } from './mail.ts';\nexport const price = (n: number) => tax(n);\nexport const quote = () => send();`,
      'tax.ts': `import { rate, table } from './rates.ts';\nexport function tax(n: number) { return n * rate(); }\nexport function report() { return table(); }`,
      'rates.ts': `export const rate = () => 2;\nexport const table = () => [];`,
      'mail.ts': `export const send = () => 1;`,
    });
    expect(of('main.ts')).toBe('all');
    expect(of('price.ts')).toEqual(['price']);
    expect(of('tax.ts')).toEqual(['tax']);
    expect(of('rates.ts')).toEqual(['rate']);
    expect(of('mail.ts')).toEqual([]);
  });

  it('are all of a module that is used bit by bit, and what these use', () => {
    const { of } = used({
      'main.ts': `import { a } from './one.ts';\nimport { other } from './other.ts';\nexport const w = async () => a() + other();`,
      'one.ts': `import { x } from './leaf.ts';\nexport function a() { return 1; }\nexport function b() { return x(); }`,
      'other.ts': `import { b } from './one.ts';\nexport const other = () => b();`,
      'leaf.ts': `export const x = () => 1;\nexport const y = () => 2;`,
    });
    expect(of('one.ts')).toEqual(['a', 'b']);
    expect(of('leaf.ts')).toEqual(['x']);
  });

  it('go through barrels by name', () => {
    const { of } = used({
      'main.ts': `import { a, c } from './index.ts';\nexport const w = async () => a() + c();`,
      'index.ts': `export { x as a, y as b } from './x.ts';\nexport * from './c.ts';`,
      'x.ts': `export const x = () => 1;\nexport const y = () => 2;`,
      'c.ts': `export const c = () => 1;\nexport const d = () => 2;`,
    });
    expect(of('x.ts')).toEqual(['x']);
    expect(of('c.ts')).toContain('c');
    expect(of('c.ts')).not.toContain('d');
  });

  it('are not those of a class that only types name', () => {
    const { of } = used({
      'main.ts': `import { Service, rate } from './service.ts';\nexport const w = async (one: Service | null, ...rest: Service[]) => rate(1);`,
      'service.ts': `export class Service { send() {} }\nexport const rate = (n: number) => n;`,
    });
    expect(of('service.ts')).toEqual(['rate']);
  });

  it('are those of a class that code uses', () => {
    const { of } = used({
      'main.ts': `import { Service } from './service.ts';\nexport const w = async () => { const one: Service = new Service(); return one; };`,
      'service.ts': `export class Service { send() {} }\nexport const rate = (n: number) => n;`,
    });
    expect(of('service.ts')).toEqual(['Service']);
  });

  it('are not those that a call hands on when the module is loaded', () => {
    const { of } = used({
      'main.ts': `import { test } from 'a-test-runner';\nimport { check } from './check.ts';\nimport { rate } from './rate.ts';\nexport const w = async () => rate();\n\ntest('w', () => {\n  check();\n});`,
      'check.ts': `export const check = () => 1;`,
      'rate.ts': `export const rate = () => 1;`,
    });
    expect(of('check.ts')).toEqual([]);
    expect(of('rate.ts')).toEqual(['rate']);
  });

  it('are found behind a namespace, a default import and CommonJS', () => {
    const { of } = used({
      'main.ts': `import * as all from './all.ts';\nimport one from './one.ts';\nimport two from './two.js';\nexport const w = async () => all.a() + one() + two.f();`,
      'all.ts': `export const a = () => 1;\nexport const b = () => 2;`,
      'one.ts': `import { x } from './leaf.ts';\nexport default function one() { return x(); }`,
      'two.js': `exports.f = () => 1; exports.g = () => 2;`,
      'leaf.ts': `export const x = () => 1;`,
    });
    expect(of('all.ts')).toEqual(['a']);
    expect(of('one.ts')).toEqual(['default']);
    expect(of('two.js')).toEqual(['f']);
    expect(of('leaf.ts')).toEqual(['x']);
  });

  it('survive a cycle and a module that does not parse', () => {
    const { of } = used({
      'main.ts': `import { a } from './a.ts';\nimport { c } from './c.ts';\nexport const w = async () => a() + c();`,
      'a.ts': `import { b } from './b.ts';\nexport const a = () => b();\nexport const unused = () => 1;`,
      'b.ts': `import { a } from './a.ts';\nexport const b = () => a();`,
      'c.ts': `import { a } from './a.ts';\nexport const c = ( => a();`,
    });
    expect(of('a.ts')).toEqual(['a']);
    expect(of('b.ts')).toEqual(['b']);
    expect(of('c.ts')).toEqual(['c']);
  });
});

describe('the workflow that leads to a module', () => {
  it('is told apart in an entry of several', () => {
    const { workflowOf } = used({
      'main.ts': `import { price } from './price.ts';\nimport { send } from './mail.ts';\nexport async function order() { return price(); }\nexport async function remind() { return send(); }`,
      'price.ts': `import { rate } from './rate.ts';\nexport const price = () => rate();`,
      'rate.ts': `export const rate = () => 1;`,
      'mail.ts': `export const send = () => 1;`,
    });
    expect(workflowOf('price.ts')).toBe('order');
    expect(workflowOf('rate.ts')).toBe('order');
    expect(workflowOf('mail.ts')).toBe('remind');
  });

  it('is none for a module that is only loaded', () => {
    const { workflowOf } = used({
      'main.ts': `import './setup.ts';\nexport async function order() { return 1; }`,
      'setup.ts': `globalThis.ready = true;`,
    });
    expect(workflowOf('setup.ts')).toBeNull();
  });

  it('is that of the module which an entry collects', () => {
    const { workflowOf } = used({
      'main.ts': `export * from './order.ts';\nexport * from './remind.ts';`,
      'order.ts': `export async function order() { return 1; }`,
      'remind.ts': `import { send } from './mail.ts';\nexport async function remind() { return send(); }`,
      'mail.ts': `export const send = () => 1;`,
    });
    expect(workflowOf('mail.ts')).toBe('remind');
  });
});
