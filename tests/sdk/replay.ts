import proto from '@temporalio/proto';
import type { temporal } from '@temporalio/proto';
import { type ReplayWorkerOptions, Worker, type WorkflowBundle } from '@temporalio/worker';
import type { HistoryEvent } from './simulated-execution.ts';

export type History = temporal.api.history.v1.IHistory;

/** `NDE` is a nondeterminism error, `TASK_FAIL` any other failed workflow task, `HUNG` no result, `ERROR` one that Core cannot judge. */
export interface Verdict {
  readonly verdict: 'OK' | 'NDE' | 'TASK_FAIL' | 'HUNG' | 'ERROR';
  /** What the SDK said, from its innermost message; null where it replays. */
  readonly message: string | null;
}

export interface Replayed {
  readonly workflowId: string;
  readonly history: History;
}

export type ReplayOptions = Omit<ReplayWorkerOptions, 'workflowBundle' | 'workflowsPath'>;

/** The SDK replays in the thread that asks for it, where a workflow task has no limit by itself: this is that of a Worker. */
const LIMITED = { isolateExecutionTimeout: '5s' };

/** How long one replay may take, in milliseconds: longer than the limit of a workflow task. */
const PATIENCE = 15_000;

/** The events as a history that the SDK replays. */
export function historyOf(events: readonly HistoryEvent[]): History {
  return { events: events.map((event) => proto.temporal.api.history.v1.HistoryEvent.fromObject(event)) };
}

/** Replays histories on the code of a bundle, one after the other, and gives a verdict for each. */
export async function replayAll(
  bundle: WorkflowBundle,
  histories: readonly Replayed[],
  options: ReplayOptions = {},
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  // A replay that hangs or that Core gives up takes its Worker with it; the next one starts behind it.
  while (verdicts.length < histories.length) {
    const results = Worker.runReplayHistories({ ...LIMITED, ...options, workflowBundle: bundle }, histories.slice(verdicts.length));
    try {
      while (verdicts.length < histories.length) {
        const result = await within(PATIENCE, results.next());
        if (!result || result.done) {
          verdicts.push({ verdict: 'HUNG', message: 'no result' });
          break;
        }
        verdicts.push(verdictOf(result.value.error ?? null));
      }
    } catch (error) {
      verdicts.push({ verdict: 'ERROR', message: error instanceof Error ? error.message : String(error) });
    } finally {
      await within(3000, Promise.resolve(results.return?.(undefined)).catch(() => {}));
    }
  }
  return verdicts;
}

/** What an error of the replayer means. */
export function verdictOf(error: { readonly name: string; readonly message: string } | null): Verdict {
  if (!error) return { verdict: 'OK', message: null };
  const inner = /\bmessage: "((?:[^"\\]|\\.)*)"/.exec(error.message)?.[1];
  const message = inner?.replaceAll(/\\(.)/g, '$1') ?? error.message.replace(/^.*?Details: /s, '');
  return { verdict: error.name === 'DeterminismViolationError' ? 'NDE' : 'TASK_FAIL', message };
}

/** The value of a promise, or null when it takes longer than so many milliseconds. */
export async function within<Value>(ms: number, promise: Promise<Value>): Promise<Value | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => (timer = setTimeout(resolve, ms, null)));
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
