import type { TSESTree } from '@typescript-eslint/utils';
import { activityCalls } from '../analysis/activities.ts';
import { lossyAnnotations } from '../analysis/payload-annotations.ts';
import { mayHaveOwnConverter, teachesBigInts } from '../analysis/payload-converter.ts';
import { lossySignature, lossyTypeOf } from '../analysis/payload-types.ts';
import { type LossyPart, lossyValues } from '../analysis/payload-values.ts';
import { declaredPayloads, sentValues } from '../analysis/payloads.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { createRule } from '../create-rule.ts';
import { calleeName } from '../syntax/callee-name.ts';
import { enclosingFunction, type FunctionNode } from '../syntax/nodes.ts';
import { typeInformation } from '../syntax/type-information.ts';
import type { PayloadFate } from '../temporal/payloads.ts';

export default createRule<readonly [], PayloadFate>({
  name: 'serializable-payloads',
  meta: {
    type: 'problem',
    docs: {
      description: 'Require that what is sent as a payload arrives as it is',
      recommended: 'error',
    },
    messages: {
      refused: '{{ where }} is a `{{ type }}`, which the payload converter refuses with an error. Send a string or a number.',
      nothing: '{{ where }} is a {{ type }}, which no payload can hold. Send the data that it stands for.',
      empty: '{{ where }} is of the type `{{ type }}`, which arrives as `{}`. Send a plain object or an array.',
      text: '{{ where }} is of the type `{{ type }}`, which arrives as a string. Declare and send a string or a number.',
      fields: '{{ where }} is of the class `{{ type }}`, which arrives without its methods. Send a plain object.',
      indexes: '{{ where }} is of the type `{{ type }}`, which arrives as an object with a key for every byte. Send it as an argument of its own, or as Base64.',
    },
    schema: [],
  },
  create(context) {
    const workflow = workflowCode(context);
    if (!workflow || mayHaveOwnConverter(workflow.bundles)) return {};
    const { file, runsInWorkflow } = workflow;
    const types = typeInformation(context.sourceCode);

    return {
      Program() {
        const seen = new Set<string>();
        /** One report for each part of what has the name in a function; an activity that is called in several places is declared in one. */
        const report = (name: string, parts: readonly LossyPart[], around: FunctionNode | null) => {
          for (const { node, path, type, fate } of parts) {
            if (type === 'bigint' && teachesBigInts(workflow)) continue;
            const key = `${name} ${path.join('.')} ${type} ${around?.range[0] ?? ''}`;
            if (seen.has(key)) continue;
            seen.add(key);
            const where = path.length > 0 ? `\`${path.join('.')}\` of ${name}` : capitalized(name);
            context.report({ node, messageId: fate, data: { where, type } });
          }
        };

        for (const payload of declaredPayloads(workflow)) {
          const node = 'type' in payload ? payload.type : payload.byDefault;
          const shown = 'type' in payload ? lossyAnnotations(file, payload.type) : lossyValues(file, payload.byDefault);
          const parts = types ? lossyTypeOf(types, node).map((part) => ({ ...part, node: placeOf(part, shown) })) : shown;
          report(`\`${payload.name}\``, parts, enclosingFunction(node));
        }
        for (const value of sentValues(workflow)) {
          if (runsInWorkflow(value)) report(nameOf(file.text, value), lossyValues(file, value), enclosingFunction(value));
        }
        for (const { call, form } of types ? activityCalls(file) : []) {
          if (form !== 'proxy' || !runsInWorkflow(call)) continue;
          const { parameters, result } = lossySignature(types!, call);
          const name = calleeName(file, call) ?? 'the activity';
          parameters.forEach((parts, at) => report(`argument ${at + 1} of \`${name}\``, parts, null));
          report(`the result of \`${name}\``, result, null);
        }
      },
    };
  },
});

/** Where the file shows a part of a type; the type as a whole where it does not. */
function placeOf({ node, path }: LossyPart, shown: readonly LossyPart[]): TSESTree.Node {
  return shown.find((part) => part.path.join('.') === path.join('.'))?.node ?? node;
}

function nameOf(text: string, { range }: TSESTree.Node): string {
  const code = text.slice(...range);
  return /^[\w$.]{1,40}$/u.test(code) ? `\`${code}\`` : 'this payload';
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
