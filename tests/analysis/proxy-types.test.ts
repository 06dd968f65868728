import { expect, it } from 'vitest';
import { proxyTypes } from '../../src/analysis/proxy-types.ts';
import { tempProject } from '../project/temp-project.ts';

const SDK = `import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';`;
const OPTIONS = `{ startToCloseTimeout: '1m' }`;

it.each([
  ['a namespace of types', `import type * as activities from './a';\nconst { b } = proxyActivities<typeof activities>(${OPTIONS});`, [{ specifier: './a', name: '*' }]],
  ['a namespace, for local activities', `import * as activities from "./a";\nconst b = proxyLocalActivities<typeof activities>(\n  ${OPTIONS},\n);`, [{ specifier: './a', name: '*' }]],
  ['an imported type', `import type { Activities } from './a';\nconst { b } = proxyActivities<Activities>(${OPTIONS});`, [{ specifier: './a', name: 'Activities' }]],
  ['an imported type of another name', `import {\n  c,\n  type A as Activities,\n} from './a';\nconst { b } = proxyActivities<Activities>(${OPTIONS});`, [{ specifier: './a', name: 'A' }]],
  ['a class', `import { type Mail } from './a';\nconst { b } = proxyActivities<Mail>(${OPTIONS});`, [{ specifier: './a', name: 'Mail' }]],
  ['an interface', `interface Activities { b(): Promise<void> }\nconst { b } = proxyActivities<Activities>(${OPTIONS});`, []],
  ['an interface of an imported one', `import type { A } from './a';\ninterface Activities extends A { b(): Promise<void> }\nconst { b } = proxyActivities<Activities>(${OPTIONS});`, [{ specifier: './a', name: 'A' }]],
  ['a local alias', `import type * as a from './a';\ntype Activities = typeof a;\nconst { b } = proxyActivities<Activities>(${OPTIONS});`, [{ specifier: './a', name: '*' }]],
  ['what a function gives', `import type { create } from './a';\nconst { b } = proxyActivities<ReturnType<typeof create>>(${OPTIONS});`, [{ specifier: './a', name: 'create' }]],
  ['an imported module', `const { b } = proxyActivities<typeof import('./a')>(${OPTIONS});`, [{ specifier: './a', name: '*' }]],
  ['an object of its own', `const activities = { async b() {} };\nconst { b } = proxyActivities<typeof activities>(${OPTIONS});`, [{ specifier: null, name: 'activities' }]],
  ['no type', `const { b } = proxyActivities(${OPTIONS});`, []],
  ['several types', `import type * as a from './a';\nimport type * as b from './b';\nconst { c } = proxyActivities<typeof a>(${OPTIONS});\nconst { d } = proxyLocalActivities<typeof b>(${OPTIONS});`, [{ specifier: './a', name: '*' }, { specifier: './b', name: '*' }]],
  ['a proxy that a comment speaks of', `import type * as a from './a';\n// What proxyActivities makes.\nconst { b } = proxyActivities<typeof a>(${OPTIONS});`, [{ specifier: './a', name: '*' }]],
])('%s', (_, code, expected) => {
  const { at } = tempProject({ 'w.ts': `${SDK}\n${code}\n` });
  expect(proxyTypes(at('w.ts'))).toEqual(expected);
});

it('a proxy function under another name', () => {
  const { at } = tempProject({
    'w.ts': `import { proxyActivities as make } from '@temporalio/workflow';\nimport type * as a from './a';\nconst { b } = make<typeof a>(${OPTIONS});`,
    'n.ts': `import * as wf from '@temporalio/workflow';\nimport type * as a from './a';\nconst { b } = wf.proxyActivities<typeof a>(${OPTIONS});`,
  });
  expect(proxyTypes(at('w.ts'))).toEqual([{ specifier: './a', name: '*' }]);
  expect(proxyTypes(at('n.ts'))).toEqual([{ specifier: './a', name: '*' }]);
});

it('is empty for a file that cannot be read', () => {
  expect(proxyTypes(tempProject({}).at('none.ts'))).toEqual([]);
});
