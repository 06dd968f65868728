import { describe, expect, it } from 'vitest';
import { handlers, isInReadOnlyFunction } from '../../src/analysis/handlers.ts';
import { nodesOfType } from '../../src/syntax/nodes.ts';
import { inspect } from '../inspect.ts';

const handlersIn = (code: string) =>
  inspect(code, (file) =>
    handlers(file).map(({ kind, name, handler, validator, isDefault }) => ({
      kind,
      name,
      handler: handler && file.text.slice(...handler.range),
      ...(validator && { validator: file.text.slice(...validator.range) }),
      ...(isDefault && { isDefault }),
    })),
  );

describe('handlers', () => {
  it('are found inline and by reference, with their definitions', () => {
    expect(
      handlersIn(`
import * as wf from '@temporalio/workflow';
import { defineSignal as signal, setHandler } from '@temporalio/workflow';
const pay = signal<[number]>('pay');
const total = wf.defineQuery('total');
export async function order() {
  const onPay = (n: number) => {};
  setHandler(pay, onPay);
  wf.setHandler(total, () => 1);
  setHandler(wf.defineUpdate('add'), async () => {}, { validator: check });
}
function check() {}
      `),
    ).toEqual([
      { kind: 'signal', name: 'pay', handler: '(n: number) => {}' },
      { kind: 'query', name: 'total', handler: '() => 1' },
      { kind: 'update', name: 'add', handler: 'async () => {}', validator: 'function check() {}' },
    ]);
  });

  it('may have definitions and handlers from elsewhere', () => {
    expect(
      handlersIn(`
import { setDefaultSignalHandler, setHandler } from '@temporalio/workflow';
import { onPay, pay } from './messages';
setHandler(pay, onPay);
setDefaultSignalHandler((name) => {});
      `),
    ).toEqual([
      { kind: null, name: null, handler: null },
      { kind: 'signal', name: null, handler: '(name) => {}', isDefault: true },
    ]);
  });
});

describe('isInReadOnlyFunction', () => {
  it('is true in a query handler, a validator and a predicate, and nowhere else', () => {
    const code = `
import { condition, defineQuery, defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
const check = () => { inPredicate(); };
export async function order() {
  setHandler(defineQuery('a'), () => { if (inQuery()) [1].map(() => { inCallback(); }); });
  setHandler(defineSignal('b'), () => { inSignal(); });
  setHandler(defineUpdate('c'), () => { inUpdate(); }, { validator() { inValidator(); } });
  await condition(check);
  inWorkflow();
}
`;
    const names = inspect(code, (file) =>
      nodesOfType(file, 'CallExpression').flatMap(({ callee }) =>
        callee.type === 'Identifier' && callee.name.startsWith('in') && isInReadOnlyFunction(file, callee) ? [callee.name] : [],
      ),
    );
    expect(names.sort()).toEqual(['inCallback', 'inPredicate', 'inQuery', 'inValidator']);
  });
});
