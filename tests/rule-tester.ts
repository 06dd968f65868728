import { RuleTester as Tester, type RunTests } from '@typescript-eslint/rule-tester';
import { expect, it } from 'vitest';
import type { Rule } from '../src/create-rule.ts';

/** Runs the cases of a rule with the TypeScript parser; each error must say where it is, and what its message is filled with. */
export class RuleTester {
  private readonly tester = new Tester();

  run<MessageId extends string, Options extends readonly unknown[]>(
    name: string,
    rule: Rule<MessageId, Options>,
    cases: RunTests<MessageId, Options>,
  ): void {
    it(`${name}: every expected error has a line and a column`, () => {
      for (const { errors } of cases.invalid) {
        for (const { line, column } of errors) expect([typeof line, typeof column]).toEqual(['number', 'number']);
      }
    });
    this.tester.run(name, rule as never, {
      valid: cases.valid,
      invalid: cases.invalid,
      assertionOptions: { requireData: true },
    } as never);
  }
}
