import { describe, expect, it } from 'vitest';
import { activityCalls } from '../../src/analysis/activities.ts';
import { workflowCalls } from '../../src/analysis/sdk.ts';
import { inspect } from '../inspect.ts';
import { tempProject } from '../project/temp-project.ts';

const MODULES = {
  'package.json': '{ "name": "orders" }',
  'temporal.ts': `export { sleep as pause } from '@temporalio/workflow'; export * as wf from '@temporalio/workflow';`,
  'all.ts': `export * from '@temporalio/workflow';`,
  'barrel.ts': `export * from './temporal'; export * from './proxies'; export { default as local } from './proxies';`,
  'proxies.ts': `import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
const stubs = proxyActivities({ startToCloseTimeout: '1m' });
export const { charge, ship: send } = stubs;
export { stubs };
export default proxyLocalActivities({ startToCloseTimeout: '1m' });
export const charges = (amount) => stubs.charge(amount);
`,
  'cycle.ts': `export * from './cycle'; export { a } from './cycle';`,
};

describe('what other modules of the project export', () => {
  it.each([
    ['a re-export of the SDK', `import { pause } from './temporal'; pause(1);`, ['sleep']],
    ['a namespace of the SDK', `import { wf } from './temporal'; wf.condition(f);`, ['condition']],
    ['everything of the SDK', `import { sleep } from './all'; sleep(1);`, ['sleep']],
    ['through a barrel', `import * as b from './barrel'; b.pause(1);`, ['sleep']],
    ['nothing that goes in circles', `import { a, b } from './cycle'; a(); b();`, []],
    ['nothing of a module that is not there', `import { sleep } from './nowhere'; sleep(1);`, []],
  ])('%s', (_, code, names) => {
    const { at } = tempProject(MODULES);
    expect(inspect(code, (file) => workflowCalls(file).map(({ name }) => name), at('orders.ts'))).toEqual(names);
  });

  it.each([
    ['an activity', `import { charge } from './proxies'; charge();`, ['activity charge proxy']],
    ['an activity under another name', `import { send } from './proxies'; send();`, ['activity ship proxy']],
    ['a proxy', `import { stubs } from './proxies'; stubs.refund();`, ['activity refund proxy']],
    ['the default export, through a barrel', `import { local } from './barrel'; local.log();`, ['localActivity log proxy']],
    ['with other options', `import { charge } from './barrel'; charge.executeWithOptions(o, []);`, ['activity charge executeWithOptions']],
    ['not a function that calls one', `import { charges } from './proxies'; charges(1);`, []],
    ['not the proxy itself', `import { stubs } from './proxies'; stubs();`, []],
  ])('%s', (_, code, calls) => {
    const { at } = tempProject(MODULES);
    const found = inspect(
      code,
      (file) => activityCalls(file).map(({ kind, activity, form }) => `${kind} ${activity} ${form}`),
      at('orders.ts'),
    );
    expect(found).toEqual(calls);
  });
});
