import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import rule from '../../../src/rules/valid-patch.ts';
import { type Judgement, openSandbox, type Pair, type Sandbox } from '../oracle.ts';
import { historyOf } from '../replay.ts';
import type { SimulatedExecution } from '../simulated-execution.ts';

const workflow = (body: string, top = '') => `
import { CancellationScope, deprecatePatch, patched, proxyActivities, sleep } from '@temporalio/workflow';
const { a, b, c, lock, unlock } = proxyActivities<any>({ startToCloseTimeout: '1m' });
${top}
export async function wf(input: any = {}): Promise<any> {
  const trace: any[] = [];
  const note = async (done: Promise<any>) => { trace.push(await done); };
  ${body}
  return trace.join(' ');
}
`;

function lint(code: string): { messageId: string | undefined; suggested: string | null }[] {
  const config = { languageOptions: { parser }, plugins: { t: { rules: { p: rule } } }, rules: { 't/p': 'error' } };
  return new Linter().verify(code, config as never).map(({ messageId, suggestions }) => {
    const { range, text } = suggestions?.[0]?.fix ?? {};
    return { messageId, suggested: range ? code.slice(0, range[0]) + text + code.slice(range[1]) : null };
  });
}

const GUARDED = `if (patched('locked')) await note(lock()); await note(a()); await note(b()); if (patched('locked')) await note(unlock());`;

interface Case {
  /** The code before the patch. */
  readonly old: string;
  readonly now: string;
  readonly reported: 'again' | 'inLoop' | 'inLoopRecorded' | 'deprecated' | null;
  /** What executions give in the end that start on the old code and go on with the new one from some task on. */
  readonly mixed?: string;
}

const ONE_BY_ONE = `await note(a()); await note(b());`;
const ROUNDS = `for (const i of [1, 2, 3]) await note(a(i));`;

const CASES: Readonly<Record<string, Case>> = {
  'two places': { old: ONE_BY_ONE, now: GUARDED, reported: 'again', mixed: 'a:1 b:1 unlock:1' },
  'a constant and a place': {
    old: ONE_BY_ONE,
    now: `const isLocked = patched('locked'); if (isLocked) await note(lock()); ${ONE_BY_ONE} if (patched('locked')) await note(unlock());`,
    reported: 'again',
    mixed: 'a:1 b:1 unlock:1',
  },
  'a function that asks': {
    old: ONE_BY_ONE,
    now: `const isLocked = () => patched('locked'); if (isLocked()) await note(lock()); ${ONE_BY_ONE} if (isLocked()) await note(unlock());`,
    reported: 'again',
    mixed: 'a:1 b:1 unlock:1',
  },
  'a cleanup in a scope': {
    old: ONE_BY_ONE,
    now: `
  try {
    if (patched('locked')) await note(lock());
    ${ONE_BY_ONE}
  } finally {
    await CancellationScope.nonCancellable(async () => { if (patched('locked')) await note(unlock()); });
  }`,
    reported: 'again',
    mixed: 'a:1 b:1 unlock:1',
  },
  'a loop': { old: ROUNDS, now: `for (const i of [1, 2, 3]) { if (patched('b')) await note(b(i)); else await note(a(i)); }`, reported: 'inLoop', mixed: 'a:1 b:1 b:2' },
  'a loop that waits first': {
    old: `for (const i of [1, 2, 3]) { await sleep(1000); await note(a(i)); }`,
    now: `for (const i of [1, 2, 3]) { await sleep(1000); if (patched('b')) await note(b(i)); else await note(a(i)); }`,
    reported: 'inLoopRecorded',
    mixed: 'a:1 b:1 b:2',
  },
  'a loop that goes on until it is told to stop': {
    old: `let at = 0; while (at++ < 3) await note(a(at));`,
    now: `let at = 0; while (at++ < 3) { if (patched('b')) await note(b(at)); else await note(a(at)); }`,
    reported: null,
    mixed: 'a:1 b:1 b:2',
  },
  'in a try and its catch': {
    old: `try { await note(a()); await note(b()); throw 1; } catch { await note(c()); }`,
    now: `try { if (patched('locked')) await note(lock()); await note(a()); await note(b()); throw 1; } catch { if (patched('locked')) await note(unlock()); await note(c()); }`,
    reported: 'again',
    mixed: 'a:1 b:1 unlock:1 c:1',
  },
  'both in a loop': {
    old: ROUNDS,
    now: `for (const i of [1, 2]) { if (patched('locked')) await note(lock()); await note(a(i)); if (patched('locked')) await note(unlock()); } await note(a());`,
    reported: 'inLoop',
    mixed: 'a:1 unlock:1 lock:1 a:2 unlock:2 a:3',
  },
  'one round, one id': {
    old: ROUNDS,
    now: 'for (const i of [1, 2, 3]) { if (patched(`b-${i}`)) await note(b(i)); else await note(a(i)); }',
    reported: null,
  },
  'in one workflow task': {
    old: ONE_BY_ONE,
    now: `if (patched('locked')) await note(lock()); if (patched('locked')) await note(unlock()); ${ONE_BY_ONE}`,
    reported: null,
  },
  'one constant': {
    old: ONE_BY_ONE,
    now: `const isLocked = patched('locked'); if (isLocked) await note(lock()); ${ONE_BY_ONE} if (isLocked) await note(unlock());`,
    reported: null,
  },
  'deprecated behind the old code': {
    old: ONE_BY_ONE,
    now: `if (patched('c')) await note(c()); else await note(a()); deprecatePatch('c'); await note(b());`,
    reported: 'deprecated',
  },
  'deprecated before it is asked': {
    old: ONE_BY_ONE,
    now: `deprecatePatch('c'); await note(a()); if (patched('c')) await note(c()); else await note(b());`,
    reported: null,
  },
};

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

const WITHOUT_ID = {
  empty: workflow(`if (patched('')) await note(a()); else await note(b());`),
  undefined: workflow(`if (patched(undefined as any)) await note(a()); else await note(b());`),
  null: workflow(`if (patched(null as any)) await note(a()); else await note(b());`),
  deprecated: workflow(`deprecatePatch(''); await note(a());`),
};
const NUMBER = workflow(`if (patched(7 as any)) await note(a()); else await note(b());`);
const MADE = workflow('if (patched(`for-${input.kind}`)) await note(a()); else await note(b());');

it('fails every replay of a patch without an id, or with one that is no text', async () => {
  const runs = await sandbox.runAll({ ...WITHOUT_ID, NUMBER, MADE }, { scenario: { args: [{ kind: 'gift' }] } });
  for (const [name, program] of Object.entries(WITHOUT_ID)) {
    expect(runs[name], name).toMatchObject({ status: 'completed', result: 'a:1', replayError: 'notifyHasPatch missing patch id' });
    expect(lint(program).map(({ messageId }) => messageId), name).toEqual(['noId']);
  }
  expect(runs['NUMBER']?.replayError).toContain('Non-deprecated patch marker encountered for change 7, but there is no corresponding change command');
  expect(lint(NUMBER).map(({ messageId }) => messageId)).toEqual(['notString']);
  expect(runs['MADE']).toMatchObject({ status: 'completed', result: 'a:1', replayError: null });
  expect(lint(MADE)).toEqual([]);
});

const LOADED: Readonly<Record<string, string>> = {
  'a constant': `const isNew = patched('new');`,
  'a class': `class Versions { static isNew = patched('new'); }`,
  'an immediate function': `const isNew = (() => patched('new'))();`,
  'a function that asks': `const ask = () => patched('new'); const isNew = ask();`,
  'a deprecation': `deprecatePatch('new');`,
  'what is caught': `let isNew = false; try { isNew = patched('new'); } catch { isNew = false; }`,
};

it('fails every task of the workflows that load a module which asks for a patch', async () => {
  const program = (top: string) => ({ 'workflows.ts': `import './other';\n${workflow('await note(a());')}`, 'other.ts': workflow('await note(a());', top) });
  const runs = await sandbox.runAll(Object.fromEntries(Object.entries(LOADED).map(([name, top]) => [name, program(top)])));
  for (const [name, top] of Object.entries(LOADED)) {
    const reported = lint(workflow('await note(a());', top)).map(({ messageId }) => messageId);
    if (name === 'what is caught') {
      expect(runs[name]).toMatchObject({ status: 'completed', result: 'a:1', replayError: null });
      expect(reported).toEqual([]);
    } else {
      expect(runs[name]?.taskFailures[0]?.message, name).toBe('Patches cannot be used before Workflow starts');
      expect(reported, name).toEqual(['moduleLoad']);
    }
  }
});

describe('a patch that is met again', () => {
  let judged: Record<string, Judgement>;
  /** What is suggested, by case. */
  const hoisted: Record<string, string> = {};

  beforeAll(async () => {
    const pairs: Record<string, Pair> = {};
    for (const [name, { old, now }] of Object.entries(CASES)) {
      pairs[name] = { v1: workflow(old), v2: workflow(now) };
      const suggested = lint(workflow(now))[0]?.suggested;
      if (!suggested) continue;
      hoisted[name] = suggested;
      pairs[`${name}, once`] = { v1: workflow(old), v2: suggested };
      pairs[`${name}, once later`] = { v1: workflow(now), v2: suggested };
    }
    judged = await sandbox.judgeAll(pairs);
  });

  const results = (name: string) => new Set(judged[name]!.scenarios[0]!.deployments.slice(1).map(({ result }) => result));
  const alone = (name: string) => judged[name]!.scenarios[0]!.result;

  it.each(Object.entries(CASES))('%s', (name, { now, reported, mixed }) => {
    expect(judged[name]?.verdict).toBe('safe');
    if (mixed) expect([...results(name)]).toContain(mixed);
    expect(lint(workflow(now)).map(({ messageId }) => messageId)).toEqual(reported ? [reported] : []);
  });

  it('gives an execution one answer once it is asked for once', () => {
    expect(Object.keys(hoisted)).toEqual(['two places', 'a constant and a place', 'a function that asks', 'a cleanup in a scope', 'a loop', 'in a try and its catch', 'both in a loop']);
    for (const name of Object.keys(hoisted)) {
      expect(judged[`${name}, once`]!.verdict, name).toBe('safe');
      expect([...results(`${name}, once`)], name).toEqual([alone(name)]);
      expect(lint(hoisted[name]!), name).toEqual([]);
    }
  });

  it('can be asked for once under executions that have met it from their start', () => {
    for (const name of Object.keys(hoisted)) expect(judged[`${name}, once later`]!.verdict, name).toBe('safe');
  });

  /** An execution that has met its second workflow task, and all later ones, on other code than its first. */
  async function deployed({ v1, v2 }: Pair): Promise<SimulatedExecution> {
    const bundles = await Promise.all([v1, v2].map((program) => sandbox.assemble(new Map([['wf', program]]))));
    const [before, after] = await Promise.all(bundles.map(({ bundle }) => sandbox.startWorker(bundle!, undefined, { cache: false })));
    const execution = await sandbox.execute({ workflowType: 'wf', taskQueue: before!.taskQueue, scenario: {} }, (running) => {
      running.beforeTask = (task) => {
        if (task === 2) running.moveTo(after!.taskQueue);
      };
    });
    await Promise.all([before!.stop(), after!.stop()]);
    return execution;
  }

  it('cannot be asked for once under executions that have taken both ways', async () => {
    const { result, events } = await deployed({ v1: workflow(ONE_BY_ONE), v2: workflow(GUARDED) });
    expect(result).toBe('a:1 b:1 unlock:1');
    const history = historyOf(events);
    expect(await sandbox.replay(history, workflow(GUARDED))).toMatchObject({ verdict: 'OK' });
    const { message } = await sandbox.replay(history, hoisted['two places']!);
    expect(message).toContain('Non-deprecated patch marker encountered for change locked');
  });

  it('is recorded by a deprecation in executions that took the old code', async () => {
    const { old, now } = CASES['deprecated behind the old code']!;
    const { result, commands } = await deployed({ v1: workflow(old), v2: workflow(now) });
    expect(result).toBe('a:1 b:1');
    expect(commands[1]).toEqual(['RECORD_MARKER', 'UPSERT_WORKFLOW_SEARCH_ATTRIBUTES', 'SCHEDULE_ACTIVITY_TASK']);
  });
});
