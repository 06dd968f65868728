import { perModule } from '../project/modules.ts';
import { nodesOfType, staticName } from '../syntax/nodes.ts';
import { staticValue } from '../syntax/static-values.ts';
import { REUSE_V8_CONTEXT } from '../temporal/worker-options.ts';
import type { WorkflowCode } from './workflow-code.ts';

/** Whether workflows share the built-in objects of JavaScript, as they do by default: no file of a Worker in sight says otherwise. */
export function sharesRealm({ bundles }: WorkflowCode): boolean {
  return !bundles.some(({ workers }) => workers.some((file) => hasOwnRealms(file) === true));
}

const hasOwnRealms = perModule((file) =>
  nodesOfType(file, 'Property').some(
    (property) => staticName(property) === REUSE_V8_CONTEXT && staticValue(file, property.value)?.value === false,
  ),
);
