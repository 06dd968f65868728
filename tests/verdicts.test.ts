/** The tables of what replay makes of an edit are what the SDK has been measured to do: `docs/verdicts.md` and the page of the rule. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { differencesBetween } from './commands/programs.ts';

interface Row {
  readonly id: string;
  readonly group: string;
  readonly kind: string;
  readonly verdict: 'safe' | 'breaks' | 'task-failure';
  readonly closed: 'OK' | 'NDE' | 'TASK_FAIL';
  readonly v1: string;
  readonly v2: string;
}

const ROWS = JSON.parse(readFileSync(new URL('sdk/compat-matrix.json', import.meta.url), 'utf8')) as readonly Row[];

const GROUPS: Readonly<Record<string, string>> = {
  activities: 'Activities',
  'local-activities': 'Local activities',
  concurrency: 'Concurrency',
  timers: 'Timers and conditions',
  children: 'Children and other workflows',
  upserts: 'Search attributes and memos',
  patching: 'Patches',
  ending: 'The end of a workflow',
  structure: 'The shape of the code',
  handlers: 'Signals, queries and updates',
  cancellation: 'Cancellation',
  'random-time-log': 'Random numbers, time and logs',
  nexus: 'Nexus',
  silent: 'Data',
};

const VERDICTS = { safe: 'go on', breaks: '**fail**', 'task-failure': '**fail their task**' };
const CLOSED = { OK: 'replays', NDE: 'fails', TASK_FAIL: 'fails' };

it('the page of verdicts has every measured pair', async () => {
  expect(new Set(ROWS.map(({ group }) => group))).toEqual(new Set(Object.keys(GROUPS)));
  const sections = Object.entries(GROUPS).map(([group, title]) => {
    const rows = ROWS.filter((row) => row.group === group).map(
      (row) => `| ${sentence(row.kind)} | ${VERDICTS[row.verdict]} | ${CLOSED[row.closed]} | ${reported(row)} |`,
    );
    return [`## ${title}`, '', '| Edit | Running executions | A finished history | Reported |', '| :-- | :-- | :-- | :-- |', ...rows].join('\n');
  });
  const text = `# What replay makes of an edit

Each line is a pair of old and new code. Executions were recorded on the old code with the TypeScript SDK 1.24.0, stopped before every
workflow task, and replayed on the new code. *Fail* is \`[TMPRL1100] Nondeterminism error\` for executions that were stopped somewhere; an
execution *fails its task* where the new code throws what is no Temporal failure. A *finished history* is replayed to its very end, which
is stricter, and which only tests and queries of closed executions do. *Reported* is what
[\`no-reordered-activities\`](rules/no-reordered-activities.md) (error) and
[\`no-unpatched-conditions\`](rules/no-unpatched-conditions.md) (warning) say of the pair. The code of the pairs is in
\`tests/sdk/compat-matrix.json\`, and the tests hold the rules against it.

Where a verdict depends on what an execution has met, such as a signal that has come or a branch that it has taken, the line says so, and
the rules report what can fail.

${sections.join('\n\n')}
`;
  await expect(text).toMatchFileSnapshot('../docs/verdicts.md');
});

function sentence(kind: string): string {
  const text = kind.replace(/\|/gu, '\\|');
  return /^[a-z]+(?:\s|,|$)/u.test(text) ? text.slice(0, 1).toUpperCase() + text.slice(1) : text;
}

function reported({ v1, v2 }: Row): string {
  const found = differencesBetween(v1, v2);
  if (found.length === 0) return '';
  return found.some(({ certain }) => certain) ? 'error' : 'warning';
}

/** The lines of the table on the rule's page, and the pairs that they sum up. */
const SUMMARY: readonly (readonly [edit: string, outcome: 'fail' | 'go on', pairs: readonly string[]])[] = [
  ['Activities, timers, children or upserts in another order', 'fail', ['act-reorder', 'local-reorder', 'sleep-activity-reorder', 'child-reorder-ids-only', 'sa-moved-across', 'race-reorder-winner']],
  ['A command added before one that is recorded', 'fail', ['act-insert-start', 'act-insert-middle', 'sleep-added', 'signal-external-added', 'sa-added', 'memo-added', 'nexus-added', 'all-prepend']],
  ['A command removed, or in a branch that is not taken any more', 'fail', ['act-delete-first', 'act-delete-middle', 'act-delete-last', 'sleep-removed', 'signal-external-removed', 'memo-removed', 'nexus-removed', 'all-pop', 'return-early']],
  ['Another activity type, child type, `activityId` or `workflowId`', 'fail', ['act-rename-type', 'child-type', 'act-id-added', 'act-id-changed', 'child-id-removed']],
  ['An activity that becomes a local activity, or the other way round', 'fail', ['act-to-local', 'local-to-act']],
  ['An `await` added before the next command, `Promise.all` taken apart', 'fail', ['act-add-await', 'all-to-seq', 'race-to-all']],
  ['An `await` dropped, calls joined in `Promise.all` in the same order', 'go on', ['act-drop-await', 'seq-to-all', 'all-to-race', 'all-to-allSettled']],
  ['A command added behind the last one', 'go on', ['act-insert-end', 'local-insert-end', 'sa-added-end', 'all-append-last', 'finally-added']],
  ['Arguments and options: timeouts, task queues, the time that a timer takes', 'go on', ['act-opt-scheduleToStart', 'act-opt-heartbeat', 'act-opt-taskQueue', 'child-opt-retry', 'sleep-duration', 'args-changed-mid', 'signal-external-args', 'memo-value']],
  ['Helpers extracted, variables renamed, code reformatted, logs added', 'go on', ['helper-fn', 'act-local-name-only', 'fmt-types', 'log-added', 'return-await']],
  ['Another number of rounds of a loop with commands', 'fail', ['loop-fewer', 'loop-more', 'can-threshold', 'map-list-prepend']],
  ['A stricter predicate of `condition()`', 'fail', ['condition-predicate-stricter']],
  ['A timeout of `condition()` added, while nothing else is going on', 'go on', ['condition-timeout-added']],
  ['A timeout of `condition()` removed', 'fail', ['condition-timeout-removed']],
  ['Commands of a handler changed, if it has had a message', 'fail', ['sig-handler-act-added', 'sig-handler-act-removed', 'upd-act-added', 'upd-act-removed']],
  ['Signal handlers without commands moved, queries removed', 'go on', ['sig-handler-moved-no-commands', 'query-removed']],
  ['An update handler removed or renamed, if it has had an update', 'fail', ['upd-handler-removed', 'upd-renamed']],
  ['A change guarded by `patched()`, with the old code in the `else`', 'go on', ['patch-good', 'patch-good-insert', 'patch-good-ternary']],
  ['`patched()` removed or moved, where it is recorded', 'fail', ['patch-removed-early', 'patch-moved-later', 'patch-moved-earlier', 'patch-loop-hoisted-after']],
  ['`patched()` replaced by `deprecatePatch()` at the same place', 'go on', ['patch-to-deprecate']],
  ['Straight from the old code to `deprecatePatch()` and the new code', 'fail', ['patch-skipped-to-deprecate']],
  ['A random draw added before a child whose id the SDK makes', 'fail', ['uuid-child-id-shift', 'uuid-module-level-shift']],
];

it('the table on the page of the rule sums it up', () => {
  const page = readFileSync(new URL('../docs/rules/no-reordered-activities.md', import.meta.url), 'utf8');
  const [, table = ''] = /\| Edit \| Running executions \|\n\| :-- \| :-- \|\n((?:\|.*\|\n)+)/u.exec(page) ?? [];
  expect(table.trim().split('\n')).toEqual(SUMMARY.map(([edit, outcome]) => `| ${edit} | ${outcome} |`));
  for (const [edit, outcome, pairs] of SUMMARY) {
    for (const id of pairs) {
      const row = ROWS.find((one) => one.id === id);
      expect([edit, id, row?.verdict]).toEqual([edit, id, outcome === 'fail' ? 'breaks' : 'safe']);
    }
  }
});
