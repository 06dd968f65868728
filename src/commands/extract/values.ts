/**
 * What extraction knows of a value. Most values are data, and known as a term; the others are what commands are made with.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Variable } from '../../syntax/bindings.ts';
import type { FunctionNode } from '../../syntax/nodes.ts';
import type { Later, MessageKind } from '../model.ts';
import { code, constant, isConstant, type Term } from '../terms.ts';
import type { Module } from './modules.ts';

export type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;

/** A function that is being run, with what its names stand for. */
export interface Activation {
  readonly module: Module;
  readonly outer: Activation | null;
  readonly variables: Map<Variable, Known>;
  readonly isAsync: boolean;
  readonly self: Known | null;
  /** The message whose handler this is, or is called by; null in the workflow itself. */
  readonly handler: string | null;
  /** What the `return` statements give. */
  readonly returns: Known[];
  /** The function that is run; null for a module. */
  readonly node: FunctionNode | null;
  /** What `yield` does; null outside of generators. */
  readonly onYield: ((value: Known) => void) | null;
}

export type Known =
  | { readonly is: 'data'; readonly term: Term }
  /** A promise, and what it gives. */
  | { readonly is: 'promise'; readonly later: Later; readonly gives: Known }
  /** Promises in an array that grows while the program runs. */
  | { readonly is: 'promises'; readonly slot: string; readonly gives: Known }
  | { readonly is: 'array'; readonly items: readonly Known[] }
  | { readonly is: 'object'; readonly properties: Map<string, Known>; readonly rest: Term | null }
  | { readonly is: 'function'; readonly node: FunctionNode; readonly activation: Activation; readonly self: Known | null }
  | { readonly is: 'class'; readonly node: ClassNode; readonly activation: Activation }
  | { readonly is: 'instance'; readonly of: ClassNode; readonly activation: Activation; readonly fields: Map<string, Known> }
  | { readonly is: 'namespace'; readonly module: Module }
  /** An export of the SDK's workflow package, members written with a dot. */
  | { readonly is: 'sdk'; readonly name: string }
  | { readonly is: 'proxy'; readonly isLocal: boolean; readonly options: Known | null }
  | { readonly is: 'activity'; readonly name: string; readonly isLocal: boolean; readonly options: Known | null }
  | { readonly is: 'child'; readonly result: string }
  | { readonly is: 'external workflow' }
  | { readonly is: 'nexus client' }
  | { readonly is: 'scope'; readonly slot: string }
  | { readonly is: 'resolver'; readonly slot: string; readonly fails: boolean }
  | { readonly is: 'trigger'; readonly slot: string }
  | { readonly is: 'message'; readonly message: MessageKind | 'query'; readonly name: string }
  | { readonly is: 'flag'; readonly slot: string; readonly id: string }
  /** One of several, and the condition under which it is each. */
  | { readonly is: 'one of'; readonly cases: readonly { readonly guard: Term; readonly value: Known }[] }
  /** A list, of unknown length, of functions or of objects with functions. */
  | { readonly is: 'choices'; readonly items: readonly Known[] }
  /** A generator that has been called. */
  | { readonly is: 'generator'; readonly of: Extract<Known, { is: 'function' }>; readonly args: readonly Known[] }
  /** A function that is given to the code and may emit anything. */
  | { readonly is: 'opaque'; readonly name: string }
  /** A method that is called on this value. */
  | { readonly is: 'method'; readonly of: Known; readonly name: string }
  | { readonly is: 'continue as new' };

export const data = (term: Term): Known => ({ is: 'data', term });
export const unknown: Known = data(code('?'));
export const nothing: Known = data(constant(undefined));

export function promise(later: Later, gives: Known): Known {
  return { is: 'promise', later, gives };
}

/** A value as part of a condition. */
export function termOf(known: Known): Term {
  switch (known.is) {
    case 'data':
      return known.term;
    case 'array':
      return { op: 'array', args: known.items.map(termOf) };
    case 'object': {
      const parts = [...known.properties].map(([name, value]): Term => ({ op: 'property', args: [constant(name), termOf(value)] }));
      return { op: 'object', args: known.rest ? [...parts, known.rest] : parts };
    }
    case 'flag':
      return { op: 'patched', args: [constant(known.id)] };
    case 'activity':
      return { op: 'activity', args: [constant(known.name)] };
    case 'sdk':
      return { op: 'sdk', args: [constant(known.name)] };
    case 'method':
      return { op: `.${known.name}`, args: [termOf(known.of)] };
    case 'message':
      return { op: known.message === 'query' ? 'query' : 'message', args: [constant(known.name)] };
    case 'function':
      return { op: 'function', args: [] };
    default:
      return code(known.is);
  }
}

/** The string that a value certainly is; null for any other. */
export function stringOf(known: Known | undefined): string | null {
  if (known?.is !== 'data' || !isConstant(known.term)) return null;
  return typeof known.term.value === 'string' ? known.term.value : null;
}

/** What a property of a value is, where the value says; null where it does not. */
export function propertyOf(known: Known, name: string): Known | null {
  if (known.is === 'object') return known.properties.get(name) ?? (known.rest ? null : nothing);
  if (known.is === 'array') return known.items[Number(name)] ?? null;
  return null;
}
