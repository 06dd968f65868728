/** Reads models back from the text that `print.ts` makes of them. */
import type { Command, CommandKind, Guard, Handler, Later, MessageKind, Node, Nodes, Programs, Workflow } from './model.ts';
import { slotFor, TWO_STEPS, usualCancellation } from './print.ts';
import { parseTerm, question } from './terms.ts';

/** A line that cannot be read: its number in the text, from 1, and its text. */
export class ModelError extends Error {
  readonly line: number;

  constructor(line: number, text: string) {
    super(`line ${line} is not understood: ${text.trim()}`);
    this.line = line;
  }
}

interface Line {
  readonly number: number;
  readonly text: string;
  readonly inner: readonly Line[];
}

/** The programs that a text holds. Throws `ModelError` at the first line that `printPrograms` cannot have written. */
export function parsePrograms(text: string): Programs {
  return { workflows: linesOf(text).map(workflowOf) };
}

/** Lines by their indentation; empty lines and comments, which start with `#`, are left out. */
function linesOf(text: string): readonly Line[] {
  const root: Line[] = [];
  const open: { readonly indent: number; readonly inner: Line[] }[] = [{ indent: -1, inner: root }];
  for (const [index, whole] of text.split(/\r?\n/u).entries()) {
    const content = whole.trimStart();
    if (content === '' || content.startsWith('#')) continue;
    const indent = whole.length - content.length;
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
    const inner: Line[] = [];
    open.at(-1)?.inner.push({ number: index + 1, text: content.trimEnd(), inner });
    open.push({ indent, inner });
  }
  return root;
}

function workflowOf(line: Line): Workflow {
  const reader = new Reader(line);
  reader.expect('workflow');
  const name = reader.name();
  const pinned = reader.take('pinned');
  const isCalled = reader.take('called');
  reader.expect('parameters');
  const parameters = reader.take('any') ? null : reader.number();
  const isList = ({ text }: Line) => /^(?:properties|strings) /u.test(text);
  const list = (word: string) =>
    line.inner.filter(({ text }) => text.startsWith(`${word} `)).flatMap((inner) => {
      const items = new Reader(inner);
      items.expect(word);
      return items.names();
    });
  const isHandler = ({ text }: Line) => /^on (?:signal|update|any signal) /u.test(text);
  return {
    name,
    pinned,
    isCalled,
    body: nodesOf(line.inner.filter((inner) => !isList(inner) && !isHandler(inner))),
    handlers: line.inner.filter(isHandler).map(handlerOf),
    mentions: { parameters, properties: list('properties'), strings: list('strings') },
    at: null,
  };
}

function handlerOf(line: Line): Handler {
  const reader = new Reader(line);
  reader.expect('on');
  const message = messageOf(reader);
  return { message, name: reader.name(), body: nodesOf(line.inner), at: null };
}

function messageOf(reader: Reader): MessageKind {
  return reader.take('any signal') ? 'any signal' : reader.take('update') ? 'update' : (reader.expect('signal'), 'signal');
}

function nodesOf(lines: readonly Line[]): Nodes {
  const nodes: Node[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index];
    if (!line) continue;
    const parts: Line[] = [line];
    for (let next = lines[index + 1]; next && /^(?:else|catch|finally|between rounds)$/u.test(next.text); next = lines[index + 1]) {
      parts.push(next);
      index++;
    }
    nodes.push(...nodeOf(line, (word) => parts.find(({ text }) => text === word)));
  }
  return nodes;
}

const KINDS: readonly CommandKind[] = [
  'activity',
  'local activity',
  'timer',
  'child workflow',
  'external signal',
  'external cancel',
  'search attributes',
  'memo',
  'nexus operation',
  'unknown call',
];

/** A line with the blocks below it, and those that belong to it behind it. */
function nodeOf(line: Line, part: (word: string) => Line | undefined): readonly Node[] {
  const reader = new Reader(line);
  const body = nodesOf(line.inner);
  const block = (word: string) => nodesOf(part(word)?.inner ?? []);
  const at = null;

  if (reader.take('await')) {
    const emitted = emission(reader);
    if (emitted?.to !== undefined) return [emitted, { type: 'wait', on: { slot: emitted.to }, at }];
    return [{ type: 'wait', on: reader.later(), at }];
  }
  const emitted = emission(reader);
  if (emitted) return [emitted];

  const label = reader.take('label') ? { label: reader.name() } : {};
  const [word] = reader.rest.split(' ');
  switch (word) {
    case 'start': {
      reader.expect('start');
      const to = reader.name();
      const scope = reader.take('in') ? { scope: reader.name() } : {};
      return [{ type: 'start', body, to, own: reader.take('own') ? reader.names() : [], ...scope, at }];
    }
    case 'call':
      reader.expect('call');
      return [reader.rest === '' ? { type: 'call', body } : { type: 'call', body, to: reader.name() }];
    case 'if':
      reader.expect('if');
      return [branch(reader.guard(), body, block('else'))];
    case 'while':
      reader.expect('while');
      return [{ type: 'loop', guard: reader.guard(), body, next: block('between rounds'), ...label, at }];
    case 'do':
      reader.expect('do while');
      return [{ type: 'loop', guard: reader.guard(), late: true, body, next: block('between rounds'), ...label, at }];
    case 'repeat':
      reader.expect('repeat');
      return [{ type: 'repeat', count: reader.number(), body, ...label, at }];
    case 'block':
      reader.expect('block');
      return [{ type: 'block', label: reader.name(), body }];
    case 'break':
    case 'continue':
      if (reader.take('continue as new')) return [{ type: 'exit', how: 'continue as new', at }];
      reader.expect(word);
      return [reader.rest === '' ? { type: 'leave', how: word, at } : { type: 'leave', how: word, label: reader.name(), at }];
    case 'try':
      return [{ type: 'try', body, catch: part('catch') ? block('catch') : null, finally: block('finally') }];
    case 'return':
      reader.expect('return');
      return [reader.rest === '' ? { type: 'exit', how: 'return', at } : { type: 'exit', how: 'return', value: reader.later(), at }];
    case 'throw':
      return [{ type: 'exit', how: 'throw', at }];
    case 'fail':
      return [{ type: 'exit', how: 'fault', at }];
    case 'patched':
    case 'deprecatePatch': {
      reader.expect(word);
      const id = reader.name();
      return [{ type: 'patch', id, deprecated: word === 'deprecatePatch', ...(reader.take('as') ? { to: reader.name() } : {}), at }];
    }
    case 'set': {
      reader.expect('set');
      const to = reader.name();
      reader.expect('to');
      return [{ type: 'assign', to, value: reader.later() }];
    }
    case 'add': {
      reader.expect('add');
      const value = reader.later();
      reader.expect('to');
      return [{ type: 'push', to: reader.name(), value }];
    }
    case 'promise':
      reader.expect('promise');
      return [{ type: 'promise', to: reader.name() }];
    case 'resolve':
      reader.expect('resolve');
      return [{ type: 'resolve', slot: reader.name() }];
    case 'reject':
      reader.expect('reject');
      return [{ type: 'resolve', slot: reader.name(), fails: true }];
    case 'draw':
      reader.expect('draw');
      return [{ type: 'draw', count: reader.number(), at }];
    case 'scope':
      reader.expect('scope');
      return [{ type: 'scope', to: reader.name() }];
    case 'cancel': {
      reader.expect('cancel');
      const slot = reader.name();
      return [{ type: 'cancel', slot, late: reader.take('later'), at }];
    }
    case 'handle': {
      reader.expect('handle');
      const message = messageOf(reader);
      return [{ type: 'handle', message, name: reader.name(), at }];
    }
    default:
      throw reader.error();
  }
}

/** A condition that is turned around asks the plain one, with the arms exchanged. */
function branch(guard: Guard, then: Nodes, otherwise: Nodes): Node {
  if ('flag' in guard) return { type: 'branch', guard, then, else: otherwise, at: null };
  const { term, negated } = question(guard);
  return negated
    ? { type: 'branch', guard: term, then: otherwise, else: then, at: null }
    : { type: 'branch', guard, then, else: otherwise, at: null };
}

function emission(reader: Reader): Extract<Node, { type: 'emit' }> | null {
  const kind = KINDS.find((known) => reader.take(known));
  if (!kind) return null;
  const hasName = reader.rest !== '' && !/^(?:id|random|cancellation|as|unnamed|started)\b/u.test(reader.rest);
  const name = hasName ? reader.name() : '';
  const id = reader.take('id') ? reader.name() : null;
  const random = reader.take('random');
  const cancellation = reader.take('cancellation') ? (reader.name() as 'try' | 'wait' | 'abandon') : usualCancellation(kind);
  const command: Command = { kind, name, id, ...(random ? { random } : {}), ...(cancellation ? { cancellation } : {}) };
  const to = reader.take('unnamed') ? undefined : reader.take('as') ? reader.name() : slotFor(command);
  const started = reader.take('started') ? reader.name() : TWO_STEPS.has(kind) ? `${to} started` : undefined;
  return { type: 'emit', command, ...(to === undefined ? {} : { to }), ...(started === undefined ? {} : { started }), at: null };
}

/** Takes a line apart from its start. */
class Reader {
  private readonly line: Line;
  rest: string;

  constructor(line: Line) {
    this.line = line;
    this.rest = line.text;
  }

  error(): ModelError {
    return new ModelError(this.line.number, this.line.text);
  }

  /** Takes words, where they come next. */
  take(words: string): boolean {
    if (!this.rest.startsWith(words) || /^[\w$"]/u.test(this.rest.slice(words.length))) return false;
    this.rest = this.rest.slice(words.length).trimStart();
    return true;
  }

  expect(words: string): void {
    if (!this.take(words)) throw this.error();
  }

  name(): string {
    const found = /^(?:"(?:[^"\\]|\\.)*"|[A-Za-z_$][\w$]*)/u.exec(this.rest)?.[0];
    if (found === undefined) throw this.error();
    this.rest = this.rest.slice(found.length).trimStart();
    return found.startsWith('"') ? (JSON.parse(found) as string) : found;
  }

  names(): readonly string[] {
    const names = [this.name()];
    while (this.rest.startsWith(',')) {
      this.rest = this.rest.slice(1).trimStart();
      names.push(this.name());
    }
    return names;
  }

  number(): number {
    const found = /^\d+/u.exec(this.rest)?.[0];
    if (found === undefined) throw this.error();
    this.rest = this.rest.slice(found.length).trimStart();
    return Number(found);
  }

  guard(): Guard {
    if (this.take('patch')) return { flag: this.name() };
    const term = parseTerm(this.rest);
    if (!term) throw this.error();
    this.rest = '';
    return term;
  }

  later(): Later {
    for (const of of ['all', 'race', 'any', 'settled'] as const) {
      if (!this.rest.startsWith(`${of}(`)) continue;
      this.rest = this.rest.slice(of.length + 1).trimStart();
      const promises: Later[] = [];
      while (!this.rest.startsWith(')')) {
        promises.push(this.later());
        if (this.rest.startsWith(',')) this.rest = this.rest.slice(1).trimStart();
        else if (!this.rest.startsWith(')')) throw this.error();
      }
      this.rest = this.rest.slice(1).trimStart();
      return { of, promises };
    }
    if (this.rest.startsWith('(until ')) {
      const end = closing(this.rest);
      const inner = new Reader({ ...this.line, text: this.rest.slice(1, end) });
      this.rest = this.rest.slice(end + 1).trimStart();
      return inner.later();
    }
    if (this.take('already')) return { is: this.name() as 'never' | 'ready' | 'failed' };
    if (!this.take('until')) return { slot: this.name() };
    // A predicate in `add … to …` ends where the list comes.
    const end = / to (?:"(?:[^"\\]|\\.)*"|[\w$]+)$/u.exec(this.rest)?.index ?? this.rest.length;
    const until = parseTerm(this.rest.slice(0, end));
    if (!until) throw this.error();
    this.rest = this.rest.slice(end).trimStart();
    return { until };
  }
}

/** The place of the bracket that closes the one a text starts with. */
function closing(text: string): number {
  let depth = 0;
  for (const { 0: sign, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[()]/gu)) {
    depth += sign === '(' ? 1 : sign === ')' ? -1 : 0;
    if (depth === 0) return index;
  }
  return text.length;
}
