import { describe, expect, it } from 'vitest';
import { policies, quotesOf, seedText, withoutSpace } from './policy-texts.ts';

/** A promise that its text does not contain is an invention: every quoted clause is looked up, word for word. */

describe('clauses quoted in the policies', () => {
  it.each(policies.map((one) => [one.data.policy, one] as const))('%s quotes a clause for every rule', (_, one) => {
    const places = quotesOf(one.data).map((quote) => quote.where);
    for (const rule of Object.keys(one.data.rules)) expect(places).toContain(`rules.${rule}.clause`);
    expect(places).toContain('triggers.AccountClosed.clause');
  });

  for (const { data } of policies) {
    const seed = seedText(data.source);
    if (seed === null) {
      it.skip(`${data.policy}: not compared, its text ${data.source} is not at hand (set EXPUNGE_SEEDS)`, () => {});
      continue;
    }
    it(`${data.policy}: every quote stands in ${data.source}`, () => {
      const text = withoutSpace(seed);
      const quotes = quotesOf(data);
      expect(quotes.length).toBeGreaterThan(20);
      expect(quotes.filter((one) => withoutSpace(one.quote) === '' || !text.includes(withoutSpace(one.quote)))).toEqual(
        [],
      );
    });
  }
});
