/**
 * The targets that a package's `exports` gives for a subpath (`.` or `./name`), in the order to try, relative to the package.
 * Empty where the package does not export it. Node's algorithm, with arrays as webpack takes them.
 */
export function exportTargets(exports: unknown, subpath: string, conditions: ReadonlySet<string>): string[] {
  const map = isSubpathMap(exports) ? exports : { '.': exports };
  return targetsOf(map, subpath, conditions);
}

/** The targets that a package's `imports` gives for a specifier that starts with `#`: relative ones and other specifiers. */
export function importTargets(imports: unknown, specifier: string, conditions: ReadonlySet<string>): string[] {
  return isRecord(imports) ? targetsOf(imports, specifier, conditions) : [];
}

function targetsOf(map: Record<string, unknown>, key: string, conditions: ReadonlySet<string>): string[] {
  if (Object.hasOwn(map, key) && !key.includes('*') && !key.endsWith('/')) return chosen(map[key], conditions, null);

  // The pattern with the longest text before its star wins, then the longest pattern.
  let best: { pattern: string; prefix: string; match: string } | null = null;
  for (const pattern of Object.keys(map)) {
    const star = pattern.indexOf('*');
    const prefix = star === -1 ? pattern : pattern.slice(0, star);
    const suffix = star === -1 ? '' : pattern.slice(star + 1);
    // A folder mapping, `./lib/`, is the old form of `./lib/*`.
    if (star === -1 && !pattern.endsWith('/')) continue;
    if (!key.startsWith(prefix) || !key.endsWith(suffix) || key.length < pattern.length) continue;
    const better =
      !best ||
      prefix.length > best.prefix.length ||
      (prefix.length === best.prefix.length && pattern.length > best.pattern.length);
    if (better) best = { pattern, prefix, match: key.slice(prefix.length, key.length - suffix.length) };
  }
  return best ? chosen(map[best.pattern], conditions, best.match) : [];
}

function chosen(target: unknown, conditions: ReadonlySet<string>, match: string | null): string[] {
  if (typeof target === 'string') {
    if (match === null) return [target];
    return [target.endsWith('/') ? target + match : target.replaceAll('*', match)];
  }
  if (Array.isArray(target)) return target.flatMap((choice) => chosen(choice, conditions, match));
  if (!isRecord(target)) return [];
  for (const [condition, choice] of Object.entries(target)) {
    if (condition !== 'default' && !conditions.has(condition)) continue;
    const targets = chosen(choice, conditions, match);
    if (targets.length > 0 || choice === null) return targets;
  }
  return [];
}

function isSubpathMap(exports: unknown): exports is Record<string, unknown> {
  return isRecord(exports) && Object.keys(exports).some((key) => key.startsWith('.'));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
