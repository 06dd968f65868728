/** The guard that the rules about edits suggest: its text, that it compiles, and where there is none. */
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { gitProject } from '../project/git-repository.ts';
import { tempProject } from '../project/temp-project.ts';
import { lintEdits, patchedTexts } from './edits.ts';

const ACTIVITIES = `
export interface Order { readonly id: string; readonly items: readonly string[]; readonly total: number }
export async function charge(order: Order): Promise<string> { return order.id; }
export async function chargeCard(order: Order): Promise<string> { return order.id; }
export async function ship(order: Order): Promise<{ readonly parcel: string }> { return { parcel: order.id }; }
export async function notify(order: Order, text?: string): Promise<void> { console.log(order, text); }
`;

const HEAD = `import { condition, defineSignal, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
import type * as activities from './activities';

const { charge, notify, ship } = proxyActivities<typeof activities>({ startToCloseTimeout: '1 minute' });
export const pause = defineSignal('pause');
`;

const order = (body: string, { head = HEAD, rest = '' } = {}) => `${head}
${rest}/** One order, from the money to the parcel. */
export async function order(input: activities.Order): Promise<string> {
${body.replace(/^\n|\n *$/gu, '').replace(/^ {4}/gmu, '')}
}
`;

interface Case {
  readonly old: string;
  readonly now: string;
  /** What the text with the guard holds; null for no suggestion. */
  readonly guarded: readonly string[] | null;
  readonly file?: string;
  readonly others?: Readonly<Record<string, string>>;
}

const OLD = `
      const receipt = await charge(input); // may throw
      for (const item of input.items) {
        await notify(input, item);
      }
      await ship(input);
      return receipt;
`;

const CASES: Readonly<Record<string, Case>> = {
  'an added activity': {
    old: order(OLD),
    now: order(OLD.replace('      await ship', '      // Tell them.\n      await notify(input);\n      await ship')),
    guarded: [
      `import { condition, defineSignal, proxyActivities, setHandler, sleep, patched } from`,
      `  // Tell them.
  if (patched('add-notify')) {
    await notify(input);
  }
  await ship(input);`,
    ],
  },
  'a removed one, whose name is imported and used no more': {
    old: order(OLD.replace('      await ship', `      await sleep('1 day');\n      await ship`)),
    now: order(OLD, { head: HEAD.replace(', sleep', '') }),
    guarded: [
      `setHandler, patched, sleep } from`,
      `  }
  if (!patched('remove-timer')) {
    await sleep('1 day');
  }
  await ship(input);`,
    ],
  },
  'another activity, whose result is used later': {
    old: order(OLD),
    now: order(OLD.replace('charge(input); // may throw', 'chargeCard(input);'), { head: HEAD.replace('{ charge,', '{ chargeCard,') }),
    guarded: [
      'const { chargeCard, notify, ship, charge } = proxyActivities',
      `  let receipt;
  if (patched('charge-to-charge-card')) {
    receipt = await chargeCard(input);
  } else {
    receipt = await charge(input); // may throw
  }
  for (const`,
    ],
  },
  'another order, destructured': {
    old: order(`
      const { parcel } = await ship(input);
      const receipt: string = await charge(input);
      return receipt + parcel;
`),
    now: order(`
      const receipt: string = await charge(input);
      const { parcel } = await ship(input);
      return receipt + parcel;
`),
    guarded: [
      `  let parcel;
  let receipt: string;
  if (patched('charge-before-ship')) {
    receipt = await charge(input);
    ({ parcel } = await ship(input));
  } else {
    ({ parcel } = await ship(input));
    receipt = await charge(input);
  }
  return`,
    ],
  },
  'in a loop: the answer is asked before it': {
    old: order(OLD),
    now: order(OLD.replace('        await notify', '        await ship(input);\n        await notify')),
    guarded: [
      `  const isPatched = patched('add-ship');
  for (const item of input.items) {
    if (isPatched) {
      await ship(input);
    }
    await notify(input, item);
  }`,
    ],
  },
  'in an endless loop, where an execution takes the new code with its next round': {
    old: order('      for (;;) {\n        await notify(input);\n        await sleep(1000);\n      }'),
    now: order('      for (;;) {\n        await ship(input);\n        await notify(input);\n        await sleep(1000);\n      }'),
    guarded: [`  for (;;) {
    if (patched('add-ship')) {
      await ship(input);
    }
    await notify(input);`],
  },
  'several places: one answer for all': {
    old: order(OLD),
    now: order(OLD.replace('      const receipt', '      await notify(input);\n      const receipt').replace('      await ship', '      await notify(input, receipt);\n      await ship')),
    guarded: [
      `  const isPatched = patched('add-notify');
  if (isPatched) {
    await notify(input);
  }
  const receipt`,
      `  if (isPatched) {
    await notify(input, receipt);
  }
  await ship`,
    ],
  },
  'a new condition': {
    old: order(OLD),
    now: order(OLD.replace('await ship(input);', "if (receipt !== '') await ship(input);")),
    guarded: [
      `  if (patched('condition-of-ship')) {
    if (receipt !== '') await ship(input);
  } else {
    await ship(input);
  }`,
    ],
  },
  'an early end': {
    old: order(OLD),
    now: order(OLD.replace('      await ship', `      if (input.items.length === 0) {\n        return receipt;\n      }\n      await ship`)),
    guarded: [
      `  if (patched('end-before-ship')) {
    if (input.items.length === 0) {
      return receipt;
    }
  }`,
    ],
  },
  'a handler that has become asynchronous': {
    old: order(`
      let paused = false;
      setHandler(pause, () => {
        paused = true;
      });
      await condition(() => paused);
      return charge(input);
`),
    now: order(`
      let paused = false;
      setHandler(pause, async () => {
        paused = true;
        await notify(input);
      });
      await condition(() => paused);
      return charge(input);
`),
    guarded: [
      `  setHandler(pause, async () => {
    paused = true;
    if (patched('add-notify')) {
      await notify(input);
    }
  });`,
    ],
  },
  'a template over several lines keeps its text': {
    old: order('      await notify(input, `one\n  two`);\n      return charge(input);'),
    now: order('      await ship(input);\n      return charge(input);'),
    guarded: ["  } else {\n    await notify(input, `one\n  two`);\n  }"],
  },
  'an arrow function without a block': {
    old: order('      return charged(input);', { rest: 'const charged = async (input: activities.Order) => charge(input);\n' }),
    now: order('      return charged(input);', { rest: 'const charged = async (input: activities.Order) => charge(await told(input));\nconst told = async (input: activities.Order) => (await notify(input), input);\n' }),
    guarded: [
      `const charged = async (input: activities.Order) => {
  if (patched('add-notify')) {
    return charge(await told(input));
  } else {
    return charge(input);
  }
};`,
    ],
  },
  'a helper function that is gone comes back': {
    old: order('      await tell(input);\n      return charge(input);', { rest: 'async function tell(input: activities.Order): Promise<void> {\n  await notify(input, PREFIX);\n}\n\nconst PREFIX = "order";\n\n' }),
    now: order('      return charge(input);'),
    guarded: ['async function tell(input: activities.Order): Promise<void> {\n  await notify(input, PREFIX);\n}', "if (!patched('remove-notify')) {\n    await tell(input);\n  }", 'const PREFIX = "order";'],
  },
  'the style of the file: tabs, no semicolons, double quotes, line ends': {
    old: `import { proxyActivities } from "@temporalio/workflow"\r\nconst { charge, ship } = proxyActivities<any>({ startToCloseTimeout: 1 })\r\nexport async function order(input: string) {\r\n\tconst { id } = await charge(input)\r\n\tawait ship(id)\r\n}\r\n`,
    now: `import { proxyActivities } from "@temporalio/workflow"\r\nconst { charge, ship } = proxyActivities<any>({ startToCloseTimeout: 1 })\r\nexport async function order(input: string) {\r\n\tawait ship(input)\r\n\tconst { id } = await charge(input)\r\n\tawait ship(id)\r\n}\r\n`,
    guarded: [`\r\n\tif (patched("add-ship")) {\r\n\t\tawait ship(input)\r\n\t}\r\n\tconst { id }`],
  },
  'a namespace': {
    old: `import * as wf from '@temporalio/workflow';\nconst acts = wf.proxyActivities<any>({ startToCloseTimeout: 1 });\nexport async function order() {\n  await acts.charge();\n  await acts.ship();\n}\n`,
    now: `import * as wf from '@temporalio/workflow';\nconst acts = wf.proxyActivities<any>({ startToCloseTimeout: 1 });\nexport async function order() {\n  await acts.ship();\n  await acts.charge();\n}\n`,
    guarded: [`if (wf.patched('ship-before-charge')) {`],
  },
  'a patch id and a name that are taken': {
    old: order(OLD.replace('      await ship', `      const isPatched = patched('add-ship');\n      if (isPatched) await sleep(1);\n      await ship`), { head: HEAD.replace('setHandler', 'patched, setHandler') }),
    now: order(OLD.replace('      await ship', `      const isPatched = patched('add-ship');\n      if (isPatched) await sleep(1);\n      for (const item of input.items) {\n        await notify(input, item);\n        await ship(input);\n      }\n      await ship`).replace('        await notify', '        await ship(input);\n        await notify'), { head: HEAD.replace('setHandler', 'patched, setHandler') }),
    guarded: [`const isPatched2 = patched('add-ship-2');`],
  },
  'state in an object, on which a branch decides': {
    old: order(`
      const state = { paid: '', told: 0 };
      try {
        state.paid = await charge(input);
        await ship(input);
      } catch (error) {
        if (state.paid !== '') await notify(input, state.paid);
        throw error;
      }
      state.told += 1;
      return state.paid;
`),
    now: order(`
      const state = { paid: '', told: 0 };
      try {
        await ship(input);
        state.paid = await charge(input);
      } catch (error) {
        if (state.paid !== '') await notify(input, state.paid);
        throw error;
      }
      state.told += 1;
      return state.paid;
`),
    guarded: [
      `    if (patched('ship-before-charge')) {
      await ship(input);
      state.paid = await charge(input);
    } else {
      state.paid = await charge(input);
      await ship(input);
    }`,
    ],
  },
  'a result that decides later': {
    old: order(`
      const receipt = await charge(input);
      if (receipt !== '') await ship(input);
      await sleep(1);
      return receipt;
`),
    now: order(`
      const receipt = await chargeCard(input);
      if (receipt !== '') await ship(input);
      await sleep(1);
      return receipt;
`, { head: HEAD.replace('{ charge,', '{ charge, chargeCard,') }),
    guarded: ["  let receipt;\n  if (patched('charge-to-charge-card')) {"],
  },
  'JavaScript': {
    file: 'workflows.js',
    old: `import { proxyActivities } from '@temporalio/workflow';\nconst { charge, ship } = proxyActivities({ startToCloseTimeout: 1 });\nexport async function order() {\n  const receipt = await charge();\n  await ship();\n  return () => receipt;\n}\n`,
    now: `import { proxyActivities } from '@temporalio/workflow';\nconst { charge, ship } = proxyActivities({ startToCloseTimeout: 1 });\nexport async function order() {\n  await ship();\n  const receipt = await charge();\n  return () => receipt;\n}\n`,
    guarded: ['  let receipt;\n  if (patched('],
  },

  'none: the type of the activities has lost it': {
    old: order(OLD, { head: HEAD.replace('charge,', 'charge, pay,') }).replace('await ship(input);', 'await pay(input); await ship(input);'),
    now: order(OLD),
    guarded: null,
  },
  'none: TypeScript cannot tell the type of a variable that a callback uses': {
    old: order(`
      const receipt = await charge(input);
      await condition(() => receipt !== '');
      return receipt;
`),
    now: order(`
      await sleep(1);
      const receipt = await chargeCard(input);
      await condition(() => receipt !== '');
      return receipt;
`, { head: HEAD.replace('charge,', 'charge, chargeCard,') }),
    guarded: null,
  },
  'none: the old code needs a parameter that has another name now': {
    old: order(OLD),
    now: order(OLD.replace('charge(input)', 'chargeCard(input)'), { head: HEAD.replace('charge,', 'charge, chargeCard,') }).replaceAll('input', 'job'),
    guarded: null,
  },
  'none: a workflow that is gone': {
    old: `${order(OLD)}export async function refund(input: activities.Order): Promise<void> {\n  await notify(input);\n}\n`,
    now: order(OLD),
    guarded: null,
  },
  'none: an update handler that is gone': {
    old: order(OLD.replace('      const receipt', `      setHandler(change, () => {});\n      const receipt`), { head: `${HEAD}export const change = defineUpdate('change');\n`.replace('defineSignal,', 'defineSignal, defineUpdate,') }),
    now: order(OLD, { head: `${HEAD}export const change = defineUpdate('change');\n`.replace('defineSignal,', 'defineSignal, defineUpdate,') }),
    guarded: null,
  },
};

/** A project in which the workflow has been edited. */
function project({ old, now, file = 'workflows.ts', others = {} }: Case) {
  const made = gitProject({ 'package.json': '{ "name": "shop" }', 'activities.ts': ACTIVITIES, ...others, [file]: old });
  made.write({ [file]: now });
  return made;
}

describe('the suggested guard', () => {
  const results: Record<string, string> = {};

  it.each(Object.entries(CASES))('%s', (name, one) => {
    const file = one.file ?? 'workflows.ts';
    const edited = project(one);
    const texts = patchedTexts(edited, file);
    expect(texts.length).toBeGreaterThan(0);
    if (one.guarded === null) {
      expect(texts.every((text) => text === null)).toBe(true);
      return;
    }
    const [text] = texts;
    for (const part of one.guarded) expect(text).toContain(part);
    expect(lintEdits(edited, file, { text: text! })).toEqual([]);
    if (file.endsWith('.ts')) results[`${Object.keys(results).length}`] = text!;
  });

  it('compiles', () => {
    expect(Object.keys(results).length).toBeGreaterThan(10);
    expect(compileErrors(results)).toEqual([]);
  }, 60_000);
});

describe('the suggested guard of a helper module', () => {
  const helper = (body: string) => `import { proxyActivities } from '@temporalio/workflow';\nconst { charge, ship } = proxyActivities<any>({ startToCloseTimeout: 1 });\nexport async function deliver() {\n  ${body}\n}\n`;
  const FILES = {
    'package.json': '{ "name": "shop" }',
    'worker.ts': `import { Worker } from '@temporalio/worker';\nexport const start = () => Worker.create({ workflowsPath: require.resolve('./workflows'), taskQueue: 'shop' });\n`,
    'workflows.ts': `import { deliver } from './deliver';\nexport async function order() { await deliver(); }\n`,
    'deliver.ts': helper('await charge();\n  await ship();'),
  };

  it('is written in the helper', () => {
    const edited = gitProject(FILES);
    edited.write({ 'deliver.ts': helper('await ship();\n  await charge();') });
    const [text] = patchedTexts(edited, 'deliver.ts');
    expect(text).toContain("if (patched('ship-before-charge')) {");
    expect(lintEdits(edited, 'deliver.ts', { text: text! })).toEqual([]);
    expect(patchedTexts(edited, 'workflows.ts')).toEqual([]);
  });
});

it('has no old code to write where the baseline is a lock file', () => {
  const lock = 'version 1\nrevision none\n\nfile "workflows.ts"\nworkflow order parameters 1\n  await activity notify\n  await activity charge\n';
    const locked = tempProject({ 'package.json': '{}', 'workflows.ts': order(OLD), 'temporal-workflow.lock': lock });
  expect(patchedTexts(locked, 'workflows.ts')).toEqual([null]);
});

/** What TypeScript says of files, each beside the activities. */
function compileErrors(texts: Readonly<Record<string, string>>): readonly string[] {
  const folder = tempProject(Object.fromEntries(Object.entries(texts).flatMap(([name, text]) => [[`${name}/workflows.ts`, text], [`${name}/activities.ts`, ACTIVITIES]])));
  fs.symlinkSync(path.resolve('node_modules'), folder.at('node_modules'));
  const program = ts.createProgram(Object.keys(texts).map((name) => folder.at(`${name}/workflows.ts`)), {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ['node'],
  });
  return ts.getPreEmitDiagnostics(program).map(({ messageText, file }) => `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
}
