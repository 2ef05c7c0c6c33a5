import { describe, expect, it } from 'vitest';
import { isLate, MARGINS, marginOf } from '../../../lib/evidence/log/margins.ts';

const DUE = '2026-06-30T00:00:00.000Z';
const HOUR = 3_600_000;
const after = (hours: number, milliseconds = 0) =>
  new Date(Date.parse(DUE) + hours * HOUR + milliseconds).toISOString();

describe('the margin to a deadline', () => {
  it.each([
    [after(-400), '-7d'],
    [after(-168), '-7d'],
    [after(-168, 1), '-1d'],
    [after(-24), '-1d'],
    [after(-24, 1), '-12h'],
    [after(-12), '-12h'],
    [after(-6), '-6h'],
    [after(-1), '-1h'],
    [after(-1, 1), '0'],
    [after(0), '0'],
    [after(0, 1), '+1h'],
    [after(1), '+1h'],
    [after(6), '+6h'],
    [after(24), '+1d'],
    [after(24, 1), '+7d'],
    [after(168), '+7d'],
    [after(168, 1), 'later'],
  ])('of %s is %s', (at, margin) => {
    expect(marginOf(at, DUE)).toBe(margin);
  });

  it('is none where there was no deadline', () => {
    expect(marginOf(DUE, null)).toBe('none');
  });

  it('is late from the first millisecond, and never without a deadline', () => {
    expect(MARGINS.filter(isLate)).toEqual(['+1h', '+6h', '+1d', '+7d', 'later']);
    expect(isLate('none')).toBe(false);
  });
});
