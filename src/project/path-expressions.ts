import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { TSESTree } from '@typescript-eslint/utils';
import { readModule } from './modules.ts';
import { resolveModule } from './resolve.ts';
import type { Variable } from '../syntax/bindings.ts';
import type { SourceFile } from '../syntax/file.ts';

import { isFunction, nodesOfType, staticName, unwrapped } from '../syntax/nodes.ts';
import { staticValue } from '../syntax/static-values.ts';
import { localValue, type Origin, originsOf } from '../syntax/trace.ts';

/** A place in the project that an expression names. */
export type NamedPath =
  | { readonly kind: 'absolute'; readonly path: string }
  /** Relative to the folder that the process is started in, which the code does not tell. */
  | { readonly kind: 'workingDirectory'; readonly path: string }
  /** What `require.resolve` is asked for, from the file. */
  | { readonly kind: 'specifier'; readonly specifier: string };

/** Stands for the unknown working directory while paths are joined: no path of a file begins with it. */
const WORKING_DIRECTORY = path.resolve(path.sep, '\0working-directory');

/**
 * The paths that an expression may name, as code of Node writes them: `__dirname` and `import.meta`, `path.join` and `path.resolve`,
 * URLs, `require.resolve`, `process.cwd()`, constants, templates, functions of the same file that give one of these, and parameters
 * of functions that the same file calls with one. Empty where that is not in sight, or where the text comes from no file.
 */
export function namedPaths(file: SourceFile, expression: TSESTree.Node): readonly NamedPath[] {
  if (file.filename === null) return [];
  return new PathReader(file, file.filename).named(expression);
}

/** What `require.resolve('…')`, `import.meta.resolve('…')` or the `resolve` of a `createRequire` is asked for; null for anything else. */
export function resolvedSpecifier(file: SourceFile, node: TSESTree.Node): string | null {
  if (node.type !== 'CallExpression') return null;
  const callee = unwrapped(node.callee);
  if (callee.type !== 'MemberExpression' || staticName(callee) !== 'resolve') return null;
  const isResolver =
    isImportMeta(callee.object) ||
    originsOf(file, callee.object).every(
      ({ root, path: members }) =>
        members.length === 0 &&
        ((root.type === 'global' && root.name === 'require') || (root.type === 'value' && isCreateRequire(file, root.node))),
    );
  const specifier = isResolver && node.arguments[0] && staticValue(file, node.arguments[0])?.value;
  return typeof specifier === 'string' ? specifier : null;
}

function isCreateRequire(file: SourceFile, node: TSESTree.Node): boolean {
  return node.type === 'CallExpression' && nodeFunction(file, node.callee) === 'module.createRequire';
}

/** How deep a path is computed, and how many alternatives are followed; what takes more is unknown. */
const MAX_DEPTH = 30;
const MAX_ALTERNATIVES = 8;

class PathReader {
  private readonly file: SourceFile;
  private readonly filename: string;
  private depth: number;

  constructor(file: SourceFile, filename: string, depth = 0) {
    this.file = file;
    this.filename = filename;
    this.depth = depth;
  }

  named(expression: TSESTree.Node): NamedPath[] {
    return this.deeper(() =>
      originsOf(this.file, expression).flatMap((origin): NamedPath[] => {
        const node = origin.root.type === 'value' && origin.path.length === 0 ? unwrapped(origin.root.node) : null;
        const specifier = node && resolvedSpecifier(this.file, node);
        if (specifier != null) return [{ kind: 'specifier', specifier }];
        if (origin.root.type === 'parameter') {
          const { variable } = origin.root;
          return origin.path.length === 0 ? passedTo(this.file, variable).flatMap((argument) => this.named(argument)) : [];
        }
        return this.ofOrigin(origin).map(asNamed);
      }),
    );
  }

  /** The texts that an expression may be; empty where one of them is not in sight. */
  private texts(expression: TSESTree.Node): string[] {
    const known = staticValue(this.file, expression);
    if (known) return typeof known.value === 'string' ? [known.value] : [];
    return this.deeper(() => {
      const texts = originsOf(this.file, expression).map((origin) => this.ofOrigin(origin));
      return texts.every((some) => some.length > 0) ? texts.flat() : [];
    });
  }

  private deeper<Item>(read: () => Item[]): Item[] {
    if (this.depth >= MAX_DEPTH) return [];
    this.depth++;
    const items = read();
    this.depth--;
    return items.length <= MAX_ALTERNATIVES ? items : [];
  }

  private ofOrigin({ root, path: members }: Origin): string[] {
    if (root.type === 'global' && members.length === 0) {
      if (root.name === '__dirname') return [path.dirname(this.filename)];
      return root.name === '__filename' ? [this.filename] : [];
    }
    if (root.type === 'parameter') {
      return members.length === 0 ? passedTo(this.file, root.variable).flatMap((argument) => this.texts(argument)) : [];
    }
    if (root.type === 'module') return this.imported(root.module, members);
    if (root.type !== 'value') return [];
    const node = unwrapped(root.node);
    if (isImportMeta(node)) return importMeta(this.filename, members);

    switch (node.type) {
      case 'Literal':
        return members.length === 0 && typeof node.value === 'string' ? [node.value] : [];
      case 'TemplateLiteral':
        return this.joined(
          node.quasis.flatMap(({ value }, at): string[][] => [[value.raw], ...(node.expressions[at] ? [this.texts(node.expressions[at])] : [])]),
          (parts) => parts.join(''),
        );
      case 'BinaryExpression':
        return node.operator === '+' ? this.joined([this.texts(node.left), this.texts(node.right)], (parts) => parts.join('')) : [];
      case 'NewExpression': {
        const isUrl = originsOf(this.file, node.callee).every((origin) => isUrlClass(origin));
        const isPath = members.length === 0 || members[0] === 'pathname' || members[0] === 'href';
        const [target, base] = node.arguments;
        return isUrl && isPath && target && base ? this.joined([this.texts(target), this.texts(base)], ([to, from]) => urlPath(to!, from!)) : [];
      }
      case 'CallExpression':
        return members.length === 0 ? this.call(node) : [];
      default:
        return [];
    }
  }

  /** What a constant of another module of the project is there. */
  private imported(module: string, [name, ...others]: readonly string[]): string[] {
    const target = others.length === 0 ? resolveModule(module, this.filename, 'import') : null;
    if (target?.kind !== 'file' || target.package !== null) return [];
    const file = readModule(target.file);
    const declared = file?.scopeManager?.scopes.find(({ type }) => type === 'module')?.set.get(name ?? '')?.defs[0];
    return file && declared ? this.deeper(() => new PathReader(file, target.file, this.depth).texts(declared.name)) : [];
  }

  private call(node: TSESTree.CallExpression): string[] {
    const specifier = resolvedSpecifier(this.file, node);
    if (specifier?.startsWith('.')) return [path.resolve(path.dirname(this.filename), specifier)];
    const name = nodeFunction(this.file, node.callee);
    if (name === 'process.cwd') return [WORKING_DIRECTORY];
    const apply = PATH_FUNCTIONS[name ?? ''];
    if (!apply || node.arguments.length === 0) return [];
    return this.joined(node.arguments.map((argument) => (argument.type === 'SpreadElement' ? [] : this.texts(argument))), apply);
  }

  /** What is made of each choice of one alternative a part; none where a part has none. */
  private joined(parts: readonly (readonly string[])[], join: (parts: string[]) => string | null): string[] {
    let choices: string[][] = [[]];
    for (const alternatives of parts) {
      choices = choices.flatMap((choice) => alternatives.map((text) => [...choice, text]));
      if (choices.length > MAX_ALTERNATIVES) return [];
    }
    return choices.flatMap((choice) => join(choice) ?? []);
  }
}

/** What the functions of Node that make paths give, for the working directory that is not known. */
const PATH_FUNCTIONS: Readonly<Record<string, (parts: string[]) => string>> = {
  'path.join': (parts) => path.join(...parts),
  'path.resolve': (parts) => path.resolve(WORKING_DIRECTORY, ...parts),
  'path.dirname': ([first]) => path.dirname(first!),
  'path.normalize': ([first]) => path.normalize(first!),
  'url.fileURLToPath': ([first]) => first!,
};

function asNamed(text: string): NamedPath {
  const relative = path.relative(WORKING_DIRECTORY, text);
  if (path.isAbsolute(text) && relative.startsWith('..')) return { kind: 'absolute', path: text };
  return { kind: 'workingDirectory', path: path.isAbsolute(text) ? relative : text };
}

/** What a file passes for a parameter of one of its functions, in every call of the function by its name. */
function passedTo(file: SourceFile, parameter: Variable): TSESTree.Node[] {
  const definition = parameter.defs[0];
  const owner = definition?.node as TSESTree.Node | undefined;
  if (!owner || !isFunction(owner)) return [];
  const at = owner.params.findIndex((one) => one === definition?.name || (one.type === 'AssignmentPattern' && one.left === definition?.name));
  if (at === -1) return [];
  return nodesOfType(file, 'CallExpression')
    .filter(({ callee }) => localValue(file, callee) === owner)
    .flatMap((call) => call.arguments[at] ?? []);
}

/** A URL is known by the path of its file: `new URL('./x', import.meta.url)`. */
function urlPath(to: string, from: string): string | null {
  if (!path.isAbsolute(from)) return null;
  try {
    return fileURLToPath(new URL(to, pathToFileURL(from)));
  } catch {
    return null;
  }
}

function isUrlClass({ root, path: members }: Origin): boolean {
  if (root.type === 'global') return root.name === 'URL' && members.length === 0;
  return root.type === 'module' && /^(?:node:)?url$/u.test(root.module) && members.at(-1) === 'URL';
}

function isImportMeta(node: TSESTree.Node): boolean {
  return node.type === 'MetaProperty' && node.meta.name === 'import';
}

function importMeta(filename: string, members: readonly string[]): string[] {
  if (members.length !== 1) return [];
  if (members[0] === 'dirname') return [path.dirname(filename)];
  return members[0] === 'filename' || members[0] === 'url' ? [filename] : [];
}

/** A function of Node's modules, as `module.function`; null for any other. */
function nodeFunction(file: SourceFile, callee: TSESTree.Node): string | null {
  const [origin, ...others] = originsOf(file, callee);
  if (!origin || others.length > 0) return null;
  const { root, path: members } = origin;
  if (root.type === 'global') return [root.name, ...members].join('.');
  if (root.type !== 'module') return null;
  const names = members.filter((name) => name !== 'default' && name !== 'posix');
  return [root.module.replace(/^node:/u, ''), ...names].join('.');
}
