import { afterAll, beforeAll, expect, it } from 'vitest';
import { gitProject } from '../../project/git-repository.ts';
import { lintEdits } from '../../rules/edits.ts';
import type { Judgement, Scenario } from '../oracle.ts';
import { openSandbox, type Sandbox } from '../oracle.ts';

const workflow = (body: string) => `
import { condition, defineSignal, patched, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
const { charge, pack, ship } = proxyActivities<any>({ startToCloseTimeout: '1m' });
const pay = defineSignal('pay');
export async function wf(input: any): Promise<any> {
  ${body}
}
`;

interface Edit {
  readonly old: string;
  readonly now: string;
  readonly verdict: Judgement['verdict'];
  /** What the rules say: 2 is an error of no-reordered-activities, 1 a warning of no-unpatched-conditions. */
  readonly reported: readonly string[];
  readonly message?: string;
  readonly scenarios?: readonly Scenario[];
}

const OLD = 'await charge(input.gift); await pack(); await ship();';

const EDITS: Readonly<Record<string, Edit>> = {
  reordered: {
    old: OLD,
    now: 'await pack(); await charge(input.gift); await ship();',
    verdict: 'breaks',
    reported: ['2 reordered'],
    message: "Activity type of scheduled event 'charge' does not match activity type of activity command 'pack'",
  },
  added: { old: OLD, now: 'await charge(input.gift); await sleep(1); await pack(); await ship();', verdict: 'breaks', reported: ['2 added'] },
  removed: { old: OLD, now: 'await charge(input.gift); await ship();', verdict: 'breaks', reported: ['2 removed'] },
  'at the end': { old: OLD, now: `${OLD} await charge(1);`, verdict: 'safe', reported: [] },
  'at once': { old: OLD, now: 'await Promise.all([charge(input.gift), pack()]); await ship();', verdict: 'safe', reported: [] },
  guarded: {
    old: OLD,
    now: `if (patched('pack first')) { await pack(); await charge(input.gift); } else { await charge(input.gift); await pack(); } await ship();`,
    verdict: 'safe',
    reported: [],
  },
  'a condition that decides otherwise': {
    old: OLD,
    now: 'if (!input.gift) await charge(input.gift); await pack(); await ship();',
    verdict: 'breaks',
    reported: ['1 movedIntoACondition'],
    scenarios: [{ args: [{ gift: true }] }],
  },
  'a guarded condition': {
    old: OLD,
    now: `if (!patched('gifts') || !input.gift) await charge(input.gift); await pack(); await ship();`,
    verdict: 'safe',
    reported: [],
    scenarios: [{ args: [{ gift: true }] }],
  },
  'a field that no running execution has': {
    old: OLD,
    now: 'if (!input.isNew) await charge(input.gift); await pack(); await ship();',
    verdict: 'safe',
    reported: [],
    scenarios: [{ args: [{ gift: true }] }],
  },
  'a handler': {
    old: `setHandler(pay, async () => { await charge(1); }); await sleep(10_000); await pack();`,
    now: `setHandler(pay, async () => { await ship(1); }); await sleep(10_000); await pack();`,
    verdict: 'breaks',
    reported: ['2 renamed'],
    scenarios: [{ signals: [{ name: 'pay', afterTask: 1 }] }],
  },
  'behind a new wait in a handler': {
    old: `let isReady = true; setHandler(pay, async () => { await charge(1); }); await sleep(10_000); isReady = false; await pack();`,
    now: `let isReady = true; setHandler(pay, async () => { await charge(1); await condition(() => isReady); await ship(1); }); await sleep(10_000); isReady = false; await pack();`,
    verdict: 'breaks',
    reported: ['1 added'],
    scenarios: [{ signals: [{ name: 'pay', afterTask: 1 }] }],
  },
};

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

it('what fails running executions is reported, and what does not is silent', async () => {
  const pairs = Object.entries(EDITS).map(([name, { old, now, scenarios }]) => [name, { v1: workflow(old), v2: workflow(now), scenarios: scenarios ?? [{ args: [{ gift: false }] }] }] as const);
  const judgements = await sandbox.judgeAll(Object.fromEntries(pairs));
  for (const [name, { old, now, verdict, reported, message }] of Object.entries(EDITS)) {
    expect([name, judgements[name]?.verdict]).toEqual([name, verdict]);
    if (message !== undefined) expect(judgements[name]?.message).toContain(message);
    const project = gitProject({ 'package.json': '{}', 'workflows.ts': workflow(old) });
    project.write({ 'workflows.ts': workflow(now) });
    expect([name, lintEdits(project, 'workflows.ts').map((report) => report.replace(/ \d+:\d+$/u, ''))]).toEqual([name, reported]);
  }
});
