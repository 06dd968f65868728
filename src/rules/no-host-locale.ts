import type { HostDependence } from '../analysis/host-dependence.ts';
import { localTimes } from '../analysis/host-dates.ts';
import { hostLocales } from '../analysis/host-locales.ts';
import { hostPaths } from '../analysis/host-paths.ts';
import { isOnlyObserved } from '../analysis/observed.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { createRule } from '../create-rule.ts';
import { holdsComment } from '../syntax/fixes.ts';
import { assignedGlobals } from '../syntax/missing-globals.ts';
import { typeInformation } from '../syntax/type-information.ts';

type MessageId = HostDependence['kind'] | 'useUtc' | 'nameLocale' | 'nameBoth';

export default createRule<readonly [], MessageId>({
  name: 'no-host-locale',
  meta: {
    type: 'problem',
    hasSuggestions: true,
    docs: {
      description: 'Disallow results that depend on the time zone, the locale or the paths of the machine that a Worker runs on',
      recommended: 'error',
    },
    messages: {
      localTime:
        '`{{ name }}` is about the time zone of the machine, so a Worker in another one comes to another result on replay. Use `{{ instead }}`.',
      offset:
        '`{{ name }}` gives the time zone of the machine, so a Worker in another one comes to another result on replay. Compute in UTC, or take the time zone from the input.',
      localParts:
        '`new Date` takes these numbers for local time of the machine, so it is another moment on a Worker in another time zone. Write `new Date(Date.UTC(…))`.',
      localText:
        'This text has no offset, so it is read as local time of the machine, another moment on a Worker in another time zone. End it with `Z`, or with the offset that is meant.',
      dateText:
        'A date becomes a text in the time zone of the machine, another text on a Worker in another one. Use `toISOString()`.',
      locale:
        'Without a locale, `{{ name }}` goes by that of the machine, so a Worker with another one comes to another result on replay. Name the locale.',
      localeAndZone:
        'Without a locale and a `timeZone`, `{{ name }}` goes by those of the machine, so another Worker comes to another result on replay. Name both.',
      zone: 'Without a `timeZone`, `{{ name }}` goes by that of the machine, so a Worker in another one comes to another result on replay. Name it in the options.',
      stack:
        'The `stack` of an error holds paths of the machine that made the bundle, so code that looks into it decides otherwise after the next build. Decide by the `name`, the `message` or a property of the error.',
      moduleUrl:
        '`import.meta.url` is a path of the machine that made the bundle, so code that looks into it decides otherwise after the next build. Write down what it is needed for.',
      useUtc: 'Use UTC.',
      nameLocale: 'Name English as the locale.',
      nameBoth: 'Name English as the locale, and UTC as the time zone.',
    },
    schema: [],
  },
  create(context) {
    const workflow = workflowCode(context);
    if (!workflow) return {};
    const { file, runsInWorkflow } = workflow;

    return {
      Program() {
        // A project that puts a `Date` of its own in place decides what time zone that has.
        if (assignedGlobals(file).has('Date')) return;
        const types = typeInformation(context.sourceCode);
        for (const found of [...localTimes(file, types), ...hostLocales(file, types), ...hostPaths(file, types)]) {
          const { kind, node, value, edits } = found;
          if (!runsInWorkflow(node) || (value && isOnlyObserved(file, value))) continue;
          const canEdit = edits !== null && !(value && holdsComment(file, value));
          context.report({
            node,
            messageId: kind,
            data: dataOf(found),
            suggest: canEdit
              ? [{ messageId: choiceOf(kind), fix: (fixer) => edits.map(({ range, text }) => fixer.replaceTextRange([...range], text)) }]
              : [],
          });
        }
      },
    };
  },
});

function choiceOf(kind: HostDependence['kind']): MessageId {
  return kind === 'locale' ? 'nameLocale' : kind === 'localeAndZone' ? 'nameBoth' : 'useUtc';
}

function dataOf({ kind, name, instead }: HostDependence): Record<string, string> {
  if (kind === 'localTime') return { name, instead: instead ?? '' };
  return kind === 'offset' || kind === 'locale' || kind === 'localeAndZone' || kind === 'zone' ? { name } : {};
}
