import { expect, it } from 'vitest';
import { isOnlyObserved } from '../../src/analysis/observed.ts';
import { nodesOfType } from '../../src/syntax/nodes.ts';
import { inspect } from '../inspect.ts';

/** Whether what `now()` gives, called once in the code, decides nothing. */
const isObserved = (body: string): boolean =>
  inspect(
    `import * as wf from '@temporalio/workflow';
import { log, metricMeter, proxyActivities, proxySinks } from '@temporalio/workflow';
const { charge } = proxyActivities({});
const { timing } = proxySinks();
const meter = metricMeter.createCounter('x');
function f(console2) { ${body} }`,
    (file) => isOnlyObserved(file, nodesOfType(file, 'CallExpression').find(({ callee }) => callee.type === 'Identifier' && callee.name === 'now')!),
  );

it.each([
  `log.info('x', { at: [now()] });`,
  `wf.log.warn(\`\${now() - 1}\`);`,
  `console.log(now());`,
  `timing.record(Math.round(now() / 2).toFixed(1));`,
  `proxySinks().timing.record(now());`,
  `meter.add(now());`,
  `const start = now(); const took = start - 1; log.info(String(took)); console.error(start);`,
  `wf.setCurrentDetails('at ' + now());`,
  `now();`,
  `let at = now(); at = 1; log.info(at);`,
  `let at = now(); at += 1; log.info(at);`,
  `let state = {}; state = { at: now() }; console.log(JSON.stringify(state));`,
])('decides nothing: %s', (body) => {
  expect(isObserved(body)).toBe(true);
});

it.each([
  `return now();`,
  `charge(now());`,
  `if (now()) charge();`,
  `const start = now(); log.info(start); if (start > 1) charge();`,
  `const at = now(); log.info(at); return { at };`,
  `let at = now(); if (at) charge(); log.info(at);`,
  `let at = 0; charge(at = now()); log.info(at);`,
  `let state = {}; state = { at: now() }; log.info(String(state)); charge(state);`,
  `console2.log(now());`,
  `unknown(now());`,
  `log.info(now() > 1 ? charge() : 'x');`,
  `state.at = now();`,
  `const { at } = now(); log.info(at);`,
])('may decide something: %s', (body) => {
  expect(isObserved(body)).toBe(false);
});
