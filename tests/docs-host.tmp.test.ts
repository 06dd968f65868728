import { readFileSync } from 'node:fs';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { expect, it } from 'vitest';
import { rules as all } from '../src/rules/index.ts';
it.each(process.env['RULES']!.split(','))('%s', async (name) => {
  const rule = (await import(`../src/rules/${name}.ts`)).default;
  const rules: any = { ...all, [name]: rule };
  const page = readFileSync(`docs/rules/${name}.md`, 'utf8');
  let mark: string | null = null;
  let wrong = 0, out = '';
  const linter = new Linter();
  for (const [, line, language, info, code] of page.matchAll(/^((?:❌|✅).*)$|^```(ts|js|tsx) ?(.*)\n([\s\S]*?)^```$/gm)) {
    if (line) mark = line[0]!;
    if (!language) continue;
    const attribute = (n: string) => new RegExp(`${n}='([^']*)'`).exec(info ?? '')?.[1];
    const messages = linter.verify(code!, {
      files: ['**/*.{ts,tsx,js}'], plugins: { t: { rules } }, languageOptions: { parser: parser as never },
      rules: { ...Object.fromEntries(Object.keys(rules).map((n) => [`t/${n}`, 'error'])), [`t/${name}`]: ['error', ...JSON.parse(attribute('options') ?? '[]')] },
      settings: { 'temporal-workflow': JSON.parse(attribute('settings') ?? '{}') },
    } as any, attribute('filename') ?? `sample.${language}`);
    const own = messages.filter((m) => m.ruleId === `t/${name}`);
    const ok = mark === '✅' ? messages.length === 0 : own.length > 0;
    if (!ok) wrong++;
    out += `${mark} ${ok ? 'ok' : 'WRONG ' + code} ${messages.map((m) => `\n   ${m.line}:${m.column} ${m.ruleId} ${m.message}`).join('')}\n`;
    mark = null;
  }
  console.log(out);
  expect(wrong).toBe(0);
});
