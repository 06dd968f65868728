import { describe, expect, it } from 'vitest';
import { enclosingFunction, nodesOfType } from '../../src/syntax/nodes.ts';
import { overlap, readsOf } from '../../src/syntax/reads.ts';
import { isOutside, placeOf, writes } from '../../src/syntax/writes.ts';
import { inspect } from '../inspect.ts';

const writesIn = (code: string) =>
  inspect(code, (file) => writes(file).map(({ target, form }) => `${form} ${file.text.slice(...target.range)}`));

describe('writes', () => {
  it('are assignments, steps, deletions, and patterns', () => {
    expect(writesIn('let a; a = 1; a += 1; a++; --b.c; a ??= 1; a ||= 2; a &&= 3; delete b.c; [a, ...b.d] = c; ({ a, e: b.e = 1, ...b.f } = c);')).toEqual([
      'set a',
      'step a',
      'step a',
      'step b.c',
      'lazy a',
      'lazy a',
      'step a',
      'delete b.c',
      'set a',
      'set b.d',
      'set a',
      'set b.e',
      'set b.f',
    ]);
  });

  it('are the methods of what is certainly an array, a map or a set, and those that are no use but for their effect', () => {
    expect(
      writesIn(`
const list: string[] = [], map = new Map(), set: Set<string> = other;
list.sort(); list.slice(); map.set(1, 2); map.get(1); set.add('a'); other.add('a'); other.push('a'); const x = other.push('a'); other.sort();
`),
    ).toEqual(['method list', 'method map', 'method set', 'method other']);
  });
});

describe('places', () => {
  const places = (code: string) =>
    inspect(code, (file) =>
      writes(file).map(({ target, node }) => {
        const place = placeOf(file, target);
        const around = enclosingFunction(node);
        return place && `${place.path.join('.')} ${place.isExact} ${around && isOutside(file, place, around)}`;
      }),
    );

  it('have a path, as far as it is certain', () => {
    expect(places(`const a = {}; function f() { a.b['c'] = 1; a.b[x].c = 1; a[0] = 1; f().b = 1; g = 1; }`)).toEqual([
      'b.c true true',
      'b false true',
      '0 true true',
      null,
      null,
    ]);
  });

  it('are outside of a function where what they stand for is', () => {
    expect(
      places(`
let out = { a: 1 };
function f(given) { let own = {}; own.a = 1; own = 1; given.a = 1; const alias = out; alias.a = 1; const copy = { ...out }; copy.a = 1; out = 1; }
`),
    ).toEqual(['a true false', ' true false', 'a true false', 'a true false', 'a true false', ' true true']);
    expect(places(`const out = { a: 1 }; function f() { const alias = out; alias.a = 1; }`)).toEqual(['a true true']);
    expect(places(`class C { a = 1; f = () => { this.a = 2; }; }`)).toEqual(['a true true']);
  });
});

describe('reads', () => {
  const readsIn = (code: string) =>
    inspect(code, (file) => {
      const [write] = writes(file);
      return readsOf(file, placeOf(file, write!.target)!, file.ast).map(({ loc, range }) => `${file.text.slice(...range)}:${loc.start.column}`);
    });

  it('are of the place and of its parts, and not the write itself', () => {
    expect(readsIn('let s = {}; s.a = 1; f(s.a, s.a.b, s.b, s, s["a"]); s.a += 1;')).toEqual(['s.a:23', 's.a.b:28', 's["a"]:43', 's.a:52']);
  });

  it('tell whether places overlap', () => {
    const overlaps = (code: string) =>
      inspect(code, (file) => {
        const [one, other] = nodesOfType(file, 'UpdateExpression').map(({ argument }) => placeOf(file, argument)!);
        return overlap(one!, other!);
      });
    expect(overlaps('let s; s.a++; s.a.b++;')).toBe(true);
    expect(overlaps('let s; s.a++; s++;')).toBe(true);
    expect(overlaps('let s; s.a++; s.b++;')).toBe(false);
    expect(overlaps('let s, t; s.a++; t.a++;')).toBe(false);
  });
});
