/** Generated workflows as TypeScript. */
import { FORMS, type Block, type Call, type Message, type Statement, type Style, type Workflow } from './workflows.ts';

const HEAD = `import { ApplicationFailure, CancellationScope, Trigger, condition, continueAsNew, defineSignal, defineUpdate, deprecatePatch, executeChild, getExternalWorkflowHandle, log, patched, proxyActivities, proxyLocalActivities, setHandler, sleep, startChild, upsertMemo, uuid4, workflowInfo } from '@temporalio/workflow';

const { a, b, c, d } = proxyActivities<any>({ startToCloseTimeout: '1 minute', retry: { maximumAttempts: 1 } });
const local = proxyLocalActivities<any>({ startToCloseTimeout: '1 day', retry: { maximumAttempts: 1 } });
export const go = defineSignal('go');
export const yes = defineSignal('yes');
export const ask = defineUpdate('ask');
`;

/** The whole module of a workflow, which exports it as `wf`. Unused imports are erased, as everywhere. */
export function sourceOf({ body, style }: Workflow): string {
  const writer = new Writer();
  const lines = writer.block(body, { number: '', canLeave: false, canContinueAsNew: true });
  // What the workflow is given is mentioned as a whole: that new code reads a field which the old one has not is another matter.
  const start = ["log.info('start', { x: input.x, y: input.y, size: input.size, kind: input.kind, list: input.list });", 'let count = 0;', 'let ready = false;'];
  const workflow = ['export async function wf(input: any): Promise<any> {', ...indented(start), ...lines, '  return count;', '}'].join('\n');
  return `${HEAD}\n${styled([...writer.helpers, workflow].join('\n\n'), style)}\n`;
}

interface Surroundings {
  /** Tells the variables of this block apart from those of others; the same for the same place in both versions. */
  readonly number: string;
  /** Within a loop of the same function. */
  readonly canLeave: boolean;
  /** Where a new run can be started: its error would be lost in a message handler or in a branch that nobody waits for. */
  readonly canContinueAsNew: boolean;
}

class Writer {
  /** Functions beside the workflow. */
  readonly helpers: string[] = [];

  block(block: Block, around: Surroundings): string[] {
    return indented(block.flatMap((statement, index) => this.statement(statement, { ...around, number: `${around.number}${index}` })));
  }

  private statement(statement: Statement, around: Surroundings): string[] {
    const { number } = around;
    const calls = statement.calls.map(callText);
    const [one = 'sleep(1)', two = one, three = two] = calls;
    const body = (index: number, changes: Partial<Surroundings> = {}) => this.block(statement.bodies[index] ?? [], { ...around, number: `${number}_${index}_`, ...changes });
    const inLoop = () => body(0, { canLeave: true });
    const inFunction = (index = 0) => body(index, { canLeave: false });
    const aside = (index = 0) => body(index, { canLeave: false, canContinueAsNew: false });

    switch (statement.is) {
      case 'call':
        return [`await ${one};`];
      case 'floating call':
        return [`void ${one};`];
      case 'choice of calls':
        return [`await (input.y ? ${one} : ${two});`];
      case 'together':
        return [`await Promise.${statement.how}([${calls.join(', ')}]);`];
      case 'condition':
        return [`await condition(() => ${statement.predicate}${statement.hasTimeout ? ", '1 hour'" : ''});`];
      case 'leave':
        return around.canLeave ? [`if (${statement.guard}) ${statement.how};`] : [];
      case 'exit':
        return [`if (${statement.guard}) ${exitText(statement.how, around)}`];
      case 'deprecated patch':
        return [`deprecatePatch('${statement.id}');`];
      case 'memo':
        return ['upsertMemo({ step: 1 });'];
      case 'note':
        return [statement.text.replaceAll('seen', `seen${number}`)];
      case 'form':
        return [FORMS[statement.form]([one, two, three], number)];
      case 'if':
        return either(statement.guard, body(0), body(1));
      case 'patch':
        return either(`patched('${statement.id}')`, body(0), body(1));
      case 'result':
        return [`const result${number} = await ${one};`, ...either(`result${number} > ${statement.limit}`, body(0), body(1))];
      case 'switch': {
        const arm = (index: number) => indented(body(index, { canLeave: false }));
        return ['switch (input.kind) {', '  case 0:', ...arm(0), '    break;', '  case 1:', ...arm(1), '  default:', ...arm(2), '}'];
      }
      case 'times':
        return timesText(statement.how, statement.rounds, number, inLoop());
      case 'for of':
        return [`for (const item${number} of input.list) {`, `  void item${number};`, ...inLoop(), '}'];
      case 'poll':
        return [`while (!(${statement.predicate})) {`, '  await sleep(1000);', ...inLoop(), '}'];
      case 'try': {
        const cleanup = body(2, { canLeave: false });
        return ['try {', ...body(0), '} catch (error) {', '  void error;', ...body(1), ...(cleanup.length > 0 ? ['} finally {', ...cleanup] : []), '}'];
      }
      case 'concurrently':
        return ['await Promise.all([', '  (async () => {', ...indented(inFunction(0)), '  })(),', '  (async () => {', ...indented(inFunction(1)), '  })(),', ']);'];
      case 'background': {
        const work = calls.length > 0 ? [`const background${number} = ${one};`] : [`const background${number} = (async () => {`, ...aside(), '})();'];
        return [...work, ...outdented(body(1)), `await background${number};`];
      }
      case 'for each':
        return forEachText(statement.how, number, statement.how === 'forEach' ? aside() : inFunction());
      case 'helper':
        return this.helper(statement.how, number, inFunction());
      case 'scope':
        return scopeText(statement.how, number, inFunction());
      case 'handler': {
        const lines = aside().map((line) => withOtherState(line, statement.message));
        const change = statement.message === 'yes' ? '  ready = true;' : '  count++;';
        const parts = statement.isLate ? [...lines, change] : [change, ...lines];
        return [`setHandler(${statement.message}, ${lines.length > 0 ? 'async ' : ''}() => {`, ...parts, '});'];
      }
    }
  }

  private helper(how: Extract<Statement, { is: 'helper' }>['how'], number: string, lines: readonly string[]): string[] {
    if (how === 'expression') return ['await (async () => {', ...lines, '})();'];
    if (how === 'arrow') return [`const step${number} = async () => {`, ...lines, '};', `await step${number}();`];
    // What reads the variables of the workflow stays within it.
    const readsState = lines.some((line) => /\b(?:count|ready)\b/u.test(line));
    if (how === 'function' || readsState) return [`await step${number}();`, `async function step${number}(): Promise<any> {`, ...lines, '}'];
    this.helpers.push([`async function step${number}(input: any): Promise<any> {`, ...lines, '}'].join('\n'));
    return [`await step${number}(input);`];
  }
}

/** What a handler changes would decide the same each time in it; it asks for what another handler changes. */
function withOtherState(line: string, message: Message): string {
  return message === 'yes' ? line.replace(/\bready\b/gu, 'count >= 2') : line.replace(/\bcount >=? \d/gu, 'ready');
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

function outdented(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/^ {2}/u, ''));
}

function callText(call: Call): string {
  switch (call.to) {
    case 'activity':
      return `${call.name}()`;
    case 'local activity':
      return `local.${call.name}()`;
    case 'timer':
      return `sleep(${call.milliseconds})`;
    case 'child':
      return call.id === null ? `executeChild('kid')` : `executeChild('kid', { workflowId: '${call.id}' })`;
    case 'external signal':
      return `getExternalWorkflowHandle('other').signal('ping')`;
  }
}

function exitText(how: Extract<Statement, { is: 'exit' }>['how'], { canContinueAsNew }: Surroundings): string {
  if (how === 'throw') return "throw ApplicationFailure.nonRetryable('no');";
  return how === 'continueAsNew' && canContinueAsNew ? 'await continueAsNew(input);' : 'return 0;';
}

function either(guard: string, then: readonly string[], otherwise: readonly string[]): string[] {
  return [`if (${guard}) {`, ...then, ...(otherwise.length > 0 ? ['} else {', ...otherwise] : []), '}'];
}

function timesText(how: Extract<Statement, { is: 'times' }>['how'], rounds: number, number: string, body: readonly string[]): string[] {
  const counter = `round${number}`;
  if (how === 'for') return [`for (let ${counter} = 0; ${counter} < ${rounds}; ${counter}++) {`, ...body, '}'];
  const [head, end] = how === 'while' ? [`while (${counter} < ${rounds}) {`, '}'] : ['do {', `} while (${counter} < ${rounds});`];
  return [`let ${counter} = 0;`, head, `  ${counter}++;`, ...body, end];
}

function forEachText(how: Extract<Statement, { is: 'for each' }>['how'], number: string, body: readonly string[]): string[] {
  const each = [`async (item${number}: any) => {`, `  void item${number};`, ...body];
  if (how === 'forEach') return [`input.list.forEach(${each[0]}`, ...each.slice(1), '});'];
  if (how === 'map') return [`await Promise.all(input.list.map(${each[0]}`, ...each.slice(1), '}));'];
  return [
    `const started${number}: any[] = [];`,
    `for (const item${number} of input.list) {`,
    `  started${number}.push((async () => {`,
    `    void item${number};`,
    ...indented(body),
    '  })());',
    '}',
    `await Promise.all(started${number});`,
  ];
}

function scopeText(how: Extract<Statement, { is: 'scope' }>['how'], number: string, body: readonly string[]): string[] {
  switch (how) {
    case 'withTimeout':
      return ["await CancellationScope.withTimeout('1 day', async () => {", ...body, '});'];
    case 'short timeout':
      return ['try {', '  await CancellationScope.withTimeout(1500, async () => {', ...indented(body), '  });', '} catch {', '  await c();', '}'];
    case 'nonCancellable':
      return ['await CancellationScope.nonCancellable(async () => {', ...body, '});'];
    case 'cancelled':
      return [
        `const scope${number} = new CancellationScope();`,
        `const running${number} = scope${number}.run(async () => {`,
        ...body,
        '}).catch(() => {});',
        'await sleep(1500);',
        `scope${number}.cancel();`,
        `await running${number};`,
      ];
  }
}

const NEW_NAMES: Readonly<Record<string, string>> = { input: 'order', count: 'received', ready: 'isReady', background: 'pending', result: 'outcome', item: 'entry', round: 'turn', step: 'part', started: 'begun' };
const NAMES = new RegExp(`(?<![.'])\\b(${Object.keys(NEW_NAMES).join('|')})(?=\\b|\\d)(?!')`, 'gu');

function styled(code: string, style: Style): string {
  let text = code;
  if (style.isRenamed) text = text.replace(NAMES, (_, name: string) => NEW_NAMES[name] ?? name);
  if (style.isTyped) text = text.replaceAll('async () => {', 'async (): Promise<void> => {').replace(/let (\w+) = (0|false);/gu, (_, name: string, value: string) => `let ${name}: ${value === '0' ? 'number' : 'boolean'} = ${value};`);
  if (style.hasComments) text = text.replaceAll(';\n', '; /* as agreed */\n\n');
  if (style.isDense) text = text.replace(/\s*\n\s*/gu, ' ').replaceAll("'", '"');
  return text;
}
