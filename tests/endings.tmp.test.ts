import { ESLint } from 'eslint';
import * as parser from '@typescript-eslint/parser';
import { it } from 'vitest';
import path from 'node:path';
it('lints', async () => {
  const rules: Record<string, any> = {};
  for (const name of process.env['RULES']!.split(',')) rules[name] = (await import(`../src/rules/${name}.ts`)).default;
  const root = path.resolve(import.meta.dirname, '..');
  for (const folder of process.env['FOLDERS']!.split(',')) {
    const eslint = new ESLint({ cwd: path.resolve(root, folder), overrideConfigFile: true, ignore: false, overrideConfig: [{ files: ['**/*.{ts,js,mjs,cjs,tsx}'], languageOptions: { parser: parser as never, parserOptions: process.env['TYPED'] ? { projectService: true, tsconfigRootDir: path.resolve(root, folder) } : {} }, plugins: { t: { rules } as never }, rules: Object.fromEntries(Object.keys(rules).map((n) => [`t/${n}`, 'error'])) }] });
    for (const { filePath, messages } of await eslint.lintFiles(['.'])) for (const m of messages) if (m.ruleId?.startsWith('t/') || m.fatal) console.log(`${path.relative(root, filePath)}:${m.line}:${m.column} ${m.ruleId} ${m.message}`);
  }
});
