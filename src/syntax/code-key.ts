import type { TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from './file.ts';
import { childNodes } from './nodes.ts';

/** What tells nodes apart beside their type and their children. */
const DETAILS = ['name', 'operator', 'kind', 'computed', 'optional', 'async', 'generator', 'await', 'static', 'prefix', 'delegate'] as const;

type Detail = (typeof DETAILS)[number];

/**
 * A text that is the same for code that is the same: formatting, comments, quotes and types do not change it, names do.
 * `substitute` gives the text that stands for a node instead, or null; what is `ignored` does not count either. Both files must come
 * from the same parser.
 */
export function codeKey(
  file: SourceFile,
  node: TSESTree.Node,
  { substitute = () => null, ignored = null }: { readonly substitute?: (node: TSESTree.Node) => string | null; readonly ignored?: Detail | null } = {},
): string {
  const key = (of: TSESTree.Node): string => {
    const given = substitute(of);
    if (given !== null) return given;
    if (of.type.startsWith('TS')) return 'expression' in of && typeof of.expression === 'object' ? key(of.expression) : '';
    if (of.type === 'ChainExpression') return key(of.expression);
    if (of.type === 'Literal') return typeof of.value === 'string' ? JSON.stringify(of.value) : of.raw;
    if (of.type === 'TemplateElement') return JSON.stringify(of.value.cooked);
    const details = DETAILS.map((name) => (name === ignored ? '' : detailOf(of, name))).join();
    return `${of.type}${details}(${childNodes(of, file).map(key).filter(Boolean).join()})`;
  };
  return key(node);
}

function detailOf(node: TSESTree.Node, name: Detail): string {
  const value = (node as unknown as Record<string, unknown>)[name];
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : '';
}
