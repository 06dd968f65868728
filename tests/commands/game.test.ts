import { describe, expect, test } from 'vitest';
import { kindsOfModels } from './programs.ts';

describe('commands match in order, each no later than it was recorded', () => {
  test.each<[string, string, string, readonly string[]]>([
    ['the same', 'await activity a', 'await activity a', []],
    ['two that change places', 'await activity a\nawait activity b', 'await activity b\nawait activity a', ['reordered']],
    ['one in front', 'await activity a', 'await activity b\nawait activity a', ['added']],
    ['one less', 'await activity a\nawait activity b', 'await activity b', ['removed']],
    ['another in its place', 'await activity a', 'await activity b', ['renamed']],
    ['a local one in its place', 'await activity a', 'await local activity a', ['replaced']],
    ['two independent edits', 'await activity a\nawait activity b\nawait activity c', 'await timer\nawait activity a\nawait activity b\nawait activity d', ['added', 'renamed']],
    ['sequential to concurrent', 'await activity a\nawait activity b\nawait activity c', 'activity a\nactivity b\nawait all(a, b)\nawait activity c', []],
    ['concurrent to sequential', 'activity a\nactivity b\nawait all(a, b)\nawait activity c', 'await activity a\nawait activity b\nawait activity c', ['wait added']],
    ['an id that changes', 'await child workflow k id "1"', 'await child workflow k id "2"', ['child id changed']],
    ['one more that is cancelled before it is sent', 'await activity b', 'scope s\nstart t in s own a\n  await activity a\ncancel s\nawait activity b', ['number shifted']],
  ])('%s', (_, old, now, kinds) => {
    expect(kindsOfModels(`${old}\nawait activity z`, `${now}\nawait activity z`)).toEqual(kinds);
  });

  test('what only closed histories hold counts on demand', () => {
    const [old, now] = ['await activity a', 'await activity a\nawait activity b'];
    expect(kindsOfModels(old, now)).toEqual([]);
    expect(kindsOfModels(old, now, { closedExecutions: true })).toEqual(['added']);
  });
});

describe('conditions', () => {
  const choice = (guard: string, yes = 'a', no = 'b') => `if ${guard}\n  await activity ${yes}\nelse\n  await activity ${no}\nawait activity z`;

  test('one that both sides ask decides for both', () => {
    expect(kindsOfModels(choice('$0'), choice('$0'))).toEqual([]);
    expect(kindsOfModels(choice('$0'), choice('$0', 'b', 'a'))).toEqual(['reordered']);
  });

  test('one that only one side asks makes a difference possible', () => {
    const plain = 'await activity a\nawait activity z';
    const guarded = 'if now\n  await activity a\nawait activity z';
    expect(kindsOfModels(plain, guarded)).toEqual(['moved into a condition?']);
    expect(kindsOfModels(guarded, plain)).toEqual(['moved out of a condition?']);
    expect(kindsOfModels(choice('now'), choice('random'))).toEqual(['condition changed?']);
  });

  test('one whose arms do the same does not count', () => {
    expect(kindsOfModels('await activity a\nawait activity z', choice('now', 'a', 'a'))).toEqual([]);
  });

  test('a limit that is raised keeps what was below it', () => {
    const loop = (limit: number) => `while variable(0, self + 1) < ${limit}\n  await activity a\ncontinue as new`;
    expect(kindsOfModels(loop(20), loop(30))).toEqual([]);
    expect(kindsOfModels(loop(30), loop(20))).toEqual(['loop changed?']);
  });

  test('a predicate is waited for by both, or keeps the new side back', () => {
    const wait = (predicate: string) => `await until ${predicate}\nawait activity a\nawait activity z`;
    expect(kindsOfModels(wait('now'), wait('now'))).toEqual([]);
    expect(kindsOfModels(wait('now'), 'await activity a\nawait activity z')).toEqual([]);
    expect(kindsOfModels(wait('now'), wait('random'))).toEqual(['predicate changed?']);
    expect(kindsOfModels('await activity a\nawait activity z', wait('now'))).toEqual(['wait added?']);
  });
});

describe('loops', () => {
  test('go on as long as both sides do', () => {
    const loop = (body: string) => `while more($0)\n${body}\nawait activity z`;
    expect(kindsOfModels(loop('  await activity a'), loop('  await activity a'))).toEqual([]);
    expect(kindsOfModels(loop('  await activity a\n  await activity b'), loop('  await activity b\n  await activity a'))).toEqual(['reordered']);
  });

  test('that never end, and do nothing in between, are not followed for ever', () => {
    expect(kindsOfModels('while true\n  if now\n    await activity a', 'while true\n  if now\n    await activity b')).toEqual(['renamed']);
  });

  test('a round that does nothing is the last one', () => {
    const started = (body: string) => `set list to all()\nwhile more($0)\n  start branch own b\n    ${body}\n  add branch to list\nawait all(list)\nawait activity z`;
    expect(kindsOfModels(started('await activity b'), started('throw'))).toEqual(['removed']);
    expect(kindsOfModels('while $0 < 2\n  await activity a\nawait activity z', 'while $0 < 2\n  if $0\n    await activity a\nawait activity z')).toEqual(['moved into a condition?']);
  });

  test('`break` and `continue` leave the loop that they name', () => {
    const nested = (leave: string) => `label outer repeat 2\n  repeat 2\n    await activity a\n    ${leave}\n  await activity b\nawait activity z`;
    expect(kindsOfModels(nested('break'), 'await activity a\nawait activity b\nawait activity a\nawait activity b\nawait activity z')).toEqual([]);
    expect(kindsOfModels(nested('continue outer'), 'await activity a\nawait activity a\nawait activity z')).toEqual([]);
    expect(kindsOfModels(nested('break outer'), 'await activity a\nawait activity z')).toEqual([]);
  });
});

test('a cancelled timer is cancelled before what waits for the branch goes on', () => {
  const branch = 'timer as t\nstart b own c\n  await activity c\n  cancel t later\nawait b';
  expect(kindsOfModels(`${branch}\nawait activity d\nawait activity z`, `${branch}\nactivity d\nawait activity z`)).toEqual([]);
});

describe('failures', () => {
  test('a failure goes to the nearest catch, and runs finally on the way', () => {
    const old = 'try\n  await activity a\ncatch\n  await activity b\nfinally\n  await activity c\nawait activity z';
    expect(kindsOfModels(old, old)).toEqual([]);
    expect(kindsOfModels(old, old.replace('activity b', 'activity d'))).toEqual(['renamed']);
    expect(kindsOfModels(old, 'await activity a\nawait activity c\nawait activity z')).toEqual(['removed']);
  });

  test('an execution that ended is not compared', () => {
    expect(kindsOfModels('await activity a', 'try\n  await activity a\ncatch\n  await activity b')).toEqual([]);
  });

  test('a task that fails is no nondeterminism', () => {
    expect(kindsOfModels('await activity a\nawait activity b\nawait activity c', 'await activity a\nfail task')).toEqual([]);
  });
});

describe('patches', () => {
  const patched = 'patched p as p\nif patch p\n  await activity b\nelse\n  await activity a\nawait activity z';

  test('a new one is false in replay', () => {
    expect(kindsOfModels('await activity a\nawait activity z', patched)).toEqual([]);
    expect(kindsOfModels('await activity b\nawait activity z', patched)).toEqual(['added']);
  });

  test('one that is recorded must be met, as `patched` or `deprecatePatch`', () => {
    expect(kindsOfModels(patched, 'deprecatePatch p\nawait activity b\nawait activity z')).toEqual([]);
    expect(kindsOfModels(patched, 'await activity b\nawait activity z')).toEqual(['patch removed']);
    expect(kindsOfModels(patched, patched.replace('patched p', 'patched q'))).toEqual(['patch renamed']);
    expect(kindsOfModels(patched, `await timer\n${patched}`)).toEqual(['added']);
  });

  test('one has one answer within a task', () => {
    const apart = 'patched p as one\nif patch one\n  await activity b\npatched p as two\nif patch two\n  await activity c\nawait activity z';
    const together = 'patched p as one\nif patch one\n  await activity b\n  await activity c\nawait activity z';
    expect(kindsOfModels(apart, together)).toEqual([]);
  });

  test('one that is deprecated may go, and not move', () => {
    expect(kindsOfModels('deprecatePatch p\nawait activity a', 'await activity a')).toEqual([]);
    expect(kindsOfModels('deprecatePatch p\nawait activity a\nawait activity z', 'await activity a\ndeprecatePatch p\nawait activity z')).toEqual(['patch moved']);
  });
});

describe('handlers', () => {
  const withHandler = (message: string, body: string) => `await activity a\nawait activity z\non ${message} m\n${body.replace(/^(?=.)/gmu, '  ')}`;

  test('are compared by name, with nothing left over at the end', () => {
    expect(kindsOfModels(withHandler('signal', 'await activity b'), withHandler('signal', 'await activity b'))).toEqual([]);
    expect(kindsOfModels(withHandler('signal', ''), withHandler('signal', 'await activity b'))).toEqual(['added']);
    expect(kindsOfModels(withHandler('signal', 'await activity b'), withHandler('signal', ''))).toEqual(['removed']);
  });

  test('what is new in one and waits for a predicate comes where the execution goes on', () => {
    const [old, now] = [withHandler('signal', 'await activity b'), withHandler('signal', 'await activity b\nawait until now\nawait activity c')];
    expect(kindsOfModels(old, now)).toEqual(['added?']);
    expect(kindsOfModels(old, withHandler('signal', 'await activity b\nawait until now'))).toEqual([]);
    expect(kindsOfModels(old, withHandler('signal', 'await activity b\nwhile true\n  await until now'))).toEqual([]);
  });

  test('an update that is recorded must be handled', () => {
    expect(kindsOfModels(withHandler('update', ''), 'await activity a\nawait activity z')).toEqual(['handler removed']);
    expect(kindsOfModels(withHandler('signal', ''), 'await activity a\nawait activity z')).toEqual([]);
  });

  test('a signal handler that throws ends the execution', () => {
    expect(kindsOfModels(withHandler('signal', 'await activity b\nthrow'), withHandler('signal', 'await activity b'))).toEqual([]);
    expect(kindsOfModels(withHandler('signal', 'await activity b'), withHandler('signal', 'await activity b\nthrow'))).toEqual(['early exit']);
  });

  test('commands of the workflow can come behind what a handler starts earlier', () => {
    const [one, other] = ['await activity b\nawait activity c', 'activity b\nactivity c\nawait all(b, c)'];
    expect(kindsOfModels(withHandler('signal', one), withHandler('signal', other))).toEqual(['started earlier?']);
  });

  test('one that is set behind a condition on its message is late', () => {
    const waits = 'await until variable(false, on("m", true))';
    const old = `handle signal m\n${waits}\nawait activity a\nawait activity z\non signal m`;
    expect(kindsOfModels(old, `${waits}\nhandle signal m\nawait activity a\nawait activity z\non signal m`)).toEqual(['handler moved?']);
    expect(kindsOfModels(old, `await activity a\nhandle signal m\n${waits}\nawait activity z\non signal m`)).not.toContain('handler moved?');
  });

  test('what a handler creates and does not send shifts the numbers of the workflow', () => {
    const cancelled = 'scope s\ncancel s\nstart t in s own c\n  await activity c';
    expect(kindsOfModels(withHandler('signal', 'await activity b'), withHandler('signal', `await activity b\n${cancelled}`))).toEqual(['number shifted?']);
  });

  test('the acceptance of an update can come behind what is started earlier', () => {
    const [one, other] = ['await activity a\nawait activity z', 'activity a\nactivity z\nawait all(a, z)'];
    expect(kindsOfModels(`${one}\non update m`, `${other}\non update m`)).toEqual(['started earlier?']);
    expect(kindsOfModels(`${one}\non signal m`, `${other}\non signal m`)).toEqual([]);
  });

  test('commands of a message can come behind an end that comes earlier', () => {
    const handler = '\non signal m\n  await activity c';
    expect(kindsOfModels(`await activity a\nreturn${handler}`, `activity a\nreturn${handler}`)).toEqual(['early exit?']);
    expect(kindsOfModels('await activity a\nreturn', 'activity a\nreturn')).toEqual([]);
  });

  test('commands of a message can come behind what is started earlier', () => {
    const old = 'await activity a\nawait activity b\nawait activity z\non signal m\n  await activity c';
    const now = 'activity a\nactivity b\nawait all(a, b)\nawait activity z\non signal m\n  await activity c';
    expect(kindsOfModels(old, now)).toEqual(['started earlier?']);
  });
});

describe('a comparison is bounded by the ways that it follows', () => {
  const concurrent = (count: number, last: string) => {
    const branches = Array.from({ length: count }, (_, index) => `start t${index} own a${index}\n  while more($${index})\n    await activity a as a${index}`);
    const all = `await all(${branches.map((_, index) => `t${index}`).join(', ')})`;
    return [...branches, all, `await activity ${last}`, 'await activity z'].join('\n');
  };

  test('and finds what is near', () => {
    const old = concurrent(20, 'b');
    expect(kindsOfModels(old, old.replace('await activity a as a0', 'await activity c as a0'))).toEqual(['renamed']);
  });

  test('and is silent behind that', () => {
    expect(kindsOfModels(concurrent(20, 'b'), concurrent(20, 'c'), { maxStates: 50 })).toEqual([]);
    expect(kindsOfModels(concurrent(1, 'b'), concurrent(1, 'c'), { maxStates: 50 })).toEqual(['renamed']);
  });
});
