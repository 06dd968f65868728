import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheKey } from '../src/cache-key.ts';
import { readSettings } from '../src/settings.ts';

const page = readFileSync(path.resolve(import.meta.dirname, '../docs/settings.md'), 'utf8');
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => [/^`(\w+)`/.exec(section)?.[1] ?? '', section]),
);

const problems = (settings: unknown) => readSettings({ settings: { 'temporal-workflow': settings }, cwd: '/' }).problems;

/** The keys that the settings have, as the report of a wrong one names them. */
const KEYS = [...problems({ wrong: true })[0]!.matchAll(/`(\w+)`/g)].map(([, name]) => name!).slice(1);

describe('the page of the settings', () => {
  it('has a section and a row of the table for every setting, in order', () => {
    expect(KEYS).toContain('workflows');
    expect([...sections.keys()]).toEqual(KEYS);
    expect([...page.matchAll(/^\| \[`(\w+)`\]/gm)].map(([, name]) => name)).toEqual(KEYS);
  });

  it.each(KEYS)('has a sample of %s that is right', (key) => {
    const sample = /^```js\n(settings: [\s\S]*?)^```$/m.exec(sections.get(key) ?? '')?.[1];
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the sample is code of our own page
    const evaluate = new Function('cacheKey', `return { ${sample} };`) as (key: typeof cacheKey) => { settings: Record<string, object> };
    const settings = evaluate(cacheKey).settings['temporal-workflow']!;
    expect(Object.keys(settings)).toEqual([key]);
    expect(problems(settings)).toEqual([]);
  });
});
