import path from 'node:path';
import { expect, it } from 'vitest';
import { workflowClock } from '../../src/analysis/clock.ts';
import { readSettings } from '../../src/settings.ts';
import { inspect } from '../inspect.ts';
import { tempProject } from '../project/temp-project.ts';

const cwd = path.resolve('/project');

function clockIn(filename: string | null, module: string, code = ''): unknown {
  const settings = readSettings({ cwd, settings: { 'temporal-workflow': { clock: { module, name: 'now' } } } });
  return inspect(code, (file) => workflowClock(settings, file, cwd), filename);
}

it.each([
  ['src/workflows/order.ts', './src/clock', '', '../clock'],
  ['src/order.ts', './src/clock.ts', '', './clock'],
  ['src/order.ts', '../shared/clock', '', '../../shared/clock'],
  ['src/order.ts', './src/clock', `import { total } from './total.js';`, './clock.js'],
  ['src/order.ts', './src/clock.ts', `import { total } from './total.ts';`, './clock.ts'],
  ['src/order.ts', '@acme/time', `import { total } from './total.js';`, '@acme/time'],
])('%s imports %s', (filename, module, code, specifier) => {
  expect(clockIn(path.join(cwd, filename), module, code)).toEqual({ module: specifier, name: 'now', isHere: false });
});

it('knows its own module, by path and by specifier', () => {
  expect(clockIn(path.join(cwd, 'src/clock.ts'), './src/clock')).toMatchObject({ isHere: true });
  const project = tempProject({
    'package.json': '{ "name": "flows", "imports": { "#clock": "./src/clock.ts" } }',
    'src/clock.ts': 'export const now = () => Date.now();',
    'src/order.ts': '',
  });
  expect(clockIn(project.at('src/clock.ts'), '#clock')).toMatchObject({ isHere: true });
  expect(clockIn(project.at('src/order.ts'), '#clock')).toMatchObject({ isHere: false, module: '#clock' });
});

it('has no way from text without a path, but for a specifier', () => {
  expect(clockIn(null, './src/clock')).toBeNull();
  expect(clockIn(null, '@acme/time')).toEqual({ module: '@acme/time', name: 'now', isHere: false });
});

it('is nothing without the setting', () => {
  const settings = readSettings({ cwd, settings: {} });
  expect(inspect('', (file) => workflowClock(settings, file, cwd))).toBeNull();
});
