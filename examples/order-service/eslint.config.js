import temporalWorkflow from 'eslint-plugin-temporal-workflow';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  { ignores: ['lib/'] },
  {
    files: ['src/**/*.ts'],
    extends: [temporalWorkflow.configs.recommended],
    languageOptions: { parser: tseslint.parser },
    // No executions of this example are running: its workflows may be edited freely.
    settings: { 'temporal-workflow': { baseline: false } },
    // Three rules of `strict` that this team wants besides.
    rules: {
      'temporal-workflow/require-handler': 'warn',
      'temporal-workflow/require-idempotency-key': 'warn',
      'temporal-workflow/require-retry-policy': 'warn',
    },
  },
);
