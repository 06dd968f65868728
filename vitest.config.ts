import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import type { Reporter, TestModule } from 'vitest/node';

/** Closes the run with one plain line, `N passed, N failed`, for CI. */
const plainTotals: Reporter = {
  onTestRunEnd(modules: readonly TestModule[]) {
    const totals = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) totals[test.result().state]++;
      // A file that could not be loaded has no tests, and is a failure all the same.
      if (module.state() === 'failed' && module.children.size === 0) totals.failed++;
    }
    console.log(
      `\n${totals.passed} passed, ${totals.failed} failed${totals.skipped ? `, ${totals.skipped} skipped` : ''}`,
    );
  },
};

export default defineConfig({
  // The example's own configuration imports the plugin by its name; tests run it on the source, without a build.
  resolve: { alias: { 'eslint-plugin-temporal-workflow': fileURLToPath(new URL('./src/index.ts', import.meta.url)) } },
  test: {
    include: ['tests/**/*.test.ts'],
    setupFiles: ['./tests/setup.ts'],
    // A fresh worker for each file would load the rule tester and TypeScript again every time.
    isolate: false,
    // Two cores are what CI has; by itself, vitest leaves one of them to its own process, which has little to do.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default', plainTotals],
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text-summary', 'json-summary'] },
  },
});
