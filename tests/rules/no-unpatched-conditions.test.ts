import { describe, expect, it } from 'vitest';
import { gitProject, type GitProject } from '../project/git-repository.ts';
import { lintEdits, type LintSettings, textsOf } from './edits.ts';

const FILE = 'workflows.ts';

const source = (body: string, rest = '') => `
import { condition, defineSignal, defineUpdate, patched, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
const { charge, pack, ship } = proxyActivities<any>({ startToCloseTimeout: '1m' });
const pay = defineSignal('pay');
const limit = 3;
${rest}
export async function order(input: { gift: boolean; items: string[]; express: boolean }): Promise<void> {
  let paid = false;
  let packed = false;
  ${body}
}
`;

function pair(old: string, now: string, rest = ''): GitProject {
  const project = gitProject({ 'package.json': '{ "name": "shop" }', [FILE]: source(old, rest) });
  project.write({ [FILE]: source(now, rest) });
  return project;
}

const edited = (old: string, now: string, given: LintSettings = {}) => lintEdits(pair(old, now), FILE, given);

describe('conditions in front of what is recorded', () => {
  it.each([
    ['an `if` around a call', 'await charge(input.gift); await pack();', 'if (!input.gift) await charge(input.gift); await pack();', ['1 movedIntoACondition 10:3']],
    ['an `if` taken away', 'if (!input.gift) await charge(); await pack();', 'await charge(input.gift); await pack();', ['1 movedOutOfACondition 10:9']],
    ['another condition', 'if (input.gift) await charge(input.express); await pack();', 'if (input.express) await charge(input.gift); await pack();', ['1 conditionChanged 10:3']],
    ['an early exit', 'await charge(input.gift); await pack();', 'await charge(input.gift); if (input.gift) return; await pack();', ['1 earlyExit 10:29']],
    ['another collection', 'for (const item of input.items) await pack(item); await ship();', 'for (const item of input.items.slice(1)) await pack(item); await ship();', ['1 loopChanged 10:3']],
    ['a stricter predicate', 'setHandler(pay, () => { paid = true; }); await condition(() => paid); await ship(packed);', 'setHandler(pay, () => { paid = true; }); await condition(() => paid && packed); await ship(packed);', null],
  ])('%s', (_, old, now, reported) => {
    const found = edited(old, now);
    if (reported) expect(found).toEqual(reported);
    else expect(found).toEqual([expect.stringMatching(/^1 /u)]);
  });

  it.each([
    ['the same condition, written otherwise', 'if (input.gift) { await charge(); } else { await pack(); }', 'if (!input.gift) { await pack(); return; }\n  await charge();'],
    ['a condition by a field that no running execution has', 'await charge(); await pack();', 'if (!(input as any).isNew) await charge(); await pack();'],
    ['a condition behind the last command', 'await charge();', 'await charge(); if (input.gift) await pack();'],
    ['a guard', 'await charge(input.gift); await pack();', "if (!patched('gifts') || !input.gift) await charge(); await pack();"],
    ['a condition around what emits nothing', 'await charge(input.gift); await pack();', 'if (input.gift) console.log(1); await charge(); await pack();'],
  ])('%s is silent', (_, old, now) => {
    expect(edited(old, now)).toEqual([]);
  });

  it('says what decides', () => {
    const project = pair('await charge(input.gift); await pack();', 'if (!input.gift) await charge(input.gift); await pack();');
    expect(textsOf(project, FILE)).toEqual([
      `Running executions of \`order\` (\`${project.git('rev-parse', 'HEAD').slice(0, 8)}\`) have recorded the activity \`charge\`, which the code now emits only depending on \`!input.gift\`: where it decides otherwise, their replay fails. Keep the old code in the \`else\` of \`if (patched(…))\`.`,
    ]);
  });

  it('a constant that a condition reads has changed', () => {
    const project = pair('for (let i = 0; i < input.items.length && i < limit; i++) await pack(i); await ship();', '');
    project.write({ [FILE]: source('for (let i = 0; i < input.items.length && i < limit; i++) await pack(i); await ship();').replace('limit = 3', 'limit = 2') });
    expect(lintEdits(project, FILE)).toEqual([expect.stringMatching(/^1 /u)]);
  });
});

describe('options', () => {
  const [old, now] = ['await charge(input.gift); await pack();', 'if (!input.gift) await charge(input.gift); await pack();'] as const;

  it('ignore', () => {
    expect(edited(old, now, { options: { ignore: ['movedIntoACondition'] } })).toEqual([]);
    expect(edited(old, now, { options: { ignore: ['removed'] } })).toHaveLength(1);
  });

  it('closedExecutions', () => {
    const [before, after] = ['await charge(input.gift);', 'await charge(input.gift); if (input.gift) await pack();'];
    expect(edited(before, after)).toEqual([]);
    expect(edited(before, after, { options: { closedExecutions: true } })).toEqual([expect.stringMatching(/^1 /u)]);
  });

  it('checkPinned', () => {
    const rest = `import { setWorkflowOptions } from '@temporalio/workflow';\nsetWorkflowOptions({ versioningBehavior: 'PINNED' }, order);`;
    const project = pair(old, now, rest);
    expect(lintEdits(project, FILE)).toEqual([]);
    expect(lintEdits(project, FILE, { options: { checkPinned: true } })).toHaveLength(1);
  });
});
