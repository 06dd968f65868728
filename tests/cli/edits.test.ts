import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../../src/cli/run-command.ts';
import { clearModules } from '../../src/project/modules.ts';
import { gitProject, type GitProject } from '../project/git-repository.ts';
import { lintEdits } from '../rules/edits.ts';

const order = (body: string) => `
import { defineSignal, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
const { charge, pack, ship } = proxyActivities<any>({ startToCloseTimeout: '1m' });
const hurry = defineSignal('hurry');
export async function order(input: any): Promise<void> {
  setHandler(hurry, async () => { await ship(); });
  ${body}
}
`;
const FILE = 'src/workflows.ts';
const LOCK = 'temporal-workflow.lock';

const shop = (body = 'await charge(); await pack();'): GitProject =>
  gitProject({
    'package.json': '{ "name": "shop", "type": "module" }',
    'eslint.config.js': 'export default [{ files: ["**/*.ts"] }];\n',
    'src/worker.ts': `import { Worker } from '@temporalio/worker';\nexport const start = () => Worker.create({ workflowsPath: require.resolve('./workflows'), taskQueue: 'shop' });\n`,
    [FILE]: order(body),
  });

async function run({ root }: GitProject, ...args: string[]) {
  clearModules();
  const output: string[] = [];
  const errors: string[] = [];
  const code = await runCommand(args, { cwd: root, print: (text) => output.push(text), printError: (text) => errors.push(text) });
  return { code, output: output.join('\n'), errors: errors.join('\n') };
}

describe('baseline', () => {
  it('writes the commands, and the same again for code that does the same', async () => {
    const project = shop();
    const commit = project.git('rev-parse', 'HEAD');
    expect(await run(project, 'baseline')).toEqual({ code: 0, output: `${LOCK} is written: 1 workflows.`, errors: '' });
    const text = fs.readFileSync(project.at(LOCK), 'utf8');
    expect(text).toContain(`version 1\nrevision ${commit}\n\nfile "src/workflows.ts"\nworkflow order parameters 1\n  handle signal hurry\n  await activity charge\n  await activity pack\n  on signal hurry\n    await activity ship\n`);
    project.commit({ [FILE]: order('// money first\n  await charge();\n  await   pack();') });
    expect((await run(project, 'baseline')).output).toBe(`${LOCK} is as it should be: 1 workflows.`);
    expect(fs.readFileSync(project.at(LOCK), 'utf8')).toBe(text);
  });

  it('is not written over one that the code breaks, unless that is accepted', async () => {
    const project = shop();
    await run(project, 'baseline');
    const text = fs.readFileSync(project.at(LOCK), 'utf8');
    project.write({ [FILE]: order('await pack(); await charge();') });
    const refused = await run(project, 'baseline');
    expect(refused.code).toBe(1);
    expect(refused.output).toContain('src/workflows.ts:7:9  error  Running executions of `order` (`temporal-workflow.lock` of `');
    expect(fs.readFileSync(project.at(LOCK), 'utf8')).toBe(text);
    expect((await run(project, 'baseline', '--accept')).code).toBe(0);
    expect(fs.readFileSync(project.at(LOCK), 'utf8')).toContain('  await activity pack\n  await activity charge\n');
    expect(fs.readdirSync(project.root).filter((name) => name.includes('.tmp'))).toEqual([]);
  });

  it('is what the rules compare with, wherever HEAD is', async () => {
    const project = shop();
    await run(project, 'baseline');
    project.commit({ [FILE]: order('await pack(); await charge();') });
    project.commit({ 'README.md': 'x' });
    expect(lintEdits(project, FILE)).toEqual(['2 reordered 7:9']);
    project.write({ [FILE]: order('await charge(); await pack(); await ship();') });
    expect(lintEdits(project, FILE)).toEqual([]);
  });

  it.each([
    ['conflict markers', (text: string) => `${text}<<<<<<< HEAD\n=======\n>>>>>>> main\n`, / is a conflict marker\./],
    ['a newer version', (text: string) => text.replace('version 1', 'version 2'), /It has version 2, and this release reads version 1\./],
    ['something else', (text: string) => `${text}workflow\n`, /Line \d+ is not understood: workflow\./],
    ['no lock file at all', () => 'hello\n', /It has no `version`/],
  ])('with %s it is told once, and left as it is', async (_, damage, message) => {
    const project = shop();
    await run(project, 'baseline');
    const text = damage(fs.readFileSync(project.at(LOCK), 'utf8'));
    project.write({ [LOCK]: text });
    expect(lintEdits(project, FILE)).toEqual(['2 noBaseline 1:1']);
    const checked = await run(project, 'check');
    expect(checked.code).toBe(2);
    expect(checked.errors).toMatch(message);
    const { code, output } = await run(project, 'baseline');
    expect(code).toBe(1);
    expect(output).toMatch(message);
    expect(fs.readFileSync(project.at(LOCK), 'utf8')).toBe(text);
  });

  it('has workflows that are gone', async () => {
    const project = shop();
    await run(project, 'baseline');
    project.write({ [FILE]: order('').replace('function order', 'function purchase') });
    expect(lintEdits(project, FILE)).toEqual(['2 workflowGone 1:1']);
  });
});

describe('check', () => {
  it('exits with 1 and the messages of the rules', async () => {
    const project = shop();
    project.write({ [FILE]: order('await pack(); await charge();') });
    const { code, output } = await run(project, 'check', '--side-by-side');
    expect(code).toBe(1);
    expect(output).toContain('src/workflows.ts:7:9  error  Running executions of `order` (`');
    expect(output).toContain('1 error, 0 warnings');
    expect(output).toMatch(/ {2}await activity charge +< *\n {2}await activity pack {4,}await activity pack\n +> {3}await activity charge\n/u);
  });

  it('exits with 0 where nothing breaks, and for warnings, if they are not to count', async () => {
    const project = shop();
    expect(await run(project, 'check')).toMatchObject({ code: 0, output: 'No edit would fail running executions.' });
    project.write({ [FILE]: order('if (input) await charge(); await pack();') });
    expect(await run(project, 'check')).toMatchObject({ code: 0, output: expect.stringContaining('0 errors, 1 warning') as string });
    expect((await run(project, 'check', '--strict')).code).toBe(1);
  });

  it('says what is missing', async () => {
    const project = shop();
    fs.rmSync(project.at('.git'), { recursive: true });
    const { code, errors } = await run(project, 'check');
    expect(code).toBe(2);
    expect(errors).toContain('There is no commit to compare edits with.');
    project.write({ 'eslint.config.js': `export default [{ files: ['**/*.ts'], settings: { 'temporal-workflow': { baseline: false } } }];\n` });
    expect((await run(project, 'check')).errors).toContain('the setting `baseline` is `false`');
  });
});

describe('graph', () => {
  it('prints the commands of a file', async () => {
    const project = shop();
    expect((await run(project, 'graph', FILE)).output).toContain('workflow order parameters 1\n  handle signal hurry\n  await activity charge\n');
    expect((await run(project, 'graph', FILE, '--mermaid')).output).toMatch(/^flowchart TD\n/u);
  });

  it('prints both versions of what has changed', async () => {
    const project = shop();
    project.write({ [FILE]: order('await charge(); await sleep(1); await pack();') });
    expect((await run(project, 'graph', FILE)).output).toMatch(/ > {3}await timer\n/u);
    expect((await run(project, 'graph', FILE, '--mermaid')).output.match(/flowchart TD/gu)).toHaveLength(2);
  });

  it.each([
    [['graph'], '`graph` takes one file, not 0.'],
    [['graph', 'none.ts'], 'There is no file none.ts.'],
    [['graph', 'package.json'], 'package.json cannot be parsed.'],
    [['baseline', 'none'], 'There is no file or folder none.'],
    [['check', 'a', 'b'], '`check` takes one folder, not 2.'],
  ])('%j cannot be done', async (args, message) => {
    const { code, errors } = await run(shop(), ...args);
    expect(code).toBe(2);
    expect(errors).toContain(message);
  });
});
