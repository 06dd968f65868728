/** @type {import('eslint-doc-generator').GenerateOptions} */
export default {
  ruleDocTitleFormat: 'desc-parens-prefix-name',
  ruleDocNotices: ['configs', 'deprecated', 'fixableAndHasSuggestions', 'options', 'requiresTypeChecking'],
  ruleListColumns: ['name', 'description', 'configsError', 'configsWarn', 'fixable', 'hasSuggestions'],
  configEmoji: [
    ['recommended', '✅'],
    ['strict', '🔒'],
  ],
  urlRuleDoc: undefined,
};
