import { describe, expect, test } from 'vitest';
import { mermaidOf } from '../../src/commands/mermaid.ts';
import { ModelError, parsePrograms } from '../../src/commands/parse.ts';
import { printPrograms } from '../../src/commands/print.ts';
import { programsOf, sourceOf } from './programs.ts';

const SOURCE = sourceOf(`
export const go = defineSignal('go');
export const change = defineUpdate('change');
export async function wf(input: any, second = 1) {
  let ready = false;
  setHandler(go, () => { ready = true; });
  setHandler(change, async () => { await b(); });
  await a();
  if (!input.skip) await executeChild('kid', { workflowId: \`kid-\${input.id}\` });
  outer: for (const x of input.list) {
    try {
      await Promise.race([b(), sleep(1000)]);
    } catch {
      break outer;
    } finally {
      await c();
    }
  }
  if (await condition(() => ready, '1h')) await d();
  if (patched('p "1"')) return;
  throw new Error('no');
}
`);

const TEXT = `workflow wf parameters 2
  handle signal go
  handle update change
  await activity a
  if !$0.skip
    await child workflow kid id "{text(\\"kid-\\", $0.id)}"
  label outer while more($0.list)
    try
      activity b as "b'2"
      timer
      await race("b'2", "timer")
    catch
      break outer
    finally
      await activity c
  timer as "timer'2"
  await race((until variable(false, on("go", true))), "timer'2")
  cancel "timer'2"
  if satisfied(variable(false, on("go", true)))
    await activity d
  patched "p \\"1\\"" as "patched p \\"1\\""
  if patch "patched p \\"1\\""
    return
  fail task
  on signal go
  on update change
    await activity b
`;

const withoutMentions = (text: string) => text.replace(/^ {2}(?:properties|strings) .*\n/gmu, '');

describe('a model as text', () => {
  test('is readable, and the same however the code is written', () => {
    expect(withoutMentions(printPrograms(programsOf(SOURCE)))).toBe(TEXT);
    expect(printPrograms(programsOf(SOURCE.replace(/\n/gu, '\n\n')))).toBe(printPrograms(programsOf(SOURCE)));
  });

  test('is read back as it was written', () => {
    const text = printPrograms(programsOf(SOURCE));
    expect(printPrograms(parsePrograms(text))).toBe(text);
    expect(printPrograms(parsePrograms(text.replace(/\n/gu, '\r\n')))).toBe(text);
  });

  test('may have comments and empty lines', () => {
    expect(printPrograms(parsePrograms(`# made by hand\n\n${TEXT}`))).toBe(TEXT);
  });

  test.each([
    ['workflow\n', 1],
    ['workflow wf parameters x\n', 1],
    ['workflow wf parameters 1\n  awayt activity a\n', 2],
    ['workflow wf parameters 1\n  if $0.\n    await activity a\n', 2],
    ['<<<<<<< HEAD\nworkflow wf parameters 1\n', 1],
    ['workflow wf parameters 1\n  await until (\n', 2],
    ['workflow wf parameters 1\n  await all(a\n', 2],
  ])('that is broken says where: %j', (text, line) => {
    let error: unknown = null;
    try {
      parsePrograms(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ModelError);
    expect((error as ModelError).line).toBe(line);
  });
});

test('a model as a flowchart', () => {
  const [workflow] = parsePrograms(`workflow wf parameters 1
  await activity a
  if $0.name === "x"
    await timer
  while more($0.list)
    await activity b
    break
  return
`).workflows;
  expect(workflow && mermaidOf(workflow)).toBe(`flowchart TD
  n0(["workflow wf"])
  n1["activity a"]
  n0 --> n1
  n2{"$0.name === #quot;x#quot;"}
  n1 --> n2
  n3["timer"]
  n2 -->|"yes"| n3
  n4{"more($0.list)"}
  n3 --> n4
  n2 -->|"no"| n4
  n5["activity b"]
  n4 -->|"yes"| n5
  n6(["return"])
  n4 -->|"no"| n6
  n5 --> n6
`);
});
