import { expect, it } from 'vitest';
import { isKeyName, keyValues } from '../../src/analysis/idempotency-keys.ts';
import { inspect } from '../inspect.ts';
import { tempProject } from '../project/temp-project.ts';

const NAMES = ['idempotencyKey', 'X-Idempotency-Key'];
const valuesIn = (code: string, filename?: string) =>
  inspect(code, (file) => keyValues(file, NAMES).map(({ range }) => file.text.slice(...range)), filename);

it.each([
  ['idempotencyKey', true],
  ['Idempotency-Key', true],
  ['idempotency_key', true],
  ['IDEMPOTENCY_KEY', true],
  ['x-idempotency-key', true],
  ['idempotency', false],
  ['key', false],
])('knows the name %s in any spelling', (name, isKey) => {
  expect(isKeyName(name, NAMES)).toBe(isKey);
});

it.each([
  ['a property', 'f({ idempotencyKey: a, other: b })', ['a']],
  ['a shorthand', 'f({ idempotencyKey })', ['idempotencyKey']],
  ['a computed name', 'f({ [name]: a, ["Idempotency-Key"]: b })', ['b']],
  ['an assignment', 'options.idempotencyKey = a; headers["idempotency-key"] = b; idempotencyKey = c', ['a', 'b']],
  ['a header', 'headers.set("Idempotency-Key", a); headers.get("Idempotency-Key", b); request.setHeader("idempotency-key", c)', ['a', 'c']],
  ['a pair', 'f([["Idempotency-Key", a], ["Idempotency-Key", b, c]])', ['a']],
  ['a pattern', 'const { idempotencyKey = a } = options', []],
  ['a parameter', 'function post(path, { body }, idempotencyKey = b) {} post(a, b, c); post(...all); post(a, ...all)', ['c']],
  ['a parameter of a method', 'class Api { post(idempotencyKey) { return this.post(a); } }', ['a']],
  ['a parameter of something else', 'post(a); function other(idempotencyKey) {}', []],
])('finds %s', (_, code, values) => {
  expect(valuesIn(code)).toEqual(values);
});

it('finds a parameter of a function of another module', () => {
  const project = tempProject({
    'package.json': '{}',
    'index.ts': `export { send as post } from './http';`,
    'http.ts': `export const send = (path: string, idempotencyKey: string) => [path, idempotencyKey];`,
  });
  const code = `import { post } from './index'; import * as http from './http'; post('/a', a); http.send('/b', b); http.missing(c);`;
  expect(valuesIn(code, project.at('activities.ts'))).toEqual(['a', 'b']);
});
