/** The release that has named random streams, `getRandomStream(name)`: @temporalio/workflow 1.18.0 (lib/random-streams.js). */
export const NAMED_STREAMS_SINCE = [1, 18] as const;

/**
 * The methods of `workflowInfo().unsafe.random`, and the methods of a named stream that give the same on every replay.
 * Source: @temporalio/workflow 1.24.0, lib/interfaces.d.ts (`UnsafeRandomSource`) and lib/random-streams.d.ts (`WorkflowRandomStream`).
 */
export const UNSAFE_RANDOM: ReadonlyMap<string, string> = new Map([
  ['fillRandom', 'fill'],
  ['random', 'random'],
  ['uuid4', 'uuid4'],
]);
