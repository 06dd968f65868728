import { expect, it } from 'vitest';
import { bundlesOf, projectOf } from '../../src/analysis/bundle.ts';
import { tempProject } from '../project/temp-project.ts';

/** The entries of the bundles that a file says something of, and whether something may resolve the compiler's paths there. */
function saidBy(worker: string, manifest: object = {}) {
  const { at } = tempProject({
    'package.json': JSON.stringify(manifest),
    'src/worker.ts': `import { bundleWorkflowCode, Worker } from '@temporalio/worker';\nimport { run } from './run';\n${worker}`,
    'src/workflows.ts': 'export {};',
  });
  return bundlesOf(projectOf(at('src/worker.ts'))!, null).map(({ entries, mayKnowPaths }) => ({ isKnown: entries.includes(at('src/workflows.ts')), mayKnowPaths }));
}

it.each([
  ['in place', `await Worker.create({ workflowsPath: require.resolve('./workflows'), taskQueue: 'q' });`],
  ['by a constant path', `const workflowsPath = require.resolve('./workflows');\nawait Worker.create({ workflowsPath, taskQueue: 'q' });`],
  ['by a constant', `const options = { workflowsPath: require.resolve('./workflows') };\nawait bundleWorkflowCode(options);`],
])('options that the SDK is given are all there are: %s', (_, worker) => {
  expect(saidBy(worker)).toEqual([{ isKnown: true, mayKnowPaths: false }]);
});

it.each([
  ['a helper', `run({ workflowsPath: require.resolve('./workflows') });`],
  ['a helper, by a path alone', `run(require.resolve('./workflows'));`],
  ['a function of the options', `run({ workflowsPath: () => require.resolve('./workflows') });`],
  ['another option', `run({ getWorkflowsPath: () => require.resolve('./workflows') });`],
  ['options within options', `run({ worker: { workflows: require.resolve('./workflows') } });`],
  ['options that are set later', `const options = run();\noptions.workflowsPath = require.resolve('./workflows');\nawait Worker.create(options);`],
  ['more options', `await Worker.create({ workflowsPath: require.resolve('./workflows'), ...run() });`],
])('what somebody is given may come with others: %s', (_, worker) => {
  expect(saidBy(worker)).toEqual([{ isKnown: true, mayKnowPaths: true }]);
});

it.each([
  [{ build: 'tsc && tsc-alias' }, true],
  [{ build: 'nest build' }, true],
  [{ build: 'tsc -b', start: 'node -r tsconfig-paths/register lib/worker.js' }, false],
])('a build may write other imports than the code has: %s', (scripts, mayKnowPaths) => {
  expect(saidBy(`await Worker.create({ workflowsPath: require.resolve('./workflows'), taskQueue: 'q' });`, { scripts })).toEqual([{ isKnown: true, mayKnowPaths }]);
});
