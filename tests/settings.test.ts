import { describe, expect, it } from 'vitest';
import { readSettings } from '../src/settings.ts';

const read = (given: unknown) => readSettings({ settings: { 'temporal-workflow': given }, cwd: '/project' });

describe('settings', () => {
  it('are all optional', () => {
    expect(readSettings({ settings: {}, cwd: '/project' })).toEqual({
      isWorkflowEntry: null,
      ignoreModules: null,
      baseline: null,
      clock: null,
      problems: [],
    });
  });

  it('take what is right and say what is wrong', () => {
    const settings = read({ workflow: ['x'], ignoreModules: ['fs'], clock: 'now' });
    expect(settings.ignoreModules).toEqual(['fs']);
    expect(settings.clock).toBeNull();
    expect(settings.problems).toEqual([
      '`workflow` is no setting of `temporal-workflow`; there are `workflows`, `ignoreModules`, `baseline`, `clock`, `cacheKey`.',
      'The setting `clock` is not of the form `{ module: string, name: string }`.',
    ]);
  });

  it.each([
    [7, "`settings['temporal-workflow']` is `7`, not an object."],
    [null, "`settings['temporal-workflow']` is `null`, not an object."],
    [{ workflows: {} }, 'The setting `workflows` is an object, not a list of strings.'],
    [{ workflows: [1] }, 'The setting `workflows` is a list with other things than strings in it, not a list of strings.'],
    [{ cacheKey: 1 }, 'The setting `cacheKey` is `1`, not the string that `cacheKey()` gives.'],
  ])('%j is wrong', (given, problem) => {
    expect(read(given).problems).toEqual([problem]);
  });

  it.each([
    [false, false],
    [{}, { revision: null, defaultBranch: null, lockFile: null }],
    [{ revision: 'v1', lockFile: 'a.lock' }, { revision: 'v1', defaultBranch: null, lockFile: '/project/a.lock' }],
    [{ defaultBranch: 'trunk' }, { revision: null, defaultBranch: 'trunk', lockFile: null }],
  ])('baseline %j', (given, baseline) => {
    expect(read({ baseline: given })).toMatchObject({ baseline, problems: [] });
  });

  it.each([true, 'main', { branch: 'main' }, { revision: 1 }, { revision: '' }, []])('baseline %j is wrong', (given) => {
    expect(read({ baseline: given })).toMatchObject({
      baseline: null,
      problems: ['The setting `baseline` is neither `false` nor of the form `{ revision?: string, defaultBranch?: string, lockFile?: string }`.'],
    });
  });

  it('read globs relative to the working directory', () => {
    const { isWorkflowEntry } = read({ workflows: ['packages/*/workflows/**', './one.ts'] });
    expect(isWorkflowEntry?.('/project/packages/a/workflows/b/c.ts')).toBe(true);
    expect(isWorkflowEntry?.('/project/one.ts')).toBe(true);
    expect(isWorkflowEntry?.('/elsewhere/one.ts')).toBe(false);
  });

  it('leave out what a glob with `!` matches', () => {
    const { isWorkflowEntry } = read({ workflows: ['src/**', '!src/**/*.test.ts', '!./src/old.ts', 'lib/!(a|b).ts'] });
    const files = ['src/a.ts', 'src/a.test.ts', 'src/old.ts', 'lib/a.ts', 'lib/c.ts', 'other.ts'];
    const matched = files.filter((file) => isWorkflowEntry?.(`/project/${file}`));
    expect(matched).toEqual(['src/a.ts', 'lib/c.ts']);
  });

  it('are read once for a lint run', () => {
    const settings = { 'temporal-workflow': {} };
    expect(readSettings({ settings, cwd: '/a' })).toBe(readSettings({ settings, cwd: '/a' }));
    expect(readSettings({ settings, cwd: '/a' })).not.toBe(readSettings({ settings, cwd: '/b' }));
  });
});
