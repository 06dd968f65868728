import { existsSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { disallowedModules } from '@temporalio/worker/lib/workflow/bundler.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  NODE_SCHEME,
  POLYFILLS,
  RANDOM_CRYPTO_EXPORTS,
  RANDOM_PACKAGES,
  REFUSED_BUILTINS,
  REFUSED_SDK_MODULES,
  SANDBOX_BUILTINS,
  THROWING_POLYFILLS,
  UNUSABLE_PACKAGES,
} from '../../src/temporal/modules.ts';
import { openSandbox, type Run, type Sandbox } from './oracle.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

/** Without its packages, a block says which are missing, instead of what the bundler makes of that. */
function expectInstalled(specifiers: Iterable<string>): void {
  const packages = [...specifiers].map((specifier) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)![0]);
  const folder = path.resolve(import.meta.dirname, '../../node_modules');
  expect(packages.filter((name) => !existsSync(path.join(folder, name)))).toEqual([]);
}

/** A workflow that imports modules, so that none is erased, and returns an expression; `m0` is the first module. */
const importing = (modules: readonly string[], expression = 'null') =>
  `// @ts-nocheck\n${modules.map((name, index) => `import * as m${index} from '${name}';`).join('\n')}
export async function wf() { if (globalThis.never) return [${modules.map((_, index) => `m${index}`).join(', ')}]; return ${expression}; }`;

/** What the bundler says that it refuses. */
const refused = (error: string | null) => [...(error ?? '').matchAll(/^ {2}- '(.*)'$/gm)].map(([, name]) => name).sort();

describe('builtins', () => {
  it('are each allowed or refused', () => {
    const unprefixed = builtinModules.filter((name) => !name.startsWith(NODE_SCHEME));
    expect([...SANDBOX_BUILTINS.keys(), ...REFUSED_BUILTINS].sort()).toEqual(unprefixed.sort());
  });

  it('are refused by the bundler, with everything below them', async () => {
    const { error } = await sandbox.bundle(importing([...REFUSED_BUILTINS, 'buffer/']));
    expect(refused(error)).toEqual([...REFUSED_BUILTINS, 'buffer/'].sort());
  });

  it('cannot be read with the scheme, whatever the Worker ignores', async () => {
    const specifiers = [...SANDBOX_BUILTINS.keys(), 'fs', 'sqlite', 'test'].map((name) => `${NODE_SCHEME}${name}`);
    const { error } = await sandbox.bundle(importing(specifiers), { ignoreModules: [...specifiers, 'fs', 'sqlite', 'test'] });
    for (const specifier of specifiers) expect(error).toContain(`Reading from "${specifier}" is not handled by plugins`);
  });

  it('are in the sandbox with the exports of the table, and without others', async () => {
    const names = [...SANDBOX_BUILTINS.keys()];
    const expression = `{ ${names.map((name, index) => `${name}: Object.keys(m${index})`).join(', ')} }`;
    const { result } = await sandbox.run(importing(names, expression));
    for (const name of names) {
      expect(new Set(['default', ...(result as Record<string, string[]>)[name]!])).toEqual(SANDBOX_BUILTINS.get(name));
    }
    const { result: missing } = await sandbox.run(`import { promisify } from 'util'; export async function wf() { return typeof promisify; }`);
    expect(missing).toBe('undefined');
  });

  it('of crypto export what draws', async () => {
    const crypto = await import('node:crypto');
    expect([...RANDOM_CRYPTO_EXPORTS.keys()].filter((name) => !(name in crypto))).toEqual([]);
    for (const [name, { uuid4 }] of RANDOM_CRYPTO_EXPORTS) if (uuid4) expect(name).toBe('randomUUID');
    expect(crypto.randomUUID()).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });
});

describe('packages of the SDK', () => {
  it('are those of the SDK itself', () => {
    expect(disallowedModules.filter((name) => !builtinModules.includes(name)).sort()).toEqual([...REFUSED_SDK_MODULES].sort());
  });

  it('are refused by the bundler', async () => {
    const { error } = await sandbox.bundle(importing([...REFUSED_SDK_MODULES]));
    expect(refused(error)).toEqual([...REFUSED_SDK_MODULES].sort());
  });
});

describe('packages that cannot be bundled', () => {
  const names = [...UNUSABLE_PACKAGES, ...RANDOM_PACKAGES].filter(([, { consequence }]) => consequence === 'notBundled').map(([name]) => name);

  it.each(names)('%s', async (name) => {
    const { error } = await sandbox.bundle(importing([name]));
    expect(error).toMatch(/is not handled by plugins|importing the following disallowed modules|Can't resolve/);
    expect(error).not.toContain(`Can't resolve '${name}'`);
  });
});

describe('packages that can be bundled', () => {
  /** What is used of each, and what it says. */
  const uses: Record<string, readonly [use: string, message: RegExp]> = {
    axios: [`await m0.default.get('http://127.0.0.1:1/')`, /no suitable adapter/],
    'cross-fetch': [`await m0.default('http://127.0.0.1:1/')`, /XMLHttpRequest is not defined/],
    ky: [`await m0.default.get('http://127.0.0.1:1/')`, /globalThis\.Headers is not a constructor/],
    cuid: ['1', /self is not defined/],
    nanoid: ['m0.nanoid()', /crypto is not defined/],
    ulid: ['m0.ulid()', /PRNG/],
    uuid: ['m0.v4()', /crypto/],
  };
  const bundled = [...UNUSABLE_PACKAGES, ...RANDOM_PACKAGES].filter(([, { consequence }]) => consequence !== 'notBundled');
  const draws = [...RANDOM_PACKAGES].flatMap(([name, row]) =>
    Object.entries(row.draws).map(([draw, { returns = false, sourceArgument = null }]) => ({
      name,
      draw,
      sourceArgument,
      use: `m0.${draw}(${draw === 'random' ? '8' : draw === 'customAlphabet' ? `'abc'` : ''})${returns ? '()' : ''}`,
    })),
  );
  /** Own sources of randomness, for the argument that takes one. */
  const sources: Record<string, string> = { uuid: '{ random: new Uint8Array(16) }', ulid: '() => 0.5' };
  const withSource = draws.flatMap(({ name, draw, sourceArgument, use }) =>
    sourceArgument === null
      ? []
      : [
          {
            name,
            draw,
            use: use.replace('()', `(${[...Array<string>(sourceArgument).fill('undefined'), sources[name]].join(', ')})`),
          },
        ],
  );
  const harmless = [...UNUSABLE_PACKAGES].flatMap(([name, row]) => [...(row.harmless ?? [])].map((of) => ({ name, of })));
  let runs: Record<string, Run>;
  beforeAll(async () => {
    expectInstalled(bundled.map(([name]) => name));
    runs = await sandbox.runAll({
      ...Object.fromEntries(bundled.map(([name]) => [`${name} loads`, importing([name], '1')])),
      ...Object.fromEntries(bundled.map(([name]) => [`${name} is used`, importing([name], uses[name]?.[0])])),
      ...Object.fromEntries(draws.map(({ name, draw, use }) => [`${name} ${draw}`, importing([name], use)])),
      ...Object.fromEntries(withSource.map(({ name, draw, use }) => [`${name} ${draw} with a source`, importing([name], use)])),
      ...Object.fromEntries(
        harmless.map(({ name, of }) => [
          `${name} ${of}`,
          // Calls what looks like a test, and reads the others, as `instanceof` or a constant does.
          importing([name], /^is/.test(of) ? `m0.${of}(new Error())` : `m0.${of} === undefined`),
        ]),
      ),
    });
  });

  it.each(bundled)('%s', (name, { consequence }) => {
    const load = runs[`${name} loads`];
    const use = runs[`${name} is used`];
    expect(load?.status).toBe(consequence === 'throwsAtLoad' ? 'task-failed' : 'completed');
    expect(use?.status).toBe('task-failed');
    expect(use?.taskFailures[0]?.message).toMatch(uses[name]![1]);
  });

  it.each(draws)('$name $draw', ({ name, draw }) => {
    expect(runs[`${name} ${draw}`]?.status).toBe('task-failed');
  });

  it.each(withSource)('$name $draw, with a source of its own', ({ name, draw }) => {
    expect(runs[`${name} ${draw} with a source`]).toMatchObject({ status: 'completed', replayError: null });
  });

  it.each(harmless)('$name $of is harmless', ({ name, of }) => {
    expect(runs[`${name} ${of}`]).toMatchObject({ status: 'completed', result: false, replayError: null });
  });
});

describe('polyfills', () => {
  let runs: Record<string, Run>;
  beforeAll(async () => {
    expectInstalled([...POLYFILLS.keys(), ...THROWING_POLYFILLS]);
    const programs = [...POLYFILLS, ...[...THROWING_POLYFILLS].map((name) => [name, []] as const)].map(([name, globals]) => [
      name,
      `// @ts-nocheck\nimport '${name}'; export async function wf() { return ${JSON.stringify(globals)}.filter((name) => !(name in globalThis)); }`,
    ]);
    runs = await sandbox.runAll(Object.fromEntries(programs) as Record<string, string>);
  });

  it.each([...POLYFILLS.keys()])('%s brings its globals', (name) => {
    expect(runs[name]).toMatchObject({ status: 'completed', result: [] });
  });

  it.each([...THROWING_POLYFILLS])('%s throws at load', (name) => {
    expect(runs[name]?.taskFailures[0]?.message).toMatch(/object is not extensible|Cannot redefine property/);
  });
});
