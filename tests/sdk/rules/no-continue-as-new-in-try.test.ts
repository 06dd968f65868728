import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSandbox, type Run, type Sandbox } from '../oracle.ts';

const workflow = (body: string) => `
import { ApplicationFailure, CancellationScope, ContinueAsNew, continueAsNew, isCancellation, makeContinueAsNewFunc, sleep } from '@temporalio/workflow';
async function restart(): Promise<void> { await continueAsNew(); }
export async function wf(): Promise<any> { ${body} }
`;

let sandbox: Sandbox;
let runs: Record<string, Run>;
beforeAll(async () => {
  sandbox = await openSandbox();
  runs = await sandbox.runAll({
    logged: workflow(`try { await continueAsNew(); } catch (error) { console.log(error); } return 'went on';`),
    made: workflow(`const next = makeContinueAsNewFunc({}); try { await next(); } catch { return 'went on'; }`),
    helper: workflow(`try { await restart(); } catch { return 'went on'; }`),
    scope: workflow(`try { await CancellationScope.nonCancellable(() => continueAsNew()); } catch { return 'went on'; }`),
    cancellation: workflow(`try { await continueAsNew(); } catch (error) { if (isCancellation(error)) throw error; return 'went on'; }`),
    replaced: workflow(`try { await continueAsNew(); } catch (error) { throw ApplicationFailure.nonRetryable('failed'); }`),
    thrown: workflow(`try { await continueAsNew(); } catch (error) { if (error instanceof ContinueAsNew) throw error; return 'went on'; }`),
    returned: workflow(`try { return continueAsNew(); } catch { return 'went on'; }`),
    behind: workflow(`try { await Promise.resolve(); } catch { return 'went on'; } await continueAsNew();`),
    handled: workflow(`try { await continueAsNew(); } catch (error) { await sleep(1); throw error; }`),
    finally: workflow(`try { await continueAsNew(); } finally { console.log('over'); }`),
  });
});
afterAll(() => sandbox.close());

it.each(['logged', 'made', 'helper', 'scope', 'cancellation'])('goes on where the catch takes the exception: %s', (name) => {
  expect(runs[name]).toMatchObject({ status: 'completed', result: 'went on', commands: [['COMPLETE_WORKFLOW_EXECUTION']] });
});

it('fails where the catch throws another error in its place', () => {
  expect(runs['replaced']).toMatchObject({ status: 'failed', commands: [['FAIL_WORKFLOW_EXECUTION']] });
});

it.each(['thrown', 'returned', 'behind', 'finally'])('continues as new where nothing keeps the exception: %s', (name) => {
  expect(runs[name]).toMatchObject({ status: 'continued-as-new', commands: [['CONTINUE_AS_NEW_WORKFLOW_EXECUTION']] });
});

it('does what the catch does before it throws the exception on', () => {
  expect(runs['handled']).toMatchObject({ status: 'continued-as-new', commands: [['START_TIMER'], ['CONTINUE_AS_NEW_WORKFLOW_EXECUTION']] });
});
