import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canBeShorter, parsePeriod } from '../../lib/retention/index.ts';
import { civilDateAfter, civilPeriod } from './arbitraries.ts';

describe('canBeShorter', () => {
  it.each([
    ['180 days', '6 months', true], // Cybersecurity Law: logs at least six months, which are 181 to 184 days
    ['181 days', '6 months', true],
    ['183 days', '6 months', true],
    ['184 days', '6 months', false],
    ['6 months', '181 days', false],
    ['6 months', '182 days', true],
    ['365 days', '1 year', true],
    ['366 days', '1 year', false],
    ['1 year', '365 days', false],
    ['1 year', '366 days', true],
    ['1 month', '28 days', false],
    ['1 month', '29 days', true],
    ['3 years', '3 years', false],
    ['36 months', '3 years', false],
    ['180 days', '3 years', true],
    ['10 years', '3 years', false],
    ['4 years', '1461 days', true], // 2100 is no leap year
    ['15 working days CN', '15 working days CN', false],
    ['14 working days CN', '15 working days CN', true],
    ['28 days', '15 working days CN', true], // 2023-09-08 to 2023-10-07 are 29
    ['23 days', '11 working days CN', true], // 2024-09-14 to 2024-10-08 alone are 24
    ['24 days', '11 working days CN', false],
    ['29 days', '15 working days CN', false],
    ['15 working days CN', '15 days', false],
    ['15 working days CN', '16 days', true], // in a year without a notice every day counts
  ])('%s against a floor of %s: %s', (period, floor, expected) => {
    expect(canBeShorter(parsePeriod(period), parsePeriod(floor))).toBe(expected);
  });

  it('where it says no, no start date has the period end before the floor', () => {
    const date = fc
      .integer({ min: 0, max: 36_000 })
      .map((days) => civilDateAfter('2022-01-01', { years: 0, months: 0, days }));
    fc.assert(
      fc.property(
        civilPeriod,
        fc.integer({ min: -6, max: 6 }),
        fc.array(date, { minLength: 40 }),
        (period, more, starts) => {
          // a floor of about the same length, in days only: where the two are close is where mistakes would be
          const about = Math.round((period.years * 12 + period.months) * 30.436875 + period.days) + more;
          fc.pre(about > 0);
          const floor = { years: 0, months: 0, days: about };
          for (const [one, other] of [
            [period, floor],
            [floor, period],
          ] as const) {
            const shorter = starts.some((start) => civilDateAfter(start, one) < civilDateAfter(start, other));
            if (shorter) expect(canBeShorter(one, other)).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
