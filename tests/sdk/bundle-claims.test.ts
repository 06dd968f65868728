import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { bundlesOf, bundledFiles, projectOf } from '../../src/analysis/bundle.ts';
import plugin from '../../src/index.ts';
import { sourceFilesIn } from '../../src/project/packages.ts';
import { bundleProject, compareWithBundle, fixtureRoot, projectNames } from './bundle-projects.ts';

/** The project files that the plugin takes for bundled. */
function claimedFiles(root: string): string[] {
  const real = realpathSync(root);
  const project = projectOf(path.join(real, 'package.json'));
  return bundlesOf(project!, null).flatMap((bundle) => bundledFiles(bundle).map((file) => path.relative(real, file)));
}

/** What `no-io-imports` reports in the files of a project: the file, and the message. */
function importReports(root: string): { file: string; module: string }[] {
  const linter = new Linter({ cwd: root });
  return sourceFilesIn(root)
    .filter((file) => /\.[cm]?[jt]s$/.test(file))
    .flatMap((file) =>
      linter
        .verify(
          readFileSync(file, 'utf8'),
          {
            files: ['**/*.{ts,js,mts,mjs,cts,cjs}'],
            languageOptions: { parser: parser as never },
            plugins: { 'temporal-workflow': plugin },
            rules: { 'temporal-workflow/no-io-imports': 'error' },
          },
          file,
        )
        .filter(({ fatal }) => !fatal)
        .map(({ message }) => ({ file: path.relative(root, file), module: message })),
    );
}

describe.each(projectNames())('%s', (name) => {
  it('bundles the files that the plugin takes for bundled', async () => {
    const bundle = await bundleProject(name);
    const { missing, extra } = compareWithBundle(bundle, { bundled: claimedFiles(fixtureRoot(name)), refused: [] });
    expect({ missing, extra }).toEqual({ missing: [], extra: [] });
  });
});

describe.each(projectNames())('%s', (name) => {
  it('is reported where the bundler refuses it, and nowhere else', async () => {
    const bundle = await bundleProject(name);
    const root = realpathSync(fixtureRoot(name));
    const claim = { bundled: claimedFiles(root), refused: importReports(root) };
    const { unreported, overreported } = compareWithBundle(bundle, claim);
    expect({ unreported, overreported }).toEqual({ unreported: [], overreported: [] });
  });
});
