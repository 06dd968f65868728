import { describe, expect, it } from 'vitest';
import { sideEffects } from '../../src/analysis/effects.ts';
import { isInReadOnlyFunction, readOnlyFunctions } from '../../src/analysis/handlers.ts';
import { nodesOfType } from '../../src/syntax/nodes.ts';
import { inspect } from '../inspect.ts';
import { tempProject } from '../project/temp-project.ts';

const MODULES = {
  'package.json': '{ "name": "orders" }',
  'helpers.ts': `import { sleep, uuid4 } from '@temporalio/workflow';
import { deep } from './deep';
let count = 0;
const memory = new Map();
export const pause = () => sleep(1);
export function draw() { return uuid4(); }
export function step() { return ++count; }
export const through = () => deep();
export const pure = (n: number) => n + 1;
export function remembered(n: number) { if (!memory.has(n)) memory.set(n, n * 2); return memory.get(n); }
`,
  'deep.ts': `import { patched } from '@temporalio/workflow';
import { through } from './helpers';
export function deep(): unknown { return patched('a') ? through() : 1; }
`,
  'barrel.ts': `export * from './helpers';`,
};

const effectsIn = (code: string) => {
  const { at } = tempProject(MODULES);
  return inspect(
    `import { defineQuery, setHandler, sleep } from '@temporalio/workflow'; ${code}`,
    (file) => readOnlyFunctions(file).flatMap(({ node }) => sideEffects(file, node).map(({ effect, name }) => `${effect} ${name}`)),
    at('orders.ts'),
  );
};

describe('side effects', () => {
  it.each([
    ['a command', 'pause()', ['command pause']],
    ['a draw', 'draw()', ['draw draw']],
    ['a change', 'step()', ['change step']],
    ['a patch two modules away, in a circle', 'through()', ['patch through']],
    ['none', 'pure(1)', []],
    ['none but a memory of its own', 'remembered(1)', []],
  ])('through functions of other modules: %s', (_, call, expected) => {
    expect(effectsIn(`import { pause, draw, step, through, pure, remembered } from './barrel'; setHandler(defineQuery('q'), () => ${call});`)).toEqual(expected);
  });

  it('take the gravest of a function, and end where functions call each other', () => {
    expect(
      effectsIn(`
let n = 0;
function one(): unknown { n++; return two(); }
function two(): unknown { void sleep(1); return one(); }
setHandler(defineQuery('q'), () => one());
export const last = () => n;`),
    ).toEqual(['command one']);
  });

  it('are none of packages, of modules that are not there, and of parameters', () => {
    expect(
      effectsIn(`
import { a } from 'somewhere'; import { b } from './nowhere';
export function order(c: () => void) { setHandler(defineQuery('q'), () => [a(), b(), c()]); }`),
    ).toEqual([]);
  });
});

describe('code that nothing but queries uses', () => {
  it('is read-only too, unless it is exported or used elsewhere', () => {
    const code = `
import { defineQuery, setHandler } from '@temporalio/workflow';
const one = () => { inOne(); two(); };
function two() { inTwo(); }
function three() { inThree(); }
export function four() { inFour(); }
export async function order() { setHandler(defineQuery('q'), () => { one(); three(); four(); }); three(); }
`;
    const names = inspect(code, (file) =>
      nodesOfType(file, 'CallExpression').flatMap(({ callee }) =>
        callee.type === 'Identifier' && callee.name.startsWith('in') && isInReadOnlyFunction(file, callee) ? [callee.name] : [],
      ),
    );
    expect(names.sort()).toEqual(['inOne', 'inTwo']);
  });
});
