import type { TSESTree } from '@typescript-eslint/utils';
import { exportBehind } from '../../analysis/local-modules.ts';
import { variableOf } from '../../syntax/bindings.ts';
import type { SourceFile } from '../../syntax/file.ts';
import { nodesOfType, unwrapped } from '../../syntax/nodes.ts';
import { importedName } from '../../syntax/trace.ts';
import type { Load } from '../extract/modules.ts';

/**
 * Whether the type that a proxy is made with, as in `proxyActivities<typeof activities>`, still has an activity. True as well
 * where that is not in sight: untyped proxies, types of packages, types that are computed.
 */
export function mayHaveActivity(file: SourceFile, proxy: TSESTree.Node, activity: string, load: Load): boolean {
  const call = unwrapped(proxy);
  const type = call.type === 'CallExpression' ? call.typeArguments?.params[0] : undefined;
  const name = type?.type === 'TSTypeQuery' ? type.exprName : type?.type === 'TSTypeReference' ? type.typeName : null;
  if (name?.type !== 'Identifier') return true;
  const [definition] = variableOf(file, name)?.defs ?? [];
  const clause = definition?.node;
  if (clause?.type === 'ImportNamespaceSpecifier' && clause.parent.type === 'ImportDeclaration') {
    return exportBehind(clause.parent.source.value, [activity], file.filename) !== null;
  }
  if (clause?.type === 'ImportSpecifier' && clause.parent.type === 'ImportDeclaration') {
    const module = load(clause.parent.source.value, file.filename);
    return !module || interfaceHas(module, importedName(clause), activity);
  }
  return interfaceHas(file, name.name, activity);
}

function interfaceHas(file: SourceFile, name: string, member: string): boolean {
  const declarations = nodesOfType(file, 'TSInterfaceDeclaration').filter(({ id }) => id.name === name);
  if (declarations.length === 0 || declarations.some((one) => one.extends.length > 0)) return true;
  return declarations.some(({ body }) =>
    body.body.some((one) => (one.type === 'TSMethodSignature' || one.type === 'TSPropertySignature') && one.key.type === 'Identifier' && one.key.name === member),
  );
}
