import { perModule, perText } from '../project/modules.ts';
import { activityProxies } from './activities.ts';
import { type ActivitySource, typeSources } from './activity-sources.ts';

/** What the proxies of a module on the disk are typed by; empty where they have no types, and where it cannot be read. */
export function proxyTypes(file: string): readonly ActivitySource[] {
  return typesInText(file) ?? typesInTree(file) ?? [];
}

const typesInTree = perModule((file): readonly ActivitySource[] =>
  activityProxies(file).flatMap(({ call }) => (call.typeArguments ? typeSources(file, call.typeArguments) : [])),
);

const IMPORTS = /^import\s+(?:type\s+)?(?:\*\s*as\s+(?<module>[\w$]+)|\{(?<list>[^{}]*)\})\s*from\s*(?:'(?<single>[^']+)'|"(?<double>[^"]+)")/gmu;
const IMPORTED = /^(?:type\s+)?(?<name>[\w$]+)(?:\s+as\s+(?<local>[\w$]+))?$/u;
const PROXIES = /(?<!\w)proxy(?:Local)?Activities(?!\w)(?<call>(?:<(?<query>typeof\s+)?(?<type>[\w$]+)>)?\()?/gu;

/**
 * The same from the text alone, where all proxies are written as most are: `proxyActivities<typeof activities>(…)`, with an import or an
 * interface of that name. Null for any other way.
 */
const typesInText = perText((text): readonly ActivitySource[] | null => {
  const imported = new Map<string, ActivitySource>();
  const rest = text.replace(IMPORTS, (_, module: string | undefined, list: string | undefined, single: string | undefined, double: string | undefined) => {
    const specifier = single ?? double ?? '';
    if (module !== undefined) imported.set(module, { specifier, name: '*' });
    for (const item of list?.split(',') ?? []) {
      const { name, local = name } = IMPORTED.exec(item.trim())?.groups ?? {};
      if (name !== undefined && local !== undefined) imported.set(local, { specifier, name });
    }
    return '';
  });
  const isRenamed = [...imported].some(([local, { name }]) => local !== name && /^proxy(?:Local)?Activities$/u.test(name));
  if (isRenamed) return null;

  const sources: ActivitySource[] = [];
  for (const { groups: { call, query, type } = {} } of rest.matchAll(PROXIES)) {
    if (call === undefined) return null;
    if (type === undefined) continue;
    const source = imported.get(type);
    const name = type.replaceAll('$', '\\$');
    const isDeclared = new RegExp(String.raw`\b(?:const|let|var|function|class|enum|namespace|type)\s+${name}\b`, 'u').test(rest);
    if (isDeclared) return null;
    if (source) sources.push(source);
    // An interface that extends another one may lead elsewhere.
    else if (query !== undefined || !new RegExp(String.raw`\binterface\s+${name}\s*\{`, 'u').test(rest)) return null;
  }
  return sources;
});
