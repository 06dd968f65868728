/** Every guard that is suggested for an edit of the matrix: running executions survive it, and the rules have nothing left to say. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sourceOf } from '../commands/programs.ts';
import { gitProject } from '../project/git-repository.ts';
import { LOCAL_ACTIVITIES } from '../fuzz/scenarios.ts';
import { verdictsOf } from '../fuzz/verdict.ts';
import { lintEdits, patchedTexts } from '../rules/edits.ts';
import { openSandbox, type Sandbox, type Scenario } from './oracle.ts';

interface Row {
  readonly id: string;
  readonly v1: string;
  readonly v2: string;
}

const ROWS = JSON.parse(readFileSync(new URL('compat-matrix.json', import.meta.url), 'utf8')) as readonly Row[];

const signals = (afterTask: number) => ['go', 's1', 'other'].map((name) => ({ name, args: [1], afterTask }));
const SCENARIOS: readonly Scenario[] = [
  { name: 'messages', args: [{ flag: true, x: true, n: 5, list: ['x'] }], signals: [...signals(1), ...signals(2)], updates: [{ name: 'u1', args: [1], afterTask: 1 }] },
  { name: 'failures, and a cancellation', args: [{ list: ['x', 'y'] }], activities: { b: { fail: 'no' } }, cancel: { afterTask: 2 } },
];

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ localActivities: LOCAL_ACTIVITIES });
});
afterAll(() => sandbox.close());

test('every suggestion of the matrix silences the rules, and the SDK replays running executions with it', async () => {
  const rows = ROWS.map((row, index) => ({ ...row, file: `pair${index}.ts` }));
  const project = gitProject({ 'package.json': '{}', ...Object.fromEntries(rows.map(({ file, v1, id }) => [file, unique(sourceOf(v1), id)])) });
  project.write(Object.fromEntries(rows.map(({ file, v2, id }) => [file, unique(sourceOf(v2), id)])));
  const suggested = rows.flatMap((row, index) => {
    const texts = patchedTexts(project, row.file, { sameDisk: index > 0 }).flatMap((text) => text ?? []);
    return [...new Set(texts)].map((text) => ({ ...row, text }));
  });
  expect(suggested.length).toBeGreaterThan(75);

  const silent = suggested.filter(({ file, text }) => lintEdits(project, file, { text, sameDisk: true }).length > 0);
  expect(silent.map(({ id }) => id)).toEqual([]);

  const versions = suggested.map(({ id, v1, text }) => ({ old: original(unique(sourceOf(v1), id), id), new: original(text, id), scenarios: SCENARIOS }));
  const verdicts = await verdictsOf(sandbox, versions);
  expect(verdicts.flatMap(({ is, scenario, message }, index) => (is === 'breaks' ? [`${suggested[index]?.id}, ${scenario}: ${message}`] : []))).toEqual([]);
}, 240_000);

/** One project has each workflow type once. A local activity that is still running when the Worker stops must not time out behind its back. */
function unique(source: string, id: string): string {
  return source.replace(/\bwf\b/gu, typeOf(id)).replace("const L = proxyLocalActivities<any>({ startToCloseTimeout: '1m' })", "const L = proxyLocalActivities<any>({ startToCloseTimeout: '1 day' })");
}

function original(source: string, id: string): string {
  return source.replaceAll(typeOf(id), 'wf');
}

function typeOf(id: string): string {
  return `wf_${id.replace(/\W/gu, '_')}_wf`;
}
