/** Differences in words: what running executions have recorded, what the code does instead, and what to do. */
import type { Difference, DifferenceKind } from './difference.ts';
import type { Command } from './model.ts';

const PATCH = 'Keep the old code in the `else` of `if (patched(…))`.';

/** For differences that every execution meets that has got there. */
export const CERTAIN_MESSAGES = {
  reordered: `Running executions of {{ program }} ({{ since }}) have recorded {{ recorded }} where the code now emits {{ emitted }}, so their replay fails. ${PATCH}`,
  added: `The code of {{ program }} now emits {{ emitted }} where running executions ({{ since }}) have recorded {{ recorded }}, so their replay fails. Put what is new into \`if (patched(…))\`.`,
  removed: `Running executions of {{ program }} ({{ since }}) have recorded {{ recorded }}, which the code no longer emits, so their replay fails. ${PATCH}`,
  renamed: `Running executions of {{ program }} ({{ since }}) have recorded {{ recorded }}, and the code now emits {{ emitted }} in its place, so their replay fails. ${PATCH}`,
  replaced: `Running executions of {{ program }} ({{ since }}) have recorded {{ recorded }}, and the code now emits {{ emitted }} in its place, so their replay fails. ${PATCH}`,
  waitAdded: `The code of {{ program }} now waits before {{ recorded }}, which running executions ({{ since }}) recorded without that wait, so their replay fails. ${PATCH}`,
  earlyExit: `The code of {{ program }} now ends where running executions ({{ since }}) have recorded {{ recorded }}, so their replay fails. ${PATCH}`,
  activityIdChanged: `Running executions of {{ program }} ({{ since }}) have recorded {{ recorded }} under another \`activityId\`, so their replay fails. ${PATCH}`,
  childIdChanged: `Running executions of {{ program }} ({{ since }}) have recorded {{ recorded }} under another \`workflowId\`, so their replay fails. ${PATCH}`,
  handlerRemoved: `Running executions ({{ since }}) can have accepted messages for {{ program }}, which has no handler any more, so their replay fails. Keep the handler until these executions are closed.`,
  handlerAdded: `{{ program }} is new and gets the signals that running executions ({{ since }}) have buffered, so their replay emits commands that they have not recorded. ${PATCH}`,
  handlerMoved: `A handler of {{ program }} is set at another place among the commands than in the code of running executions ({{ since }}), so buffered messages are handled in another order. Set it where it was.`,
  patchRemoved: `Running executions of {{ program }} ({{ since }}) have recorded {{ recorded }}, which the code no longer asks for, so their replay fails. Use \`deprecatePatch(…)\` at the same place until they are closed.`,
  patchMoved: `The code of {{ program }} asks for {{ recorded }} at another place than where running executions ({{ since }}) have recorded it, so their replay fails. Ask for it where it was.`,
  patchRenamed: `Running executions of {{ program }} ({{ since }}) have recorded {{ recorded }}, and the code now asks for another one, so their replay fails. Keep the id; a further change takes a further \`patched(…)\`.`,
  numberShifted: `The code of {{ program }} creates one activity or timer more or less before {{ recorded }}, so its number is not the one that running executions ({{ since }}) have recorded, and their replay fails. ${PATCH}`,
  randomDrawShifted: `The code of {{ program }} takes more or fewer random numbers before {{ recorded }}, so its id is not the one that running executions ({{ since }}) have recorded, and their replay fails. Draw after it, or guard the change with \`patched(…)\`.`,
  workflowGone: `{{ program }} is exported no more, so its running executions ({{ since }}) fail each workflow task. Keep it exported under this name until they are closed.`,
  movedIntoACondition: `Running executions of {{ program }} ({{ since }}) have recorded {{ recorded }}, which the code now emits under a condition only. ${PATCH}`,
  movedOutOfACondition: `The code of {{ program }} now emits {{ emitted }} without the condition that it was under for running executions ({{ since }}). ${PATCH}`,
  conditionChanged: `A condition of {{ program }} before {{ recorded }} is not the one of running executions ({{ since }}), so they can decide otherwise in replay. ${PATCH}`,
  loopChanged: `A loop of {{ program }} goes round another number of times than for running executions ({{ since }}) that have recorded {{ recorded }}, so their replay fails. ${PATCH}`,
  predicateChanged: `A \`condition\` of {{ program }} before {{ recorded }} waits for something else than for running executions ({{ since }}), so their replay fails. ${PATCH}`,
  cancellationTypeChanged: `The \`cancellationType\` before {{ recorded }} in {{ program }} is not the one of running executions ({{ since }}), so a cancellation that they have recorded does not replay. ${PATCH}`,
  startedEarlier: `The code of {{ program }} now starts {{ emitted }} earlier than for running executions ({{ since }}), whose handlers can have recorded commands before it. ${PATCH}`,
} as const;

/** For the suggestion that writes the guard. */
export const PATCH_MESSAGE = "Guard the edit with `patched('{{ id }}')`, so that running executions keep the old code.";

export type DifferenceId = keyof typeof CERTAIN_MESSAGES;

/** For differences on which a condition decides, or a message that may have come. */
export const POSSIBLE_MESSAGES = {
  ...CERTAIN_MESSAGES,
  reordered: `Depending on {{ decidedBy }}, the code of {{ program }} now emits {{ emitted }} where running executions ({{ since }}) have recorded {{ recorded }}, and their replay fails. ${PATCH}`,
  added: `Depending on {{ decidedBy }}, the code of {{ program }} now emits {{ emitted }} where running executions ({{ since }}) have recorded {{ recorded }}, and their replay fails. Put what is new into \`if (patched(…))\`.`,
  removed: `Depending on {{ decidedBy }}, running executions of {{ program }} ({{ since }}) have recorded {{ recorded }}, which the code no longer emits, and their replay fails. ${PATCH}`,
  renamed: `Depending on {{ decidedBy }}, running executions of {{ program }} ({{ since }}) have recorded {{ recorded }} where the code now emits {{ emitted }}, and their replay fails. ${PATCH}`,
  replaced: `Depending on {{ decidedBy }}, running executions of {{ program }} ({{ since }}) have recorded {{ recorded }} where the code now emits {{ emitted }}, and their replay fails. ${PATCH}`,
  waitAdded: `The code of {{ program }} now waits for {{ decidedBy }} before {{ recorded }}, which running executions ({{ since }}) recorded without that wait. ${PATCH}`,
  earlyExit: `Depending on {{ decidedBy }}, the code of {{ program }} now ends where running executions ({{ since }}) have recorded {{ recorded }}, and their replay fails. ${PATCH}`,
  movedIntoACondition: `Running executions of {{ program }} ({{ since }}) have recorded {{ recorded }}, which the code now emits only depending on {{ decidedBy }}: where it decides otherwise, their replay fails. ${PATCH}`,
  movedOutOfACondition: `The code of {{ program }} now emits {{ emitted }} where running executions ({{ since }}) did so only depending on {{ decidedBy }}: those that did not fail on replay. ${PATCH}`,
  conditionChanged: `The code of {{ program }} now decides by {{ decidedBy }} on {{ recorded }}, on which running executions ({{ since }}) have decided by another condition: those that it decides otherwise for fail on replay. ${PATCH}`,
  loopChanged: `The code of {{ program }} now loops by {{ decidedBy }}, and running executions ({{ since }}) have recorded {{ recorded }} by another loop: those for which it goes round another number of times fail on replay. ${PATCH}`,
  predicateChanged: `The code of {{ program }} now waits for {{ decidedBy }} before {{ recorded }}, and running executions ({{ since }}) have waited for something else: those for which it comes later fail on replay. ${PATCH}`,
} as const;

/** The ids of the messages, which are the kinds as one word; each is a word for the option `ignore`. */
export const DIFFERENCE_IDS = Object.keys(CERTAIN_MESSAGES) as readonly DifferenceId[];

/** The id of the message for a kind of difference. */
export function idOf(kind: DifferenceKind): DifferenceId {
  return kind.replace(/ ([a-z])/gu, (_, letter: string) => letter.toUpperCase()) as DifferenceId;
}

/** What the message of a difference is filled with; `since` says what the old code is from. */
export function dataOf({ workflow, handler, recorded, emitted, decidedBy }: Difference, since: string): Readonly<Record<string, string>> {
  const owner = workflow === 'interceptors' ? '`interceptors`' : `\`${workflow}\``;
  const message = handler && (handler.message === 'any signal' ? 'default signal' : `${handler.message} \`${handler.name}\``);
  return {
    program: message === null ? owner : `the ${message} handler of ${owner}`,
    recorded: recorded ? commandName(recorded) : 'what follows',
    emitted: emitted ? commandName(emitted) : 'nothing',
    since,
    decidedBy: decidedBy === null ? 'a condition' : `\`${shortened(decidedBy)}\``,
  };
}

/** The message of a difference, filled in. */
export function textOfDifference(difference: Difference, since: string): string {
  const messages: Readonly<Record<DifferenceId, string>> = difference.certain ? CERTAIN_MESSAGES : POSSIBLE_MESSAGES;
  const data = dataOf(difference, since);
  return messages[idOf(difference.kind)].replace(/\{\{ (\w+) \}\}/gu, (whole, name: string) => data[name] ?? whole);
}

function commandName({ kind, name }: Command): string {
  if (kind === 'end') return `the end of the workflow (\`${name}\`)`;
  if (kind === 'update accepted' || kind === 'update completed') return `the ${kind.split(' ')[1]} update`;
  if (kind === 'patch marker') return `the patch \`${name}\``;
  if (kind === 'handler') return `the handler \`${name}\``;
  return name === '' ? `a ${PLAIN_NAMES[kind] ?? kind}` : `the ${kind} \`${name}\``;
}

const PLAIN_NAMES: Readonly<Partial<Record<Command['kind'], string>>> = {
  'search attributes': 'search attribute upsert',
  memo: 'memo upsert',
  'external signal': 'signal to another workflow',
  'external cancel': 'cancellation of another workflow',
};

const LONGEST_TERM = 80;

function shortened(term: string): string {
  const line = term.replace(/`/gu, "'");
  return line.length > LONGEST_TERM ? `${line.slice(0, LONGEST_TERM)}…` : line;
}
