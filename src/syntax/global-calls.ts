import type { TSESTree } from '@typescript-eslint/utils';
import { perFile, type SourceFile } from './file.ts';
import { nodesOfType } from './nodes.ts';
import { originOf } from './trace.ts';

/** A call or construction of a global function, or of a member of one. */
export interface GlobalCall {
  /** The name of what is called, members written with a dot: `Atomics.wait`; the same through aliases and `globalThis`. */
  readonly name: string;
  readonly call: TSESTree.CallExpression | TSESTree.NewExpression;
}

/** Every call, or construction, of what is certainly a global that no declaration shadows, in source order. */
export const globalCalls = perFile((file): readonly GlobalCall[] =>
  nodesOfType(file, 'CallExpression', 'NewExpression')
    .flatMap((call): GlobalCall[] => {
      const name = globalName(file, call.callee);
      return name === null ? [] : [{ name, call }];
    })
    .sort((one, other) => one.call.range[0] - other.call.range[0]),
);

/** The global, or the member of one, that an expression certainly is, members written with a dot; null for everything else. */
export function globalName(file: SourceFile, expression: TSESTree.Node): string | null {
  const origin = originOf(file, expression);
  return origin?.root.type === 'global' ? [origin.root.name, ...origin.path].join('.') : null;
}
