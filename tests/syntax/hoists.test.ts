import { describe, expect, it } from 'vitest';
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { Loop } from '../../src/syntax/control-flow.ts';
import { hoist } from '../../src/syntax/hoists.ts';
import { nodesOfType } from '../../src/syntax/nodes.ts';
import { inspect } from '../inspect.ts';

/** A fixer whose edits are ranges and texts, as those of ESLint. */
const fixer = {
  insertTextBefore: ({ range }: TSESTree.Node, text: string) => ({ range: [range[0], range[0]], text }),
  replaceText: ({ range }: TSESTree.Node, text: string) => ({ range, text }),
} as unknown as TSESLint.RuleFixer;

/** The code with all calls of `ask` hoisted; null where they cannot be. */
function hoisted(code: string, leaves: (loop: Loop) => boolean = () => true): string | null {
  return inspect(code, (file) => {
    const [first, ...others] = nodesOfType(file, 'CallExpression').filter(({ callee }) => callee.type === 'Identifier' && callee.name === 'ask');
    const calls = nodesOfType(file, 'CallExpression').filter(({ callee }) => callee.type === 'Identifier' && callee.name === 'disturb');
    const isDisturbed = ([start, end]: TSESTree.Range) => calls.some(({ range }) => range[0] >= start && range[1] <= end);
    const found = hoist(file, [first!, ...others], { name: 'answer', leaves, isDisturbed });
    const edits = found?.fix(fixer).sort((one, other) => other.range[0] - one.range[0] || other.range[1] - one.range[1]);
    return edits?.reduce((text, { range, text: insertion }) => text.slice(0, range[0]) + insertion + text.slice(range[1]), code) ?? null;
  });
}

describe('hoist', () => {
  it.each([
    ['in front of the first', `function f() {\n  if (ask(1)) x();\n  y(ask(1));\n}`, `function f() {\n  const answer = ask(1);\n  if (answer) x();\n  y(answer);\n}`],
    ['in front of all loops', `function f() {\n  for (const a of b) {\n    while (c) y(ask(1));\n  }\n}`, `function f() {\n  const answer = ask(1);\n  for (const a of b) {\n    while (c) y(answer);\n  }\n}`],
    ['in the block that holds all', `function f() {\n  try {\n    x(ask(1));\n  } finally {\n    y(ask(1));\n  }\n}`, `function f() {\n  const answer = ask(1);\n  try {\n    x(answer);\n  } finally {\n    y(answer);\n  }\n}`],
    ['in the constant that is there', `function f() {\n  const known = ask(1);\n  y(ask(1));\n}`, `function f() {\n  const known = ask(1);\n  y(known);\n}`],
    ['not in a constant whose name means another thing elsewhere', `function f() { const known = ask(1); g((known) => ask(1)); }`, `function f() { const answer = ask(1); const known = answer; g((known) => answer); }`],
    ['under a name that is free', `const answer = 1; function f() { x(answer2, ask(1)); y(ask(1)); }`, `const answer = 1; function f() { const answer3 = ask(1); x(answer2, answer3); y(answer3); }`],
    ['without a semicolon where there are none', `const a = 1\nfunction f() {\n  x(ask(a))\n  y(ask(a))\n}`, `const a = 1\nfunction f() {\n  const answer = ask(a)\n  x(answer)\n  y(answer)\n}`],
    ['with one where the next line would go on without it', `const a = 1\nfunction f() {\n  [ask(a), ask(a)].map(x)\n}`, `const a = 1\nfunction f() {\n  const answer = ask(a);\n  [answer, answer].map(x)\n}`],
  ])('%s', (_, code, expected) => expect(hoisted(code)).toBe(expected));

  it('is once in a round, where that is wanted', () => {
    expect(hoisted('for (const a of b) { x(ask(a)); y(ask(a)); }', () => false)).toBe('for (const a of b) { const answer = ask(a); x(answer); y(answer); }');
  });

  it('leaves loops from the inside out', () => {
    const code = `for (const a of b) {\n  while (c) {\n    for (const d of e) x(ask(1));\n  }\n}`;
    const expected = `for (const a of b) {\n  while (c) {\n    const answer = ask(1);\n    for (const d of e) x(answer);\n  }\n}`;
    expect(hoisted(code, ({ type }) => type === 'ForOfStatement')).toBe(expected);
  });

  it.each([
    ['behind a test', 'function f() { if (x) { z(); y(ask(1)); } y(ask(1)); }'],
    ['behind an operator', 'function f() { if (x && ask(1)) y(); y(ask(1)); }'],
    ['behind what disturbs', 'function f() { for (const a of b) { disturb(); y(ask(1)); } }'],
    ['behind what may end the round', 'function f() { for (const a of b) { if (a) continue; y(ask(1)); } }'],
    ['in a round that may not come', 'function f() { for (const a of b) y(ask(1)); y(ask(1)); }'],
    ['in what waits for its rounds', 'async function f() { for await (const a of b) y(ask(1)); }'],
    ['with a name of the loop', 'function f() { for (const a of b) y(ask(a)); }'],
    ['in an optional call', 'function f() { x?.(ask(1)); y(ask(1)); }'],
    ['where a comment would be lost', 'function f() { x(ask(1)); y(ask(/* again */ 1)); }'],
    ['where no block holds all', 'const g = () => ask(1) || (() => ask(1));'],
  ])('is not possible %s', (_, code) => expect(hoisted(code)).toBeNull());
});
