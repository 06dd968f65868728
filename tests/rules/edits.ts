import fs from 'node:fs';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import type { Rule } from '../../src/create-rule.ts';
import noReorderedActivities from '../../src/rules/no-reordered-activities.ts';
import noUnpatchedConditions from '../../src/rules/no-unpatched-conditions.ts';
import { clearModules } from '../../src/project/modules.ts';
import type { TempProject } from '../project/temp-project.ts';

const rules = { 'no-reordered-activities': noReorderedActivities as unknown as Rule, 'no-unpatched-conditions': noUnpatchedConditions as unknown as Rule };

export interface LintSettings {
  readonly settings?: object;
  readonly options?: object;
  /** The text that an editor shows; otherwise what is on the disk. */
  readonly text?: string;
  /** That the disk has not changed since the last time. */
  readonly sameDisk?: boolean;
}

/** What the two rules report in a file: the rule's severity (2 for what is certain), the id of the message, line and column. */
export function lintEdits(project: TempProject, file: string, given: LintSettings = {}): readonly string[] {
  return messagesOf(project, file, given).map(({ severity, messageId, line, column }) => `${severity} ${messageId} ${line}:${column}`);
}

/** The texts of the messages of the two rules in a file. */
export function textsOf(project: TempProject, file: string, given: LintSettings = {}): readonly string[] {
  return messagesOf(project, file, given).map(({ message }) => message);
}

/** The text of a file with each of the suggestions applied that the two rules offer, one by one; null for a report without one. */
export function patchedTexts(project: TempProject, file: string, given: LintSettings = {}): readonly (string | null)[] {
  const text = given.text ?? fs.readFileSync(project.at(file), 'utf8');
  return messagesOf(project, file, given).map(({ suggestions }) => {
    const [suggestion] = suggestions ?? [];
    return suggestion ? text.slice(0, suggestion.fix.range[0]) + suggestion.fix.text + text.slice(suggestion.fix.range[1]) : null;
  });
}

/** The messages of the two rules in a file. */
export function messagesOf(project: TempProject, file: string, { settings = {}, options = {}, text, sameDisk = false }: LintSettings): readonly Linter.LintMessage[] {
  if (!sameDisk) clearModules();
  const linter = new Linter({ cwd: project.root });
  const config = {
    files: ['**/*.ts', '**/*.js'],
    languageOptions: { parser },
    plugins: { t: { rules } },
    settings: { 'temporal-workflow': settings },
    rules: { 't/no-reordered-activities': ['error', options], 't/no-unpatched-conditions': ['warn', options] },
  };
  return linter.verify(text ?? fs.readFileSync(project.at(file), 'utf8'), config as never, { filename: project.at(file) });
}
