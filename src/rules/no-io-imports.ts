import type { TSESLint } from '@typescript-eslint/utils';
import { type ImportProblem, importProblems, type Situation } from '../analysis/import-problems.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { createRule } from '../create-rule.ts';
import type { SourceFile } from '../syntax/file.ts';
import { asTypes, moveNames, removeImport, renameSource } from '../syntax/import-edits.ts';
import { isOnlyType, typeInformation } from '../syntax/type-information.ts';
import { WORKFLOW_PACKAGE } from '../temporal/workflow-apis.ts';

type MessageId = Situation | 'remove' | 'onlyTypes';

export default createRule<readonly [], MessageId>({
  name: 'no-io-imports',
  meta: {
    type: 'problem',
    fixable: 'code',
    hasSuggestions: true,
    docs: {
      description: 'Disallow imports that a workflow bundle cannot have, or that fail in the workflow sandbox',
      recommended: 'error',
    },
    messages: {
      builtin:
        'The workflow bundler refuses `{{ module }}`, so the Worker does not start. Move what uses it to an activity.',
      scheme:
        'The workflow bundler cannot read `{{ module }}`, for its `node:` prefix, so the Worker does not start. Import `{{ name }}`.',
      missing:
        'The workflow sandbox has its own `{{ module }}`, in which `{{ name }}` is `undefined`: using it throws, and the workflow task fails. Move what uses it to an activity.',
      host: 'The workflow bundler refuses `{{ module }}`, so the Worker does not start. Import its types with `import type`, and move what runs to an activity.',
      elsewhere:
        'The workflow bundler refuses `{{ module }}`, so the Worker does not start. Import the same from `@temporalio/workflow`.',
      reexported:
        'The workflow bundler refuses `{{ module }}`, and keeps a name that is re-exported even if it is a type, so the Worker does not start. Export types with `export type`, and move what runs to an activity.',
      unused:
        'The workflow bundler refuses `{{ module }}`, also where nothing uses it, since JavaScript is bundled as it is written. Remove the import.',
      package:
        '`{{ module }}` reaches Node builtins that the workflow bundler refuses, so the Worker does not start. Move what uses it to an activity.',
      packageThrows:
        '`{{ module }}` does I/O that the workflow sandbox has no means for: using it throws, and the workflow task fails. Move what uses it to an activity.',
      chain:
        'This import leads to `{{ module }}`, which the workflow bundler refuses ({{ chain }}), so the Worker does not start. Move what uses it to an activity, or out of the modules that workflows import.',
      chainOfConstant:
        'This import leads to `{{ module }}`, which the workflow bundler refuses ({{ chain }}), so the Worker does not start. Move {{ names }} to a module that does not import it.',
      chainNotFound:
        'This import leads to `{{ module }}`, which the workflow bundler does not find ({{ chain }}), so the Worker does not start. Install or write the missing module, or remove its import.',
      chainNotRead:
        'This import leads to `{{ module }}`, which the workflow bundler cannot read ({{ chain }}), so the Worker does not start. Workflow code can be `.ts`, `.js` and `.json` files.',
      paths:
        'Only `paths` of tsconfig.json lead to `{{ module }}`, and the workflow bundler does not know them, so the Worker does not start. Import it by a relative path, or resolve it in the `webpackConfigHook` of the Worker.',
      activity:
        '`{{ name }}` is the activity itself, so this call runs it inside the workflow, unrecorded, and again on every replay. Call the stub that `proxyActivities` gives.',
      split:
        '`import()` makes a second file for `{{ module }}`, which the workflow sandbox cannot load, so the Worker does not start. Import the module at the top of the file.',
      computed:
        'The bundler does not know which module this is, so loading it throws and the workflow task fails. Name the module in an import at the top of the file.',
      topLevelAwait:
        'A top-level `await` hides the exports of this file from the Worker, so every workflow of it fails with "no such function is exported". Move the `await` into a function.',
      remove: 'Remove the import.',
      onlyTypes: 'Mark all of it as types.',
    },
    schema: [],
  },
  create(context) {
    const workflow = workflowCode(context);
    if (!workflow) return {};

    return {
      Program() {
        for (const problem of importProblems(workflow)) {
          const { loc, situation, data } = problem;
          context.report({ loc, messageId: situation, data, ...editsFor(workflow.file, problem, context.sourceCode) });
        }
      },
    };
  },
});

interface Edits {
  readonly fix?: TSESLint.ReportFixFunction | null;
  readonly suggest?: TSESLint.ReportSuggestionArray<MessageId>;
}

// The Worker has not started with these imports, so no execution has got past them.
function editsFor(file: SourceFile, { situation, declaration, data }: ImportProblem, sourceCode: Readonly<TSESLint.SourceCode>): Edits {
  if (!declaration) return {};
  switch (situation) {
    case 'scheme':
      return { fix: renameSource(declaration, data['name']!) };
    case 'elsewhere':
      return { fix: moveNames(file, declaration, WORKFLOW_PACKAGE) };
    case 'unused':
      return suggestion('remove', removeImport(file, declaration));
    case 'reexported': {
      const types = typeInformation(sourceCode);
      const edit = asTypes(file, declaration);
      const areTypes = types && declaration.names?.every(({ node }) => isOnlyType(types, node));
      return areTypes ? { fix: edit } : suggestion('onlyTypes', edit);
    }
    default:
      return {};
  }
}

function suggestion(messageId: MessageId, fix: TSESLint.ReportFixFunction | null): Edits {
  return fix ? { suggest: [{ messageId, fix }] } : {};
}
