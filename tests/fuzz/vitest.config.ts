import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['tests/fuzz/fuzz.ts'], testTimeout: 3_600_000, hookTimeout: 120_000, disableConsoleIntercept: true },
});
