/** The text of code that is data all through, in a form that renaming locals, formatting, types and comments do not change. */
import type { TSESTree } from '@typescript-eslint/utils';
import { variableOf } from '../../syntax/bindings.ts';
import { childNodes } from '../../syntax/nodes.ts';
import { constant, isConstant, textOf, type Term } from '../terms.ts';
import type { Extraction } from './extraction.ts';
import { termOf, type Activation } from './values.ts';

/** A term that stands for code: equal for code that does the same in the same words. */
export function codeTerm(x: Extraction, node: TSESTree.Node, activation: Activation): Term {
  const known = x.codes.get(activation) ?? new Map<TSESTree.Node, Term>();
  x.codes.set(activation, known);
  const found = known.get(node) ?? codeOf(x, node, activation);
  known.set(node, found);
  return found;
}

function codeOf(x: Extraction, node: TSESTree.Node, activation: Activation): Term {
  const locals = new Map<unknown, number>();
  const { file } = activation.module;

  const text = (of: TSESTree.Node): string => {
    if (of.type.startsWith('TS') && !('expression' in of)) return '';
    switch (of.type) {
      case 'Identifier': {
        const variable = variableOf(file, of);
        if (!variable) return of.name;
        const declaration = variable.defs[0]?.name as TSESTree.Node | undefined;
        const isLocal = declaration !== undefined && declaration.range[0] >= node.range[0] && declaration.range[1] <= node.range[1];
        if (!isLocal) return x.describing.has(variable) ? 'self' : textOf(termOf(x.evaluate(of, activation)));
        if (!locals.has(variable)) locals.set(variable, locals.size);
        return `v${locals.get(variable)}`;
      }
      case 'IfStatement':
      case 'ConditionalExpression': {
        // A branch that the executions never take is not there for them.
        const test = x.knownPatches === null ? null : termOf(x.evaluate(of.test, activation));
        if (!test || !isConstant(test)) return plain(of);
        const arm = test.value ? of.consequent : of.alternate;
        return arm?.type === 'BlockStatement' ? arm.body.map(text).filter(Boolean).join() : arm ? text(arm) : '';
      }
      case 'Literal':
        return of.raw;
      case 'TemplateElement':
        return JSON.stringify(of.value.cooked);
      case 'TSAsExpression':
      case 'TSNonNullExpression':
      case 'TSSatisfiesExpression':
      case 'TSTypeAssertion':
      case 'ChainExpression':
        return text(of.expression);
      case 'MemberExpression':
        return of.computed ? `${text(of.object)}[${text(of.property)}]` : `${text(of.object)}.${'name' in of.property ? of.property.name : ''}`;
      case 'Property':
        return `${of.computed ? text(of.key) : 'name' in of.key ? of.key.name : text(of.key)}:${text(of.value)}`;
      default:
        return plain(of);
    }
  };
  const plain = (of: TSESTree.Node): string => {
    const operator = 'operator' in of ? of.operator : 'kind' in of ? String(of.kind) : '';
    return `${of.type}${operator}(${childNodes(of, file).map(text).filter(Boolean).join()})`;
  };
  return { op: 'code', args: [constant(digest(x.describe(() => text(node))))] };
}

/** Longer texts of conditions are told apart by a digest. */
const MAX_TEXT = 400;

/** A term as it is, or as a digest of its text where that is long: terms in terms would grow without end. */
export function compact(of: Term): Term {
  const text = textOf(of);
  return text.length > MAX_TEXT ? { op: 'code', args: [constant(digest(text))] } : of;
}

/** A short text that differs where the text differs: 53 bits of a hash. */
function digest(text: string): string {
  let [one, other] = [0xdeadbeef, 0x41c6ce57];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    one = Math.imul(one ^ unit, 2654435761);
    other = Math.imul(other ^ unit, 1597334677);
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(other ^ (other >>> 13), 3266489909);
  other = Math.imul(other ^ (other >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
  return (4294967296 * (2097151 & other) + (one >>> 0)).toString(36);
}
