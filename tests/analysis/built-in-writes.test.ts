import { expect, it } from 'vitest';
import { builtInWrites, changedAtLoad } from '../../src/analysis/built-in-writes.ts';
import { inspect } from '../inspect.ts';
import { tempProject } from '../project/temp-project.ts';

const changed = (code: string) => inspect(code, (file) => builtInWrites(file).map(({ kind, name }) => `${kind} ${name}`));

it('tells shared prototypes from frozen objects', () => {
  expect(changed('Array.prototype.x = 1; Array.x = 1; Math.x = 1; Intl.Collator.x = 1; Intl.Collator.prototype.x = 1;')).toEqual([
    'prototype Array.prototype',
    'frozen Array',
    'frozen Math',
    'frozen Intl.Collator',
    'prototype Intl.Collator.prototype',
  ]);
});

it('knows nothing of the functions of constructors and prototypes, which are neither', () => {
  expect(changed('Array.from.x = 1; Array.prototype.map.x = 1; parseInt.x = 1; globalThis.x = 1;')).toEqual([]);
});

it('finds what a module changes when it is loaded', () => {
  const { at } = tempProject({
    'later.js': 'exports.install = () => { Array.prototype.x = 1; };',
    'now.js': 'Array.prototype.x = 1;',
    'careful.js': 'if (!Array.prototype.x) Array.prototype.x = 1;',
  });
  expect(['later.js', 'now.js', 'careful.js', 'none.js'].map((file) => changedAtLoad(at(file)))).toEqual([
    null,
    { kind: 'prototype', name: 'Array.prototype' },
    null,
    null,
  ]);
});
