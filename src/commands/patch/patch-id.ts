import type { Difference } from '../difference.ts';
import type { Command } from '../model.ts';

const LONGEST_ID = 60;

/** A patch id that says what was changed, such as `add-send-receipt`, and that is not among those that are taken. */
export function patchIdFor(difference: Difference, taken: ReadonlySet<string>): string {
  const id = changeOf(difference).slice(0, LONGEST_ID).replace(/-+$/u, '');
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? id : `${id}-${count}`;
    if (!taken.has(candidate)) return candidate;
  }
}

function changeOf({ kind, recorded, emitted, workflow }: Difference): string {
  const [old, now] = [recorded && nameOf(recorded), emitted && nameOf(emitted)];
  const some = old ?? now ?? kebab(workflow);
  switch (kind) {
    case 'added':
      return `add-${now ?? some}`;
    case 'removed':
      return `remove-${some}`;
    case 'reordered':
    case 'started earlier':
      return now !== null && old !== null && now !== old ? `${now}-before-${old}` : `move-${some}`;
    case 'renamed':
    case 'replaced':
      return old !== null && now !== null && now !== old ? `${old}-to-${now}` : `replace-${some}`;
    case 'wait added':
    case 'predicate changed':
      return `wait-before-${some}`;
    case 'early exit':
      return `end-before-${some}`;
    case 'moved into a condition':
    case 'moved out of a condition':
    case 'condition changed':
      return `condition-of-${some}`;
    case 'loop changed':
      return `loop-of-${some}`;
    default:
      return `change-${some}`;
  }
}

function nameOf({ kind, name }: Command): string {
  return kebab(name) || kebab(kind);
}

function kebab(name: string): string {
  return name
    .replace(/(?<=[a-z\d])(?=[A-Z])/gu, '-')
    .toLowerCase()
    .replace(/[^a-z\d]+/gu, '-')
    .replace(/^-|-$/gu, '');
}
