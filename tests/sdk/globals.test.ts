import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ABSENT_GLOBALS,
  BUILT_IN_CONSTRUCTORS,
  BUILT_IN_NAMESPACES,
  CLOCK_METHODS,
  CONSOLE_METHODS,
  HOST_CLOCKS,
  HOST_RANDOM,
  HOST_SCHEDULERS,
  INLINED_EXPRESSIONS,
  NONDETERMINISTIC_BUILTINS,
  REPLACED_GLOBALS,
  UNSAFE_WORKFLOW_INFO,
} from '../../src/temporal/globals.ts';
import { openSandbox, type Run, type Sandbox } from './oracle.ts';

let sandbox: Sandbox;
/** The workflows that return an expression, by its text; all but those that change what others see. */
let runs: Record<string, Run>;
beforeAll(async () => {
  sandbox = await openSandbox();
  runs = await runExpressions([
    SANDBOX_GLOBALS,
    CONSOLE,
    ...ABSENT.map(firstName),
    ...ABSENT,
    ...INLINED_EXPRESSIONS,
    ...UNDEFINED,
    ...Object.values(REPLACING),
    ...LEAKING.map(inIds),
    ...throwing(NONDETERMINISTIC_BUILTINS).map((name) => `new ${name}({})`),
    ...Object.values(OUTSIDE),
  ]);
});
afterAll(() => sandbox.close());

/** Runs workflows that return these expressions, by their text. */
function runExpressions(expressions: Iterable<string>): Promise<Record<string, Run>> {
  const programs = [...new Set(expressions)].map((expression) => [
    expression,
    `// @ts-nocheck\nimport * as wf from '@temporalio/workflow';\nexport async function wf_() { return ${expression}; }\nexport { wf_ as wf };`,
  ]);
  return sandbox.runAll(Object.fromEntries(programs) as Record<string, string>);
}

const firstName = (path: string) => path.split('.')[0]!;
const throwing = (table: ReadonlyMap<string, string>) => [...table].filter(([, how]) => how === 'throws').map(([path]) => path);

const ABSENT = [...ABSENT_GLOBALS.keys(), ...HOST_SCHEDULERS, ...throwing(HOST_CLOCKS), ...HOST_RANDOM.keys()];

/** The globals of a plain Node process, which is what this one is not. */
const NODE_GLOBALS = (
  JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-'], {
      input: 'console.log(JSON.stringify(Object.getOwnPropertyNames(globalThis)))',
      encoding: 'utf8',
    }),
  ) as string[]
).sort();

describe('names', () => {
  it('have one owner', () => {
    const owners = [ABSENT_GLOBALS.keys(), HOST_SCHEDULERS, HOST_CLOCKS.keys(), HOST_RANDOM.keys(), NONDETERMINISTIC_BUILTINS.keys()];
    const all = owners.flatMap((names) => [...names]);
    expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([]);
  });
});

const SANDBOX_GLOBALS = 'Object.getOwnPropertyNames(globalThis)';
const sandboxGlobals = () => runs[SANDBOX_GLOBALS]!.result as string[];

/** Absent globals where that is no error, and what they give. */
const UNDEFINED = ['globalThis.process', 'typeof process', 'typeof globalThis.fetch'];

describe('absent globals', () => {
  it.each(ABSENT)('%s throws', (path) => {
    expect(runs[firstName(path)]?.taskFailures[0]?.message).toBe(`${firstName(path)} is not defined`);
    expect(runs[path]?.status).toBe('task-failed');
  });

  it('are all that Node has and the sandbox has not', () => {
    const known = new Set([...ABSENT.map(firstName), 'global']);
    expect(NODE_GLOBALS.filter((name) => !known.has(name) && !sandboxGlobals().includes(name))).toEqual([]);
  });

  it('are undefined as properties of globalThis, and for typeof', () => {
    expect(UNDEFINED.map((expression) => runs[expression]?.result)).toEqual([undefined, 'undefined', 'undefined']);
    expect(UNDEFINED.map((expression) => runs[expression]?.status)).toEqual(UNDEFINED.map(() => 'completed'));
  });

  it('work where the bundler inlines them', () => {
    for (const expression of INLINED_EXPRESSIONS) expect(runs[expression]?.result).toBe('development');
  });

  it('have the stand-ins that the table names', () => {
    const standIns = [...ABSENT_GLOBALS.values()].flatMap(({ instead = [] }) => instead);
    expect(standIns.filter((name) => !sandboxGlobals().includes(name))).toEqual([]);
  });
});

const CONSOLE = 'Object.keys(console)';

/** Expressions that show how the sandbox replaces a global. */
const REPLACING = {
  Date: 'new Date().getTime() === Date.now() && Date.now() < Date.UTC(2024, 0, 2)',
  'Math.random': 'Math.random()',
  clearTimeout: 'clearTimeout(setTimeout(() => {}, 1))',
  console: 'console.log.toString().includes("isReplayingHistoryEvents")',
  setTimeout: 'await new Promise((resolve) => setTimeout(resolve, 1, true))',
};

describe('present globals', () => {
  it('are in a table, or known to need no row', () => {
    const plain = [
      ...['Infinity', 'NaN', 'undefined', 'globalThis', 'eval', 'isFinite', 'isNaN', 'parseFloat', 'parseInt', 'escape', 'unescape'],
      ...['decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'Proxy', 'assert'],
      // Of newer versions of V8.
      ...['AsyncDisposableStack', 'DisposableStack', 'Float16Array', 'Iterator', 'SuppressedError'],
    ];
    const tables = [BUILT_IN_CONSTRUCTORS, BUILT_IN_NAMESPACES, REPLACED_GLOBALS.keys(), NONDETERMINISTIC_BUILTINS.keys()];
    const known = new Set([...plain, ...tables.flatMap((names) => [...names])]);
    expect(sandboxGlobals().filter((name) => !known.has(name) && !name.startsWith('__TEMPORAL'))).toEqual([]);
  });

  it('have the console methods of the table', () => {
    expect(new Set(runs[CONSOLE]?.result as string[])).toEqual(CONSOLE_METHODS);
  });

  it('are replaced where the table says', async () => {
    expect(new Set(Object.keys(REPLACING))).toEqual(new Set(REPLACED_GLOBALS.keys()));
    for (const expression of Object.values(REPLACING)) {
      expect(runs[expression]).toMatchObject({ status: 'completed', replayError: null });
    }
    expect(runs[REPLACING.Date]?.result).toBe(true);
    expect(runs[REPLACING.console]?.result).toBe(true);
    expect(runs[REPLACING.setTimeout]).toMatchObject({ result: true, commands: [['START_TIMER'], ['COMPLETE_WORKFLOW_EXECUTION']] });
    const again = await runExpressions([REPLACING['Math.random']]);
    expect(again[REPLACING['Math.random']]?.result).toBe(runs[REPLACING['Math.random']]?.result);
  });
});

/** Makes an expression decide what the workflow emits, so that replay notices another value. */
const inIds = (expression: string) => `wf.executeChild('child', { workflowId: String(${expression}) })`;

const LEAKING = [
  ...[...CLOCK_METHODS].flatMap(([constructor, methods]) =>
    [...methods].map((method) => `JSON.stringify(new ${constructor}('en', { second: 'numeric', fractionalSecondDigits: 3 }).${method}())`),
  ),
  'wf.workflowInfo().unsafe.now()',
  'wf.workflowInfo().unsafe.random.random()',
];

const OUTSIDE: Record<string, string> = {
  'Atomics.waitAsync': 'await Atomics.waitAsync(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20).value',
  'WebAssembly.compile': 'await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))',
  'WebAssembly.instantiate': 'await WebAssembly.instantiate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))',
};

describe('what does not replay', () => {
  it('is in the tables', () => {
    const unsafe = LEAKING.flatMap((expression) => /unsafe\.(\w+)/.exec(expression)?.[1] ?? []);
    expect(new Set(unsafe)).toEqual(new Set(UNSAFE_WORKFLOW_INFO.keys()));
    const outside = [...HOST_CLOCKS, ...NONDETERMINISTIC_BUILTINS].filter(([, how]) => how === 'settlesOutside');
    expect(new Set(outside.map(([path]) => path))).toEqual(new Set(Object.keys(OUTSIDE)));
  });

  it.each(LEAKING)('%s differs in replay', (expression) => {
    expect(runs[inIds(expression)]?.replayError).toMatch(/child workflow id/i);
  });

  it.each(throwing(NONDETERMINISTIC_BUILTINS))('%s throws', (name) => {
    expect(runs[`new ${name}({})`]?.taskFailures[0]?.message).toContain('cannot be used in Workflows because v8 GC is non-deterministic');
  });

  it.each(Object.keys(OUTSIDE))('%s settles when no task is running', (path) => {
    expect(runs[OUTSIDE[path]!]).toMatchObject({ status: 'blocked', commands: [[]] });
  });

  it('Atomics.wait blocks the thread', async () => {
    expect([...NONDETERMINISTIC_BUILTINS].filter(([, how]) => how === 'blocks')).toEqual([['Atomics.wait', 'blocks']]);
    const started = performance.now();
    const { status } = await sandbox.run(
      `export async function wf() { return Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000); }`,
    );
    expect(status).toBe('completed');
    expect(performance.now() - started).toBeGreaterThan(1000);
  });
});

describe('built-in objects, in a reused V8 context', () => {
  const add = (name: string) => `(${name}.addedByTheTest = 1)`;
  const write = (name: string) => `(${name}.prototype.addedByTheTest = 1)`;
  const read = (name: string) => `[${name}.prototype.addedByTheTest]`;
  const frozen = [...BUILT_IN_NAMESPACES, ...BUILT_IN_CONSTRUCTORS];
  const shared = [...BUILT_IN_CONSTRUCTORS];
  let written: Record<string, Run>;
  beforeAll(async () => {
    written = await runExpressions([
      ...frozen.map(add),
      ...shared.flatMap((name) => [write(name), read(name), `delete ${name}.prototype.addedByTheTest`]),
    ]);
  });

  it('are frozen', () => {
    expect(frozen.filter((name) => written[add(name)]?.status !== 'task-failed')).toEqual([]);
  });

  it('have prototypes that keep what one workflow writes for the next one', () => {
    const results = shared.map((name) => [name, written[read(name)]?.result]);
    expect(results).toEqual(shared.map((name) => [name, [1]]));
  });
});
