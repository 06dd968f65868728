import type { TSESTree } from '@typescript-eslint/utils';
import { perModule } from '../project/modules.ts';
import type { SourceFile } from '../syntax/file.ts';
import { unwrapped } from '../syntax/nodes.ts';
import { type Origin, originOf } from '../syntax/trace.ts';
import { ERROR_GLOBALS, PLAIN_SDK_ERRORS } from '../temporal/failures.ts';
import { COMMON_PACKAGE } from '../temporal/workflow-apis.ts';
import { fileExports } from './exports.ts';
import { importedFrom } from './local-modules.ts';
import { workflowNameOf } from './sdk.ts';

/** The names of the classes of an error, from its own up to `Error`; none for what is no object of a class, such as a string. */
export type ErrorClasses = readonly string[];

/** How many classes are followed upwards; behind more of them nothing is known. */
const MAX_CLASSES = 20;

/**
 * The classes of what an expression throws, where that is certainly no Temporal failure: an error of the language, a class that extends one,
 * of this file or of a module of the project, an error of the SDK that is no failure, or a text. Null for everything else.
 */
export function plainErrorClasses(file: SourceFile, expression: TSESTree.Node): ErrorClasses | null {
  const origin = originOf(file, expression);
  const node = unwrapped(expression);
  const made = origin?.root.type === 'value' && origin.path.length === 0 ? unwrapped(origin.root.node) : node;
  switch (made.type) {
    case 'Literal':
      return typeof made.value === 'string' ? [] : null;
    case 'TemplateLiteral':
      return [];
    case 'NewExpression':
      return classesOf(file, made.callee);
    case 'CallExpression': {
      const callee = originOf(file, made.callee);
      return callee?.root.type === 'global' ? classesOf(file, made.callee) : null;
    }
    default:
      return null;
  }
}

/** The names of a class and of those that it extends, for a class of errors that are certainly no Temporal failures; null for any other. */
export function classesOf(file: SourceFile, expression: TSESTree.Node): ErrorClasses | null {
  const names: string[] = [];
  let chain = chainOf(file, expression, MAX_CLASSES);
  for (let left = MAX_CLASSES; chain && left > 0; left--) {
    names.push(...chain.names);
    if (!chain.base) return names;
    chain = exportedClasses(chain.base.file)?.get(chain.base.name) ?? null;
  }
  return null;
}

/** The names of the classes of one file on the way up, and the class of another module that the last of them is, or extends. */
interface Chain {
  readonly names: ErrorClasses;
  readonly base: { readonly file: string; readonly name: string } | null;
}

function chainOf(file: SourceFile, expression: TSESTree.Node, left: number): Chain | null {
  const origin = originOf(file, expression);
  if (!origin || left === 0) return null;
  const { root, path } = origin;
  if (root.type === 'global') {
    const isKnown = path.length === 0 && ERROR_GLOBALS.has(root.name);
    return isKnown ? { names: root.name === 'Error' ? ['Error'] : [root.name, 'Error'], base: null } : null;
  }
  if (root.type === 'module') return imported(file, origin);
  if (root.type !== 'value' || path.length > 0) return null;
  const { node } = root;
  if (node.type !== 'ClassDeclaration' && node.type !== 'ClassExpression') return null;
  const above = node.superClass ? chainOf(file, node.superClass, left - 1) : null;
  return above && { names: [...(node.id ? [node.id.name] : []), ...above.names], base: above.base };
}

function imported(file: SourceFile, origin: Origin): Chain | null {
  const ofSdk = sdkName(file, origin);
  if (ofSdk !== null) {
    const names = Object.hasOwn(PLAIN_SDK_ERRORS, ofSdk) ? PLAIN_SDK_ERRORS[ofSdk] : undefined;
    return names ? { names, base: null } : null;
  }
  const from = importedFrom(file, origin);
  return from && !('module' in from) && from.path.length === 0 ? { names: [], base: { file: from.file, name: from.name } } : null;
}

/** The name of an export of the SDK's packages for workflows; null for any other origin. */
function sdkName(file: SourceFile, origin: Origin): string | null {
  if (origin.root.type === 'module' && origin.root.module === COMMON_PACKAGE) return origin.path.join('.');
  return workflowNameOf(file, origin);
}

/** The classes that a module exports, as far as the module itself says what they extend. */
const exportedClasses = perModule((file): ReadonlyMap<string, Chain> => {
  const found = new Map<string, Chain>();
  for (const { name, node } of fileExports(file)) {
    const named = node.type === 'ClassDeclaration' ? node.id : node;
    const chain = named && named.type === 'Identifier' ? chainOf(file, named, MAX_CLASSES) : null;
    if (chain) found.set(name, chain);
  }
  return found;
});
