import fs from 'node:fs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { gitIn, gitProject, type GitProject } from '../project/git-repository.ts';
import { tempProject } from '../project/temp-project.ts';
import { lintEdits, type LintSettings, textsOf } from './edits.ts';

const order = (body: string, rest = '') => `
import { condition, deprecatePatch, executeChild, patched, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
import { notify } from '../shared/notify';
const { charge, pack, ship } = proxyActivities<any>({ startToCloseTimeout: '1m' });
${rest}
export async function order(input: any): Promise<void> {
  ${body}
}
`;

const OLD = order('await charge(input); await pack(); await ship(); await notify();');
const REORDERED = order('await pack(); await charge(input); await ship(); await notify();');
const REPORTED = ['2 reordered 7:9'];

const notify = (body: string) => `
import { proxyActivities } from '@temporalio/workflow';
const { mail, text } = proxyActivities<any>({ startToCloseTimeout: '1m' });
export async function notify(): Promise<void> {
  ${body}
}
`;

const SHOP = {
  'package.json': '{ "name": "shop" }',
  'src/worker.ts': `
import { Worker } from '@temporalio/worker';
export const start = () => Worker.create({ workflowsPath: require.resolve('./workflows'), taskQueue: 'shop' });
`,
  'src/workflows/index.ts': `export * from './order';\n`,
  'src/workflows/order.ts': OLD,
  'src/shared/notify.ts': notify('await mail(); await sleep1(); async function sleep1() { await text(); }'),
};

const FILE = 'src/workflows/order.ts';

/** A branch of the shop, on which nothing has changed yet. */
function branch(): GitProject {
  const project = gitProject(SHOP);
  project.git('checkout', '-q', '-b', 'feature');
  return project;
}

/** What is reported of an edit of the workflow. */
function edited(body: string, { rest = '', ...given }: LintSettings & { readonly rest?: string } = {}): readonly string[] {
  const project = branch();
  project.write({ [FILE]: order(body, rest) });
  return lintEdits(project, FILE, given);
}

describe('edits of a workflow', () => {
  it('no edit, and edits that keep the commands', () => {
    const project = branch();
    expect(lintEdits(project, FILE)).toEqual([]);
    project.write({ [FILE]: OLD.replace('await charge(input);', '// first the money\n  const paid: unknown = await charge(input, 7);') });
    expect(lintEdits(project, FILE)).toEqual([]);
  });

  it.each([
    ['reordered', 'await pack(); await charge(input); await ship(); await notify();', ['2 reordered 7:9']],
    ['added', 'await charge(input); await sleep(1); await pack(); await ship(); await notify();', ['2 added 7:30']],
    ['removed', 'await charge(input); await ship(); await notify();', ['2 removed 7:30']],
    ['a condition that no running execution fulfils', 'if (input.isNew) await charge(input); await pack(); await ship(); await notify();', ['2 removed 7:47']],
    ['a condition around one', 'if (input) await charge(input); await pack(); await ship(); await notify();', []],
    ['a guard', "if (patched('x')) { await pack(); await charge(input); } else { await charge(input); await pack(); } await ship(); await notify();", []],
    ['a wait', 'await charge(input); await condition(() => input.ready); await pack(); await ship(); await notify();', null],
    ['the rest', 'await charge(input);', ['2 removed 7:9']],
    ['in one task', 'await Promise.all([charge(input), pack()]); await ship(); await notify();', []],
  ])('%s', (_, body, reported) => {
    const found = edited(body);
    if (reported) expect(found.filter((one) => one.startsWith('2'))).toEqual(reported);
    else expect(found.length).toBe(1);
  });

  it('says what is recorded, what the code does, since when, and what to do', () => {
    const project = branch();
    project.write({ [FILE]: REORDERED });
    expect(textsOf(project, FILE)).toEqual([
      `Running executions of \`order\` (\`${project.git('rev-parse', 'HEAD').slice(0, 8)}\`) have recorded the activity \`charge\` where the code now emits the activity \`pack\`, so their replay fails. Keep the old code in the \`else\` of \`if (patched(…))\`.`,
    ]);
  });

  it('several edits are several reports', () => {
    expect(edited('await pack(); await charge2(); await notify();', { rest: 'const { charge2 } = proxyActivities<any>({ startToCloseTimeout: 1 });' })).toEqual(['2 removed 7:9', '2 renamed 7:23']);
  });

  it('one that is gone is reported in the file that was edited, also where what follows is in a helper', () => {
    expect(edited('await charge(input); await pack(); await notify();')).toEqual(['2 removed 6:8']);
  });
});

describe('options', () => {
  it('ignore', () => {
    expect(edited('await charge(input); await ship(); await notify();', { options: { ignore: ['removed'] } })).toEqual([]);
  });

  it('closedExecutions', () => {
    const body = 'await charge(input); await pack(); await ship(); await notify(); await sleep(1);';
    expect(edited(body)).toEqual([]);
    expect(edited(body, { options: { closedExecutions: true } })).toEqual(['2 added 7:74']);
  });

  it('checkPinned', () => {
    const pinned = (body: string) => `import { setWorkflowOptions } from '@temporalio/workflow';\n${order(body)}\nsetWorkflowOptions({ versioningBehavior: 'PINNED' }, order);\n`;
    const project = gitProject({ ...SHOP, [FILE]: pinned('await charge(); await pack();') });
    project.write({ [FILE]: pinned('await pack(); await charge();') });
    expect(lintEdits(project, FILE)).toEqual([]);
    expect(lintEdits(project, FILE, { options: { checkPinned: true } })).toEqual(['2 reordered 8:9']);
  });
});

describe('workflows come and go', () => {
  it('a new file, and a new name beside the old one, are free', () => {
    const project = branch();
    project.write({ [FILE]: `${OLD}\nexport async function refund() { await pack(); }\n`, 'src/workflows/new.ts': REORDERED.replaceAll('order(', 'newOrder('), 'src/workflows/index.ts': `export * from './order';\nexport * from './new';\n` });
    expect(lintEdits(project, FILE)).toEqual([]);
    expect(lintEdits(project, 'src/workflows/new.ts')).toEqual([]);
  });

  it('one that is renamed is gone', () => {
    const project = branch();
    project.write({ [FILE]: OLD.replace('function order', 'function purchase') });
    expect(lintEdits(project, FILE)).toEqual(['2 workflowGone 1:1']);
  });

  it('one whose file is deleted is gone, and told in the entry', () => {
    const project = branch();
    fs.rmSync(project.at(FILE));
    project.write({ 'src/workflows/index.ts': `export {};\n` });
    expect(lintEdits(project, 'src/workflows/index.ts')).toEqual(['2 workflowGone 1:1']);
  });

  it('a helper that is exported and goes is no workflow', () => {
    const project = branch();
    project.write({ 'src/shared/notify.ts': notify('await mail(); await text();').replaceAll('notify', 'tell'), [FILE]: OLD.replaceAll('notify()', 'tell()').replace('{ notify }', '{ tell }').replace('/notify', '/notify') });
    expect(lintEdits(project, FILE)).toEqual([]);
    expect(lintEdits(project, 'src/shared/notify.ts')).toEqual([]);
  });

  it('one whose file is renamed is compared all the same', () => {
    const project = branch();
    fs.renameSync(project.at(FILE), project.at('src/workflows/purchase.ts'));
    project.write({ 'src/workflows/index.ts': `export * from './purchase';\n` });
    expect(lintEdits(project, 'src/workflows/purchase.ts')).toEqual([]);
    expect(lintEdits(project, 'src/workflows/index.ts')).toEqual([]);
    project.write({ 'src/workflows/purchase.ts': REORDERED });
    expect(lintEdits(project, 'src/workflows/purchase.ts')).toEqual(REPORTED);
  });

  it('one that has moved to a file that was there is compared all the same', () => {
    const project = gitProject({ ...SHOP, 'src/workflows/other.ts': 'export async function other() {}\n', 'src/workflows/index.ts': `export * from './order';\nexport * from './other';\n` });
    project.write({ [FILE]: 'export {};\n', 'src/workflows/other.ts': `${REORDERED}\nexport async function other() {}\n` });
    expect(lintEdits(project, FILE)).toEqual([]);
    expect(lintEdits(project, 'src/workflows/other.ts')).toEqual(REPORTED);
  });
});

describe('helpers', () => {
  it('an edit of a helper is reported where it is, not in the workflow', () => {
    const project = branch();
    project.write({ 'src/shared/notify.ts': notify('await text(); await mail();') });
    expect(lintEdits(project, 'src/shared/notify.ts')).toEqual(['2 reordered 5:9']);
    expect(lintEdits(project, FILE)).toEqual([]);
  });

  it('old code is read with the helpers of its revision', () => {
    const project = branch();
    fs.rmSync(project.at('src/shared/notify.ts'));
    project.write({ 'src/lib/tell.ts': notify('await mail(); await text();'), [FILE]: OLD.replace('../shared/notify', '../lib/tell') });
    expect(lintEdits(project, FILE)).toEqual([]);
    project.write({ 'src/lib/tell.ts': notify('await text(); await mail();') });
    expect(lintEdits(project, 'src/lib/tell.ts')).toEqual(['2 reordered 5:9']);
  });

  it('generated code that git does not know is taken as it is', () => {
    const project = gitProject({ ...SHOP, '.gitignore': 'src/shared\n', [FILE]: OLD.replace('await pack();', 'await pack(1);') });
    project.write({ [FILE]: OLD });
    expect(lintEdits(project, FILE)).toEqual([]);
  });
});

describe('where the old code is', () => {
  it('unsaved text is compared', () => {
    expect(lintEdits(branch(), FILE, { text: REORDERED })).toEqual(REPORTED);
  });

  it('other line ends are no edit', () => {
    const project = branch();
    project.write({ [FILE]: OLD.replaceAll('\n', '\r\n') });
    expect(lintEdits(project, FILE)).toEqual([]);
    project.write({ [FILE]: REORDERED.replaceAll('\n', '\r\n') });
    expect(lintEdits(project, FILE)).toEqual(REPORTED);
  });

  it('committed on a branch, in one or several commits, and after a rebase', () => {
    const project = branch();
    project.commit({ [FILE]: REORDERED });
    expect(lintEdits(project, FILE)).toEqual(REPORTED);
    project.commit({ [FILE]: `${REORDERED}\n` });
    project.git('checkout', '-q', 'main');
    project.commit({ 'README.md': 'x' });
    project.git('checkout', '-q', 'feature');
    project.git('rebase', '-q', 'main');
    expect(lintEdits(project, FILE)).toEqual(REPORTED);
    project.git('checkout', '-q', '--detach');
    expect(lintEdits(project, FILE)).toEqual(REPORTED);
  });

  it('on the default branch: not committed, then just pushed or merged, then done', () => {
    const project = gitProject(SHOP);
    project.write({ [FILE]: REORDERED });
    expect(lintEdits(project, FILE)).toEqual(REPORTED);
    project.commit({});
    expect(lintEdits(project, FILE)).toEqual(REPORTED);
    project.commit({ 'README.md': 'x' });
    expect(lintEdits(project, FILE)).toEqual([]);
  });

  it('in a package in a subfolder with spaces and other letters, and in a linked work tree', () => {
    const files = Object.fromEntries(Object.entries(SHOP).map(([file, text]) => [`päckages/the shop/${file}`, text]));
    const project = gitProject(files);
    project.git('worktree', 'add', '-q', '-b', 'feature', 'linked tree');
    for (const folder of ['', 'linked tree/']) {
      const file = `${folder}päckages/the shop/${FILE}`;
      expect(lintEdits(project, file)).toEqual([]);
      project.write({ [file]: REORDERED });
      expect(lintEdits(project, file)).toEqual(REPORTED);
    }
  });

  it('at a revision that the setting names', () => {
    const project = gitProject(SHOP);
    project.git('tag', 'v1');
    project.commit({ [FILE]: REORDERED });
    project.commit({ 'README.md': 'x' });
    expect(lintEdits(project, FILE, { settings: { baseline: { revision: 'v1' } } })).toEqual(REPORTED);
    expect(lintEdits(project, FILE, { settings: { baseline: { revision: 'HEAD' } } })).toEqual([]);
  });

  it('nowhere, because the setting says so', () => {
    expect(edited('await pack(); await charge(input);', { settings: { baseline: false } })).toEqual([]);
  });
});

describe('without a baseline', () => {
  it('a project without git is silent, unless a baseline was asked for', () => {
    const project = tempProject(SHOP);
    expect(lintEdits(project, FILE)).toEqual([]);
    expect(lintEdits(project, FILE, { settings: { baseline: {} } })).toEqual(['2 noBaseline 1:1']);
  });

  it('a revision that is not there is told once, in the file that was linted first', () => {
    const project = branch();
    const settings = { baseline: { revision: 'v9' } };
    expect(textsOf(project, FILE, { settings })).toEqual([
      'The history of this clone has no base `v9`, so edits are compared with nothing. Fetch it, or name another one in the setting `baseline`.',
    ]);
    expect(lintEdits(project, 'src/shared/notify.ts', { settings })).toEqual([]);
    expect(lintEdits(project, FILE, { settings })).toEqual(['2 noBaseline 1:1']);
  });

  it('old code that does not parse is told, and the rest is compared', () => {
    const project = gitProject({ ...SHOP, 'src/shared/notify.ts': 'export function {' });
    project.write({ 'src/shared/notify.ts': SHOP['src/shared/notify.ts'], [FILE]: REORDERED });
    expect(textsOf(project, FILE)).toEqual([
      expect.stringMatching(/^`src\/shared\/notify\.ts` cannot be parsed as it was in `[0-9a-f]{8}`, so it is compared with nothing\./u),
      expect.stringContaining('have recorded the activity `charge`'),
    ]);
  });

  it('a shallow clone says so', () => {
    const origin = branch();
    origin.commit({ [FILE]: REORDERED });
    origin.git('checkout', '-q', 'main');
    const { root, ...project } = tempProject({});
    gitIn(root, 'clone', '-q', '--depth', '1', '--branch', 'feature', `file://${origin.root}`, 'clone');
    expect(textsOf({ root, ...project }, `clone/${FILE}`)).toEqual([expect.stringContaining('The clone is shallow')]);
  });

  it('git that is not there is told only where it was asked for', () => {
    const project = branch();
    vi.stubEnv('PATH', '');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(lintEdits(project, FILE)).toEqual([]);
    expect(textsOf(project, FILE, { settings: { baseline: { revision: 'HEAD' } } })).toEqual([expect.stringContaining('git cannot be started')]);
  });
});
