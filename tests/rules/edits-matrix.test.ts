import { readFileSync } from 'node:fs';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { expect, test } from 'vitest';
import { differencesBetween, sourceOf } from '../commands/programs.ts';
import { gitProject } from '../project/git-repository.ts';
import type { Rule } from '../../src/create-rule.ts';
import noReorderedActivities from '../../src/rules/no-reordered-activities.ts';
import noUnpatchedConditions from '../../src/rules/no-unpatched-conditions.ts';

interface Row {
  readonly id: string;
  readonly v1: string;
  readonly v2: string;
}

const ROWS = JSON.parse(readFileSync(new URL('../sdk/compat-matrix.json', import.meta.url), 'utf8')) as readonly Row[];

test('the rules report of pairs of the matrix what the comparison finds, all in one repository', () => {
  const pairs = ROWS.map((row, index) => ({ ...row, file: `src/pair${index}.ts`, name: `wf${index}` }));
  // One project has each workflow type once.
  const text = (body: string, name: string) => sourceOf(body).replace(/\bwf\b/gu, name);
  const project = gitProject({ 'package.json': '{}', ...Object.fromEntries(pairs.map(({ file, v1, name }) => [file, text(v1, name)])) });
  project.write(Object.fromEntries(pairs.map(({ file, v2, name }) => [file, text(v2, name)])));

  const linter = new Linter({ cwd: project.root });
  const rules = { 'no-reordered-activities': noReorderedActivities as unknown as Rule, 'no-unpatched-conditions': noUnpatchedConditions as unknown as Rule };
  const config = { files: ['**/*.ts'], languageOptions: { parser }, plugins: { t: { rules } }, rules: { 't/no-reordered-activities': 'error', 't/no-unpatched-conditions': 'warn' } };
  const wrong = pairs.flatMap(({ id, file, v1, v2, name }) => {
    const messages = linter.verify(text(v2, name), config as never, { filename: project.at(file) });
    const severities = (found: readonly boolean[]) => [...new Set(found.map((certain) => (certain ? 2 : 1)))].sort().join();
    const said = severities(messages.map(({ severity }) => severity === 2));
    const wanted = severities(differencesBetween(v1, v2).map(({ certain }) => certain));
    return said === wanted ? [] : [{ id, said, wanted, messages: messages.map(({ message }) => message) }];
  });
  expect(wrong).toEqual([]);
}, 120_000);
