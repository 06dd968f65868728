import { expect, it } from 'vitest';
import { installedVersion, isAtLeast } from '../../src/project/installed.ts';
import { tempProject } from './temp-project.ts';

it('gives the version of the nearest installed package', () => {
  const project = tempProject({
    'node_modules/ids/package.json': '{ "name": "ids", "version": "3.4.0" }',
    'packages/flows/node_modules/ids/package.json': '{ "name": "ids", "version": "11.1.2-rc.1" }',
    'packages/flows/src/workflows.ts': '',
    'node_modules/@acme/ids/package.json': '{ "name": "@acme/ids", "version": "1.18.0" }',
  });
  expect(installedVersion('ids', project.at('packages/flows/src/workflows.ts'))).toEqual([11, 1]);
  expect(installedVersion('ids', project.at('packages/other/src/workflows.ts'))).toEqual([3, 4]);
  expect(installedVersion('@acme/ids', project.at('packages/flows/src/workflows.ts'))).toEqual([1, 18]);
});

it('gives nothing for a package that is not there, or names no version', () => {
  const project = tempProject({
    'node_modules/ids/package.json': '{ "name": "ids" }',
    'node_modules/broken/package.json': '{',
  });
  expect(installedVersion('ids', project.at('src/workflows.ts'))).toBeNull();
  expect(installedVersion('broken', project.at('src/workflows.ts'))).toBeNull();
  expect(installedVersion('no-such-package-anywhere', project.at('src/workflows.ts'))).toBeNull();
});

it('compares versions by number', () => {
  expect(isAtLeast([1, 18], [1, 18])).toBe(true);
  expect(isAtLeast([1, 9], [1, 18])).toBe(false);
  expect(isAtLeast([2, 0], [1, 18])).toBe(true);
  expect(isAtLeast([0, 99], [1, 18])).toBe(false);
});
