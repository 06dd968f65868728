import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { callsWorkflowApi, importsHost, isTestFile, isWorkflowByImports, speaksForWorkflows, usesWorkflowApi } from '../../src/analysis/workflow-imports.ts';
import { recordOf } from '../../src/project/module-record.ts';
import { readModule } from '../../src/project/modules.ts';
import { HOST_PACKAGES } from '../../src/temporal/workflow-apis.ts';
import { tempProject } from '../project/temp-project.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Code of workflows, activities, clients and workers. */
const FILES = ['examples/order-service/src', 'tests/fixtures', 'node_modules/@temporalio/workflow/src'].flatMap((folder) =>
  fs
    .readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[jt]s$/.test(name) && !name.includes('node_modules'))
    .map((name) => path.join(ROOT, folder, name)),
);

it('says of files on the disk what their trees say', () => {
  const kinds = { workflow: 0, host: 0 };
  for (const file of FILES) {
    const tree = readModule(file);
    if (!tree) continue;
    const isHost = recordOf(tree)!.imports.some(({ specifier, kind }) => kind !== 'export-from' && HOST_PACKAGES.has(specifier));
    expect([file, isWorkflowByImports(file), speaksForWorkflows(file), importsHost(file)]).toEqual([
      file,
      usesWorkflowApi(tree) && !isTestFile(file),
      callsWorkflowApi(tree),
      isHost,
    ]);
    if (callsWorkflowApi(tree)) kinds.workflow++;
    if (isHost) kinds.host++;
  }
  expect(kinds.workflow).toBeGreaterThan(50);
  expect(kinds.host).toBeGreaterThan(20);
});

it.each([
  ['what works outside of workflows as well', `import { ApplicationFailure, uuid4 } from '@temporalio/workflow';\nimport express from 'express';\nexport const id = () => uuid4() ?? new ApplicationFailure();`, false],
  ['an API that is called', `import { sleep } from '@temporalio/workflow';\nexport async function w() {\n  await sleep(1);\n}`, true],
  ['an API that is only handed on', `export { sleep } from '@temporalio/workflow';`, true],
  ['a namespace', `import * as wf from '@temporalio/workflow';\nexport async function w() {\n  await wf.sleep(1);\n}`, true],
  ['an API beside a failure of the client', `import { ApplicationFailure } from '@temporalio/client';\nimport { sleep } from '@temporalio/workflow';\nexport async function w() {\n  await sleep(1);\n  throw new ApplicationFailure();\n}`, true],
  ['an API beside a type of the client', `import { type Client, ApplicationFailure } from '@temporalio/client';\nimport { sleep } from '@temporalio/workflow';\nexport async function w(c: Client) {\n  await sleep(1);\n  throw new ApplicationFailure();\n}`, true],
  ['an API beside a client', `import { Client } from '@temporalio/client';\nimport { sleep } from '@temporalio/workflow';\nexport async function w() {\n  await sleep(1);\n  return new Client();\n}`, false],
  ['an API that is only a type', `import { sleep } from '@temporalio/workflow';\nexport type Sleep = typeof sleep;`, false],
  ['a definition', `import { defineSignal } from '@temporalio/workflow';\nexport const s = defineSignal('s');`, false],
])('%s', (_, code, expected) => {
  const { at } = tempProject({ 'w.ts': code });
  expect(isWorkflowByImports(at('w.ts'))).toBe(expected);
});
