import { describe, expect, it } from 'vitest';
import { handlers } from '../../src/analysis/handlers.ts';
import { inspect } from '../inspect.ts';
import { tempProject } from '../project/temp-project.ts';

const MODULES = {
  'package.json': '{ "name": "orders" }',
  'messages.ts': `import { defineQuery, defineSignal as signal, defineUpdate } from '@temporalio/workflow';
export const go = signal('go');
export const messages = { pay: defineUpdate('pay'), more: 1 };
const state = defineQuery('state');
export { state as current };
export default signal('stop');
export const named = (id: string) => signal(\`go-\${id}\`);
export const other = 1;
`,
  'barrel.ts': `export * from './messages'; export * as all from './messages'; export { default as stop } from './messages';`,
};

const handled = (imports: string, definition: string) => {
  const { at } = tempProject(MODULES);
  const code = `import { setHandler } from '@temporalio/workflow'; ${imports} setHandler(${definition}, () => {});`;
  return inspect(code, (file) => handlers(file).map(({ kind, name }) => `${kind} ${name}`), at('orders.ts'));
};

describe('definitions of other modules', () => {
  it.each([
    ['by name', `import { go } from './messages';`, 'go', 'signal go'],
    ['under another name', `import { current as now } from './messages';`, 'now', 'query state'],
    ['the default export', `import stop from './messages';`, 'stop', 'signal stop'],
    ['through a namespace', `import * as m from './messages';`, 'm.go', 'signal go'],
    ['of an object', `import { messages } from './messages';`, 'messages.pay', 'update pay'],
    ['through a barrel', `import { go } from './barrel';`, 'go', 'signal go'],
    ['through a namespace of a barrel', `import { all } from './barrel';`, 'all.messages.pay', 'update pay'],
    ['a default export through a barrel', `import { stop } from './barrel';`, 'stop', 'signal stop'],
    ['not what is none', `import { other, messages } from './messages';`, 'other', 'null null'],
    ['not a member that is none', `import { messages } from './messages';`, 'messages.more', 'null null'],
    ['not what a function makes', `import { named } from './messages';`, `named('a')`, 'null null'],
    ['not of a module that is not there', `import { go } from './nowhere';`, 'go', 'null null'],
  ])('%s', (_, imports, definition, expected) => {
    expect(handled(imports, definition)).toEqual([expected]);
  });
});

describe('handlers', () => {
  it('may be bound', () => {
    const code = `import { defineSignal, setHandler } from '@temporalio/workflow';
class Order { constructor() { setHandler(defineSignal('go'), this.onGo.bind(this)); setHandler(defineSignal('stop'), f.bind(null)); } onGo() {} }`;
    const found = inspect(code, (file) => handlers(file).map(({ handler }) => handler && file.text.slice(...handler.range)));
    expect(found).toEqual(['() {}', null]);
  });
});
