/**
 * From source code to the command model: the exported workflows of a module, each with its handlers.
 *
 * `extractPrograms` is what rules and the command line call; it reads no files, other modules come through `load`.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { exportedFunctions } from '../analysis/exports.ts';
import { functionOf } from '../analysis/handlers.ts';
import { workflowCalls } from '../analysis/sdk.ts';
import { variableOf } from '../syntax/bindings.ts';
import type { SourceFile } from '../syntax/file.ts';
import { isFunction, staticName, type FunctionNode } from '../syntax/nodes.ts';
import { staticObject, staticValue } from '../syntax/static-values.ts';
import { call } from './extract/calls.ts';
import { evaluate } from './extract/expressions.ts';
import { Extraction, placeOf } from './extract/extraction.ts';
import { withResolutions } from './extract/handlers.ts';
import { Modules, type Load, type Module } from './extract/modules.ts';
import { bind, execute, mentioned, moduleEffects } from './extract/statements.ts';
import { data, propertyOf, type Known } from './extract/values.ts';
import type { Mentions, Programs, Workflow } from './model.ts';
import { simplified } from './simplify.ts';

export interface ExtractOptions {
  /** Gives the file that a specifier stands for in another file; null for a package, and for what cannot be read. */
  readonly load: Load;
  /**
   * The patches that the executions can have recorded for which the model is wanted: those of the code that they started on. Every
   * other `patched()` is `false` in their replay, and so is all that depends on it. Null, the default, for executions of this code.
   */
  readonly knownPatches?: ReadonlySet<string> | null;
}

/**
 * The workflows that a module exports, as command models. A function counts as a workflow where it is exported; what it
 * emits, also through other modules, is in its model. Never throws for code that a parser has accepted.
 */
export function extractPrograms(file: SourceFile, { load, knownPatches = null }: ExtractOptions): Programs {
  if (!file.scopeManager) return { workflows: [] };
  const workflows: Workflow[] = [];
  const unknown: string[] = [];
  for (const [name, node] of exportedFunctions(file)) {
    const module = new Modules(load).of(file);
    try {
      workflows.push(name === 'interceptors' ? interceptorsOf(module, node, knownPatches) : workflowOf(module, name, node, knownPatches));
    } catch (error) {
      // Generated code can be nested more deeply than the call stack goes.
      if (!(error instanceof RangeError)) throw error;
      unknown.push(name);
    }
  }
  return unknown.length > 0 ? { workflows, unknown } : { workflows };
}

type KnownPatches = ReadonlySet<string> | null;

/** The interceptors of a module as one program: each `execute` is around the workflow, whose commands are one unknown call. */
function interceptorsOf(module: Module, node: FunctionNode, knownPatches: KnownPatches): Workflow {
  return programOf(module, 'interceptors', node, knownPatches, (x) => {
    const { activation } = module;
    const factory: Known = { is: 'function', node, activation, self: null };
    const given = x.call(factory, [], node, activation, true);
    const inbound = propertyOf(given, 'inbound');
    for (const interceptor of inbound?.is === 'array' ? inbound.items : []) {
      const execute = interceptor.is === 'instance' ? methodOf(interceptor, 'execute') : propertyOf(interceptor, 'execute');
      if (execute?.is !== 'function') continue;
      const input = data({ op: '$0', args: [] });
      x.write({ type: 'call', body: x.collect(() => {
        x.call(execute, [input, { is: 'opaque', name: 'next' }], execute.node, activation, true);
      }) });
    }
  });
}

function methodOf(instance: Extract<Known, { is: 'instance' }>, name: string): Known | null {
  const method = instance.of.body.body.find((element) => element.type === 'MethodDefinition' && staticName(element) === name);
  if (method?.type !== 'MethodDefinition' || !isFunction(method.value)) return null;
  return { is: 'function', node: method.value, activation: instance.activation, self: instance };
}

function workflowOf(module: Module, name: string, node: FunctionNode, knownPatches: KnownPatches): Workflow {
  return programOf(module, name, node, knownPatches, (x) => {
    const { activation } = module;
    const args = node.params.map((_, index) => data({ op: `$${index}`, args: [] }));
    x.call({ is: 'function', node, activation, self: null }, args, node, activation, true);
  });
}

function programOf(module: Module, name: string, node: FunctionNode, knownPatches: KnownPatches, run: (x: Extraction) => void): Workflow {
  const x = new Extraction({ evaluate, execute, call, bind }, knownPatches);
  const before = moduleEffects(x, module.activation);
  const body = x.collect(() => run(x));
  return {
    name,
    body: simplified([...before, ...withResolutions(body, x.resolutions)]),
    handlers: x.handlers.map((handler) => ({ ...handler, body: simplified(handler.body) })),
    mentions: mentionsOf(module, node),
    isCalled: isCalled(module.file, node),
    pinned: isPinned(module, node),
    at: placeOf(module, node),
  };
}

function isCalled(file: SourceFile, node: FunctionNode): boolean {
  const name = node.id ?? (node.parent.type === 'VariableDeclarator' ? node.parent.id : null);
  const variable = name && variableOf(file, name);
  return variable?.references.some(({ identifier }) => {
    const use = identifier as TSESTree.Node;
    return use.parent?.type === 'CallExpression' && use.parent.callee === use;
  }) ?? false;
}

/** Whether `setWorkflowOptions({ versioningBehavior: 'PINNED' }, workflow)` stands in the module. */
function isPinned(module: Module, node: FunctionNode): boolean {
  return workflowCalls(module.file).some(({ call: { arguments: args }, name }) => {
    const [options, workflow] = args;
    if (name !== 'setWorkflowOptions' || !options || !workflow || functionOf(module.file, workflow) !== node) return false;
    const behavior = staticObject(module.file, options)?.properties.get('versioningBehavior');
    return behavior ? staticValue(module.file, behavior)?.value === 'PINNED' : false;
  });
}

function mentionsOf(module: Module, node: FunctionNode): Mentions {
  const properties = new Set<string>();
  const strings = new Set<string>();
  for (const other of module.modules.all()) {
    const found = mentioned(other.activation);
    for (const property of found.properties) properties.add(property);
    for (const string of found.strings) strings.add(string);
  }
  const hasRest = node.params.some((parameter) => parameter.type === 'RestElement');
  return { parameters: hasRest ? null : node.params.length, properties: [...properties].sort(), strings: [...strings].sort() };
}
