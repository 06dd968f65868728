import { describe, expect, it } from 'vitest';
import { nodesOfType } from '../../src/syntax/nodes.ts';
import { awaitingFunction, fateOf } from '../../src/syntax/promises.ts';
import { inspect } from '../inspect.ts';

/** What becomes of the first call of `work`; for a dropped promise its text, and how it is dropped. */
function fate(code: string): unknown {
  return inspect(code, (file) => {
    const call = nodesOfType(file, 'CallExpression').find(({ callee }) => callee.type === 'Identifier' && callee.name === 'work');
    const found = fateOf(file, call!);
    if (found.type === 'held') return 'held';
    if (found.type === 'returned') return `returned on line ${found.by.loc.start.line}`;
    const how = [found.operator && 'void', found.isList && 'list', found.ignoredBy && 'ignored'].filter(Boolean);
    return [file.text.slice(...found.promise.range), ...how].join(' | ');
  });
}

describe('fateOf', () => {
  it.each([
    'await work();',
    'const pending = work();',
    'pending = work();',
    'pending ??= work();',
    'all.push(work());',
    'const all = [work()];',
    'const both = { pay: work() };',
    'if (work()) go();',
    'work() && go();',
    'work() ? go() : stop();',
    'work().catch(onError);',
    'work().then(go, onError);',
    'work().then(go).catch(onError).then(go);',
    'Promise.all([work(), go()]).catch(onError);',
    'await Promise.race([work(), go()]);',
    'const Promise = make(); Promise.all([work()]);',
    'for await (const one of [work()]) go(one);',
    'list.then(work(), go());',
    'work().unref();',
    'work().then;',
    'class A { #pending = work(); }',
    'tag`${work()}`;',
  ])('%s is held', (code) => {
    expect(fate(code)).toBe('held');
  });

  it.each([
    ['work();', 'work()'],
    ['void work();', 'work() | void'],
    ['(work() as Promise<void>)!;', '(work() as Promise<void>)!'],
    ['work(), go();', 'work()'],
    ['ready && work();', 'work()'],
    ['work() || go();', 'work()'],
    ['ready ? work() : go();', 'work()'],
    ['[work()];', 'work()'],
    ['work().then(go);', 'work().then(go)'],
    ['work().then(go, undefined).finally(stop);', 'work().then(go, undefined).finally(stop)'],
    ['work().catch(null);', 'work().catch(null)'],
    ['work()?.then(go);', 'work()?.then(go)'],
    ['Promise.all([go(), work()]);', 'Promise.all([go(), work()])'],
    ['void Promise.allSettled([...list.map(() => work())]);', 'Promise.allSettled([...list.map(() => work())]) | void'],
    ['globalThis.Promise.resolve(work()).then(go);', 'globalThis.Promise.resolve(work()).then(go)'],
    ['go().then(() => work());', 'go().then(() => work())'],
    ['go().then(function () { return work(); });', 'go().then(function () { return work(); })'],
    ['list.map((one) => work(one));', 'list.map((one) => work(one)) | list'],
    ['list.forEach((one) => work(one));', 'work(one) | ignored'],
    ['setTimeout(() => work(), 1);', 'work() | ignored'],
    ['(() => work())();', '(() => work())()'],
    ['list.forEach((one) => { work(one); });', 'work(one)'],
    ['list.forEach((one) => void work(one));', 'work(one) | void'],
  ])('%s is dropped', (code, expected) => {
    expect(fate(code)).toBe(expected);
  });

  it('is returned by the function whose caller gets it', () => {
    expect(fate('const start = () => work();')).toBe('returned on line 1');
    expect(fate('function start() {\n  return ready ? work() : null;\n}')).toBe('returned on line 1');
    expect(fate('list.forEach(\n  async () => work());')).toBe('returned on line 2');
    expect(fate('setHandler(signal,\n  () => work());')).toBe('returned on line 2');
    expect(fate('const done = list.forEach((one) => work(one));')).toBe('returned on line 1');
    expect(fate('const timer = setTimeout(() => work(), 1);')).toBe('returned on line 1');
  });
});

describe('awaitingFunction', () => {
  it.each([
    ['async function f() { work(); }', true],
    ['const f = async () => work();', true],
    ['class A { async f() { if (ready) work(); } }', true],
    ['async function* f() { work(); }', true],
    ['work();', false],
    ['function f() { work(); }', false],
    ['async function f() { list.forEach(() => { work(); }); }', false],
    ['async function f(one = work()) {}', false],
    ['async function f() { class A { one = work(); } }', false],
    ['async function f() { class A { static { work(); } } }', false],
  ])('%s', (code, expected) => {
    const found = inspect(code, (file) => awaitingFunction(nodesOfType(file, 'CallExpression').at(-1)!));
    expect(found !== null).toBe(expected);
  });
});
