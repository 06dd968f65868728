import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { constant, joined, not, parseTerm, question, term, textOf, variable, type Term } from '../../src/commands/terms.ts';

const x: Term = { op: '$0', args: [] };

const anyTerm = fc.letrec<{ term: Term }>((tie) => ({
  term: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(fc.integer(), fc.double({ noNaN: true }), fc.string(), fc.boolean(), fc.constant(null), fc.constant(undefined)).map(constant),
    fc.constantFrom('$0', 'self', 'now').map((op): Term => ({ op, args: [] })),
    fc.tuple(fc.constantFrom('===', '<', '&&', '||', '??', '+', '-', 'in'), tie('term'), tie('term')).map(([op, left, right]) => term(op, left, right)),
    fc.tuple(fc.constantFrom('!', '-', 'typeof', '.name', '.a b', '.length'), tie('term')).map(([op, of]) => term(op, of)),
    fc.tuple(fc.constantFrom('call', 'on', 'Math.max'), fc.array(tie('term'), { minLength: 1, maxLength: 3 })).map(([op, args]): Term => ({ op, args })),
    fc.array(tie('term'), { minLength: 1, maxLength: 3 }).map(variable),
  ),
})).term;

describe('the text of a term', () => {
  test('is read back as the same term', () => {
    fc.assert(fc.property(anyTerm, (of) => {
      const read = parseTerm(textOf(of));
      expect(read && textOf(read)).toBe(textOf(of));
    }), { numRuns: 2000 });
  });

  test.each(['', '$0 <', 'on("go"', '((1)', '"open', '1 2', '$0.'])('%j is none', (text) => {
    expect(parseTerm(text)).toBeNull();
  });
});

describe('terms that mean the same are one', () => {
  const three = constant(3);
  test.each<[string, Term, Term]>([
    ['`a > b` and `b < a`', term('>', x, three), term('<', three, x)],
    ['`a >= b` and `!(a < b)`', term('>=', x, three), not(term('<', x, three))],
    ['`a !== b` and `!(a === b)`', term('!==', x, three), not(term('===', three, x))],
    ['a template and a sum', joined([constant('id-'), x]), term('+', constant('id-'), x)],
    ['a comparison of a choice, and the choice', term('===', term('?:', term('<', x, three), constant('left'), constant('right')), constant('right')), not(term('<', x, three))],
    ['a double negation', not(not(term('===', x, three))), term('===', x, three)],
  ])('%s', (_, one, other) => {
    expect(textOf(one)).toBe(textOf(other));
  });

  test.each<[string, Term, string, boolean]>([
    ['xs.length > 0', term('>', term('.length', x), constant(0)), '0 < $0.length', false],
    ['xs.length === 0', term('===', term('.length', x), constant(0)), '0 < $0.length', true],
    ['!xs.length', not(term('.length', x)), '0 < $0.length', true],
    ['Boolean(x)', { op: 'Boolean', args: [x] }, '$0', false],
  ])('as a question: %s', (_, of, text, negated) => {
    const asked = question(of);
    expect([textOf(asked.term), asked.negated]).toEqual([text, negated]);
  });
});

describe('what constants decide is decided', () => {
  test.each<[string, Term, unknown]>([
    ['2 < 3', term('<', constant(2), constant(3)), true],
    ['undefined > 0', term('>', constant(undefined), constant(0)), false],
    ['undefined ?? 3', term('??', constant(undefined), constant(3)), 3],
    ['undefined?.name', term('.name', constant(undefined)), undefined],
    ['typeof undefined', term('typeof', constant(undefined)), 'undefined'],
    ["'a' + 1", term('+', constant('a'), constant(1)), 'a1'],
    ['a variable that is always 3', variable([constant(3), constant(3)]), 3],
  ])('%s', (_, of, value) => {
    expect(of).toEqual(constant(value as string));
  });
});
