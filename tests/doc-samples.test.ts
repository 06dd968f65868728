import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { expect, it } from 'vitest';
import plugin from '../src/index.ts';

const SDK = path.resolve(import.meta.dirname, '../node_modules/@temporalio');

/** The blocks of code in the documentation comments of a source file, without the stars. */
function samplesIn(file: string): string[] {
  const comments = readFileSync(file, 'utf8').match(/\/\*\*[\s\S]*?\*\//g) ?? [];
  return comments.flatMap((comment) => {
    const text = comment.replaceAll(/^\s*\*(?: |$)/gm, '');
    return [...text.matchAll(/```(?:ts|typescript|js|javascript)?\n([\s\S]*?)```/g)].map(([, code]) => code!);
  });
}

// Most samples leave out their imports; with these they are workflow code.
const HEAD = `import * as workflow from '@temporalio/workflow';\nworkflow.log.info('sample');\n`;

it('says nothing of the samples in the documentation comments of the SDK', () => {
  const linter = new Linter();
  const sources = readdirSync(SDK, { recursive: true, encoding: 'utf8' })
    .filter((file) => /^[^/\\]+[/\\]src[/\\].*\.ts$/.test(file))
    .map((file) => path.join(SDK, file));
  const samples = sources.flatMap((file) => samplesIn(file).map((code) => ({ file: path.relative(SDK, file), code })));
  expect(samples.length).toBeGreaterThan(50);

  const config: Linter.Config = {
    ...plugin.configs.recommended,
    files: ['**/*.ts'],
    languageOptions: { parser: parser as never },
  };
  const reports = samples.flatMap(({ file, code }) =>
    [code, HEAD + code].flatMap((text) => {
      const messages = linter.verify(text, config, 'sample.ts');
      return messages.some(({ fatal }) => fatal) ? [] : messages.map(({ ruleId, message }) => ({ file, ruleId, message, code: text }));
    }),
  );
  expect(reports).toEqual([]);
});
