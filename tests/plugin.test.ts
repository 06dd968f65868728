import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import plugin from '../src/index.ts';
import { rules } from '../src/rules/index.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { name: string; version: string };

describe('the plugin', () => {
  it('is named after its package', () => {
    expect(plugin.meta).toEqual({ name: manifest.name, version: manifest.version });
  });

  it('has every rule that has a file', () => {
    const files = readdirSync(path.join(ROOT, 'src/rules')).map((file) => path.basename(file, '.ts'));
    expect(Object.keys(rules).sort()).toEqual(files.filter((name) => name !== 'index').sort());
  });

  it('has configs without a parser and without files, which hold the plugin itself', () => {
    for (const config of Object.values(plugin.configs)) {
      expect(Object.keys(config).sort()).toEqual(['name', 'plugins', 'rules']);
      expect(config.plugins?.['temporal-workflow']).toBe(plugin);
    }
  });

  it('derives the configs from the rules', () => {
    for (const { name, meta } of Object.values(rules)) {
      const { recommended, strict, strictOptions } = meta.docs!;
      expect(plugin.configs.recommended.rules?.[`temporal-workflow/${name}`]).toBe(recommended);
      const severity = strict ?? (recommended ? 'error' : undefined);
      expect(plugin.configs.strict.rules?.[`temporal-workflow/${name}`]).toEqual(strictOptions ? [severity, ...strictOptions] : severity);
    }
  });

  it('has nothing in recommended that strict has not', () => {
    const names = Object.keys(plugin.configs.recommended.rules!);
    expect(Object.keys(plugin.configs.strict.rules!)).toEqual(expect.arrayContaining(names));
  });
});

describe.each(Object.values(rules))('the rule $name', ({ name, meta }) => {
  it('links to the page of the installed version', () => {
    expect((meta.docs as { url?: string }).url).toBe(
      `https://unpkg.com/${manifest.name}@${manifest.version}/docs/rules/${name}.md`,
    );
  });

  it('has messages of at most two sentences that talk of the code', () => {
    for (const message of Object.values(meta.messages)) {
      const prose = message.replaceAll(/`[^`]*`/g, 'X').replaceAll(/\([^)]*\)/g, '');
      expect(prose.split(/[.!?](?:\s|$)/).filter((sentence) => sentence.trim() !== '').length, message).toBeLessThanOrEqual(2);
      expect(prose, message).toMatch(/(?:\.|\}\})$/);
      expect(prose, message).not.toMatch(/\b(?:you|your|please|should|do not|don't|unexpected)\b/i);
    }
  });

  it('has defaults that its own schema takes, and a description of every option', () => {
    for (const schema of meta.schema as unknown as { properties?: Record<string, { description?: string }> }[]) {
      for (const [option, { description }] of Object.entries(schema.properties ?? {})) {
        expect(description, option).toMatch(/\.$/);
      }
    }
  });
});
