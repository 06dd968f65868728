import rule from '../../src/rules/no-throw-in-signal-handler.ts';
import { RuleTester } from '../rule-tester.ts';

const ruleTester = new RuleTester();

const thrown = (line: number, column: number, signal = '`go`') => ({ messageId: 'thrown' as const, data: { signal }, line, column });

ruleTester.run('no-throw-in-signal-handler', rule, {
  valid: [
    {
      name: 'failures, which fail the workflow',
      code: `
import { ApplicationFailure, CancelledFailure, defineSignal, setHandler } from '@temporalio/workflow';
class Declined extends ApplicationFailure {}
export async function order() {
  setHandler(defineSignal('go'), (text: string) => {
    if (text === 'a') throw new ApplicationFailure('no');
    if (text === 'b') throw ApplicationFailure.nonRetryable('no');
    if (text === 'c') throw new CancelledFailure('no');
    throw new Declined('no');
  });
}
      `,
    },
    {
      name: 'caught in the handler, and around the helper that throws',
      code: `
import { defineSignal, log, setHandler } from '@temporalio/workflow';
function check(text: string) { if (!text) throw new Error('empty'); }
export async function order() {
  setHandler(defineSignal('go'), (text: string) => {
    try { if (!text) throw new Error('no'); } catch (error) { log.warn('ignored', { error }); }
    try { check(text); } catch (error) { log.warn('ignored', { error }); }
  });
}
      `,
    },
    {
      name: 'handlers of queries and updates, validators, the workflow itself, and what it has in common with a handler',
      code: `
import { defineQuery, defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
function check(text: string) { if (!text) throw new Error('empty'); }
export async function order(text: string) {
  check(text);
  setHandler(defineSignal('go'), (more: string) => check(more));
  setHandler(defineQuery('state'), () => { throw new Error('no'); });
  setHandler(defineUpdate('pay'), () => { throw new Error('no'); }, { validator() { throw new Error('no'); } });
  throw new Error('no');
}
      `,
    },
    {
      name: 'an error that is not known, and definitions that are not in sight',
      code: `
import { defineSignal, setHandler } from '@temporalio/workflow';
import { Declined } from './errors';
import { stop } from './messages';
export async function order() {
  setHandler(defineSignal('go'), (error: unknown) => { throw error; });
  setHandler(defineSignal('decline'), () => { throw new Declined(); });
  setHandler(stop, () => { throw new Error('no'); });
}
      `,
    },
    {
      name: 'functions of the same name from elsewhere',
      code: `
import { sleep } from '@temporalio/workflow';
import { defineSignal, setHandler } from './fakes';
export async function order() {
  setHandler(defineSignal('go'), () => { throw new Error('no'); });
  await sleep(1);
}
      `,
    },
    {
      name: 'errors that the workflow declares as its failures',
      code: `
import { defineSignal, setHandler, setWorkflowOptions } from '@temporalio/workflow';
class Declined extends Error {}
setWorkflowOptions({ failureExceptionTypes: [Declined] }, order);
export async function order() {
  setHandler(defineSignal('go'), () => { throw new Declined('no'); });
}
      `,
    },
    {
      name: 'a case that the types rule out',
      code: `
import { defineSignal, setHandler } from '@temporalio/workflow';
export async function order() {
  setHandler(defineSignal<['a' | 'b']>('go'), (text) => {
    switch (text) {
      case 'a': return;
      case 'b': return;
      default: {
        const rest: never = text;
        throw new Error(\`Unknown: \${rest}\`);
      }
    }
  });
}
      `,
    },
  ],
  invalid: [
    {
      name: 'errors of the language and of the project, and texts',
      code: `
import { defineSignal, setHandler } from '@temporalio/workflow';
class Declined extends TypeError {}
export async function order() {
  setHandler(defineSignal('go'), (text: string) => {
    if (text === 'a') throw new Error('no');
    if (text === 'b') throw new Declined('no');
    throw 'no';
  });
}
      `,
      errors: [thrown(6, 23), thrown(7, 23), thrown(8, 5)],
    },
    {
      name: 'an async handler, by reference, through a namespace, in a catch',
      code: `
import * as wf from '@temporalio/workflow';
const go = wf.defineSignal('go');
export async function order() {
  const onGo = async () => {
    try { await wf.sleep(1); } catch { throw new Error('no'); }
  };
  wf.setHandler(go, onGo);
}
      `,
      errors: [thrown(6, 40)],
    },
    {
      name: 'required, under another name, as a method',
      code: `
const { defineSignal: define, setHandler: handle } = require('@temporalio/workflow');
const go = define('go');
class Order {
  constructor() { handle(go, this.onGo.bind(this)); handle(define('stop'), (text) => this.stop(text)); }
  onGo() { throw Error('no'); }
  stop(text) { if (!text) throw new Error('empty'); }
}
exports.order = async () => { new Order(); };
      `,
      errors: [thrown(6, 12), thrown(7, 27, '`stop`')],
    },
    {
      name: 'the default handler, a name that is made at run time, a helper of handlers alone',
      code: `
import { defineSignal, setDefaultSignalHandler, setHandler } from '@temporalio/workflow';
function check(text: string) { if (!text) throw new RangeError('empty'); }
export async function order(id: string) {
  setDefaultSignalHandler((name) => { throw new Error(name); });
  setHandler(defineSignal(\`go-\${id}\`), () => { throw new Error('no'); });
  setHandler(defineSignal('go'), (text: string) => { [text].forEach((one) => check(one)); });
}
      `,
      errors: [thrown(3, 43), thrown(5, 39, 'a signal'), thrown(6, 48, 'a signal')],
    },
  ],
});
