import { describe, expect, test } from 'vitest';
import { comparePrograms } from '../../src/commands/compare.ts';
import { extractPrograms } from '../../src/commands/extract.ts';
import { inspect } from '../inspect.ts';
import { modelOf, programsOf, sourceOf } from './programs.ts';

/** The model of a body of `wf`, in which `a` to `d` are activities, `L.a` local ones and `W` is the workflow package. */
const bodyModel = (body: string): string => modelOf(sourceOf(body));

describe('commands', () => {
  test.each<[string, string, string]>([
    ['an activity', 'await a();', 'await activity a'],
    ['a local activity', 'await L.a();', 'await local activity a'],
    ['an activity by a computed name', "await L[input.name]();", 'await local activity "[$0.name]"'],
    ['a proxy with an id', "const p = proxyActivities<any>({ startToCloseTimeout: 1, activityId: 'x' }); await p.e();", 'await activity e id "x"'],
    ['options of one call', "await a.executeWithOptions({ activityId: 'x' }, []);", 'await activity a id "x"'],
    ['an activity that is scheduled by name', "await W.scheduleActivity('e', [], { startToCloseTimeout: 1 });", 'await activity e'],
    ['timers', 'await sleep(1);', 'await timer'],
    ['a child with an id', "await executeChild('kid', { workflowId: `kid-${input.id}` });", 'await child workflow kid id "{text(\\"kid-\\", $0.id)}"'],
    ['a child without one', 'await executeChild(kid); async function kid() {}', 'await child workflow kid random'],
    ['messages to other workflows', "const h = getExternalWorkflowHandle('x'); await h.signal('s'); await h.cancel();", 'await external signal\nawait external cancel'],
    ['upserts', 'upsertMemo({}); upsertSearchAttributes({});', 'memo unnamed\nsearch attributes unnamed'],
    ['the end', 'await continueAsNew();', 'continue as new'],
    ['a function that continues as new', 'const go = makeContinueAsNewFunc(); await go();', 'continue as new'],
    ['a condition', 'await condition(() => input.ready);', 'await until $0.ready'],
    [
      'a condition with a timeout',
      "if (!(await condition(() => input.ready, '1h'))) await a();",
      'timer\nawait race((until $0.ready), "timer")\ncancel "timer"\nif !satisfied($0.ready)\n  await activity a',
    ],
    ['a patch', "if (patched('p')) await a(); else await b();", 'patched p as "patched p"\nif patch "patched p"\n  await activity a\nelse\n  await activity b'],
  ])('%s', (_, body, model) => {
    expect(bodyModel(body)).toBe(model);
  });
});

describe('control flow', () => {
  test.each<[string, string, string]>([
    ['a branch that does nothing', 'if (input.x) { log.info("x"); } await a();', 'await activity a'],
    ['a negated condition', 'if (!input.x) await a();', 'if !$0.x\n  await activity a'],
    ['`&&` in a condition', 'if (input.x && input.y) await a();', 'if $0.x\n  if $0.y\n    await activity a'],
    ['a ternary', 'await (input.x ? a() : b());', 'if $0.x\n  activity a\n  set either to a\nelse\n  activity b\n  set either to b\nawait either'],
    ['`&&` before a command', 'input.x && (await a());', 'if $0.x\n  await activity a'],
    ['`??` before a command', 'const y = input.x ?? (await a());', 'if isNull($0.x)\n  await activity a'],
    ['an optional call', 'await input.h?.(a());', 'if !isNull($0.h)\n  activity a'],
    ['a loop with a known count', 'for (let i = 0; i < 3; i++) await a(i);', 'repeat 3\n  await activity a'],
    ['a loop over known items', "for (const i of ['x', 'y']) await a(i);", 'repeat 2\n  await activity a'],
    ['a loop over data', 'for (const i of input.list) await a(i);', 'while more($0.list)\n  await activity a'],
    ['a loop with a counter', 'let n = 0; while (n < input.max) { n++; await a(); }', 'while variable(0, self + 1) < $0.max\n  await activity a'],
    ['do … while', 'do { await a(); } while (input.x);', 'do while $0.x\n  await activity a'],
    ['labels', 'out: for (const i of input.list) for (const j of input.list) { await a(); break out; }', 'label out while more($0.list)\n  while more($0.list)\n    await activity a\n    break out'],
    [
      'switch, with a case that falls through',
      "switch (input.k) { case 'x': await a(); case 'y': await b(); break; default: await c(); }",
      'block switch\n  if $0.k === "x"\n    await activity a\n    await activity b\n    break switch\n  else\n    if $0.k === "y"\n      await activity b\n      break switch\n    else\n      await activity c',
    ],
    ['try', 'try { await a(); } catch { await b(); } finally { await c(); }', 'try\n  await activity a\ncatch\n  await activity b\nfinally\n  await activity c'],
    ['an early exit', 'if (input.x) return 1; await a();', 'if $0.x\n  return\nawait activity a'],
    ['a plain error', "throw new Error('x');", 'fail task'],
    ['a failure', "throw ApplicationFailure.nonRetryable('x');", 'throw'],
  ])('%s', (_, body, model) => {
    expect(bodyModel(body)).toBe(model);
  });
});

describe('promises', () => {
  test.each<[string, string, string]>([
    ['all', 'await Promise.all([a(), b()]);', 'activity a\nactivity b\nawait all(a, b)'],
    ['one that is awaited later', 'const p = a(); await b(); await p;', 'activity a\nawait activity b\nawait a'],
    ['an async function that is started', 'const p = (async () => { await a(); await b(); })(); await c(); await p;', 'start branch own a, b\n  await activity a\n  await activity b\nawait activity c\nawait branch'],
    ['map over data', 'await Promise.all(input.list.map(async (i: any) => { await a(i); }));', 'set list to all()\nwhile more($0.list)\n  start branch own a\n    await activity a\n  add branch to list\nawait all(list)'],
    ['pushes', 'const ps = []; for (const i of input.list) ps.push(a(i)); await Promise.all(ps);', 'while more($0.list)\n  activity a\n  add a to list\nawait all(list)'],
    ['functions that are kept for later', 'const undo: any[] = []; undo.push(() => a()); try { await c(); undo.push(() => b()); } catch { for (const u of undo.reverse()) await u(); }', 'try\n  await activity c\ncatch\n  while more(code("choices"))\n    if is(item, "activity a")\n      activity a\n      set either to a\n    else\n      if is(item, "activity b")\n        activity b\n        set either to b\n    await either'],
    ['then', 'await a().then(() => b());', 'await activity a\nawait activity b'],
    ['catch', 'await a().catch(() => b());', 'activity a\ntry\n  await a\ncatch\n  await activity b'],
    ['a promise that a timer resolves', 'await new Promise<void>((r) => { setTimeout(r, 5); });', 'promise promise\ntimer\nstart timeout\n  await "timer"\n  resolve promise\nawait promise'],
    ['a scope', 'const s = new CancellationScope(); const p = s.run(() => a()); s.cancel(); await p;', 'scope scope\nstart scoped in scope own a\n  await activity a\ncancel scope later\nawait scoped'],
  ])('%s', (_, body, model) => {
    expect(bodyModel(body)).toBe(model);
  });
});

describe('functions', () => {
  const source = (rest: string) => sourceOf(rest);

  test.each<[string, string, string]>([
    ['a helper', 'export async function wf() { await help(1); } async function help(x: number) { await a(); if (x > 1) await b(); }', 'await activity a'],
    ['a helper with several ways out', 'export async function wf(i: any) { await help(i); await c(); } async function help(x: any) { if (x.y) return; await a(); }', 'call\n  if $0.y\n    return\n  await activity a\nawait activity c'],
    ['an arrow function', 'export const wf = async () => { await a(); };', 'await activity a'],
    ['a method', 'class S { async run() { await this.step(); } private async step() { await a(); } } export async function wf() { await new S().run(); }', 'await activity a'],
    ['an inherited method', 'class B { async step() { await a(); } } class S extends B { async run() { await this.step(); } } export async function wf() { await new S().run(); }', 'await activity a'],
    ['recursion', 'export async function wf(i: any) { await down(i); } async function down(i: any) { await a(); if (i.next) await down(i.next); }', 'await activity a\nif $0.next\n  await unknown call "down again" as call'],
    ['a function that is handed over', 'export async function wf() { await twice(() => a()); } async function twice(f: any) { await f(); await f(); }', 'await activity a\nawait activity a as "a\'2"'],
    [
      'functions in a map',
      'const steps: any = { x: () => a(), y: () => b() }; export async function wf(i: any) { await steps[i.k](); }',
      'if $0.k === "x"\n  activity a\n  set either to a\nelse\n  if $0.k === "y"\n    activity b\n    set either to b\nawait either',
    ],
    ['a call that nobody can look into', "import { run } from 'package'; export async function wf() { await run(1); }", 'await unknown call run as call'],
    ['a generator', 'function* two(xs: any) { for (const x of xs) yield x; } export async function wf(i: any) { for (const x of two(i)) await a(x); }', 'block generator\n  while more($0)\n    repeat 1\n      await activity a'],
  ])('%s', (_, code, model) => {
    expect(modelOf(source(code))).toBe(model);
  });

  test('helpers and proxies of other modules', () => {
    const modules = {
      './proxies': "import { proxyActivities } from '@temporalio/workflow'; export const { charge } = proxyActivities({ startToCloseTimeout: 1 });",
      './steps': "export * from './pay';",
      './pay': "import { charge } from './proxies'; export const pay = async () => { await charge(); };",
    };
    expect(modelOf("import { pay } from './steps'; export async function wf() { await pay(); }", modules)).toBe('await activity charge');
    expect(modelOf("import { pay } from './steps'; export async function wf() { await pay(); }")).toBe('await unknown call pay as call');
  });
});

describe('handlers', () => {
  test('are programs of their own, and decide in conditions', () => {
    const code = sourceOf(`
export const go = defineSignal('go');
export async function wf() {
  let ready = false;
  setHandler(go, async () => { ready = true; await a(); });
  await condition(() => ready);
}`);
    expect(modelOf(code)).toBe('handle signal go\nawait until variable(false, on("go", true))\non signal go\n  await activity a');
  });

  test('a promise that a handler resolves is the same as a flag that it sets', () => {
    const code = sourceOf(`
export const go = defineSignal('go');
export async function wf() {
  const ready = new W.Trigger<void>();
  setHandler(go, () => ready.resolve());
  await ready;
}`);
    expect(modelOf(code)).toContain('(until variable(false, on("go", true)))');
  });
});

test('only what is bound to the SDK counts', () => {
  expect(modelOf('const sleep = (n: number) => n; export async function wf() { await sleep(1); }')).toBe('');
});

test('interceptors are a program', () => {
  const { workflows } = programsOf(sourceOf('export const interceptors = () => ({ inbound: [{ async execute(input: any, next: any) { await a(); return next(input); } }] });'));
  expect(workflows.map(({ name, body }) => [name, body.length > 0])).toEqual([['interceptors', true]]);
});

test('a workflow that is pinned by Worker Versioning says so', () => {
  const { workflows } = programsOf("import { setWorkflowOptions } from '@temporalio/workflow'; setWorkflowOptions({ versioningBehavior: 'PINNED' }, wf); export async function wf() {}");
  expect(workflows[0]?.pinned).toBe(true);
});

test('a file without scopes has no programs', () => {
  expect(inspect('export async function wf() {}', (file) => extractPrograms({ ...file, scopeManager: null }, { load: () => null }))).toEqual({ workflows: [] });
});

test('a workflow that cannot be followed is unknown, and not gone', () => {
  const [old] = [programsOf(sourceOf('export async function wf() { await a(); }'))];
  expect(comparePrograms(old!, { workflows: [], unknown: ['wf'] })).toEqual([]);
  expect(comparePrograms(old!, { workflows: [] })).toHaveLength(1);
});
