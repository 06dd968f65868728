/** Edits of generated workflows: those that change what a workflow does, and those that do not. */
import fc from 'fast-check';
import { call, guard, PLAIN, predicate, statement, type Block, type Call, type Kind, type Statement, type Style, type Workflow } from './workflows.ts';

/** What an edit puts in. */
interface Material {
  readonly statement: Statement;
  readonly call: Call;
  readonly guard: string;
  readonly predicate: string;
  /** For choices between a few. */
  readonly number: number;
}

/** Changes a block at the statement with this index; null where the edit is not for such a statement. */
type BlockEdit = (block: Block, index: number, material: Material) => Block | null;

/** Puts other statements in the place of some. */
function spliced(block: Block, index: number, count: number, ...statements: readonly (Statement | Block)[]): Block {
  return [...block.slice(0, index), ...statements.flat(), ...block.slice(index + count)];
}

/** An edit of one statement. */
const on =
  (edit: (statement: Statement, material: Material) => Statement | Block | null): BlockEdit =>
  (block, index, material) => {
    const result = edit(block[index]!, material);
    return result && spliced(block, index, 1, result);
  };

const changed = <Of extends Statement>(of: Of, changes: Partial<Of>): Statement => ({ ...of, ...changes });
/** A statement of a kind around others. */
const around = (kind: Kind, ...bodies: readonly Block[]): Statement => ({ ...kind, calls: [], bodies });
const isHandler = ({ is }: Statement) => is === 'handler';
const emitsNothing = ({ is }: Statement) => is === 'note';

/** Edits that change what the workflow does, as far as data or the place does not make up for it. */
const CHANGES = {
  inserted: (block, index, { statement: inserted }) => (isHandler(block[index]!) ? null : spliced(block, index, 0, inserted)),
  'inserted behind': (block, index, { statement: inserted }) => spliced(block, index + 1, 0, inserted),
  removed: on(() => []),
  moved: (block, index, { number }) => {
    const others = spliced(block, index, 1);
    const to = number % block.length;
    return to === index ? null : spliced(others, to, 0, block[index]!);
  },
  swapped: (block, index) => {
    const [one, two] = block.slice(index);
    return one && two ? spliced(block, index, 2, two, one) : null;
  },
  'other call': on((of, { call: other, number }) => (of.calls.length === 0 ? null : changed(of, { calls: of.calls.map((before, index) => (index === number % of.calls.length ? other : before)) }))),
  'wrapped in if': on((of, { guard: asked }) => (isHandler(of) ? null : around({ is: 'if', guard: asked }, [of], []))),
  'wrapped in if with else': on((of, { guard: asked, statement: other }) => (isHandler(of) ? null : around({ is: 'if', guard: asked }, [of], [other]))),
  'wrapped in try': on((of, { statement: other }) => (isHandler(of) ? null : around({ is: 'try' }, [of], [other], []))),
  // A timeout around nothing leaves a timer in the replay of histories from before its repair (language flag 1 of SDK 1.11).
  'wrapped in a scope': on((of, { number }) => (of.calls.length === 0 ? null : around({ is: 'scope', how: (['withTimeout', 'short timeout', 'cancelled'] as const)[number % 3]! }, [of]))),
  'shielded from cancellation': on((of) => (of.is === 'call' ? around({ is: 'scope', how: 'nonCancellable' }, [of]) : null)),
  unwrapped: on((of, { number }) => (of.bodies.length === 0 || isHandler(of) ? null : of.bodies[number % of.bodies.length]!)),
  'other bound': on((of, { number }) => {
    if (of.is === 'times') return changed(of, { rounds: 1 + ((of.rounds + (number % 2)) % 3) });
    return of.is === 'result' ? changed(of, { limit: 1 - of.limit }) : null;
  }),
  'other guard': on((of, { guard: asked }) => (of.is === 'if' || of.is === 'leave' || of.is === 'exit' ? changed(of, { guard: asked }) : null)),
  'other predicate': on((of, { predicate: awaited }) => (of.is === 'condition' || of.is === 'poll' ? changed(of, { predicate: awaited }) : null)),
  'timeout added or removed': on((of) => (of.is === 'condition' ? changed(of, { hasTimeout: !of.hasTimeout }) : null)),
  'arms swapped': on((of) => (of.bodies.length === 2 ? changed(of, { bodies: [of.bodies[1]!, of.bodies[0]!] }) : null)),
  'early exit': (block, index, { guard: asked, number }) =>
    isHandler(block[index]!) ? null : spliced(block, index, 0, { is: 'exit', how: (['return', 'throw', 'continueAsNew'] as const)[number % 3]!, guard: asked, calls: [], bodies: [] }),
  'await dropped': on((of) => (of.is === 'call' ? ({ ...of, is: 'floating call' }) : null)),
  'await added': on((of) => (of.is === 'floating call' ? ({ ...of, is: 'call' }) : null)),
  'await moved back': (block, index) => {
    const of = block[index]!;
    return of.is === 'call' && index + 1 < block.length ? spliced(block, index, block.length, { is: 'background', calls: of.calls, bodies: [[], block.slice(index + 1)] }) : null;
  },
  'await moved forward': on((of) => (of.is === 'background' ? [of.calls.length > 0 ? { is: 'call', calls: of.calls, bodies: [] } : around({ is: 'helper', how: 'expression' }, of.bodies[0]!), ...of.bodies[1]!] : null)),
  'sequence to all': (block, index) => {
    const [one, two] = block.slice(index);
    return one?.is === 'call' && two?.is === 'call' ? spliced(block, index, 2, { is: 'together', how: 'all', calls: [...one.calls, ...two.calls], bodies: [] }) : null;
  },
  'all to sequence': on((of) => (of.is === 'together' ? of.calls.map((one): Statement => ({ is: 'call', calls: [one], bodies: [] })) : null)),
  'other combinator': on((of, { number }) => (of.is === 'together' ? changed(of, { how: (['all', 'allSettled', 'race', 'any'] as const)[number % 4]! }) : null)),
  'call added to all': on((of, { call: other }) => (of.is === 'together' ? changed(of, { calls: [...of.calls, other] }) : null)),
  'concurrent to sequence': on((of) => (of.is === 'concurrently' ? of.bodies.map((body) => around({ is: 'helper', how: 'expression' }, body)) : null)),
  'patch removed': on((of) => (of.is === 'patch' ? of.bodies[0]! : of.is === 'deprecated patch' ? [] : null)),
  'patch deprecated': on((of) => (of.is === 'patch' ? [around({ is: 'deprecated patch', id: of.id }), ...of.bodies[0]!] : null)),
  'patch renamed': on((of) => (of.is === 'patch' ? changed(of, { id: `${of.id}-again` }) : null)),
  'patch with old code first': on((of, { statement: other }) => (isHandler(of) ? null : around({ is: 'patch', id: 'new-change' }, [of], [other]))),
  'signal handler done late': on((of) => (of.is === 'handler' && of.bodies[0]!.length > 0 ? changed(of, { isLate: !of.isLate }) : null)),
  'handler added to': on((of, { statement: added }) => (of.is === 'handler' ? changed(of, { bodies: [[...of.bodies[0]!, added]] }) : null)),
} satisfies Readonly<Record<string, BlockEdit>>;

/** Edits that keep every running execution: refactorings, and changes that a patch guards. */
const REFACTORINGS = {
  'patched properly': on((of, { statement: added }) => (isHandler(of) ? null : around({ is: 'patch', id: 'new-change' }, [added], [of]))),
  'insertion patched': (block, index, { statement: added }) => (isHandler(block[index]!) ? null : spliced(block, index, 0, around({ is: 'patch', id: 'new-change' }, [added], []))),
  'note added': (block, index) => spliced(block, index, 0, { is: 'note', text: 'input.list.slice(1);', calls: [], bodies: [] }),
  'note removed': on((of) => (emitsNothing(of) ? [] : null)),
  'note moved': (block, index) => (emitsNothing(block[index]!) && index > 0 ? spliced(spliced(block, index, 1), index - 1, 0, block[index]!) : null),
  'guard turned around': on((of) => (of.is === 'if' ? changed(of, { guard: `!(${of.guard})`, bodies: [of.bodies[1]!, of.bodies[0]!] }) : null)),
  'helper written otherwise': on((of, { number }) => (of.is === 'helper' ? changed(of, { how: (['function', 'expression', 'arrow', 'module'] as const)[number % 4]! }) : null)),
} satisfies Readonly<Record<string, BlockEdit>>;

/** Refactorings that take another number of microtasks: they keep running executions where nothing else runs at the same time. */
const SEQUENTIAL_REFACTORINGS = {
  'moved into a helper': (block, index, { number }) => {
    const moved = block.slice(index, index + 1 + (number % 2));
    return moved.some(leavesItsBlock) ? null : spliced(block, index, moved.length, around({ is: 'helper', how: (['function', 'expression', 'arrow', 'module'] as const)[number % 4]! }, moved));
  },
  'helper inlined': on((of) => (of.is === 'helper' && !of.bodies[0]!.some(leavesItsBlock) ? of.bodies[0]! : null)),
} satisfies Readonly<Record<string, BlockEdit>>;

const STYLES: Readonly<Record<string, Style>> = {
  renamed: { ...PLAIN, isRenamed: true },
  typed: { ...PLAIN, isTyped: true },
  commented: { ...PLAIN, hasComments: true },
  reformatted: { ...PLAIN, isDense: true },
  'renamed, typed, commented and reformatted': { isRenamed: true, isTyped: true, hasComments: true, isDense: true },
};

/** Whether an exit, a `break` or a `continue` in it means something else in a function of its own. */
function leavesItsBlock(of: Statement): boolean {
  return of.is === 'exit' || of.is === 'leave' || of.is === 'handler' || of.bodies.some((body) => body.some(leavesItsBlock));
}

const BLOCK_EDITS: Readonly<Record<string, BlockEdit>> = { ...CHANGES, ...REFACTORINGS, ...SEQUENTIAL_REFACTORINGS };

/** A place that an edit can be at: a block, by the statements and bodies that lead to it. */
interface Site {
  readonly path: readonly (readonly [statement: number, body: number])[];
  readonly block: Block;
  /** Something else can run at the same time. */
  readonly isConcurrent: boolean;
}

function* sitesOf(block: Block, isConcurrent: boolean, path: Site['path'] = []): Generator<Site> {
  yield { path, block, isConcurrent };
  for (const [at, of] of block.entries()) {
    const isInner = isConcurrent || startsWork(of);
    for (const [body, inner] of of.bodies.entries()) yield* sitesOf(inner, isInner, [...path, [at, body]]);
  }
}

/** Whether a statement itself starts something that runs beside other code. */
function startsWork(of: Statement): boolean {
  if (of.is === 'handler') return of.bodies[0]!.length > 0;
  if (of.is === 'form') return true;
  return ['floating call', 'background', 'concurrently', 'for each', 'scope'].includes(of.is);
}

function hasWorkBeside(block: Block): boolean {
  return block.some((of) => startsWork(of) || of.bodies.some(hasWorkBeside));
}

function edited(block: Block, [first, ...rest]: Site['path'], change: (block: Block) => Block): Block {
  if (!first) return change(block);
  const [at, body] = first;
  return block.map((of, index) => (index === at ? ({ ...of, bodies: of.bodies.map((inner, number) => (number === body ? edited(inner, rest, change) : inner)) }) : of));
}

export interface Edited {
  readonly workflow: Workflow;
  /** The name of the edit. */
  readonly edit: string;
  /** The edit is of a kind that no comparison of commands can judge, as the page of the rule says. */
  readonly isOutOfReach: boolean;
}

/** Edits that change when data changes, and nothing else. */
const CHANGES_OF_DATA: ReadonlySet<string> = new Set(['signal handler done late']);
/** Edits that leave commands alone and take more microtasks: where branches go on in one task, these decide which is first. */
const CHANGES_OF_MICROTASKS: ReadonlySet<string> = new Set(['shielded from cancellation', 'wrapped in a scope']);

/** Numbers that choose the edit and its place among those that are possible. */
interface Choice {
  readonly edit: number;
  readonly place: number;
  readonly isRefactoring: boolean;
  readonly material: Material;
}

/** A choice of an edit, to be made for any workflow. */
export const choice: fc.Arbitrary<Choice> = fc.record({
  edit: fc.noBias(fc.nat()),
  place: fc.noBias(fc.nat()),
  isRefactoring: fc.oneof({ arbitrary: fc.constant(false), weight: 3 }, fc.constant(true)),
  material: fc.record({ statement, call, guard, predicate, number: fc.nat(11) }),
});

/** The workflow after the edit that the choice falls on. */
export function editedBy(workflow: Workflow, { edit, place, isRefactoring, material }: Choice): Edited {
  const isConcurrent = hasWorkBeside(workflow.body);
  const sites = [...sitesOf(workflow.body, isConcurrent)];
  const names = isRefactoring ? [...Object.keys(REFACTORINGS), ...Object.keys(SEQUENTIAL_REFACTORINGS), ...Object.keys(STYLES)] : Object.keys(CHANGES);

  const possible = names.flatMap((name): (readonly (() => Edited)[])[] => {
    const style = STYLES[name];
    if (style) return [[() => ({ workflow: { ...workflow, style }, edit: name, isOutOfReach: false })]];
    const results = sites.filter((site) => !(site.isConcurrent && name in SEQUENTIAL_REFACTORINGS)).flatMap((site) =>
      site.block.flatMap((_, index) => {
        const result = BLOCK_EDITS[name]!(site.block, index, material);
        const isOutOfReach = CHANGES_OF_DATA.has(name) || (site.isConcurrent && CHANGES_OF_MICROTASKS.has(name));
        return result ? [() => ({ workflow: { ...workflow, body: edited(workflow.body, site.path, () => result) }, edit: name, isOutOfReach })] : [];
      }),
    );
    return results.length > 0 ? [results] : [];
  });
  const results = possible[edit % possible.length]!;
  return results[place % results.length]!();
}
