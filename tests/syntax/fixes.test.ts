import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { describe, expect, it } from 'vitest';
import { addNamedImport } from '../../src/syntax/fixes.ts';
import { nodesOfType } from '../../src/syntax/nodes.ts';
import { inspect } from '../inspect.ts';

type Edit = readonly [range: TSESTree.Range, text: string];

const fixer = {
  insertTextAfter: ({ range }: TSESTree.Node, text: string): Edit => [[range[1], range[1]], text],
  insertTextBeforeRange: ([start]: TSESTree.Range, text: string): Edit => [[start, start], text],
  removeRange: (range: TSESTree.Range): Edit => [range, ''],
  replaceText: ({ range }: TSESTree.Node, text: string): Edit => [range, text],
} as unknown as TSESLint.RuleFixer;

/** The text with `sleep` of `m` brought to the call of `here`, which it replaces; null where that is not possible. */
function withSleep(code: string, { removes = false, filename = '/project/file.ts' } = {}): string | null {
  return inspect(
    code,
    (file) => {
      const here = nodesOfType(file, 'CallExpression').find(({ callee }) => callee.type === 'Identifier' && callee.name === 'here');
      const unused = removes ? nodesOfType(file, 'ImportDeclaration').find(({ source }) => source.value === 'unused')! : null;
      const available = addNamedImport(file, 'm', 'sleep', here!, unused);
      if (!available) return null;
      const edits = [...available.edits(fixer), [here!.range, available.text]] as unknown as Edit[];
      return edits
        .sort(([[one]], [[other]]) => other - one)
        .reduce((text, [[start, end], inserted]) => text.slice(0, start) + inserted + text.slice(end), code);
    },
    filename,
  );
}

describe('a named import', () => {
  it.each([
    ['is there', `import { sleep } from 'm'; here();`, `import { sleep } from 'm'; sleep;`],
    ['is there under another name', `import { sleep as nap } from 'm'; here();`, `import { sleep as nap } from 'm'; nap;`],
    ['is there through a namespace', `import * as wf from 'm'; here();`, `import * as wf from 'm'; wf.sleep;`],
    ['is there through require', `const wf = require('m'); here();`, `const wf = require('m'); wf.sleep;`],
    ['is there, destructured', `const { sleep: nap } = require('m'); here();`, `const { sleep: nap } = require('m'); nap;`],
    ['is added', `import { a } from 'm'; here();`, `import { a, sleep } from 'm'; sleep;`],
    ['is added behind a trailing comma', `import {\n  a,\n} from 'm'; here();`, `import {\n  a,\n  sleep,\n} from 'm'; sleep;`],
    ['is added beside types', `import { type A } from 'm'; here();`, `import { type A, sleep } from 'm'; sleep;`],
    ['is added to a default import', `import d from 'm'; here();`, `import d, { sleep } from 'm'; sleep;`],
    ['gets a declaration beside one of types', `import type { A } from 'm';\nhere();`, `import type { A } from 'm';\nimport { sleep } from 'm';\nsleep;`],
    ['gets a declaration beside one for side effects', `import 'm';\nhere();`, `import 'm';\nimport { sleep } from 'm';\nsleep;`],
    ['gets a declaration in the style of the file', `import a from "a"\nhere()`, `import a from "a"\nimport { sleep } from "m"\nsleep`],
    ['gets a declaration in a file that only exports', `#!/usr/bin/env node\nexport const a = here();`, `#!/usr/bin/env node\nimport { sleep } from 'm';\nexport const a = sleep;`],
    ['gets a declaration behind a directive', `'use strict';\nexport const a = here();`, `'use strict';\nimport { sleep } from 'm';\nexport const a = sleep;`],
  ])('%s', (_, code, expected) => {
    expect(withSleep(code)).toBe(expected);
  });

  it.each([
    ['the name is taken in the module', `import { a } from 'm'; const sleep = 1; here();`],
    ['the name is taken around the place', `import { a } from 'm'; function f(sleep) { here(); }`],
    ['the name is imported as a type', `import type { sleep } from 'm'; here();`],
    ['the name is a global of the file', `import { a } from 'm'; here(); sleep(1);`],
    ['the import is hidden at the place', `import { sleep } from 'm'; function f(sleep) { here(); }`],
    ['the file has no ES imports', `const { a } = require('m'); here();`],
    ['the file exports by assignment', `import { a } from 'm'; export = here();`],
  ])('is not possible where %s', (_, code) => {
    expect(withSleep(code)).toBeNull();
  });

  it('may be taken elsewhere', () => {
    expect(withSleep(`import { a } from 'm'; function f(sleep) {} here();`)).toBe(`import { a, sleep } from 'm'; function f(sleep) {} sleep;`);
  });
});

describe('an import that becomes superfluous', () => {
  it.each([
    [`import { x } from 'unused';\nimport { a } from 'm';\nhere();`, `import { a, sleep } from 'm';\nsleep;`],
    [`import { sleep } from 'm';\nimport { x } from 'unused'; // why\nhere();`, `import { sleep } from 'm';\n // why\nsleep;`],
    [`import { x as sleep } from 'unused';\nimport { a } from 'm';\nhere();`, `import { a, sleep } from 'm';\nsleep;`],
    [`// The licence.\nimport { x } from "unused"\nhere()`, `// The licence.\nimport { sleep } from "m"\nsleep`],
  ])('%s', (code, expected) => {
    expect(withSleep(code, { removes: true })).toBe(expected);
  });
});
