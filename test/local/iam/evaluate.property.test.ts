import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, type Statement } from '../../../local/iam/index.ts';
import { fits } from '../../../local/iam/wildcard.ts';

/** Patterns and texts of few letters, so that they often meet. */
const text = fc.string({ unit: fc.constantFrom('a', 'b', ':', '/', '.', '#'), maxLength: 6 });
const pattern = fc.string({ unit: fc.constantFrom('a', 'b', ':', '/', '.', '#', '*', '?'), maxLength: 6 });
const texts = fc.array(pattern, { minLength: 1, maxLength: 3 });

const statement = fc.record<Statement>({
  sid: fc.constant(''),
  effect: fc.constantFrom('Allow', 'Deny'),
  actions: texts,
  notActions: fc.boolean(),
  resources: texts,
  notResources: fc.boolean(),
  principals: fc.constant(null),
  conditions: fc.array(
    fc.record({
      operator: fc.constantFrom('StringLike', 'StringEquals', 'ForAllValues:StringLike', 'StringNotLike'),
      key: fc.constant('dynamodb:LeadingKeys'),
      values: texts,
    }),
    { maxLength: 2 },
  ),
});
const call = fc.record({
  action: text,
  resource: text,
  context: fc.oneof(fc.constant({}), fc.record({ 'dynamodb:LeadingKeys': text })),
});

/** By hand, letter by letter: another way to the same answer. */
function fitsByHand(asked: string, given: string): boolean {
  if (asked === '') return given === '';
  const [first = '', rest] = [asked[0], asked.slice(1)];
  if (first === '*') return fitsByHand(rest, given) || (given !== '' && fitsByHand(asked, given.slice(1)));
  return given !== '' && (first === '?' || first === given[0]) && fitsByHand(rest, given.slice(1));
}

const ASK = fc.tuple(fc.array(statement, { maxLength: 5 }), call);

describe('the evaluation of policies', () => {
  it('fits patterns as one does by hand', () => {
    fc.assert(
      fc.property(pattern, text, (asked, given) => {
        expect(fits(asked, given)).toBe(fitsByHand(asked, given));
      }),
    );
  });

  it('does not depend on the order of statements', () => {
    fc.assert(
      fc.property(ASK, ([statements, asked]) => {
        expect(evaluate(statements.toReversed(), asked).outcome).toBe(evaluate(statements, asked).outcome);
      }),
    );
  });

  it('allows no more for one more deny, and no less for one more allow', () => {
    const rank = { denied: 0, silent: 1, allowed: 2 };
    fc.assert(
      fc.property(ASK, statement, ([statements, asked], one) => {
        const [before, after] = [evaluate(statements, asked), evaluate([...statements, one], asked)];
        if (one.effect === 'Deny') expect(rank[after.outcome]).toBeLessThanOrEqual(rank[before.outcome]);
        else expect(rank[after.outcome]).toBeGreaterThanOrEqual(rank[before.outcome]);
      }),
    );
  });

  it('denies what a statement denies, whatever stands beside it', () => {
    const all = { actions: ['*'], resources: ['*'], notActions: false, notResources: false, conditions: [] };
    fc.assert(
      fc.property(ASK, statement, ([statements, asked], one) => {
        const deny: Statement = { ...one, ...all, effect: 'Deny' };
        expect(evaluate([...statements, deny], asked).outcome).toBe('denied');
      }),
    );
  });

  it('allows nothing where nothing allows', () => {
    fc.assert(
      fc.property(ASK, ([statements, asked]) => {
        const denials = statements.filter(({ effect }) => effect === 'Deny');
        expect(evaluate(denials, asked).outcome).not.toBe('allowed');
      }),
    );
  });
});
