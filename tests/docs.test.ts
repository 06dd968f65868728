import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import plugin from '../src/index.ts';
import { rules } from '../src/rules/index.ts';

const PAGES = path.resolve(import.meta.dirname, '../docs/rules');

interface Sample {
  readonly mark: '❌' | '✅';
  readonly code: string;
  readonly options: unknown[];
  readonly settings: Record<string, unknown>;
  readonly filename: string;
}

/** The samples of a page: every fenced block of code, with the last mark that stands over it. */
function samples(page: string): Sample[] {
  const found: Sample[] = [];
  let mark: Sample['mark'] | null = null;
  for (const [, line, language, info, code] of page.matchAll(/^((?:❌|✅).*)$|^```(ts|js|tsx) ?(.*)\n([\s\S]*?)^```$/gm)) {
    if (line) mark = line.startsWith('❌') ? '❌' : '✅';
    if (!language) continue;
    if (!mark) throw new Error(`No mark over the sample:\n${code}`);
    const attribute = (name: string) => new RegExp(`${name}='([^']*)'`).exec(info ?? '')?.[1];
    found.push({
      mark,
      code: code!,
      options: JSON.parse(attribute('options') ?? '[]') as unknown[],
      settings: JSON.parse(attribute('settings') ?? '{}') as Record<string, unknown>,
      filename: attribute('filename') ?? `sample.${language}`,
    });
    mark = null;
  }
  return found;
}

const linter = new Linter();

function lint({ code, options, settings, filename }: Sample, rule: string): { own: string[]; others: string[] } {
  const { recommended } = plugin.configs;
  const messages = linter.verify(
    code,
    {
      ...recommended,
      files: ['**/*.{ts,tsx,js}'],
      languageOptions: { parser: parser as never, parserOptions: { ecmaFeatures: { jsx: true } } },
      rules: { ...recommended.rules, [`temporal-workflow/${rule}`]: ['error', ...options] },
      settings: { 'temporal-workflow': settings },
    },
    filename,
  );
  const fatal = messages.find((message) => message.fatal);
  if (fatal) throw new Error(`${fatal.message} (line ${fatal.line}) in:\n${code}`);
  const isOwn = ({ ruleId }: Linter.LintMessage) => ruleId === `temporal-workflow/${rule}`;
  const text = ({ line, column, message }: Linter.LintMessage) => `${line}:${column} ${message}`;
  return {
    own: messages.filter(isOwn).map(text),
    others: messages.filter((message) => !isOwn(message)).map((message) => `${message.ruleId} ${text(message)}`),
  };
}

it('every rule has a page, and every page a rule', () => {
  const pages = readdirSync(PAGES).map((file) => path.basename(file, '.md'));
  expect(pages.sort()).toEqual(Object.keys(rules).sort());
});

describe.each(Object.keys(rules))('the page of %s', (rule) => {
  const page = readFileSync(path.join(PAGES, `${rule}.md`), 'utf8');

  it('has its sections, in order', () => {
    const sections = [...page.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
    const hasOptions = (rules[rule]!.meta.schema as unknown[]).length > 0;
    const wanted = ['Rule details', ...(hasOptions ? ['Options'] : []), 'Limits', 'When not to use it', 'Further reading'];
    expect(sections.filter((section) => wanted.includes(section!))).toEqual(wanted);
  });

  it('has samples of both kinds', () => {
    const marks = new Set(samples(page).map(({ mark }) => mark));
    expect(marks).toEqual(new Set(['❌', '✅']));
  });

  it('says of each sample what the rule says', async () => {
    const reports = samples(page).map((sample) => {
      const { own, others } = lint(sample, rule);
      if (sample.mark === '✅') expect([...own, ...others], sample.code).toEqual([]);
      else expect(own, sample.code).not.toEqual([]);
      return sample.mark === '✅' ? null : `${sample.code}${own.map((line) => `→ ${line}`).join('\n')}\n`;
    });
    await expect(reports.filter(Boolean).join('\n')).toMatchFileSnapshot(`snapshots/${rule}.txt`);
  });
});
