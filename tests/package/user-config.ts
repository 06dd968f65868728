// What a user writes, compiled against the declarations that are published: the test is that it compiles.
import { defineConfig } from 'eslint/config';
import type { ESLint, Linter } from 'eslint';
import temporalWorkflow from 'eslint-plugin-temporal-workflow';

export default defineConfig(
  temporalWorkflow.configs.recommended,
  { files: ['src/workflows/**/*.ts'], extends: [temporalWorkflow.configs.strict] },
  {
    plugins: { 'temporal-workflow': temporalWorkflow },
    extends: ['temporal-workflow/recommended'],
    rules: { 'temporal-workflow/no-date-now': 'off' },
    settings: { 'temporal-workflow': { workflows: ['src/workflows/**'] } },
  },
);

export const plainConfig: Linter.Config[] = [temporalWorkflow.configs.recommended];
export const plugin: ESLint.Plugin = temporalWorkflow;
