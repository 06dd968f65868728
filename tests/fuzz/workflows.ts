/**
 * Workflows as data, and arbitraries that make them: `source.ts` writes one as TypeScript, `edits.ts` changes one.
 *
 * What decides in them is given by `scenarios.ts`: the input's `x`, `y`, `size`, `kind` and `list`, results of activities, and the
 * workflow's `count` and `ready`, which its message handlers change.
 */
import fc from 'fast-check';

export const ACTIVITIES = ['a', 'b', 'c', 'd'] as const;

/** A call that gives a promise and leaves a command. */
export type Call =
  | { readonly to: 'activity' | 'local activity'; readonly name: (typeof ACTIVITIES)[number] }
  | { readonly to: 'timer'; readonly milliseconds: number }
  /** `id` is null where the SDK makes one. */
  | { readonly to: 'child'; readonly id: string | null }
  | { readonly to: 'external signal' };

export type Block = readonly Statement[];

/** The calls and bodies of a statement; what each of them is for depends on the kind of the statement. */
interface Parts {
  readonly calls: readonly Call[];
  readonly bodies: readonly Block[];
}

/** A kind of statement with what it is told besides. */
export type Kind =
  | { readonly is: 'call' | 'floating call' | 'choice of calls' | 'for of' | 'try' | 'switch' | 'concurrently' | 'memo' }
  | { readonly is: 'together'; readonly how: (typeof COMBINATORS)[number] }
  | { readonly is: 'if'; readonly guard: string }
  | { readonly is: 'times'; readonly how: 'for' | 'while' | 'do'; readonly rounds: number }
  /** A loop that sleeps until a predicate holds. */
  | { readonly is: 'poll'; readonly predicate: string }
  /** The first body, or the call, is started; the second body runs meanwhile, and then the first is awaited. */
  | { readonly is: 'background' }
  | { readonly is: 'for each'; readonly how: 'map' | 'forEach' | 'push' }
  | { readonly is: 'helper'; readonly how: (typeof HELPERS)[number] }
  | { readonly is: 'scope'; readonly how: (typeof SCOPES)[number] }
  | { readonly is: 'condition'; readonly predicate: string; readonly hasTimeout: boolean }
  | { readonly is: 'patch' | 'deprecated patch'; readonly id: string }
  /** Two bodies, between which the result of the call decides. */
  | { readonly is: 'result'; readonly limit: number }
  | { readonly is: 'leave'; readonly how: 'break' | 'continue'; readonly guard: string }
  | { readonly is: 'exit'; readonly how: (typeof EXITS)[number]; readonly guard: string }
  /** Code that leaves no command. */
  | { readonly is: 'note'; readonly text: (typeof NOTES)[number] }
  | { readonly is: 'handler'; readonly message: Message; readonly isLate: boolean }
  | { readonly is: 'form'; readonly form: FormName };

export type Statement = Parts & Kind;

export type Message = 'go' | 'yes' | 'ask';

const COMBINATORS = ['all', 'allSettled', 'race', 'any'] as const;
/** A function in place, one that is called where it stands, an arrow function, and one beside the workflow. */
const HELPERS = ['function', 'expression', 'arrow', 'module'] as const;
const SCOPES = ['withTimeout', 'short timeout', 'nonCancellable', 'cancelled'] as const;
const EXITS = ['return', 'throw', 'continueAsNew'] as const;
const NOTES = ["log.info('here', { size: input.size });", 'const seen = input.list.length + count; void seen;', 'input.list.slice(1);', 'void workflowInfo().workflowId;'] as const;

export const GUARDS = ['input.x', 'input.y', '!input.x', 'input.size > 1', 'input.size > 2', 'input.list.length > 1', 'input.x && input.size > 0', 'input.y || input.x', 'ready', 'count > 0', 'count >= 2'] as const;
export const PREDICATES = ['ready', 'count >= 1', 'count >= 2', 'ready || count > 2'] as const;
export const PATCHES = ['first', 'second'] as const;

/** Less usual ways to write a few calls, with the calls put in, and a number that makes names unique. */
export const FORMS = {
  then: ([one, two]) => `await ${one}.then(() => ${two});`,
  catch: ([one, two]) => `await ${one}.catch(() => ${two});`,
  finally: ([one, two]) => `await ${one}.finally(() => ${two});`,
  'list of promises': ([one, two], n) => `const promises${n} = [${one}, ${two}]; for (const promise of promises${n}) await promise;`,
  'list of steps': ([one, two], n) => `const steps${n} = [() => ${one}, () => ${two}]; for (const step of steps${n}) await step();`,
  compensation: ([one, two, three], n) => `const undo${n}: any[] = []; try { await ${one}; undo${n}.push(() => ${three}); await ${two}; } catch { for (const step of undo${n}) await step(); }`,
  object: ([one, two], n) => `const table${n}: any = { left: () => ${one}, right: () => ${two} }; await table${n}[input.y ? 'left' : 'right']();`,
  class: ([one, two], n) => `class Steps${n} { private done = 0; async run() { await this.first(); if (this.done > 0) await ${two}; } private async first() { this.done++; await ${one}; } } await new Steps${n}().run();`,
  trigger: ([one], n) => `const trigger${n} = new Trigger<void>(); setTimeout(() => trigger${n}.resolve(), 700); await Promise.race([trigger${n}, ${one}]);`,
  'work after a timeout': ([one]) => `await new Promise<void>((resolve) => { setTimeout(async () => { await ${one}; resolve(); }, 900); });`,
  'timer around a call': ([one], n) => `const timer${n} = setTimeout(() => {}, 60_000); await ${one}; clearTimeout(timer${n});`,
  'nested loops': ([one], n) => `outer${n}: for (const left of input.list) { for (const right of input.list) { await ${one}; if (left === right) continue outer${n}; break outer${n}; } }`,
  block: ([one, two], n) => `block${n}: { if (input.x) break block${n}; await ${one}; await ${two}; }`,
  generator: ([one], n) => `function* items${n}(list: any) { for (const item of list) yield item; } for (const item of items${n}(input.list)) { await ${one}; void item; }`,
  reduce: ([one]) => `await input.list.reduce(async (before: any) => { await before; await ${one}; }, Promise.resolve());`,
  'child handle': ([one], n) => `const handle${n} = await startChild('kid', { workflowId: 'kid${n}' }); await ${one}; await handle${n}.result();`,
  'random draw': ([one]) => `void uuid4(); await ${one};`,
  'random branch': ([one, two]) => `if (Math.random() < 0.5) await ${one}; else await ${two};`,
  'condition result': ([one, two], n) => `const inTime${n} = await condition(() => ready, '3s'); if (inTime${n}) await ${one}; else await ${two};`,
  'loop with an index': ([one]) => `for (let i = 0; i < input.list.length; i++) { if (i > 1) continue; await ${one}; }`,
  'endless loop': ([one], n) => `let rounds${n} = 0; while (true) { await ${one}; if (++rounds${n} >= input.size) break; }`,
  'conjunction of calls': ([one, two]) => `(await ${one}) && (await ${two});`,
  'destructured results': ([one, two], n) => `const [left${n}, right${n}] = await Promise.all([${one}, ${two}]); if (left${n} === right${n}) await sleep(10);`,
  'retry loop': ([one], n) => `for (let attempt${n} = 0; ; attempt${n}++) { try { await ${one}; break; } catch (error) { if (attempt${n} >= 1) throw error; await sleep(100); } }`,
} satisfies Readonly<Record<string, (calls: readonly [string, string, string], number: string) => string>>;

export type FormName = keyof typeof FORMS;

/** How the same workflow is written: each is a way that leaves its commands alone. */
export interface Style {
  readonly isRenamed: boolean;
  readonly isTyped: boolean;
  readonly hasComments: boolean;
  readonly isDense: boolean;
}

export interface Workflow {
  readonly body: Block;
  readonly style: Style;
}

export const PLAIN: Style = { isRenamed: false, isTyped: false, hasComments: false, isDense: false };

const activity: fc.Arbitrary<Call> = fc.constantFrom(...ACTIVITIES).map((name) => ({ to: 'activity', name }));

export const call: fc.Arbitrary<Call> = fc.oneof(
  { arbitrary: activity, weight: 12 },
  { arbitrary: fc.constantFrom(500, 1000, 5000).map((milliseconds): Call => ({ to: 'timer', milliseconds })), weight: 2 },
  { arbitrary: fc.constantFrom(...ACTIVITIES).map((name): Call => ({ to: 'local activity', name })), weight: 1 },
  { arbitrary: fc.constantFrom('k1', 'k2', null).map((id): Call => ({ to: 'child', id })), weight: 1 },
  { arbitrary: fc.constant<Call>({ to: 'external signal' }), weight: 1 },
);

export const guard = fc.constantFrom(...GUARDS);
export const predicate = fc.constantFrom(...PREDICATES);

const none = fc.constant([]);
const calls = (count: number) => fc.array(call, { minLength: count, maxLength: count });
const choice = <Value extends string | number>(values: readonly Value[]) => fc.constantFrom(...values);

type OfKind<Is, One = Kind> = One extends { readonly is: infer Kinds } ? (Is extends Kinds ? One : never) : never;
type Told<Is> = Omit<OfKind<Is>, 'is'>;

/** Statements of a kind, without calls and bodies where the parts do not say otherwise. */
function kind<Is extends Statement['is']>(
  is: Is,
  parts: { readonly [Part in keyof Told<Is>]: fc.Arbitrary<Told<Is>[Part]> } & { readonly [Part in keyof Parts]?: fc.Arbitrary<Parts[Part]> },
): fc.Arbitrary<Statement> {
  return fc.record({ is: fc.constant(is), calls: none, bodies: none, ...parts }) as unknown as fc.Arbitrary<Statement>;
}

/** A statement without bodies. */
const leaf: fc.Arbitrary<Statement> = fc.oneof(
  { arbitrary: kind('call', { calls: calls(1) }), weight: 16 },
  { arbitrary: kind('form', { form: choice(Object.keys(FORMS) as FormName[]), calls: calls(3) }), weight: 8 },
  { arbitrary: kind('together', { how: choice(COMBINATORS), calls: fc.array(call, { minLength: 2, maxLength: 3 }) }), weight: 3 },
  { arbitrary: kind('condition', { predicate, hasTimeout: fc.boolean() }), weight: 3 },
  { arbitrary: kind('exit', { how: choice(EXITS), guard }), weight: 2 },
  { arbitrary: kind('note', { text: choice(NOTES) }), weight: 2 },
  kind('leave', { how: choice(['break', 'continue']), guard }),
  kind('choice of calls', { calls: calls(2) }),
  kind('floating call', { calls: fc.tuple(activity) }),
  kind('deprecated patch', { id: choice(PATCHES) }),
  kind('memo', {}),
);

const { nested, statement: anyStatement } = fc.letrec<{ nested: Block; statement: Statement }>((tie) => {
  const bodies = (count: number) => fc.array(tie('nested'), { minLength: count, maxLength: count });
  const compound = [
    kind('if', { guard, bodies: bodies(2) }),
    kind('times', { how: choice(['for', 'while', 'do']), rounds: fc.integer({ min: 1, max: 3 }), bodies: bodies(1) }),
    kind('for of', { bodies: bodies(1) }),
    kind('try', { bodies: bodies(3) }),
    kind('switch', { bodies: bodies(3) }),
    kind('poll', { predicate, bodies: bodies(1) }),
    kind('background', { calls: fc.oneof(none, calls(1)), bodies: bodies(2) }),
    kind('concurrently', { bodies: bodies(2) }),
    kind('for each', { how: choice(['map', 'forEach', 'push']), bodies: bodies(1) }),
    kind('helper', { how: choice(HELPERS), bodies: bodies(1) }),
    kind('scope', { how: choice(SCOPES), bodies: bodies(1) }),
    kind('patch', { id: choice(PATCHES), bodies: bodies(2) }),
    kind('result', { limit: choice([0, 1]), calls: fc.tuple(activity), bodies: bodies(2) }),
  ];
  return {
    nested: fc.oneof({ arbitrary: fc.array(tie('statement'), { minLength: 1, maxLength: 2 }), weight: 4 }, none),
    statement: fc.oneof({ maxDepth: 2, depthIdentifier: 'statement' }, { arbitrary: leaf, weight: compound.length }, ...compound),
  };
});

export const statement = anyStatement;

const handlers: fc.Arbitrary<Block> = fc
  .record({
    messages: fc.constantFrom<readonly Message[]>(['go', 'yes'], ['go', 'yes'], ['go', 'yes', 'ask']),
    bodies: fc.array(fc.oneof({ arbitrary: none, weight: 4 }, { arbitrary: nested, weight: 1 }), { minLength: 3, maxLength: 3 }),
    isLate: fc.boolean(),
  })
  .map(({ messages, bodies, isLate }) => messages.map((message, index): Statement => ({ is: 'handler', message, isLate, calls: [], bodies: [bodies[index] ?? []] })));

/**
 * The end of each workflow. Commands behind everything else show what has become of what is before them, and an execution
 * that is open for long shows what handlers do late.
 */
const END: Block = [
  { is: 'call', calls: [{ to: 'activity', name: 'd' }], bodies: [] },
  { is: 'call', calls: [{ to: 'timer', milliseconds: 20_000 }], bodies: [] },
  { is: 'call', calls: [{ to: 'activity', name: 'a' }], bodies: [] },
];

/** A workflow in the plain style. */
export const workflow: fc.Arbitrary<Workflow> = fc
  .record({ handlers, steps: fc.array(statement, { minLength: 1, maxLength: 3 }) })
  .map(({ handlers: first, steps }) => ({ body: [...first, ...steps, ...END], style: PLAIN }));
