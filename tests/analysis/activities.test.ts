import { describe, expect, it } from 'vitest';
import { activityCalls, activityProxies } from '../../src/analysis/activities.ts';
import { inspect } from '../inspect.ts';

const HEAD = `import { proxyActivities, proxyLocalActivities, scheduleActivity } from '@temporalio/workflow';\n`;
const callsIn = (code: string) =>
  inspect(HEAD + code, (file) =>
    activityCalls(file).map(({ kind, activity, form }) => `${kind} ${activity ?? '?'}${form === 'proxy' ? '' : ` (${form})`}`),
  );

describe('activity calls', () => {
  it.each([
    ['destructured', 'const { charge } = proxyActivities(o); charge()', ['activity charge']],
    ['renamed', 'const { charge: pay } = proxyActivities(o); pay()', ['activity charge']],
    ['kept as an object', 'const acts = proxyActivities(o); acts.charge(); acts["ship-it"]()', ['activity charge', 'activity ship-it']],
    ['immediate', 'proxyActivities(o).charge()', ['activity charge']],
    ['in a function', 'export async function wf() { const { charge } = proxyActivities(o); await charge(); }', ['activity charge']],
    ['local', 'proxyLocalActivities(o).charge()', ['localActivity charge']],
    ['a field', 'class W { acts = proxyActivities(o); run() { return this.acts.charge(); } }', ['activity charge']],
    ['a private field', 'class W { #acts = proxyActivities(o); run() { return this.#acts.charge(); } }', ['activity charge']],
    ['returned from a helper', 'function acts() { return proxyActivities(o); } acts().charge()', ['activity charge']],
    ['chosen by a conditional', 'const acts = fast ? proxyActivities(o) : proxyActivities(p); acts.charge()', ['activity charge']],
    ['chosen between activities', 'const { a, b } = proxyActivities(o); (x ? a : b)()', ['activity ?']],
    ['assigned later', 'let acts; acts = proxyActivities(o); acts.charge()', ['activity charge']],
    ['with other options', 'const { charge } = proxyActivities(o); charge.executeWithOptions(p, [])', ['activity charge (executeWithOptions)']],
    ['by name', 'scheduleActivity("charge", [], o)', ['activity charge (schedule)']],
    ['by a name that is not known', 'scheduleActivity(name, [], o)', ['activity ? (schedule)']],
    ['by a computed name', 'const acts = proxyActivities(o); acts[name]()', ['activity ?']],
    ['as a value of an object', 'const acts = { pay: proxyActivities(o).charge }; acts.pay()', ['activity charge']],
    ['with types', 'const acts = proxyActivities<typeof a>(o) as Acts; acts!.charge()', ['activity charge']],
    ['an optional call', 'const { charge } = proxyActivities(o); charge?.()', ['activity charge']],
    ['several proxies', 'const { a } = proxyActivities(o); const { b } = proxyLocalActivities(o); a(); b()', ['activity a', 'localActivity b']],
  ])('%s', (_, code, calls) => {
    expect(callsIn(code)).toEqual(calls);
  });

  it.each([
    ['a function of the same name', 'function f(proxyActivities) { proxyActivities(o).charge(); }'],
    ['the proxy itself', 'proxyActivities(o)'],
    ['a method of the result', 'const { charge } = proxyActivities(o); charge().then(f)'.replace('charge()', 'pending')],
    ['one of two things', 'const { charge } = proxyActivities(o); (x ? charge : other)()'],
    ['a parameter', 'function f(charge) { charge(); }'],
  ])('not %s', (_, code) => {
    expect(callsIn(code)).toEqual([]);
  });

  it('knows the options of the proxy', () => {
    const options = inspect(`${HEAD}const acts = x ? proxyActivities(o) : proxyActivities(p); acts.charge();`, (file) =>
      activityCalls(file)[0]?.proxies.map((proxy) => file.text.slice(...proxy.options!.range)),
    );
    expect(options).toEqual(['o', 'p']);
  });

  it('lists the proxies of a file, whatever they are called', () => {
    const code = `import * as wf from '@temporalio/workflow'; wf.proxyActivities(o); const { proxyLocalActivities: local } = wf; local(o);`;
    expect(inspect(code, (file) => activityProxies(file).map(({ name, kind }) => [name, kind]))).toEqual([
      ['proxyActivities', 'activity'],
      ['proxyLocalActivities', 'localActivity'],
    ]);
  });
});
