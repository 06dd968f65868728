import { expect, it } from 'vitest';
import { commandCalls, emittingCalls, scopeFunction } from '../../src/analysis/command-calls.ts';
import { nodesOfType } from '../../src/syntax/nodes.ts';
import { inspect } from '../inspect.ts';

const CODE = `
import * as wf from '@temporalio/workflow';
const { charge } = wf.proxyActivities({ startToCloseTimeout: '1 minute' });
const local = wf.proxyLocalActivities({ startToCloseTimeout: '1 minute' });
const again = wf.makeContinueAsNewFunc({});
const bank = wf.createNexusServiceClient({});
export async function order(handle) {
  charge();
  local.total();
  wf.scheduleActivity('charge', [], {});
  wf.executeChild('ship');
  const child = await wf.startChild('pack');
  child.signal('go');
  child.result();
  wf.getExternalWorkflowHandle('a').cancel();
  bank.startOperation('pay', 1);
  wf.sleep(1);
  wf.condition(() => true);
  wf.condition(() => true, 1);
  again();
  wf.continueAsNew();
  handle.signal('unknown');
  wf.patched('a');
  wf.upsertMemo({});
  setTimeout(() => {}, 1);
  wf.workflowInfo();
  wf.log.info('a');
}
`;

it('gives the calls whose promise is of a command or a wait', () => {
  const calls = inspect(CODE, (file) =>
    commandCalls(file).map(({ call, kind }) => `${kind}: ${file.text.slice(...call.callee.range)}`),
  );
  expect(calls).toEqual([
    'activity: charge',
    'localActivity: local.total',
    'activity: wf.scheduleActivity',
    'childWorkflow: wf.executeChild',
    'childWorkflow: wf.startChild',
    'signal: child.signal',
    "cancel: wf.getExternalWorkflowHandle('a').cancel",
    'nexusOperation: bank.startOperation',
    'timer: wf.sleep',
    'condition: wf.condition',
    'condition: wf.condition',
    'continueAsNew: again',
    'continueAsNew: wf.continueAsNew',
  ]);
});

it('gives the calls that emit, a condition without timeout not among them', () => {
  const lines = inspect(CODE, (file) => emittingCalls(file).map(({ loc }) => loc.start.line));
  expect(lines).toEqual([8, 9, 10, 11, 12, 13, 15, 16, 17, 19, 20, 21, 23, 24, 25]);
});

it('gives the function that a cancellation scope runs', () => {
  const code = `
import { CancellationScope as Scope } from '@temporalio/workflow';
const scope = new Scope();
Scope.nonCancellable(a); Scope.withTimeout(1, b); scope.run(c); new Scope({}).run(d); Scope.current(); other.run(e); run(f);
`;
  const functions = inspect(code, (file) =>
    nodesOfType(file, 'CallExpression').flatMap((call) => scopeFunction(file, call) ?? []).map((node) => file.text.slice(...node.range)),
  );
  expect(functions).toEqual(['a', 'b', 'c', 'd']);
});
