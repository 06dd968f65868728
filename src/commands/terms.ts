/**
 * Terms: what a condition is made of, in a normal form, so that two conditions that mean the same have the same text.
 *
 * Names of variables are gone from a term. In it are constants, operators, the workflow's parameters (`$0`), results of
 * commands (`result("charge")`), and variables as the set of all that is assigned to them (`variable(0, on("go", self + 1))`).
 */

export type Primitive = string | number | boolean | null | undefined;

export type Term =
  | { readonly value: Primitive }
  | { readonly op: string; readonly args: readonly Term[] };

const INFIX = new Set([
  '===', '==', '<', '<=', '&&', '||', '??', '+', '-', '*', '/', '%', '**', '&', '|', '^', '<<', '>>', '>>>', 'in', 'instanceof',
]);
const PREFIX = new Set(['!', '-', '+', '~', 'typeof', 'void']);
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/u;

export const constant = (value: Primitive): Term => ({ value });
export const TRUE = constant(true);
export const FALSE = constant(false);
export const UNDEFINED = constant(undefined);

export const isConstant = (term: Term): term is { readonly value: Primitive } => 'value' in term;

/** Code that is only known by its text. */
export const code = (text: string): Term => ({ op: 'code', args: [constant(text)] });

/**
 * An operator applied to terms, in normal form: comparisons point to `<`, negations are outside, what constants decide is decided.
 * A property is the operator `.name`; anything else that is not an operator of the language is written as a function.
 */
export function term(op: string, ...args: readonly Term[]): Term {
  const [left = UNDEFINED, right = UNDEFINED, third = UNDEFINED] = args;
  switch (op) {
    case '!==':
      return not(term('===', left, right));
    case '!=':
      return not(term('==', left, right));
    case '>':
      return term('<', right, left);
    case '>=':
      return not(term('<', left, right));
    case '<=':
      return not(term('<', right, left));
    case '!':
      return not(left);
    case '&&':
      return isConstant(left) ? (left.value ? right : left) : { op, args };
    case '||':
      return isConstant(left) ? (left.value ? left : right) : { op, args };
    case '??':
      return isConstant(left) ? (left.value ?? null) === null ? right : left : { op, args };
    case 'or':
      // A default stands in for what is missing.
      return isConstant(left) ? (left.value === undefined ? right : left) : { op, args };
    case '?:':
      if (isConstant(left)) return left.value ? right : third;
      if (isConstant(right) && isConstant(third) && typeof right.value === 'boolean' && typeof third.value === 'boolean') {
        return right.value === third.value ? right : right.value ? term('Boolean', left) : not(left);
      }
      return { op, args };
    case '===':
    case '==': {
      if (isConstant(left) && isConstant(right)) return constant(op === '===' ? left.value === right.value : left.value == right.value);
      // One of two constants is compared: the choice decides.
      for (const [choice, constantOne] of [[left, right], [right, left]] as const) {
        if (isConstant(choice) || choice.op !== '?:' || !isConstant(constantOne)) continue;
        const [condition = UNDEFINED, yes = UNDEFINED, no = UNDEFINED] = choice.args;
        if (isConstant(yes) && isConstant(no)) return term('?:', condition, term(op, yes, constantOne), term(op, no, constantOne));
      }
      // The constant stands right, other terms in the order of their texts.
      const swap = isConstant(left) || (!isConstant(right) && textOf(right) < textOf(left));
      return { op, args: swap ? [right, left] : [left, right] };
    }
    default:
      return calculated(op, args) ?? { op, args };
  }
}

/** A variable that may be any of these; where it can only be one constant, that. */
export function variable(definitions: readonly Term[]): Term {
  const byText = new Map(definitions.map((definition) => [textOf(definition), definition]));
  const sorted = [...byText.keys()].sort().flatMap((text) => byText.get(text) ?? []);
  const [only] = sorted;
  if (!only) return UNDEFINED;
  return sorted.length === 1 && isConstant(only) ? only : { op: 'variable', args: sorted };
}

/** The negation of a term. */
export function not(of: Term): Term {
  if (isConstant(of)) return constant(!of.value);
  return of.op === '!' ? asked(of.args[0] ?? UNDEFINED) : { op: '!', args: [of] };
}

/**
 * A term as an `if` asks it, and whether the question is turned around: `!x` asks `x`, `x.length` asks `0 < x.length`,
 * `Boolean(x)` asks `x`.
 */
export function question(of: Term): { readonly term: Term; readonly negated: boolean } {
  if (isConstant(of)) return { term: constant(Boolean(of.value)), negated: false };
  if (of.op === '!') {
    const inner = question(of.args[0] ?? UNDEFINED);
    return { term: inner.term, negated: !inner.negated };
  }
  const asks = asked(of);
  return asks === of ? { term: of, negated: false } : question(asks);
}

/** A term whose truth alone counts, without what does not change the truth. */
function asked(of: Term): Term {
  if (isConstant(of)) return of;
  const [left = UNDEFINED, right = UNDEFINED] = of.args;
  if (of.op === '.length' || of.op === '.size') return { op: '<', args: [constant(0), of] };
  if (of.op === 'Boolean' && of.args.length === 1) return asked(left);
  // `xs.length === 0`, `1 <= xs.length`: a length is never below zero.
  const [zero, length] = isConstant(left) ? [left, right] : [right, left];
  const isLength = !isConstant(length) && (length.op === '.length' || length.op === '.size');
  if ((of.op === '===' || of.op === '==') && isLength && isConstant(zero) && zero.value === 0) return not(asked(length));
  if (of.op === '<' && isLength && length === left && isConstant(zero) && zero.value === 1) return not(asked(length));
  return of;
}

function calculated(op: string, args: readonly Term[]): Term | null {
  const values = args.flatMap((arg) => (isConstant(arg) ? [arg.value] : []));
  if (values.length < args.length) return op === '+' ? concatenated(args) : null;
  if (values.length === 0) return null;
  const [left, right] = values;
  if (op === 'typeof') return constant(left === null ? 'object' : typeof left);
  if (op === 'void') return UNDEFINED;
  if (op === 'Boolean' && values.length === 1) return constant(Boolean(left));
  if (op === '.length') return typeof left === 'string' ? constant(left.length) : left === undefined ? UNDEFINED : null;
  // Reading on from `undefined` is an optional chain here: the plain form would have thrown.
  if (op.startsWith('.')) return left === undefined ? UNDEFINED : null;
  if (op === '+' && (typeof left === 'string' || typeof right === 'string')) return constant(`${String(left)}${String(right)}`);
  if (op === '<' && values.length === 2) {
    if (left === undefined || right === undefined) return FALSE;
    return typeof left === typeof right && left !== null && right !== null ? constant(left < right) : null;
  }
  if (typeof left !== 'number') return null;
  if (values.length === 1) return op === '-' ? constant(-left) : op === '+' ? constant(left) : null;
  if (typeof right !== 'number') return null;
  switch (op) {
    case '+':
      return constant(left + right);
    case '-':
      return constant(left - right);
    case '*':
      return constant(left * right);
    case '/':
      return constant(left / right);
    case '%':
      return constant(left % right);
    default:
      return null;
  }
}

/** `'a' + x` and `` `a${x}` `` are one term. */
function concatenated(args: readonly Term[]): Term | null {
  const [left, right] = args;
  if (!left || !right) return null;
  const isText = (of: Term) => (isConstant(of) ? typeof of.value === 'string' : of.op === 'text');
  return isText(left) || isText(right) ? joined([left, right]) : null;
}

/** A string put together from parts: a template literal, or `+` with a string in it. */
export function joined(parts: readonly Term[]): Term {
  const flat: Term[] = [];
  for (const part of parts.flatMap((of) => (!isConstant(of) && of.op === 'text' ? of.args : [of]))) {
    const last = flat.at(-1);
    if (last && isConstant(last) && isConstant(part)) flat[flat.length - 1] = constant(`${String(last.value)}${String(part.value)}`);
    else if (!isConstant(part) || part.value !== '') flat.push(part);
  }
  const [only] = flat;
  if (!only) return constant('');
  return flat.length === 1 && isConstant(only) ? constant(String(only.value)) : { op: 'text', args: flat };
}

const texts = new WeakMap<Term, string>();

/** A term as text; equal terms have equal texts, and `parseTerm` reads it back. */
export function textOf(of: Term): string {
  let text = texts.get(of);
  if (text === undefined) texts.set(of, (text = written(of)));
  return text;
}

function written(of: Term): string {
  if (isConstant(of)) {
    if (typeof of.value === 'number') return Object.is(of.value, -0) ? '0' : of.value < 0 ? `(${of.value})` : String(of.value);
    return of.value === undefined ? 'undefined' : JSON.stringify(of.value);
  }
  const { op, args } = of;
  const [left, right] = args;
  if (left && right && args.length === 2 && INFIX.has(op)) return `${inner(left)} ${op} ${inner(right)}`;
  if (left && args.length === 1 && PREFIX.has(op)) return op.length > 1 ? `${op} ${inner(left)}` : `${op}${inner(left)}`;
  if (left && args.length === 1 && op.startsWith('.')) {
    const name = op.slice(1);
    return IDENTIFIER.test(name) ? `${inner(left)}.${name}` : `${inner(left)}[${JSON.stringify(name)}]`;
  }
  const name = IDENTIFIER.test(op) ? op : `@${JSON.stringify(op)}`;
  return args.length === 0 && IDENTIFIER.test(op) ? name : `${name}(${args.map(textOf).join(', ')})`;
}

function inner(of: Term): string {
  const text = textOf(of);
  const isCompound = !isConstant(of) && ((of.args.length === 2 && INFIX.has(of.op)) || (of.args.length === 1 && PREFIX.has(of.op)));
  return isCompound ? `(${text})` : text;
}

/** Makes a term anew from changed parts, so that what has become constant is decided. */
export function rebuilt(of: Term, change: (part: Term) => Term): Term {
  if (isConstant(of)) return of;
  const args = of.args.map(change);
  if (args.every((arg, index) => arg === of.args[index])) return of;
  return of.op === 'text' ? joined(args) : term(of.op, ...args);
}

/** All parts of a term, itself included. */
export function* partsOf(of: Term): Generator<Term> {
  yield of;
  if (!isConstant(of)) for (const arg of of.args) yield* partsOf(arg);
}

const TOKEN = /\s*(?:(?<text>"(?:[^"\\]|\\.)*")|(?<number>\d+(?:\.\d+)?(?:e[+-]?\d+)?|(?:Infinity|NaN)\b)|(?<name>@"(?:[^"\\]|\\.)*"|[A-Za-z_$][\w$]*)|(?<sign>===|==|<=|>>>|<<|>>|\?\?|&&|\|\||\*\*|[-+*/%&|^<!~().,[\]]))/uy;

interface Token {
  readonly kind: 'text' | 'number' | 'name' | 'sign';
  readonly text: string;
}

/** Reads a term from its text; null where the text is not one. */
export function parseTerm(text: string): Term | null {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let end = 0; end < text.trimEnd().length; end = TOKEN.lastIndex) {
    const groups = TOKEN.exec(text)?.groups;
    if (!groups) return null;
    for (const kind of ['text', 'number', 'name', 'sign'] as const) {
      const found = groups[kind];
      if (found !== undefined) tokens.push({ kind, text: found });
    }
  }

  let next = 0;
  const take = (sign: string) => (tokens[next]?.text === sign && tokens[next]?.kind === 'sign' ? (next++, true) : false);

  function whole(): Term | null {
    const left = single();
    const token = tokens[next];
    if (!left || !token || !INFIX.has(token.text) || token.kind === 'text') return left;
    next++;
    const right = single();
    return right && { op: token.text, args: [left, right] };
  }

  function single(): Term | null {
    const token = tokens[next];
    if (!token) return null;
    if (token.kind !== 'text' && token.kind !== 'number' && PREFIX.has(token.text)) {
      next++;
      const of = single();
      return of && { op: token.text, args: [of] };
    }
    let of = primary();
    while (of && next < tokens.length) {
      if (take('.')) {
        const name: string | undefined = tokens[next++]?.text;
        of = name === undefined ? null : { op: `.${name}`, args: [of] };
      } else if (take('[')) {
        const name: string | undefined = tokens[next++]?.text;
        of = name === undefined || !take(']') ? null : { op: `.${JSON.parse(name) as string}`, args: [of] };
      } else break;
    }
    return of;
  }

  function primary(): Term | null {
    const token = tokens[next++];
    if (!token) return null;
    if (token.kind === 'text') return constant(JSON.parse(token.text) as string);
    if (token.kind === 'number') return constant(Number(token.text));
    if (token.kind === 'sign') {
      if (token.text !== '(') return null;
      const [minus, number, end] = tokens.slice(next, next + 3);
      if (minus?.text === '-' && number?.kind === 'number' && end?.text === ')') {
        next += 3;
        return constant(-Number(number.text));
      }
      const of = whole();
      return take(')') ? of : null;
    }
    if (token.text === 'true' || token.text === 'false') return constant(token.text === 'true');
    if (token.text === 'null') return constant(null);
    if (token.text === 'undefined') return UNDEFINED;
    const op = token.text.startsWith('@') ? (JSON.parse(token.text.slice(1)) as string) : token.text;
    const args: Term[] = [];
    if (take('(') && !take(')')) {
      do {
        const arg = whole();
        if (!arg) return null;
        args.push(arg);
      } while (take(','));
      if (!take(')')) return null;
    }
    return { op, args };
  }

  const result = whole();
  return next === tokens.length ? result : null;
}
