import { describe, expect, it } from 'vitest';
import { globalUses } from '../../src/syntax/global-uses.ts';
import { inspect } from '../inspect.ts';

const usesIn = (code: string) =>
  inspect(code, (file) =>
    globalUses(file).map(({ name, path, node, reference }) => {
      const text = (one: typeof node) => file.text.slice(...one.range);
      return `${[name, ...path].join('.')} at ${text(node)} of ${text(reference)}`;
    }),
  );

describe('uses of globals', () => {
  it.each([
    ['by name', 'process.env.HOME', ['process.env.HOME at process.env.HOME of process']],
    ['called', 'fetch("x")', ['fetch at fetch of fetch']],
    ['through the global object', 'globalThis.process.env', ['process.env at globalThis.process.env of globalThis.process']],
    ['destructured', 'const { env: { HOME } } = process', ['process.env.HOME at HOME of process']],
    ['destructured from the global object', 'const { fetch } = globalThis', ['fetch at fetch of fetch']],
    ['through an alias', 'const m = Math; m.random()', ['Math.random at m.random of Math']],
    ['through an alias of the global object', 'const g = globalThis; g.fetch("x")', ['fetch at g.fetch of g.fetch']],
    ['optional', 'globalThis.process?.env', ['process.env at globalThis.process?.env of globalThis.process']],
  ])('%s', (_, code, uses) => {
    expect(usesIn(code)).toEqual(uses);
  });

  it.each([
    ['a local of the same name', 'const process = make(); process.env'],
    ['a parameter of the same name', 'function f(fetch) { fetch("x"); }'],
    ['an import of the same name', 'import { fetch } from "m"; fetch("x")'],
    ['a type', 'let x: Buffer; let y: typeof process;'],
    ['a property of something else', 'a.process.env'],
    ['the operand of typeof', 'typeof process'],
    ['an assignment', 'process = 1'],
  ])('not %s', (_, code) => {
    expect(usesIn(code).filter((use) => !use.startsWith('a.') && !use.startsWith('make'))).toEqual([]);
  });
});
