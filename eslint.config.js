import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import eslintPlugin from 'eslint-plugin-eslint-plugin';
import tseslint from 'typescript-eslint';

/** The layers of src/, top to bottom: a file imports from its own layer and from those below it, and from `temporal` where it is allowed. */
const layers = ['rules', 'commands', 'analysis', 'project', 'syntax'];
const KNOW_TEMPORAL = ['rules', 'commands', 'analysis'];

const layerConfigs = [...layers, 'temporal'].map((layer) => {
  const above = layer === 'temporal' ? layers : layers.slice(0, layers.indexOf(layer));
  const forbidden = [...above, ...(layer === 'temporal' || KNOW_TEMPORAL.includes(layer) ? [] : ['temporal'])];
  const roots = layer === 'rules' ? ['index', 'cli'] : layer === 'analysis' || layer === 'commands' ? ['create-rule', 'index', 'cli'] : ['create-rule', 'index', 'cli', 'settings'];
  return {
    files: [`src/${layer}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^\\.\\./(?:(?:${forbidden.join('|') || '-'})/|(?:${roots.join('|')})\\.ts$)`,
              message: `Imports point downwards: ${layers.join(' → ')}, with temporal beside rules, commands and analysis.`,
            },
          ],
        },
      ],
    },
  };
});

export default defineConfig(
  { ignores: ['dist', 'coverage', '.work', 'tests/fixtures', 'examples/order-service', 'tests/package', 'tests/sdk/compat-matrix.head.ts'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly', performance: 'readonly', URL: 'readonly', setTimeout: 'readonly' } },
  },
  { files: ['src/rules/**/*.ts'], extends: [eslintPlugin.configs['rules-recommended']], rules: { 'eslint-plugin/require-meta-docs-url': 'off' } },
  { files: ['tests/rules/**/*.test.ts'], extends: [eslintPlugin.configs['tests-recommended']] },
  ...layerConfigs,
);
