import { describe, expect, it } from 'vitest';
import { checkQuotes, formatProblem } from '../../lib/policy/index.ts';
import { policies, quotesOf, seedText } from './policy-texts.ts';

/** A promise that its text does not contain is an invention: every quoted clause is looked up, word for word. */

describe('clauses quoted in the policies', () => {
  it.each(policies.map((one) => [one.data.policy, one] as const))('%s quotes a clause for every rule', (_, one) => {
    const places = quotesOf(one.data).map((quote) => quote.where);
    for (const rule of Object.keys(one.data.rules)) expect(places).toContain(`rules.${rule}.clause`);
    expect(places).toContain('triggers.AccountClosed.clause');
  });

  for (const one of policies) {
    const { policy, source } = one.data;
    const seed = seedText(source);
    if (seed === null) {
      it.skip(`${policy}: not compared, its text ${source} is not at hand (set EXPUNGE_SEEDS)`, () => {});
      continue;
    }
    it(`${policy}: every quote stands in ${source}`, () => {
      expect(quotesOf(one.data).length).toBeGreaterThan(20);
      expect(checkQuotes(one, seed).map((problem) => formatProblem(problem, one.text))).toEqual([]);
    });
  }
});
