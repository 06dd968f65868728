import rule from '../../src/rules/valid-settings.ts';
import { RuleTester } from '../rule-tester.ts';

const given = (settings: unknown) => ({ settings: { 'temporal-workflow': settings } }) as { settings: Record<string, unknown> };

new RuleTester().run('valid-settings', rule, {
  valid: [
    {
      name: 'no settings',
      code: `export const answer = 42;`,
    },
    {
      name: 'settings of another plugin',
      settings: { react: { version: 'detect' } },
      code: `export const answer = 42;`,
    },
    {
      name: 'every setting',
      ...given({
        workflows: ['src/workflows/**'],
        ignoreModules: ['fs'],
        clock: { module: './clock', name: 'now' },
        cacheKey: 'abc',
      }),
      code: `export const answer = 42;`,
    },
    {
      name: 'one glob without a list',
      ...given({ workflows: 'src/workflows.ts' }),
      code: `export const answer = 42;`,
    },
  ],
  invalid: [
    {
      name: 'an unknown key, in a file that is no workflow code',
      ...given({ workflow: ['src/workflows/**'] }),
      code: `export const answer = 42;`,
      errors: [
        {
          messageId: 'invalid',
          data: {
            problems:
              '`workflow` is no setting of `temporal-workflow`; there are `workflows`, `ignoreModules`, `baseline`, `clock`, `cacheKey`.',
          },
          line: 1,
          column: 1,
          endLine: 1,
          endColumn: 26,
        },
      ],
    },
    {
      name: 'several problems in one report',
      ...given({ ignoreModules: { fs: true }, clock: 'now' }),
      code: `
import { sleep } from '@temporalio/workflow';
export const wait = () => sleep(1);
      `,
      errors: [
        {
          messageId: 'invalid',
          data: {
            problems:
              'The setting `ignoreModules` is an object, not a list of strings. The setting `clock` is not of the form `{ module: string, name: string }`.',
          },
          line: 1,
          column: 1,
        },
      ],
    },
    {
      name: 'settings that are no object, in an empty file',
      ...given(true),
      code: ``,
      errors: [
        {
          messageId: 'invalid',
          data: { problems: "`settings['temporal-workflow']` is `true`, not an object." },
          line: 1,
          column: 1,
        },
      ],
    },
  ],
});
