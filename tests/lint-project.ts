import fs from 'node:fs';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { expect } from 'vitest';
import { type TempProject, tempProject } from './project/temp-project.ts';

interface NamedRule {
  readonly name: string;
}

/** Where a rule reports something in a file of a project: line and column. */
export function lintProject(project: TempProject, rule: NamedRule, file: string): string[] {
  return messagesIn(project, rule, file).map(({ line, column }) => `${line}:${column}`);
}

/** The lines that a rule reports in a file of a project with these files; a `package.json` is added. */
export function reportedLines(files: Readonly<Record<string, string>>, rule: NamedRule, file: string): number[] {
  const project = tempProject({ 'package.json': '{ "name": "orders" }', ...files });
  return messagesIn(project, rule, file).map(({ line }) => line);
}

function messagesIn({ root, at }: TempProject, rule: NamedRule, file: string): Linter.LintMessage[] {
  const config = {
    files: ['**/*.ts'],
    languageOptions: { parser },
    plugins: { temporal: { rules: { [rule.name]: rule } } },
    rules: { [`temporal/${rule.name}`]: 'error' },
  };
  const messages = new Linter({ cwd: root }).verify(fs.readFileSync(at(file), 'utf8'), config as never, { filename: at(file) });
  expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
  return messages;
}
