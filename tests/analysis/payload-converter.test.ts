import { describe, expect, it } from 'vitest';
import rule from '../../src/rules/serializable-payloads.ts';
import { reportedLines } from '../lint-project.ts';

const WORKER = (options = '') => `
import { Worker } from '@temporalio/worker';
export const create = () => Worker.create({ taskQueue: 'q', workflowsPath: require.resolve('./workflows'), ${options} });
`;

const lines = (files: Readonly<Record<string, string>>, file = 'workflows.ts') =>
  reportedLines({ 'worker.ts': WORKER(), ...files }, rule, file);

describe('serializable-payloads, in a project', () => {
  const WORKFLOWS = `import { sleep } from '@temporalio/workflow';
export async function order(at: Date) { await sleep(1); return 10n; }
`;

  it.each([
    ['none', {}, [2, 2]],
    ['a codec alone', { 'worker.ts': WORKER(`dataConverter: { payloadCodecs: [codec] }`) }, [2, 2]],
    ['a path', { 'worker.ts': WORKER(`dataConverter: { payloadConverterPath: require.resolve('./converter') }`), 'converter.ts': '' }, []],
    [
      'a module of the project with a path',
      {
        'worker.ts': `import { dataConverter } from './data-converter';${WORKER('dataConverter')}`,
        'data-converter.ts': `export const dataConverter = { payloadConverterPath: require.resolve('./converter') };`,
        'converter.ts': '',
      },
      [],
    ],
    [
      'a module of the project with a codec alone',
      { 'worker.ts': `import { dataConverter } from './data-converter';${WORKER('dataConverter')}`, 'data-converter.ts': `export const dataConverter = { payloadCodecs: [] };` },
      [2, 2],
    ],
    ['one of a package', { 'worker.ts': `import { dataConverter } from '@acme/temporal';${WORKER('dataConverter')}` }, []],
    ['one that is made', { 'worker.ts': WORKER(`dataConverter: makeConverter()`) }, []],
  ])('looks for a converter: %s', (_, files, expected) => {
    expect(lines({ 'workflows.ts': WORKFLOWS, ...files })).toEqual(expected);
  });

  it('takes big integers for sent where a module teaches them JSON', () => {
    const files = { 'workflows.ts': `import './json';\n${WORKFLOWS}`, 'json.ts': `(BigInt.prototype as any).toJSON = function () { return String(this); };` };
    expect(lines(files)).toEqual([3]);
  });
});
