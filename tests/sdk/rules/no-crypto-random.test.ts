import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSandbox, type Run, type Sandbox } from '../oracle.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

const workflow = (body: string, imports = '') => `${imports}
import { uuid4 } from '@temporalio/workflow';
export async function wf(): Promise<unknown> { ${body} }
declare const crypto: any, globalThis: any;
`;

describe('what the sandbox lacks', () => {
  let runs: Record<string, Run>;
  beforeAll(async () => {
    runs = await sandbox.runAll({
      'the global': workflow(`return crypto.randomUUID();`),
      'the global, through the global object': workflow(`return globalThis.crypto.getRandomValues(new Uint8Array(4));`),
      'uuid, version 4': workflow(`return v4();`, `import { v4 } from 'uuid';`),
      'uuid, version 7': workflow(`return v7();`, `import { v7 } from 'uuid';`),
      nanoid: workflow(`return nanoid();`, `import { nanoid } from 'nanoid';`),
      'nanoid, a made function': workflow(`return code();`, `import { customAlphabet } from 'nanoid'; const code = customAlphabet('ab', 3);`),
      'nanoid, only made': workflow(`return typeof code;`, `import { customAlphabet } from 'nanoid'; const code = customAlphabet('ab', 3);`),
      'uuid of its arguments': workflow(`return [v5('a', v5.URL), validate('b')];`, `import { v5, validate } from 'uuid';`),
      'uuid with its own source': workflow(`return v4({ random: new Uint8Array(16) });`, `import { v4 } from 'uuid';`),
      'an optional chain': workflow(`return globalThis.crypto?.randomUUID() ?? uuid4();`),
      fixed: workflow(`return uuid4();`),
      'fixed, at module level': workflow(`return id;`, `const id = uuid4();`),
    });
  });

  it.each(['the global', 'the global, through the global object', 'uuid, version 4', 'uuid, version 7', 'nanoid', 'nanoid, a made function'])(
    'fails the workflow task: %s',
    (name) => {
      expect(runs[name]).toMatchObject({ status: 'task-failed', commands: [] });
      expect(runs[name]?.taskFailures[0]?.message).toMatch(/crypto is not defined|getRandomValues\(\) not supported|of undefined/u);
    },
  );

  it.each(['uuid of its arguments', 'uuid with its own source', 'nanoid, only made'])('works: %s', (name) => {
    expect(runs[name]).toMatchObject({ status: 'completed', replayError: null });
  });

  it.each(['fixed', 'fixed, at module level', 'an optional chain'])('gives a version 4 UUID, the same on replay: %s', (name) => {
    expect(runs[name]).toMatchObject({ status: 'completed', replayError: null });
    expect(runs[name]?.result).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/u);
  });
});

describe('the builtin', () => {
  it.each(['crypto', 'node:crypto'])('%s fails the bundle', async (module) => {
    const { error } = await sandbox.bundle(workflow(`return randomUUID();`, `import { randomUUID } from '${module}';`));
    expect(error).toContain(module);
  });

  it('fails the bundle where no workflow runs the function that uses it', async () => {
    const { error } = await sandbox.bundle(workflow(`return 1;`, `import { randomInt } from 'crypto'; function unused() { return randomInt(3); }`));
    expect(error).toContain(`importing the following disallowed modules:\n  - 'crypto'`);
  });

  it('is an empty module where the bundler ignores it', async () => {
    const ignoring = await openSandbox({ bundle: { ignoreModules: ['crypto'] } });
    const run = await ignoring.run(workflow(`return randomUUID();`, `import { randomUUID } from 'crypto';`));
    await ignoring.close();
    expect(run.status).toBe('task-failed');
    expect(run.taskFailures[0]?.message).toContain('randomUUID) is not a function');
  });

  it('does no harm once nothing uses it', async () => {
    const { error } = await sandbox.bundle(workflow(`return uuid4();`, `import { randomUUID } from 'crypto';`));
    expect(error).toBeNull();
  });
});
