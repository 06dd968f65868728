import * as parser from '@typescript-eslint/parser';
import type { TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from '../src/syntax/file.ts';
import { childNodes } from '../src/syntax/nodes.ts';

/** Parses code as ESLint would and gives what an analysis says of it. */
export function inspect<Result>(
  code: string,
  analyse: (file: SourceFile) => Result,
  filename: string | null = '/project/file.ts',
): Result {
  const { ast, scopeManager, visitorKeys } = parser.parseForESLint(code, {
    range: true,
    loc: true,
    sourceType: 'module',
    ...(filename !== null && { filePath: filename }),
  });
  const file: SourceFile = { filename, ast, scopeManager, text: code, visitorKeys };
  setParents(ast, file);
  return analyse(file);
}

function setParents(node: TSESTree.Node, file: SourceFile): void {
  for (const child of childNodes(node, file)) {
    child.parent = node;
    setParents(child, file);
  }
}
