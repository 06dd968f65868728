import temporalWorkflow from 'eslint-plugin-temporal-workflow';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  { ignores: ['lib/'] },
  {
    files: ['src/**/*.ts'],
    extends: [temporalWorkflow.configs.recommended],
    languageOptions: { parser: tseslint.parser },
  },
);
