import { expect, it } from 'vitest';
import { activitiesThat } from '../../src/analysis/heartbeat-joins.ts';
import { scheduledActivities } from '../../src/analysis/scheduled-activities.ts';
import { recheckFiles } from '../../src/project/files.ts';
import { inspect } from '../inspect.ts';
import { tempProject, type TempProject } from '../project/temp-project.ts';

const WORKFLOWS = `
import { proxyActivities } from '@temporalio/workflow';
const { upload, notify } = proxyActivities<any>({ startToCloseTimeout: '1h' });
export async function wf() { await upload(); await notify(); }
`;
const FILES = {
  'package.json': '{}',
  'worker.ts': `import { Worker } from '@temporalio/worker'; import * as activities from './activities'; Worker.create({ taskQueue: 'q', activities });`,
  'activities.ts': `import { heartbeat } from '@temporalio/activity'; export async function upload() { heartbeat(); } export async function notify() {}`,
};

function answers(project: TempProject, workflows = WORKFLOWS): { yes: readonly string[]; no: readonly string[] } {
  return inspect(
    workflows,
    (file) => {
      const [scheduled] = scheduledActivities(file);
      return { yes: activitiesThat('yes', file, scheduled!), no: activitiesThat('no', file, scheduled!) };
    },
    project.at('workflows.ts'),
  );
}

it('finds the activities of an untyped proxy by what the workers are given', () => {
  expect(answers(tempProject(FILES))).toEqual({ yes: ['upload'], no: ['notify'] });
});

it.each([
  ['another module', `import type { Activities } from './types';`],
  ['this module', `interface Activities { upload(): Promise<void>; notify(): Promise<void> }`],
])('goes by what the workers are given where the proxy has an interface of %s', (_, declaration) => {
  const project = tempProject({ ...FILES, 'types.ts': `export interface Activities { upload(): Promise<void>; notify(): Promise<void> }` });
  expect(answers(project, declaration + WORKFLOWS.replace('<any>', '<Activities>'))).toEqual({ yes: ['upload'], no: ['notify'] });
});

it('knows nothing where workers have different activities of one name', () => {
  const project = tempProject({
    ...FILES,
    'other.ts': `import { Worker } from '@temporalio/worker'; import * as others from './others'; Worker.create({ taskQueue: 'o', activities: others });`,
    'others.ts': `export async function upload() {}`,
  });
  expect(answers(project)).toEqual({ yes: [], no: ['notify'] });
});

it('takes none for silent where an interceptor may send heartbeats for all', () => {
  const project = tempProject({
    ...FILES,
    'interceptor.ts': `
import { heartbeat } from '@temporalio/activity';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
export const interceptor: ActivityInboundCallsInterceptor = { async execute(input, next) { heartbeat(); return next(input); } };
`,
  });
  expect(answers(project)).toEqual({ yes: ['upload'], no: [] });
});

it('sees what changes on the disk', () => {
  const project = tempProject(FILES);
  expect(answers(project).no).toEqual(['notify']);
  project.write({ 'activities.ts': FILES['activities.ts'].replace('notify() {}', 'notify() { heartbeat(); }') });
  recheckFiles();
  expect(answers(project)).toEqual({ yes: ['upload', 'notify'], no: [] });
});
