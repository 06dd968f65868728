import { realpathSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundlesOf, bundledFiles, projectOf } from '../../src/analysis/bundle.ts';
import { bundleProject, compareWithBundle, fixtureNames, fixtureRoot } from './bundle-projects.ts';

/** The project files that the plugin takes for bundled. */
function claimedFiles(root: string): string[] {
  const real = realpathSync(root);
  const project = projectOf(path.join(real, 'package.json'));
  return bundlesOf(project!, null).flatMap((bundle) => bundledFiles(bundle).map((file) => path.relative(real, file)));
}

describe.each(fixtureNames())('%s', (name) => {
  it('bundles the files that the plugin takes for bundled', async () => {
    const bundle = await bundleProject(name);
    const { missing, extra } = compareWithBundle(bundle, { bundled: claimedFiles(fixtureRoot(name)), refused: [] });
    expect({ missing, extra }).toEqual({ missing: [], extra: [] });
  });
});
