import { describe, expect, it } from 'vitest';
import { canonicalPeriod, parsePeriod } from '../../lib/retention/index.ts';

describe('parsePeriod', () => {
  it.each([
    ['180 days', { years: 0, months: 0, days: 180 }, 'P180D'],
    ['1 day', { years: 0, months: 0, days: 1 }, 'P1D'],
    ['2 weeks', { years: 0, months: 0, days: 14 }, 'P14D'],
    ['6 months', { years: 0, months: 6, days: 0 }, 'P6M'],
    ['12 months', { years: 1, months: 0, days: 0 }, 'P1Y'],
    ['3 years', { years: 3, months: 0, days: 0 }, 'P3Y'],
    ['1 year 6 months', { years: 1, months: 6, days: 0 }, 'P1Y6M'],
    ['  1  Year  10 Days ', { years: 1, months: 0, days: 10 }, 'P1Y10D'],
    ['P180D', { years: 0, months: 0, days: 180 }, 'P180D'],
    ['P3Y', { years: 3, months: 0, days: 0 }, 'P3Y'],
    ['P1Y6M', { years: 1, months: 6, days: 0 }, 'P1Y6M'],
    ['P18M', { years: 1, months: 6, days: 0 }, 'P1Y6M'],
    ['15 working days CN', { workingDays: 15, calendar: 'CN' }, 'P15WD'],
    ['1 working day cn', { workingDays: 1, calendar: 'CN' }, 'P1WD'],
    ['P15WD', { workingDays: 15, calendar: 'CN' }, 'P15WD'],
  ])('reads %j', (text, period, canonical) => {
    expect(parsePeriod(text)).toEqual(period);
    expect(canonicalPeriod(parsePeriod(text))).toBe(canonical);
    expect(parsePeriod(canonical)).toEqual(period);
  });

  it.each([
    ['', 'is not a period'],
    ['P', 'is not a period'],
    ['soon', 'is not a period'],
    ['180', 'is not a period'],
    ['-180 days', 'is not a period'],
    ['1.5 years', 'is not a period'],
    ['3 years6 months', 'is not a period'],
    ['6 months 3 years', 'is not a period'],
    ['PT24H', 'is not a period'],
    ['P1DT2H', 'is not a period'],
    ['P15WD1D', 'is not a period'],
    ['0 days', 'lasts no time'],
    ['P0Y0M', 'lasts no time'],
    ['0 working days CN', 'lasts no time'],
    ['1001 years', 'is too long'],
    ['999999999 days', 'is too long'],
    ['10001 working days CN', 'is too long'],
    ['15 working days', 'does not say whose working days'],
    ['15 working days US', 'does not say whose working days'],
  ])('refuses %j', (text, what) => {
    expect(() => parsePeriod(text)).toThrow(
      expect.objectContaining({ code: 'PERIOD_INVALID', message: expect.stringContaining(what) }),
    );
  });
});
