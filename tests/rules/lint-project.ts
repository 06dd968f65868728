import fs from 'node:fs';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import type { Rule } from '../../src/create-rule.ts';
import type { TempProject } from '../project/temp-project.ts';

/** Where a rule reports something in a file of a project: line and column. */
export function lintProject(project: TempProject, rule: { readonly name: string }, file: string): readonly string[] {
  const linter = new Linter({ cwd: project.root });
  const config = {
    files: ['**/*.ts'],
    languageOptions: { parser },
    plugins: { t: { rules: { [rule.name]: rule as Rule } } },
    rules: { [`t/${rule.name}`]: 'error' },
  };
  const messages = linter.verify(fs.readFileSync(project.at(file), 'utf8'), config as never, { filename: project.at(file) });
  return messages.map(({ line, column }) => `${line}:${column}`);
}
