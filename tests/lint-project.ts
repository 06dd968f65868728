import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { expect } from 'vitest';
import { tempProject } from './project/temp-project.ts';

/** The lines that a rule reports in a file of a project with these files; a `package.json` is added. */
export function reportedLines(files: Readonly<Record<string, string>>, rule: unknown, file: string): number[] {
  const { root, at } = tempProject({ 'package.json': '{ "name": "orders" }', ...files });
  const linter = new Linter({ cwd: root });
  const messages = linter.verify(
    files[file]!,
    [
      {
        files: ['**/*.ts'],
        languageOptions: { parser: parser as never },
        plugins: { temporal: { rules: { rule: rule as never } } },
        rules: { 'temporal/rule': 'error' },
      },
    ],
    at(file),
  );
  expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
  return messages.map(({ line }) => line);
}
