import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundleProject, compareWithBundle, fixtureRoot, projectNames } from './bundle-projects.ts';

describe.each(projectNames())('%s', (name) => {
  it('tells what stands in the way wherever a bundle is not made or does not start', async () => {
    const { ok, starts, refused, workers } = await bundleProject(name);
    const bundlerRefuses = refused.some(({ reason }) => reason !== 'dynamic-import' && reason !== 'top-level-await');

    expect(bundlerRefuses).toBe(!ok);
    if (ok) expect(refused.length > 0).toBe(!starts);
    for (const worker of workers) expect(worker.error === null).toBe(worker.ok);
  });

  it('names files of the project by their source', async () => {
    const { root, bundledFiles, droppedFiles, refused } = await bundleProject(name);
    const files = [...bundledFiles, ...droppedFiles, ...refused.flatMap(({ reachedFrom }) => reachedFrom)];

    for (const file of files) expect(existsSync(path.join(root, file)), file).toBe(true);
  });

  it('gives a chain from an entry for every file that leads to a refusal', async () => {
    const { refused, bundledFiles, droppedFiles } = await bundleProject(name);

    for (const { reachedFrom, chains } of refused) {
      expect(reachedFrom.length).toBeGreaterThan(0);
      expect(chains.map((chain) => chain.at(-1))).toEqual(reachedFrom);
      for (const file of chains.flat()) expect([...bundledFiles, ...droppedFiles]).toContain(file);
    }
  });
});

describe('what the bundler is known to do', () => {
  it('follows run-time imports through helpers, and not those of activities, worker or client', async () => {
    const bundle = await bundleProject('one-package');

    expect(bundle.bundledFiles).toEqual(['src/pricing.ts', 'src/rates.ts', 'src/workflows.ts']);
    expect(bundle.refused).toEqual([
      {
        module: 'node:fs',
        reason: 'disallowed',
        importedBy: 'src/rates.ts',
        reachedFrom: ['src/rates.ts'],
        chains: [['src/workflows.ts', 'src/pricing.ts', 'src/rates.ts']],
      },
    ]);
  });

  it('erases types and what nothing uses from TypeScript', async () => {
    expect(await bundleProject('type-imports')).toMatchObject({ starts: true, bundledFiles: ['src/workflows.ts'] });
  });

  it('erases nothing from JavaScript', async () => {
    const { refused } = await bundleProject('javascript-esm');

    expect(refused.map(({ module, importedBy }) => [module, importedBy])).toEqual([
      ['node:fs/promises', 'src/activities.js'],
    ]);
  });

  it('names the sources of compiled workflows, which only the release builds', async () => {
    const { root, bundledFiles } = await bundleProject('compiled-lib');

    expect(existsSync(path.join(root, 'lib'))).toBe(false);
    expect(bundledFiles).toEqual(['src/flows/encode.ts', 'src/flows/index.ts', 'src/lib/media.ts']);
  });

  it('leads from a builtin in an installed package to the file that imports the package', async () => {
    const { refused } = await bundleProject('package-with-builtin');

    expect(refused.map(({ module, reachedFrom }) => [module, ...reachedFrom])).toEqual([
      ['crypto', 'src/keys.ts'],
      ['events/', 'src/bus.ts'],
      ['perf_hooks', 'src/workflows.ts'],
    ]);
  });

  it('does not know tsconfig paths unless a webpackConfigHook teaches them', async () => {
    const without = await bundleProject('tsconfig-paths');
    const taught = await bundleProject('tsconfig-paths-hook');

    expect(without.refused).toMatchObject([{ module: '@app/domain/nights', reason: 'unresolved' }]);
    expect(taught).toMatchObject({ starts: true, refused: [] });
    expect(taught.bundledFiles).toContain('src/domain/units.ts');
  });

  it('refuses what is planted in the example, and nothing else of it', async () => {
    const { refused } = await bundleProject('order-service');
    const mended = await bundleProject('order-service-mended');

    expect(refused.map(({ module, importedBy }) => [module, importedBy])).toEqual([
      ['@temporalio/activity', 'src/activities/http.ts'],
      ['node:fs', 'src/shared/bank-holidays.ts'],
      ['node:fs', 'src/workflows/invoice.ts'],
      ['node:util', 'src/workflows/invoice.ts'],
    ]);
    expect(mended).toMatchObject({ starts: true, refused: [] });
  });

  it('bundles a dynamic import and a top-level await, which do not start', async () => {
    const [dynamic] = (await bundleProject('dynamic-import')).workers;
    const [awaiting] = (await bundleProject('top-level-await')).workers;

    expect(dynamic).toMatchObject({ ok: true, startError: 'Automatic publicPath is not supported in this browser' });
    expect(awaiting).toMatchObject({ ok: true, workflowTypes: [] });
  });
});

describe('compareWithBundle', () => {
  it('has no difference for the truth, as absolute or relative paths', async () => {
    const bundle = await bundleProject('one-package');
    const bundled = ['src/workflows.ts', 'src/pricing.ts', path.join(fixtureRoot('one-package'), 'src/rates.ts')];
    const refused = [{ file: 'src/pricing.ts', module: './rates' }, { file: 'src/rates.ts', module: 'node:fs' }];

    expect(compareWithBundle(bundle, { bundled, refused })).toEqual({
      missing: [],
      extra: [],
      unreported: [],
      overreported: [],
    });
  });

  it('takes a compiled file for its source', async () => {
    const bundle = await bundleProject('compiled-dist');
    const bundled = ['dist/workflows/index.js', 'dist/workflows/scan.js', 'src/checksum.ts'];

    expect(compareWithBundle(bundle, { bundled, refused: [] })).toMatchObject({ missing: [], extra: [] });
  });

  it('finds what is missing, too much, unreported and reported for nothing', async () => {
    const bundle = await bundleProject('one-package');
    const wrong = { file: 'src/client.ts', module: 'node:crypto' };

    expect(
      compareWithBundle(bundle, { bundled: ['src/workflows.ts', 'src/rates.ts', 'src/client.ts'], refused: [wrong] }),
    ).toMatchObject({
      missing: ['src/pricing.ts'],
      extra: ['src/client.ts'],
      unreported: [{ module: 'node:fs' }],
      overreported: [wrong],
    });
  });
});
