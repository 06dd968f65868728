import type { TSESTree } from '@typescript-eslint/utils';
import { perModule, perText } from '../project/modules.ts';
import { resolveModule } from '../project/resolve.ts';
import { nodesOfType, staticName, unwrapped } from '../syntax/nodes.ts';
import { originOf } from '../syntax/trace.ts';
import { DATA_CONVERTER, PAYLOAD_CONVERTER_PATH } from '../temporal/payloads.ts';
import { type Bundle, bundledFiles } from './bundle.ts';
import type { WorkflowCode } from './workflow-code.ts';

/** What a file says of a payload converter, as plain data. */
interface ConverterFacts {
  /** Whether it names one, or takes a data converter from where it does not show. */
  readonly hasOwn: boolean;
  /** The modules that it takes a data converter from. */
  readonly from: readonly string[];
}

const MAX_MODULES = 10;

/** Whether the Workers of any of these bundles have, or may have, a payload converter of their own. */
export function mayHaveOwnConverter(bundles: readonly Bundle[]): boolean {
  return bundles.some(({ workers }) => workers.some((worker) => mayConvert(worker, MAX_MODULES)));
}

/** Whether code of a bundle may give big integers a `toJSON`, which makes them strings. */
export function teachesBigInts({ file, bundles }: WorkflowCode): boolean {
  return changesBigInts(file.text) || bundles.some((bundle) => bundledFiles(bundle).some((one) => fileChangesBigInts(one) === true));
}

function changesBigInts(text: string): boolean {
  return /\bBigInt\.prototype\b/u.test(text);
}

const fileChangesBigInts = perText(changesBigInts);

function mayConvert(file: string, left: number): boolean {
  const facts = converterFacts(file);
  if (!facts || facts.hasOwn || left === 0) return true;
  return facts.from.some((specifier) => {
    const target = resolveModule(specifier, file, 'import');
    return target?.kind !== 'file' || target.package !== null || mayConvert(target.file, left - 1);
  });
}

const converterFacts = perModule((file): ConverterFacts => {
  const from: string[] = [];
  let hasOwn = false;
  const option = (name: string | null, value: TSESTree.Node) => {
    if (name === PAYLOAD_CONVERTER_PATH) hasOwn = true;
    if (name !== DATA_CONVERTER) return;
    const origin = originOf(file, value);
    if (origin?.root.type === 'module') from.push(origin.root.module);
    else if (origin?.root.type !== 'value' || unwrapped(origin.root.node).type !== 'ObjectExpression') hasOwn = true;
  };
  for (const property of nodesOfType(file, 'Property')) {
    if (property.parent.type === 'ObjectExpression') option(staticName(property), property.value);
  }
  for (const { left, right } of nodesOfType(file, 'AssignmentExpression')) {
    if (left.type === 'MemberExpression') option(staticName(left), right);
  }
  return { hasOwn, from };
});
