import { describe, expect, it } from 'vitest';
import { dayBudgetOf, onDay, utcDay } from '../../lib/registry/brakes.ts';

const brake = { day: '2026-03-02', budget: 100, left: 40, before: [10, 20] };

describe('a day’s budget', () => {
  it('is five times the mean of the days before, and a hundred at least', () => {
    expect(dayBudgetOf([], undefined)).toBe(100);
    expect(dayBudgetOf([1, 0, 2], undefined)).toBe(100);
    expect(dayBudgetOf([100, 200], undefined)).toBe(750);
    expect(dayBudgetOf([100, 201, 0], undefined)).toBe(502);
  });

  it('is what the inventory says, be it more or less', () => {
    expect(dayBudgetOf([], 7)).toBe(7);
    expect(dayBudgetOf([1000, 1000], 7)).toBe(7);
    expect(dayBudgetOf([], 5000)).toBe(5000);
  });

  it('is fresh on the next day, which remembers what the one before has taken', () => {
    const next = onDay(brake, '2026-03-03', undefined);
    expect(next).toEqual({ day: '2026-03-03', budget: 150, left: 150, before: [10, 20, 60] });
  });

  it('counts days on which nobody asked, and no more than 28', () => {
    expect(onDay(brake, '2026-03-06', 500).before).toEqual([10, 20, 60, 0, 0, 0]);
    const later = onDay(brake, '2027-03-02', undefined);
    expect(later).toMatchObject({ day: '2027-03-02', budget: 100, left: 100 });
    expect(later.before).toEqual(new Array(28).fill(0));
    const full = onDay({ ...brake, before: new Array<number>(28).fill(9) }, '2026-03-04', undefined);
    expect(full.before).toEqual([...new Array(26).fill(9), 60, 0]);
  });

  it('is the same on the same day, and never another for a clock that is slow', () => {
    expect(onDay(brake, '2026-03-02', 9)).toBe(brake);
    expect(onDay(brake, '2026-03-01', 9)).toBe(brake);
    expect(utcDay(Date.parse('2026-03-01T23:59:59.999Z'))).toBe('2026-03-01');
    expect(utcDay(Date.parse('2026-03-02T07:59:59+08:00'))).toBe('2026-03-01');
  });
});
