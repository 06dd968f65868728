import type { TSESTree } from '@typescript-eslint/utils';
import { variableOf } from '../syntax/bindings.ts';
import { perFile, type SourceFile } from '../syntax/file.ts';
import { nodesOfType, unwrapped } from '../syntax/nodes.ts';
import { BASE_PACKAGES } from '../temporal/workflow-bundle.ts';
import { bundledImports } from './bundled-imports.ts';

/** An `import()` for which the bundler makes a file of its own. */
export interface SplitImport {
  /** The expression that names the module. */
  readonly node: TSESTree.Node;
  /** The name of the module, or the text that makes it up. */
  readonly module: string;
}

/**
 * The `import()`s of a file for which the bundler makes a second file, which the sandbox cannot load. Not those of modules that this
 * file, or the SDK's own code, imports statically, since these are in the bundle; not those that a comment of webpack's keeps in it.
 */
export const splitImports = perFile((file): readonly SplitImport[] => {
  const inBundle = new Set(bundledImports(file).flatMap(({ kind, source }) => (kind === 'dynamic' ? [] : [source])));
  const named = bundledImports(file)
    .filter(({ kind, source }) => kind === 'dynamic' && !inBundle.has(source) && !BASE_PACKAGES.has(source))
    .filter(({ node, sourceNode }) => !isTold(file, node, sourceNode))
    .map(({ source, sourceNode }) => ({ node: sourceNode, module: source }));
  const partial = nodesOfType(file, 'ImportExpression')
    .filter(({ source }) => source.type === 'TemplateLiteral' && source.expressions.length > 0)
    .filter((node) => !isTold(file, node, node.source))
    .map(({ source }) => ({ node: source, module: file.text.slice(source.range[0] + 1, source.range[1] - 1) }));
  return [...named, ...partial];
});

/**
 * The modules that `import()` and `require()` are given as a value, which the bundler does not look up: `require(name)`.
 * Not those in a `try`, which may be there to fail.
 */
export const computedImports = perFile((file): readonly TSESTree.Node[] => {
  const required = nodesOfType(file, 'CallExpression').filter(({ callee }) => {
    return callee.type === 'Identifier' && callee.name === 'require' && !variableOf(file, callee);
  });
  return [
    ...required.flatMap((call) => (call.arguments[0] ? [{ call, source: call.arguments[0] }] : [])),
    ...nodesOfType(file, 'ImportExpression').map((call) => ({ call, source: call.source })),
  ]
    .filter(({ source }) => ['Identifier', 'MemberExpression', 'CallExpression'].includes(unwrapped(source).type))
    .filter(({ call, source }) => !isTold(file, call, source) && !isTried(call))
    .map(({ source }) => source);
});

/** Whether a comment tells webpack what to do with an import: to leave it alone, or to keep it in the file. */
function isTold(file: SourceFile, call: TSESTree.Node, source: TSESTree.Node): boolean {
  return /\bwebpack(?:Ignore\s*:\s*true|Mode\s*:\s*["'](?:eager|weak))\b/u.test(file.text.slice(call.range[0], source.range[0]));
}

function isTried(node: TSESTree.Node): boolean {
  for (let inner = node, outer = node.parent; outer; inner = outer, outer = outer.parent) {
    if (outer.type === 'TryStatement' && outer.block === inner) return true;
  }
  return false;
}
