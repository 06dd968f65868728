/** What happens to executions of generated workflows: inputs, messages, results and failures. */
import fc from 'fast-check';
import type { Arrival, Scenario } from '../sdk/scenario.ts';
import { ACTIVITIES, type Message } from './workflows.ts';

/** The activities that run in the Worker itself. */
export const LOCAL_ACTIVITIES = Object.fromEntries(ACTIVITIES.map((name) => [name, () => Promise.resolve(1)]));

interface World {
  readonly x: boolean;
  readonly y: boolean;
  readonly size: number;
  readonly kind: number;
  readonly length: number;
  readonly messages: readonly ({ readonly name: Message } & Arrival)[];
  /** How long the activities take in milliseconds, and then children; null where each ends a little later than the one before. */
  readonly durations: readonly number[] | null;
  /** The first result; further ones are by one larger, from 2 on again 0. */
  readonly result: number;
  readonly failures: readonly { readonly name: string; readonly call: number | 'each' }[];
}

/** The course of events in a world, which is its name. */
function scenarioOf(world: World): Scenario {
  const { x, y, size, kind, length, messages, durations, result, failures } = world;
  const failing = (name: string, call: number) => failures.some((failure) => failure.name === name && (failure.call === call || failure.call === 'each'));
  const script = (name: string, after: number | undefined) =>
    [name, ({ call }: { call: number }) => ({ ...(failing(name, call) ? { fail: 'no' } : { ok: (result + call - 1) % 3 }), ...(after !== undefined && { after }) })] as const;
  return {
    name: JSON.stringify(world),
    args: [{ x, y, size, kind, list: Array.from({ length }, (_, index) => index) }],
    activities: Object.fromEntries(ACTIVITIES.map((name, index) => script(name, durations?.[index]))),
    children: Object.fromEntries([script('kid', durations?.[ACTIVITIES.length])]),
    signals: messages.filter(({ name }) => name !== 'ask'),
    updates: messages.filter(({ name }) => name === 'ask'),
    maxTasks: 12,
  };
}

const go = (at: 'start' | number) => ({ name: 'go', at }) as const;
const yes = (at: 'start' | number) => ({ name: 'yes', at }) as const;
const ask = (at: 'start' | number) => ({ name: 'ask', at }) as const;

const WORLDS: readonly World[] = [
  { x: true, y: true, size: 2, kind: 0, length: 2, messages: [go(1500), yes(2500), go(4500)], durations: null, result: 0, failures: [] },
  { x: false, y: false, size: 0, kind: 1, length: 1, messages: [go('start'), ask('start'), yes(3500), go(5000)], durations: null, result: 2, failures: [] },
  { x: true, y: false, size: 3, kind: 2, length: 3, messages: [yes('start'), go(3000), go(3000), ask(5000)], durations: [500, 900, 200, 1500, 300], result: 1, failures: [] },
  { x: false, y: true, size: 1, kind: 0, length: 2, messages: [go(5000), yes(5001), go(6000), ask(7000)], durations: [2200, 700, 1300, 100, 1800], result: 0, failures: [] },
  { x: true, y: true, size: 1, kind: 1, length: 1, messages: [go(1500), yes(2500), go(6500)], durations: null, result: 1, failures: [{ name: 'a', call: 'each' }, { name: 'kid', call: 'each' }] },
  { x: false, y: false, size: 3, kind: 2, length: 2, messages: [ask(500), go(1500), yes(2500), go(4500)], durations: null, result: 0, failures: [{ name: 'b', call: 'each' }, { name: 'c', call: 2 }] },
  { x: true, y: false, size: 2, kind: 1, length: 0, messages: [yes(1200), go(2200), go(3200)], durations: null, result: 0, failures: [{ name: 'd', call: 1 }, { name: 'c', call: 1 }] },
];

/** What every pair goes through. */
export const SCENARIOS: readonly Scenario[] = WORLDS.map(scenarioOf);

/** With the start, at some time, or while the workflow waits for what it has started in a task. */
const arrival: fc.Arbitrary<Arrival> = fc.oneof(
  { arbitrary: fc.integer({ min: 1, max: 7000 }).map((at) => ({ at })), weight: 4 },
  { arbitrary: fc.integer({ min: 1, max: 10 }).map((afterTask) => ({ afterTask })), weight: 4 },
  fc.constant<Arrival>({ at: 'start' }),
);

/** Any other course of events: for pairs in which we report what these do not show. */
export const scenario: fc.Arbitrary<Scenario> = fc
  .record<World>({
    x: fc.boolean(),
    y: fc.boolean(),
    size: fc.nat(4),
    kind: fc.nat(2),
    length: fc.nat(3),
    messages: fc.array(fc.record({ name: fc.constantFrom<Message>('go', 'yes', 'ask'), at: arrival }).map(({ name, at }) => ({ name, ...at })), { maxLength: 7 }),
    durations: fc.option(fc.array(fc.integer({ min: 20, max: 4000 }), { minLength: 5, maxLength: 5 })),
    result: fc.nat(2),
    failures: fc.array(fc.record({ name: fc.constantFrom(...ACTIVITIES, 'kid'), call: fc.constantFrom(1, 2, 'each' as const) }), { maxLength: 3 }),
  })
  .map(scenarioOf);
