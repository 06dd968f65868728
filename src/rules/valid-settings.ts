import { createRule } from '../create-rule.ts';
import { readSettings } from '../settings.ts';

export default createRule({
  name: 'valid-settings',
  isAboutProject: true,
  meta: {
    type: 'problem',
    docs: {
      description: 'Require `settings["temporal-workflow"]` to be what the rules can read',
      recommended: 'error',
    },
    messages: {
      invalid: '{{ problems }}',
    },
    schema: [],
  },
  create(context) {
    const { problems } = readSettings(context);
    if (problems.length === 0) return {};

    return {
      Program() {
        const [firstLine = ''] = context.sourceCode.lines;
        context.report({
          loc: { start: { line: 1, column: 0 }, end: { line: 1, column: firstLine.length } },
          messageId: 'invalid',
          data: { problems: problems.join(' ') },
        });
      },
    };
  },
});
