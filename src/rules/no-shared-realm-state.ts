import { builtInWrites, changedAtLoad } from '../analysis/built-in-writes.ts';
import { bundledImports } from '../analysis/bundled-imports.ts';
import { sharesRealm } from '../analysis/realm.ts';
import { workflowCode } from '../analysis/workflow-code.ts';
import { createRule } from '../create-rule.ts';
import { resolveModule } from '../project/resolve.ts';
import type { SourceFile } from '../syntax/file.ts';
import type { ModuleImport } from '../syntax/imports.ts';
import { THROWING_POLYFILLS } from '../temporal/modules.ts';

type MessageId = 'prototype' | 'frozen' | 'polyfill' | 'package';

export default createRule<readonly [], MessageId>({
  name: 'no-shared-realm-state',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow writes to the built-in objects of JavaScript, which the workflows of a Worker share',
      recommended: 'error',
    },
    messages: {
      prototype:
        'Workflows on a Worker share `{{ name }}` by default, so the change is still there in the next execution, and not where that one is replayed. Write a function, or keep the value in a variable of the module, which every execution has for itself.',
      frozen:
        'By default a Worker freezes `{{ name }}`, so this write throws, or does nothing in sloppy code. Write a function, or keep the value in a variable of the module.',
      polyfill:
        '`{{ module }}` writes to built-in objects, which a Worker freezes by default: it throws when it is loaded, and every workflow task fails. Import the single features that are needed, or none: the sandbox has what its release of Node has.',
      package:
        '`{{ module }}` writes to `{{ name }}` when it is loaded. Workflows on a Worker share built-in objects by default: prototypes keep the change for the next execution, and the others are frozen.',
    },
    schema: [],
  },
  create(context) {
    const workflow = workflowCode(context);
    if (!workflow || !sharesRealm(workflow)) return {};
    const { file, runsInWorkflow } = workflow;

    return {
      Program() {
        for (const { kind, name, node } of builtInWrites(file)) {
          if (runsInWorkflow(node)) context.report({ node, messageId: kind, data: { name } });
        }
        for (const declaration of bundledImports(file)) {
          const { source: module, sourceNode: node } = declaration;
          if (!runsInWorkflow(node)) continue;
          const changed = changedBy(file, declaration);
          if (isThrowingPolyfill(module)) context.report({ node, messageId: 'polyfill', data: { module } });
          else if (changed) context.report({ node, messageId: 'package', data: { module, name: changed.name } });
        }
      },
    };
  },
});

function isThrowingPolyfill(module: string): boolean {
  return THROWING_POLYFILLS.has(module.replace(/(?:\/index)?(?:\.js)?$/u, ''));
}

/** What a package that is imported for its side effects changes; modules of the project are linted themselves. */
function changedBy({ filename }: SourceFile, { source, names, kind }: ModuleImport) {
  if (filename === null || names?.length !== 0) return null;
  const target = resolveModule(source, filename, kind === 'require' ? 'require' : 'import');
  return target?.kind === 'file' && target.package !== null ? changedAtLoad(target.file) : null;
}
